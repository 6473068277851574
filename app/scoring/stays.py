"""One stay at one touchpoint: what was counted, waited, felt and left behind between enter and leave.

Not here: the order of the log (corrections.py) and the arithmetic of clocks (durations.py).
"""

from dataclasses import dataclass, field

from app.scoring.corrections import Line
from app.scoring.durations import covered, lasted, overlap
from app.scoring.entries import AWAY_WAITS, BRIGHT, FRICTION, MEASURES, ORDINARY, OUR_JOB

WITH_PEOPLE = ("phone", "chat", "store")
NO_PERSON_AT_THE_END = ("page_load", "processing", "reply", "delivery", "other_away")


@dataclass
class Stay:
    """leave: the walker's own leave; closer: what ended the stay (leave, next enter, end of the walk)."""

    enter: Line
    leave: Line | None = None
    closer: Line | None = None
    lines: list[Line] = field(default_factory=list)

    def of(self, kind: str) -> list[Line]:
        return [line for line in self.lines if line.kind == kind]


def stays_of(live: list[Line], end: Line | None) -> tuple[dict[str, Stay], list[str]]:
    """visit id → Stay in the order of entering, and the ids of enters that repeat a visit's id."""
    stays, odd = {}, []
    for line in live:
        if line.kind == "touchpoint.enter":
            name = line.entry["b"]["visit"]
            if name in stays:
                odd.append(line.id)
            else:
                stays[name] = Stay(line)
    for line in live:
        if line.visit in stays:
            stays[line.visit].lines.append(line)
            if line.kind == "touchpoint.leave":
                stays[line.visit].leave = line
    enters = [stay.enter for stay in stays.values() if not stay.enter.moved]
    for stay in stays.values():
        # Nobody is in two places: without a leave, the next enter ends a stay.
        after = next((e for e in enters if e.place > stay.enter.place and not stay.enter.moved), None)
        stay.closer = stay.leave or after or end
    return stays, odd


def visit_of(stay: Stay, stays, live, pauses, end, clocks) -> tuple[dict, list[str], list[str]]:
    """(the visit, ids of wait ends that came too late, qualities of every duration in it)."""
    spans = [(p["from"], p["to"]) for p in pauses if p["to"] is not None]
    waits, odd = _waits(stay, live, spans, end, clocks)
    enter, b = stay.enter, stay.enter.b
    times, quality = _times(stay, waits, spans, clocks)
    visit = {
        "visit": enter.entry["b"]["visit"],
        "touchpoint": b.get("touchpoint"),
        "name": b.get("name"),
        "channel": b.get("channel"),
        "why": b.get("why") or "planned",
        "after": b.get("after"),
        "place": b.get("place"),
        "entered_at": enter.at,
        "left_at": stay.closer.at if stay.closer else None,
        **_counts(stay),
        "waits": [shown for shown, _, _ in waits],
        **_verdict(stay),
        "mood": _mood(stay, live),
        **times,
        "to_a_person": _to_a_person(stay, waits, spans, clocks),
    }
    visit["measured"] = _measured(stay, visit)
    qualities = [quality] + [shown["quality"] for shown, _, _ in waits]
    return visit, odd, [name for name in qualities if name]


def _counts(stay: Stay) -> dict:
    kinds = [line.b["kind"] for line in stay.of("step")]
    marked = [line for line in stay.lines if OUR_JOB in (line.b.get("tags") or [])]
    return {
        "steps": {kind: kinds.count(kind) for kind in ORDINARY if kind in kinds},
        "friction": {kind: kinds.count(kind) for kind in FRICTION if kind in kinds},
        "bright": kinds.count(BRIGHT),
        "employees": sum(int(line.b.get("employees") or 0) for line in stay.of("step")),
        "our_job": len([line for line in marked if line.kind in ("step", "note")]),
    }


def _verdict(stay: Stay) -> dict:
    left = stay.leave.b if stay.leave else {}
    ratings = stay.of("rating")
    return {
        "rating": int(ratings[-1].b["value"]) if ratings else None,
        "outcome": left.get("outcome"),
        "code": left.get("code"),
    }


def _measured(stay: Stay, visit: dict) -> dict:
    """What the walker kept track of. Not said: only what has an entry, so that silence is never a zero."""
    said = (stay.leave.b.get("measured") if stay.leave else None) or {}
    return {
        name: bool(visit[name]) if said.get(name) is None else said[name]
        for name in MEASURES
    }


def _mood(stay: Stay, live: list[Line]) -> dict | None:
    name, left = stay.enter.entry["b"]["visit"], stay.closer
    moods = [line for line in live if line.kind == "mood"]
    early = [m for m in moods if m.at <= stay.enter.at]
    late = [m for m in moods if m.visit == name or left is None or m.at <= left.at]
    before, after = (_latest(some) for some in (early, late))
    return None if after is None else {"before": before, "after": after}


