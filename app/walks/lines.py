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
    """A line and what became of it. n: place in its batch from 0; refused: it can never be stored;
    why: it is kept, but set aside. Both are (code, sentence) or None."""

    n: int
    sha256: str
    text: str = ""
    entry: dict = field(default_factory=dict)
    refused: tuple[str, str] | None = None
    why: tuple[str, str] | None = None

    @property
    def id(self) -> str | None:
        return column(self.entry.get("id"))

    @property
    def walk(self) -> str | None:
        return column(self.entry.get("walk"))

    @property
    def kind(self) -> str:
        kind = self.entry.get("kind")
        return kind if isinstance(kind, str) and _ID.fullmatch(kind) else "?"

    @property
    def seq(self) -> int | None:
        return whole(self.entry.get("seq"))

    @property
    def body(self) -> dict:
        body = self.entry.get("b")
        return body if isinstance(body, dict) else {}


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
    made.text, made.entry = line.decode(), entry
    if made.id is None:
        made.refused = NO_ID
        return made
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
