"""The desk's pages of many walks: a journey's summary, the planner, the weights and what they would change."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts.access import Admin, Viewer
from app.insights import dials, weights
from app.insights.journey_page import journey_page
from app.insights.lens import Asked
from app.insights.planner import plan_of
from app.insights.sensitivity import measured, moves, shaken
from app.kit.db import Db
from app.kit.typed import fields
from app.kit.web import answer, see_other
from app.scoring.effort import config_of

router = APIRouter(prefix="/insights")
Choice = Annotated[str, Query(max_length=64)]
Revision = Annotated[int | None, Query(ge=1, lt=2**31)]
Typed = Annotated[FormData, fields(60)]


@router.get("/journeys/{journey_id}")
def journey(request: Request, actor: Viewer, session: Db, journey_id: str, lens: Asked, revision: Revision = None,
            by: Annotated[str, Query(alias="weights", max_length=64)] = "",
            shown: Annotated[str, Query(alias="as", pattern="^(tables)?$")] = "") -> HTMLResponse:
    """What all walks of a journey say together, by one revision, one weight set and one lens; as=tables: in tables."""
    view = journey_page(session, actor, journey_id, lens, revision, by, shown == "tables")
    return answer(request, "insights/journey.html", view=view)


@router.get("/planner")
def planner(request: Request, actor: Viewer, session: Db, journey: Choice = "",
            touchpoint: Choice = "") -> HTMLResponse:
    """How many walks show a change, and how sure today's order is."""
    return answer(request, "insights/planner.html", plan=plan_of(session, actor, journey, touchpoint))


@router.get("/weights")
def show_weights(request: Request, actor: Admin, session: Db) -> Response:
    """The weights in force; with other numbers in the address, what those would change. Nothing is stored."""
    return _weights_page(request, session, dials.read(request.query_params, weights.in_force(session)),
                         looked=dials.was_sent(request.query_params))


@router.post("/weights")
def save_weights(request: Request, actor: Admin, session: Db, typed: Typed) -> Response:
    """Save what was looked at as a new set. Refuses: changed_meanwhile."""
    turned = dials.read(typed, weights.in_force(session))
    if not turned.ok or typed.get("seal") != turned.seal:
        return _weights_page(request, session, turned, looked=True, stale=turned.ok, status=409 if turned.ok else 422)
    weights.save(session, turned.values, str(typed.get("why", ""))[:300].strip(), str(typed.get("base")), actor.user_id)
    return see_other("/insights/weights?said=saved")


@router.get("/weights/sensitivity")
def sensitivity(request: Request, actor: Admin, session: Db) -> HTMLResponse:
    """How often the order of touchpoints swaps when all weights are drawn anew."""
    current = weights.in_force(session)
    return answer(request, "insights/sensitivity.html", current=current,
                  shaken=shaken(session, config_of(current.config)))


def _weights_page(request: Request, session: Session, turned: dials.Dials, looked: bool, stale: bool = False,
                  status: int = 200) -> HTMLResponse:
    sets = weights.all_sets(session)
    told = None
    if looked and turned.ok:
        before, after = config_of(sets[0].config), config_of(turned.values)
        told = [(one, moves(one, before, after)) for one in measured(session)] if turned.is_turned else []
    history = [(one, dials.changes(older, one)) for one, older in zip(sets, [*sets[1:], sets[-1]], strict=True)]
    return answer(request, "insights/weights.html", dials=turned, current=sets[0], moves=told, history=history,
                  stale=stale, status=status if turned.ok else 422)
