"""The time axis of a timeline: minutes spent laid side by side, and the quiet stretches between folded away.

x is time spent, not time of day. Not here: what stands at an x (lanes.py, curves.py).
"""

from bisect import bisect_right
from dataclasses import dataclass

FOLD_AFTER_MS = 120_000  # ux.md 8: a gap of more than two minutes between touchpoints is folded
QUIET_MS = 600_000  # nothing logged that long while only a reply, call-back or delivery is awaited
FORGOTTEN_MS = 10_800_000  # nothing logged for three hours, and no queue or hold running
FOLD_PX = 46
PLOT_PX = 1128
START_PX, END_PX = 12, 24  # room for the marks at both ends
LEAST_PX_PER_MINUTE = 4
MOST_PX = 60_000
TICK_PX, LETTER_PX = 72, 8  # between two ticks of a stretch, at least; a letter of their words
TICK_MINUTES = (0.25, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 240)
ON_THE_AXIS = ("touchpoint.enter", "touchpoint.leave", "step", "wait.start", "wait.end", "rating", "mood",
               "note", "photo")
LIVE = ("menu", "queue", "hold", "page_load", "transfer", "processing", "other", "other_live")

Span = tuple[int, int]


@dataclass(frozen=True)
class Fold:
    """A quiet stretch: x is its left edge, why is 'gap', 'paused' or 'quiet'."""

    x: float
    start: int
    end: int
    why: str

    @property
    def ms(self) -> int:
        return self.end - self.start


def stretches(fold: dict) -> list[Span]:
    """The unfolded stretches of a folded walk, in order, UTC ms; never empty for a walk with an entry.

    Every tap lies in a stretch, and no queue, hold or page load is ever folded.
    """
    live = [m for m in fold["moments"] if not m["voided"] and m["kind"] in ON_THE_AXIS]
    last = max([m["at"] for m in live], default=fold["began_at"] or 0)
    busy = [(m["at"], m["at"]) for m in live]
    for visit in fold["visits"]:
        busy += _spent(visit, fold["pauses"], [m["at"] for m in live if m["visit"] == visit["visit"]], last)
    return _joined(busy) or [(last, last)]


def _spent(visit: dict, pauses: list[dict], taps: list[int], last: int) -> list[Span]:
    start = visit["entered_at"]
    end = max([start, visit["left_at"] or last])
    waits = [(w["from"], w["to"] or last, w["kind"] in LIVE) for w in visit["waits"]]
    held = [(a, b) for a, b, is_live in waits if is_live]
    holes = [(p["from"], p["to"] or end) for p in pauses]
    for a, b in _between(sorted({start, end, *taps})):
        if any(x < b and y > a for x, y in held):
            continue
        awaited = any(x <= a and y >= b for x, y, is_live in waits if not is_live)
        if b - a > (QUIET_MS if awaited else FORGOTTEN_MS):
            holes.append((a, b))
    spent = _without((start, end), holes)
    for a, b in held:  # a clock that was set can put a wait outside its own visit
        spent += _without((a, max(a, b)), [(p["from"], p["to"] or end) for p in pauses])
    return spent


def _between(times: list[int]) -> list[Span]:
    return list(zip(times, times[1:], strict=False))


def _without(span: Span, holes: list[Span]) -> list[Span]:
    left, kept = span[0], []
    for a, b in sorted(holes):
        if b <= left or a >= span[1]:
            continue
        if a > left:
            kept.append((left, a))
        left = max(left, b)
    if left < span[1] or not kept:
        kept.append((min(left, span[1]), span[1]))
    return kept


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for a, b in sorted(spans):
        if joined and a - joined[-1][1] <= FOLD_AFTER_MS:
            joined[-1] = (joined[-1][0], max(joined[-1][1], b))
        else:
            joined.append((a, b))
    return joined


def spent_before(spans: list[Span], at: int) -> int:
    """Milliseconds of unfolded time before an instant."""
    return sum(min(max(at - a, 0), b - a) for a, b in spans)


class Axis:
    """Where an instant stands. zoom: minutes a screen shows; None fits the walk to one screen."""

    def __init__(self, spans: list[Span], pauses: list[dict] = (), zoom: float | None = None):
        self.spans = spans
        self.spent_total_ms = sum(b - a for a, b in spans)
        minutes = max(self.spent_total_ms / 60_000, 1)
        room = PLOT_PX - START_PX - END_PX - FOLD_PX * (len(spans) - 1)
        fitting = max(room / minutes, LEAST_PX_PER_MINUTE)
        wanted = max((PLOT_PX - START_PX - END_PX) / zoom, fitting) if zoom else fitting
        self.px_per_minute = max(min(wanted, MOST_PX / minutes), fitting)
        self._lefts, x = [], float(START_PX)
        for a, b in spans:
            self._lefts.append(x)
            x += (b - a) / 60_000 * self.px_per_minute + FOLD_PX
        self.width = max(x - FOLD_PX + END_PX, PLOT_PX)
        self.folds = [Fold(self._right(i), spans[i][1], spans[i + 1][0], _why(spans, i, pauses))
                      for i in range(len(spans) - 1)]

    @property
    def fits(self) -> bool:
        """True when the whole walk shows without scrolling."""
        return self.width <= PLOT_PX

    def _right(self, i: int) -> float:
        a, b = self.spans[i]
        return self._lefts[i] + (b - a) / 60_000 * self.px_per_minute

    def x(self, at: int) -> float:
        """Pixels from the left edge of the plot; an instant inside a fold stands inside its 46 px."""
        i = max(0, bisect_right(self.spans, at, key=lambda span: span[0]) - 1)
        a, b = self.spans[i]
        if at <= b:
            return round(self._lefts[i] + max(0, at - a) / 60_000 * self.px_per_minute, 1)
        if i + 1 == len(self.spans):
            return round(self._right(i), 1)
        gap = self.spans[i + 1][0] - b
        return round(self._right(i) + (at - b) / gap * FOLD_PX, 1)

    def spent(self, at: int) -> int:
        """Milliseconds of unfolded time before an instant."""
        return spent_before(self.spans, at)

    def ticks(self) -> list[tuple[float, str]]:
        """(x, words) every so many minutes; none inside a fold, and none whose words would touch those before. The
        first words begin at their x, all others stand around it."""
        step = next((m for m in TICK_MINUTES if m * self.px_per_minute >= TICK_PX), TICK_MINUTES[-1]) * 60_000
        marks, before = [], 0
        for i, (a, b) in enumerate(self.spans):
            first = -(-before // step) * step
            while first <= before + b - a:
                x = self._lefts[i] + (first - before) / 60_000 * self.px_per_minute
                words = _tick_words(first)
                if not marks or x - marks[-1][0] >= _room(marks, words):
                    marks.append((round(x, 1), words))
                first += step
            before += b - a
        return marks


def _why(spans: list[Span], i: int, pauses) -> str:
    start, end = spans[i][1], spans[i + 1][0]
    return "paused" if any(p["from"] <= start + 1000 and (p["to"] or end) >= end - 1000 for p in pauses) else "gap"


def _room(marks: list[tuple[float, str]], words: str) -> float:
    """How far from the last mark a mark with these words may stand, px."""
    told = len(marks[-1][1]) * (2 if len(marks) == 1 else 1) + len(words)
    return told * LETTER_PX / 2 + LETTER_PX


def _tick_words(ms: float) -> str:
    if ms == 0:
        return "0 min"
    minutes, seconds = divmod(round(ms / 1000), 60)
    return f"{minutes}:{seconds:02d}" if seconds else str(minutes)
