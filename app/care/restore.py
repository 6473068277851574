"""Put a backup in the place of what is here: everything is checked first, then swapped in one go.

A restored server begins a new epoch, so phones offer again what they still keep; every browser signs in anew.
"""

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from app.accounts import audit
from app.accounts.commands import begin_epoch
from app.accounts.models import BrowserSession, OneTimeLink
from app.care import archive, erasing, ledger, lock, postgres
from app.care.door import INTERRUPTED
from app.care.schema import heads
from app.kit import clock
from app.kit.blobs import Folder, sync_folder
from app.kit.db import Database
from app.kit.errors import Refusal
from app.kit.ids import new_id
from app.migrating import migrate
from app.settings import Settings

BESIDES = ("", "-wal", "-shm", "-journal")


def restore(settings: Settings, file: Path, force: bool, told: archive.Progress) -> dict:
    """Restore one backup; {photos, made_at, aside: folder of what was here before, or None, erased: how many erasures
    made since were carried out again}.

    Refuses, with nothing changed: no_such_file, not_a_backup, damaged, strange_member, newer_backup,
    newer_schema, other_database, in_use, not_empty, postgres_failed, bad_ledger.
    """
    if not file.is_file():
        raise Refusal("no_such_file", 404, f"There is no file {file}.")
    for known in {file.with_name(ledger.NAME), ledger.file_of(settings.data_dir)}:
        ledger.read(known)
    with file.open("rb") as opened:
        contents = archive.checked(opened, told)
        _fits(settings, contents)
        with _room(settings.data_dir) as staging, lock.held(settings.data_dir):
            _may_replace(settings, force)
            archive.unpack(opened, contents, staging, told)
            _sound(settings, contents, staging / contents.database)
            done = _swap(settings, contents, staging)
            return {**done, "erased": _erased_again(settings, file)}


def _erased_again(settings: Settings, file: Path) -> int:
    """Carry out what was erased since this backup was made; how many erasures."""
    database = Database(settings.database)
    try:
        return erasing.catch_up(database, Folder(settings.data_dir / "blobs"), file.with_name(ledger.NAME))
    finally:
        database.dispose()


def _fits(settings: Settings, contents: archive.Contents) -> None:
    here = "sqlite" if settings.database.startswith("sqlite") else "postgresql"
    if contents.kind != here:
        raise Refusal("other_database", 409, f"This backup was made from {contents.kind}, and DATABASE_URL says "
                      f"{here}. Restore it where it came from.")
    _known(contents.schema)


def _known(schema: str) -> None:
    if schema not in heads()[0]:
        raise Refusal("newer_schema", 409, f"This backup is at schema {schema}, which this release does not know. "
                      "Restore it with the release that made it, or a newer one.")


class _room:
    """A folder in the data folder to unpack into; gone afterwards, and so is a data folder made for it."""

    def __init__(self, data: Path):
        self.data, self.was_there = data, data.exists()
        self.staging = data / f"{INTERRUPTED}{os.getpid()}"

    def __enter__(self) -> Path:
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in self.data.glob(f"{INTERRUPTED}*"):
            shutil.rmtree(left)
        self.staging.mkdir(mode=0o700)
        return self.staging

    def __exit__(self, kind, *_) -> None:
        shutil.rmtree(self.staging, ignore_errors=True)
        if kind and not self.was_there:
            shutil.rmtree(self.data, ignore_errors=True)


def _sound(settings: Settings, contents: archive.Contents, database: Path) -> None:
    if contents.kind == "postgresql":
        postgres.listed(settings.database, database)
        return
    try:
        with closing(sqlite3.connect(database)) as opened:
            whole = opened.execute("PRAGMA integrity_check").fetchone()[0]
            loose = opened.execute("PRAGMA foreign_key_check").fetchone()
            schema = opened.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    except sqlite3.Error as broken:
        raise archive.damaged(str(broken)) from broken
    if whole != "ok" or loose:
        raise archive.damaged(f"the database inside: {whole if whole != 'ok' else 'loose references'}")
    _known(schema)


def _may_replace(settings: Settings, force: bool) -> None:
    if not force and _is_occupied(settings):
        raise Refusal("not_empty", 409, f"{settings.data_dir} holds a Shoeleather already. Give --force to put the "
                      "backup in its place; what is there now is set aside, not deleted.")


def _swap(settings: Settings, contents: archive.Contents, staging: Path) -> dict:
    if contents.kind == "postgresql":
        aside = _swap_postgres(settings, contents, staging)
    else:
        aside = _swap_sqlite(settings, staging / contents.database, staging)
    return {"photos": len(contents.blobs), "made_at": contents.made_at, "aside": str(aside) if aside else None}


def _is_occupied(settings: Settings) -> bool:
    if (settings.data_dir / "blobs").exists():
        return True
    if settings.database.startswith("sqlite"):
        return _file(settings).exists()
    with postgres.snapshot(settings.database) as (connection, _):
        return connection.execute("SELECT to_regclass('public.user_account')").fetchone()[0] is not None


def _file(settings: Settings) -> Path:
    return Path(settings.database.removeprefix("sqlite:///"))


def _swap_sqlite(settings: Settings, database: Path, staging: Path) -> Path | None:
    _renewed(database)
    _on_the_disk(database)
    target = _file(settings)
    aside = _set_aside(settings, [Path(f"{target}{end}") for end in BESIDES])
    database.replace(target)
    target.chmod(0o600)
    _move_blobs(settings, staging)
    return aside


def _renewed(database: Path) -> None:
    """Bring the unpacked database to this release's schema, begin a new epoch and end every session."""
    opened = Database(f"sqlite:///{database}")
    migrate(opened)
    with opened.write() as session:
        begin_epoch(session)
        for table in (BrowserSession, OneTimeLink):
            session.execute(table.__table__.delete())
        audit.note(session, None, "backup.restored")
    opened.dispose()
    with closing(sqlite3.connect(database)) as plain:
        plain.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _swap_postgres(settings: Settings, contents: archive.Contents, staging: Path) -> Path | None:
    kept = None
    if _is_occupied(settings):
        kept = staging / "before.dump"
        with postgres.snapshot(settings.database) as (_, name):
            postgres.dump(settings.database, name, kept)
    postgres.load(settings.database, staging / contents.database, new_id(), staging)
    aside = _set_aside(settings, [kept] if kept else [])
    _move_blobs(settings, staging)
    opened = Database(settings.database)
    migrate(opened)
    with opened.write() as session:
        audit.note(session, None, "backup.restored")
    opened.dispose()
    return aside


def _set_aside(settings: Settings, files: list[Path]) -> Path | None:
    there = [path for path in (*files, settings.data_dir / "blobs") if path.exists()]
    if not there:
        return None
    aside = Path(tempfile.mkdtemp(prefix=f"before-restore-{clock.now():%Y%m%d-%H%M%S}-", dir=settings.data_dir))
    for path in there:
        path.rename(aside / path.name)
    return aside


def _move_blobs(settings: Settings, staging: Path) -> None:
    blobs = staging / "blobs"
    blobs.mkdir(exist_ok=True)
    for folder, _, names in os.walk(blobs):
        for name in names:
            _on_the_disk(Path(folder) / name)
        sync_folder(Path(folder))
    blobs.rename(settings.data_dir / "blobs")
    sync_folder(settings.data_dir)


def _on_the_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
