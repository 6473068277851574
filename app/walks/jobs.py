"""What follows from the log: walk rows refreshed, pictures made, withdrawn walks erased, stale parts swept.

Every handler bears a second run and writes only what can be made again, but for erasure, which is asked for.
"""

import logging
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlmodel import Session

from app.kit import clock, jobs
from app.kit.blobs import Folder, blobs_of
from app.kit.db import Database
from app.scoring.fold import fold
from app.scoring.plausible import plausible
from app.walks import commands, photo_files, renditions, reviews, twins
from app.walks.models import Entry, EntryState, Photo, PhotoState, Walk
from app.walks.queries import log_of

log = logging.getLogger("shoeleather.walks")
KEPT = timedelta(days=30)
STALE = timedelta(days=7)
DAY = timedelta(days=1)
_photo, _entry = Photo.__table__, Entry.__table__


@jobs.on("walk.synced")
def refresh(session: Session, args: dict) -> None:
    """Make a walk's row say what its log says."""
    walk = session.get(Walk, args["walk_id"])
    if walk is None or walk.erased_at is not None:
        return
    folded = fold(log_of(session, walk.id))
    _copy(session, walk, folded)
    session.add(walk)
    session.flush()
    reviews.follow(session, walk)
    if walk.withdrawn_at is not None:
        after = (walk.withdrawn_at + KEPT - clock.now()).total_seconds()
        jobs.tell(session, "walk.erasure_due", after_seconds=max(0, after), walk_id=walk.id,
                  withdrawn_at=walk.withdrawn_at.isoformat())


def _copy(session: Session, walk: Walk, folded: dict) -> None:
    begin = next((moment for moment in folded["moments"] if moment["kind"] == "walk.begin"), None)
    walk.journey_id, walk.journey_revision = folded["journey"], _whole(folded["revision"])
    walk.persona_id = folded["persona"]
    walk.persona_revision = _whole(begin["b"].get("persona_revision")) if begin else None
    walk.mode, walk.practice, walk.outcome = folded["mode"], folded["practice"], folded["outcome"]
    walk.began_at, walk.ended_at = _instant(folded["began_at"]), _instant(folded["ended_at"])
    walk.handed_in, walk.hints = folded["handed_in"], plausible(folded)
    walk.withdrawn_at = _withdrawn_at(session, walk, begin["id"]) if folded["withdrawn"] else None
    walk.synced_at = session.scalar(select(_entry.c.received_at).where(_entry.c.walk == walk.id).order_by(
        _entry.c.server_seq.desc()).limit(1))


def _whole(value) -> int | None:
    return value if isinstance(value, int) and 0 <= value < 2**31 else None


def _instant(ms: int | None) -> datetime | None:
    return None if ms is None else clock.from_ms(ms)


def _withdrawn_at(session: Session, walk: Walk, begin_id: str) -> datetime:
    """When the server heard of the last withdrawal; the phone's clock must not shorten the 30 days."""
    return session.scalar(select(_entry.c.received_at).where(
        _entry.c.walk == walk.id, _entry.c.kind == "void", _entry.c.ref == begin_id,
        _entry.c.state == EntryState.stored).order_by(_entry.c.server_seq.desc()).limit(1))


@jobs.on("walk.erasure_due")
def erase_withdrawn(session: Session, args: dict) -> None:
    """Erase a walk withdrawn 30 days ago, unless it was restored or withdrawn anew since."""
    walk = session.get(Walk, args["walk_id"])
    if walk is None or walk.erased_at is not None or walk.withdrawn_at is None:
        return
    if walk.withdrawn_at.isoformat() == args["withdrawn_at"] and walk.withdrawn_at + KEPT <= clock.now():
        commands.bury(session, blobs_of(session.get_bind()), walk)


@jobs.on("photo.stored", slow=True)
def make_pictures(database: Database, args: dict) -> None:
    """Make both pictures of a stored photo, then let the upload go."""
    blobs = blobs_of(database.writer)
    with database.read() as session:
        photo = session.get(Photo, args["photo_id"])
    if photo is None or photo.state != PhotoState.pending:
        return
    upload = blobs.path(photo_files.upload_key(photo.sha256))
    if not upload.exists():
        _set(database, photo.id, {"state": PhotoState.receiving, "offset": 0})
        return
    drawn = renditions.draw(upload)
    if drawn.refused:
        _set(database, photo.id, {"state": PhotoState.refused, "why": drawn.refused})
    else:
        blobs.put(photo_files.rendition_key("display", photo.sha256), drawn.display)
        blobs.put(photo_files.rendition_key("thumb", photo.sha256), drawn.thumb)
        _set(database, photo.id, {"state": PhotoState.ready, "width": drawn.width, "height": drawn.height,
                                  "look": drawn.look})
    _let_go(database, blobs, photo.sha256)


def _set(database: Database, photo_id: str, values: dict) -> None:
    with database.write() as session:
        drawn = session.execute(update(_photo).where(_photo.c.id == photo_id, _photo.c.state == PhotoState.pending)
                                .values(**values))
        if drawn.rowcount:
            twins.note(session, photo_id, values.get("look"))
        _line_up_sweep(session)


def _let_go(database: Database, blobs: Folder, sha256: str) -> None:
    with database.write() as session:
        if not session.scalar(select(_photo.c.id).where(
                _photo.c.sha256 == sha256, _photo.c.state == PhotoState.pending).limit(1)):
            blobs.delete(photo_files.upload_key(sha256))


def _line_up_sweep(session: Session) -> None:
    tomorrow = (clock.now() + DAY).date().isoformat()
    jobs.tell(session, "photos.day", after_seconds=DAY.total_seconds(), day=tomorrow)


@jobs.on("photos.day", slow=True)
def sweep(database: Database, args: dict) -> None:
    """Once a day: stale parts go, photos whose pictures vanished are asked for again."""
    blobs = blobs_of(database.writer)
    sweep_parts(blobs)
    with database.read() as session:
        ready = session.execute(select(_photo.c.id, _photo.c.sha256).where(
            _photo.c.state == PhotoState.ready)).all()
    lost = [row.id for row in ready if not all(
        blobs.path(photo_files.rendition_key(name, row.sha256)).exists() for name in photo_files.RENDITIONS)]
    with database.write() as session:
        if lost:
            session.execute(update(_photo).where(_photo.c.id.in_(lost)).values(
                state=PhotoState.receiving, offset=0))
        if ready:
            _line_up_sweep(session)


def sweep_parts(blobs: Folder) -> int:
    """Delete parts nobody added to for a week, and half-written files of a day; how many went."""
    gone = 0
    for path in blobs.root.rglob("*"):
        is_part = path.parent.name == "part"
        if not path.is_file() or not (is_part or path.name.endswith(".part")):
            continue
        age = clock.now() - clock.from_ms(int(path.stat().st_mtime * 1000))
        if age > (STALE if is_part and "." not in path.name else DAY):
            path.unlink(missing_ok=True)
            gone += 1
    return gone
