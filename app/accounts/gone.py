"""Tombstones: what was erased, by number and salted digest alone, so that nothing brings it back.

Who erases writes them (app/care); whoever takes something in asks here first.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import update
from sqlmodel import Session, select

from app.accounts import commands
from app.accounts.models import Gone, Mark
from app.kit import clock
from app.kit.db import insert_new
from app.kit.ids import keyed

PERSON, WALK, PHOTO, TOKEN, QUOTE = "person", "walk", "photo", "token", "quote"
WORDS = ("erased", "This was erased on request. What came late was not kept.")
SALT = "erasure_salt"
CHUNK = 500


def put(session: Session, kind: str, keys: Iterable[str]) -> None:
    """Set up tombstones. again: the same rows."""
    rows = [{"kind": kind, "key": key, "at": clock.now(), "late": 0} for key in sorted(set(keys))]
    insert_new(session, Gone.__table__, rows, key=("kind", "key"))


def among(session: Session, kind: str, keys: Collection[str]) -> set[str]:
    """Which of these were erased."""
    asked, found = sorted(keys), set()
    for first in range(0, len(asked), CHUNK):
        found |= set(session.exec(select(Gone.key).where(Gone.kind == kind, Gone.key.in_(asked[first:first + CHUNK]))))
    return found


def came_late(session: Session, kind: str, key: str, many: int = 1) -> None:
    """Count what came after the erasure and was not kept."""
    session.execute(update(Gone).where(Gone.kind == kind, Gone.key == key).values(late=Gone.late + many))


def salt(session: Session) -> str:
    """This server's own salt, made when first asked for. again: the same."""
    return commands.own_secret(session, SALT)


def salted(salt: str, fingerprint: str) -> str:
    """What is kept of an erased quote's fingerprint: nobody without the salt can tell what it was."""
    return keyed(salt, fingerprint)


def quotes_among(session: Session, fingerprints: Iterable[str]) -> set[str]:
    """Which of these fingerprints belong to erased quotes; {} at once where none was erased."""
    mark = session.get(Mark, SALT)
    if mark is None or session.exec(select(Gone.key).where(Gone.kind == QUOTE).limit(1)).first() is None:
        return set()
    named = {salted(mark.value, one): one for one in fingerprints if one}
    return {named[key] for key in among(session, QUOTE, named)}
