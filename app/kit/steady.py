"""Bodies that hardly come are not waited for: a client that drips a byte now and then holds nothing of ours for long.

Only the time spent waiting for the client counts, so a server that is busy itself cuts nobody off. Heads and silent
connections end a floor below, where the bytes arrive (care/patience.py).
"""

import asyncio
from collections.abc import Awaitable, Callable

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kit.errors import Refusal
from app.settings import Settings

TOO_SLOW = Refusal("too_slow", 408, "What you sent came too slowly, so nothing of it was kept. Try again where the "
                   "connection is better.")


class SteadyBodies:
    """Cut a body off that is slower than `body_rate` bytes a second after `body_grace` seconds, or takes longer than
    `body_seconds` in all; the answer is 408, and the connection ends with it."""

    def __init__(self, app: ASGIApp, settings: Settings, say: Callable[[Request, Refusal], Awaitable[Response]]):
        self.app, self.settings, self.say = app, settings, say

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = _Body(receive, self.settings)
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            if body.is_cut and not begun:
                return
            begun = True
            await send(message)

        try:
            await self.app(scope, body.receive, sent)
        except Exception:
            if not body.is_cut or begun:
                raise
        if body.is_cut and not begun:
            answer = await self.say(Request(scope), TOO_SLOW)
            MutableHeaders(raw=answer.raw_headers)["Connection"] = "close"
            await answer(scope, receive, send)


class _Body:
    def __init__(self, receive: Receive, settings: Settings):
        self.source, self.settings = receive, settings
        self.bytes, self.waited, self.is_whole, self.is_cut = 0, 0.0, False, False

    async def receive(self) -> Message:
        if self.is_whole:
            return await self.source()
        if self.is_cut:
            return {"type": "http.disconnect"}
        begun = asyncio.get_running_loop().time()
        may = min(self.settings.body_seconds,
                  self.settings.body_grace + self.bytes / self.settings.body_rate) - self.waited
        try:
            message = await asyncio.wait_for(self.source(), max(may, 0.01))
        except TimeoutError:
            self.is_cut = True
            return {"type": "http.disconnect"}
        self.waited += asyncio.get_running_loop().time() - begun
        self.bytes += len(message.get("body", b""))
        self.is_whole = not message.get("more_body", False)
        return message
