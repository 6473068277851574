"""A touchpoint as drawn: its label, and everything on, above and under its piece of the thread."""

from app.insights.axis import Axis
from app.insights.bars import bar_mark, bars_of
from app.insights.beneath import PHOTO_W, hang, quotes_of, shots_of, words_below
from app.insights.figures import many
from app.insights.lettering import wrapped
from app.insights.marks import LEVEL_PX, Mark, Row, when
from app.insights.pins import place_pins
from app.insights.story import Lane, Story
from app.insights.tacks import is_pin, leaves, pin_mark
from app.insights.words import channel_icon
from app.kit.filters import duration

BULLET_PX = 140


def row_of(story: Story, lane: Lane, axis: Axis, top: float, number: int) -> Row:
    """The lane as drawn from `top` down."""
    row = Row(lane, top, label=label_of(story, lane))
    visits = {v["visit"] for v in lane.visits}
    here = [m for m in story.fold["moments"] if m["visit"] in visits and not m["voided"]]
    bars, above, taken = bars_of(story, lane, axis)
    shots, hidden = shots_of(here, axis)
    beside, quotes, unheard = quotes_of(story, here, axis, [(one.x, one.x + PHOTO_W) for one in shots])
    pins = place_pins([(axis.x(m["at"]), m) for m in here if is_pin(story, m) or m["id"] in unheard], taken)
    level = max([pin.level for pin in pins] + [1 if bar["two_lines"] else 0 for bar in bars], default=0)
    row.y = top + 46 + LEVEL_PX * level
    row.tints = [(axis.x(v["entered_at"]), end_x(axis, v) - axis.x(v["entered_at"])) for v in lane.visits]
    row.ticks = sorted({axis.x(m["at"]) for m in here if m["kind"] in ("step", "touchpoint.enter")})
    row.marks = [*(bar_mark(story, bar, row, number) for bar in bars),
                 *(pin_mark(story, pin, row, number) for pin in pins),
                 *leaves(story, lane, axis, row, number)]
    row.texts = above
    below = row.y + words_below(story, row, bars, pins)
    hang(story, shots, hidden, axis, row, below, number)
    for placed in [*beside, *quotes]:
        y = below + (18 if placed in beside else 92 if shots else 16) + 18 * placed.row
        row.marks.append(Mark(placed.what["id"], f"{when(story, placed.what)}: {placed.what['quote']}",
                              placed.what["at"], placed.x, y, number, "quote", {"words": placed.what["quote"]}))
    below += 74 if shots else 0
    below += 18 * (max((p.row for p in quotes), default=-1) + 1)
    row.height = max(below + 14 - top, row.label["height"] + 16)
    return row


def end_x(axis: Axis, visit: dict) -> float:
    """Where a visit ends; the end of the walk while it runs."""
    return axis.x(visit["left_at"]) if visit["left_at"] else axis.x(axis.spans[-1][1])


def label_of(story: Story, lane: Lane) -> dict:
    """The words left of a lane, line by line, and how high they stand."""
    most = max([(one.points or 0) for one in story.lanes] + [(one.par or 0) for one in story.lanes] + [1])
    lines = wrapped(lane.name, 17)
    y = 26 + 21 * len(lines)
    label = {"names": lines, "icon": channel_icon(lane.channel), "points_y": y + 10, "notes": []}
    if lane.points is not None:
        scale = BULLET_PX / most
        label |= {"points": lane.whole, "par": round(lane.par / 1000),
                  "bullet": {"y": y + 27, "width": max(lane.points * scale, 1), "par": lane.par * scale}}
    y += 47
    label["felt_y"] = y
    label["felt"], label["felt_words"], label["ended"] = lane.felt, lane.felt_words, (lane.ended or "").lower()
    y += 36
    for people in lane.to_people:
        label["notes"].append({"y": y, "mark": False,
                               "words": f"to a person: {many(people['steps'], 'step')}, {duration(people['ms'])}"})
        y += 17
    for mark in lane.marks:
        for line in wrapped(mark, 28):
            label["notes"].append({"y": y, "words": line, "mark": True})
            y += 17
    label["height"] = y - 8
    return label


def thread(story: Story, axis: Axis, rows: list[Row]) -> str:
    """The dashed line from touchpoint to touchpoint; it drops at the moment of the change."""
    ys = {v["visit"]: row.y for row in rows for v in row.lane.visits}
    path, before = "", None
    for visit in story.fold["visits"]:
        x, y, end = axis.x(visit["entered_at"]), ys[visit["visit"]], end_x(axis, visit)
        if before is None:
            path = f"M{x:g} {y:g}"
        else:
            drop = before if x - before < 12 else before + min((x - before) / 2, 22)
            path += f"H{drop:g}V{y:g}H{x:g}"
        path += f"H{end:g}"
        before = max(end, x)
    return path
