"""doctor: a sound server is called sound, and each planted fault is found, named and left alone."""

import asyncio
import http.server
import json
import os
import socket
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import cbor2
import pytest
import uvicorn
from webauthn.helpers import bytes_to_base64url

from app.care import proxies
from app.kit import clock
from app.main import build
from app.settings import Settings

DAY = 24 * 3600


@pytest.fixture
def sound(home, shoe):
    """A small server with a backup."""
    assert shoe("user", "add", "--email", "una@shoe.test", "--role", "admin").code == 0
    home.chmod(0o700)
    assert shoe("backup").code == 0
    return home


def found(said, about: str) -> list[str]:
    return [line[9:] for line in said.out.splitlines() if line[9:].startswith(about) and not line.startswith("ok")]


def write(home, words: str, *values) -> None:
    with sqlite3.connect(home / "shoeleather.db") as database:
        database.execute(words, values)
    database.close()


def test_a_sound_server_is_called_sound(sound, shoe):
    said = shoe("doctor")
    assert said.code == 0 and "BAD" not in said.out
    for about in ("rights", "disk", "backup", "schema", "integrity", "jobs", "photos", "clock"):
        assert about in said.out


def test_what_a_sign_in_must_show_is_told(sound, shoe, monkeypatch):
    assert "A password alone lets people in (SECOND_FACTOR=off)" in shoe("doctor").out
    monkeypatch.setenv("SECOND_FACTOR", "admins")
    assert "none can be shown: PUBLIC_URL is not set" in found(shoe("doctor"), "sign-in")[0]
    monkeypatch.setenv("PUBLIC_URL", "https://walks.example.org")
    assert shoe("user", "add", "--email", "ada@shoe.test", "--role", "walker").code == 0
    assert "asked of admins. Without a passkey yet: 1 of 1;" in shoe("doctor").out
    key = bytes_to_base64url(cbor2.dumps({1: 3, 3: -257, -1: (1 << 2047).to_bytes(256), -2: b"\1\0\1"}))
    write(sound, "INSERT INTO passkey (id, user_id, name, public_key, sign_count, made_at) SELECT 'k', id, 'Hello', ?, "
                 "0, created_at FROM user_account WHERE role = 'admin'", key)
    assert "yet: 0 of 1;" in shoe("doctor").out and found(shoe("doctor"), "sign-in") == []
    monkeypatch.setenv("RSA_BITS", "3072")
    assert "RSA below 3072 bits (RSA_BITS) and let nobody in: 1." in found(shoe("doctor"), "sign-in")[0]
    said = shoe("user", "reset", "--email", "una@shoe.test")
    assert "Passkeys taken away: 1." in said.out
    assert "yet: 1 of 1;" in shoe("doctor").out and found(shoe("doctor"), "sign-in") == []
    monkeypatch.setenv("SECOND_FACTOR", "off")
    assert "passkey" not in shoe("user", "reset", "--email", "una@shoe.test").out


def test_a_server_without_a_folder_or_a_database_is_told_what_to_run(home, shoe):
    assert shoe("doctor").code == 1
    home.mkdir(mode=0o700)
    assert "python -m app migrate" in shoe("doctor").out


def stored_photo(home, shoe, digest: str) -> None:
    write(home, "INSERT INTO photo (id, owner_id, sha256, state, offset, named_at) SELECT ?, id, ?, 'ready', 0, ? "
                "FROM user_account", digest[:8], digest, "2026-11-22 10:00:00.000000")


