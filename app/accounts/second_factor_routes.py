"""Doors of a second factor: the page that asks somebody halfway in for a passkey, and its answers. Nothing else is open
to them but signing out."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts import audit, factors, passkeys, second_factor, signing, step_up
from app.accounts.access import Actor, Halfway, is_through
from app.accounts.keys import browser_words
from app.kit.db import Db
from app.kit.errors import Refusal, sign_in_first
from app.kit.web import answer, safe_next, see_other

router = APIRouter()
Text = Annotated[str, Form(max_length=300)]
Answer = Annotated[str, Form(max_length=20_000)]


def _signed_in(visitor: Halfway) -> Actor:
    if visitor is None:
        raise sign_in_first()
    return visitor


Asked = Annotated[Actor, Depends(_signed_in)]


@router.get(second_factor.ADDRESS)
def ask(request: Request, actor: Asked, session: Db, next: str = "/") -> Response:
    """Show your passkey, or make the first; whoever owes nothing goes on."""
    return _page(request, session, actor, next)


@router.post(f"{second_factor.ADDRESS}/proof")
def prove(request: Request, actor: Asked, session: Db, next: Text = "/", password: Text = "") -> Response:
    """Confirm by the password that it is you, long after it was typed, before the first passkey is made."""
    reply = see_other(second_factor.way_to(next))
    try:
        step_up.prove(request, session, actor, password, "")
    except Refusal as no:
        return _page(request, session, actor, next, no)
    return signing.renewed(request, session, actor, reply)


@router.post(second_factor.ADDRESS)
def show(request: Request, actor: Asked, session: Db, passkey: Answer = "", next: Text = "/") -> Response:
    """Show the passkey, and come in."""
    try:
        step_up.prove(request, session, actor, "", passkey or "none")
    except Refusal as no:
        return _page(request, session, actor, next, no)
    return signing.renewed(request, session, actor, see_other(safe_next(next)), is_whole=True)


@router.post(f"{second_factor.ADDRESS}/first")
def make(request: Request, actor: Asked, session: Db, passkey: Answer = "", next: Text = "/") -> Response:
    """Keep the first passkey of somebody who has none, and come in."""
    try:
        step_up.demand(actor)
        factors.first_passkey(request, session, actor, passkey, browser_words(request.headers.get("user-agent", "")))
    except Refusal as no:
        return _page(request, session, actor, next, no)
    audit.note(session, actor, "factor.made", actor.user_id, kind="passkey")
    return signing.renewed(request, session, actor, see_other(safe_next(next)), is_whole=True)


@router.get("/login/again")
def again(request: Request, visitor: Halfway, next: str = "/capture") -> Response:
    """Where a phone goes that must sign in again before it fetches anything: to whatever is asked of its person."""
    settings, to = request.app.state.settings, safe_next(next, "/capture")
    if visitor and not is_through(settings, visitor):
        return see_other(second_factor.way_to(to))
    if settings.offers_sign_on and (visitor or settings.second_factor == "off"):
        return see_other(f"/sso/start?next={quote(to, safe='/')}")
    return see_other(f"/login?next={quote(to, safe='/')}")


def _page(request: Request, session: Session, actor: Actor, next: str, refusal: Refusal | None = None) -> Response:
    if is_through(request.app.state.settings, actor):
        return see_other(safe_next(next))
    held = factors.factors_of(session, factors.account(session, actor))
    return answer(request, "accounts/second_factor.html", status=refusal.status if refusal else 200, refusal=refusal,
                  name=actor.name, held=held, is_fresh=step_up.is_fresh(actor), to=safe_next(next),
                  no_passkeys=passkeys.why_not(request))
