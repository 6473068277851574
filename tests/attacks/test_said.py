"""What docs/asvs.md and SECURITY.md say, held against the code: what is named is there, times and floors are true."""

import re
import shutil
import sqlite3
from importlib.metadata import version
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.accounts import commands, easy, passwords
from app.accounts.models import Role
from app.kit.errors import Refusal
from app.main import build
from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
ASVS = (ROOT / "docs/asvs.md").read_text()
SECURITY = " ".join((ROOT / "SECURITY.md").read_text().split())
ROWS = [line.split(" | ") for line in ASVS.splitlines() if line.startswith("| V")]
# reliability.md S5: below these a part has known holes.
FLOORS = {"pillow": (12, 3, 0), "python-multipart": (0, 0, 27), "starlette": (0, 49, 1), "cryptography": (46,),
          "jinja2": (3, 1, 6), "h11": (0, 16, 0)}


def test_every_test_that_is_named_is_there():
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", ASVS))
    missing = {f"{path}::{name}" for path, name in named
               if not (ROOT / path).exists() or f"def {name}(" not in (ROOT / path).read_text()}
    assert len(named) > 100 and missing == set()
    for path in re.findall(r"tests/[\w/]+(?:\.py)?", (ROOT / "SECURITY.md").read_text()):
        assert (ROOT / path).exists(), path


def test_every_item_is_answered_once_by_a_test_or_a_reason():
    items = [row[0].removeprefix("| ") for row in ROWS]
    assert len(items) == len(set(items)) > 240
    for row in ROWS:
        assert row[1] in ("1", "2") and len(row) == 4, row
        answer = row[3].removesuffix(" |")
        assert answer.startswith(("`tests/", "not applicable: ", "**not yet**: ")) and len(answer) > 16, row
    told = [sum(row[3].startswith(start) for row in ROWS) for start in ("`tests/", "not applicable", "**not yet**")]
    assert "{} items have a test, {} do not apply, {} are not yet".format(*told) in ASVS


def test_security_says_every_way_in():
    ways = {"commands": "password", "passkeys": "passkey", "sso": "company's sign-on", "codes": "eight digits",
            "invites": "invite"}
    for file, word in ways.items():
        assert (ROOT / f"app/accounts/{file}.py").exists() and word in SECURITY, word
    opened = {path.name for path in (ROOT / "app").rglob("*.py") if "open_session(" in path.read_text()}
    assert opened == {"commands.py", "signing.py"}, "a new way in: tell of it in SECURITY.md"


def test_security_says_how_long_a_browser_is_signed_in():
    def days(role: str) -> tuple[float, float]:
        return commands.IDLE[role].total_seconds() / 86_400, commands.ABSOLUTE[role].total_seconds() / 86_400
    assert {days(role) for role in Role if role != Role.walker} == {(0.5, 14)} and days(Role.walker) == (14, 90)
    for words in ("unused for 12 hours, 14 days at most", "14 days unused, 90 at most", "after 180 days unused",
                  "of programs after 90"):
        assert words in SECURITY, words
    assert commands.TOKEN_DAYS == {"device": 180, "read": 90, "write": 90}


def test_passwords_are_taken_exactly_as_typed():
    """Eight to 128 letters of any kind; none is cut off, and no capital is changed."""
    for password in ("aaaaaaab", "ünïcödé 🦜 wörds", "x" * 128, " spaces count "):
        stored = passwords.hashed(password)
        assert passwords.matches(password, stored)
        assert not passwords.matches(password + "x", stored)
        assert password.upper() == password or not passwords.matches(password.upper(), stored)
    for password in ("short", "y" * 129, "PassWord"):
        with pytest.raises(Refusal):
            passwords.hashed(password)


def test_the_commonest_passwords_and_words_of_the_house_are_refused():
    """Capitals, digits and marks around a word of the house make no new password of it; a sentence with it is one."""
    assert len(easy.COMMON.read_bytes()) / easy.WIDTH > 8_000
    for password in ("iloveyou", "QWERTYUIOP", "Shoeleather", "shoe-leather_2026!", "Walkthrough1", "customer journey"):
        with pytest.raises(Refusal):
            passwords.hashed(password)
    assert passwords.hashed("my shoeleather is worn")


def test_passwords_are_kept_in_argon2id_at_its_floor():
    stored = passwords.hashed("a long walk home")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_every_https_answer_asks_for_https_for_two_years(tmp_path, sqlite_template):
    shutil.copy(sqlite_template, tmp_path / "shoe.db")
    app = build(Settings(database_url=f"sqlite:///{tmp_path / 'shoe.db'}", data_dir=tmp_path, worker=False,
                         public_url="https://shoe.test", _env_file=None))
    with TestClient(app, base_url="https://shoe.test", follow_redirects=False) as client:
        for path in ("/up", "/login", "/nowhere", "/api/v1/catalogue", "/sw.js", "/static/nothing.css"):
            assert client.get(path).headers["strict-transport-security"] == "max-age=63072000; includeSubDomains", path


@pytest.mark.parametrize("package", FLOORS)
def test_versions_are_above_their_floors(package):
    assert tuple(int(part) for part in re.findall(r"\d+", version(package))[:3]) >= FLOORS[package]


def test_sqlite_has_what_the_writing_relies_on():
    """3.35 for RETURNING; below 3.51.3 one writer at a time, which `Database` sees to."""
    assert sqlite3.sqlite_version_info >= (3, 35)
