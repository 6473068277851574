"""Photos the log names: which of them the server still lacks."""

import re
from collections import Counter

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from app.accounts import gone
from app.kit import clock
from app.walks.lines import Line
from app.walks.models import Photo, PhotoState

_photo = Photo.__table__
WANTED = 500
_PHOTO_ID = re.compile(r"[0-9a-f-]{8,64}")  # it names a file


def is_photo_id(name) -> bool:
    """Whether a photo may be kept under this id; phones make UUIDs."""
    return isinstance(name, str) and bool(_PHOTO_ID.fullmatch(name))


def note(session: Session, lines: list[Line], user_id: str, dev: str) -> None:
    """Remember which photos these entries name, so that missing bytes can be asked for.

    again: the first entry to name a photo stays; a photo of another owner is left alone.
    """
    now = clock.now()
    rows = [{"id": line.body["photo"], "entry": line.id, "walk": line.walk, "owner_id": user_id, "dev": dev,
             "offset": 0, "state": PhotoState.receiving, "named_at": now}
            for line in lines if is_photo_id(line.body["photo"])]
    if not rows:
        return
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    insert = dialect.insert(_photo)
    same = (_photo.c.owner_id == insert.excluded.owner_id) & _photo.c.walk.is_(None)
    session.connection().execute(insert.on_conflict_do_update(index_elements=["id"], where=same, set_={
        "walk": insert.excluded.walk, "entry": insert.excluded.entry, "dev": insert.excluded.dev}), rows)


def shut_out(session: Session, late: list[Line]) -> None:
    """Lines of an erased walk that came late: count them, and let no photo they name in either."""
    for walk, many in Counter(line.walk for line in late if line.walk).items():
        gone.came_late(session, gone.WALK, walk, many)
    gone.put(session, gone.PHOTO, {line.body["photo"] for line in late
                                   if line.kind == "photo" and is_photo_id(line.body.get("photo"))})


def wanted(session: Session, dev: str) -> list[str]:
    """Ids of photos this phone's entries name whose bytes are not all here; at most 500."""
    return list(session.connection().execute(_WANTED, {"at_dev": dev}).scalars())


_WANTED = (select(_photo.c.id).where(_photo.c.dev == bindparam("at_dev"), _photo.c.state == PhotoState.receiving,
                                     _photo.c.walk.is_not(None)).order_by(_photo.c.id).limit(WANTED))
