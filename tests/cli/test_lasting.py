"""A server that could forget what it was told with the power does not start, and the doctor says why."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from app.care import lasting
from app.kit import db
from app.kit.db import Database
from app.kit.errors import Refusal
from tests.cli.test_opening import never_listening


@pytest.fixture
def forgetful(cluster):
    """A PostgreSQL database that answers before its disk does."""
    url = cluster.create("forgetful")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("ALTER DATABASE forgetful SET synchronous_commit = off"))
    engine.dispose()
    return url


@pytest.mark.postgres
def test_a_postgresql_that_answers_before_its_disk_is_refused(forgetful, shoe, home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", forgetful)
    served = never_listening(monkeypatch)
    assert shoe("migrate").code == 0
    for command in ("serve", "work"):
        said = shoe(command)
        assert said.code == 2 and said.err.startswith("not_durable: ") and "synchronous_commit" in said.err
    assert served == []
    said = shoe("doctor")
    assert said.code == 1 and "ALTER DATABASE" in said.out


def lost(*_):
    raise OperationalError("SHOW synchronous_commit", {}, Exception("server closed it\nabnormally"))


@pytest.mark.postgres
def test_a_postgresql_that_goes_away_while_it_is_looked_over_is_told_in_one_line(cluster, shoe, home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", cluster.create("lost"))
    assert shoe("migrate").code == 0
    with monkeypatch.context() as gone:
        gone.setattr(lasting, "refuse_forgetful", lost)
        said = shoe("doctor")
    assert said.code == 1 and said.out.count("BAD") == 1
    assert "The database does not answer: " in said.out and said.out.endswith("server closed it\n")
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    said = shoe("doctor")
    assert said.code == 1 and said.out.count("does not answer") == 1 and "Traceback" not in said.out + said.err


@pytest.mark.parametrize("pragma", ["synchronous=OFF", "synchronous=NORMAL", "journal_mode=MEMORY", "journal_mode=OFF"])
def test_a_sqlite_that_would_forget_is_refused(tmp_path, monkeypatch, pragma):
    name = pragma.split("=")[0]
    kept = tuple(each for each in db.SQLITE_PRAGMAS if not each.startswith(name))
    monkeypatch.setattr(db, "SQLITE_PRAGMAS", (*kept, pragma))
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    with pytest.raises(Refusal, match="power cut"):
        lasting.refuse_forgetful(database)
    database.dispose()


def test_what_is_kept_is_not_refused(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    lasting.refuse_forgetful(database)
    database.dispose()


def test_a_disk_in_memory_or_across_the_network_is_named(tmp_path, monkeypatch):
    mounts = tmp_path / "mounts"
    mounts.write_text(f"dev / ext4 rw 0 0\nnone {tmp_path} tmpfs rw 0 0\nfar {tmp_path}/far nfs4 rw 0 0\n")
    for folder, kind in ((tmp_path / "data", "tmpfs"), (tmp_path / "far/data", "nfs4"), (tmp_path.parent, "ext4")):
        assert lasting.filesystem(folder, mounts) == kind
    assert lasting.filesystem(tmp_path, tmp_path / "none") == ""
    told = {kind: _doubt(kind, tmp_path, monkeypatch) for kind in ("tmpfs", "nfs4", "ext4", "")}
    assert "empties" in told["tmpfs"] and "across the network" in told["nfs4"] and told["ext4"] == told[""] == ""


def _doubt(kind: str, folder, monkeypatch) -> str:
    monkeypatch.setattr(lasting, "filesystem", lambda _: kind)
    return lasting.doubtful(folder)


def test_serving_says_what_is_doubtful(shoe, home, monkeypatch, caplog):
    monkeypatch.setattr(lasting, "doubtful", lambda _: "This folder lies in memory.")
    served = never_listening(monkeypatch)
    assert shoe("serve").code == 0 and served == ["127.0.0.1"]
    assert "This folder lies in memory." in caplog.text
