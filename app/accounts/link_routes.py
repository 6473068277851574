"""Doors for somebody who holds a link: come in by an invite, set a new password. Looking uses nothing up."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from app.accounts import easy, factors, invites, passkeys, passwords
from app.accounts.access import address_of
from app.accounts.models import OneTimeLink, User
from app.accounts.signing import first_address, signed
from app.kit.db import Db
from app.kit.errors import Refusal
from app.kit.web import answer

router = APIRouter()
Text = Annotated[str, Form(max_length=300)]
Answer = Annotated[str, Form(max_length=20_000)]


@router.get("/join/{secret}")
def join_page(request: Request, session: Db, secret: str) -> HTMLResponse:
    """Name, e-mail and password of somebody who was invited."""
    return _page(request, session, invites.INVITE, secret)


@router.post("/join/{secret}")
async def join(request: Request, secret: str, name: Text, email: Text, password: Text = "",
               passkey: Answer = "") -> Response:
    """Make the account the invite promised, with a password or a passkey, and sign in to it."""
    def made(session: Session, password_hash: str | None) -> User:
        if password_hash is None:
            return factors.join_with_passkey(request, session, secret, name, email, passkey)
        return invites.join(session, secret, name, email, password_hash)
    password = None if passkey else password
    return await _through(request, invites.INVITE, secret, password, made, name=name, email=email)


@router.get("/reset/{secret}")
def reset_page(request: Request, session: Db, secret: str) -> HTMLResponse:
    """A new password for somebody who lost theirs."""
    return _page(request, session, invites.RESET, secret)


@router.post("/reset/{secret}")
async def reset(request: Request, secret: str, password: Text) -> Response:
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
        return _shown(request, purpose, None, link)
    try:
        password_hash = None if password is None else await passwords.made(password)
        return await database.keep(_let_in, request, made, password_hash, password or "")
    except Refusal as no:
        return _shown(request, purpose, None if no.code == "link_used" else link, no, **typed)


def _let_in(session: Session, request: Request, made, password_hash: str | None, password: str) -> Response:
    user = made(session, password_hash)  # of two at one link, the second waits for the first's commit
    easy.demand(password, easy.words_of(session, user.email, user.name))
    return signed(request, session, user, first_address(request, user), is_whole=password_hash is None)


def _page(request: Request, session: Session, purpose: str, secret: str) -> HTMLResponse:
    try:
        return _shown(request, purpose, invites.looked_at(session, purpose, secret))
    except Refusal as no:
        return _shown(request, purpose, None, no)


def _shown(request: Request, purpose: str, link: OneTimeLink | None, refusal: Refusal | None = None,
           name: str = "", email: str = "") -> HTMLResponse:
    page = "accounts/join.html" if purpose == invites.INVITE else "accounts/reset.html"
    return answer(request, page, status=refusal.status if refusal else 200, link=link, refusal=refusal, name=name,
                  email=email, secret=request.path_params.get("secret", ""), no_passkeys=passkeys.why_not(request))
