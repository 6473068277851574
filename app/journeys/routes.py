"""The journeys room's addresses: list, make, look, revise, put away, set a published figure beside."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import ValidationError
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts import audit
from app.accounts.access import Manager, Viewer
from app.accounts.teams import chosen
from app.journeys import commands, pages
from app.journeys.drafts import arrange, checked, draft_of, read_draft
from app.journeys.figures import measure_of, read_value
from app.journeys.forms import FigureIn
from app.journeys.queries import mine
from app.journeys.starters import STARTERS, starter
from app.kit.db import Db
from app.kit.errors import Refusal
from app.kit.typed import fields, number_of
from app.kit.web import answer, see_other, wants_part

router = APIRouter(prefix="/journeys")
PAGE, FORM = "journeys/edit.html", "journeys/_form.html"
Typed = Annotated[FormData, fields(800)]
Text = Annotated[str, Form(max_length=400)]


@router.get("")
def list_journeys(request: Request, actor: Viewer, session: Db):
    """Every journey, those in use first."""
    return answer(request, "journeys/list.html", **pages.listed(session, actor))


@router.get("/new")
def new_journey(request: Request, actor: Manager, start: str | None = None):
    """Choose what to start from, then the form."""
    if start is None:
        return answer(request, "journeys/starters.html", starters=STARTERS)
    return answer(request, PAGE, **pages.form_view(starter(start)))


@router.post("/draft")
def arrange_new(request: Request, actor: Manager, typed: Typed):
    """The same form with a row added, moved or taken out. Nothing is stored."""
    return _arranged(request, typed, None)


@router.post("")
def make_journey(request: Request, actor: Manager, session: Db, typed: Typed):
    """Make the journey that was typed."""
    draft = read_draft(typed)
    asked = checked(draft)
    if asked is None:
        return answer(request, PAGE, status=422, **pages.form_view(draft))
    made = commands.make_journey(session, asked, actor.user_id, team=chosen(actor, typed.get("team")))
    return see_other(f"/journeys/{made}?said=saved")


@router.get("/{journey_id}")
def show_journey(request: Request, actor: Viewer, session: Db, journey_id: str):
    """The journey as it stands today."""
    mine(session, actor, journey_id)
    return answer(request, "journeys/journey.html", **pages.one_journey(session, journey_id))


@router.get("/{journey_id}/revisions/new")
def edit_journey(request: Request, actor: Manager, session: Db, journey_id: str):
    """The form with what the journey says today."""
    mine(session, actor, journey_id)
    today = pages.journey_revision(session, journey_id)
    return answer(request, PAGE, **pages.form_view(draft_of(today), today))


@router.get("/{journey_id}/revisions/{revision}")
def show_revision(request: Request, actor: Viewer, session: Db, journey_id: str, revision: int):
    """The journey as it was: what walks of that revision keep."""
    mine(session, actor, journey_id)
    return answer(request, "journeys/revision.html", **pages.one_journey(session, journey_id, revision))


@router.post("/{journey_id}/draft")
def arrange_edit(request: Request, actor: Manager, session: Db, journey_id: str, typed: Typed):
    """The same form with a row added, moved or taken out. Nothing is stored."""
    mine(session, actor, journey_id)
    return _arranged(request, typed, _editing(session, journey_id, typed))


@router.post("/{journey_id}/revisions")
def revise_journey(request: Request, actor: Manager, session: Db, journey_id: str, typed: Typed):
    """Save as the next revision; a save over someone else's is refused once, with everything typed kept."""
    mine(session, actor, journey_id)
    draft, editing = read_draft(typed), _editing(session, journey_id, typed)
    asked = checked(draft)
    if asked is None:
        return answer(request, PAGE, status=422, **pages.form_view(draft, editing))
    try:
        revision = commands.revise_journey(session, journey_id, editing["revision"], asked, actor.user_id)
    except Refusal as no:
        return _stale(request, session, no, draft, editing)
    said = "saved" if revision != editing["revision"] else "unchanged"
    return see_other(f"/journeys/{journey_id}?said={said}")


