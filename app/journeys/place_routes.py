"""The doors to places: the list, a new one, a pasted list, one place, and how few walks are kept back."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts import audit
from app.accounts.access import Admin, Manager
from app.journeys import places
from app.journeys.queries import journeys_in_force
from app.kit.db import Db
from app.kit.errors import Refusal
from app.kit.typed import fields, typed_of
from app.kit.web import answer, see_other

router = APIRouter(prefix="/places")
LIST, ONE = "journeys/places.html", "journeys/place.html"
Typed = Annotated[FormData, fields(300)]
Text = Annotated[str, Form(max_length=200_000)]


@router.get("")
def list_places(request: Request, actor: Manager, session: Db):
    """Every place, open ones first."""
    return answer(request, LIST, **_listed(session, actor))


@router.post("")
def make_place(request: Request, actor: Manager, session: Db, typed: Typed):
    """Make the place that was typed."""
    asked, wrong = _read(typed)
    if asked is None:
        return answer(request, LIST, status=422, **_listed(session, actor, _kept(typed), wrong))
    try:
        places.make_place(session, asked)
    except Refusal as no:
        return answer(request, LIST, status=no.status, **_listed(session, actor, _kept(typed), {"name": no.sentence}))
    return see_other("/places?said=added")


@router.post("/lines")
def bring_in(request: Request, actor: Manager, session: Db, lines: Text = ""):
    """Take a pasted list."""
    try:
        told = places.bring_in(session, lines)
    except Refusal as no:
        return answer(request, LIST, status=no.status, **_listed(session, actor, pasted=lines, refused=no.sentence))
    return answer(request, LIST, **_listed(session, actor, taken=told))


@router.post("/floor")
def set_floor(request: Request, actor: Admin, session: Db, walks: Text = "", people: Text = ""):
    """Set how few walks by how few people are kept back."""
    try:
        places.set_floor(session, walks, people)
    except Refusal as no:
        return answer(request, LIST, status=no.status, **_listed(session, actor, floor_wrong=no.sentence))
    audit.note(session, actor, "settings.changed", about="place_floor", walks=int(walks), people=int(people))
    return see_other("/places?said=saved")


@router.get("/{place_id}")
def show_place(request: Request, actor: Manager, session: Db, place_id: str):
    """One place, to type over."""
    known = places.place(session, place_id)
    return answer(request, ONE, **_one(session, actor, known))


@router.post("/{place_id}")
def change_place(request: Request, actor: Manager, session: Db, place_id: str, typed: Typed):
    """Say something else of it."""
    known = places.place(session, place_id)
    asked, wrong = _read(typed)
    if asked is not None:
        try:
            places.change_place(session, known, asked)
            return see_other("/places?said=saved")
        except Refusal as no:
            wrong = {"name": no.sentence}
    return answer(request, ONE, status=422, **_one(session, actor, known, _kept(typed), wrong))


@router.post("/{place_id}/closing")
def close_place(actor: Manager, session: Db, place_id: str, closed: Annotated[str, Form(max_length=8)] = "yes"):
    """Offer it to nobody any more, or again. closed: yes | no."""
    places.close_place(session, places.place(session, place_id), closed == "yes")
    return see_other("/places?said=saved")


def _read(typed: FormData):
    return places.place_of(_kept(typed), _kept(typed)["journeys"])


def _kept(typed: FormData) -> dict:
    said = {name: typed_of(typed, name) for name in ("name", "kind", "time_zone")}
    return {**said, "journeys": [str(one)[:64] for one in typed.getlist("journeys")]}


def _form(session: Session, actor, typed: dict, wrong: dict) -> dict:
    return {"typed": typed, "wrong": wrong, "kinds": [(kind.value, words) for kind, words in places.KINDS.items()],
            "zones": sorted(zone for zone in places.ZONES if "/" in zone and not zone.startswith(("Etc/", "posix/"))),
            "journeys": [one for one in journeys_in_force(session, actor) if not one["archived"]]}


def _listed(session: Session, actor, typed: dict | None = None, wrong: dict | None = None, **more) -> dict:
    blank = {"name": "", "kind": "store", "time_zone": "", "journeys": []}
    return {"places": places.every_place(session), "floor": places.floor_of(session), "floors": places.FLOOR,
            "words": places.KINDS, "pasted": "", "refused": "", "taken": None, "floor_wrong": "",
            **_form(session, actor, typed or blank, wrong or {}), **more}


def _one(session: Session, actor, known, typed: dict | None = None, wrong: dict | None = None) -> dict:
    now = {"name": known.name, "kind": known.kind, "time_zone": known.time_zone, "journeys": known.journeys}
    return {"place": known, **_form(session, actor, typed or now, wrong or {})}