FAULTS = {
    "open folder": ("rights", lambda home: home.chmod(0o755)),
    "older schema": ("schema", lambda home: write(home, "UPDATE alembic_version SET version_num = '0001'")),
    "newer schema": ("schema", lambda home: write(home, "UPDATE alembic_version SET version_num = '9999'")),
    "cut-off restore": ("restore", lambda home: (home / ".restore-1").mkdir()),
    "lost photo": ("photos", lambda home: stored_photo(home, None, "ab" * 32)),
    "late job": ("jobs", lambda home: write(
        home, "INSERT INTO job (id, key, fact, handler, args, state, tries, told, run_at) VALUES "
        "('j', 'k', 'f', 'h', '{}', 'waiting', 0, 1, ?)", f"{clock.now() - timedelta(hours=1):%Y-%m-%d %H:%M:%S.%f}")),
    "clock set back": ("clock", lambda home: write(
        home, "INSERT INTO entry (id, arrival, dev, kind, line, sha256, user_id, received_at, state) VALUES "
        "('e', 1, 'd', 'step', '', '', 'u', '2036-01-01 00:00:00.000000', 'stored')")),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found_and_named(sound, shoe, name):
    about, plant = FAULTS[name]
    plant(sound)
    said = shoe("doctor")
    assert said.code == 1 and found(said, about), said.out


def test_files_without_a_photo_and_old_cut_off_uploads_are_named_but_not_touched(sound, shoe):
    loose, part = sound / "blobs/display/ab" / ("ab" * 32), sound / "blobs/display/ab/.x.part"
    loose.parent.mkdir(parents=True)
    for path in (loose, part):
        path.write_bytes(b"x")
    assert found(shoe("doctor"), "photos") == [], "younger than a day"
    for path in (loose, part):
        os.utime(path, (time.monotonic(), time.monotonic()))
    said = shoe("doctor")
    assert said.code == 0 and len(found(said, "photos")) == 2 and loose.exists() and part.exists()


def test_a_damaged_page_is_found(sound, shoe):
    file = sound / "shoeleather.db"
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    content = bytearray(file.read_bytes())
    content[3 * 4096:] = b"\xff" * (len(content) - 3 * 4096)
    file.write_bytes(content)
    assert shoe("doctor").code == 1


@contextmanager
def served(app):
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", proxy_headers=False))
        thread = threading.Thread(target=server.run, args=([bound],))
        thread.start()
        try:
            while not server.started:
                time.sleep(0.02)
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def test_the_way_in_is_tried_from_outside(sound, shoe, monkeypatch):
    with served(build(Settings(worker=False))) as address:
        monkeypatch.setenv("PUBLIC_URL", address)
        said = shoe("doctor", "--deploy")
    assert said.code == 0, said.out
    assert "This Shoeleather answers there" in said.out and "Photos up to 14 MiB get through" in said.out
    assert found(said, "address") and found(said, "proxy"), "this machine alone; no proxy seen"


class _Small(http.server.BaseHTTPRequestHandler):
    """A proxy that takes no photos and hides what is behind it."""

    def do_GET(self):
        self._say(200, json.dumps({"shoeleather": 1, "up": True}).encode())

    def do_PUT(self):
        self.rfile.read(int(self.headers["content-length"]))
        self._say(413, b"")

    def _say(self, status, content):
        self.send_response(status)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


def test_a_proxy_that_refuses_photos_is_named(sound, shoe, monkeypatch):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Small) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("PUBLIC_URL", f"http://127.0.0.1:{server.server_port}")
        said = shoe("doctor", "--deploy")
        server.shutdown()
    assert said.code == 1 and "16 MiB" in found(said, "photos")[0]


@pytest.mark.parametrize("public", ["", "http://walks.example.org.invalid", "https://127.0.0.1:9"])
def test_no_address_a_plain_one_and_a_silent_one_are_bad(sound, shoe, monkeypatch, public):
    monkeypatch.setenv("PUBLIC_URL", public)
    said = shoe("doctor", "--deploy")
    assert said.code == 1 and found(said, "address")


async def ask(app, peer: str, *headers: tuple[bytes, bytes]) -> dict:
    scope = {"type": "http", "client": (peer, 1), "scheme": "http", "headers": list(headers)}
    await app(scope, None, None)
    return scope


FORWARDED = ((b"x-forwarded-for", b"203.0.113.5"), (b"x-forwarded-proto", b"https"))


@pytest.mark.parametrize(("trusted", "scheme", "client"), [
    ({"10.0.0.2"}, "https", "203.0.113.5"), ({"10.0.0.0/8"}, "https", "203.0.113.5"), (set(), "http", "10.0.0.2"),
    ({"10.0.0.3"}, "http", "10.0.0.2"),
])
def test_forwarded_headers_are_believed_from_named_proxies_alone(tmp_path, trusted, scheme, client):
    heard = []

    async def inner(scope, receive, send):
        heard.append((scope["scheme"], scope["client"][0]))
    asked = ask(proxies.Behind(inner, frozenset(trusted), tmp_path), "10.0.0.2", *FORWARDED)
    with ThreadPoolExecutor(1) as own:  # a browser driven by the same worker keeps a loop in this thread
        own.submit(asyncio.run, asked).result()
    assert heard == [(scheme, client)]
    assert proxies.seen(tmp_path)["10.0.0.2"]["trusted"] is (scheme == "https")


def test_doctor_says_which_proxy_to_trust(sound, shoe):
    (sound / proxies.NOTE).write_text(json.dumps({"10.0.0.2": {
        "trusted": False, "headers": ["x-forwarded-for"], "proto": None}}))
    assert "TRUSTED_PROXIES=10.0.0.2" in found(shoe("doctor", "--deploy"), "proxy")[0]
