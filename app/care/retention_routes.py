"""Doors to how long things are kept: each kind with its days, what goes next, and the last run."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from app.accounts.access import Admin
from app.accounts.step_up import FreshAdmin
from app.care import keeping
from app.kit.db import Db
from app.kit.errors import Refusal
from app.kit.web import answer, see_other

router = APIRouter(prefix="/retention")
Text = Annotated[str, Form(max_length=20)]


@router.get("")
def how_long(request: Request, actor: Admin, session: Db) -> HTMLResponse:
    """How long things are kept."""
    return _page(request, session)


@router.post("/{kind_id}")
def change(request: Request, actor: FreshAdmin, session: Db, kind_id: str, days: Text = "", ever: Text = "",
           sure: Text = "") -> Response:
    """Keep a kind this long; where the next run would take something, only once the number was typed a second time."""
    try:
        kind, chosen = keeping.asked(kind_id, days, ever == "yes")
    except Refusal as no:
        if no.status == 404:
            raise
        return _page(request, session, no, kind_id, days)
    due = keeping.due(session, kind, chosen, request.app.state.settings.data_dir)
    if due and sure.strip() != str(chosen):
        return _page(request, session, None, kind_id, days, due)
    keeping.change(session, actor, kind, chosen)
    return see_other("/retention?said=saved")


def _page(request: Request, session: Db, refusal: Refusal | None = None, wrong: str = "", typed: str = "",
          due: int = 0) -> HTMLResponse:
    kinds = keeping.shown(session, request.app.state.settings.data_dir)
    return answer(request, "care/retention.html", status=refusal.status if refusal else 200, refusal=refusal,
                  kinds=kinds, last=keeping.last_sweep(session), of=wrong, typed=typed, due=due)
