"""Erasing for good: a person, a quote, a walk. At once, not after a month; every step bears a second run.

The order is: the ledger outside the database, tombstones, rows and files, then the pages of the database in which
freed words may still stand. Not here: who asks and who says yes (erasures.py), counting (goes.py).
"""

import time
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlmodel import Session

from app.accounts import gone
from app.accounts.models import Bucket, Gone, Mark, Token, User
from app.care import goes, ledger
from app.care.ledger import Line
from app.care.models import Erasure, State
from app.exports import search_index
from app.exports.models import Share
from app.improvements.models import CommentEvidence, Improvement
from app.insights import jobs as insights
from app.kit import clock
from app.kit.blobs import Folder
from app.kit.db import Database, metadata
from app.personas.models import Evidence
from app.voice import commands as voice
from app.voice.models import Comment
from app.walks import commands as walks
from app.walks.models import EntryConflict, Message, Photo, Walk

NOBODY = "Someone erased"
TRIES = 20
Told = Callable[[int], None]


def data_dir(blobs: Folder) -> Path:
    """The data folder that a folder of blobs belongs to."""
    return blobs.root.parent


def line_of(session: Session, row: Erasure) -> Line:
    """What the ledger says of an erasure."""
    comment = session.get(Comment, row.of) if row.kind == "quote" else None
    salted = [gone.salted(gone.salt(session), comment.fingerprint)] if comment and comment.fingerprint else []
    return _line(row, salted)


def _line(row: Erasure, salted: list[str]) -> Line:
    return Line(row.id, row.kind, row.of, row.how, row.made_at.isoformat(timespec="seconds"), salted)


def carry_out(database: Database, blobs: Folder, line: Line, told: Told = lambda n: None) -> None:
    """Take it away. told: called with how many things each step took. again: what is gone already is nothing."""
    with database.write() as session:
        ledger.write(ledger.file_of(data_dir(blobs)), gone.salt(session), [line])
        gone.put(session, gone.QUOTE, line.salted)
        if line.kind != "quote":
            gone.put(session, line.kind, [line.of])
    {"person": _person, "quote": _quote, "walk": _walk}[line.kind](database, blobs, line, told)
    with database.write() as session:
        search_index.index_anew(session)
    scrub(database)


def _quote(database: Database, blobs: Folder, line: Line, told: Told) -> None:
    with database.write() as session:
        voice.hold_source(session, session.scalar(select(Comment.source_id).where(Comment.id == line.of)))
        same = session.scalars(select(Comment).where(Comment.id.in_(voice.same_as(line.of)))).all()
        gone_ids = [comment.id for comment in same]
        for table in (Evidence, CommentEvidence):
            session.execute(delete(table).where(table.comment_id.in_(gone_ids)))
        search_index.write(session, "comment_id", gone_ids, [])
        for comment in same:
            voice.erase(session, comment)
    told(len(same))


def _walk(database: Database, blobs: Folder, line: Line, told: Told) -> None:
    _bury(database, blobs, line.of, told)


def _bury(database: Database, blobs: Folder, walk_id: str, told: Told) -> None:
    with database.write() as session:
        walk = session.get(Walk, walk_id)
        if walk is None or walk.erased_at is not None and walk.sealed_at is None:
            return
        things = sum(goes.counted(session, "walk", walk_id).values()) if walk.erased_at is None else 1
        gone.put(session, gone.WALK, [walk_id])
        walks.bury(session, blobs, walk)
        session.flush()
        insights.forget(session, {"walk_id": walk_id})
        search_index.walks(session, [walk_id])
    told(things)


def _person(database: Database, blobs: Folder, line: Line, told: Told) -> None:
    with database.write() as session:
        user = session.get(User, line.of)
        if user is None:
            return
        _shut_out(session, user)
        theirs = list(session.scalars(select(Walk.id).where(Walk.walker_id == user.id, *goes.walks_of(line.how))))
    for walk_id in theirs:
        _bury(database, blobs, walk_id, told)
    with database.write() as session:
        _loose_ends(session, blobs, user.id, line.how)
        _forget_account(session, session.get(User, user.id))
    told(1)


