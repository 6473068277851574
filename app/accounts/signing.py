"""Sign a browser in: open its session and hand over the cookies. Who may is decided by the routes."""

from fastapi import Request
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from app.accounts import commands, known
from app.accounts.access import cookie_name, is_https
from app.accounts.models import Role, User
from app.kit.web import see_other


def signed(request: Request, session: Session, user: User, address: str) -> RedirectResponse:
    """On to this address, signed in, and known from now on to be a browser of this person."""
    secret, ends = commands.open_session(session, user, request.headers.get("user-agent", ""))
    reply = see_other(address)
    reply.set_cookie(cookie_name(request), secret, expires=ends, path="/", httponly=True, samesite="lax",
                     secure=is_https(request))
    reply.set_cookie(known.cookie_name(request), known.made(session, user.email), max_age=known.SECONDS, path="/",
                     httponly=True, samesite="lax", secure=is_https(request))
    return reply


def first_address(request: Request, user: User) -> str:
    """Where somebody begins: walkers, and whoever holds a phone, where walks begin; everybody else at the desk."""
    on_phone = "Mobi" in request.headers.get("user-agent", "")
    return "/capture" if on_phone or user.role == Role.walker else "/"
