"""One walk's log, folded: what happened, touchpoint by touchpoint, as it stands after every correction.

The phone's twin is `static/js/capture/fold.js`; both are held by `tests/vectors/fold.json`. Not here: points
(effort.py), anything about the journey's plan (walk.py), and running clocks: callers show now − from.
"""

from app.scoring.corrections import CORRECTIONS, Line, corrected, in_order
from app.scoring.entries import BIASES
from app.scoring.stays import Stay, stays_of, visit_of

CLOCK_OFF_MS = 120_000
OFFICE = "office"  # lines the server itself wrote; no second device


def fold(entries: list) -> dict:
    """The state of the walk these entries tell, in any order and with any repeats.

    Shape: as CONTRIBUTING.md and `tests/vectors/fold.json`; every time is corrected UTC ms (int).
    Absence: `left_at`, `ended_at`, a wait's `to` and `ms`, a visit's `active_ms` are None while they run; a
    flag nobody set is None. `odd` names entries passed over (an unreadable id is ""). Never raises.
    """
    ordered, unreadable = in_order(entries)
    lines, misfits = corrected(ordered)
    clocks = [line for line in lines if line.kind == "clock"]
    live = [line for line in lines if line.kind != "clock" and not line.voided]
    begin = next((line for line in lines if line.kind == "walk.begin"), None)
    end = next((line for line in reversed(live) if line.kind == "walk.end"), None)
    pauses = _pauses(live)
    stays, twice = stays_of(live, end)
    told = [visit_of(stay, stays, live, pauses, end, clocks) for stay in stays.values()]
    visits = [visit for visit, _, _ in told]
    misfits += twice + [entry for _, odd, _ in told for entry in odd]
    qualities = {quality for _, _, seen in told for quality in seen}
    return {
        **_begun(begin, ordered),
        **_ended(end),
        "paused": bool(pauses) and pauses[-1]["to"] is None,
        "pauses": pauses,
        "visits": visits,
        "open_visit": _last_open(stays),
        "open_waits": [wait["id"] for visit in visits for wait in visit["waits"] if wait["to"] is None],
        "moments": [_moment(line) for line in lines if line.kind not in (*CORRECTIONS, "clock")],
        "photos": [_photo(line) for line in live if line.kind == "photo"],
        "flags": _flags(lines, begin, qualities),
        "odd": sorted({entry if isinstance(entry, str) else "" for entry in unreadable + misfits}),
    }


def _begun(begin: Line | None, ordered: list[dict]) -> dict:
    b = begin.b if begin else {}
    return {
        "walk": next((e["walk"] for e in ordered if e.get("walk")), None),
        "began": begin is not None,
        "withdrawn": begin is not None and begin.voided,
        "by": begin.by if begin else None,
        "journey": b.get("journey"),
        "revision": b.get("revision"),
        "persona": b.get("persona"),
        "own_reason": b.get("own_reason"),
        "mode": b.get("mode") or "be",
        "practice": b.get("practice") is True,
        "prediction": b.get("prediction"),
        "began_at": begin.at if begin else None,
    }


def _ended(end: Line | None) -> dict:
    b = end.b if end else {}
    return {
        "ended_at": end.at if end else None,
        "handed_in": end is not None,
        "outcome": b.get("outcome"),
        "bias": {name: b.get(name) for name in BIASES},
    }


def _pauses(live: list[Line]) -> list[dict]:
    pauses: list[dict] = []
    for line in live:
        running = bool(pauses) and pauses[-1]["to"] is None
        if line.kind == "walk.pause" and not running:
            pauses.append({"from": line.at, "to": None})
        elif line.kind in ("walk.resume", "walk.end") and running:
            pauses[-1]["to"] = max(line.at, pauses[-1]["from"])
    return pauses


def _last_open(stays: dict[str, Stay]) -> str | None:
    running = [name for name, stay in stays.items() if stay.closer is None]
    return running[-1] if running else None


def _moment(line: Line) -> dict:
    return {
        "id": line.id, "kind": line.kind, "at": line.at, "visit": line.visit, "seq": int(line.seq),
        "dev": line.dev, "tap": line.tap, "fresh": line.fresh, "edited": line.edited, "moved": line.moved,
        "voided": line.voided, "b": line.b, "ref": line.ref,
    }


def _photo(line: Line) -> dict:
    return {
        "id": line.b["photo"], "entry": line.id, "visit": line.visit, "at": line.at,
        "caption": line.b.get("caption"),
    }


def _flags(lines: list[Line], begin: Line | None, qualities: set[str]) -> list[str]:
    told = {
        "second_device": len({line.dev for line in lines if line.kind != "clock"} - {OFFICE}) > 1,
        "clock_changed": "clock_changed" in qualities,
        "clock_off": any(abs(line.entry["t"].get("off") or 0) > CLOCK_OFF_MS for line in lines),
        "no_begin": begin is None and bool(lines),
    }
    return [flag for flag, holds in told.items() if holds]


def in_display_order(moments: list[dict]) -> list[dict]:
    """The moments as a page lists them: a moment whose time was chosen stands at that time inside its visit.

    Each visit keeps the places its moments have in the log, so a later-added step never leaves its visit.
    """
    shown = list(moments)
    places: dict = {}
    for place, moment in enumerate(moments):
        places.setdefault(moment["visit"], []).append(place)
    for held in places.values():
        for place, moment in zip(held, _placed([moments[place] for place in held]), strict=True):
            shown[place] = moment
    return shown


def _placed(moments: list[dict]) -> list[dict]:
    """Those with a chosen time among those that keep the log's order, each before the first that came later."""
    row = [moment for moment in moments if not moment["moved"]]
    for moment in sorted((m for m in moments if m["moved"]), key=lambda m: m["at"]):
        place = next((i for i, other in enumerate(row) if other["at"] > moment["at"]), len(row))
        row.insert(place, moment)
    return row
