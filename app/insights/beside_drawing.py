"""Two walks drawn on one scale: every touchpoint begins at the same line, a minute is as wide in both. Pixels only."""

from dataclasses import dataclass, field

from app.insights.axis import TICK_MINUTES, Axis
from app.insights.beside import Pair, Side
from app.insights.lettering import cut
from app.insights.marks import ended_shape
from app.insights.story import Lane
from app.insights.words import GLYPHS, WAIT_PATTERNS, channel_icon, waited_words
from app.scoring.entries import AWAY_WAITS, BRIGHT, FRICTION

LEFT, RIGHT = 200, 1112
NAME_PX, STRIP_PX, GAP_PX = 34, 58, 12
VISIT_GAP = 8


@dataclass
class Strip:
    """One walk at one touchpoint. y: its thread; None of the rest where it was not walked."""

    side: int
    name: str
    y: float
    words: str
    ends: list[tuple[float, float]] = field(default_factory=list)
    dots: list[float] = field(default_factory=list)
    snags: list[dict] = field(default_factory=list)
    waits: list[dict] = field(default_factory=list)
    shape: str = "sent_on"


@dataclass
class Drawing:
    """px_per_minute is one value for everything in it."""

    rows: list[dict]
    ticks: list[tuple[float, str]]
    height: float
    px_per_minute: float


def drawing_of(pair: Pair) -> Drawing:
    """The drawing of a pair."""
    axes = [Axis(side.story.spans) for side in pair.sides]
    together = pair.touchpoints
    longest = max([_stay_ms(axis, lane) for one in together for axis, lane in zip(axes, one.lanes, strict=True) if lane]
                  + [60_000])
    gaps = max([len(lane.visits) - 1 for one in together for lane in one.lanes if lane] + [0])
    scale = (RIGHT - LEFT - 12 - gaps * VISIT_GAP) / (longest / 60_000)
    rows, top = [], 44.0
    for one in together:
        lane = next(lane for lane in one.lanes if lane)
        strips = [_strip(side, n, axes[n], one.lanes[n], scale, top + NAME_PX + STRIP_PX * n + 30)
                  for n, side in enumerate(pair.sides)]
        rows.append({"name": one.name, "icon": channel_icon(lane.channel), "top": top, "strips": strips})
        top += NAME_PX + STRIP_PX * 2 + GAP_PX
    step = next((m for m in TICK_MINUTES if m * scale >= 60), TICK_MINUTES[-1])
    ticks = [(LEFT + n * step * scale, f"{n * step:g} min" if n == 0 else f"{n * step:g}")
             for n in range(int((RIGHT - LEFT) / (step * scale)) + 1)]
    return Drawing(rows, ticks, top, scale)


def _end(axis: Axis, visit: dict) -> int:
    """When the stay ended; while it runs, the last that was logged. Never before its begin, whatever the clock said."""
    return max(visit["left_at"] or axis.spans[-1][1], visit["entered_at"])


def _stay_ms(axis: Axis, lane: Lane) -> int:
    return sum(axis.spent(_end(axis, visit)) - axis.spent(visit["entered_at"]) for visit in lane.visits)


def _strip(side: Side, n: int, axis: Axis, lane: Lane | None, scale: float, y: float) -> Strip:
    strip = Strip(n, cut(side.name, LEFT - 24), y, "not walked")
    if lane is None:
        return strip
    strip.words = f"{lane.whole} points" if lane.whole is not None else "not scored"
    left = float(LEFT)
    for visit in lane.visits:
        start, end = axis.spent(visit["entered_at"]), axis.spent(_end(axis, visit))

        def x(at: int, left=left, start=start, end=end) -> float:
            return round(left + (min(max(axis.spent(at), start), end) - start) / 60_000 * scale, 1)
        right = left + (end - start) / 60_000 * scale
        strip.ends.append((round(left, 1), round(right, 1)))
        _mark(strip, side, visit, x, axis)
        left = right + VISIT_GAP
    strip.shape = ended_shape(lane.visits[-1])
    return strip


def _mark(strip: Strip, side: Side, visit: dict, x, axis: Axis) -> None:
    for moment in side.story.fold["moments"]:
        if moment["visit"] != visit["visit"] or moment["kind"] != "step" or moment["voided"]:
            continue
        strip.dots.append(x(moment["at"]))
        if moment["b"]["kind"] in (*FRICTION, BRIGHT):
            strip.snags.append({"x": x(moment["at"]), "glyph": f"glyph-{GLYPHS[moment['b']['kind']]}"})
    for wait in (side.story.wait_of[one["id"]] for one in visit["waits"]):
        start, end = x(wait["from"]), x(wait["to"] or axis.spans[-1][1])
        width, away = max(end - start, 2), wait["kind"] in AWAY_WAITS
        light = min(max(0, x(wait["from"] + wait["should_be_ms"]) - start), width)
        words = waited_words(wait)
        strip.waits.append({"x": start, "width": width, "light": light, "over": width - light, "away": away,
                            "pattern": "slant" if away else WAIT_PATTERNS.get(wait["kind"]),
                            "torn": wait["censored"] or wait["to"] is None,
                            "words": words if width > 9 * len(words) + 12 and not away else ""})
