"""Doors to two walks side by side: choose the other one, and look."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.accounts.access import Walker
from app.insights.beside import named, pair_of
from app.insights.beside_drawing import drawing_of
from app.insights.listing import walks_of
from app.kit.db import Db
from app.kit.web import answer, settings_of

router = APIRouter(prefix="/walks/{walk_id}/beside")


@router.get("")
def choose_other(request: Request, actor: Walker, session: Db, walk_id: str) -> HTMLResponse:
    """The other walks of the same journey this person may see."""
    walk, name = named(session, actor, walk_id)
    found = walks_of(session, actor, journey=walk.journey_id).rows if walk.journey_id else []
    return answer(request, "insights/beside_choice.html", name=name, here=f"/walks/{walk_id}", tab="beside",
                  rows=[row for row in found if row.id != walk_id], zone=settings_of(request).time_zone)


@router.get("/{other_id}")
def beside(request: Request, actor: Walker, session: Db, walk_id: str, other_id: str) -> HTMLResponse:
    """Two walks of one journey on one scale."""
    pair = pair_of(session, actor, walk_id, other_id)
    return answer(request, "insights/beside.html", pair=pair, drawing=drawing_of(pair), here=f"/walks/{walk_id}")
