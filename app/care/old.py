"""What is too old, kind by kind: found for a dry run, and taken away. Each taking bears a second run."""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, func, or_, select
from sqlmodel import Session

from app.accounts import audit
from app.accounts.models import AuditLine, BrowserSession, Bucket, OneTimeLink, SignOn, Token
from app.care import erasing
from app.exports import search_index
from app.insights import jobs as insights
from app.kit.blobs import Folder
from app.kit.db import Database
from app.voice import commands as voice
from app.voice import imports as files
from app.voice.models import Comment, Import, ImportState
from app.walks import commands as walks
from app.walks.models import Entry, EntryConflict, EntryState, Photo, Walk

MADE = re.compile(r"shoeleather-(\d{8}-\d{6})\.tar|before-restore-(\d{8}-\d{6})-\w+")
CHUNK = 200


def photos(session: Session, before: datetime, folder: Path) -> int:
    return _n(session, Photo, *walks.old_photos(before))


def take_photos(database: Database, blobs: Folder, before: datetime) -> int:
    taken, last = 0, CHUNK
    while last == CHUNK:
        with database.write() as session:
            last = walks.let_photos_go(session, blobs, before, CHUNK)
        taken += last
    return taken


def words(session: Session, days: int | None, folder: Path) -> int:
    """By days and not by an instant: sources have times of their own, even where the house keeps for ever."""
    return _n(session, Comment, *voice.too_old(session, days))


def take_words(database: Database, blobs: Folder, days: int | None) -> int:
    with database.write() as session:
        taken = voice.let_go(session, days)
        if taken:
            search_index.let_go_of_words(session)
            search_index.index_anew(session)
    return taken


def _old_logs(before: datetime) -> list:
    return [Walk.synced_at < before, Walk.erased_at.is_(None)]


def logs(session: Session, before: datetime, folder: Path) -> int:
    return _n(session, Walk, *_old_logs(before))


def take_logs(database: Database, blobs: Folder, before: datetime) -> int:
    with database.read() as session:
        found = list(session.scalars(select(Walk.id).where(*_old_logs(before)).order_by(Walk.id)))
    for walk_id in found:
        with database.write() as session:
            walk = session.get(Walk, walk_id)
            walks.seal(session, blobs, walk)
            session.flush()
            insights.seal(session, {"walk_id": walk_id})
            search_index.walks(session, [walk_id])
    if found:
        with database.write() as session:
            search_index.index_anew(session)
    return len(found)


def _old_aside(before: datetime) -> list:
    return [Entry.state == EntryState.quarantined, Entry.received_at < before]


def aside(session: Session, before: datetime, folder: Path) -> int:
    return _n(session, Entry, *_old_aside(before)) + _n(session, EntryConflict, EntryConflict.received_at < before)


def take_aside(database: Database, blobs: Folder, before: datetime) -> int:
    with database.write() as session:
        lines = walks.empty_lines(session, *_old_aside(before))
        return lines + session.execute(delete(EntryConflict).where(EntryConflict.received_at < before)).rowcount


def _old_imports(before: datetime) -> list:
    return [Import.made_at < before, Import.state.not_in((ImportState.checking, ImportState.storing))]


def imports(session: Session, before: datetime, folder: Path) -> int:
    return len(_with_looks(session, before))


def _with_looks(session: Session, before: datetime) -> list[Import]:
    return [row for row in session.scalars(select(Import).where(*_old_imports(before)))
            if row.sample or row.trouble or row.state not in (ImportState.stored, ImportState.forgotten)]


def take_imports(database: Database, blobs: Folder, before: datetime) -> int:
    with database.write() as session:
        found = _with_looks(session, before)
        for row in found:
            files.forget(session, blobs, row)
            row.sample, row.trouble = [], []
            session.add(row)
    return len(found)


def _old_sessions(before: datetime) -> list[tuple]:
    """(table, conditions). Phones' tokens stay: they say whose lines a shared phone may still bring."""
    return [(BrowserSession, [BrowserSession.expires_at < before]),
            (OneTimeLink, [or_(OneTimeLink.expires_at < before, OneTimeLink.used_at < before)]),
            (Token, [Token.scope != "device", or_(Token.expires_at < before, Token.revoked_at < before)]),
            (SignOn, [SignOn.expires_at < before]),
            (Bucket, [Bucket.filled_at < before])]


def sessions(session: Session, before: datetime, folder: Path) -> int:
    return sum(_n(session, table, *which) for table, which in _old_sessions(before))


def take_sessions(database: Database, blobs: Folder, before: datetime) -> int:
    with database.write() as session:
        return sum(session.execute(delete(table).where(*which)).rowcount for table, which in _old_sessions(before))


def audit_lines(session: Session, before: datetime, folder: Path) -> int:
    return _n(session, AuditLine, AuditLine.at < before)


def take_audit(database: Database, blobs: Folder, before: datetime) -> int:
    with database.write() as session:
        return audit.prune(session, before)


def _old_backups(folder: Path, before: datetime) -> list[Path]:
    """Backups this server named itself, but for the newest, and folders that a restore set aside."""
    made = sorted((_made_at(path), path) for path in (folder / "backups").glob("shoeleather-*.tar") if _made_at(path))
    left = [(_made_at(path), path) for path in folder.glob("before-restore-*") if _made_at(path)]
    return [path for at, path in [*made[:-1], *left] if at < before]


def _made_at(path: Path) -> datetime | None:
    found = MADE.fullmatch(path.name)
    return datetime.strptime(found[1] or found[2], "%Y%m%d-%H%M%S").replace(tzinfo=UTC) if found else None


def backups(session: Session, before: datetime, folder: Path) -> int:
    return len(_old_backups(folder, before))


def take_backups(database: Database, blobs: Folder, before: datetime) -> int:
    found = _old_backups(erasing.data_dir(blobs), before)
    for path in found:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return len(found)


def _n(session: Session, table, *which) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*which))
