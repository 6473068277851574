"""Backup and restore through the command line, on both databases: what comes back, and what is refused untouched."""

import hashlib
import io
import json
import random
import shutil
import sqlite3
import stat
import tarfile
import threading

import pytest
from fastapi.testclient import TestClient
from sqlmodel import func, select

from app.accounts import commands
from app.accounts.models import BrowserSession
from app.care import archive, lock
from app.kit import clock
from app.kit.blobs import Folder
from app.main import build
from app.walks import photo_files
from app.walks.models import Entry, Photo, PhotoState
from tests.conftest import ORIGIN
from tests.walks.phone import Phone, add_journey, ends, send


@pytest.fixture
def here(home, monkeypatch, settings):
    """The folder of the app's own server; the command line looks at it too."""
    monkeypatch.setenv("DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    return settings.data_dir


@pytest.fixture
def on_both(here, shoe):
    """`shoe`, looking at `here`."""
    return shoe


@pytest.fixture
def again(settings):
    """`again(token)`: a phone's client of a server started anew, as after a restore."""
    opened = []

    def start(token: str) -> TestClient:
        app = build(settings)
        opened.append(app.state.database)
        return TestClient(app, base_url=ORIGIN, headers={"authorization": f"Bearer {token}"})
    yield start
    for database in opened:
        database.dispose()


@pytest.fixture
def token(database, cast):
    with database.write() as session:
        add_journey(session)
        commands.open_session(session, cast["mo"])
        return commands.make_token(session, cast["ada"], "device")


def add_photo(database, folder: Folder, content: bytes, state: str = PhotoState.ready) -> str:
    digest = hashlib.sha256(content).hexdigest()
    keys = {PhotoState.pending: [photo_files.upload_key(digest)]}.get(
        state, [photo_files.rendition_key(name, digest) for name in photo_files.RENDITIONS])
    for key in keys:
        folder.put(key, content)
    with database.write() as session:
        session.add(Photo(id=f"f0-{digest[:12]}", owner_id="u-ada", sha256=digest, state=state,
                          named_at=clock.now()))
    return digest


def everything(folder) -> dict:
    """Digest of each file; the lock and SQLite's scratch files hold nothing."""
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != lock.NAME and not path.name.endswith(("-wal", "-shm"))}


def count(database, table) -> int:
    with database.read() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_phones_bring_back_what_a_restored_server_has_forgotten_and_nothing_comes_twice(
        app, database, token, again, on_both, tmp_path):
    phone, client = Phone(), again(token)
    early, late = [phone.begin(), *(phone.entry() for _ in range(4))], [phone.entry() for _ in range(3)]
    before = send(client, phone.batch(*early)).json()
    digest = add_photo(database, app.state.blobs, b"a ready photo")
    file = tmp_path / "kept" / "one.tar"
    assert on_both("backup", file).code == 0
    send(client, phone.batch(*late))
    add_photo(database, app.state.blobs, b"a later photo")
    said = on_both("restore", file, "--force")
    assert said.code == 0, said.err
    client = again(token)
    after = send(client, phone.batch())
    assert after.json()["epoch"] != before["epoch"]
    assert after.json()["device"]["through"] == len(early)
    assert ends(send(client, phone.batch(*early, *late))) == ["duplicate"] * 5 + ["stored"] * 3
    restored = client.app.state
    assert count(restored.database, Entry) == 8 and count(restored.database, Photo) == 1
    assert restored.blobs.get(photo_files.rendition_key("thumb", digest)) == b"a ready photo"


def test_a_restore_ends_every_browser_session(database, token, again, on_both, tmp_path):
    assert count(database, BrowserSession) == 1
    on_both("backup", tmp_path / "one.tar")
    assert on_both("restore", tmp_path / "one.tar", "--force").code == 0
    assert count(again(token).app.state.database, BrowserSession) == 0


def test_what_was_there_is_set_aside_and_a_full_server_is_not_overwritten_unasked(
        app, database, token, here, on_both, tmp_path):
    add_photo(database, app.state.blobs, b"only here")
    on_both("backup", tmp_path / "one.tar")
    before = everything(here)
    refused = on_both("restore", tmp_path / "one.tar")
    assert refused.code == 2 and refused.err.startswith("not_empty: ")
    assert everything(here) == before
    assert "before-restore-" in on_both("restore", tmp_path / "one.tar", "--force").out
    aside = next(here.glob("before-restore-*"))
    assert any(path.read_bytes() == b"only here" for path in aside.rglob("*") if path.is_file())
    assert not list(here.glob(".restore-*"))