@router.post("/{journey_id}/archive")
def archive_journey(actor: Manager, session: Db, journey_id: str, archived: Text):
    """Put a journey away, or take it out again. archived: yes | no."""
    journey = mine(session, actor, journey_id)
    (commands.archive if archived == "yes" else commands.unarchive)(session, journey)
    return see_other(f"/journeys/{journey_id}?said=saved")


@router.post("/{journey_id}/figures")
def add_figure(request: Request, actor: Manager, session: Db, journey_id: str, touchpoint: Text,
               organisation: Text = "", measure: Text = "", value: Text = "", source: Text = "", dated: Text = ""):
    """Set a published figure beside a touchpoint."""
    mine(session, actor, journey_id)
    typed = {"organisation": organisation, "measure": measure, "value": value, "source": source, "dated": dated}
    wrong = _figure_errors(typed)
    if not wrong:
        key = measure_of(measure)
        commands.add_figure(session, journey_id, touchpoint, FigureIn(
            **{**typed, "measure": key, "value": read_value(key, value)}))
        audit.note(session, actor, "figure.added", journey_id)
    return _figures(request, session, journey_id, touchpoint, {**typed, "errors": wrong} if wrong else None)


@router.post("/{journey_id}/figures/{figure_id}/removal")
def remove_figure(request: Request, actor: Manager, session: Db, journey_id: str, figure_id: str, touchpoint: Text):
    """Take a published figure away."""
    mine(session, actor, journey_id)
    commands.remove_figure(session, journey_id, figure_id)
    audit.note(session, actor, "figure.removed", journey_id)
    return _figures(request, session, journey_id, touchpoint, None)


def _editing(session: Session, journey_id: str, typed: FormData) -> dict:
    today = pages.journey_revision(session, journey_id)
    return {**today, "revision": number_of(typed.get("revision"))}


def _arranged(request: Request, typed: FormData, editing: dict | None):
    draft = read_draft(typed)
    fresh = arrange(draft, str(typed.get("do", "")))
    return answer(request, PAGE, FORM, **pages.form_view(draft, editing, fresh))


def _stale(request: Request, session: Session, no: Refusal, draft, editing: dict):
    if no.code != "stale":
        raise no
    newer = pages.since(session, editing["id"], editing["revision"])
    now = {**editing, "revision": no.details["revision"]}
    return answer(request, PAGE, status=409, **pages.form_view(draft, now, newer=newer))


def _figures(request: Request, session: Session, journey_id: str, touchpoint: str, typed: dict | None):
    figure = {"touchpoint": touchpoint, **typed} if typed else None
    if not figure and not wants_part(request):
        return see_other(f"/journeys/{journey_id}?said=saved#official-{touchpoint}")
    view = pages.one_journey(session, journey_id, figure=figure)
    point = next((one for one in view["journey"]["touchpoints"] if one["id"] == touchpoint), None)
    return answer(request, "journeys/journey.html", "journeys/_official.html", status=422 if figure else 200,
                  point=point, **view)


def _figure_errors(typed: dict[str, str]) -> dict[str, str]:
    wrong = {name: sentence for name, sentence in (
        ("organisation", "Whose figure is it?"), ("measure", "What was measured?"),
        ("value", "What is the figure?"), ("source", "Say where it was published, so that anyone can check it."),
        ("dated", "Say when, such as 2020 or March 2023.")) if not typed[name].strip()}
    if "value" not in wrong and "measure" not in wrong:
        try:
            read_value(measure_of(typed["measure"]), typed["value"])
        except ValueError:
            wrong["value"] = "Write a time as minutes and seconds, such as 23:32; a count as a whole number."
    if not wrong:
        try:
            FigureIn(**typed)
        except ValidationError as problem:
            wrong[str(problem.errors()[0]["loc"][0])] = "That is too long. Say it in fewer words."
    return wrong
