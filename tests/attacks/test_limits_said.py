"""docs/security-limits.md, held against the code: every word, size and key of it is the one in force."""

import re
from pathlib import Path

from app.accounts import easy

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/security-limits.md").read_text()


def part(title: str) -> str:
    """The words below a heading, up to the next of its level or higher."""
    found = re.search(rf"^(##+) {re.escape(title)}$(.*?)(?=^##|\Z)", PAGE, re.M | re.S)
    assert found, f"docs/security-limits.md has no “{title}”"
    return found[2]


def test_the_words_no_password_may_be_made_of():
    told = re.search(r"The product's and the roles': (.+?)\.", part("Passwords"), re.S)[1]
    assert set(re.split(r",\s+", told)) == set(easy.OWN)
    for words in ("474,743", "the organisation's name", "address it is reached at", "e-mail", "no network"):
        assert words in part("Passwords"), words
