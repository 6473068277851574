"""Look over a server without changing it: disk, rights, schema, photos, jobs, clock, backups."""

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.accounts import audit
from app.care import door, lasting, lock, mail, photos, sign_on, ways_in
from app.care.findings import Finding, bad, ok, warn
from app.care.schema import heads
from app.kit import clock
from app.kit.db import Database
from app.kit.errors import Refusal
from app.settings import Settings

FIXED_SQLITE = (3, 51, 3)
BEHIND = timedelta(minutes=5)
STALE = timedelta(hours=24)


def looked_over(settings: Settings) -> Iterator[Finding]:
    """Every check of this machine, each found out when it is asked for."""
    if not settings.data_dir.exists():
        yield bad("data", f"There is no folder {settings.data_dir}. Set DATA_DIR, or run: python -m app migrate")
        return
    yield from _folder(settings)
    yield from sign_on.looked_at(settings)
    yield from mail.looked_at(settings)
    database = Database(settings.database)
    try:
        yield from _database(settings, database)
    finally:
        database.dispose()


def _folder(settings: Settings) -> Iterator[Finding]:
    yield _rights(settings.data_dir)
    yield _space(settings)
    yield _last_backup(settings.data_dir)
    try:
        door.half_restored(settings.data_dir)
    except Refusal as no:
        yield bad("restore", no.sentence)


def _rights(folder: Path) -> Finding:
    try:
        door.readable_by_all(folder)
    except Refusal as no:
        return bad("rights", no.sentence)
    probe = folder / ".doctor"
    try:
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as no:
        return bad("rights", f"Nothing can be written to {folder} ({no.strerror}). Give it to the user who serves.")
    return ok("rights", f"{folder.resolve()} is writable, and closed to others.")


def _space(settings: Settings) -> Finding:
    usage = shutil.disk_usage(settings.data_dir)
    share, room = usage.free / usage.total, f"{usage.free / 2**30:.1f} GiB free"
    if share < settings.disk_floor:
        return bad("disk", f"{room}, under {settings.disk_floor:.0%}: the server takes nothing more. Make room.")
    if share < settings.photo_floor:
        return warn("disk", f"{room}, under {settings.photo_floor:.0%}: photos are refused. Make room, or set "
                    "PHOTO_FLOOR.")
    return ok("disk", f"{room}.")


def _last_backup(folder: Path) -> Finding:
    made = [path.stat().st_mtime for path in (folder / "backups").glob("*.tar")]
    if not made:
        return warn("backup", "No backup lies in backups/. Run: python -m app backup")
    age = clock.now() - clock.from_ms(int(max(made) * 1000))
    found = f"The newest backup in backups/ is {age.days} days old"
    return warn("backup", f"{found}. Run: python -m app backup") if age.days > 7 else ok("backup", f"{found}.")


def _database(settings: Settings, database: Database) -> Iterator[Finding]:
    if database.is_sqlite and not Path(settings.database.removeprefix("sqlite:///")).exists():
        yield bad("database", "There is no database yet. Run: python -m app migrate")
        return
    try:
        yield from _sqlite_says(settings, database) if database.is_sqlite else _postgres_says(settings, database)
        with database.read() as session:
            schema = _schema(session)
            yield schema
            if schema.level == "ok":
                yield from _inside(settings, session)
                yield _log_of_deeds(database)
    except SQLAlchemyError as broken:
        yield bad("database", f"The database does not answer: {_first_line(broken)}")


def _first_line(broken: SQLAlchemyError) -> str:
    """What the database itself said."""
    return str(broken.__cause__ or broken).splitlines()[0]


def _sqlite_says(settings: Settings, database: Database) -> Iterator[Finding]:
    yield _sqlite_version()
    try:
        lasting.refuse_forgetful(database)
    except Refusal as no:
        yield bad("sqlite", no.sentence)
    except SQLAlchemyError as broken:
        yield bad("sqlite", f"Nothing can be written: {_first_line(broken)}")
    if doubt := lasting.doubtful(settings.data_dir):
        yield warn("sqlite", doubt)


def _sqlite_version() -> Finding:
    if sqlite3.sqlite_version_info >= FIXED_SQLITE:
        return ok("sqlite", f"SQLite {sqlite3.sqlite_version}.")
    return warn("sqlite", sqlite_warning())


def sqlite_warning() -> str:
    """What to know about a SQLite before 3.51.3. Source: sqlite.org, the WAL-reset bug."""
    return (f"SQLite {sqlite3.sqlite_version} can corrupt a database that two processes write at once (mended in "
            "3.51.3). Shoeleather writes from one process; let no other program write to this file.")


