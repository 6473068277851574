"""Everything held about one person, handed out as a ZIP of JSON and photos, written while it is read.

Not here: what others hold about them outside this server.
"""

import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime

from sqlalchemy import Table, func, or_, select
from sqlmodel import Session

from app.accounts import audit
from app.accounts.access import Actor
from app.accounts.models import AuditLine, User
from app.kit import clock
from app.kit.blobs import Folder
from app.kit.db import UtcDateTime, metadata
from app.kit.errors import not_found
from app.voice.models import CommentTheme
from app.walks.models import Entry, EntryState, Message, Photo, Review, Walk
from app.walks.photo_files import rendition_key

# Columns that hold a person's number without being a key to the account.
NUMBERED = frozenset({"comment.answered_by", "entry_conflict.user_id", "erasure.asked_by", "erasure.made_by",
                      "erasure.of", "keeping.made_by", "sweep.made_by"})
OWN = ("user_id", "of")  # columns whose whole row is about the person
SECRET = ("password_hash", "digest", "key", "public_key", "secret")
CHUNK = 500
ABOUT = """Everything this server holds about one person: {name}, on {day}.

about.json     the account, what it is signed in with, and what else carries this person's number
walks.json     every walk: its row and its log, each line exactly as it was received; a guess is in the line walk.begin
set_aside.json lines that could join no walk
messages.json  what they wrote beside walks, and decisions they made about walks
done.json      what the list of deeds says they did, or others did to their account
photos/        the pictures of their walks, largest rendition

Days and times are UTC. Numbers of people are ids; nobody else is named in here. docs/privacy.md says what each is for.
"""


def held(session: Session, user_id: str) -> dict[str, int]:
    """How much there is, before it is written: {walks, entries, photos, messages, done}. Refuses: not_found."""
    _person(session, user_id)
    theirs = select(Walk.id).where(Walk.walker_id == user_id)
    counts = {"walks": (Walk, Walk.walker_id == user_id), "entries": (Entry, _lines(user_id, theirs)),
              "photos": (Photo, _pictures(user_id, theirs)), "messages": (Message, Message.by_id == user_id),
              "done": (AuditLine, _deeds(user_id))}
    return {name: session.scalar(select(func.count()).select_from(table).where(which))
            for name, (table, which) in counts.items()}


def note(session: Session, actor: Actor | None, user_id: str) -> None:
    """Write down that it was handed out. Refuses: not_found."""
    _person(session, user_id)
    audit.note(session, actor, "subject.exported", about=user_id)


def packed(session: Session, blobs: Folder, user_id: str, told: Callable[[int], None] = lambda n: None,
           ) -> Iterator[bytes]:
    """The ZIP, piece by piece. told: called with how many things each piece held. Refuses: not_found."""
    user, sink = _person(session, user_id), _Sink()
    theirs = select(Walk.id).where(Walk.walker_id == user_id)
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("READ_ME.txt", ABOUT.format(name=user.name, day=clock.now().date().isoformat()))
        archive.writestr("about.json", _json(_about(session, user)))
        for name, rows in (("walks.json", _walks(session, user_id)), ("set_aside.json", _set_aside(session, user_id)),
                           ("messages.json", _messages(session, user_id)), ("done.json", _done(session, user_id))):
            with archive.open(name, "w", force_zip64=True) as member:
                yield from _listed(member, rows, sink, told)
        for photo in session.scalars(select(Photo).where(_pictures(user_id, theirs)).order_by(Photo.id)):
            content = blobs.get(rendition_key("display", photo.sha256)) if photo.sha256 else None
            if content is not None:
                archive.writestr(zipfile.ZipInfo(f"photos/{photo.id}.jpg", _day(photo.named_at)), content)
            told(1)
            yield sink.taken()
    yield sink.taken()


class _Sink:
    """A file that is only written to, and emptied as it goes."""

    def __init__(self):
        self.pieces, self.at = [], 0

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        self.at += len(piece)
        return len(piece)

    def tell(self) -> int:
        return self.at

    def flush(self) -> None:
        """Nothing to do."""

    def taken(self) -> bytes:
        made, self.pieces = b"".join(self.pieces), []
        return made


