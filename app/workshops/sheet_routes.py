"""The door of a sheet: filled on a phone by whoever has an audience's link, without an account or a name.

The link carries its secret behind the #, as those of accounts/link_routes.py do.
"""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts.access import address_of
from app.kit.errors import old_link
from app.kit.ids import new_secret
from app.kit.typed import Secret, secret_in, typed_of
from app.kit.web import answer, see_other
from app.workshops import commands, pages, queries
from app.workshops.forms import SheetDraft, read_sheet
from app.workshops.models import Audience, Kind, Workshop

router = APIRouter()
PAGE = "workshops/sheet.html"
HIDDEN = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}


@router.get("/w")
def open_door(request: Request) -> HTMLResponse:
    """Where a link is read from behind the #, or pasted."""
    return _hidden(answer(request, "opener.html", door="/w"))


@router.post("/w")
async def show_sheet(request: Request, secret: Secret = ""):
    """An empty sheet."""
    workshop, audience = await _door(request, secret)
    draft = SheetDraft(key=new_secret(), people="" if audience == Audience.staff else "1")
    return await run_in_threadpool(_shown, request, workshop, audience, draft, secret)


@router.post("/w/sheets")
async def take_sheet(request: Request):
    """Keep the sheet and say thanks; what is wrong is said beside it, with everything typed."""
    typed = await request.form(max_files=0, max_fields=60)
    secret = secret_in(typed_of(typed, "secret"))
    workshop, audience = await _door(request, secret)
    draft = await request.app.state.database.keep(_kept, workshop, audience, typed)
    return await run_in_threadpool(_shown, request, workshop, audience, draft, secret, not draft.errors)


@router.get("/w/{what}")
def come_back(what: str) -> Response:
    """A sheet's own address, opened again, leads to the door, and browsers take along what stands behind the #."""
    if what != "sheets":
        raise old_link()
    return see_other("/w")


def _kept(session: Session, workshop: Workshop, audience: str, typed: FormData) -> SheetDraft:
    """The sheet as it was read; it is kept if nothing is wrong with it."""
    lines = queries.lines_of(session, workshop.id)
    draft = read_sheet(typed, audience, len(lines[Kind.statement]), len(lines[Kind.priority]))
    if not draft.errors:
        commands.keep_sheet(session, workshop.id, audience, draft)
    return draft


async def _door(request: Request, secret: str) -> tuple[Workshop, str]:
    found = await request.app.state.database.keep(commands.come_in, secret, address_of(request))
    if found is None:
        raise commands.nothing_here()
    return found


def _shown(request: Request, workshop: Workshop, audience: str, draft: SheetDraft, secret: str,
           is_sent: bool = False) -> HTMLResponse:
    with request.app.state.database.read() as session:
        view = pages.sheet_view(session, workshop, audience, draft, secret, is_sent)
        return _hidden(answer(request, PAGE, status=422 if draft.errors else 200, **view))


def _hidden(page: HTMLResponse) -> HTMLResponse:
    page.headers.update(HIDDEN)
    return page
