"""Does what this database says is stored outlive a power cut? Asked at every start, and by the doctor."""

from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session

from app.kit.db import Database
from app.kit.errors import Refusal

FORGETFUL = ("tmpfs", "ramfs", "overlay")
FAR = ("nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs")
NORMAL = 1  # SQLite's synchronous: 0 off, 1 normal, 2 full, 3 extra


def refuse_forgetful(database: Database) -> None:
    """Refuses: not_durable, when a commit may be forgotten with the power."""
    with database.read() as session:
        trouble = _sqlite(session) if database.is_sqlite else _postgres(session)
    if trouble:
        database.dispose()
        raise Refusal("not_durable", 409, trouble)


def _sqlite(session: Session) -> str:
    journal, synchronous = (session.execute(text(f"PRAGMA {name}")).scalar_one() for name in (
        "journal_mode", "synchronous"))
    if journal in ("memory", "off") or synchronous <= NORMAL:
        return (f"This SQLite would not keep what it was told (journal_mode={journal}, synchronous={synchronous}): a "
                "phone would be told that its walk is stored, and a power cut could take it. Use a local disk.")
    return ""


def _postgres(session: Session) -> str:
    off = [name for name in ("synchronous_commit", "full_page_writes")
           if session.execute(text(f"SHOW {name}")).scalar_one() == "off"]
    if off:
        return (f"PostgreSQL has {off[0]}=off: a phone would be told that its walk is stored, and a power cut could "
                f"take it. Set {off[0]}=on for this database: ALTER DATABASE … SET {off[0]} = on (or in "
                "postgresql.conf), then start again.")
    return ""


def doubtful(folder: Path) -> str:
    """What to know about the disk this folder lies on; '' when nothing speaks against it."""
    kind = filesystem(folder)
    if kind in FORGETFUL:
        return (f"{folder} lies on {kind}, which a restart of the machine or the container empties. Give it a disk or "
                "a volume of its own (DATA_DIR, docs/host.md).")
    if kind in FAR:
        return (f"{folder} lies on {kind}, a disk across the network, where SQLite can lose or damage data. Use a disk "
                "of this machine, or PostgreSQL.")
    return ""


def filesystem(folder: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """The kind of filesystem a folder lies on, such as ext4; '' where the machine does not say."""
    try:
        told = [line.split() for line in mounts.read_text().splitlines()]
    except OSError:
        return ""
    above = {str(path) for path in (folder.resolve(), *folder.resolve().parents)}
    held = [(words[1], words[2]) for words in told if len(words) > 2 and words[1] in above]
    return max(held, key=lambda mount: len(mount[0]), default=("", ""))[1]
