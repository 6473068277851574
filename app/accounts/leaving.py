"""What leaves the house is written down before its first byte does."""

import re

from fastapi import Request
from starlette.responses import Response

from app.accounts import audit
from app.accounts.access import Actor

_CHOICE = re.compile(r"[\w:.,+-]{1,48}")


async def left(request: Request, actor: Actor, answer: Response, table: str, form: str, of: str) -> Response:
    """This answer, once it is noted who took what, through which filter, and how many rows where that is known."""
    rows = answer.headers.get("x-rows")
    await audit.note_apart(request.app.state.database, actor, "export.made", _plain(of), table=_plain(table), form=form,
                           rows=int(rows) if rows else None,
                           filter=[f"{_plain(name)}={_plain(word)}" for name, word in request.query_params.items()
                                   if name != "of" and word][:20])
    return answer


def _plain(choice: str) -> str:
    return choice if not choice or _CHOICE.fullmatch(choice) else "…"