def _shut_out(session: Session, user: User) -> None:
    """Nobody comes in with it from here on; what its phones still bring is thrown away."""
    gone.put(session, gone.TOKEN, session.scalars(select(Token.id).where(Token.user_id == user.id)))
    user.is_active, user.password_hash = False, None
    session.add(user)
    session.execute(update(Share).where(Share.made_by == user.id, Share.revoked_at.is_(None)).values(
        revoked_at=clock.now()))
    for worth in (user.email, user.id):
        session.execute(delete(Bucket).where(Bucket.id.contains(worth, autoescape=True)))


def _loose_ends(session: Session, blobs: Folder, user_id: str, how: str) -> None:
    walks.empty_lines(session, *goes.loose_entries(user_id))
    session.execute(delete(EntryConflict).where(EntryConflict.user_id == user_id))
    taken = session.scalars(select(Photo.id).where(*goes.loose_photos(user_id)))
    gone.put(session, gone.PHOTO, taken)
    walks.drop_photos(session, blobs, *goes.loose_photos(user_id))
    session.execute(update(Improvement).where(Improvement.owner_id == user_id).values(owner_id=None))
    typed = _typed_as(session.scalars(select(Improvement.owner).distinct()), session.get(User, user_id).name)
    session.execute(update(Improvement).where(Improvement.owner.in_(typed)).values(owner=""))
    if how == goes.AWAY:
        beside = set(session.scalars(select(Message.walk_id).where(Message.by_id == user_id)))
        session.execute(delete(Message).where(Message.by_id == user_id))
        search_index.walks(session, sorted(beside))


def _typed_as(owners: Iterable[str], name: str) -> list[str]:
    """Of names in words, those that are this one whatever its capitals: SQLite knows only those of English."""
    return [owner for owner in owners if owner.casefold() == name.casefold()]


def _forget_account(session: Session, user: User) -> None:
    """Rows that are the person's own (`user_id`) go; what others made of their work keeps the shell's number."""
    for table in reversed(metadata.sorted_tables):
        owned = table.c.get("user_id")
        if owned is not None and any(key.column.table.name == User.__tablename__ for key in owned.foreign_keys):
            session.execute(delete(table).where(owned == user.id))
    session.execute(update(Erasure).where(Erasure.of == user.id, Erasure.state == State.declined).values(why=""))
    user.name, user.email = NOBODY, f"{user.id}@erased.invalid"
    user.erased_at = user.erased_at or clock.now()
    session.add(user)


def scrub(database: Database) -> None:
    """Let no freed word stand in SQLite's journal: everything into the database, whose freed pages are zeros, and the
    journal cut to nothing. Readers may hold it up; a later run does it too."""
    if not database.is_sqlite:
        return
    for _ in range(TRIES):
        # Past SQLAlchemy, which would begin a transaction first; a checkpoint inside one does nothing.
        with closing(database.writer.raw_connection()) as connection, closing(connection.cursor()) as cursor:
            is_busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if not is_busy:
            return
        time.sleep(0.1)


def catch_up(database: Database, blobs: Folder, *files: Path, told: Told = lambda n: None) -> int:
    """Carry out every erasure that a ledger knows and this database does not; how many. To be called before a server
    listens: the database may be older than its ledger. again: nothing. Refuses: bad_ledger."""
    own = ledger.file_of(data_dir(blobs))
    salt, lines = "", {}
    for file in (own, *files):
        theirs, more = ledger.read(file)
        salt, lines = salt or theirs, {**lines, **{line.id: line for line in more}}
    with database.write() as session:
        if salt:
            session.merge(Mark(id=gone.SALT, value=salt))
        done = session.scalars(select(Erasure).where(Erasure.state == State.done)).all()
        quotes = sorted(session.scalars(select(Gone.key).where(Gone.kind == gone.QUOTE)))
        if done or lines:
            # A ledger that was lost is written anew; which digest was of which quote nobody needs to know.
            here = [_line(row, quotes if row.kind == "quote" else []) for row in done]
            ledger.write(own, gone.salt(session), [*lines.values(), *here])
    known = {row.id for row in done}
    missed = [line for line in lines.values() if line.id not in known]
    for line in missed:
        carry_out(database, blobs, line)
        with database.write() as session:
            _note_done(session, line)
        told(1)
    return len(missed)


def _note_done(session: Session, line: Line) -> None:
    row = session.get(Erasure, line.id) or Erasure(
        id=line.id, kind=line.kind, of=line.of, how=line.how, made_at=clock.now(), why="ledger")
    row.state, row.ended_at = State.done, clock.now()
    session.add(row)
