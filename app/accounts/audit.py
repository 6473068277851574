"""What was done, by whom: a log that only grows, each line holding the digest of the line before it.

A line is written in the same transaction as the deed, at its very end: whoever writes here takes the one lock of the
chain last and holds it for the commit alone. Lines hold ids, counts, words of roles and addresses of pages; names,
e-mail and what anybody wrote stay out, so that forgetting a person never has to touch the chain.
"""

import hashlib
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import event, text
from sqlalchemy.orm import Session as AnySession
from sqlmodel import Session, delete, func, select

from app.accounts.abroad import LOG
from app.accounts.access import Actor
from app.accounts.models import AuditChain, AuditLine, User
from app.kit import clock
from app.kit.db import Database, insert_new

BEGINNING = "0" * 64
LONGEST = 80
_DEED = re.compile(r"[a-z_]+\.[a-z_]+")
_MAIL = re.compile(r"\S@\S")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")  # would end a line, or hide one, wherever it is read
_PENDING, _WRITTEN = "audit", "audit_written"
_WORTH = (str, int, bool, type(None))


def note(session: Session, actor: Actor | User | str | None, what: str, about: str = "", **facts) -> None:
    """Write down a deed with this transaction; nothing when that is rolled back.

    actor: or the id of who; None = the server, its command line, or nobody known; what: `noun.participle`; about: the
    id it was done to; facts: ids, counts, words of roles, addresses of pages, or lists of them. Errors: ValueError for
    a fact that looks like e-mail or is longer than 80 characters: such a thing has no place here.
    """
    if not _DEED.fullmatch(what):
        raise ValueError(f"“{what}” is not a deed: noun.participle")
    if isinstance(actor, Actor) and actor.scope:
        facts["scope"] = actor.scope
    for name, worth in {"about": about, **facts}.items():
        _fit(name, worth)
    line = {"at": clock.now(), "deed": what, "by": _who(actor), "about": about, "facts": facts}
    session.info.setdefault(_PENDING, []).append((_savepoints(session), line))


async def note_apart(database: Database, actor: Actor | User | str | None, what: str, about: str = "", **facts) -> None:
    """`note` in a transaction of its own: for a deed that only reads, or that was refused."""
    await database.keep(lambda session: note(session, actor, what, about, **facts))


def _who(actor: Actor | User | str | None) -> str | None:
    if actor is None or isinstance(actor, str):
        return actor
    return actor.user_id if isinstance(actor, Actor) else actor.id


def brief(address: str) -> str:
    """The path of an address as a fact: without its query, nothing in it that looks like e-mail, 80 characters."""
    path = _UNSEEN.sub("", _MAIL.sub("…", address.partition("?")[0]))
    return path if len(path) <= LONGEST else path[:LONGEST - 1] + "…"


def _fit(name: str, worth) -> None:
    if isinstance(worth, (list, tuple)):
        for each in worth:
            _fit(name, each)
    elif not isinstance(worth, _WORTH):
        raise ValueError(f"{name}: a fact is text, a whole number, yes or no, or a list of them")
    elif isinstance(worth, str) and (len(worth) > LONGEST or _MAIL.search(worth) or _UNSEEN.search(worth)):
        raise ValueError(f"{name}: a fact is an id, a word of ours or an address of a page, up to {LONGEST} characters")


def _savepoints(session: Session) -> tuple:
    found, inner = [], session.get_nested_transaction()
    while inner is not None:
        found.append(inner)
        inner = inner.parent
    return tuple(found)


@event.listens_for(AnySession, "after_soft_rollback")
def _forget(session: AnySession, over) -> None:
    session.info.pop(_WRITTEN, None)  # only the last step before a commit puts anything there
    noted = session.info.get(_PENDING)
    if noted:
        session.info[_PENDING] = [each for each in noted if over.nested and over not in each[0]]


@event.listens_for(AnySession, "after_commit")
def _tell_abroad(session: AnySession) -> None:
    for line in session.info.pop(_WRITTEN, ()):
        logging.getLogger(LOG).info("%s", line)


