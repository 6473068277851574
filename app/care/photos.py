"""Which files belong to the photos a database names, and which are missing or belong to nobody."""

import os
import shutil
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from app.walks.photo_files import RENDITIONS

PARTS = "part"
# Folders in which a photo must have a file: its upload until the renditions are ready, then those.
NEEDED = {"pending": {"upload"}, "ready": set(RENDITIONS)}


@dataclass(frozen=True)
class Row:
    """A photo as a database names it. sha256: of the upload, or None; state: receiving | pending | ready | refused."""

    id: str
    sha256: str | None
    state: str


def rows(execute) -> list[Row]:
    """Every photo of a database; `execute` is a connection's, of either driver."""
    return [Row(*row) for row in execute("SELECT id, sha256, state FROM photo ORDER BY id").fetchall()]


def on_disk(root: Path) -> dict[str, list[str]]:
    """Whole blobs by the name they carry (a photo's id or digest) → their paths under the root."""
    found = defaultdict(list)
    for path in sorted(root.rglob("*")):
        key = path.relative_to(root).as_posix()
        if path.is_file() and not path.name.startswith(".") and not key.startswith(f"{PARTS}/"):
            found[path.name.partition(".")[0]].append(key)
    return found


def files_of(row: Row, found: dict[str, list[str]]) -> list[str]:
    """The files of one photo: those under its id, and those under its digest."""
    return [*found.get(row.id, ()), *found.get(row.sha256, ())]


def lacking(named: list[Row], found: dict[str, list[str]]) -> list[Row]:
    """Photos that should have files here and have not."""
    return [row for row in named
            if NEEDED.get(row.state, set()) - {key.partition("/")[0] for key in files_of(row, found)}]


def orphans(named: list[Row], found: dict[str, list[str]]) -> list[str]:
    """Files that no photo names."""
    known = {name for row in named for name in (row.id, row.sha256)}
    return sorted(key for name, keys in found.items() if name not in known for key in keys)


def link(named: list[Row], root: Path, target: Path) -> tuple[list[str], bool]:
    """Hold the named photos' files under a second root, so that nothing can take them away while they are read.

    Returns their paths under the root and whether some photo has lost a file. again: what is held stays held.
    """
    found = on_disk(root)
    wanted = sorted({key for row in named for key in files_of(row, found)})
    held = [key for key in wanted if _held(root / key, target / key)]
    return held, len(held) < len(wanted) or bool(lacking(named, found))


def _held(source: Path, target: Path) -> bool:
    if target.exists():
        return True
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except FileNotFoundError:
        return False
    except OSError:
        shutil.copyfile(source, target)
    return True
