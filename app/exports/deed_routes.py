"""The page of what was done, for admins."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from app.accounts.access import Admin
from app.exports import deeds
from app.kit.db import Db
from app.kit.web import answer, settings_of

router = APIRouter()
Said = Annotated[str, Query(max_length=64)]


@router.get("/deeds")
def list_deeds(request: Request, actor: Admin, session: Db, deed: Said = "", who: Said = "", day: Said = "",
               before: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0) -> HTMLResponse:
    """What was done, newest first, by kind, person and day."""
    choice, zone = deeds.Choice(deed, who, day, before), settings_of(request).time_zone
    return answer(request, "exports/deeds.html", log=deeds.page_of(session, choice, zone), asked=choice.fields(),
                  query=urlencode(choice.fields()), zone=zone)
