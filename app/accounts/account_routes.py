"""Doors of one's own account: name, password, what one is signed in with, tokens, light or dark."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from app.accounts import commands, factors, keys, own, passkeys, sso
from app.accounts.access import Actor, Walker
from app.accounts.signing import renewed
from app.accounts.step_up import FreshWalker
from app.kit.cookies import cookie_name, hand_cookie
from app.kit.db import Db
from app.kit.errors import Refusal
from app.kit.web import answer, see_other, theme_of

router = APIRouter(prefix="/account")
Text = Annotated[str, Form(max_length=300)]
THEMES = {"": "As the device says", "light": "Light", "dark": "Dark"}


@router.get("")
def show_account(request: Request, actor: Walker, session: Db) -> HTMLResponse:
    """Your name, password, browsers, phones and tokens."""
    return account_page(request, session, actor)


@router.post("/name")
def rename(request: Request, actor: Walker, session: Db, name: Text) -> Response:
    """Say how you are called."""
    try:
        own.rename(session, actor, name)
    except Refusal as no:
        return account_page(request, session, actor, no)
    return see_other("/account?said=saved")


@router.post("/password")
def change_password(request: Request, actor: Walker, session: Db, password: Text, old: Text = "") -> Response:
    """A new password; every other browser is signed out, and this one goes on under a new secret."""
    try:
        own.change_password(session, actor, old, password)
    except Refusal as no:
        if no.code == "prove_it":
            raise
        return account_page(request, session, actor, no)
    return renewed(request, session, actor, see_other("/account?said=password_changed"))


@router.post("/keys/{key_id}/removal")
def let_go(actor: FreshWalker, session: Db, key_id: str) -> Response:
    """Cut off a browser, a phone or a token of yours."""
    keys.let_go(session, actor.user_id, key_id)
    return see_other("/account?said=cut_off_one")


@router.post("/tokens")
def make_token(request: Request, actor: FreshWalker, session: Db, scope: Text) -> HTMLResponse:
    """A token for a program of yours; shown once."""
    try:
        secret = own.make_token(session, actor, scope)
    except Refusal as no:
        return account_page(request, session, actor, no)
    return answer(request, "accounts/token_made.html", status=201, secret=secret, words=own.TOKENS[scope],
                  days=commands.TOKEN_DAYS[scope])


@router.post("/theme")
def choose_theme(request: Request, actor: Walker, theme: Text = "") -> Response:
    """Light, dark, or as the device says, for this browser."""
    reply = see_other("/account?said=saved")
    hand_cookie(request, reply, cookie_name(request, "theme"), theme if theme in THEMES else "", max_age=400 * 86_400)
    return reply


def account_page(request: Request, session: Db, actor: Actor, refusal: Refusal | None = None) -> HTMLResponse:
    """One's own account, with why something was not done."""
    heard = request.app.state.heard(session)
    return answer(request, "accounts/account.html", status=refusal.status if refusal else 200, refusal=refusal,
                  user=factors.account(session, actor), held=keys.held_by(session, actor.user_id, heard, actor.browser),
                  company=sso.own_identity(session, actor.user_id),
                  no_passkeys=passkeys.why_not(request), keys=passkeys.passkeys_of(session, actor.user_id),
                  tokens=own.TOKENS, themes=THEMES, chosen=theme_of(request))
