"""Doors for photos: the phone's repeatable PUT, PATCH and HEAD, and the pictures for those who may see the walk."""

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, JSONResponse, Response

from app.accounts.access import Reader, bearer_of
from app.kit.db import Db
from app.kit.errors import Refusal, not_found
from app.kit.told import TOKEN, told
from app.walks import photo_files, photos, queries, room
from app.walks.phones import Sender, sender
from app.walks.sync import committed
from app.walks.told import JPEG, OF_A_PHOTO, OF_A_PIECE, PIECE, Offset

router = APIRouter()
PIECE_BYTES = 2**20
PHOTO_BYTES = 15 * 2**20
_SHA = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Told:
    """What a PUT's headers say of the photo. size: bytes."""

    size: int
    sha256: str
    entry: str | None


@router.put("/api/v1/photos/{photo_id}", max_body_size=PHOTO_BYTES + 4096, **told(
    Offset, 403, 404, 409, 413, 503, 507, by=(TOKEN,), parameters=OF_A_PHOTO, requestBody=JPEG))
async def put_photo(request: Request, photo_id: str) -> Response:
    """Begin a photo, or send it whole. `complete` true means: on disk and committed, or of a walk that was erased.

    Refuses: sign_in, not_found, unreadable, too_large, other_bytes, walk_full, month_full, wrong_hash, no_room, busy.
    """
    who, row = await _asked(request, photo_id)
    told = _told(request)
    if row is photos.UNWANTED:
        return _offset(told.size, complete=True)
    photos.check_same(row, told.sha256, told.size)
    if photos.is_complete(row):
        return _offset(told.size, complete=True)
    await _room_for(request, who, row, told)
    with photo_files.no_room_is_a_refusal():
        whole = await _whole_body(request, photo_id, told)
    await committed(request.app.state.database, lambda session: _put(session, who, photo_id, told, whole))
    if whole:
        return _offset(told.size, complete=True)
    return await _go_on(request, photo_id, told)


@router.patch("/api/v1/photos/{photo_id}", max_body_size=PIECE_BYTES, **told(
    None, 403, 404, 409, 413, 503, 507, by=(TOKEN,), status=204, parameters=OF_A_PIECE, requestBody=PIECE))
async def patch_photo(request: Request, photo_id: str) -> Response:
    """Put one piece behind the others.

    Refuses: sign_in, not_found, wrong_offset (409 and the true offset), wrong_hash, too_long, no_room, busy.
    """
    who, row = await _asked(request, photo_id)
    if row is None or row is photos.UNWANTED:
        raise not_found("photo")
    if photos.is_complete(row) or row.size is None:
        raise photo_files.wrong_offset(row.size or 0)
    room.for_photos(request.app.state.settings)
    offset = _number(request, "Upload-Offset")
    piece, blobs = await request.body(), request.app.state.blobs
    photo_files.check_piece(piece, request.headers.get("chunk-sha256", ""), photo_files.held(blobs, photo_id))
    with photo_files.no_room_is_a_refusal():
        now_at = await run_in_threadpool(photo_files.append, blobs, photo_id, offset, piece, row.size)
        if now_at == row.size:
            await _finish(request, photo_id, row.sha256)
    return Response(status_code=204, headers={"Upload-Offset": str(now_at)})


@router.head("/api/v1/photos/{photo_id}", **told(None, 403, 404, by=(TOKEN,)))
async def head_photo(request: Request, photo_id: str) -> Response:
    """How many bytes are here. Refuses: sign_in, not_found."""
    _, row = await _asked(request, photo_id)
    if row is None or row is photos.UNWANTED:
        raise not_found("photo")
    held = row.size if photos.is_complete(row) else photo_files.held(request.app.state.blobs, photo_id)
    return Response(headers={"Upload-Offset": str(held or 0)})


