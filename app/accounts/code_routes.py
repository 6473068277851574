"""Doors of the eight-digit code: shown where somebody is signed in, typed in the app on the Home Screen."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from app.accounts import audit, codes
from app.accounts.access import Visitor, Walker, address_of
from app.accounts.signing import signed
from app.kit.db import Db
from app.kit.errors import Refusal
from app.kit.web import answer, safe_next, see_other

router = APIRouter()
Text = Annotated[str, Form(max_length=300)]


@router.get("/account/code")
def offer(request: Request, actor: Walker) -> HTMLResponse:
    """What the code is for, and the button that makes one; looking makes none."""
    return answer(request, "accounts/code.html", digits="")


@router.post("/account/code")
def show(request: Request, actor: Walker, session: Db) -> HTMLResponse:
    """Eight digits, shown once."""
    return answer(request, "accounts/code.html", status=201, digits=codes.made(session, actor))


@router.get("/login/code")
def ask(request: Request, visitor: Visitor, next: str = "/capture") -> Response:
    """Where the code is typed."""
    to = safe_next(next, "/capture")
    return see_other(to) if visitor else answer(request, "accounts/code_in.html", next=to, refusal=None)


@router.post("/login/code")
def sign_in(request: Request, session: Db, code: Text, next: Text = "/capture") -> Response:
    """Sign in by a code. It is another browser's word, so what is dangerous still asks who sits there."""
    to = safe_next(next, "/capture")
    try:
        user = codes.redeemed(session, code, address_of(request))
    except Refusal as no:
        audit.note(session, None, "session.refused", way="code", why=no.code)
        return answer(request, "accounts/code_in.html", status=no.status, next=to, refusal=no)
    return signed(request, session, user, to, proved=False)
