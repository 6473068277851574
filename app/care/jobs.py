"""What follows from a confirmed erasure, from a walk erased 30 days after it was withdrawn, and from every day."""

from sqlmodel import Session

from app.accounts import gone
from app.care import erasing, erasures, ledger, sweeping
from app.care.ledger import Line
from app.care.models import Erasure, State
from app.kit import clock
from app.kit.blobs import blobs_of
from app.kit.db import Database
from app.kit.jobs import on
from app.walks.models import Walk


@on("erasure.confirmed", slow=True)
def erase(database: Database, args: dict) -> None:
    """Carry it out. again: nothing."""
    erasures.run(database, blobs_of(database.writer), args["erasure_id"])


@on("walk.erased")
def remember(session: Session, args: dict) -> None:
    """A walk whose walker withdrew it goes after 30 days; no older backup brings it back either. again: nothing."""
    walk = session.get(Walk, args["walk_id"])
    if walk is None or walk.erased_at is None or gone.among(session, gone.WALK, [walk.id]):
        return
    line = Line(walk.id, "walk", walk.id, "", walk.erased_at.isoformat(timespec="seconds"))
    ledger.write(ledger.file_of(erasing.data_dir(blobs_of(session.get_bind()))), gone.salt(session), [line])
    gone.put(session, gone.WALK, [walk.id])
    session.merge(Erasure(id=walk.id, kind="walk", of=walk.id, state=State.done, why="withdrawn",
                          asked_by=walk.walker_id, made_at=walk.erased_at, ended_at=clock.now()))


@on("retention.day", slow=True)
def take_old_things(database: Database, args: dict) -> None:
    """Once a day: what grew older than it is kept goes. again: nothing is left to take."""
    sweeping.sweep(database, blobs_of(database.writer))
    with database.write() as session:
        sweeping.line_up(session)
