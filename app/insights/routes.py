"""The desk's pages of walks: the list, one walk as timeline, table, photos and log, and how the score works."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response

from app.accounts.access import Viewer, Walker
from app.accounts.leaving import left
from app.insights.behind import behind
from app.insights.chart import chart_of
from app.insights.edits import Asked, asked_of
from app.insights.explained import explained
from app.insights.listing import walks_of
from app.insights.queries import walk_page
from app.insights.rows import csv_of, groups_of, rows_of, shots_of
from app.insights.weights import in_force
from app.insights.what_if_page import what_if_of
from app.insights.words import LEGEND
from app.journeys.queries import mine
from app.kit.db import Db
from app.kit.errors import not_found
from app.kit.web import answer, settings_of, wants_part
from app.walks.queries import how_many_sealed

router = APIRouter()
ZOOM = {"10": 10.0, "1": 1.0}
Choice = Annotated[str, Query(max_length=64)]
Of = Annotated[str, Query(max_length=4000)]
Edits = Annotated[Asked, Depends(asked_of)]


@router.get("/walks")
def walks(request: Request, actor: Walker, session: Db, journey: Choice = "", persona: Choice = "",
          mode: Choice = "", state: Choice = "", before: Choice = "") -> HTMLResponse:
    """The walks this person may see."""
    found = walks_of(session, actor, journey=journey, persona=persona, mode=mode, state=state, before=before)
    return answer(request, "walks/list.html", "walks/list_rows.html", walks=found,
                  zone=settings_of(request).time_zone)


@router.get("/insights/journeys/{journey_id}/walks")
def journey_walks(request: Request, actor: Viewer, session: Db, journey_id: str) -> HTMLResponse:
    """The walks of one journey, as a part of its page."""
    journey = mine(session, actor, journey_id)
    found = walks_of(session, actor, journey=journey_id)
    return answer(request, "insights/journey_walks.html", "insights/_journey_walks.html", walks=found,
                  sealed=how_many_sealed(session, actor, journey_id), journey_id=journey_id,
                  is_open=journey.archived_at is None,
                  zone=settings_of(request).time_zone)


@router.get("/walks/{walk_id}")
@router.get("/walks/{walk_id}/timeline")
def timeline(request: Request, actor: Walker, session: Db, walk_id: str, edits: Edits, zoom: Choice = "fit",
             of: Of = "") -> HTMLResponse:
    """One walk as a timeline; with `of`, also what stands behind one of its numbers; with edits, what they win."""
    walk = walk_page(session, actor, walk_id)
    return answer(request, "insights/walk.html", "insights/_behind.html", **_drawn(walk, edits, zoom, of))


@router.get("/walks/{walk_id}/what-if")
def what_if(request: Request, actor: Walker, session: Db, walk_id: str, edits: Edits,
            zoom: Choice = "fit") -> HTMLResponse:
    """What some changes to this walk would win, as a part of its page."""
    walk = walk_page(session, actor, walk_id)
    view = _tried(walk, edits, zoom, "") if wants_part(request) else _drawn(walk, edits, zoom, "")
    return answer(request, "insights/walk.html", "insights/_what_if.html", **view)


@router.get("/walks/{walk_id}/table")
def table(request: Request, actor: Walker, session: Db, walk_id: str) -> HTMLResponse:
    """Everything on the timeline, in order."""
    walk = walk_page(session, actor, walk_id)
    return answer(request, "insights/table.html", **_view(walk), groups=groups_of(walk.story))


@router.get("/walks/{walk_id}/table.csv")
async def table_csv(request: Request, actor: Walker, session: Db, walk_id: str) -> Response:
    """The table for a spreadsheet."""
    walk = await run_in_threadpool(walk_page, session, actor, walk_id)
    return await left(request, actor, Response(
        "\ufeff" + csv_of(walk.story), media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="walk.csv"'}), "table", "csv", walk_id)


@router.get("/walks/{walk_id}/photos")
def photos(request: Request, actor: Walker, session: Db, walk_id: str) -> HTMLResponse:
    """The photos of a walk."""
    walk = walk_page(session, actor, walk_id)
    shots = shots_of(rows_of(walk.story))
    return answer(request, "insights/photos.html", **_view(walk), rows=shots, shots=shots)


@router.get("/walks/{walk_id}/log")
def log(request: Request, actor: Walker, session: Db, walk_id: str, of: Choice = "") -> HTMLResponse:
    """The lines of a walk exactly as received, or those of one entry. The guess stays sealed here too."""
    walk = walk_page(session, actor, walk_id)
    return answer(request, "insights/log.html", **_view(walk), entries=walk.lines_about(of), of=of,
                  zone=settings_of(request).time_zone)


@router.get("/help")
def help_page(request: Request, actor: Walker, session: Db) -> HTMLResponse:
    """How the score works, with a case worked out now by the weights in force."""
    return answer(request, "insights/help.html", view=explained(in_force(session).config))


def _tried(walk, edits: Asked, zoom: str, of: str) -> dict:
    scale = ZOOM.get(zoom)
    return {**_view(walk), "zoom": zoom if scale else "fit", "what_if": what_if_of(walk.story, edits, scale, of)}


def _drawn(walk, edits: Asked, zoom: str, of: str) -> dict:
    panel = behind(walk.story, of)
    if panel is None:
        raise not_found("tap on this walk")
    groups = groups_of(walk.story)
    return {**_tried(walk, edits, zoom, of), "behind": panel, "groups": groups, "legend": LEGEND,
            "shots": shots_of([row for group in groups for row in group.rows]),
            "chart": chart_of(walk.story, walk.zones, ZOOM.get(zoom))}


def _view(walk) -> dict:
    return {"walk": walk, "story": walk.story, "photos": walk.photos, "here": walk.here, "clock": walk.clock}
