"""How long something lasted, from two entries whose clocks may have slept, jumped or restarted.

Source: capture.md §6. Not here: running timers; callers show now − from.
"""

from app.scoring.corrections import Line

AGREE_MS = 2000  # two clocks that differ by less than this tell the same story
AWAY = ("hide", "show")


def lasted(start: Line, end: Line, clocks: list[Line]) -> tuple[int, str]:
    """(ms, quality) from `start` to `end`; quality is mono, wall, clock_changed or wall_adj. Never below 0.

    clocks: the `clock` entries of the walk; one with event hide or show in between means the page was away.
    """
    a, b = start.entry["t"], end.entry["t"]
    if start.moved or end.moved or start.dev != end.dev:
        return max(0, end.at - start.at), "wall"
    wall = b["wall"] - a["wall"]
    if a.get("boot") is None or a.get("boot") != b.get("boot") or None in (a.get("mono"), b.get("mono")):
        return _across_boots(a, b, wall)
    mono = b["mono"] - a["mono"]
    if abs(wall - mono) <= AGREE_MS:
        return _whole(mono), "mono"
    if _offset_moved(a, b, wall - mono) or not _hidden_between(start, end, clocks):
        return _whole(mono), "clock_changed"
    return _whole(wall), "wall"


def _whole(ms: float) -> int:
    return max(0, int((ms + 0.5) // 1))


def _across_boots(a: dict, b: dict, wall: float) -> tuple[int, str]:
    if a.get("off") is None or b.get("off") is None:
        return _whole(wall), "wall"
    return _whole(wall + b["off"] - a["off"]), "wall_adj"


def _offset_moved(a: dict, b: dict, drift: float) -> bool:
    """True when the server saw the phone's clock jump by what the two clocks differ."""
    if a.get("off") is None or b.get("off") is None:
        return False
    return abs((b["off"] - a["off"]) + drift) <= AGREE_MS


def _hidden_between(start: Line, end: Line, clocks: list[Line]) -> bool:
    return any(
        clock.dev == start.dev and start.seq < clock.seq < end.seq and clock.b.get("event") in AWAY
        for clock in clocks
    )


def overlap(spans: list[tuple[int, int]], start: int, end: int) -> int:
    """Milliseconds of `start`…`end` that lie inside the spans; spans may overlap each other."""
    return covered([(max(a, start), min(b, end)) for a, b in spans])


def covered(spans: list[tuple[int, int]]) -> int:
    """Milliseconds covered by the union of the spans; an empty or turned-round span covers nothing."""
    total, reach = 0, None
    for a, b in sorted(spans):
        a = a if reach is None else max(a, reach)
        if b > a:
            total, reach = total + b - a, b
    return total
