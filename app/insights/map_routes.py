"""The desk's maps: where it hurts, personas side by side, one touchpoint, planned against walked, snags."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from app.accounts.access import Viewer
from app.insights.compare import SORTS, compare_of
from app.insights.course_page import COUNTED, course_of_many
from app.insights.heat import SHOWN, heat_of
from app.insights.lens import Asked
from app.insights.snags import snags_of
from app.insights.touchpoint_page import touchpoint_of
from app.insights.ways import ways_of
from app.kit.db import Db
from app.kit.web import answer

router = APIRouter(prefix="/insights")
Choice = Annotated[str, Query(max_length=64)]
Name = Annotated[str, Query(max_length=200)]


@router.get("/heat")
def heat(request: Request, actor: Viewer, session: Db, lens: Asked, show: Choice = "felt",
         journey: Choice = "") -> HTMLResponse:
    """Journeys by touchpoints, touchpoints by personas, and when it was walked."""
    return answer(request, "insights/heat.html", view=heat_of(session, actor, lens, show, journey), shown=SHOWN)


@router.get("/journeys/{journey_id}/touchpoints/{touchpoint}")
def touchpoint_page(request: Request, actor: Viewer, session: Db, lens: Asked, journey_id: str,
                    touchpoint: str) -> HTMLResponse:
    """One touchpoint over all its walks."""
    view = touchpoint_of(session, actor, lens, journey_id, touchpoint)
    return answer(request, "insights/touchpoint.html", view=view)


@router.get("/journeys/{journey_id}/touchpoints/{touchpoint}/ways")
def touchpoint_ways(request: Request, actor: Viewer, session: Db, lens: Asked, journey_id: str, touchpoint: str,
                    way: Choice = "") -> HTMLResponse:
    """The ways walkers went there, as a part of its page."""
    view = ways_of(session, actor, lens, journey_id, touchpoint, way)
    return answer(request, "insights/touchpoint_ways.html", "insights/_touchpoint_ways.html", ways=view, lens=lens)


@router.get("/journeys/{journey_id}/compare")
def compare(request: Request, actor: Viewer, session: Db, lens: Asked, journey_id: str,
            sort: Choice = "") -> HTMLResponse:
    """Guess against walk, and personas side by side."""
    view = compare_of(session, actor, lens, journey_id, sort)
    return answer(request, "insights/compare.html", view=view, sorts=SORTS)


@router.get("/journeys/{journey_id}/course")
def course(request: Request, actor: Viewer, session: Db, lens: Asked, journey_id: str, at: Name = "",
           what: Choice = "") -> HTMLResponse:
    """Planned against walked over many walks; at, what: the number that was opened."""
    view = course_of_many(session, actor, lens, journey_id, at, what)
    return answer(request, "insights/course.html", view=view, counted=COUNTED)


@router.get("/snags")
def snags(request: Request, actor: Viewer, session: Db, lens: Asked, department: Name = "", kind: Choice = "",
          journey: Choice = "", at: Choice = "") -> HTMLResponse:
    """Snags across journeys; kind, journey, at: the number that was opened."""
    view = snags_of(session, actor, lens, department, kind, journey, at)
    return answer(request, "insights/snags.html", view=view)
