"""Walk by walk in time: a dot each, the mean before and after every fix, and whether a fix may be said to have worked.

Method: scoring.md 2.12. Here "worked" asks more than that: the two bands must not overlap. Pure.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from app.improvements.models import Improvement, State
from app.insights import visits
from app.insights.figures import Figure, many
from app.insights.lens import Lens
from app.scoring.change import change

LINKED = 150  # dots; beyond, a dot no longer opens its walk
EDGE = 3  # percent kept free on either side
LEAST = 3  # walks a side before anything is said


@dataclass(frozen=True)
class TrendDot:
    """One walk. x: percent; points 0–100."""

    x: float
    points: float
    words: str
    href: str | None


@dataclass(frozen=True)
class Stretch:
    """The walks between two fixes. x, end: percent."""

    x: float
    end: float
    figure: Figure


@dataclass(frozen=True)
class FixMark:
    """A fix on the day it was done. number: from 1, as listed under the drawing."""

    number: int
    x: float
    fix: Improvement
    place: str


@dataclass(frozen=True)
class Trend:
    """The drawing, and what it says. ticks: (percent, words)."""

    dots: list[TrendDot]
    stretches: list[Stretch]
    marks: list[FixMark]
    ticks: list[tuple[float, str]]
    heading: str
    says: str

    @property
    def words(self) -> str:
        """The drawing for those who hear it."""
        return f"{many(len(self.dots), 'walk')} by date. {self.heading}. {self.says}"

    def stretch_words(self, day: str) -> str:
        """Where a day stands: 'before any fix', 'after fix 2'; '' when no fix is marked."""
        if not self.marks:
            return ""
        done = [mark for mark in self.marks if mark.fix.done_on.isoformat() <= day]
        return f"after fix {done[-1].number}" if done else f"before fix {self.marks[0].number}"


def trend_of(rows: list, fixes: list[Improvement], lens: Lens, words, names: dict[str, str]) -> Trend:
    """The trend of whole walks. rows: stage scores; words: row → what its dot says; names: touchpoint id → name."""
    done = [fix for fix in fixes if fix.state == State.done and fix.done_on and _shown(fix.done_on, lens)]
    done.sort(key=lambda fix: (fix.done_on, fix.id))
    days = [date.fromisoformat(row.day) for row in rows] + [fix.done_on for fix in done]
    first, last = (min(days), max(days)) if days else (date.min, date.min)

    def x(day: date) -> float:
        return round(EDGE + (100 - 2 * EDGE) * (day - first).days / (last - first).days, 2) if last > first else 50.0
    dots = [TrendDot(x(date.fromisoformat(row.day)), row.milli / 1000, words(row),
                     f"/walks/{row.walk_id}" if len(rows) <= LINKED else None) for row in rows]
    marks = [FixMark(n, x(fix.done_on), fix, names.get(fix.touchpoint, "the whole journey"))
             for n, fix in enumerate(done, 1)]
    stretches = _stretches(rows, sorted({fix.done_on for fix in done}), x)
    heading, says = said(stretches, done)
    return Trend(dots, stretches, marks, ticks(first, last, x) if days else [], heading, says)


def _shown(day: date, lens: Lens) -> bool:
    return (lens.since or "") <= day.isoformat() <= (lens.until or "9999")


def _stretches(rows: list, cuts: list[date], x) -> list[Stretch]:
    edges = ["", *(cut.isoformat() for cut in cuts), "9999"]
    ends = [0.0, *(x(cut) for cut in cuts), 100.0]
    return [Stretch(ends[i], ends[i + 1], visits.figure_of([row for row in rows if start <= row.day < end]))
            for i, (start, end) in enumerate(pairwise(edges))]


def said(stretches: list[Stretch], done: list[Improvement]) -> tuple[str, str]:
    """(heading, sentence) of the newest fix; plain words while none is marked."""
    if not done:
        return "Walk by walk", "When a fix is done, the walks before and after it stand apart here."
    before, after = stretches[-2].figure, stretches[-1].figure
    told = change(before.cell, after.cell, len(stretches) - 1)
    name = f"“{done[-1].title}”"
    if told["verdict"] == "too early":
        short = " and ".join(f"{LEAST - side.n} more {word} it" for side, word in ((before, "before"), (after, "since"))
                             if side.n < LEAST)
        return "Did the fix work? Too early to tell", (
            f"{many(before.n, 'walk')} before {name} and {after.n} since. It takes {LEAST} on each side: {short}.")
    means = f"before {before.said}, since {after.said}"
    if told["verdict"] == "easier" and before.told["low"] > after.told["high"]:
        return "The fix worked", f"{name}: {means}, and the ranges do not overlap."
    if told["verdict"] == "easier":
        return "Easier since the fix, not proven", f"{name}: {means}. The ranges overlap, so walk it a few more times."
    if told["verdict"] == "harder":
        return "Harder since the fix", f"{name}: {means}. Look for what else changed then."
    return "Did the fix work? No clear change", f"{name}: {means}. The walks differ as much among themselves."


def ticks(first: date, last: date, x) -> list[tuple[float, str]]:
    """Firsts of months, every few of them when the time is long; days when it is short."""
    if (last - first).days <= 45:
        step = max(1, round((last - first).days / 4))
        days = [first + timedelta(days=n) for n in range(0, (last - first).days + 1, step)]
        return [(x(day), day.strftime("%-d %b")) for day in days]
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next(step for step in (1, 2, 3, 6, 12, 24, 60, 600) if months / step <= 6)
    starts = [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1)
              for n in range(1, months + 1) if (first.month - 1 + n) % step == 0]
    return [(x(day), day.strftime("%b %Y" if day.month == 1 or months > 12 else "%b")) for day in starts]
