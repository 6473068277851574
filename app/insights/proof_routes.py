"""The parts that fixes and touchpoint sheets ask insights for: did it work, what is done, what walks measured."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from app.accounts.access import Viewer
from app.insights.done import done_fixes
from app.insights.measured import measured_of
from app.insights.proof import Expected
from app.insights.proof_reading import proof_of
from app.kit.db import Db
from app.kit.web import answer

router = APIRouter(prefix="/insights")
Choice = Annotated[str, Query(max_length=64)]
Number = Annotated[int | None, Query(ge=0, lt=2**45)]


@router.get("/proof")
def proof(request: Request, actor: Viewer, session: Db, journey: Choice, touchpoint: Choice = "",
          persona: Choice = "", since: date | None = None, milli: Number = None, ms: Number = None,
          steps: Number = None) -> HTMLResponse:
    """Whether a fix done on that day worked; without a day, what there is to compare with."""
    found = proof_of(session, actor, journey, touchpoint, persona, since, Expected(milli, ms, steps))
    return answer(request, "insights/proof.html", "insights/_proof.html", proof=found)


@router.get("/fixes-done")
def fixes_done(request: Request, actor: Viewer, session: Db, journey: Choice = "",
               owner: Annotated[str, Query(max_length=120)] = "") -> HTMLResponse:
    """The fixes that are done, with whether each worked."""
    return answer(request, "insights/fixes_done.html", "insights/_fixes_done.html",
                  rows=done_fixes(session, actor, journey, owner))


@router.get("/measured")
def measured(request: Request, actor: Viewer, session: Db, journey: Choice, touchpoint: Choice) -> HTMLResponse:
    """What the newest walks of a touchpoint measured: how long, how many employees, how often."""
    return answer(request, "insights/measured.html", "insights/_measured.html",
                  measured=measured_of(session, actor, journey, touchpoint))
