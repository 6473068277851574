"""Static files as they travel: made small once at start, compressed once on first asking, named by their bytes.

There is no build step: people edit `static/`, and the server prepares what it serves. `FILES` holds every file by its
path below `static/`, and the pack; `RELEASE` (12 hex digits) is a hash over all of them, so that one address never has
two contents.
"""

import gzip
import hashlib
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.kit.scripts import small_script

STATIC = Path(__file__).resolve().parents[2] / "static"
PACK = "shell.pack"
PACKED = ("js/boot.js", "js/capture/", "js/elements/")
NOT_PACKED = ("js/elements/office-", "js/elements/desk-")
# htmx starts by a timer as soon as it has run, and one that starts without its gate answers to injected hx-* too and
# can swap nothing. As one script either both are there or neither is.
GATED, HTMX, GATE = "js/htmx-gated.js", "js/vendor/htmx.min.js", "js/vendor/hx-csp.min.js"
KINDS = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml",
         ".json": "application/json", ".png": "image/png", ".woff2": "font/woff2",
         ".pack": "text/plain; charset=utf-8"}
FOR_EVER = "public, max-age=31536000, immutable"
log = logging.getLogger("shoeleather")
_SHEET = re.compile(r"""(?P<string>"[^"]*"|'[^']*')|(?P<comment>/\*.*?\*/)|\s*(?P<sign>[{};,])\s*|\s+""", re.DOTALL)
_IMPORT = re.compile(rb'@import\s*"([^"]+)"\s*;')


@dataclass(frozen=True, eq=False)
class Held:
    """Bytes to be sent again and again. kind: the whole Content-Type."""

    content: bytes
    kind: str

    @cached_property
    def sha256(self) -> str:
        """Hex digest of the content as a reader sees it, after any decoding."""
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def brotli(self) -> bytes:
        """The content at brotli's smallest: one block, and a window of 256 KiB."""
        return brotli.compress(self.content, lgwin=18, lgblock=20)

    @cached_property
    def gzip(self) -> bytes:
        """The content at gzip's smallest; no clock in it."""
        return gzip.compress(self.content, 9, mtime=0)

    @property
    def is_packed_already(self) -> bool:
        """Whether squeezing it once more would be work for nothing."""
        return self.kind.startswith(("font/", "image/png"))

    def answer(self, asked: Headers, keep: str) -> Response:
        """What this request gets: 304, or the smallest form it takes. keep: the Cache-Control."""
        coding = _coding(asked.get("accept-encoding", "")) if not self.is_packed_already else ""
        # A 304 repeats the Content-Type: the policy header goes by it, and browsers keep the policy of the 304.
        told = {"Content-Type": self.kind, "Cache-Control": keep, "ETag": f'"{self.sha256[:16]}{coding}"',
                "Vary": "Accept-Encoding"}
        if self.sha256[:16] in asked.get("if-none-match", ""):
            return Response(status_code=304, headers=told)
        if coding:
            told["Content-Encoding"] = coding
        return Response({"br": lambda: self.brotli, "gzip": lambda: self.gzip}.get(coding, lambda: self.content)(),
                        headers=told)


def _coding(accepted: str) -> str:
    offers = [offer.replace(" ", "").lower().partition(";q=") for offer in accepted.split(",")]
    takes = {name for name, _, weight in offers if not re.fullmatch(r"0(\.0*)?", weight)}
    return next((coding for coding in ("br", "gzip") if coding in takes), "")


def small_sheet(source: str) -> str:
    """A sheet without comments and idle spaces. A space before a colon stays: `.phone :is(…)` needs it."""
    def kept(found: re.Match[str]) -> str:
        return found["string"] or (found["sign"] or ("" if found["comment"] else " "))
    return _SHEET.sub(kept, source).replace(";}", "}").strip()


def small_drawing(source: str) -> str:
    """A drawing without comments, spaces between tags, and zeros that end a decimal."""
    bare = re.sub(r">\s+<", "><", re.sub(r"<!--.*?-->", "", source, flags=re.DOTALL))
    return re.sub(r"(\d\.\d*?[1-9])0+(?!\d)|(\d)\.0+(?!\d)", lambda found: found[1] or found[2], bare)


def prepared(folder: Path = STATIC) -> dict[str, Held]:
    """Every file below `folder` by its path, as it is served, and the pack of the phone's modules."""
    sources = {path.relative_to(folder).as_posix(): path.read_bytes()
               for path in sorted(folder.rglob("*")) if path.is_file()}
    ready = {name: _small(name, content) for name, content in sources.items()}
    made = {name: Held(_joined(name, ready), KINDS.get(Path(name).suffix, "text/plain; charset=utf-8"))
            for name in ready}
    gated = {GATED: Held(ready[HTMX] + b"\n;" + ready[GATE], KINDS[".js"])} if HTMX in ready else {}
    return made | gated | {PACK: Held(_pack(made), KINDS[".pack"])}


def _small(name: str, content: bytes) -> bytes:
    make_small = {".js": small_script, ".css": small_sheet, ".svg": small_drawing}.get(Path(name).suffix)
    if not make_small or name.startswith("js/vendor/"):
        return content
    try:
        return make_small(content.decode()).encode()
    except ValueError as trouble:
        log.warning("%s is served as written: %s", name, trouble)
        return content


def _joined(name: str, sheets: dict[str, bytes]) -> bytes:
    """A sheet with the sheets it imports in their place: one address, one window for the compressor."""
    if not name.endswith(".css"):
        return sheets[name]
    above = name.rpartition("/")[0]

    def imported(found: re.Match[bytes]) -> bytes:
        one = f"{above}/{found[1].decode()}"
        if one.rpartition("/")[0] != above and b"url(" in sheets[one]:
            raise ValueError(f"{one} names a file by a url() that would be wrong from {name}")
        return sheets[one]

    return _IMPORT.sub(imported, sheets[name])


def _pack(files: dict[str, Held]) -> bytes:
    """The phone's modules, one after the other: path, line break, text; NUL between two. Like beside like and the
    longest first, which brotli makes smallest."""
    chosen = sorted((name for name in files if name.startswith(PACKED) and not name.startswith(NOT_PACKED)),
                    key=lambda name: (name.startswith("js/elements/"), -len(files[name].content)))
    return b"\0".join(name.encode() + b"\n" + files[name].content for name in chosen)


def release_of(files: Iterable[tuple[str, Held]]) -> str:
    """A name for the exact bytes that are served: the same bytes, the same release."""
    total = hashlib.sha256()
    for name, held in files:
        total.update(f"{name}\0{held.kind}\0{held.sha256}\n".encode())
    return total.hexdigest()[:12]


FILES = prepared()
RELEASE = release_of(FILES.items())


class Static:
    """The mount at /static/<release>: the same address, the same bytes, for ever."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        held = FILES.get(scope["path"].removeprefix(f"{scope.get('root_path', '')}/"))
        if held is None:
            raise HTTPException(404)
        reply = await run_in_threadpool(held.answer, Headers(scope=scope), FOR_EVER)
        await reply(scope, receive, send)
