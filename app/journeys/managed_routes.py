"""Which journeys one person manages, as a part of that person's page."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.accounts.access import Admin
from app.accounts.people import person
from app.journeys.queries import managed_by
from app.kit.db import Db
from app.kit.web import answer

router = APIRouter()


@router.get("/people/{user_id}/journeys")
def journeys_of(request: Request, actor: Admin, session: Db, user_id: str) -> HTMLResponse:
    """What somebody sees of the journeys, and which of them are kept to their teams."""
    user = person(session, user_id)
    return answer(request, "journeys/managed.html", "journeys/_managed.html", person=user,
                  managed=managed_by(session, user))
