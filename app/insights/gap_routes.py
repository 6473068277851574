"""The page that holds guesses, walks and customers against each other."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.accounts.access import Viewer
from app.insights.gap_page import gaps_of
from app.insights.lens import Asked
from app.kit.db import Db
from app.kit.web import answer

router = APIRouter(prefix="/insights")


@router.get("/gaps")
def gaps(request: Request, actor: Viewer, session: Db, lens: Asked) -> HTMLResponse:
    """Claimed, walked, said: every journey."""
    return answer(request, "insights/gaps.html", view=gaps_of(session, actor, lens))
