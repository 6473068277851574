"""The house put together: middleware, mounts, and the one list of rooms."""

import gc
import importlib
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, partial
from pathlib import Path
from pkgutil import iter_modules
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from sqlalchemy.exc import DataError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute

from app import pwa
from app.accounts import abroad, denials, organisation, second_factor, step_up, suspects
from app.accounts.access import Actor, may_of
from app.accounts.provider import Provider
from app.journeys.queries import has_any
from app.kit import jobs
from app.kit.addresses import UNKEPT, Readable
from app.kit.assets import RELEASE, Static
from app.kit.blobs import Folder
from app.kit.db import Database
from app.kit.errors import Refusal, not_found
from app.kit.fetch import Outbound
from app.kit.headers import SameOrigin, SecurityHeaders
from app.kit.limits import BODY_BYTES, TOO_LARGE, TooLargeInWords
from app.kit.mail import Post
from app.kit.steady import SteadyBodies
from app.kit.told import document
from app.kit.web import path_and_query, render
from app.settings import Settings
from app.walks.phones import last_heard
from app.walks.reviews import count_waiting

ROOMS = ("accounts", "journeys", "voice", "personas", "walks", "improvements", "workshops", "insights",
         "exports", "care", "demo")
# Looked through in this order: phones call most. Every other `*_routes.py` of a room follows.
FIRST_DOORS = ("sync", "photo_routes", "api", "routes")

log = logging.getLogger("shoeleather")


def build(settings: Settings | None = None) -> FastAPI:
    """The application for these settings; nothing is opened before its lifespan begins."""
    settings = settings or Settings()
    app = FastAPI(title="Shoeleather", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json",
                  lifespan=_lifespan)
    app.state.settings = settings
    app.state.database = Database(settings.database)
    app.state.outbound = Outbound(settings)
    app.state.provider = Provider(settings, app.state.outbound)
    app.state.blobs = Folder(settings.data_dir / "blobs")
    app.state.post = Post(settings)
    app.state.database.lay(blobs=app.state.blobs, settings=settings, post=app.state.post)  # jobs know only that
    app.state.may = may_of
    app.state.house = lambda: _house(app)
    app.state.waiting = lambda: _waiting(app)
    app.state.has_journeys = lambda actor: _has_journeys(app, actor)
    app.state.heard = last_heard
    app.state.suspects = {}
    abroad.send(settings)
    app.router.routes.extend(_addresses())
    app.openapi = partial(document, app)
    app.mount(f"/static/{RELEASE}", Static(), name="static")
    app.add_middleware(GZipMiddleware, minimum_size=700, compresslevel=6)
    app.add_middleware(TooLargeInWords, say=_refused)
    app.add_middleware(Readable, say=_refused)
    app.add_middleware(SameOrigin, settings=settings, tell=suspects.note)
    app.add_middleware(suspects.Watch)
    app.add_middleware(SteadyBodies, settings=settings, say=_refused)
    _stamp_all(app, settings)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(DataError, _unkept)
    app.add_exception_handler(Exception, _broken)
    return app


def _stamp_all(app: FastAPI, settings: Settings) -> None:
    # Around the whole stack and not in it: the answer to something broken is made outside every added middleware.
    inner = app.build_middleware_stack
    app.build_middleware_stack = lambda: SecurityHeaders(inner(), settings)


@cache
def _addresses() -> list[BaseRoute]:
    # Once a process: for every app that includes a room the framework would work all its addresses out anew, on the
    # first request. The limit is here and not on the app, whose own answers outside every middleware, without words.
    rooms = APIRouter(max_body_size=BODY_BYTES)
    for module in _doors():
        if hasattr(module, "router"):
            rooms.include_router(module.router)
    rooms.include_router(pwa.router)
    return rooms.routes


def _doors():
    rooms = {room: {each.name for each in iter_modules([str(Path(__file__).parent / room)])} for room in ROOMS}
    later = sorted({door for doors in rooms.values() for door in doors if door.endswith("_routes")} - {*FIRST_DOORS})
    for door in (*FIRST_DOORS, *later, "jobs"):
        for room, doors in rooms.items():
            if door in doors:
                yield importlib.import_module(f"app.{room}.{door}")


def _house(app: FastAPI) -> organisation.House:
    with app.state.database.read() as session:
        return organisation.house(session, app.state.settings)


def _waiting(app: FastAPI) -> int:
    with app.state.database.read() as session:
        return count_waiting(session)


def _has_journeys(app: FastAPI, actor: Actor) -> bool:
    with app.state.database.read() as session:
        return has_any(session, actor)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    stop = threading.Event()
    worker = threading.Thread(target=jobs.work, args=(app.state.database, stop), daemon=True, name="worker")
    if app.state.settings.worker:
        worker.start()
    _settle()
    yield
    stop.set()
    if worker.is_alive():
        worker.join(timeout=10)
    app.state.database.dispose()


@cache
def _settle() -> None:
    """Let the collector leave alone what is here at the start: it is here to stay."""
    # Once a process: an app frozen while it is open is never taken away, and tests open thousands.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _wants_json(request: Request) -> bool:
    return (request.url.path.startswith(("/api/", "/devices"))
            or "text/html" not in request.headers.get("accept", "text/html"))


async def _refused(request: Request, no: Refusal):
    if no.code in ("prove_it", "second_factor") and not _wants_json(request):
        return await (step_up.asked_again if no.code == "prove_it" else second_factor.asked)(request)
    if no.status == 403:
        await denials.note(request)
    await suspects.note(request, no)
    if no.status == 401 and request.method == "GET" and not _wants_json(request):
        return RedirectResponse(f"/login?next={quote(path_and_query(request.url), safe='/')}", status_code=303)
    if _wants_json(request):
        return JSONResponse(no.as_json(), status_code=no.status, headers=no.details.get("headers"))
    return _page(request, no)


async def _http_error(request: Request, error: HTTPException):
    if error.status_code == 404:
        return await _refused(request, not_found())
    if error.status_code == 413:
        return await _refused(request, TOO_LARGE)
    words = {400: "What you sent could not be read. Look at its form, then try again.",
             405: "That cannot be done at this address.", 415: "This address does not read that kind of content."}
    return await _refused(request, Refusal(f"http_{error.status_code}", error.status_code,
                                           words.get(error.status_code, "That could not be done."),
                                           **({"headers": error.headers} if error.headers else {})))


async def _unreadable(request: Request, error: RequestValidationError):
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
    return await _refused(request, Refusal("unreadable", 422, f"{where}: {first['msg']}.", path=where))


async def _unkept(request: Request, error: DataError):
    return await _refused(request, UNKEPT)


async def _broken(request: Request, error: Exception):
    route = request.scope.get("route")  # its path and not the address: that may hold what is somebody's own
    log.exception("%s %s failed", request.method, route.path if route else "an address without a route")
    return await _refused(request, Refusal("broken", 500, "Something broke on our side. What you sent was not "
                                           "changed; try again, and tell your admin if it stays."))


def _page(request: Request, no: Refusal):
    from fastapi.responses import HTMLResponse
    return HTMLResponse(render(request, "error.html", {"refusal": no}), status_code=no.status,
                        headers=no.details.get("headers"))
