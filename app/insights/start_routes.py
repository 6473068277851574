"""The front door: managers to their first page, walkers to their phone, everybody else to sign in."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.accounts.access import Visitor
from app.insights.first_steps import steps
from app.insights.start_reading import start_page
from app.kit.db import Db
from app.kit.web import answer, see_other, settings_of

router = APIRouter()


@router.get("/")
def front(request: Request, visitor: Visitor, session: Db) -> Response:
    """What hurts, for whom, how sure, what changed and what waits."""
    if visitor is None:
        return see_other("/login")
    if not visitor.may.read:
        return see_other("/capture")
    return answer(request, "insights/start.html", steps=steps(session, visitor),
                  start=start_page(session, visitor, settings_of(request)))
