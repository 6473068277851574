"""Passwords somebody would guess: those that were in a breach, and those made of the words of this house and person.

The breached ones are looked up in files of digests, so that half a million of them take no memory. The words are the
product's, the roles', the organisation's and its addresses', and those of the person's own name and e-mail; capitals,
digits and marks around them, or digits in place of letters, make no new password.
"""

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from sqlmodel import Session

from app.accounts.models import Mark, Role
from app.kit.db import settings_beside
from app.kit.errors import Refusal

VENDOR = Path(__file__).parent / "vendor"
# The million commonest of ten million, and Django's 20,000, of which 1,051 are not among them; each of 8 characters on.
BREACHED, COMMON = VENDOR / "breached-passwords.bin", VENDOR / "common-passwords.bin"
WIDTH = 5  # bytes of a digest: of a million good passwords none is likely to be refused
# Words of the house: no list of the web has them, and they are the first a colleague would try.
OWN = frozenset({"shoeleather", "walkthrough", "walkthroughs", "touchpoint", "touchpoints", "customer", "customers",
                 "journey", "journeys", "experience", "internal", "persona", "personas", "workshop", "password",
                 "welcome", *Role})
SHORTEST, SPARE = 3, 3  # letters of a word that counts; letters of one's own that make a password of it
_AS_LETTERS = str.maketrans("013457@$!", "oieastasi")


def demand(password: str, words: Iterable[str] = ()) -> None:
    """Refuses: weak_password, when it was in a breach or is made of these words and those of the product. words: as
    `words_of` gives them."""
    if is_breached(password):
        raise Refusal("weak_password", 422, "That password was in a breach of some other site, so it is among the "
                      "first anyone would try. Choose another.")
    if is_made_of(password, OWN | set(words)):
        raise Refusal("weak_password", 422, "That password is made of words of this house or of your own name, the "
                      "first a colleague would try. Add words that have nothing to do with either.")


def is_breached(password: str) -> bool:
    """Whether it is one of the 475,794 that were breached, whatever its capitals. Source: static/vendor.json."""
    wanted = hashlib.sha256(password.lower().encode()).digest()[:WIDTH]
    return any(_holds(file.read_bytes(), wanted) for file in (BREACHED, COMMON))


def is_made_of(password: str, words: Iterable[str]) -> bool:
    """Whether fewer than three letters of it are left without these words."""
    longest = sorted(words, key=len, reverse=True)
    return any(_without(letters, longest) for letters in (password, password.translate(_AS_LETTERS)))


def words_of(session: Session, email: str = "", name: str = "") -> frozenset[str]:
    """Words of the organisation, of the address it is reached at, and of this person, in small letters."""
    settings = settings_beside(session)
    kept = session.get(Mark, "organisation")
    said = (kept.value if kept else settings.organisation, urlsplit(settings.public_url).hostname or "", email, name)
    found = {word for text in said for word in _words(text)} | {_letters(text) for text in said}
    return frozenset(word for word in found if len(word) >= SHORTEST)


def _words(text: str) -> list[str]:
    return re.split(r"[\W\d_]+", text.casefold())


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]", "", text.casefold())


def _without(password: str, longest: list[str]) -> bool:
    left = whole = _letters(password)
    for word in longest:
        left = left.replace(word, "")
    return left != whole and len(left) < SPARE


def _holds(kept: bytes, wanted: bytes) -> bool:
    """kept: digests, sorted, with nothing between."""
    return _at(kept, bisect_left(range(len(kept) // WIDTH), wanted, key=lambda n: _at(kept, n))) == wanted


def _at(kept: bytes, n: int) -> bytes:
    return kept[n * WIDTH:(n + 1) * WIDTH]
