"""The part that says which real issues nobody has walked yet."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.accounts.access import Viewer
from app.insights.unwalked import unwalked_of
from app.kit.db import Db
from app.kit.web import answer

router = APIRouter(prefix="/insights")


@router.get("/unwalked")
def unwalked(request: Request, actor: Viewer, session: Db) -> HTMLResponse:
    """Themes of customers' comments that no walk went through."""
    return answer(request, "insights/unwalked.html", "insights/_unwalked.html", found=unwalked_of(session, actor))
