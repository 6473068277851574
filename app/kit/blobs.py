"""Bytes on disk: written whole, fsynced, then named. Keys are made by the server, never by a phone."""

import os
import re
from pathlib import Path

_KEY = re.compile(r"[a-z]+/[0-9a-f-]{2,80}(\.[a-z0-9]{1,8})?")


class Folder:
    """Blobs in a local folder. `put` returns only after the bytes and their name are on the disk."""

    def __init__(self, root: Path):
        self.root = root

    def path(self, key: str) -> Path:
        """Where a key lies. Raises ValueError for a key this server would not have made."""
        if not _KEY.fullmatch(key):
            raise ValueError(f"not a blob key: {key!r}")
        folder, name = key.split("/")
        return self.root / folder / name[-2:] / name if folder != "part" else self.root / folder / name

    def put(self, key: str, content: bytes) -> None:
        """Store bytes under a key; an existing blob is replaced in one step."""
        target = self.path(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.{os.getpid()}.{os.urandom(4).hex()}.part")
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        sync_folder(target.parent)

    def get(self, key: str) -> bytes | None:
        """The bytes, or None when there are none."""
        path = self.path(key)
        return path.read_bytes() if path.exists() else None

    def delete(self, key: str) -> None:
        """Remove a blob; a missing one is no error."""
        self.path(key).unlink(missing_ok=True)


def blobs_of(bind) -> Folder:
    """The folder of blobs that belongs to a database; main.py laid it there."""
    return bind.get_execution_options()["blobs"]


def sync_folder(folder: Path) -> None:
    """fsync a folder, so that a rename in it survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
