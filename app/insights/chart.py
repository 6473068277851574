"""The drawing of a timeline: a Story laid out in pixels. Pure; templates/insights/_chart.html only prints it.

Source of every measure: ux.md 8. Units: px, y downwards, x from the left edge of the plot.
"""

from dataclasses import dataclass

from app.insights.axis import Axis
from app.insights.climbing import EFFORT_PX, effort_of
from app.insights.lanes import row_of, thread
from app.insights.lettering import text_px
from app.insights.marks import Mark, Row
from app.insights.moods import MOOD_PX, mood_of
from app.insights.story import Story
from app.insights.words import rough
from app.insights.zones import local

LABEL_PX = 200
HEAD_PX = 56


@dataclass
class Chart:
    """Everything the template prints."""

    axis: Axis
    rows: list[Row]
    days: list[dict]
    thread: str
    folds: list[dict]
    mood: dict | None
    effort: dict | None
    width: float
    height: float
    lanes_bottom: float
    label_width: int = LABEL_PX

    @property
    def marks(self) -> list[Mark]:
        """Every mark in time, as the arrow keys walk them."""
        every = [mark for row in self.rows for mark in row.marks] + (self.mood["marks"] if self.mood else [])
        return sorted(every, key=lambda mark: (mark.at, mark.row))


def chart_of(story: Story, zones: list[tuple[int, int]] = (), zoom: float | None = None) -> Chart:
    """The chart of a story. zones: (ms, minutes east of UTC) as the phone stamped them, in order."""
    axis = Axis(story.spans, story.fold["pauses"], zoom)
    rows, top = [], float(HEAD_PX)
    for number, lane in enumerate(story.lanes):
        row = row_of(story, lane, axis, top, number)
        rows.append(row)
        top += row.height
    lanes_bottom = top
    mood = mood_of(story, axis, top, len(rows))
    top += MOOD_PX if mood else 0
    effort = effort_of(story, axis, top, rows)
    top += EFFORT_PX if effort else 0
    return Chart(axis, rows, _days(axis, zones), thread(story, axis, rows), _folds(axis), mood, effort,
                 axis.width, top + 8, lanes_bottom)


def _folds(axis: Axis) -> list[dict]:
    words = {"paused": "paused", "gap": "folded"}
    return [{"x": fold.x, "mid": fold.x + 23, "words": f"{rough(fold.ms)} {words[fold.why]}"} for fold in axis.folds]


def _days(axis: Axis, zones) -> list[dict]:
    """Day and clock time at the start of each stretch, where there is room for it."""
    days, reach = [], {0: float("-inf"), 1: float("-inf")}
    for start, _ in axis.spans:
        x, words = axis.x(start), local(start, zones).strftime("%a %-d %b, %H:%M")
        width = text_px(words) + 12
        at = max(0, min(x, axis.width - width))
        row = next((row for row in (0, 1) if at >= reach[row]), None)
        if row is not None:
            days.append({"x": at, "words": words, "row": row})
            reach[row] = at + width
    return days
