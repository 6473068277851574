"""How many walks show a change, and how sure today's order of two touchpoints is, from the spread that was walked.

Method: the change test of scoring.md 2.12, asked beforehand; checked against its simulated figures in section 4.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from sqlmodel import Session

from app.accounts.access import Actor
from app.insights import lens as lenses
from app.insights.figures import Figure, added
from app.journeys import queries as journeys
from app.kit.errors import not_found
from app.scoring.cells import spread, t_quantile
from app.scoring.change import SMALL, welch
from app.scoring.effort import config_of

CHANGES = (10, 20, 30)
WANTED = 0.8  # the usual chance to want: four times in five
LEAST, MOST = 3, 400
_NORMAL = NormalDist()


def chance(change: float, sd: float, before: int, after: int) -> float:
    """How likely a real drop of `change` points is called one, with so many walks, each by somebody else."""
    wide, true = [], 0.0
    parameters = config_of(None)
    nu0, sd0 = float(parameters.nu0), float(parameters.sd0)
    for n in (before, after):
        wide.append(((nu0 * sd0**2 + (n - 1) * sd**2) / (nu0 + n - 1) / n, nu0 + n - 1))
        true += sd**2 / n
    told = sum(error for error, _ in wide)
    df = told**2 / sum(error**2 / free for error, free in wide)
    least = max(SMALL, t_quantile(df) * sqrt(told))
    return _NORMAL.cdf((change - least) / sqrt(true))


def walks_each(change: float, sd: float) -> int | None:
    """Walks before and as many after, until the chance is four in five; None when 400 are too few."""
    return next((n for n in range(LEAST, MOST + 1) if chance(change, sd, n, n) >= WANTED), None)


def walks_after(change: float, sd: float, before: int) -> int | None:
    """Walks after, beside those there are; None when no number helps: then walk more before."""
    if before < LEAST or chance(change, sd, before, MOST) < WANTED:
        return None
    return next(n for n in range(LEAST, MOST + 1) if chance(change, sd, before, n) >= WANTED)


def upside_down(a: dict, b: dict) -> float:
    """The chance that the true order of two cells is the other one, 0…0.5."""
    diff, low, high, df = welch(a, b)
    ratio = abs(diff) / ((high - low) / 2 / t_quantile(df))
    sure, unsure = 0.0, 1 - 1e-9
    for _ in range(40):  # t_quantile only grows with its level
        level = (sure + unsure) / 2
        sure, unsure = (level, unsure) if t_quantile(df, level) < ratio else (sure, level)
    return (1 - sure) / 2


@dataclass
class Pair:
    """Two touchpoints in today's order. chance: that it is upside down."""

    harder: str
    easier: str
    apart: float
    chance: float

    @property
    def words(self) -> str:
        if self.chance >= 0.35:
            return "as good as a coin"
        return "quite possible" if self.chance >= 0.1 else "unlikely" if self.chance >= 0.025 else "hardly"


@dataclass
class Plan:
    """What the planner's page prints. figure: of what was chosen; sd: points; pairs: nearest first."""

    choices: list[dict]
    journey: dict | None = None
    touchpoint: str = ""
    figure: Figure | None = None
    sd: float = 20.0
    pairs: list[Pair] | None = None

    @property
    def rows(self) -> list[tuple[int, int | None, int | None]]:
        """(points of change, walks on each side, walks after beside those there are)."""
        return [(change, walks_each(change, self.sd), walks_after(change, self.sd, self.figure.n))
                for change in CHANGES]

    @property
    def what(self) -> str:
        place = next((one["name"] for one in self.journey["touchpoints"] if one["id"] == self.touchpoint), None)
        return place or "the whole walk"


def plan_of(session: Session, actor: Actor, journey_id: str = "", touchpoint: str = "") -> Plan:
    """The plan for a journey or one of its touchpoints; for the newest revision that was walked. Refuses: not_found."""
    choices = journeys.journeys_in_force(session, actor)
    if not journey_id:
        return Plan(choices)
    if journey_id not in {one["id"] for one in choices}:
        raise not_found("journey")
    cells = lenses.cells(session, lenses.Lens(), journey_id=journey_id)
    newest = max((cell.journey_revision for cell in cells), default=None)
    journey = journeys.journey_revision(session, journey_id, newest)
    if touchpoint and touchpoint not in {place["id"] for place in journey["touchpoints"]}:
        raise not_found("touchpoint")
    by_place = {place: added([cell for cell in cells if cell.touchpoint == place and cell.journey_revision == newest])
                for place in ("", *(one["id"] for one in journey["touchpoints"]))}
    figure = by_place[touchpoint]
    sd = sqrt(spread(figure.cell)[0]) if figure.n else float(config_of(None).sd0)
    named = [(one["name"], by_place[one["id"]]) for one in journey["touchpoints"] if by_place[one["id"]].n]
    return Plan(choices, journey, touchpoint, figure, sd, pairs_of(named))


def pairs_of(named: list[tuple[str, Figure]]) -> list[Pair]:
    """Every two touchpoints, the least sure order first."""
    order = sorted(named, key=lambda one: -one[1].milli)
    pairs = [Pair(a, b, (one.cell["sum"] / one.n - other.cell["sum"] / other.n) / 1000,
                  upside_down(one.cell, other.cell))
             for i, (a, one) in enumerate(order) for b, other in order[i + 1:]]
    return sorted(pairs, key=lambda pair: -pair.chance)
