"""The addresses of workshops on the desk: list, make, look, open and close, group answers, let them go."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.datastructures import FormData

from app.accounts.access import Manager, Viewer
from app.accounts.teams import chosen
from app.kit.db import Db
from app.kit.errors import Refusal
from app.kit.headers import origin_of
from app.kit.typed import fields
from app.kit.web import answer, see_other
from app.workshops import commands, pages
from app.workshops.forms import WorkshopDraft, read_workshop
from app.workshops.models import Audience
from app.workshops.queries import mine, told

router = APIRouter(prefix="/workshops")
PAGE = "workshops/edit.html"
Typed = Annotated[FormData, fields(2 * pages.TOGETHER + 20)]


@router.get("")
def list_workshops(request: Request, actor: Viewer, session: Db):
    """Every workshop with its n."""
    return answer(request, "workshops/list.html", **pages.listed(session, actor))


@router.get("/new")
def new_workshop(request: Request, actor: Manager):
    """The form, with four statements and five things that matter to begin with."""
    return answer(request, PAGE, **pages.form_view(WorkshopDraft()))


@router.post("")
def make_workshop(request: Request, actor: Manager, session: Db, typed: Typed):
    """Make the workshop that was typed."""
    draft = read_workshop(typed)
    if draft.errors:
        return answer(request, PAGE, status=422, **pages.form_view(draft))
    made = commands.make_workshop(session, draft, actor.user_id, team=chosen(actor, draft.team))
    return see_other(f"/workshops/{made}")


@router.get("/views")
def show_views(request: Request, actor: Viewer, session: Db):
    """Three views of the same thing, of the newest workshop that has them: a part of pages on gaps."""
    return answer(request, "workshops/views.html", "workshops/_views.html", **pages.newest_views(session, actor))


@router.get("/{workshop_id}")
def show_workshop(request: Request, actor: Viewer, session: Db, workshop_id: str):
    """What the three audiences say, and the links."""
    return answer(request, "workshops/workshop.html", **pages.one(session, mine(session, actor, workshop_id)))


@router.get("/{workshop_id}/edit")
def edit_workshop(request: Request, actor: Manager, session: Db, workshop_id: str):
    """The form with what the workshop asks."""
    return answer(request, PAGE, **pages.edit_view(session, mine(session, actor, workshop_id)))


@router.post("/{workshop_id}")
def revise_workshop(request: Request, actor: Manager, session: Db, workshop_id: str, typed: Typed):
    """Save what was typed. Once sheets are in, only the name."""
    workshop, draft = mine(session, actor, workshop_id), read_workshop(typed)
    try:
        if not draft.errors:
            commands.revise_workshop(session, workshop, draft)
            return see_other(f"{workshop.href}?said=saved")
    except Refusal as no:
        draft.errors["statements"] = no.sentence
    return answer(request, PAGE, status=422, **pages.edit_view(session, workshop, draft))


@router.post("/{workshop_id}/doors")
def open_doors(request: Request, actor: Manager, session: Db, workshop_id: str,
               days: Annotated[int, Form()] = 1, audience: Annotated[str, Form(max_length=20)] = "all"):
    """New links, as QR codes, shown once."""
    workshop = mine(session, actor, workshop_id)
    wanted = [one.value for one in Audience] if audience == "all" else [audience]
    secrets = commands.open_doors(session, workshop_id, wanted, days)
    origin = origin_of(request.scope, request.app.state.settings)
    return answer(request, "workshops/links.html", status=201, **pages.links_view(workshop, origin, secrets, days))


@router.post("/{workshop_id}/doors/again")
def show_again(request: Request, actor: Manager, session: Db, workshop_id: str,
               audience: Annotated[str, Form(max_length=20)] = ""):
    """The code of one audience once more: a new link that lasts as long as the one it ends."""
    workshop = mine(session, actor, workshop_id)
    origin = origin_of(request.scope, request.app.state.settings)
    secrets = commands.show_again(session, workshop_id, audience)
    return answer(request, "workshops/links.html", status=201, **pages.links_view(workshop, origin, secrets))


@router.post("/{workshop_id}/closing")
def close_workshop(actor: Manager, session: Db, workshop_id: str, closed: Annotated[bool, Form()] = True):
    """Take no more sheets, or take them again."""
    workshop = mine(session, actor, workshop_id)
    commands.set_closed(session, workshop, closed)
    return see_other(f"{workshop.href}?said=saved")


@router.get("/{workshop_id}/screen")
def show_screen(request: Request, actor: Manager, session: Db, workshop_id: str):
    """What the room sees while sheets come in."""
    view = pages.screen_view(session, mine(session, actor, workshop_id))
    return answer(request, "workshops/screen.html", "workshops/_screen.html", **view)


@router.get("/{workshop_id}/themes")
def group_answers(request: Request, actor: Manager, session: Db, workshop_id: str,
                  question: Annotated[str, Query(max_length=20)] = ""):
    """Answers with a place for the name of a theme beside each."""
    view = pages.themes_view(session, mine(session, actor, workshop_id), question)
    return answer(request, "workshops/themes.html", **view)


@router.post("/{workshop_id}/themes")
def name_themes(actor: Manager, session: Db, workshop_id: str, typed: Typed):
    """Keep the themes that were typed."""
    workshop = mine(session, actor, workshop_id)
    themes = {name[6:]: (str(typed.get(f"was-{name[6:]}", "")), str(words)) for name, words in typed.items()
              if name.startswith("theme-")}
    commands.name_themes(session, told(session, workshop).answers, themes)
    return see_other(f"{workshop.href}/themes?said=saved" if typed.get("more") else f"{workshop.href}#themes")


@router.post("/{workshop_id}/answers/removal")
def delete_answers(actor: Manager, session: Db, workshop_id: str):
    """Delete every sheet; the questions and links stay."""
    workshop = mine(session, actor, workshop_id)
    commands.empty(session, workshop.id)
    return see_other(f"{workshop.href}?said=deleted")


@router.post("/{workshop_id}/removal")
def delete_workshop(actor: Manager, session: Db, workshop_id: str):
    """Delete the workshop with its sheets."""
    commands.remove(session, mine(session, actor, workshop_id).id)
    return see_other("/workshops?said=deleted")
