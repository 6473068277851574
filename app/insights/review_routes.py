"""The reviewer's list: what waits, and one decision after the other. What is decided lives in `app/walks`."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from app.accounts.access import Actor, Manager
from app.insights.reviews import one_of, queue_of
from app.kit.db import Db
from app.kit.errors import Refusal
from app.kit.web import answer, see_other, settings_of, wants_part
from app.walks import deadlines, review_page, reviews

router = APIRouter(prefix="/reviews")
Choice = Annotated[str, Query(max_length=64)]
Words = Annotated[str, Form(max_length=4000)]


@router.get("")
def queue(request: Request, actor: Manager, session: Db, state: Choice = "", done: Choice = "") -> HTMLResponse:
    """What waits for a review, oldest first; other states by `state`."""
    return _page(request, session, actor, state, done)


@router.post("/deadline")
def set_deadline(request: Request, actor: Manager, session: Db, days: Annotated[str, Form(max_length=64)] = "",
                 ) -> Response:
    """How many working days a review may take."""
    try:
        deadlines.set_days(session, actor.user_id, days)
    except Refusal as no:
        return _page(request, session, actor, refusal=no)
    return see_other("/reviews")


@router.post("/{walk_id}/reviewer")
def take(request: Request, actor: Manager, session: Db, walk_id: str,
         mine: Annotated[str, Form(max_length=64)] = "") -> Response:
    """Take a walk to review it (`mine` yes), or give it back."""
    deadlines.take(session, actor.user_id, review_page.walk_of(session, actor, walk_id), mine == "yes")
    if not wants_part(request):
        return see_other("/reviews")
    return _row(request, session, actor, walk_id)


@router.post("/{walk_id}")
def decide(request: Request, actor: Manager, session: Db, walk_id: str, state: Annotated[str, Form(max_length=64)] = "",
           why: Words = "", seen: Annotated[int | None, Form()] = None) -> Response:
    """Decide about one walk of the list; state `undo` takes one's own newest decision back."""
    walk = review_page.walk_of(session, actor, walk_id)
    try:
        reviews.settle(session, actor.user_id, walk, state, why, seen)
    except Refusal as no:
        session.rollback()
        return _refused(request, session, actor, walk_id, no, state=state, why=why)
    if not wants_part(request):
        return see_other(f"/reviews?done={quote(walk_id, safe='')}")
    return _row(request, session, actor, walk_id, is_settled=state != reviews.UNDO)


def _row(request: Request, session: Session, actor: Actor, walk_id: str, status: int = 200, refusal: str = "",
         is_settled: bool = False, **typed: str) -> HTMLResponse:
    zone = settings_of(request).time_zone
    one = one_of(session, actor, zone, walk_id, refusal, **typed)
    return answer(request, "insights/review_row.html", status=status, one=one, is_settled=is_settled,
                  waiting=reviews.count_waiting(session), zone=zone)


def _refused(request: Request, session: Session, actor: Actor, walk_id: str, no: Refusal, **typed: str) -> Response:
    if not wants_part(request):
        return _page(request, session, actor, refusal=no)
    return _row(request, session, actor, walk_id, no.status, no.sentence, **typed)


def _page(request: Request, session: Session, actor: Actor, state: str = "", done: str = "",
          refusal: Refusal | None = None) -> HTMLResponse:
    zone = settings_of(request).time_zone
    return answer(request, "insights/reviews.html", status=refusal.status if refusal else 200,
                  queue=queue_of(session, actor, zone, state, done), refusal=refusal.sentence if refusal else "",
                  zone=zone)
