"""A comment as someone types it, wherever it is pasted: the comment, or a sentence beside each wrong thing."""

from collections.abc import Iterable, Mapping
from datetime import date

from pydantic import ValidationError

from app.journeys.models import Channel
from app.kit import clock
from app.voice.commands import CommentIn
from app.voice.mapping import SCALES, Place, felt_of, place_at


def comment_of(typed: Mapping[str, str], places: Iterable[Place] = ()) -> tuple[CommentIn | None, dict[str, str]]:
    """The comment that was typed, or None and what to do, by field. typed: words, source, said_on, channel, rating,
    scale, about, each "" or absent when not asked for; places: what `about` may name."""
    wrong: dict[str, str] = {}
    words, rating, scale = (typed.get(name, "").strip() for name in ("words", "rating", "scale"))
    if not words:
        wrong["words"] = "Paste what the customer said."
    if not typed.get("source", "").strip():
        wrong["source"] = "Say where it was found, such as “Survey, October” or a ticket number."
    if typed.get("channel", "") not in {"", *Channel}:
        wrong["channel"] = "Choose a channel from the list."
    said_on, given = _day(typed.get("said_on", ""), wrong), _rating(rating, scale, wrong)
    about = place_at(places, typed.get("about"))
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
    if not typed.strip():
        return None
    try:
        said_on = date.fromisoformat(typed.strip())
    except ValueError:
        wrong["said_on"] = "Write the day as 2026-10-06, or leave it empty."
        return None
    # A day ahead is let through: the customer may live in a later time zone than the server.
    if (said_on - clock.now().date()).days > 1:
        wrong["said_on"] = "That day has not come yet."
    return said_on


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