@router.get("/photos/{photo_id}/{rendition}.jpg")
def show_photo(request: Request, photo_id: str, rendition: str, actor: Reader, session: Db) -> FileResponse:
    """A picture made from the upload, never the upload. rendition: display (≤ 2048 px) | thumb (≤ 480 px)."""
    photo = session.exec(queries.visible_photos(actor, photo_id)).first()
    if photo is None or rendition not in photo_files.RENDITIONS or photo.state != "ready":
        raise not_found("photo")
    path = request.app.state.blobs.path(photo_files.rendition_key(rendition, photo.sha256))
    if not path.exists():
        raise not_found("photo")
    return FileResponse(path, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=300"})


async def _asked(request: Request, photo_id: str) -> tuple[Sender, object]:
    """Who sends, and the photo's row as it is now. Reads only: a slow upload must hold nobody's turn."""
    database, secret = request.app.state.database, bearer_of(request)

    def look():
        with database.read() as session:
            who = sender(session, secret)
            is_wanted = photos.is_wanted(session, who, photo_id)
            return who, photos.sent_by(session, who, photo_id) if is_wanted else photos.UNWANTED
    return await run_in_threadpool(look)


async def _room_for(request: Request, who: Sender, row, told: Told) -> None:
    settings, database = request.app.state.settings, request.app.state.database
    room.for_photos(settings)

    def look():
        with database.read() as session:
            room.for_photo(session, settings, who.user_id, row.walk if row else None, told.size)
    await run_in_threadpool(look)


def _number(request: Request, name: str) -> int:
    value = request.headers.get(name, "")
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise Refusal("unreadable", 422, f"The header {name} must be a whole number of bytes.", path=name)
    return int(value)


def _told(request: Request) -> Told:
    size, sha256 = _number(request, "Size"), request.headers.get("sha256", "").lower()
    entry = request.headers.get("entry") or None
    if not _SHA.fullmatch(sha256):
        raise Refusal("unreadable", 422, "The header Sha256 must be 64 hex letters.", path="Sha256")
    if size < 1:
        raise Refusal("unreadable", 422, "A photo without bytes cannot be kept.", path="Size")
    if size > min(PHOTO_BYTES, request.app.state.settings.photo_bytes):
        raise Refusal("too_large", 413, "This photo is larger than 15 MB.")
    return Told(size, sha256, entry[:64] if entry else None)


async def _whole_body(request: Request, photo_id: str, told: Told) -> bool:
    """Stream a body to disk and keep it; False when there was none. Refuses: wrong_hash."""
    blobs = request.app.state.blobs
    part = blobs.path(f"part/{photo_id}.{os.urandom(4).hex()}")
    part.parent.mkdir(parents=True, exist_ok=True)
    kept = False
    with part.open("xb") as file:
        try:
            length, sha256 = await _streamed(request, file, told.size)
            if length and (length, sha256) != (told.size, told.sha256):
                raise Refusal("wrong_hash", 422, "These bytes are not what their headers say. Nothing was kept.",
                              headers={"Upload-Offset": "0"})
            if length:
                await run_in_threadpool(_keep, blobs, part, file, told.sha256)
                kept = True
        finally:
            if not kept:
                part.unlink(missing_ok=True)
    return kept


async def _streamed(request: Request, file, size: int) -> tuple[int, str]:
    length, total = 0, hashlib.sha256()
    async for piece in request.stream():
        length += len(piece)
        if length > size:
            raise Refusal("wrong_hash", 422, "That is more than the header Size says. Nothing was kept.",
                          headers={"Upload-Offset": "0"})
        total.update(piece)
        file.write(piece)
    return length, total.hexdigest()


def _keep(blobs, part: Path, file, sha256: str) -> None:
    file.flush()
    photo_files.keep(blobs, part, file.fileno(), sha256)


def _put(session, who: Sender, photo_id: str, told: Told, whole: bool) -> None:
    keep = photos.keep_whole if whole else photos.begin
    keep(session, who, photo_id, told.entry, told.sha256, told.size)


async def _go_on(request: Request, photo_id: str, told: Told) -> Response:
    """Where to go on; every byte may be here already, when the answer to the last piece was lost."""
    held = photo_files.held(request.app.state.blobs, photo_id)
    if held != told.size:
        return _offset(held, complete=False)
    await _finish(request, photo_id, told.sha256)
    return _offset(told.size, complete=True)


async def _finish(request: Request, photo_id: str, sha256: str) -> None:
    """Check the whole, keep it, commit. Refuses: wrong_hash, with the offset back at 0."""
    state = request.app.state
    if not await run_in_threadpool(photo_files.keep_part, state.blobs, photo_id, sha256):
        raise Refusal("wrong_hash", 422, "The pieces do not make the photo its hash says. Send it again from "
                      "the start.", headers={"Upload-Offset": "0"})
    await committed(state.database, lambda session: photos.complete(session, photo_id))


def _offset(offset: int, complete: bool) -> JSONResponse:
    return JSONResponse({"shoeleather": 1, "offset": offset, "complete": complete},
                        headers={"Upload-Offset": str(offset)})
