"""The addresses of fixes: list, propose, look, change, bring into another state, say what it rests on."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts.access import Manager, Viewer
from app.improvements import commands, pages
from app.improvements.drafts import checked, draft_of, read_draft
from app.improvements.queries import mine
from app.kit import clock
from app.kit.db import Db
from app.kit.errors import Refusal
from app.kit.typed import fields, number_of
from app.kit.web import answer, see_other, settings_of

router = APIRouter(prefix="/improvements")
Choice = Annotated[str, Query(max_length=120)]
Text = Annotated[str, Form(max_length=4000)]
PAGE = "improvements/edit.html"
Typed = Annotated[FormData, fields(60)]


def today(request: Request) -> date:
    """The day it is in the organisation's zone."""
    return clock.today(settings_of(request).time_zone)


@router.get("")
def list_fixes(request: Request, actor: Viewer, session: Db, journey: Choice = "", state: Choice = "",
               owner: Choice = ""):
    """Every fix by how far it is."""
    asked = {"journey": journey, "state": state, "owner": owner}
    return answer(request, "improvements/list.html", **pages.listed(session, actor, today(request), asked))


@router.get("/new")
def new_fix(request: Request, actor: Manager, session: Db, journey: Choice = "", touchpoint: Choice = "",
            walk: Choice = "", comment: Choice = ""):
    """The form, with what a walk, a comment or a what-if hands over."""
    draft = read_draft(request.query_params)
    evidence = pages.prefilled(session, actor, draft, journey, touchpoint, walk, comment)
    return answer(request, PAGE, **pages.form_view(session, actor, draft, evidence=evidence))


@router.post("")
def make_fix(request: Request, actor: Manager, session: Db, typed: Typed):
    """Propose the fix that was typed."""
    draft = read_draft(typed)
    walks, comments = pages.seen(session, actor, typed.getlist("walk"), typed.getlist("comment"))
    asked = checked(draft, *pages.may_choose(session, actor))
    if asked is None:
        view = pages.form_view(session, actor, draft, evidence=(walks, comments))
        return answer(request, PAGE, status=422, **view)
    made = commands.make_improvement(session, asked, actor.user_id)
    commands.rest_on(session, made, walks, comments)
    return see_other(f"/improvements/{made}?said=saved")


@router.get("/of-comment/{comment_id}")
def of_comment(request: Request, actor: Viewer, session: Db, comment_id: str, journey: Choice = "",
               touchpoint: Choice = ""):
    """What a comment led to, as a part of any page that shows the comment; a new fix would be at that place."""
    return answer(request, "improvements/of_comment.html", "improvements/_of_comment.html",
                  **pages.led_to(session, actor, comment_id, journey, touchpoint))


@router.get("/{improvement_id}")
def show_fix(request: Request, actor: Viewer, session: Db, improvement_id: str):
    """One fix: why, what it should save, whether it worked, what it rests on."""
    return _page(request, session, actor, improvement_id)


@router.get("/{improvement_id}/edit")
def edit_fix(request: Request, actor: Manager, session: Db, improvement_id: str):
    """The form with what the fix says."""
    fix = mine(session, actor, improvement_id)
    return answer(request, PAGE, **pages.form_view(session, actor, draft_of(fix, pages.owner_words(session, fix)), fix))


@router.post("/{improvement_id}")
def revise_fix(request: Request, actor: Manager, session: Db, improvement_id: str, typed: Typed):
    """Save what was typed; over someone else's save it is refused once, with both texts on the page."""
    fix, draft = mine(session, actor, improvement_id), read_draft(typed)
    asked = checked(draft, *pages.may_choose(session, actor, fix))
    if asked is None:
        view = pages.form_view(session, actor, draft, fix)
        return answer(request, PAGE, status=422, **{**view, "version": number_of(typed.get("version"))})
    try:
        commands.revise_improvement(session, improvement_id, number_of(typed.get("version")), asked)
    except Refusal as no:
        return _stale(request, session, actor, no, fix, draft)
    return see_other(f"/improvements/{improvement_id}?said=saved")


@router.post("/{improvement_id}/turns")
def turn_fix(request: Request, actor: Manager, session: Db, improvement_id: str, state: Text = "", why: Text = "",
             done_on: Text = ""):
    """Bring the fix into another state. Refuses: why_needed, not_yet."""
    mine(session, actor, improvement_id)
    try:
        day = date.fromisoformat(done_on) if done_on else None
        commands.turn(session, improvement_id, state, why, actor.user_id, today(request), day)
    except (Refusal, ValueError) as no:
        words = getattr(no, "sentence", "Write the day as 2026-12-24.")
        return _page(request, session, actor, improvement_id, wrong=words, why=why)
    return see_other(f"/improvements/{improvement_id}?said=saved")


@router.post("/{improvement_id}/evidence")
def link(actor: Manager, session: Db, improvement_id: str, walk: Text = "", comment: Text = ""):
    """Let the fix rest on a walk or a comment."""
    mine(session, actor, improvement_id)
    commands.rest_on(session, improvement_id, *pages.seen(session, actor, [walk], [comment]))
    return see_other(f"/improvements/{improvement_id}#evidence")


@router.post("/{improvement_id}/walks/{walk_id}/removal")
def unlink_walk(actor: Manager, session: Db, improvement_id: str, walk_id: str):
    """Take a walk away from the fix."""
    commands.unlink_walk(session, mine(session, actor, improvement_id).id, walk_id)
    return see_other(f"/improvements/{improvement_id}#evidence")


@router.post("/{improvement_id}/comments/{comment_id}/removal")
def unlink_comment(actor: Manager, session: Db, improvement_id: str, comment_id: str):
    """Take a comment away from the fix."""
    commands.unlink_comment(session, mine(session, actor, improvement_id).id, comment_id)
    return see_other(f"/improvements/{improvement_id}#evidence")


def _page(request: Request, session: Session, actor: Manager, improvement_id: str, **wrong: str):
    fix = mine(session, actor, improvement_id)
    view = pages.one(session, actor, fix, today(request), **wrong)
    return answer(request, "improvements/fix.html", status=422 if wrong else 200, **view)


def _stale(request: Request, session: Session, actor: Manager, no: Refusal, fix, draft):
    if no.code != "stale":
        raise no
    session.refresh(fix)
    theirs = pages.differences(session, actor, fix, draft)
    return answer(request, PAGE, status=409, **pages.form_view(session, actor, draft, fix, theirs=theirs))
