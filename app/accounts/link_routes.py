"""Doors for somebody who holds a link: sign in once, come in by an invite, set a new password.

A link carries its secret behind the #, which no browser sends: its address gives everybody the same small page, and
that sends the secret in the body of a form (static/js/elements/desk-link.js), first to look, then to act. Looking uses
nothing up.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from app.accounts import commands, easy, factors, invites, passkeys, passwords
from app.accounts.access import address_of
from app.accounts.models import OneTimeLink, User
from app.accounts.signing import first_address, signed
from app.kit.cookies import cookie_name, hand_cookie
from app.kit.db import Db
from app.kit.errors import Refusal, old_link
from app.kit.typed import Secret
from app.kit.web import answer, see_other

router = APIRouter()
Text = Annotated[str, Form(max_length=300)]
Answer = Annotated[str, Form(max_length=20_000)]
PURPOSES = {"/sign-in": invites.SIGN_IN, "/join": invites.INVITE, "/reset": invites.RESET}
PAGES = {invites.SIGN_IN: "accounts/link.html", invites.INVITE: "accounts/join.html",
         invites.RESET: "accounts/reset.html"}
FORMS = ("session", "account", "password")
AN_HOUR = 3600


@router.get("/sign-in")
@router.get("/join")
@router.get("/reset")
def open_door(request: Request) -> HTMLResponse:
    """Where a link is read from behind the #, or pasted."""
    return answer(request, "opener.html", door=request.url.path)


@router.post("/sign-in")
@router.post("/join")
@router.post("/reset")
def look(request: Request, secret: Secret = "") -> Response:
    """What a link is: the form it leads to, or why it does not."""
    purpose = PURPOSES[request.url.path]
    with request.app.state.database.read() as session:
        try:
            return _shown(request, purpose, secret, invites.looked_at(session, purpose, secret))
        except Refusal as no:
            return _shown(request, purpose, secret, None, no)


@router.get("/sign-in/{what}")
@router.get("/join/{what}")
@router.get("/reset/{what}")
def come_back(request: Request, what: str) -> Response:
    """A form's own address, opened again, leads to its door. It has no #: a used link would go on with it."""
    if what not in FORMS:
        raise old_link()
    return see_other(request.url.path.rpartition("/")[0])


@router.post("/sign-in/session")
def sign_in(request: Request, session: Db, secret: Secret = "") -> Response:
    """Spend a one-time link and sign its user in."""
    try:
        user = session.get(User, commands.redeem_link(session, invites.SIGN_IN, secret))
    except Refusal as no:
        invites.refused(session, address_of(request), no)
        return _shown(request, invites.SIGN_IN, secret, None, no)
    return signed(request, session, user, "/")


@router.post("/join/account")
async def join(request: Request, name: Text, email: Text, secret: Secret = "", password: Text = "",
               passkey: Answer = "") -> Response:
    """Make the account the invite promised, with a password or a passkey, and sign in to it."""
    def made(session: Session, password_hash: str | None) -> User:
        if password_hash is None:
            return factors.join_with_passkey(request, session, secret, name, email, passkey)
        return invites.join(session, secret, name, email, password_hash)
    password = None if passkey else password
    return await _through(request, invites.INVITE, secret, password, made, name=name, email=email)


@router.post("/reset/password")
async def reset(request: Request, password: Text, secret: Secret = "") -> Response:
    """Set it, end every other session, and sign in."""
    def made(session: Session, password_hash: str) -> User:
        return invites.set_anew(session, secret, password_hash)
    return await _through(request, invites.RESET, secret, password, made)


async def _through(request: Request, purpose: str, secret: str, password: str | None, made, **typed) -> Response:
    """Weigh the link, hash between two short transactions, then do it; a refusal leaves the link as it was.
    password: None when something else is shown instead."""
    database = request.app.state.database
    link = await database.keep(invites.tried, purpose, secret, address_of(request))
    if isinstance(link, Refusal):
        return _shown(request, purpose, secret, None, link)
    try:
        password_hash = None if password is None else await passwords.made(password)
        return await database.keep(_let_in, request, made, password_hash, password or "")
    except Refusal as no:
        return _shown(request, purpose, secret, None if no.code == "link_used" else link, no, **typed)


def _let_in(session: Session, request: Request, made, password_hash: str | None, password: str) -> Response:
    user = made(session, password_hash)  # of two at one link, the second waits for the first's commit
    easy.demand(password, easy.words_of(session, user.email, user.name))
    return signed(request, session, user, first_address(request, user), is_whole=password_hash is None)


def _shown(request: Request, purpose: str, secret: str, link: OneTimeLink | None, refusal: Refusal | None = None,
           name: str = "", email: str = "") -> HTMLResponse:
    page = answer(request, PAGES[purpose], status=refusal.status if refusal else 200, link=link, refusal=refusal,
                  name=name, email=email, secret=secret, no_passkeys=passkeys.why_not(request))
    if link and purpose == invites.INVITE and request.app.state.settings.offers_sign_on:
        # The way out to the company is a link, for the policy lets no form lead to another site.
        hand_cookie(request, page, cookie_name(request, invites.COOKIE), secret, max_age=AN_HOUR)
    return page
