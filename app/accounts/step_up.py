"""Asking again who sits there, before a deed that could not be undone: a proof not older than a quarter of an hour.

A GET goes to the page that asks and comes back; a form is shown its own fields again, hidden, beside the question, and
is sent on with them, so that nothing typed is lost.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

from app.accounts import audit, commands, factors, passkeys, passwords
from app.accounts.access import Actor, signed_in
from app.accounts.models import Role, User
from app.kit import clock
from app.kit.errors import Refusal
from app.kit.web import answer, is_swapped, path_and_query, safe_next

FRESH = timedelta(minutes=15)
PER_HOUR = {"password": 10, "passkey": 60}
OWN_FIELDS = frozenset({"proof_password", "proof_passkey", "proof_again"})
MOST_FIELDS = 200


def is_fresh(actor: Actor) -> bool:
    """Whether this browser was proved to be this person's in the last 15 minutes."""
    return actor.proved_at is not None and clock.now() - actor.proved_at <= FRESH


def demand(actor: Actor) -> None:
    """For a deed that is dangerous only at times. Refuses: prove_it."""
    if not is_fresh(actor):
        raise Refusal("prove_it", 403, "Confirm that it is you first: your account, then do this again.",
                      address="/proof")


def fresh(role: str = Role.walker) -> Callable[..., Actor]:
    """A dependency: a browser session of at least this role whose person was proved in the last 15 minutes."""
    def check(actor: Annotated[Actor, Depends(signed_in(role))]) -> Actor:
        demand(actor)
        return actor
    check.required = f"fresh:{role}"
    return check


FreshWalker = Annotated[Actor, Depends(fresh(Role.walker))]
FreshManager = Annotated[Actor, Depends(fresh(Role.manager))]
FreshAdmin = Annotated[Actor, Depends(fresh(Role.admin))]


async def asked_again(request: Request) -> Response:
    """What a browser gets instead of the deed: the question, and after it the deed."""
    if is_swapped(request):
        return Response(status_code=204, headers={"HX-Redirect": _to_proof(urlsplit(
            request.headers.get("hx-current-url", "/")))})
    if request.method == "GET":
        return RedirectResponse(_to_proof(request.url), status_code=303)
    return page(request, path_and_query(request.url), (await waiting_fields(request))[:MOST_FIELDS], status=403)


async def waiting_fields(request: Request) -> list[tuple[str, str]]:
    """The fields of the form that waits, without the answer to the question."""
    return [(name, text) for name, text in (await request.form()).multi_items()
            if isinstance(text, str) and name not in OWN_FIELDS]


def _to_proof(url) -> str:
    return f"/proof?next={quote(safe_next(path_and_query(url)), safe='/')}"


def page(request: Request, to: str, typed: list[tuple[str, str]] | None = None, refusal: Refusal | None = None,
         status: int = 200) -> HTMLResponse:
    """The question. to: where it goes on; typed: the fields of the form that waits, None when a page waits."""
    with request.app.state.database.read() as session:
        held = factors.factors_of(session, session.get(User, request.state.actor.user_id))
    return answer(request, "accounts/proof.html", status=status, to=to, typed=typed, refusal=refusal, held=held,
                  no_passkeys=passkeys.why_not(request))


def prove(request: Request, session: Session, actor: Actor, password: str, passkey: str) -> None:
    """Show who sits there, by either. Refuses: too_many_tries, wrong_password, wrong_passkey, ask_over; commit all the
    same."""
    user, way = session.get(User, actor.user_id), "passkey" if passkey else "password"
    commands.demand_try(session, f"proof-{way}:{user.id}", PER_HOUR[way])
    try:
        if passkey:
            passkeys.shown(request, session, passkeys.PROVE, passkey, user.id)
        elif not passwords.matches(password, user.password_hash):
            raise Refusal("wrong_password", 422, "That is not your password. What you were about to do waits here.")
    except Refusal as no:
        audit.note(session, actor, "proof.refused", about=user.id, why=no.code)
        raise
