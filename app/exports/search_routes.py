"""The search page: whole, or only what was found while somebody types."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from app.accounts.access import Walker
from app.exports.search import found
from app.kit.db import Db
from app.kit.web import answer, settings_of

router = APIRouter()


@router.get("/search")
def search(request: Request, actor: Walker, session: Db, q: str = "",
           only: Annotated[str, Query(max_length=20)] = "") -> HTMLResponse:
    """Everything this person may see with these words in it."""
    return answer(request, "exports/search.html", "exports/_finds.html", found=found(session, actor, q, only),
                  zone=settings_of(request).time_zone)