@event.listens_for(AnySession, "before_commit")
def _write(session: AnySession) -> None:
    if session.in_nested_transaction() or not session.info.get(_PENDING):
        return
    session.flush()  # every other lock first
    lines = [line for _, line in session.info.pop(_PENDING)]
    chain = _locked(session)
    for line in lines:
        row = AuditLine(n=chain.last_n + 1, before=chain.last_hash, **line)
        row.digest = digest_of(row)
        chain.last_n, chain.last_hash = row.n, row.digest
        session.add(row)
        if logging.getLogger(LOG).handlers:
            session.info.setdefault(_WRITTEN, []).append(json.dumps({**_told(row), "digest": row.digest}))
    session.add(chain)


def _locked(session: AnySession) -> AuditChain:
    """The chain's one row; on PostgreSQL others wait here until our commit."""
    chain = session.get(AuditChain, 1, with_for_update=True, populate_existing=True)
    if chain is None:
        insert_new(session, AuditChain, [{"id": 1, "first_n": 1, "first_hash": BEGINNING, "last_n": 0,
                                          "last_hash": BEGINNING}])
        chain = session.get(AuditChain, 1, with_for_update=True, populate_existing=True)
    return chain


def digest_of(line: AuditLine) -> str:
    """SHA-256 over the canonical JSON of a line, the digest before it included."""
    canonical = json.dumps(_told(line), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _told(line: AuditLine) -> dict:
    return {"n": line.n, "at": line.at.astimezone(UTC).isoformat(timespec="microseconds"), "deed": line.deed,
            "by": line.by, "about": line.about, "facts": line.facts, "before": line.before}


@dataclass(frozen=True)
class Verdict:
    """How the chain looks. lines: how many were read; broken: the number of the first line that does not fit, or None;
    why: in words, '' when whole; head: digest of the last line, worth writing down elsewhere."""

    lines: int
    broken: int | None
    why: str
    head: str


def verify(database: Database) -> Verdict:
    """Read the whole chain as it is at one moment. O(lines)."""
    with database.read() as session:
        if not database.is_sqlite:
            session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        return _verdict(session)


def _verdict(session: Session) -> Verdict:
    chain = session.get(AuditChain, 1) or AuditChain(id=1, first_n=1, first_hash=BEGINNING, last_n=0,
                                                     last_hash=BEGINNING)
    read, due, before = 0, chain.first_n, chain.first_hash
    for line in _all(session):
        if why := _wrong(line, due, before):
            return Verdict(read, min(line.n, due), why, before)
        read, due, before = read + 1, due + 1, line.digest
    if due <= chain.last_n:
        return Verdict(read, due, f"It was written up to line {chain.last_n}, but line {due} is missing.", before)
    if due - 1 != chain.last_n or before != chain.last_hash:
        return Verdict(read, due - 1, f"Line {due - 1} is not the one that was written last.", before)
    return Verdict(read, None, "", before)


def _all(session: Session) -> Iterator[AuditLine]:
    after, page = -1, [None]
    while page:
        page = session.exec(select(AuditLine).where(AuditLine.n > after).order_by(AuditLine.n).limit(1000)).all()
        yield from page
        after = page[-1].n if page else after
        session.expunge_all()


def _wrong(line: AuditLine, due: int, before: str) -> str:
    if line.n > due:
        return f"Line {due} is missing."
    if line.n < due:
        return f"Line {line.n} stands before the beginning, line {due}."
    if line.before != before:
        return f"Line {line.n} does not follow from the line before it."
    return "" if line.digest == digest_of(line) else f"Line {line.n} was changed after it was written."


def prune(session: Session, before: datetime) -> int:
    """Take away the lines older than `before`; how many. The digest of the last of them stays, and the newest line,
    so that the rest can be verified. again: nothing."""
    chain = _locked(session)
    last = session.exec(select(func.max(AuditLine.n)).where(AuditLine.at < before, AuditLine.n < chain.last_n)).one()
    if last is None or last < chain.first_n:
        return 0
    kept = session.get(AuditLine, last + 1)
    chain.first_n, chain.first_hash = kept.n, kept.before
    session.add(chain)
    return session.execute(delete(AuditLine).where(AuditLine.n <= last)).rowcount
