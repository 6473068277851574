"""What is done to walks from the desk and by the server itself: every change is a line of the log, but for erasure."""

import json
from datetime import datetime

from sqlalchemy import delete, event, or_, select, update
from sqlmodel import Session

from app.accounts import gone
from app.accounts.models import User
from app.kit import clock, jobs
from app.kit.blobs import Folder
from app.kit.errors import Refusal
from app.kit.ids import new_id
from app.walks import log
from app.walks.log import Receipt
from app.walks.models import Entry, EntryConflict, EntryState, Message, Photo, PhotoBand, PhotoState, Review, Walk
from app.walks.photo_files import RENDITIONS, rendition_key, upload_key
from app.walks.photos import store_photo

__all__ = ["bury", "count", "drop_photos", "erase", "let_photos_go", "old_photos", "receive", "restore", "seal",
           "store_photo", "withdraw"]

LET_GO = "The picture is no longer kept: its time was over."


def receive(session: Session, user: User, dev: str, lines: list[bytes | str]) -> Receipt:
    """Enter lines in a user's name as if their phone had sent them; what the server vouches for itself."""
    return log.receive(session, user.id, dev, lines, vouched=True)


def withdraw(session: Session, walk: Walk) -> None:
    """Hide a walk, as its walker: a `void` of its beginning. again: a withdrawn walk stays as it is."""
    begin, void = _beginning(session, walk.id)
    if void is None:
        _write(session, walk, "void", begin.id, {})


def restore(session: Session, walk: Walk) -> None:
    """Take a withdrawal back: a `void` of that void. again: a walk in sight stays as it is."""
    _, void = _beginning(session, walk.id)
    if void is not None:
        _write(session, walk, "void", void, {})


def count(session: Session, walk: Walk, practice: bool) -> None:
    """Make a walk practice, which never counts, or make it count: an `amend` of its beginning."""
    begin, _ = _beginning(session, walk.id)
    body = _effective_body(session, walk.id, begin.id)
    if bool(body.get("practice")) != practice:
        _write(session, walk, "amend", begin.id, {"b": {**body, "practice": practice}})


def _beginning(session: Session, walk_id: str) -> tuple[Entry, str | None]:
    """The entry that began a walk, and the id of the live void that withdrew it, or None."""
    rows = session.exec(select(Entry).where(
        Entry.walk == walk_id, Entry.state == EntryState.stored,
        or_(Entry.kind == "walk.begin", Entry.kind == "void")).order_by(Entry.server_seq)).scalars().all()
    begin = next((row for row in rows if row.kind == "walk.begin"), None)
    if begin is None:
        raise Refusal("not_begun", 409, "The beginning of this walk has not arrived yet. Try again later.")
    taken_back: dict[str, list[str]] = {}
    for row in rows:
        if row.kind == "void" and row.ref:
            taken_back.setdefault(row.ref, []).append(row.id)

    def live(void: str) -> bool:
        return not any(live(other) for other in taken_back.get(void, ()) if other != void)
    return begin, next((void for void in taken_back.get(begin.id, ()) if live(void)), None)


def _effective_body(session: Session, walk_id: str, begin_id: str) -> dict:
    from app.scoring.fold import fold
    from app.walks.queries import log_of
    moments = fold(log_of(session, walk_id))["moments"]
    return next(moment["b"] for moment in moments if moment["id"] == begin_id)


def _write(session: Session, walk: Walk, kind: str, ref: str, body: dict) -> None:
    now = clock.to_ms(clock.now())
    entry = {"v": 1, "id": new_id(), "dev": log.OFFICE, "seq": log.next_office_seq(session), "walk": walk.id,
             "kind": kind, "t": {"wall": now, "mono": None, "boot": None, "tz": 0, "off": 0, "offe": 0},
             "by": walk.walker_id, "journey": None, "app": log.OFFICE, "ref": ref, "visit": None,
             "fresh": "later", "tap": new_id(), "b": body}
    line = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
    log.receive(session, walk.walker_id, log.OFFICE, [line], vouched=True)


