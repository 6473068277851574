"""What was refused and smells of an attack: in the log of what was done, by its kind and page, without saying by whom.

A page of ours sends none of these, so one is worth a line; a thousand are worth no more. Counting is of this process
and takes no statement: whoever floods us fills neither the log nor the database.
"""

from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import State
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.accounts import audit
from app.accounts.commands import too_many_tries
from app.kit import clock
from app.kit.errors import Refusal

# Another site's request; more than may be sent; slower than a client sends; tries without end; an address or a form
# that no page of ours makes.
KINDS = frozenset({"cross_site", "too_large", "too_slow", "too_many_tries", "too_often", "unreadable", "http_405",
                   "http_400"})
PER_HOUR = 12  # lines of a kind


@dataclass
class Heard:
    """One kind in one hour. noted: lines; unsaid: refusals since the last line."""

    hour: int
    noted: int = 0
    unsaid: int = 0


async def note(request: Request, no: Refusal) -> None:
    """Write down a refusal of these kinds; of more than twelve an hour only how many, with the next hour's first."""
    if getattr(request.state, "suspected", False):  # the framework's own answer and ours in its place
        return
    request.state.suspected = True
    if no.code in KINDS and (times := due(request.app.state, no.code)):
        actor = getattr(request.state, "actor", None)
        await audit.note_apart(request.app.state.database, actor, "request.refused", why=no.code, times=times,
                               page=audit.brief(f"{request.method} {_page(request)}"))


def _page(request: Request) -> str:
    route = request.scope.get("route")
    if route:
        return route.path
    first, more = request.url.path.lstrip("/").partition("/")[::2]  # what follows may be the secret of an old link
    return f"/{first}/…" if more else f"/{first}"


class Watch:
    """Forms say themselves that somebody tries too often, on their own page: that is told here."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status = 0

        async def seen(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        await self.app(scope, receive, seen)
        if scope["type"] == "http" and status == 429:
            await note(Request(scope), too_many_tries())


def due(state: State, kind: str) -> int:
    """How many refusals of this kind the next line tells of; 0: no line now."""
    told: dict[str, Heard] = state.suspects
    hour = int(clock.now().timestamp() // 3600)
    heard = told.setdefault(kind, Heard(hour))
    if heard.hour != hour:
        heard.hour, heard.noted = hour, 0
    heard.unsaid += 1
    if heard.noted >= PER_HOUR:
        return 0
    times, heard.unsaid, heard.noted = heard.unsaid, 0, heard.noted + 1
    return times
