"""Doors beside a walk: decide about it, take that back, talk, and answer for the team of a touchpoint."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from app.accounts.access import Actor, Manager, Walker
from app.kit.db import Db
from app.kit.errors import Refusal, forbidden
from app.kit.web import answer, see_other, settings_of, wants_part
from app.walks import review_page, reviews, talk
from app.walks.models import Walk

router = APIRouter(prefix="/walks/{walk_id}")
Id = Annotated[str, Form(max_length=64)]
EMPTY = {"state": "", "why": "", "words": "", "reply": ""}
Words = Annotated[str, Form(max_length=4000)]


@router.get("/review")
def show_review(request: Request, actor: Walker, session: Db, walk_id: str,
                about: Annotated[str, Query(max_length=64)] = "") -> HTMLResponse:
    """State, history, talk and hints of a walk, as a part of its page."""
    return _shown(request, session, actor, review_page.walk_of(session, actor, walk_id), about=about)


@router.post("/review")
def decide(request: Request, actor: Manager, session: Db, walk_id: str, state: Id = "", why: Words = "",
           seen: Annotated[int | None, Form()] = None) -> Response:
    """Decide about a walk; state `undo` takes one's own newest decision back."""
    walk = review_page.walk_of(session, actor, walk_id)
    return _done(request, session, actor, walk, lambda: reviews.settle(
        session, actor.user_id, walk, state, why, seen), state=state, why=why)


@router.post("/messages")
def talk_about(request: Request, actor: Walker, session: Db, walk_id: str, words: Words = "",
               about: Id = "") -> Response:
    """Say something beside a walk, as its walker or as a manager."""
    walk = review_page.walk_of(session, actor, walk_id)
    if not review_page.may_talk(actor, walk):
        raise forbidden()
    return _done(request, session, actor, walk, lambda: talk.say(
        session, actor.user_id, walk, words, about, places=review_page.places(session, walk)), about=about, words=words)


@router.post("/replies")
def reply(request: Request, actor: Manager, session: Db, walk_id: str, words: Words = "", about: Id = "") -> Response:
    """Answer for the team of a touchpoint of this walk."""
    walk = review_page.walk_of(session, actor, walk_id)
    return _done(request, session, actor, walk, lambda: talk.say(
        session, actor.user_id, walk, words, about, places=review_page.places(session, walk), as_team=True),
        about=about, reply=words)


def _done(request: Request, session: Session, actor: Actor, walk: Walk, deed, **typed: str) -> Response:
    try:
        deed()
    except Refusal as no:
        session.rollback()
        return _shown(request, session, actor, walk, status=no.status, refusal=no.sentence, **typed)
    return _shown(request, session, actor, walk) if wants_part(request) else see_other(f"/walks/{walk.id}/review")


def _shown(request: Request, session: Session, actor: Actor, walk: Walk, status: int = 200, about: str = "",
           refusal: str = "", **typed: str) -> HTMLResponse:
    return answer(request, "walks/review.html", "walks/_review.html", status=status, refusal=refusal,
                  typed={**EMPTY, **typed}, beside=review_page.beside(session, actor, walk, about),
                  zone=settings_of(request).time_zone)
