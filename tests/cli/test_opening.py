"""Starting a server: what it refuses, and one real start over a socket."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from typer.main import get_command

from app.accounts import abroad
from app.care import door, lock
from app.cli import program
from app.kit.errors import Refusal
from app.kit.web import ROOT
from app.settings import Settings


@pytest.mark.parametrize(("public", "refused"), [
    ("http://walks.example.org", "plain_http"), ("http://192.168.1.5:8000", "plain_http"),
    ("walks.example.org", "bad_public_url"), ("https://example.org/walks", "bad_public_url"),
])
def test_an_address_that_would_leak_passwords_or_cannot_work_is_refused(shoe, monkeypatch, public, refused):
    monkeypatch.setenv("PUBLIC_URL", public)
    said = shoe("serve")
    assert said.code == 2 and said.err.startswith(f"{refused}: ")


def test_listening_to_the_network_without_https_is_refused_unless_accepted(shoe, monkeypatch):
    assert shoe("serve", "--host", "0.0.0.0").err.startswith("plain_http: ")
    monkeypatch.setenv("ALLOW_HTTP_LAN", "1")
    served = never_listening(monkeypatch)
    assert shoe("serve", "--host", "0.0.0.0").code == 0 and served == ["0.0.0.0"]


@pytest.mark.parametrize("public", ["https://walks.example.org", "http://localhost:8000", "http://127.0.0.1:8000"])
def test_https_or_this_machine_alone_may_open(shoe, monkeypatch, public):
    monkeypatch.setenv("PUBLIC_URL", public)
    served = never_listening(monkeypatch)
    assert shoe("serve").code == 0 and served == ["127.0.0.1"]


@pytest.mark.parametrize("public", ["", "http://127.0.0.1:8000", "https://192.0.2.7"])
def test_a_second_factor_is_not_asked_where_none_can_be_shown(shoe, monkeypatch, public):
    monkeypatch.setenv("PUBLIC_URL", public)
    monkeypatch.setenv("SECOND_FACTOR", "admins")
    said = shoe("serve")
    assert said.code == 2 and said.err.startswith("no_second_factor: ") and "Set PUBLIC_URL" in said.err
    served = never_listening(monkeypatch)
    monkeypatch.setenv("PUBLIC_URL", "https://walks.example.org")
    assert shoe("serve").code == 0 and served == ["127.0.0.1"]


@pytest.mark.parametrize(("url", "opens"), [
    ("db.example.org/shoe", False), ("10.0.0.9/shoe?sslmode=prefer", False), ("10.0.0.9/shoe?sslmode=allow", False),
    ("db.example.org/shoe?sslmode=verify-full", True), ("db/shoe?sslmode=require", True),
    ("db/shoe?sslmode=disable", True), ("127.0.0.1/shoe", True), ("/shoe?host=/run/postgresql", True),
    ("/shoe?host=db.example.org", False)])
def test_a_database_on_another_machine_is_reached_encrypted_unless_said_aloud(monkeypatch, url, opens):
    monkeypatch.delenv("PGSSLMODE", raising=False)
    settings = Settings(database_url=f"postgresql+psycopg://shoe:secret@{url}", _env_file=None)
    if opens:
        return door.plain_database(settings)
    with pytest.raises(Refusal) as no:
        door.may_open(settings, "127.0.0.1", False)
    assert no.value.code == "plain_database" and "secret" not in no.value.sentence


def test_no_command_reaches_it_otherwise(shoe, monkeypatch, tmp_path):
    monkeypatch.delenv("PGSSLMODE", raising=False)
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://shoe:secret@db.example.org/shoe")
    una = ("--email", "una@shoe.test")
    asked = [("serve",), ("work",), ("run",), ("migrate",), ("seed",), ("rebuild",), ("backup",), ("restore", "a.zip"),
             ("erase", "walk", "w"), ("retention",), ("everything", *una[1:], tmp_path / "una.zip"),
             ("token", *una, "--scope", "read"), ("user", "add", *una, "--role", "admin"), ("user", "reset", *una),
             ("audit", "verify"), ("keys", "renew"), ("mail", "test", "una@shoe.test")]
    apart = {"score", "doctor"}  # the one asks no database, the other says what is wrong with this one
    assert {words[0] for words in asked} | apart == set(get_command(program()).commands)
    for words in asked:
        said = shoe(*words)
        assert (said.code, said.out, said.err[:16]) == (2, "", "plain_database: "), words


def test_what_a_command_did_is_said_apart_from_its_own_words(shoe, monkeypatch, tmp_path):
    monkeypatch.setenv("DEEDS_TO", "-")
    try:
        made = shoe("user", "add", "--email", "una@shoe.test", "--role", "admin")
        kept = shoe("backup", tmp_path / "a.backup")
    finally:
        abroad.send(Settings(_env_file=None, deeds_to=""))
    assert '"deed": "account.made"' in made.err and '"deed": "backup.made"' in kept.err
    assert made.out.startswith("una@shoe.test is a admin.") and "{" not in made.out + kept.out


def test_nor_does_the_environment_lead_there_unsaid(monkeypatch):
    monkeypatch.delenv("PGSSLMODE", raising=False)
    monkeypatch.setenv("PGHOST", "db.example.org")
    settings = Settings(database_url="postgresql+psycopg:///shoe", _env_file=None)
    with pytest.raises(Refusal) as no:
        door.plain_database(settings)
    assert no.value.code == "plain_database"
    monkeypatch.setenv("PGSSLMODE", "require")
    door.plain_database(settings)


def never_listening(monkeypatch) -> list[str]:
    served = []
    monkeypatch.setattr("uvicorn.run", lambda app, host, **_: served.append(host))
    return served


def test_https_nearby_is_refused_for_an_address_that_is_not_nearby(shoe, monkeypatch):
    monkeypatch.setattr("app.cli.trying._demo_world", lambda database: None)
    said = shoe("run", "--https", "--address", "93.184.216.34")
    assert said.code == 2 and said.err.startswith("not_nearby: ")


def test_on_the_network_the_console_warns_and_draws_a_code_to_scan(shoe, monkeypatch):
    monkeypatch.setattr("app.cli.trying._demo_world", lambda database: None)
    served = never_listening(monkeypatch)
    said = shoe("run", "--lan", "--address", "192.168.7.9", "--port", "8000")
    assert said.code == 0 and served == ["0.0.0.0"]
    assert "WARNING" in said.out and "http://192.168.7.9:8000/welcome" in said.out and "█" in said.out


def test_a_data_folder_open_to_everybody_is_refused(shoe, home):
    home.mkdir()
    home.chmod(0o755)
    said = shoe("serve")
    assert said.code == 2 and f"chmod 700 {home}" in said.err


def test_a_second_process_on_the_same_sqlite_is_refused(shoe, home):
    home.mkdir(mode=0o700)
    with lock.held(home):
        assert shoe("serve").err.startswith("in_use: ")


def test_jobs_apart_from_the_server_are_refused_on_sqlite(shoe):
    assert shoe("work").err.startswith("one_process: ")


def test_a_database_of_a_newer_release_is_refused(shoe, home):
    import sqlite3
    assert shoe("migrate").code == 0
    with sqlite3.connect(home / "shoeleather.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    said = shoe("serve")
    assert said.code == 2 and said.err.startswith("newer_schema: ")


def test_a_cut_off_restore_keeps_the_server_shut(shoe, home):
    (home / ".restore-1").mkdir(parents=True)
    home.chmod(0o700)
    assert shoe("serve").err.startswith("restore_interrupted: ")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def up(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/up", timeout=2) as reply:
            return reply.status == 200
    except OSError:
        return False


@pytest.fixture
def serving(home):
    """A real server in a process of its own; (process, address)."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "app", "run", "--port", str(port)], cwd=ROOT, text=True,
                               env={**os.environ, "DATA_DIR": str(home)}, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        if process.poll() is not None or up(address):
            break
        time.sleep(0.1)
    assert process.poll() is None, process.stdout.read()
    yield process, address
    process.kill()
    process.wait()
    process.stdout.close()


def test_one_command_serves_and_its_link_opens_a_page_with_one_button_that_signs_in(serving, home, shoe):
    process, address = serving
    assert shoe("serve").err.startswith("in_use: "), "a second server beside a running one"
    link = next(filter(None, (re.search(rf"{address}/sign-in#\S+", line) for line in process.stdout)))[0]
    with urllib.request.urlopen(urllib.request.Request(*sent(link, "/sign-in"), {"Origin": address})) as page:
        assert page.read().decode().count('class="patch"') == 1
    assert signs_in(link, address) and not signs_in(link, address)
    process.terminate()
    assert process.wait(30) in (0, -15)
    assert all(path.stat().st_mode & 0o077 == 0 for path in home.iterdir())


def sent(link: str, path: str) -> tuple[str, bytes]:
    """(address, body) of a form that carries a link's secret."""
    address, secret = link.split("/sign-in#")
    return address + path, f"secret={secret}".encode()


def signs_in(link: str, address: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    try:
        with opener.open(urllib.request.Request(*sent(link, "/sign-in/session"), {"Origin": address})) as reply:
            return "/login" not in reply.url
    except urllib.error.HTTPError as no:
        return no.code not in (410, 401, 403)
