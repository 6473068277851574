"""What the voice pages accept: a comment typed by hand, and the columns of a file."""

from collections.abc import Mapping
from datetime import date

from pydantic import ValidationError
from starlette.datastructures import FormData

from app.journeys.models import Channel
from app.voice.commands import CommentIn
from app.voice.mapping import FIELDS, SCALES, Place, felt_of

KEEPS = ((None, "For good"), (90, "90 days"), (365, "A year"), (1095, "Three years"))


def comment_of(typed: Mapping[str, str], places: list[Place]) -> tuple[CommentIn | None, dict[str, str]]:
    """The comment that was typed, or None and what to do, by field."""
    wrong: dict[str, str] = {}
    words, rating, scale = (typed.get(name, "").strip() for name in ("words", "rating", "scale"))
    if not words:
        wrong["words"] = "Paste what the customer said."
    if not typed.get("source", "").strip():
        wrong["source"] = "Say where it was found, such as “Survey, October” or a ticket number."
    if typed.get("channel", "") not in {"", *Channel}:
        wrong["channel"] = "Choose a channel from the list."
    said_on, given = _day(typed.get("said_on", ""), wrong), _rating(rating, scale, wrong)
    about = next((one for one in places if f"{one.journey_id}/{one.touchpoint}" == typed.get("about")), None)
    if wrong:
        return None, wrong
    try:
        return CommentIn(words=words, said_on=said_on, channel=typed.get("channel", ""), source=typed["source"],
                         journey_id=about and about.journey_id, touchpoint=about and about.touchpoint,
                         scale=scale if given is not None else None, rating=given,
                         felt=None if given is None else felt_of(given, scale)), {}
    except ValidationError as problem:
        return None, {str(error["loc"][0]): "That is too long. Keep the part that matters."
                      for error in problem.errors()}


def _day(typed: str, wrong: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(typed.strip()) if typed.strip() else None
    except ValueError:
        wrong["said_on"] = "Write the day as 2026-10-06, or leave it empty."
        return None


def _rating(typed: str, scale: str, wrong: dict[str, str]) -> float | None:
    if not typed:
        return None
    known = next((one for one in SCALES if one[0] == scale), None)
    if known is None:
        wrong["scale"] = "Say which scale the rating is on."
        return None
    try:
        value = float(typed.replace(",", "."))
    except ValueError:
        value = -1.0
    if not known[2] <= value <= known[3]:
        wrong["rating"] = f"A rating on this scale is a number from {known[2]} to {known[3]}."
    return value


def columns_of(typed: FormData) -> tuple[dict, int | None]:
    """(the mapping, days to keep) as chosen; what cannot be read is left empty and refused by mapping.problem."""
    mapping = {field: str(typed.get(field, "")) for field, _, _ in FIELDS}
    mapping |= {name: str(typed.get(name, "")) for name in ("scale", "days", "about")}
    kept = str(typed.get("keep_days", ""))
    keep = int(kept) if kept in {str(days) for days, _ in KEEPS if days} else None
    return {**mapping, "mask": typed.get("mask") == "yes"}, keep
