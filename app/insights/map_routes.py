"""The desk's maps: where it hurts, personas side by side, one touchpoint, planned against walked, snags."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from app.accounts.access import Manager
from app.insights.heat import SHOWN, heat_of
from app.insights.lens import Asked
from app.kit.db import Db
from app.kit.web import answer

router = APIRouter(prefix="/insights")
Choice = Annotated[str, Query(max_length=64)]


@router.get("/heat")
def heat(request: Request, actor: Manager, session: Db, lens: Asked, show: Choice = "felt",
         journey: Choice = "") -> HTMLResponse:
    """Journeys by touchpoints, touchpoints by personas, and when it was walked."""
    return answer(request, "insights/heat.html", view=heat_of(session, actor, lens, show, journey), shown=SHOWN)
