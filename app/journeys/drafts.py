"""A journey as someone is typing it: raw text, nothing lost, with a sentence beside each thing that is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError
from starlette.datastructures import FormData

from app.journeys.forms import MOST_TOUCHPOINTS, YEAR_MS, JourneyIn
from app.journeys.models import Channel
from app.journeys.times import read_time, typed_time
from app.kit.ids import new_id

TYPED = ("id", "name", "channel", "phase", "department", "phone", "address", "importance", "steps", "live", "away")
ONLINE = (Channel.web, Channel.app, Channel.chat, Channel.social)


@dataclass
class Draft:
    """What stands in the form. errors: a field's name (for a touchpoint: "<its id>-<field>") → a sentence."""

    name: str = ""
    is_serious: bool = False
    leave_no_trace: str = ""
    points: list[dict[str, str]] = field(default_factory=list)
    team: str | None = None
    errors: dict[str, str] = field(default_factory=dict)


def blank_point(**known: str) -> dict[str, str]:
    """An empty touchpoint row. It has its id from the start, so that it can be moved before it is saved."""
    return {**dict.fromkeys(TYPED, ""), "id": new_id(), "channel": Channel.web.value, "importance": "1", **known}


def draft_of(journey: Mapping) -> Draft:
    """A journey in the catalogue's shape, as text to type over."""
    return Draft(journey["name"], journey["is_serious"], "\n".join(journey["leave_no_trace"]), [blank_point(
        id=point["id"], **{name: point[name] for name in ("name", "channel", "phase", "department")},
        phone=point.get("phone", ""), address=point.get("url") or point.get("address", ""),
        importance=str(point["importance"]), steps=str(point["par"]["steps"] or ""),
        live=typed_time(point["par"]["live_ms"]), away=typed_time(point["par"]["away_ms"]),
    ) for point in journey["touchpoints"]])


def read_draft(form: FormData) -> Draft:
    """Everything that was typed, in the order it stands on the page."""
    columns = {name: [str(text) for text in form.getlist(f"tp-{name}")][:MOST_TOUCHPOINTS] for name in TYPED}
    rows = max(len(texts) for texts in columns.values())
    points = [{name: texts[row] if row < len(texts) else "" for name, texts in columns.items()}
              for row in range(rows)]
    return Draft(str(form.get("name", "")), "is_serious" in form, str(form.get("leave_no_trace", "")),
                 [{**point, "id": point["id"] or new_id()} for point in points],
                 str(form["team"])[:64] if "team" in form else None)


def arrange(draft: Draft, asked: str) -> str | None:
    """Add, remove or move a row, as a button asked; the id of the row it was about, or None.

    asked: add · remove-<id> · up-<id> · down-<id>. Moving past an end, or an unknown row, changes nothing.
    """
    deed, _, row_id = asked.partition("-")
    if deed == "add" and len(draft.points) < MOST_TOUCHPOINTS:
        draft.points.append(blank_point())
        return draft.points[-1]["id"]
    at = next((place for place, point in enumerate(draft.points) if point["id"] == row_id), None)
    if at is None:
        return None
    if deed == "remove":
        draft.points.pop(at)
        return None
    to = at + {"up": -1, "down": 1}.get(deed, 0)
    if 0 <= to < len(draft.points):
        draft.points.insert(to, draft.points.pop(at))
    return row_id


def checked(draft: Draft) -> JourneyIn | None:
    """The journey that was typed, or None with `draft.errors` saying what to do."""
    points = [_point(draft, point) for point in draft.points]
    if not draft.name.strip():
        draft.errors["name"] = "Give the journey a name, such as “Dispute a charge on my bill”."
    if not points:
        draft.errors["points"] = "Add at least one touchpoint: where does the customer begin?"
    if draft.errors:
        return None
    lines = [line.strip() for line in draft.leave_no_trace.splitlines() if line.strip()]
    try:
        return JourneyIn(name=draft.name, is_serious=draft.is_serious, leave_no_trace=lines, touchpoints=points)
    except ValidationError as problem:
        _explain(draft, problem)
        return None


def _point(draft: Draft, typed: dict[str, str]) -> dict:
    wrong = draft.errors
    own = typed["id"]
    if not typed["name"].strip():
        wrong[f"{own}-name"] = "Name this touchpoint, such as “Call centre”."
    if typed["channel"] not in set(Channel):
        wrong[f"{own}-channel"] = "Choose a channel."
    return {
        **{name: typed[name] for name in ("id", "name", "channel", "phase", "department", "phone")},
        "address": _address(wrong, own, typed),
        "importance": _number(wrong, own, "importance", typed["importance"] or "1", 5) or 1,
        "par": {"steps": _number(wrong, own, "steps", typed["steps"], 999),
                "live_ms": _time(wrong, own, "live", typed["live"], 86_400_000, "a day"),
                "away_ms": _time(wrong, own, "away", typed["away"], YEAR_MS, "a year")},
    }


def _number(wrong: dict, own: str, name: str, typed: str, most: int) -> int | None:
    typed = typed.strip()
    if not typed:
        return None
    if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= most:
        return int(typed)
    wrong[f"{own}-{name}"] = f"Write a whole number from 1 to {most}" + (
        "." if name == "importance" else ", or leave it empty for what is usual.")
    return None


def _time(wrong: dict, own: str, name: str, typed: str, most_ms: int, most: str) -> int | None:
    try:
        ms = read_time(typed)
    except ValueError:
        wrong[f"{own}-{name}"] = "Write minutes and seconds, such as 2:30, or 24 h; or leave it empty."
        return None
    if ms is not None and not 1 <= ms <= most_ms:
        wrong[f"{own}-{name}"] = f"Write more than nothing and at most {most}, or leave it empty."
        return None
    return ms


def _address(wrong: dict, own: str, typed: dict[str, str]) -> str:
    address = typed["address"].strip()
    if not address or typed["channel"] not in ONLINE or address.startswith(("https://", "http://")):
        return address
    if ":" in address.split("/")[0] or " " in address or "." not in address:
        wrong[f"{own}-address"] = "Write a web address, such as https://example.com/help."
        return address
    return f"https://{address}"


def _explain(draft: Draft, problem: ValidationError) -> None:
    for error in problem.errors():
        place = error["loc"]
        sentence = "That is too long. Say it in fewer words."
        if place[0] == "touchpoints" and len(place) > 2:
            draft.errors[f"{draft.points[place[1]]['id']}-{place[2]}"] = sentence
        else:
            draft.errors[str(place[0])] = sentence
