"""What SECURITY.md, docs/sign-on.md and the container's recipe say, held against the code that does it."""

import re
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import StatementError

from app.care import keeping
from app.settings import Settings
from tests.test_house import CLIENTS, WAYS_OUT

ROOT = Path(__file__).resolve().parents[2]
SECURITY = (ROOT / "SECURITY.md").read_text()


def told(title: str) -> str:
    """A part of SECURITY.md, in one line."""
    return " ".join(re.search(rf"^## {re.escape(title)}$(.*?)(?=^## |\Z)", SECURITY, re.M | re.S)[1].split())


def test_security_says_how_guessing_is_slowed():
    """How many tries at which door: tests/attacks/test_limits_said.py."""
    said = told("How guessing is slowed")
    for words in ("refill evenly within the hour", "a right try gives its own back", "nobody can lock a colleague out",
                  "a browser this person has used has tries of its own", "not settings", "docs/security-limits.md"):
        assert words in said, words
    assert not [name for name in Settings.model_fields if re.search("tries|per_hour|attempts", name)]


def test_security_says_who_reads_which_field_and_names_a_test_of_it():
    said = told("Who reads which field")
    for field in ("A walker's name", "Who guessed what", "E-mail", "customers and staff answered", "Where a walk was",
                  "The log of deeds"):
        assert field in said, field
    assert len(re.findall(r"`tests/[\w/]+\.py`", said)) >= 4


def test_security_says_what_it_talks_to():
    """A new way out of the house must be told of; which those are: tests/test_house.py."""
    said = told("What it talks to")
    assert WAYS_OUT == {"kit/fetch.py", "kit/mail.py", "care/deployed.py"} and "httpcore2" in CLIENTS
    named = {"DATABASE_URL": "database_url", "OIDC_ISSUER": "oidc_issuer", "SMTP_URL": "smtp_url",
             "PUBLIC_URL": "public_url"}
    assert all(setting in Settings.model_fields and f"`{name}`" in said for name, setting in named.items())


def test_security_says_what_is_written_down_where_and_how_long():
    said, days = told("What is written down"), keeping.KINDS["audit"].days
    assert f"| {days} days |" in said
    for words in ("log of deeds", "console", "proxy", "UTC", "digest of the one before", "standard error", "admins"):
        assert words in said, words


def test_no_value_of_a_statement_reaches_the_console(database):
    for engine in (database.writer, database.reader):
        assert engine.hide_parameters
    try:
        with database.read() as session:
            session.execute(text("SELECT :said FROM no_such_table"), {"said": "zqsecret"})
    except StatementError as no:
        assert "no_such_table" in str(no) and "zqsecret" not in str(no)
    else:
        raise AssertionError("there is such a table")


def test_security_says_how_soon_parts_are_renewed():
    said = told("Parts of others")
    for words in ("within 7 days of its fix", "after 90 days at the latest", "with the next release"):
        assert words in said, words


def test_every_package_is_named_once_with_its_version_and_digests():
    """requirements.lock is the list of parts; scripts: static/vendor.json (tests/test_vendor.py)."""
    lock = (ROOT / "requirements.lock").read_text()
    packages = re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==(\S+)(.*?)(?=^[a-z]|\Z)", lock, re.M | re.S)
    names = [name for name, *_ in packages]
    assert len(names) == len(set(names)) > 25
    assert [name for name, _, rest in packages if "--hash=sha256:" not in rest] == []
    wanted = re.search(r"^dependencies = \[(.*?)^\]", (ROOT / "pyproject.toml").read_text(), re.M | re.S)[1]
    direct = {each.lower().replace("_", "-") for each in re.findall(r'"([A-Za-z0-9._-]+)', wanted)}
    assert direct <= {name.replace("_", "-") for name in names}
    assert "--index-url" not in lock and "://" not in re.sub(r"#.*", "", lock)


def test_the_container_holds_the_app_and_neither_tests_nor_history():
    taken = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.M)
    assert {each for line in taken for each in line.split()} == {
        "requirements.lock", "app", "migrations", "static", "templates", "LICENSE", "NOTICE"}
    let_in = (ROOT / ".dockerignore").read_text().split()
    assert let_in[0] == "*"
    assert not any(word in line for line in let_in[1:] for word in (".git", "tests", "bench", ".env"))


def test_the_recipes_carry_no_credentials():
    """No password of a service is written in what people copy."""
    for name in ("compose.yaml", "Dockerfile", "Makefile"):
        assert not re.search(r"(PASSWORD|SECRET|TOKEN)\S*\s*[:=]\s*[^\s$]", (ROOT / name).read_text()), name
    secrets = {name: field.default for name, field in Settings.model_fields.items()
               if re.search("password|secret|token|user|_url", name)}
    assert {"oidc_client_secret", "smtp_password", "database_url"} <= secrets.keys()
    assert set(secrets.values()) == {""}


def test_sign_on_says_how_its_sessions_fit_the_providers():
    said = " ".join((ROOT / "docs/sign-on.md").read_text().split())
    for words in ("A browser they have open lasts `SSO_DEVICE_DAYS` at most", "close the account here",
                  "Signing out here does not sign out at the provider, and the other way round"):
        assert words in said, words
    assert Settings.model_fields["sso_device_days"].default == 30
