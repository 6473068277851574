"""Doors of sharing and showing: make a link, look through it, take it back; a page to present."""

from html import escape
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from app.accounts.access import Manager, Viewer, address_of, sight_of
from app.exports import inside, shares
from app.kit.cookies import cookie_name, cookie_of, hand_cookie
from app.kit.db import Db
from app.kit.errors import Refusal, old_link
from app.kit.headers import origin_of
from app.kit.typed import Secret
from app.kit.web import answer, see_other, settings_of, static_url

router = APIRouter()
Page = Annotated[str, Query(alias="page", max_length=2000)]
HIDDEN = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
COOKIE = "share-"  # and the id: one browser may hold several
OLD = 43  # letters of a secret, where an old link had it


@router.get("/shares")
def list_shares(request: Request, actor: Manager, session: Db, said: str = "") -> HTMLResponse:
    """Every link that lends a page, who made it and when it was last opened."""
    return answer(request, "exports/shares.html", rows=shares.rows(session), said=said,
                  zone=settings_of(request).time_zone)


@router.get("/shares/new")
async def new_share(request: Request, actor: Manager, page: Page) -> HTMLResponse:
    """What a link to this page would lend, before it is made."""
    title, _ = await inside.page_of(request, page, inside.beside(actor))
    return answer(request, "exports/share_new.html", shown=page, title=title, days=shares.DAYS)


@router.post("/shares")
def make_share(request: Request, actor: Manager, session: Db, page: Annotated[str, Form(max_length=2000)],
               title: Annotated[str, Form(max_length=300)], days: Annotated[int, Form()],
               named: Annotated[bool, Form()] = False) -> HTMLResponse:
    """Make the link; it is shown once."""
    lent = shares.make(session, actor, inside.lendable(page), title, days, named)
    link = f"{origin_of(request.scope, request.app.state.settings)}/s/{lent}"
    return answer(request, "exports/share_made.html", status=201, link=link, title=title, shown=page,
                  time=shares.DAYS[days], named=named)


@router.post("/shares/{share_id}/removal")
def end_share(actor: Manager, session: Db, share_id: str) -> Response:
    """Take a link back."""
    shares.take_back(session, actor, share_id)
    return see_other("/shares?said=taken_back")


@router.get("/s/{share_id}")
async def look(request: Request, share_id: str) -> HTMLResponse:
    """The page a link lends, held still, for a browser that has shown the link; any other is asked for it."""
    if len(share_id) == OLD:
        raise old_link()
    if not (secret := cookie_of(request, COOKIE + share_id)):
        return await run_in_threadpool(_opener, request)
    share, by, lent = await _opened(request, share_id, secret)
    try:
        _, page = await inside.page_of(request, share.path, lent, lambda one: _photo(share, one), share.named,
                                       _note(request, share, by))
    except Refusal:
        raise shares.nothing_here() from None
    return HTMLResponse(page, headers=HIDDEN)


@router.post("/s/{share_id}")
async def open_share(request: Request, share_id: str, secret: Secret = "") -> Response:
    """Take a link's secret; from now on this browser is shown the page, until the link ends."""
    share, _, _ = await _opened(request, share_id, secret)
    is_script = request.headers.get("prefer") == "return=minimal"  # it loads the page itself, and keeps the address
    reply = Response(status_code=204) if is_script else see_other(request.url.path)
    hand_cookie(request, reply, cookie_name(request, COOKIE + share_id), secret, expires=share.expires_at)
    return reply


@router.get("/s/{share_id}/photos/{photo_id}/{rendition}.jpg")
async def look_at_photo(request: Request, share_id: str, photo_id: str, rendition: str, k: str = "") -> Response:
    """A photo that stands on the shared page."""
    share, _, lent = await _opened(request, share_id, cookie_of(request, COOKIE + share_id))
    name = f"{photo_id}/{rendition}.jpg"
    if not shares.is_signed(share, name, k):
        raise shares.nothing_here()
    found = await inside.ask(request, f"/photos/{name}", lent)
    if found.status != 200:
        raise shares.nothing_here()
    return Response(found.body, media_type=found.kind, headers=HIDDEN)


@router.get("/present")
async def present(request: Request, actor: Viewer, page: Page) -> HTMLResponse:
    """A page to show to others: without navigation and without the names of walkers."""
    _, still = await inside.page_of(request, page, inside.beside(actor))
    return HTMLResponse(still, headers=HIDDEN)


def _opener(request: Request) -> HTMLResponse:
    page = answer(request, "opener.html", door=request.url.path)
    page.headers.update(HIDDEN)
    return page


async def _opened(request: Request, share_id: str, secret: str):
    """The share, who lent it, and who looks: as far as the lender sees by now."""
    found, sight = await request.app.state.database.keep(_found, share_id, secret, address_of(request))
    if found is None:
        raise shares.nothing_here()
    return *found, inside.looker(**sight)


def _found(session: Session, share_id: str, secret: str, address: str):
    found = shares.opened(session, share_id, secret, address)
    return found, sight_of(session, found[0].made_by) if found else {}


def _note(request: Request, share: shares.Share, by: str) -> str:
    return (f'<p class="lent">Shown to you by {escape(by)}, to read only, until {share.expires_at:%-d %B %Y}.'
            f'{"" if share.named else " Names of walkers are left out."}</p>'
            f'<script nonce="{request.state.nonce}" type="module" src="{static_url("js/elements/desk-link.js")}">'
            '</script>')


def _photo(share: shares.Share, address: str) -> str:
    name = address.removeprefix("/photos/").partition("?")[0]
    return f"/s/{share.id}/photos/{name}?k={shares.signed(share, name)}"
