"""docs/security-limits.md, held against the code: every word, size and key of it is the one in force."""

import ast
import importlib
import re

import pytest

from app.accounts import commands, easy, passwords, provider
from app.care import authority, tls
from app.settings import Settings
from tests.source import CODE, ROOT, SCRIPTS, calls, here, imports_of

PAGE = (ROOT / "docs/security-limits.md").read_text()


def part(title: str) -> str:
    """The words below a heading, up to the next of its level or higher."""
    found = re.search(rf"^(##+) {re.escape(title)}$(.*?)(?=^##|\Z)", PAGE, re.M | re.S)
    assert found, f"docs/security-limits.md has no “{title}”"
    return found[2]


def test_the_words_no_password_may_be_made_of():
    told = re.search(r"The product's and the roles': (.+?)\.", part("Passwords"), re.S)[1]
    assert set(re.split(r",\s+", told)) == set(easy.OWN)
    for words in ("475,794", "the organisation's name", "address it is reached at", "e-mail", "no network"):
        assert words in part("Passwords"), words


CELLS = [[each.strip() for each in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| ")]
# Rows whose last cell names what holds them: a name of the code, or a setting.
HELD = [cells for cells in CELLS if re.fullmatch(r"`(?!tests)[\w.]+`", cells[-1])]
UNITS = {"KB": 2**10, "MB": 2**20, "GB": 2**30, "%": 0.01, "": 1}


def worth(name: str):
    """What the code has under a name of this page."""
    if name.isupper() and "." not in name:
        return Settings.model_fields[name.lower()].default
    room, _, constant = name.rpartition(".")
    return getattr(importlib.import_module(f"app.{room}"), constant)


def counted(text: str) -> float | None:
    found = re.fullmatch(r"([\d,]+)\s*(KB|MB|GB|%|)", text)
    return int(found[1].replace(",", "")) * UNITS[found[2]] if found else None


@pytest.mark.parametrize("cells", HELD, ids=lambda cells: cells[-1].strip("`"))
def test_a_figure_is_the_one_in_force(cells):
    name, told = cells[-1].strip("`"), counted(cells[-2])
    held = worth(name)
    if told is None:
        assert held is not None, name
    else:
        assert float(held) == pytest.approx(told), name


def test_the_page_tells_figures_and_not_only_names():
    assert sum(counted(cells[-2]) is not None for cells in HELD) > 45


def test_every_address_that_takes_a_file_is_on_the_page():
    told = set(re.findall(r"`([A-Z]+ /[^`]*)`", part("Files that come in")) + re.findall(
        r"`[A-Z]+ /[^`]*`, `([A-Z]+ /[^`]*)`", part("Files that come in")))
    takes = set()
    for path in CODE:
        words = path.read_text()
        prefix = (re.search(r'APIRouter\(prefix="([^"]*)"', words) or ["", ""])[1]
        for verb, address in re.findall(r'@router\.(\w+)\("([^"]*)"[^@]*?max_body_size=', words):
            takes.add(f"{verb.upper()} {prefix}{address}")
    assert len(takes) >= 5 and takes <= told, takes - told


def test_every_kind_of_try_is_on_the_page():
    """Whoever counts tries names how many by a constant, and that constant is in the table."""
    told = {cells[-1].strip("`").rpartition(".")[2] for cells in HELD}
    tries = [ast.unparse(call.args[-1]) for _, name, call in calls()
             if name.rpartition(".")[2] in ("take_try", "demand_try")]
    assert len(tries) > 5
    for many in tries:
        assert many == "per_hour" or many.split("[")[0].rpartition(".")[2] in told | {"PER_HOUR"}, many


CRYPTO = {"hashlib", "hmac", "secrets", "ssl", "cryptography", "joserfc", "webauthn", "pwdlib"}
# Rooms that use one of these, and the row of the inventory that tells of it.
USES = {"kit/ids.py": "256 bits of `secrets`", "kit/assets.py": "files we serve",
        "kit/headers.py": "256 bits of `secrets`", "pwa.py": "files we serve",
        "kit/fetch.py": "to others", "kit/mail.py": "to others", "care/deployed.py": "to others",
        "care/tls.py": "TLS of ours", "care/authority.py": "nearby authority", "cli/trying.py": "nearby authority",
        "care/trust_page.py": "nearby authority",
        "care/archive.py": "backups", "care/ledger.py": "Erased quotes", "accounts/audit.py": "log of deeds",
        "accounts/passwords.py": "argon2id", "accounts/easy.py": "Passwords", "accounts/codes.py": "Eight digits",
        "accounts/known.py": "Browsers a person used before", "accounts/passkeys.py": "py_webauthn",
        "accounts/algorithms.py": "py_webauthn",
        "accounts/sso.py": "state, nonce and PKCE", "accounts/provider.py": "ID tokens",
        "exports/shares.py": "Photos of a shared page", "walks/lines.py": "photos", "walks/photo_files.py": "photos",
        "walks/photo_routes.py": "photos", "insights/rollups.py": "sums", "insights/dials.py": "sums"}


def test_every_use_of_cryptography_is_in_the_inventory():
    inventory = part("Cryptography")
    used = {here(path) for path in CODE if {name.split(".")[0] for name in imports_of(path)} & CRYPTO}
    assert used - {"demo/crowd.py", "demo/seed.py"} <= set(USES), "tell of it in docs/security-limits.md"
    for row in USES.values():
        assert row in PAGE, row
    scripts = {path.name for path in SCRIPTS
               if re.search(r"subtle\.(?!digest)", path.read_text())}
    assert scripts == {"handover.js"} and "AES-GCM, 256 bits" in inventory


def test_the_inventory_says_the_parameters_in_force():
    inventory = part("Cryptography")
    stored = passwords.hashed("a long walk home")
    kind, _, numbers = stored.split("$")[1:4]
    memory, passes, lanes = (part.split("=")[1] for part in numbers.split(","))
    assert f"{kind}, m={memory} KiB, t={passes}, p={lanes}" in inventory
    assert f"{authority.AUTHORITY_DAYS:,} and {authority.LEAF_DAYS} days" in inventory
    assert f"renewed {authority.RENEW_DAYS} days" in " ".join(inventory.split())
    assert set(provider.KINDS) == {"RS256", "ES256", "EdDSA", "Ed25519"} and "RS256, ES256, EdDSA checked" in inventory
    assert tls.CIPHERS == "ECDHE+AESGCM:ECDHE+CHACHA20"
    assert f"{max(commands.TOKEN_DAYS.values())} days at most" in inventory


def test_sessions_and_classes_are_told():
    assert "any number of browsers" in part("How much of everything")
    classes = part("Classes of data")
    for words in ("| Secret |", "| Personal |", "| House |", "| Open |", "encrypt the disk", "Integrity", "in logs"):
        assert words in classes, words
