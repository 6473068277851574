"""The door of a sheet: filled on a phone by whoever has an audience's link, without an account or a name."""

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts.access import address_of
from app.kit.ids import new_secret
from app.kit.web import answer, see_other
from app.workshops import commands, pages, queries
from app.workshops.forms import SheetDraft, read_sheet
from app.workshops.models import Audience, Kind, Workshop

router = APIRouter()
PAGE = "workshops/sheet.html"
HIDDEN = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}


@router.get("/w/{secret}")
async def show_sheet(request: Request, secret: str, sent: str = ""):
    """An empty sheet, or the word that one arrived."""
    workshop, audience = await _door(request, secret)
    draft = SheetDraft(key=new_secret(), people="" if audience == Audience.staff else "1")
    return await run_in_threadpool(_shown, request, workshop, audience, draft, sent == "1")


def _shown(request: Request, workshop: Workshop, audience: str, draft: SheetDraft, is_sent: bool) -> HTMLResponse:
    with request.app.state.database.read() as session:
        return _page(request, session, workshop, audience, draft, is_sent=is_sent)


@router.post("/w/{secret}")
async def take_sheet(request: Request, secret: str):
    """Keep the sheet; what is wrong is said beside it, with everything typed."""
    workshop, audience = await _door(request, secret)
    typed = await request.form(max_files=0, max_fields=60)
    refused = await request.app.state.database.keep(_kept, request, workshop, audience, typed)
    return refused or see_other(f"/w/{secret}?sent=1")


def _kept(session: Session, request: Request, workshop: Workshop, audience: str, typed: FormData) -> Response | None:
    """None: the sheet is kept; else the page that says what is wrong."""
    lines = queries.lines_of(session, workshop.id)
    draft = read_sheet(typed, audience, len(lines[Kind.statement]), len(lines[Kind.priority]))
    if draft.errors:
        return _page(request, session, workshop, audience, draft, status=422)
    return commands.keep_sheet(session, workshop.id, audience, draft)


async def _door(request: Request, secret: str) -> tuple[Workshop, str]:
    found = await request.app.state.database.keep(commands.come_in, secret, address_of(request))
    if found is None:
        raise commands.nothing_here()
    return found


def _page(request: Request, session: Session, workshop: Workshop, audience: str, draft: SheetDraft, *,
          is_sent: bool = False, status: int = 200) -> HTMLResponse:
    page = answer(request, PAGE, status=status, **pages.sheet_view(session, workshop, audience, draft, is_sent))
    page.headers.update(HIDDEN)
    return page