def _latest(moods: list[Line]) -> int | None:
    return int(max(moods, key=lambda m: (m.at, m.place)).b["value"]) if moods else None


def _waits(stay: Stay, live, spans, end, clocks) -> tuple[list[tuple], list[str]]:
    """[(the wait, ms before pauses are taken off, its end or None)], and ids of ends that came too late."""
    found, odd = [], []
    starts = [line for line in live if line.kind == "wait.start"]
    for start in stay.of("wait.start"):
        stops = [line for line in live if line.kind == "wait.end" and line.b["start"] == start.id]
        stop = stops[0] if stops else None
        kind = (stop.b.get("kind") if stop else None) or start.b["kind"]
        closer = _closer(stay, start, kind, starts, end)
        if stop and closer and not (stop.moved or start.moved or stop.place < closer.place):
            stop = None
        odd += [line.id for line in stops if line is not stop]
        found.append((*_wait(start, stop, stop or closer, kind, spans, clocks), stop))
    return found, odd


def _closer(stay: Stay, start: Line, kind: str, starts: list[Line], end: Line | None) -> Line | None:
    """What ends this wait when nobody says so: leaving, the next live wait, the end of the walk."""
    if kind in AWAY_WAITS:
        return end
    if start.moved:
        return stay.closer or end
    following = [s for s in starts if not s.moved and s.b["kind"] not in AWAY_WAITS]
    after = [x for x in (stay.closer, end, *following) if x and x.place > start.place]
    return min(after, key=lambda line: line.place, default=None)


def _wait(start: Line, stop: Line | None, over: Line | None, kind: str, spans, clocks) -> tuple[dict, int]:
    raw, quality = lasted(start, over, clocks) if over else (0, None)
    # Paused time is no waiting, but a call-back is on its way whether we watch or not.
    paused = 0 if kind in AWAY_WAITS else overlap(spans, start.at, start.at + raw)
    b, says = start.b, stop.b if stop else {}
    ahead = says.get("people_ahead")
    return {
        "id": start.id,
        "kind": kind,
        "from": start.at,
        "to": over.at if over else None,
        "ms": raw - paused if over else None,
        "occupied": says.get("occupied"),
        "explained": says.get("explained"),
        "how": says.get("how"),
        "censored": says.get("how") in (None, "gave_up", "cut_off"),
        "quality": quality,
        "people_ahead": b.get("people_ahead") if ahead is None else ahead,
        "promised_ms": b.get("promised_ms"),
    }, raw


def _times(stay: Stay, waits, spans, clocks) -> tuple[dict, str | None]:
    """Active, paused and waiting milliseconds; active is None until the touchpoint is left."""
    over = [(shown, raw) for shown, raw, _ in waits if shown["to"] is not None]
    live = [(shown, raw) for shown, raw in over if shown["kind"] not in AWAY_WAITS]
    away = [shown["ms"] for shown, _ in over if shown["kind"] in AWAY_WAITS]
    start = stay.enter.at
    whole, quality = lasted(stay.enter, stay.closer, clocks) if stay.closer else (0, None)
    stretches = [(shown["from"], shown["from"] + raw) for shown, raw in live]
    waiting = covered(stretches) - covered([_cut(a, b) for a in stretches for b in spans])
    paused = overlap(spans, start, start + whole if stay.closer else max([start, *(b for _, b in spans)]))
    return {
        "paused_ms": paused,
        "active_ms": max(0, whole - paused - waiting) if stay.closer else None,
        "wait_live_ms": sum(shown["ms"] for shown, _ in live),
        "wait_away_ms": sum(away),
    }, quality


def _cut(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return max(one[0], other[0]), min(one[1], other[1])


def _to_a_person(stay: Stay, waits, spans, clocks) -> dict | None:
    """Steps and time until the first person: a wait that somebody answered, or a step with an employee."""
    channel, enter = stay.enter.b.get("channel"), stay.enter
    if channel is not None and channel not in WITH_PEOPLE:
        return None
    steps = stay.of("step")
    people = [line for line in steps if (line.b.get("employees") or 0) > 0]
    people += [
        stop for shown, _, stop in waits
        if shown["how"] == "answered" and shown["kind"] not in NO_PERSON_AT_THE_END
    ]
    if not people:
        return None
    first = min(people, key=lambda line: (line.at, line.place))
    before = [s for s in steps if s.b["kind"] in ORDINARY and (s.at, s.place) < (first.at, first.place)]
    took, _ = lasted(enter, first, clocks)
    return {"steps": len(before), "ms": took - overlap(spans, enter.at, enter.at + took)}
