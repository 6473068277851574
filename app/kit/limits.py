"""A body that is too large is refused in words, whichever limit of the framework met it."""

from collections.abc import Awaitable, Callable

from fastapi import Request
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kit.errors import Refusal

BODY_BYTES = 2**20  # where a route names no limit of its own
Say = Callable[[Request, Refusal], Awaitable[Response]]


class TooLargeInWords:
    """The framework answers 413 as plain text, over whatever a handler says; this says it as every refusal is said."""

    def __init__(self, app: ASGIApp, say: Say):
        self.app, self.say = app, say

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        bare = False

        async def worded(message: Message) -> None:
            nonlocal bare
            if message["type"] == "http.response.start":
                kind = Headers(raw=message["headers"]).get("content-type", "")
                bare = message["status"] == 413 and kind.startswith("text/plain")
            if not bare:
                await send(message)

        await self.app(scope, receive, worded)
        if bare:
            answer = await self.say(Request(scope), TOO_LARGE)
            await answer(scope, receive, send)


TOO_LARGE = Refusal("too_large", 413, "That is more than this server takes at once, so nothing of it was kept. "
                    "Send a smaller file, or less in one go.")
