"""One process holds the data folder: a lock the kernel forgets when the process dies, however it dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.kit.errors import Refusal

NAME = "serving.lock"


@contextmanager
def held(folder: Path, shared: bool = False) -> Iterator[None]:
    """Hold the folder. shared: several may (serving on PostgreSQL), but none beside an exclusive holder.

    Refuses: in_use. SQLite before 3.51.3 can corrupt a database that two processes write and checkpoint.
    """
    with (folder / NAME).open("a") as file:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError as taken:
            raise Refusal("in_use", 409, f"Another Shoeleather process is using {folder}. "
                          "Stop it first, or give this one its own DATA_DIR.") from taken
        yield


def is_held(folder: Path) -> bool:
    """Whether some process is serving from this folder now."""
    if not (folder / NAME).exists():
        return False
    try:
        with held(folder):
            return False
    except Refusal:
        return True
