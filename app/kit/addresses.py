"""An address nobody can mean: a byte of value nought in its path is refused before any room looks for it.

In a query it is only a word nobody finds; where PostgreSQL minds it, the refusal is UNKEPT.
"""

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from app.kit.errors import Refusal
from app.kit.limits import Say

NOUGHT = Refusal("unreadable", 422, "This address, or something in it, holds an invisible character that nothing here "
                 "can have. Type it anew.")
UNKEPT = Refusal("unreadable", 422, "Something you sent cannot be kept, such as an invisible character or a number out "
                 "of all bounds. Nothing was changed; take it out and send it again.")


class Readable:
    """Answers such a request at once. say: how a refusal is said."""

    def __init__(self, app: ASGIApp, say: Say):
        self.app, self.say = app, say

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "\0" in scope["path"]:
            answer = await self.say(Request(scope), NOUGHT)
            await answer(scope, receive, send)
            return
        await self.app(scope, receive, send)
