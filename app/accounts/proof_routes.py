"""Doors of the question "Is it you?": the page that asks, and the answer that goes on with what waited."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from app.accounts import signing, step_up
from app.accounts.access import Walker
from app.kit.db import Db
from app.kit.errors import Refusal
from app.kit.web import safe_next, see_other

router = APIRouter()
Text = Annotated[str, Form(max_length=300)]
Answer = Annotated[str, Form(max_length=20_000)]


@router.get("/proof")
def ask(request: Request, actor: Walker, next: str = "/") -> Response:
    """Confirm that it is you, then go on to a page."""
    to = safe_next(next)
    return see_other(to) if step_up.is_fresh(actor) else step_up.page(request, to)


Typed = Annotated[list[tuple[str, str]], Depends(step_up.waiting_fields)]


@router.post("/proof")
def prove(request: Request, actor: Walker, session: Db, typed: Typed, next: str = "/", proof_password: Text = "",
          proof_passkey: Answer = "", proof_again: Text = "") -> Response:
    """Confirm it, and go on: to a page, or with the form that waits, whose fields are in this one."""
    to = safe_next(next)
    reply = RedirectResponse(to, status_code=307 if proof_again else 303)
    if step_up.is_fresh(actor) and not (proof_password or proof_passkey):
        return reply
    try:
        step_up.prove(request, session, actor, proof_password, proof_passkey)
    except Refusal as no:
        return step_up.page(request, to, typed if proof_again else None, no, no.status)
    return signing.renewed(request, session, actor, reply, is_whole=bool(proof_passkey))
