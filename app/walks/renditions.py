"""Pictures for people, made from an upload in a limited child process; the app itself never decodes an image."""

import json
import subprocess  # noqa: S404 — our own file, no shell, no words of a phone on its command line
import sys
from dataclasses import dataclass
from pathlib import Path

DARKROOM = Path(__file__).with_name("darkroom.py")
WALL_SECONDS = 10
TOO_LONG = "The photo took longer to read than one photo may."
FELL_OVER = "The photo could not be read."


@dataclass(frozen=True)
class Drawn:
    """What the darkroom made. refused: words, or None; then display and thumb are JPEG bytes, sizes px."""

    refused: str | None = None
    width: int = 0
    height: int = 0
    display: bytes = b""
    thumb: bytes = b""


def draw(upload: Path) -> Drawn:
    """Make the pictures of one upload, at most 10 s. Never raises for what is in the file."""
    with upload.open("rb") as file:
        try:
            done = subprocess.run([sys.executable, "-I", str(DARKROOM)], stdin=file, capture_output=True,  # noqa: S603
                                  timeout=WALL_SECONDS, env={}, cwd="/", close_fds=True)
        except subprocess.TimeoutExpired:
            return Drawn(refused=TOO_LONG)
    return _read(done.stdout) if done.returncode == 0 else Drawn(refused=FELL_OVER)


def _read(told: bytes) -> Drawn:
    head, _, pictures = told.partition(b"\n")
    try:
        said = json.loads(head)
    except ValueError:
        return Drawn(refused=FELL_OVER)
    if "refused" in said:
        return Drawn(refused=said["refused"])
    display, thumb = said["lengths"]
    if len(pictures) != display + thumb:
        return Drawn(refused=FELL_OVER)
    return Drawn(None, said["width"], said["height"], pictures[:display], pictures[display:])
