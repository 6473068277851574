"""What changed from one revision to the next, in sentences."""

from app.journeys.times import typed_time
from app.journeys.words import CHANNELS

_NONE = "what is usual"


def changes(before: dict, after: dict) -> list[str]:
    """Sentences about two revisions in the catalogue's shape; [] when they say the same."""
    said = []
    if before["name"] != after["name"]:
        said.append(f"Renamed from “{before['name']}”")
    if before["is_serious"] != after["is_serious"]:
        said.append("Marked serious: plain words only" if after["is_serious"] else "No longer marked serious")
    if before["leave_no_trace"] != after["leave_no_trace"]:
        said.append("Changed the list of what to undo afterwards")
    return said + _points(before["touchpoints"], after["touchpoints"])


def _points(before: list[dict], after: list[dict]) -> list[str]:
    old, new = ({point["id"]: point for point in points} for points in (before, after))
    said = [f"Added {point['name']}" for own, point in new.items() if own not in old]
    said += [f"Took out {point['name']}" for own, point in old.items() if own not in new]
    kept_before, kept_after = ([own for own in ids if own in old and own in new] for ids in (old, new))
    if kept_before != kept_after:
        said.append("New order: " + ", ".join(point["name"] for point in new.values()))
    for own in kept_after:
        said += [f"{new[own]['name']}: {difference}" for difference in _differences(old[own], new[own])]
    return said


def _differences(old: dict, new: dict) -> list[str]:
    said = [f"{word} {_text(new, key)}, was {_text(old, key)}" for key, word in (
        ("name", "name"), ("channel", "channel"), ("phase", "phase"), ("department", "department"),
        ("phone", "phone"), ("url", "address"), ("address", "address"), ("importance", "counts"))
        if old.get(key) != new.get(key)]
    return said + [f"should be {_par(new, part)} {words}, was {_par(old, part)}" for part, words in (
        ("steps", "steps"), ("live_ms", "tied up"), ("away_ms", "free while waiting"))
        if old["par"][part] != new["par"][part]]


def _text(point: dict, key: str) -> str:
    value = point.get(key)
    if key == "channel":
        return CHANNELS[value][0]
    return f"× {value}" if key == "importance" else f"“{value}”" if value else "empty"


def _par(point: dict, part: str) -> str:
    value = point["par"][part]
    if value is None:
        return _NONE
    return str(value) if part == "steps" else typed_time(value)
