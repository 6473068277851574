"""The fixed addresses of an installable app: worker, manifest, shell, offline page, health."""

import hashlib
import json
from functools import cache

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from sqlalchemy import text

from app.accounts.access import Visitor
from app.kit.db import Db
from app.kit.web import ENVIRONMENT, RELEASE, STATIC, see_other, static_url

router = APIRouter()
SHELL_FOLDERS = ("css", "js/capture", "js/elements", "fonts", "icons")
SHELL_ENDINGS = (".css", ".js", ".woff2", ".svg", ".png")
NOT_IN_SHELL = ("css/office/", "js/elements/office-", "js/elements/desk-")


@router.get("/")
def front(visitor: Visitor, request: Request):
    """Managers to their desk, walkers to their phone."""
    if visitor is None:
        return see_other("/login")
    return see_other("/walks" if visitor.is_at_least("manager") else "/capture")


@cache
def shell_page() -> str:
    """The walking shell: the same bytes for everyone."""
    return ENVIRONMENT.get_template("capture/shell.html").render()


@cache
def offline_page() -> str:
    """What a desk page shows without a network."""
    return ENVIRONMENT.get_template("offline.html").render()


@cache
def shell_files() -> list[dict]:
    """Every file of the shell with its SHA-256, in a fixed order."""
    listed = [{"url": "/capture", "sha256": _sha(shell_page().encode())},
              {"url": "/offline", "sha256": _sha(offline_page().encode())}]
    for folder in SHELL_FOLDERS:
        for path in sorted((STATIC / folder).rglob("*")):
            name = path.relative_to(STATIC).as_posix()
            if path.suffix in SHELL_ENDINGS and not name.startswith(NOT_IN_SHELL):
                listed.append({"url": static_url(name), "sha256": _sha(path.read_bytes())})
    return listed


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@router.get("/capture")
@router.get("/capture/{rest:path}")
def capture(rest: str = "") -> HTMLResponse:
    """The phone's one document."""
    return HTMLResponse(shell_page(), headers={"Cache-Control": "no-cache"})


@router.get("/offline")
def offline() -> HTMLResponse:
    """Kept by the worker for desk pages without a network."""
    return HTMLResponse(offline_page(), headers={"Cache-Control": "no-cache"})


@router.get("/sw.js")
def worker() -> Response:
    """The service worker with its release and the hash of every shell file in front."""
    shell = hashlib.sha256(json.dumps(shell_files()).encode()).hexdigest()[:12]
    head = f"const RELEASE = {json.dumps(shell)};\nconst SHELL = {json.dumps(shell_files())};\n"
    return Response(head + (STATIC / "sw.js").read_text(), media_type="text/javascript",
                    headers={"Cache-Control": "no-cache"})


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
