"""A fix as someone is typing it: raw text, nothing lost, with a sentence beside each thing that is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pydantic import ValidationError

from app.improvements.forms import MOST_MS, ImprovementIn
from app.improvements.models import Improvement, Kind
from app.journeys.times import read_time, typed_time

TYPED = ("title", "kind", "why", "place", "persona", "owner", "due", "minutes", "steps", "points")
_NUMBER = re.compile(r"\d{1,5}(?:[.,]\d{1,6})?")


@dataclass
class Draft:
    """What stands in the form. place: "<journey>/<touchpoint>", "<journey>/" for the whole journey."""

    texts: dict[str, str] = field(default_factory=lambda: {**dict.fromkeys(TYPED, ""), "kind": Kind.change.value})
    errors: dict[str, str] = field(default_factory=dict)


def read_draft(typed: Mapping[str, object]) -> Draft:
    """Everything that was typed."""
    draft = Draft()
    draft.texts |= {name: str(typed[name]) for name in TYPED if name in typed}
    return draft


def draft_of(fix: Improvement, owner: str) -> Draft:
    """A stored fix, as text to type over. owner: the words for whoever it is."""
    return Draft({"title": fix.title, "kind": fix.kind, "why": fix.why, "place": f"{fix.journey_id}/{fix.touchpoint}",
                  "persona": fix.persona_id or "", "owner": owner, "due": fix.due.isoformat() if fix.due else "",
                  "minutes": typed_time(fix.expected_ms), "steps": _plain(fix.expected_steps),
                  "points": _plain(fix.expected_milli, 1000)})


def checked(draft: Draft, places: set[str], personas: set[str], people: Mapping[str, str]) -> ImprovementIn | None:
    """The fix that was typed, or None with `draft.errors` saying what to do.

    places, personas: what may be chosen; people: user id by name, for an owner who is a person here.
    """
    texts, wrong = draft.texts, draft.errors
    if not texts["title"].strip():
        wrong["title"] = "Say what to do, such as “Let Billing credit up to £50”."
    if texts["kind"] not in set(Kind):
        wrong["kind"] = "Choose one of the five kinds."
    if texts["place"] not in places:
        wrong["place"] = "Choose the journey or the touchpoint this is about."
    if texts["persona"] and texts["persona"] not in personas:
        wrong["persona"] = "That persona is not here any more. Choose another, or everybody."
    asked = {"due": _day(wrong, texts["due"]), "expected_ms": _minutes(wrong, texts["minutes"]),
             "expected_steps": _steps(wrong, texts["steps"]), "expected_milli": _points(wrong, texts["points"])}
    if wrong:
        return None
    journey_id, _, touchpoint = texts["place"].partition("/")
    owner = texts["owner"].strip()
    try:
        return ImprovementIn(title=texts["title"], kind=texts["kind"], why=texts["why"], journey_id=journey_id,
                             touchpoint=touchpoint, persona_id=texts["persona"] or None,
                             owner_id=people.get(owner), owner="" if owner in people else owner, **asked)
    except ValidationError as problem:
        for error in problem.errors():
            wrong[str(error["loc"][0])] = "That is too long. Say it in fewer words."
        return None


def clocked(typed: str) -> str:
    """Minutes as a what-if hands them over, '11.7', as people type them: '11:42'; anything else as it is."""
    return typed_time(round(_float(typed) * 60) * 1000) if _NUMBER.fullmatch(typed) else typed


def _plain(number: int | None, unit: int = 1) -> str:
    return "" if number is None else f"{number / unit:g}"


def _day(wrong: dict, typed: str) -> date | None:
    if not typed.strip():
        return None
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2100:
        wrong["due"] = "Write the day as 2026-12-24, or leave it empty."
        return None
    return day


def _minutes(wrong: dict, typed: str) -> int | None:
    """A bare number is minutes: what-if hands over 11.7; people write 11:40 or 2 h."""
    text = typed.strip()
    try:
        ms = round(_float(text) * 60_000) if _NUMBER.fullmatch(text) else read_time(text)
    except ValueError:
        ms = -1
    if ms is not None and not 0 <= ms <= MOST_MS:
        wrong["minutes"] = "Write minutes and seconds, such as 11:40, or 2 h; or leave it empty."
        return None
    return ms or None


def _steps(wrong: dict, typed: str) -> int | None:
    text = typed.strip()
    if text and not (text.isascii() and text.isdigit() and int(text) <= 999):
        wrong["steps"] = "Write a whole number up to 999, or leave it empty."
        return None
    return int(text or 0) or None


def _points(wrong: dict, typed: str) -> int | None:
    text = typed.strip()
    if text and not (_NUMBER.fullmatch(text) and _float(text) <= 100):
        wrong["points"] = "Write points from 0 to 100, such as 7 or 7.5, or leave it empty."
        return None
    return round(_float(text or "0") * 1000) or None


def _float(text: str) -> float:
    return float(text.replace(",", "."))
