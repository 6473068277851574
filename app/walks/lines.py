"""One line as it came: its bytes' hash, what of it fits a column, and why it cannot be kept or read.

Not here: whose it is, and whether it was here before (log.py).
"""

import hashlib
import json
import re
from dataclasses import dataclass, field

from app.scoring import entries

LINE_BYTES = 65_536
_ID = re.compile(r"[!-~]{1,64}")  # printable ASCII: neither database can be surprised by it
_BIGGEST = 2**53 - 1

NOT_JSON = ("not_json", "This line is not JSON we can read, so it cannot be kept.")
TOO_LONG = ("too_long", "This line is longer than 64 KiB, so it cannot be kept.")
NO_ID = ("no_id", "This line has no readable id, so it cannot be kept.")
ODD_ID = ("odd_id", "An id in this entry has letters that ids cannot have.")


@dataclass(slots=True)
class Line:
    """A line and what became of it. n: place in its batch from 0; id, walk, kind, seq: what of it fits a
    column (kind "?" when it does not); body: {} when unreadable; refused: it can never be stored; why: it is
    kept, but set aside. Both are (code, sentence) or None."""

    n: int
    sha256: str
    text: str = ""
    entry: dict = field(default_factory=dict)
    id: str | None = None
    walk: str | None = None
    kind: str = "?"
    seq: int | None = None
    body: dict = field(default_factory=dict)
    refused: tuple[str, str] | None = None
    why: tuple[str, str] | None = None


def read(lines: list[bytes]) -> list[Line]:
    """Every line of a batch, in order. Never raises, whatever the bytes are."""
    return [_read(n, line) for n, line in enumerate(lines)]


def _read(n: int, line: bytes) -> Line:
    made = Line(n, hashlib.sha256(line).hexdigest())
    if len(line) > LINE_BYTES:
        made.refused = TOO_LONG
        return made
    entry = _parsed(line)
    if entry is None:
        made.refused = NOT_JSON
        return made
    made.text, made.entry, made.id = line.decode(), entry, column(entry.get("id"))
    if made.id is None:
        made.refused = NO_ID
        return made
    body = entry.get("b")
    made.walk, made.kind = column(entry.get("walk")), column(entry.get("kind")) or "?"
    made.seq, made.body = whole(entry.get("seq")), body if isinstance(body, dict) else {}
    made.why = entries.problem(entry) or _odd_ids(entry)
    return made


def _parsed(line: bytes) -> dict | None:
    try:
        entry = json.loads(line.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) else None


def _no_constant(name: str):
    raise ValueError(f"{name} is not JSON")


def _odd_ids(entry: dict) -> tuple[str, str] | None:
    for name in ("dev", "walk", "visit", "ref", "by", "tap"):
        value = entry.get(name)
        if value is not None and column(value) is None:
            return ODD_ID
    return None


def column(value) -> str | None:
    """An id that fits a column, or None."""
    return value if isinstance(value, str) and _ID.fullmatch(value) else None


def whole(value) -> int | None:
    """A whole number a phone can hold exactly, not below 0, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value <= _BIGGEST and value == int(value) else None


def wall_ms(entry: dict) -> int | None:
    """The phone's own clock of an entry, whole ms, or None when it cannot be read."""
    t = entry.get("t")
    wall = t.get("wall") if isinstance(t, dict) else None
    return int(wall) if entries.is_number(wall) else None
