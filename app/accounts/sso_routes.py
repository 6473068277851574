"""Doors of company sign-on: out to the provider, back from it, and connecting it with one's own account."""

from typing import Annotated

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.accounts import audit, invites, sso
from app.accounts.access import Actor, Walker, address_of, halfway_of_cookie, is_through
from app.accounts.account_routes import account_page
from app.accounts.models import SignOn
from app.accounts.provider import Known, Provider
from app.accounts.step_up import FreshWalker
from app.kit.cookies import cookie_of
from app.kit.db import Db
from app.kit.errors import Refusal
from app.kit.web import answer, safe_next, see_other

router = APIRouter()
Long = Annotated[str, Query(max_length=4000)]
AT_ONCE = CapacityLimiter(8)  # threads that may wait for a provider; a silent one must not hold all of ours


@router.get("/sso/start")
async def start(request: Request, to: Long = sso.SIGN_IN, next: Long = "",
                invite: Long = "") -> Response:
    """Out to the provider. to: sign_in | join | connect | prove; invite: which one, by its id."""
    provider = sso.provider_of(request)
    try:
        secret, there = await _begun(request, provider, to, next, invite)
    except Refusal as no:
        return await _refused(request, no)
    return sso.hand_over(request, RedirectResponse(there, status_code=303), secret)


@router.get("/sso/callback")
async def come_back(request: Request, code: Long = "", state: Long = "", iss: Long = "",
                    error: Long = "") -> Response:
    """Back from the provider; a code, a state and a cookie are each used once."""
    provider, secret = sso.provider_of(request), cookie_of(request, sso.COOKIE)
    try:
        begun, known = await _vouched(request, provider, secret, code, state, iss, error)
        return await request.app.state.database.keep(_ended, request, secret, begun, known)
    except Refusal as no:
        return await _refused(request, no)


@router.get("/account/company")
def show_connection(request: Request, actor: Walker, session: Db) -> HTMLResponse:
    """Is that you? Asked before company sign-on is connected."""
    waiting = sso.waiting(session, cookie_of(request, sso.COOKIE), actor)
    return answer(request, "accounts/company.html", label=waiting.label)


@router.post("/account/company")
def connect(request: Request, actor: FreshWalker, session: Db) -> Response:
    """Connect company sign-on with one's own account."""
    try:
        sso.confirm(session, cookie_of(request, sso.COOKIE), actor)
    except Refusal as no:
        return account_page(request, session, actor, no)
    return see_other("/account?said=connected")


@router.post("/account/company/removal")
def disconnect(request: Request, actor: FreshWalker, session: Db) -> Response:
    """Come in by the company no more."""
    try:
        sso.disconnect(session, actor)
    except Refusal as no:
        return account_page(request, session, actor, no)
    return see_other("/account?said=disconnected")


# No session of the database is held while a provider is waited for, so the actor is looked up where it is needed.
def _asking(request: Request, session: Session) -> Actor | None:
    visitor = halfway_of_cookie(session, cookie_of(request))
    request.state.actor = visitor if visitor and is_through(request.app.state.settings, visitor) else None
    return visitor


def _ended(session: Session, request: Request, secret: str, begun: SignOn, known: Known) -> Response:
    return sso.ended(request, session, secret, begun, known, _asking(request, session))


async def _begun(request: Request, provider: Provider, to: str, next: str, invite: str) -> tuple[str, str]:
    await to_thread.run_sync(provider.announced, limiter=AT_ONCE)  # a provider that is down is told here, not there

    def made(session: Session) -> tuple[str, str]:
        purpose, user_id = _what_for(to, _asking(request, session), request.state.actor, invite)
        link = _invited(request, session, invite) if purpose == sso.JOIN else ""
        return purpose, sso.begin(session, address_of(request), purpose, safe_next(next, ""), user_id, link)
    purpose, secret = await request.app.state.database.keep(made)
    return secret, provider.door(*(sso.worked_out(secret, what) for what in ("state", "nonce", "verifier")),
                                 anew=purpose == sso.PROVE)


def _what_for(to: str, visitor: Actor | None, actor: Actor | None, invite: str) -> tuple[str, str | None]:
    if to == sso.JOIN and invite:
        return sso.JOIN, None
    # Who owes a second factor may prove who they are, and connect nothing.
    if (to == sso.PROVE and visitor) or (to == sso.CONNECT and actor):
        return to, visitor.user_id
    return sso.SIGN_IN, None


def _invited(request: Request, session: Session, invite: str) -> str:
    """The secret of that invite, which its page left with this browser: the address only says which one is meant."""
    secret = cookie_of(request, invites.COOKIE)
    if invites.looked_at(session, invites.INVITE, secret).id != invite:
        raise invites.over()
    return secret


async def _vouched(request: Request, provider: Provider, secret: str, code: str, state: str, iss: str,
                   error: str) -> tuple[SignOn, Known]:
    begun = await request.app.state.database.keep(sso.spent, secret, state)

    def asked() -> Known:
        provider.came_back(iss)
        if error or not code:
            raise Refusal("sso_declined", 403, f"{provider.name} did not let you in. Try again; if it stays, ask "
                          "whoever looks after your company account.")
        known = provider.redeemed(code, *(sso.worked_out(secret, what) for what in ("verifier", "nonce")))
        return provider.told_more(known)
    return begun, await to_thread.run_sync(asked, limiter=AT_ONCE)


async def _refused(request: Request, no: Refusal) -> Response:
    await audit.note_apart(request.app.state.database, None, "session.refused", way="company", why=no.code)
    return answer(request, "accounts/company_refused.html", status=no.status, refusal=no)
