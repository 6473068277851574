"""Ask this house for one of its own pages, as somebody who only looks, and hold the answer still.

The page goes through the very view the desk uses; what must not leave is taken out of its text (still.py).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import anyio
from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from sqlmodel import select

from app.accounts.access import Actor
from app.accounts.models import Role, User
from app.exports.still import held_still, loads_of, title_of, unnamed
from app.kit.errors import Refusal, not_found

# Guesses are shown to the guesser only, so whoever looks through a link is nobody in particular.
LOOKER = Actor("", "Somebody with the link", Role.manager, "shared")
LENDABLE = re.compile(r"/(insights/(?!weights|planner|proof|measured|fixes-done|review)[^?#]+"
                      r"|walks/[^/?#]+(/table|/photos|/timeline)?|improvements/(?!new)[^/?#]+)")
NOTE = "\f"
_OWN = ("cookie", "authorization", "hx-", "accept-encoding", "if-", "range")


@dataclass
class Answer:
    """What came back: bytes and its content type."""

    status: int
    kind: str
    body: bytes


def lendable(path: str) -> str:
    """The address of a page (with its filter), if it is one that can be shared or presented. Refuses: not_a_page."""
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or ".." in parts.path or not LENDABLE.fullmatch(parts.path):
        raise Refusal("not_a_page", 422, "This page cannot be shared or shown. Journeys, touchpoints, maps, walks and "
                      "fixes can.")
    return path


def looker(teams: frozenset[str] = frozenset(), sees_all: bool = False, **_) -> Actor:
    """Somebody who only looks, as far as whoever lends the page sees. teams, sees_all: as in Actor."""
    return replace(LOOKER, teams=teams, sees_all=sees_all)


def beside(actor: Actor) -> Actor:
    """Somebody who looks over this actor's shoulder."""
    return looker(actor.teams, actor.sees_all)


async def ask(request: Request, path: str, lent: Actor, part: bool = False) -> Answer:
    """What this house answers at an address to this looker. part: as htmx asks for it."""
    parts = urlsplit(path)
    headers = [(name, value) for name, value in request.scope["headers"]
               if not name.decode("latin-1").lower().startswith(_OWN)]
    scope = {**request.scope, "method": "GET", "path": parts.path, "raw_path": parts.path.encode(),
             "query_string": parts.query.encode(), "lent": lent, "state": dict(request.scope.get("state", {})),
             "headers": headers + ([(b"hx-request", b"true")] if part else []), "path_params": {}}
    for name in ("endpoint", "route"):
        scope.pop(name, None)
    answer, sent = Answer(500, "", b""), []

    async def receive() -> dict:
        if sent:  # a file that is being sent asks again and again whether we have left; an answer would keep it busy
            await anyio.sleep_forever()
        sent.append(message := {"type": "http.request", "body": b"", "more_body": False})
        return message

    async def send(message: dict) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.kind = next((value.decode() for name, value in message["headers"] if name == b"content-type"), "")
        elif message["type"] == "http.response.body":
            answer.body += message.get("body", b"")

    await request.app.router(scope, receive, send)
    return answer


async def page_of(request: Request, path: str, lent: Actor, photo: Callable[[str], str] = str, named: bool = False,
                  note: str = "") -> tuple[str, str]:
    """(title, the page held still). lent: who looks; photo: the address a photo has here. Refuses: not_found,
    not_a_page."""
    answer = await ask(request, lendable(path), lent)
    if answer.status != 200 or not answer.kind.startswith("text/html"):
        raise not_found()
    page, parts = answer.body.decode(), {}
    for address in loads_of(page):
        part = await ask(request, address, lent, part=True)
        parts[address] = held_still(part.body.decode(), photo, {}) if part.status == 200 else ""
    still = held_still(page, photo, parts, NOTE)
    if not named:
        still = unnamed(still, await run_in_threadpool(_names, request))
    return title_of(still), still.replace(NOTE, note, 1)  # whoever lends a page is named, whatever is left out


def _names(request: Request) -> list[str]:
    with request.app.state.database.read() as session:
        return list(session.scalars(select(User.name)))