def _postgres_says(settings: Settings, database: Database) -> Iterator[Finding]:
    with database.read() as session:
        version = session.execute(text("SHOW server_version")).scalar_one()
        may_more = session.execute(text("SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR "
                                        "rolbypassrls FROM pg_roles WHERE rolname = current_user")).scalar_one()
    try:
        lasting.refuse_forgetful(database)
        yield ok("postgresql", f"PostgreSQL {version}, commits reach the disk.")
    except Refusal as no:
        yield bad("postgresql", no.sentence)
    if may_more:
        yield warn("postgresql", "Our account may do more there than it needs, such as making databases or reading "
                   "those of others. Give it a role that owns its own database and nothing else (docs/host.md).")
    if make_url(settings.database).password:
        yield warn("postgresql", "It knows us by a password, which nothing renews. Let it know us by our own account "
                   "of the machine or by a certificate (docs/host.md).")


def _schema(session: Session) -> Finding:
    known, head = heads()
    found = session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found == head:
        return ok("schema", f"At {found}, this release's own.")
    if found in known:
        return bad("schema", f"At {found}, and this release wants {head}. Make a backup, then: python -m app migrate")
    return bad("schema", f"At {found}, which this release does not know. Use the newer release.")


def _inside(settings: Settings, session: Session) -> Iterator[Finding]:
    yield _whole(session)
    yield from _jobs(session, lock.is_held(settings.data_dir))
    yield from _photos(settings, session)
    yield _clock(session)
    yield from ways_in.looked_at(settings, session)


def _whole(session: Session) -> Finding:
    if session.get_bind().dialect.name != "sqlite":
        return ok("integrity", "PostgreSQL checks its own pages.")
    found = session.execute(text("PRAGMA quick_check")).scalar()
    if found != "ok":
        return bad("integrity", f"The database is damaged: {found}. Stop the server and restore a backup.")
    return ok("integrity", "Every page of the database reads well.")


def _log_of_deeds(database: Database) -> Finding:
    found = audit.verify(database)
    if found.broken is not None:
        return bad("audit", f"{found.why} Somebody wrote to the log of what was done by another way than this program.")
    return ok("audit", f"The log of what was done is whole: {found.lines:,} lines.")


def _jobs(session: Session, is_serving: bool) -> Iterator[Finding]:
    now = clock.now()
    due, oldest = session.execute(text("SELECT count(*), min(run_at) FROM job WHERE run_at <= :now"),
                                  {"now": _bound(session, now)}).one()
    failing = session.execute(text("SELECT handler, error FROM job WHERE tries >= 3 ORDER BY run_at")).all()
    late = now - _instant(oldest) if oldest else timedelta()
    if late > BEHIND:
        why = "" if is_serving else " No process is serving from this folder now."
        yield bad("jobs", f"{due} jobs wait, the oldest for {int(late.total_seconds() / 60)} minutes.{why}")
    else:
        yield ok("jobs", f"{due} jobs due, none waiting longer than 5 minutes.")
    for handler, error in failing[:5]:
        yield warn("jobs", f"{handler} keeps failing: {(error or 'no reason kept')[:200]}")


def _photos(settings: Settings, session: Session) -> Iterator[Finding]:
    named = photos.rows(lambda words: session.execute(text(words)))
    root = settings.data_dir / "blobs"
    found = photos.on_disk(root)
    lost, loose = photos.lacking(named, found), [key for key in photos.orphans(named, found) if _is_old(root / key)]
    stale = [path for path in root.rglob("*.part") if _is_old(path)]
    if lost:
        yield bad("photos", f"{len(lost)} photos have lost their files ({', '.join(row.id for row in lost[:3])} …). "
                  "Restore them from a backup.")
    else:
        yield ok("photos", f"{len(named)} photos, each with its files.")
    if loose:
        yield warn("photos", f"{len(loose)} files belong to no photo ({loose[0]} …). They may be deleted.")
    if stale:
        yield warn("photos", f"{len(stale)} cut-off uploads are older than a day; the sweeper should take them.")


def _is_old(path: Path) -> bool:
    try:
        return clock.now() - clock.from_ms(int(path.stat().st_mtime * 1000)) > STALE
    except FileNotFoundError:
        return False


def _clock(session: Session) -> Finding:
    newest = session.execute(text("SELECT max(received_at) FROM entry")).scalar()
    if newest and _instant(newest) - clock.now() > BEHIND:
        return bad("clock", f"The newest entry was received at {newest}, later than now: this machine's clock was "
                   "set back. Let it follow a time server.")
    return ok("clock", f"{clock.now():%Y-%m-%d %H:%M} UTC, after everything received.")


def _bound(session: Session, instant: datetime):
    return instant if session.get_bind().dialect.name != "sqlite" else f"{instant:%Y-%m-%d %H:%M:%S.%f}"


def _instant(value: datetime | str) -> datetime:
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo else found.replace(tzinfo=clock.now().tzinfo)


