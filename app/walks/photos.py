"""Photos as rows: begun, complete, and the promise that a complete one is on the disk. Bytes: photo_files.py."""

from sqlalchemy import and_, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Row
from sqlmodel import Session

from app.accounts import gone
from app.kit import clock, jobs
from app.kit.blobs import Folder
from app.kit.db import insert_new
from app.kit.errors import Refusal, not_found
from app.kit.ids import digest
from app.walks import photo_files
from app.walks.models import Photo, PhotoState
from app.walks.phones import Sender
from app.walks.photo_names import is_photo_id

_photo = Photo.__table__
UNWANTED = object()


def row_of(session: Session, photo_id: str) -> Row | None:
    """The photo's row whoever owns it; callers answer 404 for what is not the sender's."""
    return session.connection().execute(select(_photo).where(_photo.c.id == photo_id)).first()


def is_wanted(session: Session, who: Sender, photo_id: str) -> bool:
    """False for a photo of a walk or a person erased since: it is thrown away, and its phone need not send it again."""
    return who.held != gone.WORDS and not (is_photo_id(photo_id) and gone.among(session, gone.PHOTO, {photo_id}))


def sent_by(session: Session, who: Sender, photo_id: str) -> Row | None:
    """The photo's row, or None when it is new. Refuses: sign_in, not_found (no such name, or not the sender's).

    A phone that changed hands may finish what its log names.
    """
    if who.held:
        raise Refusal("sign_in", 401, "This phone's access was taken back. Sign in again.")
    row = row_of(session, photo_id) if is_photo_id(photo_id) else None
    if not is_photo_id(photo_id) or (row and row.owner_id != who.user_id and (
            row.dev is None or row.dev != who.dev)):
        raise not_found("photo")
    return row


def is_complete(row: Row | None) -> bool:
    """Whether every byte is here; what became of them afterwards does not matter to a phone."""
    return row is not None and row.state != PhotoState.receiving


def check_same(row: Row | None, sha256: str, size: int) -> None:
    """Refuses: other_bytes, when this id was begun with another photo."""
    if row is not None and row.sha256 is not None and (row.sha256, row.size) != (sha256, size):
        raise Refusal("other_bytes", 409, "Another photo came first under this id.")


def begin(session: Session, who: Sender, photo_id: str, entry: str | None, sha256: str, size: int) -> Row:
    """Remember size and hash of a photo to come. Refuses: other_bytes, not_found. again: changes nothing."""
    insert_new(session, _photo, [{"id": photo_id, "owner_id": who.user_id, "entry": entry, "offset": 0,
                                  "state": PhotoState.receiving, "named_at": clock.now()}])
    session.connection().execute(update(_photo).where(_photo.c.id == photo_id, _photo.c.sha256.is_(None))
                                 .values(sha256=sha256, size=size))
    row = sent_by(session, who, photo_id)
    check_same(row, sha256, size)
    return row


def complete(session: Session, photo_id: str) -> None:
    """Its bytes lie fsynced under their hash: from here on it is stored. again: changes nothing."""
    changed = session.connection().execute(
        update(_photo).where(_photo.c.id == photo_id, _photo.c.state == PhotoState.receiving)
        .values(state=PhotoState.pending, offset=_photo.c.size))
    if changed.rowcount:
        jobs.tell(session, "photo.stored", photo_id=photo_id)


def keep_whole(session: Session, who: Sender, photo_id: str, entry: str | None, sha256: str, size: int) -> bool:
    """`begin` and `complete` in one statement; True when this stored it. Refuses: other_bytes, not_found."""
    kept = session.connection().execute(_WHOLE[session.get_bind().dialect.name], {
        "id": photo_id, "owner_id": who.user_id, "entry": entry, "sha256": sha256, "size": size, "offset": size,
        "state": PhotoState.pending, "named_at": clock.now(), "sender_dev": who.dev}).first()
    if kept:
        jobs.tell(session, "photo.stored", photo_id=photo_id)
        return True
    check_same(sent_by(session, who, photo_id), sha256, size)
    return False


def _whole(dialect):
    insert = dialect.insert(_photo).values(**{name: bindparam(name) for name in (
        "id", "owner_id", "entry", "sha256", "size", "offset", "state", "named_at")})
    new = insert.excluded
    theirs = or_(_photo.c.owner_id == new.owner_id, _photo.c.dev == bindparam("sender_dev", type_=_photo.c.dev.type))
    same = or_(_photo.c.sha256.is_(None), and_(_photo.c.sha256 == new.sha256, _photo.c.size == new.size))
    return insert.on_conflict_do_update(
        index_elements=["id"], where=and_(_photo.c.state == PhotoState.receiving, theirs, same),
        set_={"sha256": new.sha256, "size": new.size, "offset": new.offset, "state": new.state},
    ).returning(_photo.c.id)


_WHOLE = {"sqlite": _whole(sqlite), "postgresql": _whole(postgresql)}


def store_photo(session: Session, blobs: Folder, owner_id: str, photo_id: str, entry: str | None,
                content: bytes) -> bool:
    """Keep a whole photo at once (rescue files, the demo world). True when it was new.

    Refuses: other_bytes, not_found. again: the same bytes change nothing.
    """
    sha256 = digest(content)
    who = Sender(owner_id, "", None, clock.now(), None)
    if is_complete(sent_by(session, who, photo_id)):
        return keep_whole(session, who, photo_id, entry, sha256, len(content))
    blobs.put(photo_files.upload_key(sha256), content)
    return keep_whole(session, who, photo_id, entry, sha256, len(content))
