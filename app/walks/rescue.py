"""A phone's rescue file brought in by an admin: through the same door as a sync, so nothing is doubled by it.

The file is made by `static/js/capture/rescue.js`: entries.ndjson, photos/<id>.jpg, hashes.json.
"""

import json
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from typing import BinaryIO

from sqlalchemy import select
from sqlmodel import Session

from app.accounts import audit
from app.accounts.models import User
from app.kit.blobs import Folder
from app.kit.errors import Refusal
from app.walks import log
from app.walks.lines import column
from app.walks.models import Entry, Phone
from app.walks.photos import store_photo

FILE_BYTES = 200 * 2**20
INFLATED_BYTES = 400 * 2**20
MEMBERS = 5000
LOG_BYTES = 64 * 2**20
PHOTO_BYTES = 15 * 2**20
LINES = 500
_PHOTO = re.compile(r"photos/([0-9a-f-]{8,64})\.jpg")
_KNOWN = ("entries.ndjson", "hashes.json", "unsaved.ndjson")


@dataclass
class Report:
    """What a rescue file held. entries: results by kind (stored, duplicate, conflict_kept, quarantined,
    refused); photos_new, photos_known: counts; refused: sentences about what could not be kept."""

    entries: Counter = field(default_factory=Counter)
    photos_new: int = 0
    photos_known: int = 0
    refused: list[str] = field(default_factory=list)

    def as_json(self) -> dict:
        """The body of the API's answer."""
        names = ("stored", "duplicate", "conflict_kept", "quarantined", "refused")
        return {"shoeleather": 1, "entries": {name: self.entries[name] for name in names},
                "photos": {"new": self.photos_new, "known": self.photos_known}, "refused": self.refused}


def bring_in(session: Session, blobs: Folder, admin_id: str, file: BinaryIO) -> Report:
    """Take what a rescue file holds. Refuses: not_a_rescue_file, too_large.

    again: a second time everything is known.
    """
    archive, report = _opened(file), Report()
    with archive:
        _bring_entries(session, admin_id, _content(archive, "entries.ndjson", LOG_BYTES), report)
        told = _hashes(archive)
        for member in archive.infolist():
            named = _PHOTO.fullmatch(member.filename)
            if named:
                _bring_photo(session, blobs, admin_id, archive, named[1], told.get(named[1]), report)
    audit.note(session, admin_id, "rescue.imported", entries=sum(report.entries.values()), photos=report.photos_new,
               refused=len(report.refused))
    return report


def _opened(file: BinaryIO) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        raise _strange() from None
    members = archive.infolist()
    if len(members) > MEMBERS or sum(member.file_size for member in members) > INFLATED_BYTES:
        raise Refusal("too_large", 413, "That file unpacks to more than a phone holds.")
    names = [member.filename for member in members]
    if "entries.ndjson" not in names or len(set(names)) != len(names) or not all(
            (name in _KNOWN or _PHOTO.fullmatch(name)) for name in names):
        raise _strange()
    return archive


def _strange() -> Refusal:
    return Refusal("not_a_rescue_file", 422, "This is not a rescue file made by Shoeleather on a phone.")


def _content(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A member's bytes, whatever size its directory claims."""
    try:
        with archive.open(name) as member:
            content = member.read(most + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as broken:
        raise Refusal("broken_file", 422, f"{name} in this file is damaged ({type(broken).__name__}).") from None
    if len(content) > most:
        raise Refusal("too_large", 413, f"{name} in this file is larger than a phone would make it.")
    return content


def _bring_entries(session: Session, admin_id: str, content: bytes, report: Report) -> None:
    grouped: dict[tuple[str, str], list[bytes]] = {}
    for line in filter(None, content.split(b"\n")):
        dev, by = _sender_of(line)
        grouped.setdefault((dev or "?", by or ""), []).append(line)
    for (dev, by), lines in grouped.items():
        user_id = _person(session, by, dev, admin_id)
        held = ("other_phone", "This line says it was written by the server.") if dev == log.OFFICE else None
        for at in range(0, len(lines), LINES):
            results = log.receive(session, user_id, dev, lines[at:at + LINES], held=held, vouched=True).results
            report.entries.update(result["s"] for result in results)
            report.refused += [result["why"]["sentence"] for result in results if result["s"] == "refused"]


def _sender_of(line: bytes) -> tuple[str | None, str | None]:
    try:
        entry = json.loads(line.decode())
    except (ValueError, RecursionError):
        return None, None
    return (column(entry.get("dev")), column(entry.get("by"))) if isinstance(entry, dict) else (None, None)


def _person(session: Session, by: str, dev: str, admin_id: str) -> str:
    """Whose entries these are: who the entry names, else whose phone it was, else the admin's."""
    named = session.scalar(select(User.id).where(User.id == by)) if by else None
    return named or session.scalar(select(Phone.user_id).where(Phone.dev == dev)) or admin_id


def _hashes(archive: zipfile.ZipFile) -> dict:
    if "hashes.json" not in archive.namelist():
        return {}
    try:
        told = json.loads(_content(archive, "hashes.json", LOG_BYTES))
    except (ValueError, RecursionError):
        return {}
    photos = told.get("photos") if isinstance(told, dict) else None
    return photos if isinstance(photos, dict) else {}


def _bring_photo(session: Session, blobs: Folder, admin_id: str, archive: zipfile.ZipFile, photo_id: str,
                 told, report: Report) -> None:
    entry = column(told.get("entry")) if isinstance(told, dict) else None
    try:
        content = _content(archive, f"photos/{photo_id}.jpg", PHOTO_BYTES)
        is_new = store_photo(session, blobs, _owner(session, entry, admin_id), photo_id, entry, content)
    except Refusal as no:
        report.refused.append(f"Photo {photo_id}: {no.sentence}")
        return
    report.photos_new += is_new
    report.photos_known += not is_new


def _owner(session: Session, entry: str | None, admin_id: str) -> str:
    return (session.scalar(select(Entry.user_id).where(Entry.id == entry)) if entry else None) or admin_id
