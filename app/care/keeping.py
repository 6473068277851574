"""How long each kind of thing is kept: what the house says, what an admin chose, and what is too old today."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, select

from app.accounts import audit
from app.accounts.access import Actor
from app.care import old
from app.care.models import Keeping, Sweep
from app.kit import clock
from app.kit.errors import Refusal, not_found

EVER = "ever"


@dataclass(frozen=True)
class Kind:
    """A kind of thing with a time. days: what the house says; least, most: what an admin may say; may_last: whether it
    may be kept for ever; one, many: its word; found: how many are too old, of (session, before, data folder)."""

    id: str
    name: str
    words: str
    one: str
    many: str
    days: int
    least: int
    most: int
    may_last: bool
    found: Callable[[Session, datetime, Path], int]


KINDS = {kind.id: kind for kind in (
    Kind("photos", "Photos", "The picture goes; the walk still says that a photo was taken, and when.",
         "photo", "photos", 365, 7, 3650, True, old.photos),
    Kind("words", "Customers’ words", "Words, segment and the customer’s number at the source go; day, touchpoint and "
         "rating stay, and so do the figures. A source with a time of its own goes by that.",
         "comment", "comments", 730, 7, 3650, True, old.words),
    Kind("logs", "Logs of walks", "Every line, photo and message of the walk goes. What it scored stays in the sums, "
         "at the weights it had, and pages say that its log is no longer kept.",
         "walk", "walks", 730, 30, 3650, True, old.logs),
    Kind("aside", "Lines set aside", "What a phone sent that could join no walk, and copies that differ.",
         "line", "lines", 90, 7, 365, False, old.aside),
    Kind("imports", "Files of comments", "A file nobody finished bringing in, and what is remembered of rows that did "
         "not fit. A file whose comments are kept is deleted at once, whatever is said here.",
         "file", "files", 30, 1, 365, False, old.imports),
    Kind("sessions", "Ended sign-ins", "Browsers, links and tokens for programs after they ended, and counts of wrong "
         "tries.", "sign-in", "sign-ins", 30, 1, 365, False, old.sessions),
    Kind("audit", "What was done", "The list of what was done by whom. What is left of it can still be checked.",
         "line", "lines", 395, 90, 3650, False, old.audit_lines),
    Kind("backups", "Backups", "Files this server made in its own folder of backups, and what a restore set aside. "
         "The newest backup always stays.", "backup", "backups", 35, 1, 3650, False, old.backups),
)}


@dataclass(frozen=True)
class Shown:
    """A kind as the page prints it. days: None is for ever; due: how many are too old now; by_house: as it came."""

    kind: Kind
    days: int | None
    by_house: bool
    due: int


def days_of(session: Session) -> dict[str, int | None]:
    """kind → days in force; None is for ever."""
    chosen = {row.id: row.days for row in session.exec(select(Keeping))}
    return {name: chosen.get(name, kind.days) for name, kind in KINDS.items()}


def before(days: int) -> datetime:
    """What is older than this is too old."""
    return clock.now() - timedelta(days=days)


def due(session: Session, kind: Kind, days: int | None, folder: Path) -> int:
    """How many things of a kind are too old with so many days."""
    if kind.id == "words":
        return kind.found(session, days, folder)
    return 0 if days is None else kind.found(session, before(days), folder)


def shown(session: Session, folder: Path) -> list[Shown]:
    """Every kind with its days and what the next run takes."""
    chosen = set(session.exec(select(Keeping.id)))
    return [Shown(KINDS[name], days, name not in chosen, due(session, KINDS[name], days, folder))
            for name, days in days_of(session).items()]


def last_sweep(session: Session) -> Sweep | None:
    """The newest run, or None."""
    return session.exec(select(Sweep).order_by(Sweep.made_at.desc()).limit(1)).first()


def asked(kind_id: str, typed: str, ever: bool) -> tuple[Kind, int | None]:
    """What an admin typed. Refuses: not_found, days."""
    kind = KINDS.get(kind_id)
    if kind is None:
        raise not_found("kind of thing")
    if ever and kind.may_last:
        return kind, None
    said = typed.strip()
    days = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else -1
    if not kind.least <= days <= kind.most:
        last = " They cannot be kept for ever." if ever else ""
        raise Refusal("days", 422, f"{kind.name}: give a whole number of days from {kind.least} to {kind.most:,}."
                      f"{last} Nothing was changed.")
    return kind, days


def change(session: Session, actor: Actor | None, kind: Kind, days: int | None) -> None:
    """Keep a kind this long from now on. again: the same."""
    session.merge(Keeping(id=kind.id, days=days, made_by=actor.user_id if actor else None, made_at=clock.now()))
    audit.note(session, actor, "retention.changed", about=kind.id, days=EVER if days is None else days)
