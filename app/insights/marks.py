"""What a timeline is made of: marks a person can stand on, the rows they stand in, and the words that name them."""

from dataclasses import dataclass, field

from app.insights.story import Lane, Story
from app.kit.filters import duration, points

LEVEL_PX = 22
BAR_PX = 28


@dataclass
class Mark:
    """Something a person can stand on. of: what its link opens; name: what a screen reader says."""

    of: str
    name: str
    at: int
    x: float
    y: float
    row: int
    shape: str
    extra: dict = field(default_factory=dict)


@dataclass
class Row:
    """A lane as drawn: `top`, `height`, the thread's `y`, its marks, and the words in its label column."""

    lane: Lane
    top: float
    y: float = 0
    height: float = 0
    tints: list[tuple[float, float]] = field(default_factory=list)
    ticks: list[float] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    texts: list[dict] = field(default_factory=list)
    label: dict = field(default_factory=dict)


def when(story: Story, moment: dict) -> str:
    """Minutes into the walk of a moment, as m:ss."""
    return clock(story, moment["at"])


def clock(story: Story, at: int) -> str:
    """Unfolded time spent before an instant (UTC ms), as m:ss."""
    return duration(story.spent_by(at))


def ended_shape(visit: dict) -> str:
    """The mark where a visit ended: solved is filled, gave_up a cross bar, sent_on hollow."""
    return "gave_up" if visit["code"] == "gave_up" else "solved" if visit["outcome"] == "reached" else "sent_on"


def plus_words(milli: int) -> str:
    """", +2.8 points", or nothing below a twentieth of a point."""
    if milli < 50:
        return ""
    return f", +{points(milli)} point{'' if points(milli) == '1' else 's'}"
