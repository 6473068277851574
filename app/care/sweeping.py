"""A run that takes away what is older than it is kept: every day by itself, or from the command line."""

from collections.abc import Callable

from sqlmodel import Session

from app.accounts import audit
from app.accounts.access import Actor
from app.care import erasing, keeping, old
from app.care.models import Sweep
from app.kit import clock, jobs
from app.kit.blobs import Folder
from app.kit.db import Database
from app.kit.ids import new_id

DAY_SECONDS = 86_400
# What may go with its walk too is counted for itself first, as the dry run counts it.
TAKEN = {"photos": old.take_photos, "words": old.take_words, "aside": old.take_aside, "logs": old.take_logs,
         "imports": old.take_imports, "sessions": old.take_sessions, "audit": old.take_audit,
         "backups": old.take_backups}


def line_up(session: Session) -> None:
    """Have the next day's run wait. again: nothing."""
    tomorrow = clock.from_ms(clock.to_ms(clock.now()) + DAY_SECONDS * 1000).date().isoformat()
    jobs.tell(session, "retention.day", after_seconds=DAY_SECONDS, day=tomorrow)


def dry(database: Database, blobs: Folder) -> dict[str, int]:
    """kind → how many the next run takes; nothing is changed."""
    with database.read() as session:
        return {one.kind.id: one.due for one in keeping.shown(session, erasing.data_dir(blobs))}


def sweep(database: Database, blobs: Folder, actor: Actor | None = None,
          told: Callable[[str, int], None] = lambda kind, n: None) -> dict[str, int]:
    """Take away what is too old; kind → how many. told: called after each kind. again: nothing is left to take."""
    with database.read() as session:
        days = keeping.days_of(session)
    counts = {}
    for name, take in TAKEN.items():
        if name == "words":
            counts[name] = take(database, blobs, days[name])
        else:
            counts[name] = 0 if days[name] is None else take(database, blobs, keeping.before(days[name]))
        told(name, counts[name])
    with database.write() as session:
        session.add(Sweep(id=new_id(), counts=counts, made_by=actor.user_id if actor else None, made_at=clock.now()))
        audit.note(session, actor, "retention.run", **{name: n for name, n in counts.items() if n})
    erasing.scrub(database)
    return counts
