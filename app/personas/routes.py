"""The personas room's addresses: list, make, look, revise, put away, paste and link comments."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts.access import Actor, Manager, Viewer
from app.accounts.teams import chosen
from app.kit.db import Db
from app.kit.errors import Refusal
from app.kit.typed import fields, number_of
from app.kit.web import answer, see_other, wants_part
from app.personas import commands, pages
from app.personas.drafts import checked, draft_of, read_draft, suggest_closed
from app.personas.queries import mine
from app.voice import queries as voice
from app.voice.commands import take_comment
from app.voice.drafts import comment_of

router = APIRouter(prefix="/personas")
PAGE = "personas/edit.html"
Typed = Annotated[FormData, fields(800)]
Text = Annotated[str, Form(max_length=20_000)]


@router.get("")
def list_personas(request: Request, actor: Viewer, session: Db):
    """Every persona, those in use first."""
    return answer(request, "personas/list.html", **pages.listed(session, actor))


@router.get("/new")
def new_persona(request: Request, actor: Manager, session: Db, theme: Annotated[str, Query(max_length=64)] = ""):
    """An empty form, or one begun from what customers speak of."""
    return answer(request, PAGE, **pages.form_view(session, actor, pages.begun(session, actor, theme)))


@router.post("/draft")
def suggest_new(request: Request, actor: Manager, session: Db, typed: Typed):
    """The same form with the channels ticked that this access closes. Nothing is stored."""
    return _suggested(request, session, actor, typed, None)


@router.post("")
def make_persona(request: Request, actor: Manager, session: Db, typed: Typed):
    """Make the persona that was typed."""
    draft = read_draft(typed)
    view = pages.form_view(session, actor, draft)
    asked = checked(draft, {one["id"] for one in view["journeys"]})
    if asked is None:
        return answer(request, PAGE, status=422, **view)
    persona_id = commands.make_persona(session, asked, actor.user_id, team=chosen(actor, draft.team))
    for comment_id in pages.evidence_offered(session, actor, draft.theme):
        commands.link_comment(session, persona_id, comment_id, actor.user_id)
    return see_other(f"/personas/{persona_id}?said=saved")


@router.get("/{persona_id}")
def show_persona(request: Request, actor: Viewer, session: Db, persona_id: str):
    """The persona as it stands today, and what it rests on."""
    mine(session, actor, persona_id)
    return answer(request, "personas/persona.html", **pages.one_persona(session, actor, persona_id))


@router.get("/{persona_id}/revisions/new")
def edit_persona(request: Request, actor: Manager, session: Db, persona_id: str):
    """The form with what the persona is today."""
    mine(session, actor, persona_id)
    today = pages.persona_revision(session, persona_id)
    return answer(request, PAGE, **pages.form_view(session, actor, draft_of(today), today))


@router.get("/{persona_id}/revisions/{revision}")
def show_revision(request: Request, actor: Viewer, session: Db, persona_id: str, revision: int):
    """The persona as it was: whom walks of that revision wore."""
    mine(session, actor, persona_id)
    return answer(request, "personas/revision.html", **pages.one_persona(session, actor, persona_id, revision))


@router.post("/{persona_id}/draft")
def suggest_edit(request: Request, actor: Manager, session: Db, persona_id: str, typed: Typed):
    """The same form with the channels ticked that this access closes. Nothing is stored."""
    mine(session, actor, persona_id)
    return _suggested(request, session, actor, typed, _editing(session, persona_id, typed))


@router.post("/{persona_id}/revisions")
def revise_persona(request: Request, actor: Manager, session: Db, persona_id: str, typed: Typed):
    """Save as the next revision; a save over someone else's is refused once, with everything typed kept."""
    mine(session, actor, persona_id)
    draft, editing = read_draft(typed), _editing(session, persona_id, typed)
    view = pages.form_view(session, actor, draft, editing)
    asked = checked(draft, {one["id"] for one in view["journeys"]})
    if asked is None:
        return answer(request, PAGE, status=422, **view)
    try:
        revision = commands.revise_persona(session, persona_id, editing["revision"], asked, actor.user_id)
    except Refusal as no:
        return _stale(request, session, no, view)
    said = "saved" if revision != editing["revision"] else "unchanged"
    return see_other(f"/personas/{persona_id}?said={said}")


@router.post("/{persona_id}/archive")
def archive_persona(actor: Manager, session: Db, persona_id: str, archived: Text):
    """Put a persona away, or take it out again. archived: yes | no."""
    persona = mine(session, actor, persona_id)
    (commands.archive if archived == "yes" else commands.unarchive)(session, persona)
    return see_other(f"/personas/{persona_id}?said=saved")


@router.post("/{persona_id}/comments")
def paste_comment(request: Request, actor: Manager, session: Db, persona_id: str, words: Text = "",
                  said_on: Text = "", channel: Text = "", source: Text = ""):
    """Take a customer's words in and rest this persona on them."""
    mine(session, actor, persona_id)
    typed = {"words": words, "said_on": said_on, "channel": channel, "source": source}
    asked, wrong = comment_of(typed)
    if asked:
        commands.link_comment(session, persona_id, take_comment(session, asked, actor.user_id), actor.user_id)
    return _evidence(request, session, actor, persona_id, {**typed, "errors": wrong} if wrong else None)


@router.post("/{persona_id}/evidence")
def link_comment(request: Request, actor: Manager, session: Db, persona_id: str, comment: Text):
    """Rest this persona on a comment that is here already."""
    mine(session, actor, persona_id)
    commands.link_comment(session, persona_id, voice.mine(session, actor, comment).id, actor.user_id)
    return _evidence(request, session, actor, persona_id)


@router.post("/{persona_id}/evidence/{comment_id}/removal")
def unlink_comment(request: Request, actor: Manager, session: Db, persona_id: str, comment_id: str):
    """Rest this persona on a comment no longer; the comment stays."""
    mine(session, actor, persona_id)
    commands.unlink_comment(session, persona_id, comment_id)
    return _evidence(request, session, actor, persona_id)


def _editing(session: Session, persona_id: str, typed: FormData) -> dict:
    return {**pages.persona_revision(session, persona_id), "revision": number_of(typed.get("revision"))}


def _suggested(request: Request, session: Session, actor: Actor, typed: FormData, editing: dict | None):
    draft = read_draft(typed)
    suggest_closed(draft)
    return answer(request, PAGE, "personas/_form.html", **pages.form_view(session, actor, draft, editing))


def _stale(request: Request, session: Session, no: Refusal, view: dict):
    if no.code != "stale":
        raise no
    editing = view["editing"]
    view |= {"newer": pages.since(session, editing["id"], editing["revision"]),
             "editing": {**editing, "revision": no.details["revision"]}}
    return answer(request, PAGE, status=409, **view)


def _evidence(request: Request, session: Session, actor: Actor, persona_id: str, comment: dict | None = None):
    if comment is None and not wants_part(request):
        return see_other(f"/personas/{persona_id}?said=saved#evidence")
    return answer(request, "personas/persona.html", "personas/_persona.html", status=422 if comment else 200,
                  **pages.one_persona(session, actor, persona_id, comment=comment))
