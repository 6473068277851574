"""Touchpoint sheets: read the newest answers, write new ones; two people at once lose nothing."""

from dataclasses import dataclass, field

from sqlmodel import Session, func, select

from app.accounts.access import Actor
from app.accounts.models import User
from app.improvements.models import SheetAnswer
from app.improvements.questions import QUESTIONS
from app.journeys import queries as journeys
from app.kit import clock
from app.kit.db import insert_new
from app.kit.errors import Refusal
from app.kit.typed import plain

LONGEST = 3000


@dataclass
class Asked:
    """One question of a sheet as a page prints it. typed: what stands in the box; theirs: a newer answer someone
    else gave while this was typed.
    """

    key: str
    question: str
    hint: str
    answer: SheetAnswer | None
    who: str | None
    typed: str = ""
    theirs: bool = False
    wrong: str = ""

    @property
    def words(self) -> str:
        return self.answer.words if self.answer else ""

    @property
    def number(self) -> int:
        return self.answer.number if self.answer else 0


@dataclass
class Sheet:
    """The sheet of a touchpoint: its journey and place in the catalogue's shape, and every question in order."""

    journey: dict
    place: dict
    asked: list[Asked] = field(default_factory=list)

    @property
    def here(self) -> str:
        return f"/touchpoints/{self.journey['id']}/{self.place['id']}/sheet"

    @property
    def answered(self) -> list[Asked]:
        return [one for one in self.asked if one.words]

    @property
    def stale(self) -> list[Asked]:
        return [one for one in self.asked if one.theirs]

    @property
    def wrong(self) -> list[Asked]:
        return [one for one in self.asked if one.wrong]


def sheet_of(session: Session, actor: Actor, journey_id: str, touchpoint: str) -> Sheet:
    """The sheet with the newest answers. Refuses: not_found."""
    journey, place = journeys.touchpoint_at(session, actor, journey_id, touchpoint)
    newest = answers_of(session, journey_id, touchpoint)
    return Sheet(journey, place, [Asked(key, *words, *newest.get(key, (None, None)), typed=newest[key][0].words
                                        if key in newest else "") for key, words in QUESTIONS.items()])


def answers_of(session: Session, journey_id: str, touchpoint: str) -> dict[str, tuple[SheetAnswer, str | None]]:
    """Question → (its newest answer, who gave it: None for the server)."""
    here = (SheetAnswer.journey_id == journey_id, SheetAnswer.touchpoint == touchpoint)
    newest = select(SheetAnswer.question, func.max(SheetAnswer.number).label("number")).where(*here).group_by(
        SheetAnswer.question).subquery()
    rows = session.execute(
        select(SheetAnswer, User.name).join(User, User.id == SheetAnswer.made_by, isouter=True)
        .join(newest, (newest.c.question == SheetAnswer.question) & (newest.c.number == SheetAnswer.number))
        .where(*here))
    return {answer.question: (answer, who) for answer, who in rows}


def write(session: Session, sheet: Sheet, typed: dict[str, tuple[str, int]], by: str | None,
          is_demo: bool = False) -> bool:
    """Store what was typed: {question: (words, the number it was based on)}; False when nothing was, and the sheet
    says why beside each question.

    A newer answer to the same question refuses the whole save once; answers to others never meet. again: nothing.
    """
    fresh, was = {}, _ever(session, sheet)
    for one in sheet.asked:
        words, based_on = typed.get(one.key, (one.words, one.number))
        words = plain(words).replace("\r\n", "\n").strip()
        if words == was.get((one.key, based_on), ""):
            continue  # not touched: a newer answer of somebody else stands
        one.typed = words
        if len(words) > LONGEST:
            one.wrong = f"That is too long. Keep it under {LONGEST} letters."
        elif words != one.words:
            one.theirs = based_on != one.number
            fresh[one.key] = {"words": words, "number": one.number + 1}
    if sheet.stale or sheet.wrong:
        return False
    rows = [{"journey_id": sheet.journey["id"], "touchpoint": sheet.place["id"], "question": key, "is_demo": is_demo,
             "made_by": by, "made_at": clock.now(), **said} for key, said in fresh.items()]
    insert_new(session, SheetAnswer.__table__, rows, key=("journey_id", "touchpoint", "question", "number"))
    now = answers_of(session, sheet.journey["id"], sheet.place["id"]) if rows else {}
    if any(now[key][0].words != said["words"] for key, said in fresh.items()):
        raise Refusal("stale", 409, "Someone answered at the same moment. Open the sheet again; theirs is stored.")
    return True


def _ever(session: Session, sheet: Sheet) -> dict[tuple[str, int], str]:
    """Every answer that was ever given here: (question, number) → words."""
    rows = session.execute(select(SheetAnswer.question, SheetAnswer.number, SheetAnswer.words).where(
        SheetAnswer.journey_id == sheet.journey["id"], SheetAnswer.touchpoint == sheet.place["id"]))
    return {(question, number): words for question, number, words in rows}
