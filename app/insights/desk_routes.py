"""The desk's pages of many walks: a journey's summary, the planner, the weights and what they would change."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from app.accounts.access import Manager
from app.insights.planner import plan_of
from app.insights.summaries import summary_of
from app.kit.db import Db
from app.kit.web import answer

router = APIRouter(prefix="/insights")
Choice = Annotated[str, Query(max_length=64)]
Revision = Annotated[int | None, Query(ge=1, lt=2**31)]


@router.get("/journeys/{journey_id}")
def summary(request: Request, actor: Manager, session: Db, journey_id: str, revision: Revision = None,
            weights: Choice = "", only: Choice = "") -> HTMLResponse:
    """What all walks of a journey say together, by one revision and one weight set."""
    view = summary_of(session, actor, journey_id, revision, weights, only)
    return answer(request, "insights/summary.html", view=view)


@router.get("/planner")
def planner(request: Request, actor: Manager, session: Db, journey: Choice = "",
            touchpoint: Choice = "") -> HTMLResponse:
    """How many walks show a change, and how sure today's order is."""
    return answer(request, "insights/planner.html", plan=plan_of(session, actor, journey, touchpoint))
