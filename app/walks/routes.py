"""Doors at the desk: withdraw a walk, take that back, make it practice; bring in a phone's rescue file."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import JSONResponse, RedirectResponse
from sqlmodel import Session

from app.accounts.access import Actor, Admin, Walker
from app.kit.db import Db
from app.kit.errors import Refusal, not_found
from app.kit.told import BROWSER, told
from app.kit.web import answer, see_other
from app.walks import commands, queries, rescue
from app.walks.models import Walk
from app.walks.told import Brought

router = APIRouter()


def _own(session: Session, actor: Actor, walk_id: str) -> Walk:
    walk = session.exec(queries.visible(actor).where(Walk.id == walk_id, Walk.walker_id == actor.user_id)).first()
    if walk is None:
        raise not_found("walk")
    return walk


def _back(walk: Walk) -> RedirectResponse:
    return see_other(f"/walks/{walk.id}")


@router.post("/walks/{walk_id}/withdrawal")
def withdraw(walk_id: str, actor: Walker, session: Db) -> RedirectResponse:
    """Withdraw one's own walk: hidden at once, erased after 30 days."""
    walk = _own(session, actor, walk_id)
    commands.withdraw(session, walk)
    return _back(walk)


@router.delete("/walks/{walk_id}/withdrawal")
@router.post("/walks/{walk_id}/restoration")
def restore(walk_id: str, actor: Walker, session: Db) -> RedirectResponse:
    """Take a withdrawal back; the second address is for forms, which know no DELETE."""
    walk = _own(session, actor, walk_id)
    commands.restore(session, walk)
    return _back(walk)


@router.post("/walks/{walk_id}/practice")
def practise(walk_id: str, actor: Walker, session: Db, practice: Annotated[bool, Form()] = True) -> RedirectResponse:
    """Make one's own walk practice, which never counts; `practice=false` makes it count again."""
    walk = _own(session, actor, walk_id)
    commands.count(session, walk, practice)
    return _back(walk)


@router.get("/walks/rescue")
def rescue_page(request: Request, actor: Admin):
    """The page that takes a rescue file."""
    return answer(request, "walks/rescue.html", report=None, refusal=None)


@router.post("/walks/rescue", max_body_size=rescue.FILE_BYTES)
def bring_in_by_form(request: Request, actor: Admin, session: Db, file: UploadFile):
    """Bring a rescue file in and say what was in it."""
    try:
        report = rescue.bring_in(session, request.app.state.blobs, actor.user_id, file.file)
    except Refusal as no:
        return answer(request, "walks/rescue.html", status=no.status, report=None, refusal=no.sentence)
    return answer(request, "walks/rescue.html", report=report.as_json(), refusal=None)


@router.post("/api/v1/rescue", max_body_size=rescue.FILE_BYTES,
             **told(Brought, 400, 403, 409, 413, 507, by=(BROWSER,)))
def bring_in(request: Request, actor: Admin, session: Db, file: UploadFile) -> JSONResponse:
    """The same for programs: multipart field `file`. Refuses: not_a_rescue_file, broken_file, too_large."""
    report = rescue.bring_in(session, request.app.state.blobs, actor.user_id, file.file)
    return JSONResponse(report.as_json())
