"""Doors to everything about one person: for oneself, and for an admin who answers a request."""

from collections.abc import Iterator
from contextlib import ExitStack

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, StreamingResponse
from sqlmodel import Session

from app.accounts import audit
from app.accounts.access import Actor, Admin, Walker
from app.accounts.people import person
from app.accounts.step_up import FreshAdmin, FreshWalker
from app.care import everything
from app.kit import clock
from app.kit.db import Database, Db
from app.kit.web import answer

router = APIRouter()
HEADERS = {"Content-Disposition": 'attachment; filename="shoeleather-about-one-person-{day}.zip"',
           "Cache-Control": "private, no-store"}
_ways: dict[tuple[str, str], tuple[int, int]] = {}  # (who asks, about whom) → (things written, all of them)


@router.get("/account/everything")
def about_me(request: Request, actor: Walker, session: Db) -> HTMLResponse:
    """What is held about oneself, and taking it along."""
    return _page(request, session, actor, actor.user_id)


@router.get("/account/everything.zip")
async def take_mine(request: Request, actor: FreshWalker) -> StreamingResponse:
    """All of it as a ZIP."""
    return await _sent(request, actor, actor.user_id)


@router.get("/people/{user_id}/everything")
def about_them(request: Request, actor: Admin, session: Db, user_id: str) -> HTMLResponse:
    """What is held about somebody who asks for it."""
    return _page(request, session, actor, user_id)


@router.get("/people/{user_id}/everything.zip")
async def take_theirs(request: Request, actor: FreshAdmin, user_id: str) -> StreamingResponse:
    """All of it as a ZIP, for an admin to hand on."""
    return await _sent(request, actor, user_id)


def _page(request: Request, session: Db, actor: Actor, user_id: str) -> HTMLResponse:
    user = person(session, user_id)
    return answer(request, "care/everything.html", "care/_way.html", person=user, own=user_id == actor.user_id,
                  held=everything.held(session, user_id), way=_ways.get((actor.user_id, user_id)))


async def _sent(request: Request, actor: Actor, user_id: str) -> StreamingResponse:
    state = request.app.state
    kept, session, total = await run_in_threadpool(_opened, state.database, user_id)
    await audit.note_apart(state.database, actor, "subject.exported", about=user_id)
    body = _counted((actor.user_id, user_id), total, session, state.blobs, kept)
    headers = {name: words.format(day=clock.now().date()) for name, words in HEADERS.items()}
    return StreamingResponse(body, media_type="application/zip", headers=headers)


def _opened(database: Database, user_id: str) -> tuple[ExitStack, Session, int]:
    with ExitStack() as opened:
        session = opened.enter_context(database.read())
        total = sum(everything.held(session, user_id).values())
        return opened.pop_all(), session, total


def _counted(way: tuple[str, str], total: int, session, blobs, kept: ExitStack) -> Iterator[bytes]:
    def told(n: int) -> None:
        done, _ = _ways.get(way, (0, total))
        _ways[way] = (min(done + n, total), total)
    with kept:
        _ways[way] = (0, total)
        try:
            yield from everything.packed(session, blobs, way[1], told)
        finally:
            _ways.pop(way, None)
