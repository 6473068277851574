"""The fixed addresses of an installable app: worker, manifest, shell, offline page, health."""

import hashlib
import json
import re
from functools import cache

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy import text

from app.kit.assets import FILES, KINDS, PACK, RELEASE, Held
from app.kit.db import Db
from app.kit.web import ENVIRONMENT, static_url

router = APIRouter()
SHELL = ("css/phone.css", "fonts/besley-600.woff2", "icons/art.svg", "icons/sole.svg", PACK)
# No part of a first load; kept when first needed.
LATER = ("fonts/besley-600-accents.woff2", "js/names/given.js", "js/names/line.js", "js/names/rule.js")
ASK_AGAIN = "no-cache"


@cache
def shell_page() -> Held:
    """The walking shell: the same bytes for everyone."""
    return _page("capture/shell.html")


@cache
def offline_page() -> Held:
    """What a desk page shows without a network."""
    return _page("offline.html")


def _page(template: str) -> Held:
    """A page without its indents; nothing on it keeps spaces as they are."""
    words = re.sub(r"\n\s+", "\n", ENVIRONMENT.get_template(template).render())
    return Held(words.encode(), "text/html; charset=utf-8")


@cache
def shell_files() -> list[dict]:
    """Every file of the shell with its SHA-256, in a fixed order; the phone's modules are in the pack."""
    files = {"/capture": shell_page(), "/offline": offline_page()} | {static_url(name): FILES[name] for name in SHELL}
    return [{"url": url, "sha256": held.sha256} for url, held in files.items()]


@cache
def worker_script() -> Held:
    """The service worker with its release and the hash of every shell file in front."""
    shell = hashlib.sha256(json.dumps(shell_files()).encode()).hexdigest()[:12]
    later = [{"url": static_url(name), "sha256": FILES[name].sha256} for name in LATER]
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in
                   (("RELEASE", shell), ("SHELL", shell_files()), ("LATER", later)))
    return Held(head.encode() + FILES["sw.js"].content, KINDS[".js"])


@router.get("/capture")
@router.get("/capture/{rest:path}")
def capture(request: Request, rest: str = "") -> Response:
    """The phone's one document."""
    return shell_page().answer(request.headers, ASK_AGAIN)


@router.get("/offline")
def offline(request: Request) -> Response:
    """Kept by the worker for desk pages without a network."""
    return offline_page().answer(request.headers, ASK_AGAIN)


@router.get("/sw.js")
def worker(request: Request) -> Response:
    """The service worker of this build."""
    return worker_script().answer(request.headers, ASK_AGAIN)


@router.get("/manifest.webmanifest")
def manifest() -> JSONResponse:
    """What a phone needs to put us on its home screen."""
    icons = [{"src": static_url(f"icons/app-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png",
              "purpose": "any maskable"} for size in (192, 512)]
    return JSONResponse({"name": "Shoeleather", "short_name": "Shoeleather", "id": "/capture",
                         "start_url": "/capture", "scope": "/", "display": "standalone",
                         "background_color": "#FCFBF9", "theme_color": "#FCFBF9", "icons": icons},
                        media_type="application/manifest+json")


@router.get("/up")
def up(session: Db) -> JSONResponse:
    """Health: 200 while the database answers."""
    session.execute(text("SELECT 1"))
    return JSONResponse({"shoeleather": 1, "up": True, "release": RELEASE})
