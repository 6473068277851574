"""Sign a browser in: open its session and hand over the cookies. Who may is decided by the routes."""

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from app.accounts import audit, commands, known, second_factor
from app.accounts.access import Actor
from app.accounts.models import Role, User
from app.kit.cookies import cookie_name, cookie_of, hand_cookie
from app.kit.web import see_other


def signed(request: Request, session: Session, user: User, address: str, proved: bool = True,
           most_days: int | None = None, is_whole: bool = False) -> RedirectResponse:
    """On to this address, signed in under a new secret, and known from now on to be a browser of this person; by way of
    the page that asks for a second factor, where one is owed.

    Whoever was signed in in this browser before is not any more. proved, most_days, is_whole: as in open_session."""
    commands.close_session(session, cookie_of(request))
    secret, ends = commands.open_session(session, user, request.headers.get("user-agent", ""), proved,
                                         most_days, is_whole)
    is_owed = second_factor.is_owed(request.app.state.settings, user.role, is_whole)
    reply = see_other(second_factor.way_to(address) if is_owed else address)
    hand_cookie(request, reply, cookie_name(request), secret, expires=ends)
    audit.note(session, user, "session.opened", user.id, at=request.scope["route"].path)
    hand_cookie(request, reply, cookie_name(request, known.KEY), known.made(session, user.email), max_age=known.SECONDS)
    return reply


def renewed(request: Request, session: Session, actor: Actor, reply: Response, is_whole: bool = False) -> Response:
    """This answer, to a browser that has just shown whose it is, is_whole: by two factors; its session goes on under a
    new secret."""
    secret, ends = commands.prove_session(session, actor.browser, is_whole)
    hand_cookie(request, reply, cookie_name(request), secret, expires=ends)
    return reply


def first_address(request: Request, user: User) -> str:
    """Where somebody begins: walkers, and whoever holds a phone, where walks begin; everybody else at the desk."""
    on_phone = "Mobi" in request.headers.get("user-agent", "")
    return "/capture" if on_phone or user.role == Role.walker else "/"
