"""Room on a lane: which pin stands on which level, and which words fit on which row. Pixels only.

Nothing here knows what a pin means.
"""

from dataclasses import dataclass, field

PIN_PX = 21
LEVELS = 3
NUDGE_PX = 34

Stretch = tuple[float, float]


@dataclass
class Pin:
    """A glyph at (x, level) whose leader ends at `tick`, its true place. members: what it stands for."""

    tick: float
    x: float
    level: int
    members: list = field(default_factory=list)

    @property
    def is_count(self) -> bool:
        return len(self.members) > 1


def place_pins(marks: list[tuple[float, object]], taken: dict[int, list[Stretch]] | None = None) -> list[Pin]:
    """Pins for (x, what) marks, greedily from left to right, never nearer than 21 px on one level.

    taken: level → stretches where words already stand. A pin that finds no place is nudged right, and beyond
    that joins the pin before it, which then counts.
    """
    taken = taken or {}
    pins: list[Pin] = []
    ends = [float("-inf")] * LEVELS
    for x, what in sorted(marks, key=lambda mark: mark[0]):
        level, at = _best_place(x, ends, taken)
        if level is None:
            max(pins, key=lambda pin: pin.x).members.append(what)
            continue
        pins.append(Pin(x, at, level, [what]))
        ends[level] = at
    return pins


def _best_place(x: float, ends: list[float], taken) -> tuple[int | None, float]:
    places = [(_free_from(max(x, end + PIN_PX), taken.get(level, ())), level) for level, end in enumerate(ends)]
    at, level = min(places, key=lambda place: (place[0] > x, place[0] if place[0] > x else place[1]))
    return (level, at) if at - x <= NUDGE_PX or max(ends) == float("-inf") else (None, x)


def _free_from(x: float, stretches) -> float:
    for a, b in sorted(stretches):
        if a - PIN_PX / 2 < x < b + PIN_PX / 2:
            x = b + PIN_PX / 2
    return x


@dataclass
class Placed:
    """Something as wide as `width` at x on a row; what: the thing itself."""

    x: float
    row: int
    width: float
    what: object


def place_rows(items: list[tuple[float, float, object]], rows: int, right: float, gap: float = 12,
               shift: float = 0) -> tuple[list[Placed], list]:
    """(what found room, what did not) of (x, width, what) items on so many rows that end at `right`.

    shift: how far right of its own x a thing may be moved.
    """
    ends = [float("-inf")] * rows
    placed, left_over = [], []
    for x, width, what in items:
        wanted = max(0, min(x, right - width))
        for row in range(rows):
            at = max(wanted, ends[row] + gap)
            if at - wanted <= shift and at + width <= right + .5:
                ends[row] = at + width
                placed.append(Placed(round(at, 1), row, width, what))
                break
        else:
            left_over.append(what)
    return placed, left_over