def _person(session: Session, user_id: str) -> User:
    user = session.get(User, user_id)
    if user is None or user.erased_at is not None:
        raise not_found("person")
    return user


def _listed(member, rows: Iterator[dict], sink: _Sink, told: Callable[[int], None]) -> Iterator[bytes]:
    comma = "[\n"
    for row in rows:
        member.write(comma.encode() + _json(row))
        comma = ",\n"
        told(1)
        if len(sink.pieces) > 8:
            yield sink.taken()
    member.write(b"\n]\n" if comma == ",\n" else b"[]\n")
    yield sink.taken()


def _json(value) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=_told, indent=1).encode("utf-8", "replace")


def _told(value) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else str(value)


def _day(instant: datetime) -> tuple:
    return (max(instant.year, 1980), instant.month, instant.day, instant.hour, instant.minute, instant.second)


def _plain(row) -> dict:
    """A row without what would let its reader in."""
    return {name: value for name, value in row.items() if name not in SECRET}


def _about(session: Session, user: User) -> dict:
    """The account, and the rows of other tables that carry the person's number, by table and column."""
    told: dict = {"account": _plain(user.model_dump())}
    for table in metadata.sorted_tables:
        for column in _naming(table):
            if table.name in (Walk.__tablename__, Photo.__tablename__, Message.__tablename__, Review.__tablename__):
                continue
            rows = session.execute(select(*_shown(table, column)).where(column == user.id).limit(10_000)).mappings()
            if found := [_plain(row) for row in rows]:
                told[f"{table.name}.{column.name}"] = found
    tags = session.execute(select(CommentTheme.comment_id, CommentTheme.theme_id, CommentTheme.made_at).where(
        CommentTheme.made_by == user.id)).mappings()
    told["comments_they_put_to_themes"] = [dict(row) for row in tags]
    return told


def _shown(table: Table, column) -> list:
    """The whole row of what is the person's own; of what they made for the house (a journey, a comment they brought in)
    only which and when: the words in it are about others."""
    if column.name in OWN:
        return list(table.c)
    return [*table.primary_key, *(one for one in table.c if isinstance(one.type, UtcDateTime) and not one.primary_key)]


def _naming(table: Table) -> list:
    return [column for column in table.c
            if f"{table.name}.{column.name}" in NUMBERED
            or any(key.column.table.name == User.__tablename__ for key in column.foreign_keys)]


def _walks(session: Session, user_id: str) -> Iterator[dict]:
    for walk in session.scalars(select(Walk).where(Walk.walker_id == user_id).order_by(Walk.id)):
        lines = session.execute(select(Entry.server_seq, Entry.received_at, Entry.state, Entry.why, Entry.line).where(
            Entry.walk == walk.id).order_by(Entry.server_seq)).mappings()
        yield {**walk.model_dump(), "log": [dict(line) for line in lines]}


def _set_aside(session: Session, user_id: str) -> Iterator[dict]:
    chosen = select(Entry).where(Entry.user_id == user_id, Entry.state == EntryState.quarantined).order_by(
        Entry.server_seq)
    for entry in session.scalars(chosen.execution_options(yield_per=CHUNK)):
        yield entry.model_dump()


def _messages(session: Session, user_id: str) -> Iterator[dict]:
    for table in (Message, Review):
        for row in session.scalars(select(table).where(table.by_id == user_id).order_by(table.id)):
            yield {"kind": table.__tablename__, **row.model_dump()}


def _done(session: Session, user_id: str) -> Iterator[dict]:
    for line in session.scalars(select(AuditLine).where(_deeds(user_id)).order_by(AuditLine.n)):
        yield line.model_dump()


def _deeds(user_id: str):
    return or_(AuditLine.by == user_id, AuditLine.about == user_id)


def _lines(user_id: str, theirs):
    return or_(Entry.walk.in_(theirs), (Entry.user_id == user_id) & (Entry.state == EntryState.quarantined))


def _pictures(user_id: str, theirs):
    return (Photo.state == "ready") & or_(Photo.walk.in_(theirs), Photo.owner_id == user_id)
