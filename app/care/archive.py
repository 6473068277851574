"""A backup as one file: a tar whose last member, the seal, is a digest of every byte before it.

Members, in order: `shoeleather.json` (what this is), the database, `blobs/…`, `manifest.json` (digest and size
of each), `seal`. Any tar program can open it; `checked` believes it only when every byte is as it was written.
"""

import hashlib
import io
import json
import re
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.kit.errors import Refusal

FORMAT = 1
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
BLOB = re.compile(r"blobs/[a-z]+(/[0-9a-z-]{2})?/[0-9a-f-]{2,80}(\.[a-z0-9]{1,8})?")
HEAD, MANIFEST, SEAL = "shoeleather.json", "manifest.json", "seal"
CHUNK = 2**20
SMALL = 2**26
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Contents:
    """What a checked archive holds. blobs: relative path under the blob folder → SHA-256."""

    kind: str
    schema: str
    release: str
    made_at: str
    database: str
    blobs: dict[str, str]


class Hashing:
    """A file being written or read whose bytes are counted into digests on their way."""

    def __init__(self, file: IO[bytes], told: Progress | None = None):
        self.file, self.told = file, told
        self.total, self.one = hashlib.sha256(), hashlib.sha256()

    def write(self, content: bytes) -> int:
        self.total.update(content)
        return self.file.write(content)

    def tell(self) -> int:
        return self.file.tell()

    def read(self, size: int = -1) -> bytes:
        content = self.file.read(size)
        self.one.update(content)
        if self.told:
            self.told(len(content))
        return content


def write(file: IO[bytes], head: dict, members: Iterator[tuple[str, Path]], told: Progress) -> None:
    """Write a whole archive. head: kind, schema, release, made_at. told: bytes copied since last told."""
    sink, manifest = Hashing(file), {}
    tar = tarfile.open(fileobj=sink, mode="w", format=tarfile.GNU_FORMAT)  # noqa: SIM115 — sealed, never closed
    _put(tar, HEAD, json.dumps({"shoeleather_backup": FORMAT, **head}).encode())
    for name, path in members:
        with path.open("rb") as content:
            source, size = Hashing(content, told), path.stat().st_size
            tar.addfile(_member(name, size), source)
        manifest[name] = {"sha256": source.one.hexdigest(), "size": size}
    _put(tar, MANIFEST, json.dumps(manifest, sort_keys=True).encode())
    file.write(_tail(sink.total.hexdigest(), file.tell()))


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _put(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    tar.addfile(_member(name, len(content)), io.BytesIO(content))


def _tail(digest: str, offset: int) -> bytes:
    """The seal and the padding after it, byte for byte, for an archive of `offset` bytes so far."""
    head = _member(SEAL, len(digest)).tobuf(tarfile.GNU_FORMAT)
    tail = head + digest.encode().ljust(tarfile.BLOCKSIZE, b"\0") + b"\0" * 2 * tarfile.BLOCKSIZE
    return tail + b"\0" * (-(offset + len(tail)) % tarfile.RECORDSIZE)


def checked(file: IO[bytes], told: Progress) -> Contents:
    """Read an archive from end to end, changing nothing; what it holds.

    Refuses: not_a_backup, damaged, strange_member, newer_backup.
    """
    try:
        return _checked(file, told)
    except (tarfile.TarError, ValueError, KeyError, TypeError, AttributeError, EOFError, OverflowError) as broken:
        raise damaged(str(broken)) from broken


def damaged(what: str) -> Refusal:
    """The archive is not as it was written."""
    return Refusal("damaged", 422, f"This backup is damaged or cut short ({what}). Nothing was changed; use another.")


def _checked(file: IO[bytes], told: Progress) -> Contents:
    found, seal_at, head, manifest = {}, None, None, None
    for tar, member in _members(file):
        _familiar(member, found)
        if member.name == SEAL:
            seal_at = member.offset
            break
        if member.name in (HEAD, MANIFEST):
            content = _small(tar, member)
            head, manifest = (_head(content), manifest) if member.name == HEAD else (head, json.loads(content))
        else:
            found[member.name] = _digest(tar, member, told)
    if seal_at is None or manifest is None:
        raise damaged("its end is missing")
    _sealed(file, seal_at)
    if manifest != found or DATABASES[head["kind"]] not in found:
        raise damaged("its list and its files differ")
    database = DATABASES[head["kind"]]
    blobs = {name.removeprefix("blobs/"): entry["sha256"] for name, entry in found.items() if name != database}
    return Contents(head["kind"], head["schema"], head["release"], head["made_at"], database, blobs)


def _members(file: IO[bytes]) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo]]:
    file.seek(0)
    foreign = Refusal("not_a_backup", 422, "This file is not a backup made by Shoeleather. Nothing was changed.")
    try:
        tar = tarfile.open(fileobj=file, mode="r:")  # noqa: SIM115 — the file is the caller's
        first = tar.next()
    except tarfile.TarError as broken:
        raise foreign from broken
    if first is None or first.name != HEAD:
        raise foreign
    yield tar, first
    while (member := tar.next()) is not None:
        yield tar, member


def _familiar(member: tarfile.TarInfo, found: dict) -> None:
    known = member.name in (HEAD, MANIFEST, SEAL, *DATABASES.values()) or BLOB.fullmatch(member.name)
    if not known or not member.isreg() or member.issparse() or member.name in found:
        raise Refusal("strange_member", 422, f"This backup holds “{member.name[:80]}”, which Shoeleather never "
                      "writes there. Nothing was changed.")


def _small(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    if member.size > SMALL:
        raise damaged(f"{member.name} is too large")
    return tar.extractfile(member).read()


def _head(content: bytes) -> dict:
    head = json.loads(content)
    if head["shoeleather_backup"] > FORMAT:
        raise Refusal("newer_backup", 409, "A newer release made this backup. Restore it with that release.")
    return {name: str(head[name]) for name in ("kind", "schema", "release", "made_at")}


def _digest(tar: tarfile.TarFile, member: tarfile.TarInfo, told: Progress) -> dict:
    source = Hashing(tar.extractfile(member), told)
    while source.read(CHUNK):
        pass
    return {"sha256": source.one.hexdigest(), "size": member.size}


def _sealed(file: IO[bytes], seal_at: int) -> None:
    total, left = hashlib.sha256(), seal_at
    file.seek(0)
    while left:
        content = file.read(min(CHUNK, left))
        total.update(content)
        left -= len(content)
    if file.read(tarfile.RECORDSIZE * 2) != _tail(total.hexdigest(), seal_at):
        raise damaged("its seal does not fit")


def unpack(file: IO[bytes], contents: Contents, folder: Path, told: Progress) -> None:
    """Write the database and the blobs of a checked archive under an empty folder of ours, checking again."""
    for tar, member in _members(file):
        if member.name in (HEAD, MANIFEST):
            continue
        if member.name == SEAL:
            return
        target = folder / member.name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        source = Hashing(tar.extractfile(member), told)
        with target.open("xb") as copy:
            while content := source.read(CHUNK):
                copy.write(content)
        expected = contents.blobs.get(member.name.removeprefix("blobs/"))
        if expected and expected != source.one.hexdigest():
            raise damaged(f"{member.name} changed while it was read")
