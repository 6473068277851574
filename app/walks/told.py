"""What programs are told of the phone's doors: shapes of answers, and headers of photos (capture.md)."""

from pydantic import BaseModel


class Pong(BaseModel):
    """server_time: RFC 3339, UTC."""

    shoeleather: int
    server_time: str


class Why(BaseModel):
    """Why a line was not kept as it came."""

    code: str
    sentence: str


class Result(BaseModel):
    """n: place in the batch; s: stored, duplicate, conflict_kept, quarantined or refused; h: digest of the line."""

    n: int
    id: str | None
    s: str
    h: str | None
    why: Why | None


class Known(BaseModel):
    """through: every number up to it is here; missing: holes above it; fork: two phones share one identity."""

    through: int
    missing: list[int]
    fork: bool


class Limits(BaseModel):
    """Bytes."""

    batch: int
    chunk: int


class Synced(BaseModel):
    """What became of a batch, one result a line. photos_wanted: ids of photos not all here yet."""

    shoeleather: int
    server_time: str
    epoch: str
    results: list[Result]
    device: Known
    photos_wanted: list
    limits: Limits
    min_client: int | str


class Offset(BaseModel):
    """offset: bytes that are here; complete: all of them, on disk and committed."""

    shoeleather: int
    offset: int
    complete: bool


class Photos(BaseModel):
    """Counts."""

    new: int
    known: int


class Brought(BaseModel):
    """What a rescue file held. entries: counts by result; refused: sentences about what could not be kept."""

    shoeleather: int
    entries: dict[str, int]
    photos: Photos
    refused: list[str]


def header(name: str, pattern: str, says: str, required: bool = True) -> dict:
    """A header a caller must send, as OpenAPI says it."""
    return {"name": name, "in": "header", "required": required, "description": says,
            "schema": {"type": "string", "pattern": pattern}}


BYTES = r"^[0-9]{1,15}$"
OF_A_PHOTO = [header("Size", BYTES, "Bytes of the whole photo."),
              header("Sha256", "^[0-9a-f]{64}$", "Digest of the whole photo."),
              header("Entry", "^[0-9a-f-]{8,64}$", "The entry it belongs to.", required=False)]
OF_A_PIECE = [header("Upload-Offset", BYTES, "Bytes before this piece."),
              header("Chunk-Sha256", "^[0-9a-f]{64}$", "Digest of this piece.")]
JPEG = {"content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}}
PIECE = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
LINES = {"required": True, "content": {"application/x-ndjson": {"schema": {
    "type": "string", "description": 'First {"proto": 1, "dev": …}, then an entry a line; gzip may pack it.'}}}}
