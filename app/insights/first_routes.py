"""Doors of the first five steps: leave one out, or put them all away."""

from fastapi import APIRouter
from fastapi.responses import Response

from app.accounts.access import Admin
from app.insights import first_steps
from app.kit.db import Db
from app.kit.web import see_other

router = APIRouter(prefix="/first-steps")


@router.post("/dismissal")
def put_away(actor: Admin, session: Db) -> Response:
    """Show the steps no more."""
    first_steps.put_away(session)
    return see_other("/")


@router.post("/{step}/skip")
def skip(actor: Admin, session: Db, step: str) -> Response:
    """Leave one step out."""
    first_steps.skip(session, step)
    return see_other("/")
