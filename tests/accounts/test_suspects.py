"""Attempts to get around are in the log of what was done; a flood does not fill it; its lines go to another place."""

import json
import logging
import socket
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from app.accounts import abroad, audit, suspects
from app.accounts.models import AuditLine
from app.cli import opening
from app.kit import clock
from app.kit.errors import Refusal
from app.settings import Settings
from tests.world import on_sqlite

pytestmark = on_sqlite


def noted(database) -> list[tuple]:
    with database.read() as session:
        return [(line.facts["why"], line.facts["times"], line.facts["page"]) for line in session.exec(
            select(AuditLine).where(AuditLine.deed == "request.refused").order_by(AuditLine.n))]


def test_what_smells_of_an_attack_is_written_down(as_, client, database):
    ada = as_("ada")
    assert client.post("/login", data={}, headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post("/login", data={}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert ada.post("/account/name", data={"name": "x" * 2_000_000}).status_code == 413
    assert client.post("/login", data={"email": "a@shoe.test"}).status_code == 422, "a field a form of ours has"
    assert client.request("TRACE", "/login").status_code == 405
    for _ in range(12):
        client.post("/login/code", data={"code": "12345678"})
    assert [why for why, _, _ in noted(database)] == ["cross_site"] * 2 + ["too_large", "unreadable", "http_405"] + [
        "too_many_tries"] * 2
    assert ("cross_site", 1, "POST /login") in noted(database)
    client.post("/join/zq-old-secret", headers={"origin": "https://evil.example"})
    assert noted(database)[-1] == ("cross_site", 1, "POST /join/…")
    with database.read() as session:
        [large] = session.exec(select(AuditLine).where(AuditLine.deed == "request.refused")
                               .order_by(AuditLine.n).offset(2).limit(1)).all()
        assert "evil.example" not in json.dumps([line.facts for line in session.exec(select(AuditLine))])
    assert large.facts["page"] == "POST /account/name" and audit.verify(database).broken is None


def test_a_flood_is_twelve_lines_an_hour_and_a_number(app, client, database, monkeypatch):
    now = clock.now().replace(minute=5)
    monkeypatch.setattr(clock, "now", lambda: now)
    for _ in range(suspects.PER_HOUR + 30):
        client.post("/login", data={}, headers={"origin": "https://evil.example"})
    assert noted(database) == [("cross_site", 1, "POST /login")] * suspects.PER_HOUR
    now += timedelta(hours=1)
    client.post("/logout", headers={"origin": "https://evil.example"})
    assert noted(database)[-1] == ("cross_site", 31, "POST /logout")


@pytest.fixture
def quiet():
    yield
    abroad.send(Settings(_env_file=None))


def test_every_line_goes_to_a_file_once_it_is_committed(database, tmp_path, quiet):
    kept = tmp_path / "deeds.jsonl"
    abroad.send(Settings(deeds_to=str(kept), _env_file=None))
    with database.write() as session:
        audit.note(session, None, "share.made", "s-1", page="/insights/heat")
        assert kept.read_text() == "", "not before the commit"
    with pytest.raises(RuntimeError), database.write() as session:
        audit.note(session, None, "share.used", "s-1")
        session.flush()
        raise RuntimeError
    with database.write() as session:
        audit.note(session, None, "share.revoked", "s-1")
    with database.read() as session:
        held = session.exec(select(AuditLine).order_by(AuditLine.n)).all()
    told = [json.loads(line) for line in kept.read_text().splitlines()]
    assert [line["deed"] for line in told] == ["share.made", "share.revoked"]
    assert [line["digest"] for line in told] == [line.digest for line in held]
    for line in told:
        digest = line.pop("digest")
        assert audit.digest_of(AuditLine(**{**line, "at": datetime.fromisoformat(line["at"])})) == digest


def test_lines_go_to_syslog_or_the_journal_or_nowhere(database, capsys, monkeypatch, tmp_path, quiet):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as syslog:
        syslog.bind(str(tmp_path / "log"))
        syslog.settimeout(5)
        monkeypatch.setattr(abroad, "SYSLOG", str(tmp_path / "log"))
        abroad.send(Settings(deeds_to="syslog", _env_file=None))
        with database.write() as session:
            audit.note(session, None, "share.made", "s-1")
        said = syslog.recv(4096).decode()
    assert said.startswith("<86>shoeleather: {") and '"deed": "share.made"' in said
    abroad.send(Settings(deeds_to="-", _env_file=None))
    with database.write() as session:
        audit.note(session, None, "share.used", "s-1")
    assert '"deed": "share.used"' in capsys.readouterr().out
    abroad.send(Settings(_env_file=None))
    assert logging.getLogger(abroad.LOG).handlers == []


def test_a_place_that_cannot_be_written_to_is_told_at_the_start(database, tmp_path, quiet):
    with pytest.raises(Refusal, match="DEEDS_TO"):
        opening.opened(Settings(data_dir=tmp_path, deeds_to=str(tmp_path / "no/such/file"), _env_file=None))

