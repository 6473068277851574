"""Take a backup while the server works: one moment of the database, and every photo that moment names."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from app.care import archive, ledger, photos, postgres
from app.kit import clock
from app.kit.blobs import sync_folder
from app.kit.errors import Refusal
from app.kit.web import RELEASE
from app.settings import Settings

TRIES = 5
PAGES = 2000


def default_file(settings: Settings) -> Path:
    """backups/shoeleather-<moment>.tar in the data folder."""
    return settings.data_dir / "backups" / f"shoeleather-{clock.now():%Y%m%d-%H%M%S}.tar"


def backup(settings: Settings, file: Path, told: archive.Progress) -> dict:
    """Write one backup; {file, bytes, photos}. Readable by its owner alone, and there only when it is whole.

    The ledger of erasures is put beside it, so that the two stay together. Refuses: file_exists, nothing_to_back_up,
    no_postgres_programs, postgres_failed, bad_ledger.
    """
    if file.exists():
        raise Refusal("file_exists", 409, f"{file} exists already. Choose another name.")
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _staging(settings.data_dir) as staging:
        head, blobs = _collected(settings, staging)
        part = file.with_name(f".{file.name}.{os.getpid()}.part")
        try:
            _write_whole(part, file, head, _in_order(staging, head["kind"], blobs), told)
        finally:
            part.unlink(missing_ok=True)
    salt, lines = ledger.read(ledger.file_of(settings.data_dir))
    if lines:
        ledger.write(file.with_name(ledger.NAME), salt, lines)
    return {"file": str(file), "bytes": file.stat().st_size, "photos": len(blobs)}


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    # Beside the blobs, so that linking them costs no copy; a killed backup leaves it to the next one.
    for left in folder.glob(".backup-*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=folder) as staging:
        yield Path(staging)


def _collected(settings: Settings, staging: Path) -> tuple[dict, list[str]]:
    """Database and photos of one moment. While we look, a photo may be made ready or erased: then look again.

    One still missing after every look is lost already (doctor names it); the rest is kept all the more.
    """
    take = _sqlite if settings.database.startswith("sqlite") else _postgres
    for _ in range(TRIES):
        head, rows = take(settings, staging)
        blobs, is_missing = photos.link(rows, settings.data_dir / "blobs", staging / "blobs")
        if not is_missing:
            break
    return {**head, "release": RELEASE, "made_at": clock.now().isoformat(timespec="seconds")}, blobs


def _sqlite(settings: Settings, staging: Path) -> tuple[dict, list[photos.Row]]:
    source = settings.database.removeprefix("sqlite:///")
    if not Path(source).exists():
        raise Refusal("nothing_to_back_up", 409, f"There is no database at {source} yet.")
    target = staging / archive.DATABASES["sqlite"]
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live, \
            closing(sqlite3.connect(target)) as copy:
        live.execute("PRAGMA busy_timeout=5000")
        live.execute("BEGIN")
        live.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # from here on one moment is seen
        live.backup(copy, pages=PAGES)
        copy.execute("PRAGMA journal_mode=DELETE")
        return {"kind": "sqlite", "schema": _schema(copy.execute)}, photos.rows(copy.execute)


def _postgres(settings: Settings, staging: Path) -> tuple[dict, list[photos.Row]]:
    target = staging / archive.DATABASES["postgresql"]
    target.unlink(missing_ok=True)
    with postgres.snapshot(settings.database) as (connection, name):
        postgres.dump(settings.database, name, target)
        return {"kind": "postgresql", "schema": _schema(connection.execute)}, photos.rows(connection.execute)


def _schema(execute) -> str:
    try:
        row = execute("SELECT version_num FROM alembic_version").fetchone()
    except Exception as broken:  # noqa: BLE001 — either driver's error means the same
        raise Refusal("nothing_to_back_up", 409, "This database holds nothing of Shoeleather yet.") from broken
    return row[0]


def _in_order(staging: Path, kind: str, blobs: list[str]) -> Iterator[tuple[str, Path]]:
    yield archive.DATABASES[kind], staging / archive.DATABASES[kind]
    for key in sorted(blobs):
        yield f"blobs/{key}", staging / "blobs" / key


def _write_whole(part: Path, file: Path, head: dict, members, told: archive.Progress) -> None:
    with os.fdopen(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as target:
        archive.write(target, head, members, told)
        target.flush()
        os.fsync(target.fileno())
    part.replace(file)
    sync_folder(file.parent)
