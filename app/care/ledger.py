"""The ledger of erasures: a file beside the backups, so that no backup older than an erasure can bring anything back.

A line holds numbers and salted digests alone. It is written before anything is erased, and read before a restored
server listens (`erasing.catch_up`). Whoever keeps backups elsewhere keeps this file with them.
"""

import fcntl
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from app.kit.blobs import sync_folder
from app.kit.errors import Refusal

NAME = "erasures.ledger"
FORMAT = 1


@dataclass(frozen=True)
class Line:
    """One erasure. id: of the erasure; kind: person | quote | walk; of: its id; how: keep | away, of a person; at: ISO;
    salted: digests of what must not come in again."""

    id: str
    kind: str
    of: str
    how: str
    at: str
    salted: list[str] = field(default_factory=list)


def file_of(data_dir: Path) -> Path:
    """Where a server's ledger lies: in its folder of backups."""
    return data_dir / "backups" / NAME


def read(file: Path) -> tuple[str, list[Line]]:
    """(the salt, every line in order); ("", []) without a file. A last line that was cut off is left out.

    Refuses: bad_ledger, for anything else that is not ours: to go on would bring back what people asked to be erased.
    """
    if not file.exists():
        return "", []
    told = file.read_text("utf-8").split("\n")
    try:
        head, *lines = [json.loads(one) for one in told[:-1]]
        if head["shoeleather_ledger"] != FORMAT:
            raise ValueError(head["shoeleather_ledger"])
        return head["salt"], [Line(**line) for line in lines]
    except (ValueError, KeyError, TypeError) as broken:
        raise Refusal("bad_ledger", 409, f"{file} cannot be read ({broken}). It says what was erased on request, so "
                      "nothing goes on without it. Put a whole copy back; one lies beside every backup.") from broken


def write(file: Path, salt: str, lines: Iterable[Line]) -> None:
    """Put lines behind the others, on the disk before this returns. again: a line whose id is there is left out."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (file.parent / ".ledger.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a server and a command may erase at once
        _write(file, salt, lines)


def _write(file: Path, salt: str, lines: Iterable[Line]) -> None:
    old_salt, known = read(file)
    ids = {line.id for line in known}
    new = [line for line in lines if line.id not in ids]
    if file.exists() and not new:
        return
    part = file.with_name(f".{NAME}.{os.getpid()}.part")
    words = [{"shoeleather_ledger": FORMAT, "salt": old_salt or salt}, *(asdict(line) for line in [*known, *new])]
    with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as target:
        target.writelines(json.dumps(one, separators=(",", ":")) + "\n" for one in words)
        target.flush()
        os.fsync(target.fileno())
    part.replace(file)
    sync_folder(file.parent)
