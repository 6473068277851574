"""Scored stays through a lens, one light row each, and the figure many of them make: for pages that need medians,
single walks and hours, which sums have lost.

Rows carry no JSON, so that 10,000 are read in a moment. Journeys' visibility is the caller's.
"""

from collections import Counter, namedtuple
from collections.abc import Iterable
from functools import lru_cache

from sqlmodel import Session

from app.insights import lens as lenses
from app.insights.figures import Figure, kept_back
from app.insights.floors import floor_of, is_below
from app.insights.lens import Lens
from app.insights.models import StageScore
from app.insights.weights import Weights

COLUMNS = ("walk_id", "walker_id", "journey_id", "journey_revision", "touchpoint", "persona", "day", "milli", "outcome",
           "at_least", "felt", "guess", "hour", "spent_ms", "waited_ms", "steps")


def visits(session: Session, lens: Lens, weights: Weights, journey_id: str | None = None,
           columns: tuple[str, ...] = COLUMNS) -> list:
    """Every scored stay, and every whole walk (touchpoint ""), of each journey's newest revision walked."""
    wanted = lenses.stages(session, lens, *(getattr(StageScore, name) for name in columns), weights=weights,
                           journey_id=journey_id)
    return newest(light(session, wanted))


def light(session: Session, wanted) -> list:
    """The rows of a select of columns as named tuples, read past the ORM: a look into one of its rows costs ten times
    as much, and pages look into thousands."""
    found = session.connection().execute(wanted)
    return list(map(_named(tuple(found.keys()))._make, found.all()))


@lru_cache
def _named(columns: tuple[str, ...]) -> type:
    return namedtuple("Row", columns)


def newest(rows: list) -> list:
    """Only those of the newest revision of their journey: figures of two revisions are never one."""
    last = revisions(rows)
    return [row for row in rows if row.journey_revision == last[row.journey_id]]


def revisions(rows: list) -> dict[str, int]:
    """Journey → its newest revision among these rows."""
    last: dict[str, int] = {}
    for row in rows:
        last[row.journey_id] = max(last.get(row.journey_id, 0), row.journey_revision)
    return last


def figure_of(rows: Iterable) -> Figure:
    """One figure of rows alike in journey, revision and touchpoint; needs milli, walker_id and at_least of each."""
    rows = list(rows)
    if is_below(floor_of(rows), len(rows), {row.walker_id for row in rows}):
        return kept_back()
    return figure_from([row.milli for row in rows], [row.walker_id for row in rows],
                       sum([row.at_least for row in rows]))


def figure_from(millis: list[int], walkers: list[str], at_least: int = 0) -> Figure:
    """One figure of scores in millipoints, each with its walker. at_least: how many had a wait without a seen end."""
    hist = Counter([(milli + 500) // 1000 for milli in millis])
    cell = {"n": len(millis), "sum": sum(millis), "sumsq": sum([milli * milli for milli in millis]),
            "hist": {str(points): n for points, n in hist.items()}, "contributions": {}, "outcomes": {},
            "walkers": dict(Counter(walkers)), "unnamed": 0}
    return Figure(cell, at_least)


def middle(values: Iterable[float]) -> float | None:
    """The median; None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def whole(value: float) -> int:
    """Half up, as every number of this product is rounded."""
    return int(value + 0.5) if value >= 0 else -int(-value + 0.5)


def rating(value: float | None) -> int | None:
    """A felt effort as the nearest of the seven answers; None of nothing."""
    return None if value is None else min(7, max(1, whole(value)))
