"""A photo's bytes on their way: pieces put behind each other, proven by hash, then named by it.

The part file's length is the offset; nothing else counts bytes. Not here: rows (photos.py), pictures (darkroom.py).
"""

import errno
import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.kit.blobs import Folder, sync_folder
from app.kit.errors import Refusal
from app.kit.ids import digest

RENDITIONS = ("display", "thumb")


def upload_key(sha256: str) -> str:
    """Where the bytes as sent lie until the pictures are made. No route serves this."""
    return f"upload/{sha256}"


def rendition_key(rendition: str, sha256: str) -> str:
    """Where a picture of the upload with this hash lies. rendition: display | thumb."""
    return f"{rendition}/{sha256}"


def part_of(blobs: Folder, photo_id: str) -> Path:
    """Where a photo's pieces gather."""
    return blobs.path(f"part/{photo_id}")


def held(blobs: Folder, photo_id: str) -> int:
    """Bytes of a photo here so far."""
    try:
        return part_of(blobs, photo_id).stat().st_size
    except FileNotFoundError:
        return 0


def append(blobs: Folder, photo_id: str, offset: int, piece: bytes, size: int) -> int:
    """Put a piece behind the others; the new offset.

    Refuses: wrong_offset, too_long, no_room; then nothing is written.
    """
    with _alone_with(part_of(blobs, photo_id)) as file:
        true = file.seek(0, os.SEEK_END)
        if offset != true:
            raise wrong_offset(true)
        if true + len(piece) > size:
            raise Refusal("too_long", 422, "That is more than the photo's own size.", headers=_told(true))
        try:
            file.write(piece)
            file.flush()
        except OSError:
            file.truncate(true)
            raise
        return true + len(piece)


def keep_part(blobs: Folder, photo_id: str, sha256: str) -> bool:
    """Check the whole against its hash and keep it; False, and offset back to 0, when it is not the same."""
    part = part_of(blobs, photo_id)
    with _alone_with(part) as file:
        file.seek(0)
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            file.truncate(0)
            return False
        keep(blobs, part, file.fileno(), sha256)
    return True


def keep(blobs: Folder, part: Path, handle: int, sha256: str) -> None:
    """fsync, rename to its hash, fsync the folder: from here a power cut takes nothing."""
    target = blobs.path(upload_key(sha256))
    if not target.parent.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        sync_folder(target.parent.parent)
    os.fsync(handle)
    part.replace(target)
    sync_folder(target.parent)


def wrong_offset(true: int) -> Refusal:
    """409 with the true offset."""
    return Refusal("wrong_offset", 409, "The server holds another part of this photo.", headers=_told(true))


def _told(offset: int) -> dict[str, str]:
    return {"Upload-Offset": str(offset)}


def check_piece(piece: bytes, sha256: str, offset: int) -> None:
    """Refuses: wrong_hash; then nothing is written."""
    if not piece or digest(piece) != sha256.lower():
        raise Refusal("wrong_hash", 422, "These bytes are not what their hash says. Nothing was written.",
                      headers=_told(offset))


@contextmanager
def no_room_is_a_refusal() -> Iterator[None]:
    """Turn a full disk into 507 with words."""
    try:
        yield
    except OSError as failure:
        if failure.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Refusal("no_room", 507, "The server's disk is full. The photo stays on the phone.") from None
        raise


@contextmanager
def _alone_with(path: Path) -> Iterator:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
