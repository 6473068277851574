"""Pictures for people, made from an upload in a limited child process; the app itself never decodes an image."""

import atexit
import json
import os
import select
import socket
import subprocess  # our own file, no shell, no words of a phone on its command line
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

DARKROOM = Path(__file__).with_name("darkroom.py")
WALL_SECONDS = 11  # the child ends itself after 10
START_SECONDS = 60
MOST_BYTES = 64 * 2**20
TOO_LONG = "The photo took longer to read than one photo may."
FELL_OVER = "The photo could not be read."


@dataclass(frozen=True)
class Drawn:
    """What the darkroom made. refused: words, or None; then display and thumb are JPEG bytes, sizes px, and look
    says what the picture is like (darkroom.look_of)."""

    refused: str | None = None
    width: int = 0
    height: int = 0
    display: bytes = b""
    thumb: bytes = b""
    look: str | None = None


class Darkroom:
    """The app's end of the standing child: started when first needed, and again when it died."""

    def __init__(self):
        self._lock = threading.Lock()
        self._line: socket.socket | None = None
        self._process: subprocess.Popen | None = None

    def develop(self, upload: Path) -> bytes:
        """What the child says of one upload. Raises TimeoutError."""
        reading, writing = os.pipe()
        with os.fdopen(reading, "rb", buffering=0) as answer, upload.open("rb") as file:
            try:
                self._hand_over([file.fileno(), writing])
            finally:
                os.close(writing)
            try:
                return _whole(answer)
            except TimeoutError:
                self.close()
                raise

    def _hand_over(self, files: list[int]) -> None:
        with self._lock:
            if self._line is None:
                self._start()
            try:
                socket.send_fds(self._line, [b"1"], files)
            except OSError:
                self._stop()
                self._start()
                socket.send_fds(self._line, [b"1"], files)

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen([sys.executable, "-I", str(DARKROOM)],  # noqa: S603 — a file of ours
                                             stdin=theirs, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                             env={}, cwd="/")
        self._line = ours
        ours.settimeout(START_SECONDS)
        ours.recv(1)

    def _stop(self) -> None:
        if self._line is not None:
            self._line.close()
            self._process.kill()
            self._process.wait()
        self._line = self._process = None

    def close(self) -> None:
        """End the child; the next photo starts another."""
        with self._lock:
            self._stop()


def _whole(answer) -> bytes:
    """Everything until the child closes its end, within the time a photo has."""
    ends, pieces, size = time.monotonic() + WALL_SECONDS, [], 0
    while size <= MOST_BYTES:
        if not select.select([answer], [], [], max(0, ends - time.monotonic()))[0]:
            raise TimeoutError
        piece = answer.read(2**20)
        if not piece:
            break
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


_darkroom = Darkroom()
atexit.register(_darkroom.close)


def draw(upload: Path) -> Drawn:
    """Make the pictures of one upload. Never raises for what is in the file.

    What ran out of time or fell over is tried once more: a busy machine is not the photo's fault.
    """
    drawn = _once(upload)
    return _once(upload) if drawn.refused in (TOO_LONG, FELL_OVER) else drawn


def _once(upload: Path) -> Drawn:
    try:
        return _read(_darkroom.develop(upload))
    except TimeoutError:
        return Drawn(refused=TOO_LONG)
    except OSError:
        _darkroom.close()
        return Drawn(refused=FELL_OVER)


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
    return Drawn(None, said["width"], said["height"], pictures[:display], pictures[display:], said["look"])
