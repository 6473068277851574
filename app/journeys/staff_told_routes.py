"""Doors to the record that staff were told of the programme, and to the page that tells them."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts.access import Actor, Manager
from app.journeys import staff_told
from app.kit import clock
from app.kit.db import Db
from app.kit.errors import Refusal
from app.kit.headers import origin_of
from app.kit.qr import qr
from app.kit.typed import fields, typed_of
from app.kit.web import answer, house_of, see_other, settings_of

router = APIRouter(prefix="/staff-told")
Typed = Annotated[FormData, fields(20)]
NAMES = ("told_on", "how", "by_role", "whom", "team", "place")


@router.get("")
def show(request: Request, actor: Manager, session: Db) -> HTMLResponse:
    """Who was told, and when; what to tell them."""
    return _page(request, session, actor)


@router.get("/reminder")
def remind(request: Request, actor: Manager, session: Db) -> HTMLResponse:
    """A part of a manager's first page, until something is written down; never in the demo world."""
    told = house_of(request).is_demo or staff_told.anything(session)
    return answer(request, "journeys/_staff_reminder.html", told=told)


@router.post("")
def write_down(request: Request, actor: Manager, session: Db, form: Typed) -> Response:
    """Keep one record."""
    typed = {name: typed_of(form, name)[:400] for name in NAMES}
    try:
        staff_told.write_down(session, actor, typed, _today(request))
    except Refusal as no:
        return _page(request, session, actor, no, typed)
    return see_other("/staff-told?said=added")


@router.post("/{record_id}/removal")
def take_out(actor: Manager, session: Db, record_id: str) -> Response:
    """Take out what was written by mistake."""
    staff_told.take_out(session, actor, record_id)
    return see_other("/staff-told?said=deleted")


@router.get("/poster")
def poster(request: Request, actor: Manager, code: str = "") -> HTMLResponse:
    """One A4 page to hang up. code: yes prints a code that leads to this server."""
    link = origin_of(request.scope, settings_of(request)) if code == "yes" else ""
    return answer(request, "journeys/poster.html", head=staff_told.HEAD, words=staff_told.words(house_of(request).name),
                  link=link, squares=qr(link) if link else None)


def _today(request: Request) -> date:
    return clock.today(settings_of(request).time_zone)


def _page(request: Request, session: Session, actor: Actor, refusal: Refusal | None = None,
          typed: dict | None = None) -> HTMLResponse:
    rows = staff_told.every(session, actor)
    blank = {**dict.fromkeys(NAMES, ""), "told_on": _today(request).isoformat(), "how": "meeting"}
    return answer(request, "journeys/staff_told.html", status=refusal.status if refusal else 200, rows=rows,
                  untold=staff_told.untold(session, rows), hows=staff_told.HOWS, refusal=refusal, typed=typed or blank,
                  offers=staff_told.offers(session, actor), head=staff_told.HEAD,
                  words=staff_told.words(house_of(request).name))