def test_a_backup_is_the_owners_alone_and_holds_every_photo_and_no_half_upload(
        app, database, token, here, on_both, tmp_path):
    add_photo(database, app.state.blobs, b"ready")
    add_photo(database, app.state.blobs, b"waiting", PhotoState.pending)
    part = photo_files.part_of(app.state.blobs, "f0-00")
    part.parent.mkdir(parents=True)
    part.write_bytes(b"half")
    app.state.blobs.put("display/" + "0" * 64, b"nobody's")
    file = tmp_path / "one.tar"
    assert "3 photo files" in on_both("backup", file).out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with tarfile.open(file) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
        for name, entry in manifest.items():
            assert hashlib.sha256(tar.extractfile(name).read()).hexdigest() == entry["sha256"]
        assert set(tar.getnames()) == {*manifest, "shoeleather.json", "manifest.json", "seal"}
    assert not list(here.glob(".backup-*")) and not list(tmp_path.glob("*.part"))


def test_a_backup_never_overwrites_a_file(token, on_both, tmp_path):
    (tmp_path / "one.tar").write_bytes(b"mine")
    assert on_both("backup", tmp_path / "one.tar").err.startswith("file_exists: ")
    assert (tmp_path / "one.tar").read_bytes() == b"mine"


def test_a_photo_made_ready_while_the_backup_looks_is_kept_as_it_is_now(
        app, database, token, again, on_both, tmp_path, monkeypatch):
    from app.care import photos
    digest, link = add_photo(database, app.state.blobs, b"just now", PhotoState.pending), photos.link

    def developed(*asked):
        if app.state.blobs.get(photo_files.upload_key(digest)):
            for name in photo_files.RENDITIONS:
                app.state.blobs.put(photo_files.rendition_key(name, digest), b"picture")
            app.state.blobs.delete(photo_files.upload_key(digest))
            with database.write() as session:
                session.exec(select(Photo)).one().state = PhotoState.ready
        return link(*asked)
    monkeypatch.setattr(photos, "link", developed)
    on_both("backup", tmp_path / "one.tar")
    on_both("restore", tmp_path / "one.tar", "--force")
    state = again(token).app.state
    with state.database.read() as session:
        assert session.exec(select(Photo.state)).one() == PhotoState.ready
    assert state.blobs.get(photo_files.rendition_key("display", digest)) == b"picture"


def test_a_backup_taken_while_phones_write_holds_everything_told_as_sent_before_it_began(
        app, database, token, again, on_both, tmp_path):
    phone, client, told, stop = Phone(), again(token), [0], threading.Event()

    assert ends(send(client, phone.batch(phone.begin()))) == ["stored"]

    def write():
        while not stop.is_set():
            told[0] += ends(send(client, phone.batch(*(phone.entry() for _ in range(20))))).count("stored")
    writer = threading.Thread(target=write)
    writer.start()
    before = []
    try:
        for number in range(3):
            before.append(told[0])
            assert on_both("backup", tmp_path / f"{number}.tar").code == 0
    finally:
        stop.set()
        writer.join()
    for number, acknowledged in enumerate(before):
        said = on_both("restore", tmp_path / f"{number}.tar", "--force")
        assert said.code == 0, said.err
        held = count(again(token).app.state.database, Entry)
        assert acknowledged + 1 <= held and (held - 1) % 20 == 0, "whole batches, none forgotten"


# From here on the archive itself: one kind of database says it all.

@pytest.fixture
def kept(home, shoe, tmp_path):
    """A backup of a small server at `home`."""
    assert shoe("user", "add", "--email", "una@shoe.test", "--role", "admin").code == 0
    assert shoe("backup", tmp_path / "kept.tar").code == 0
    return tmp_path / "kept.tar"


def refused(shoe, home, file, *codes: str) -> None:
    before = everything(home)
    said = shoe("restore", file, "--force")
    assert said.code == 2 and said.err.split(":")[0] in codes, said
    assert everything(home) == before


@pytest.mark.parametrize("cut", [1, 1024, 512 * 20, 0.5])
def test_a_shortened_backup_is_refused(kept, home, shoe, cut):
    content = kept.read_bytes()
    kept.write_bytes(content[:int(len(content) * cut) if cut == 0.5 else len(content) - cut])
    refused(shoe, home, kept, "damaged")


def test_a_single_wrong_bit_anywhere_is_noticed(kept, home, shoe):
    content, dice = kept.read_bytes(), random.Random(7)
    places = [dice.randrange(len(content)) for _ in range(50)] + [0, len(content) - 1]
    for place in places:
        broken = bytearray(content)
        broken[place] ^= 1 << dice.randrange(8)
        kept.write_bytes(broken)
        refused(shoe, home, kept, "damaged", "not_a_backup", "strange_member", "newer_backup")


