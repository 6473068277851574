"""Doors of passkeys: the question a browser puts to one, signing in with it, and adding, naming, removing one's own."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from app.accounts import audit, commands, factors, invites, passkeys, second_factor, step_up
from app.accounts.access import Actor, Halfway, Walker, address_of, is_through
from app.accounts.account_routes import account_page
from app.accounts.keys import browser_words
from app.accounts.routes import login_again
from app.accounts.signing import signed
from app.accounts.step_up import FreshWalker
from app.kit.db import Db
from app.kit.errors import Refusal, sign_in_first
from app.kit.ids import digest, new_id
from app.kit.web import safe_next, see_other

router = APIRouter()
Text = Annotated[str, Form(max_length=300)]
Answer = Annotated[str, Form(max_length=20_000)]
QUESTIONS = 300  # an hour and address; each is a row for five minutes


class QuestionIn(BaseModel):
    """What a passkey is wanted for. link, name, email: of somebody who joins."""

    model_config = ConfigDict(extra="forbid")
    purpose: Literal["sign_in", "prove", "add", "join"]
    link: str = Field("", max_length=100)
    name: str = Field("", max_length=300)
    email: str = Field("", max_length=300)


@router.post("/passkeys/questions")
def ask(request: Request, asked: QuestionIn, visitor: Halfway, session: Db) -> JSONResponse:
    """A question for the browser to put to a passkey: single use, five minutes, this browser only."""
    commands.demand_try(session, f"passkey-ask:{address_of(request)}", QUESTIONS)
    options, secret = _question(request, session, visitor, asked)
    reply = JSONResponse({"shoeleather": 1, "makes": asked.purpose in (passkeys.ADD, passkeys.JOIN),
                          "options": options})
    return passkeys.hand_over(request, reply, secret)


def _question(request: Request, session: Session, visitor: Actor | None, asked: QuestionIn) -> tuple[dict, str]:
    if asked.purpose == passkeys.SIGN_IN:
        return passkeys.ask_to_show(request, session, passkeys.SIGN_IN)
    if asked.purpose == passkeys.JOIN:
        invites.looked_at(session, invites.INVITE, asked.link)
        user_id = new_id()
        return passkeys.ask_to_make(request, session, passkeys.JOIN, user_id, commands.named(asked.name),
                                    asked.email.strip(), about=f"{digest(asked.link)} {user_id}")
    if visitor is None:
        raise sign_in_first()
    if asked.purpose == passkeys.PROVE:
        return passkeys.ask_to_show(request, session, passkeys.PROVE, visitor.user_id)
    _may_add(request, session, visitor)
    user = factors.account(session, visitor)
    return passkeys.ask_to_make(request, session, passkeys.ADD, user.id, user.name, user.email)


def _may_add(request: Request, session: Session, visitor: Actor) -> None:
    if is_through(request.app.state.settings, visitor):
        step_up.demand(visitor)
        return
    factors.may_make_first(session, visitor)
    if not step_up.is_fresh(visitor):
        raise second_factor.owed()


@router.post("/login/passkey")
def sign_in(request: Request, session: Db, passkey: Answer = "", next: Text = "/") -> Response:
    """Sign in with a passkey; who it is, the passkey says."""
    try:
        user = passkeys.shown(request, session, passkeys.SIGN_IN, passkey)
    except Refusal as no:
        audit.note(session, None, "session.refused", way="passkey", why=no.code)
        return login_again(request, "", next, no.status, no.sentence)
    return signed(request, session, user, safe_next(next), is_whole=True)


@router.post("/account/passkeys")
def add(request: Request, actor: FreshWalker, session: Db, passkey: Answer = "", name: Text = "") -> Response:
    """Keep a new passkey of one's own."""
    try:
        passkeys.made(request, session, passkeys.ADD, passkey, actor.user_id, actor.user_id,
                      name or browser_words(request.headers.get("user-agent", "")))
    except Refusal as no:
        return account_page(request, session, actor, no)
    audit.note(session, actor, "factor.made", actor.user_id, kind="passkey")
    return see_other("/account?said=passkey_added")


@router.post("/account/passkeys/{key_id}/name")
def rename(actor: Walker, session: Db, key_id: str, name: Text = "") -> RedirectResponse:
    """Call a passkey something."""
    factors.rename(session, actor, key_id, name)
    return see_other("/account?said=saved")


@router.post("/account/passkeys/{key_id}/removal")
def remove(request: Request, actor: FreshWalker, session: Db, key_id: str) -> Response:
    """Take a passkey of one's own away; the last thing to sign in with stays."""
    try:
        factors.remove(session, actor, key_id)
    except Refusal as no:
        if no.code == "not_found":
            raise
        return account_page(request, session, actor, no)
    return see_other("/account?said=passkey_removed")
