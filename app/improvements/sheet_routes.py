"""The sheet of a touchpoint: its ten questions, and a summary for any page that shows the touchpoint."""

from typing import Annotated

from fastapi import APIRouter, Request
from starlette.datastructures import FormData

from app.accounts.access import Manager, Viewer
from app.improvements.questions import QUESTIONS
from app.improvements.sheets import sheet_of, write
from app.kit.db import Db
from app.kit.typed import fields, number_of
from app.kit.web import answer, see_other

router = APIRouter(prefix="/touchpoints/{journey_id}/{touchpoint}/sheet")
Typed = Annotated[FormData, fields(60)]


@router.get("")
def show_sheet(request: Request, actor: Viewer, session: Db, journey_id: str, touchpoint: str):
    """The questions with their answers, to read and to write over."""
    return answer(request, "improvements/sheet.html", sheet=sheet_of(session, actor, journey_id, touchpoint))


@router.post("")
def write_sheet(request: Request, actor: Manager, session: Db, journey_id: str, touchpoint: str, typed: Typed):
    """Save the answers; over someone else's newer one it is refused once, with both on the page."""
    sheet = sheet_of(session, actor, journey_id, touchpoint)
    if not write(session, sheet, _answers(typed), actor.user_id):
        return answer(request, "improvements/sheet.html", status=409 if sheet.stale else 422, sheet=sheet)
    return see_other(f"{sheet.here}?said=saved")


@router.get("/summary")
def summary(request: Request, actor: Viewer, session: Db, journey_id: str, touchpoint: str):
    """What was answered, as a part of the touchpoint's page."""
    return answer(request, "improvements/sheet_summary.html", "improvements/_sheet_summary.html",
                  sheet=sheet_of(session, actor, journey_id, touchpoint))


def _answers(typed: FormData) -> dict[str, tuple[str, int]]:
    """{question: (words, the number it was based on)} of the questions that were sent."""
    return {key: (str(typed[key]), number_of(typed.get(f"{key}-number"))) for key in QUESTIONS if key in typed}