@pytest.mark.parametrize("content", [b"", b"hello", b"\0" * 10240, b"PK\x03\x04" + b"x" * 5000])
def test_another_programs_file_is_refused(kept, home, shoe, content):
    kept.write_bytes(content)
    refused(shoe, home, kept, "not_a_backup")


def forged(kept, change) -> None:
    """Write the backup anew with other members but a seal that fits: an attacker can do that."""
    with tarfile.open(kept) as tar:
        members = {member.name: tar.extractfile(member).read() for member in tar}
    sink = archive.Hashing(io.BytesIO())
    tar = tarfile.open(fileobj=sink, mode="w", format=tarfile.GNU_FORMAT)
    change(tar, members)
    sink.file.write(archive._tail(sink.total.hexdigest(), sink.tell()))
    kept.write_bytes(sink.file.getvalue())


def put_all(tar, members) -> None:
    for name, content in members.items():
        if name != "seal":
            archive._put(tar, name, content)


STRANGE = {
    "climbs out": tarfile.TarInfo("blobs/../../evil"), "absolute": tarfile.TarInfo("/etc/evil"),
    "unknown": tarfile.TarInfo("evil.sh"), "double": tarfile.TarInfo("database.sqlite3"),
}


@pytest.mark.parametrize("name", [*STRANGE, "link", "hard link", "device", "folder"])
def test_a_backup_with_a_strange_member_is_refused(kept, home, shoe, name, tmp_path):
    kinds = {"link": tarfile.SYMTYPE, "hard link": tarfile.LNKTYPE, "device": tarfile.CHRTYPE,
             "folder": tarfile.DIRTYPE}
    member = STRANGE.get(name) or tarfile.TarInfo("blobs/display/00/00")
    member.type, member.linkname = kinds.get(name, tarfile.REGTYPE), str(tmp_path / "evil") if "link" in name else ""

    def change(tar, members):
        archive._put(tar, "shoeleather.json", members.pop("shoeleather.json"))
        archive._put(tar, "database.sqlite3", members.pop("database.sqlite3"))
        tar.addfile(member, io.BytesIO())
        put_all(tar, members)
    forged(kept, change)
    refused(shoe, home, kept, "strange_member")
    assert not (tmp_path / "evil").exists()


def test_a_backup_of_a_newer_release_is_refused(kept, home, shoe):
    def change(tar, members):
        head = {**json.loads(members["shoeleather.json"]), "schema": "9999"}
        put_all(tar, {**members, "shoeleather.json": json.dumps(head).encode()})
    forged(kept, change)
    refused(shoe, home, kept, "newer_schema")


def test_a_backup_whose_database_is_broken_inside_is_refused(kept, home, shoe):
    def change(tar, members):
        content = members["database.sqlite3"][:8192] + b"\xff" * 4096 + members["database.sqlite3"][12288:]
        manifest = {"database.sqlite3": {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}}
        put_all(tar, {**members, "database.sqlite3": content, "manifest.json": json.dumps(manifest).encode()})
    forged(kept, change)
    refused(shoe, home, kept, "damaged")


def test_nothing_is_restored_under_a_running_server(kept, home, shoe):
    with lock.held(home):
        refused(shoe, home, kept, "in_use")


def test_an_empty_machine_takes_a_backup_and_a_refused_one_leaves_no_folder(kept, home, shoe):
    content = kept.read_bytes()
    shutil.rmtree(home)
    kept.write_bytes(content[:-1])
    assert shoe("restore", kept).code == 2 and not home.exists()
    kept.write_bytes(content)
    assert shoe("restore", kept).code == 0
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    with sqlite3.connect(home / "shoeleather.db") as database:
        assert database.execute("SELECT email FROM user_account").fetchall() == [("una@shoe.test",)]
    database.close()


def test_a_backup_killed_half_way_leaves_no_file_and_the_next_one_cleans_up(home, shoe, kept, tmp_path, monkeypatch):
    def killed(*_):
        raise KeyboardInterrupt
    with monkeypatch.context() as patched:
        patched.setattr(archive, "write", killed)
        assert shoe("backup", tmp_path / "two.tar").code == 130
    assert not (tmp_path / "two.tar").exists() and not list(tmp_path.glob(".*.part"))
    (home / ".backup-dead").mkdir()
    assert shoe("backup", tmp_path / "two.tar").code == 0 and not (home / ".backup-dead").exists()
