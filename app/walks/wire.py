"""A batch as bytes: its size, its packing, its header line. Whole-batch refusals are made here and nowhere else."""

import json
import zlib
from dataclasses import dataclass

from fastapi import Request

from app.kit.errors import Refusal
from app.walks.lines import column, whole

LINES = 100
BATCH_BYTES = 262_144
SLACK = 4096  # the header line and line breaks around a full batch
INFLATED_BYTES = 2**20
CHUNK_BYTES = 262_144
KINDS = ("application/x-ndjson", "application/ndjson")


@dataclass(frozen=True)
class Batch:
    """What a phone sent: which phone says it is, what it says of itself, and the exact lines."""

    dev: str
    said: dict
    lines: list[bytes]


async def batch_of(request: Request) -> Batch:
    """Read a batch. Refuses: not_ndjson, unknown_packing (415), too_large (413), unreadable (400)."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    packing = request.headers.get("content-encoding", "identity").strip().lower()
    if kind not in KINDS:
        raise Refusal("not_ndjson", 415, "Send lines of JSON as application/x-ndjson.")
    if packing not in ("identity", "gzip"):
        raise Refusal("unknown_packing", 415, "Send it plain, or packed with gzip.")
    body = await _body(request)
    return parsed(_inflated(body) if packing == "gzip" else body)


async def _body(request: Request) -> bytes:
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > BATCH_BYTES + SLACK:
            raise too_large()
        pieces.append(piece)
    return b"".join(pieces)


def _inflated(body: bytes) -> bytes:
    inflater = zlib.decompressobj(wbits=31)
    try:
        inflated = inflater.decompress(body, INFLATED_BYTES + 1)
    except zlib.error:
        raise Refusal("unreadable", 400, "The gzip packing of this batch is broken.") from None
    if len(inflated) > INFLATED_BYTES or inflater.unconsumed_tail:
        raise too_large()
    if not inflater.eof or inflater.unused_data:
        raise Refusal("unreadable", 400, "The gzip packing of this batch is broken.")
    return inflated


def too_large() -> Refusal:
    """More than one batch may hold."""
    return Refusal("too_large", 413, "That is too much at once. Send at most 100 lines or 256 KiB.")


def parsed(body: bytes) -> Batch:
    """The header line and the lines after it; empty lines are no lines."""
    first, *lines = body.split(b"\n")
    header = _header(first)
    lines = [line for line in lines if line]
    if len(lines) > LINES:
        raise too_large()
    return Batch(column(header["dev"]), _said(header), lines)


def _header(line: bytes) -> dict:
    try:
        header = json.loads(line.decode())
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict) or header.get("proto") != 1 or column(header.get("dev")) is None:
        raise Refusal("unreadable", 400, "The first line of a batch must say {\"proto\": 1, \"dev\": …}.")
    return header


def _said(header: dict) -> dict:
    pending = header.get("pending")
    pending = pending if isinstance(pending, dict) else {}
    storage, app = header.get("storage"), header.get("app")
    return {"last_seq": whole(header.get("last_seq")) or 0,
            "pending_entries": whole(pending.get("entries")) or 0,
            "pending_photos": whole(pending.get("photos")) or 0,
            **({"storage": json.dumps(storage)[:500]} if storage is not None else {}),
            **({"app": column(app)} if app is not None else {})}
