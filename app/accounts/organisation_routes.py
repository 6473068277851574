"""Doors of an admin to the organisation: its name, time zone and languages, and whether mail works."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from app.accounts import organisation, posting
from app.accounts.access import Admin
from app.accounts.languages import LANGUAGES
from app.kit.db import Db
from app.kit.errors import Refusal, not_found
from app.kit.web import answer, house_of, see_other

router = APIRouter(prefix="/organisation")
Text = Annotated[str, Form(max_length=300)]
Ticked = Annotated[list[str], Form(max_length=100)]


@router.get("")
def show(request: Request, actor: Admin, session: Db) -> HTMLResponse:
    """What the organisation says of itself, and its mail."""
    return _page(request, session)


@router.post("")
def change(request: Request, actor: Admin, session: Db, name: Text = "", time_zone: Text = "",
           languages: Ticked = (), sure: Text = "") -> Response:
    """Keep name, zone and languages; another zone only once somebody read what it does."""
    typed = {"name": name, "time_zone": time_zone, "languages": languages}
    try:
        said = organisation.read(name, time_zone, languages)
        zone = said[1]
        if zone != house_of(request).settings.time_zone and sure != time_zone:
            return _page(request, session, typed=typed, moves=zone)
        organisation.keep(session, actor, house_of(request), said)
    except Refusal as no:
        return _page(request, session, no, typed)
    return see_other("/organisation?said=saved")


@router.post("/mail")
def try_mail(request: Request, actor: Admin, session: Db, to: Text = "") -> HTMLResponse:
    """Send a letter, to see whether mail works."""
    try:
        letter = posting.mail_test(session, actor, to)
    except Refusal as no:
        return _page(request, session, mail_refusal=no, to=to)
    session.flush()
    return _page(request, session, letter=posting.became(session, letter), to=to)


@router.get("/letters/{letter_id}")
def show_letter(request: Request, actor: Admin, session: Db, letter_id: str) -> HTMLResponse:
    """What became of one letter, as a part."""
    letter = posting.became(session, letter_id)
    if letter is None:
        raise not_found("letter")
    return answer(request, "accounts/letter.html", "accounts/_letter.html", letter=letter)


def _page(request: Request, session: Session, refusal: Refusal | None = None, typed: dict | None = None,
          moves: str = "", mail_refusal: Refusal | None = None, letter=None, to: str = "") -> HTMLResponse:
    no, now = refusal or mail_refusal, house_of(request)
    return answer(request, "accounts/organisation.html", status=no.status if no else 200, refusal=refusal, house=now,
                  typed=typed or {"name": now.name, "time_zone": now.settings.time_zone, "languages": now.languages},
                  moves=moves, zones=organisation.ZONES, all_languages=LANGUAGES,
                  letters=posting.lately(session), mail_refusal=mail_refusal, letter=letter, to=to or "")