def erase(session: Session, blobs: Folder, walk_id: str) -> None:
    """Take a walk out as if it had never been: its lines, conflicts, photos and their files (after the commit)."""
    drop_photos(session, blobs, Photo.walk == walk_id)
    ids = select(Entry.id).where(Entry.walk == walk_id)
    session.execute(delete(EntryConflict).where(EntryConflict.id.in_(ids)))
    session.execute(delete(Entry).where(Entry.walk == walk_id))
    session.execute(delete(Walk).where(Walk.id == walk_id))
    jobs.tell(session, "walk.erased", walk_id=walk_id)


def bury(session: Session, blobs: Folder, walk: Walk) -> None:
    """Erase what a walk said, and leave tombstones, so that no late copy brings it back. again: nothing."""
    _empty(session, blobs, walk)
    walk.sealed_at = None
    jobs.tell(session, "walk.erased", walk_id=walk.id)


def seal(session: Session, blobs: Folder, walk: Walk) -> None:
    """Erase the log of a walk that has grown too old; what it scored stays in the sums. again: nothing."""
    journey = walk.journey_id
    _empty(session, blobs, walk)
    walk.sealed_at, walk.journey_id = clock.now(), journey
    jobs.tell(session, "walk.sealed", walk_id=walk.id)


def _empty(session: Session, blobs: Folder, walk: Walk) -> None:
    named = set(session.execute(select(Photo.id).where(Photo.walk == walk.id)).scalars())
    gone.put(session, gone.PHOTO, named)
    drop_photos(session, blobs, Photo.walk == walk.id)
    ids = select(Entry.id).where(Entry.walk == walk.id)
    session.execute(delete(EntryConflict).where(EntryConflict.id.in_(ids)))
    empty_lines(session, Entry.walk == walk.id)
    for beside in (Message, Review):
        session.execute(delete(beside).where(beside.walk_id == walk.id))
    walk.erased_at, walk.journey_id, walk.persona_id, walk.outcome = clock.now(), None, None, None
    walk.began_at, walk.ended_at, walk.hints = None, None, []
    session.add(walk)


def empty_lines(session: Session, *which) -> int:
    """Leave of lines of the log only that they were there; how many. which: conditions on Entry."""
    return session.execute(update(Entry).where(*which).values(
        state=EntryState.erased, line="", sha256="", kind="erased", visit=None, ref=None, by=None, wall_ms=None,
        why=None, why_words=None)).rowcount


def let_photos_go(session: Session, blobs: Folder, before: datetime, many: int) -> int:
    """Take the pictures of photos named before this away, at most so many; the log still says that one was taken. How
    many went."""
    ids = list(session.execute(select(Photo.id).where(*old_photos(before)).limit(many)).scalars())
    hashes = set(session.execute(select(Photo.sha256).where(Photo.id.in_(ids), Photo.sha256.is_not(None))).scalars())
    session.execute(delete(PhotoBand).where(PhotoBand.photo_id.in_(ids)))
    session.execute(update(Photo).where(Photo.id.in_(ids)).values(
        state=PhotoState.refused, why=LET_GO, sha256=None, size=None, width=None, height=None, look=None))
    _delete_files(session, blobs, ids, hashes)
    return len(ids)


def old_photos(before: datetime) -> list:
    """Conditions on Photo: its picture is here and was named before this."""
    return [Photo.named_at < before, Photo.state != PhotoState.refused]


def drop_photos(session: Session, blobs: Folder, *which) -> int:
    """Take photos out, their files after the commit; how many. which: conditions on Photo."""
    rows = session.execute(select(Photo.id, Photo.sha256).where(*which)).all()
    hashes = {row.sha256 for row in rows} - {None}
    session.execute(delete(Photo).where(*which))
    _delete_files(session, blobs, [row.id for row in rows], hashes)
    return len(rows)


def _delete_files(session: Session, blobs: Folder, ids: list[str], hashes: set[str]) -> None:
    """After the commit. The same bytes may belong to a photo of another walk too."""
    shared = set(session.execute(select(Photo.sha256).where(Photo.sha256.in_(hashes))).scalars())
    keys = [f"part/{name}" for name in ids] + [key for sha256 in hashes - shared for key in (
        upload_key(sha256), *(rendition_key(name, sha256) for name in RENDITIONS))]

    @event.listens_for(session, "after_commit", once=True)
    def _delete(_session) -> None:
        for key in keys:
            blobs.delete(key)
