"""Doors of somebody who forgot the password: ask for a link by mail; the same answer whoever asks, for whomever."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from app.accounts import commands, posting
from app.accounts.access import address_of
from app.kit.web import answer

router = APIRouter(prefix="/forgotten")
PAGE = "accounts/forgotten.html"


@router.get("")
def forgotten(request: Request) -> HTMLResponse:
    """Where to type one's address; without mail, whom to ask."""
    return answer(request, PAGE, asked="", refusal=None)


@router.post("")
async def ask(request: Request, email: Annotated[str, Form(max_length=254)]) -> HTMLResponse:
    """Ask for a link. Whether there is such an account is found out later, by a job, so this takes as long for all."""
    if not request.app.state.settings.sends_mail:
        return answer(request, PAGE, asked="", refusal=None)
    allowed = await request.app.state.database.keep(posting.ask, email, address_of(request))
    if not allowed:
        no = commands.too_many_tries()
        return answer(request, PAGE, status=no.status, asked="", refusal=no)
    return answer(request, PAGE, asked=email.strip(), refusal=None)
