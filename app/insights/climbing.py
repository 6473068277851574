"""The effort so far under a timeline: how the points added up, from touchpoint to touchpoint."""

from dataclasses import dataclass

from app.insights.axis import Axis
from app.insights.curves import scale_top, stairs
from app.insights.marks import Row
from app.insights.pins import place_rows
from app.insights.story import Story
from app.kit.filters import points
from app.scoring.exact import bin_of

EFFORT_PX = 214
HIGH_PX = 132


@dataclass(frozen=True)
class Supposed:
    """The dotted line of a what-if. path and end count up (negative y) from the base of the effort curve."""

    path: str
    end: tuple[float, float]
    bin: int


def effort_of(story: Story, axis: Axis, top: float, rows: list[Row]) -> dict | None:
    """{top, height, path, area, base, end, milli, par_y, par, touchpoints, words_y}; None without a score."""
    milli = story.earned["milli"]
    if milli is None:
        return None
    most = scale_top(milli / 1000)
    base = top + EFFORT_PX - 34

    def y(value: float) -> float:
        return round(base - value / 1000 / most * HIGH_PX, 1)
    line = [(axis.x(at), y(value)) for at, value in climb(story.earned["curve"], story.spans[0][0])]
    last = (axis.x(axis.spans[-1][1]), y(milli))
    path = stairs([*line, last])
    par = story.score["par_milli"]
    return {"top": top, "height": EFFORT_PX, "path": path, "area": f"{path}V{base:g}H{line[0][0]:g}Z", "base": base,
            "end": last, "milli": milli, "par_y": y(par), "par": points(par),
            "touchpoints": _under(story, axis, rows), "words_y": base + 24}


def supposed_line(story: Story, axis: Axis, earned: dict) -> Supposed:
    """The same curve for the walk as it would be. earned: as `points` says it after the edits."""
    most = scale_top(story.earned["milli"] / 1000)
    corners = climb(earned["curve"], story.spans[0][0])
    line = [(axis.x(at), round(-value / 1000 / most * HIGH_PX, 1)) for at, value in corners]
    end = (axis.x(axis.spans[-1][1]), round(-earned["milli"] / 1000 / most * HIGH_PX, 1))
    return Supposed(stairs([*line, end]), end, bin_of(earned["milli"]))


def climb(curve: list[dict], start: int) -> list[tuple[int, int]]:
    """(at, millipoints so far) corners: events rise at once, waits evenly from their start to their end."""
    changes: dict[int, list[int]] = {}
    rate: list[tuple[int, int, int]] = []
    for fall in curve:
        if fall["to"] > fall["from"]:
            rate.append((fall["from"], fall["to"], fall["milli"]))
        else:
            changes.setdefault(fall["from"], []).append(fall["milli"])
    times = sorted({start, *changes, *(a for a, _, _ in rate), *(b for _, b, _ in rate)})
    corners, jumped = [], 0
    for at in times:
        waited = sum(milli * (min(at, b) - a) / (b - a) for a, b, milli in rate if at > a)
        corners.append((at, round(jumped + waited)))
        if at in changes:
            jumped += sum(changes[at])
            corners.append((at, round(jumped + waited)))
    return corners


def _under(story: Story, axis: Axis, rows: list[Row]) -> list[dict]:
    """Points by touchpoint under the axis, at the middle of its longest stay; kept 46 px apart."""
    items = []
    for number, row in enumerate(rows):
        if row.lane.points is not None and row.tints:
            x, width = max(row.tints, key=lambda tint: tint[1])
            items.append((x + width / 2, {"words": f"+{row.lane.whole}", "of": f"lane:{number}",
                                          "name": row.lane.name}))
    placed, _ = place_rows([(x - 18, 36, what) for x, what in sorted(items, key=lambda i: i[0])], 1, axis.width,
                           gap=8, shift=200)
    return [{"x": one.x + 18, **one.what} for one in placed]
