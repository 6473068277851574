"""Pages and fragments: one template, rendered whole or as the part htmx asked for."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.kit import filters
from app.kit.assets import RELEASE
from app.kit.assets import STATIC as STATIC
from app.kit.cookies import cookie_of
from app.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"


def static_url(path: str) -> str:
    """The immutable address of a static file: /static/<release>/path."""
    return f"/static/{RELEASE}/{path}"


def dom_id(noun: str, key: object = "") -> str:
    """The id of a thing's one root element, e.g. dom_id('walk', 7) → 'walk-7'."""
    return f"{noun}-{key}" if key != "" else noun


def environment() -> jinja2.Environment:
    """The one template environment: always escaping, undefined names are errors."""
    made = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True,
                              undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals.update(static_url=static_url, dom_id=dom_id, release=RELEASE)
    made.filters.update(filters.ALL)
    return made


ENVIRONMENT = environment()


def wants_part(request: Request) -> bool:
    """True when htmx asks for a fragment, and not for a whole page it restores from history or boosts."""
    return is_swapped(request) and request.headers.get("hx-request-type", "partial") == "partial"


def is_swapped(request: Request) -> bool:
    """True when htmx puts the answer, or a part it picks out of it, into the page that is open."""
    headers = request.headers
    return (headers.get("hx-request") == "true" and headers.get("hx-boosted") != "true"
            and headers.get("hx-history-restore-request") != "true")


def house_of(request: Request):
    """What the organisation says of itself (accounts.organisation.House), looked up once a request."""
    if getattr(request.state, "house", None) is None:
        request.state.house = request.app.state.house()
    return request.state.house


def settings_of(request: Request) -> Settings:
    """The settings in force: name and zone as the organisation keeps them, the rest as the environment says."""
    return house_of(request).settings


def theme_of(request: Request) -> str:
    """light or dark as this browser chose, '' as its device says."""
    return cookie_of(request, "theme")


def render(request: Request, template: str, view: Mapping[str, Any]) -> str:
    """The text of a template with what every page may use: request, nonce, actor, may, theme, swapped."""
    actor, house = getattr(request.state, "actor", None), house_of(request)
    context = {"request": request, "nonce": request.state.nonce, "settings": house.settings,
               "actor": actor, "may": request.app.state.may(actor), "demo": house.is_demo,
               "theme": theme_of(request), "swapped": is_swapped(request), **view}
    return ENVIRONMENT.get_template(template).render(context)


def answer(request: Request, page: str, part: str | None = None, *, status: int = 200, **view) -> HTMLResponse:
    """The page, or its part when htmx asked for it. `Vary` keeps the two apart in every cache."""
    template = part if part and wants_part(request) else page
    return HTMLResponse(render(request, template, view), status_code=status, headers={"Vary": "HX-Request"})


def see_other(address: str) -> RedirectResponse:
    """303 after a form did its work."""
    return RedirectResponse(address, status_code=303)


def path_and_query(url) -> str:
    """What was asked for, with its filter, so that a link to a state of a page survives what comes between."""
    return f"{url.path}?{url.query}" if url.query else url.path


def safe_next(address: str | None, default: str = "/") -> str:
    """A local path to go on to; anything that could leave this site becomes the default."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return default
    return default if any(ord(letter) < 33 or letter == "\\" for letter in address) else address
