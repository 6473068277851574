"""What other weights would do to the order of touchpoints: one other set, or a thousand drawn at random.

Works on loads, as measured before any weight; the rows are read once and summed by what was measured, so that a
draw costs a few sums a touchpoint. Not here: what may be said of one mean (figures.py).
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from random import Random
from time import perf_counter

from sqlalchemy import and_, func
from sqlmodel import Session, select

from app.insights.loads import parts_of, points_of
from app.insights.models import StageScore
from app.insights.weights import DEFAULT
from app.journeys.models import JourneyRevision, Touchpoint
from app.scoring.config import Config
from app.scoring.effort import METHOD

MOST = 20_000  # newest stages read; more would not change an order
DRAWS, SEED, SWING = 1_000, 1869, 0.5
TIE = 3


@dataclass
class Measured:
    """A journey's touchpoints as walked: the newest revision that was, as the customer. loads: by touchpoint id."""

    name: str
    revision: int
    names: dict[str, str]
    loads: dict[str, list[dict]]


@dataclass(frozen=True)
class Move:
    """One touchpoint under other parameters: its mean and place (1 hardest) before and after. None: unscored."""

    name: str
    before: float | None
    after: float | None
    was: int
    now: int
    tie: bool

    @property
    def place(self) -> str:
        return nth(self.now)

    @property
    def words(self) -> str:
        moved = "stays" if self.was == self.now else f"{'up' if self.now < self.was else 'down'} from {nth(self.was)}"
        return moved + (", a tie with its neighbour" if self.tie else "")


@dataclass(frozen=True)
class Swap:
    """Two touchpoints, the harder first; share: in how many of the draws the other one was harder, 0…1."""

    harder: str
    easier: str
    apart: float
    share: float

    @property
    def is_tie(self) -> bool:
        return self.apart < TIE


def measured(session: Session) -> list[Measured]:
    """Every journey with two walked touchpoints or more, by name; practice and watched walks are in none."""
    newest = (select(StageScore.journey_id, func.max(StageScore.journey_revision).label("revision"))
              .where(*_counted()).group_by(StageScore.journey_id).subquery())
    rows = session.execute(
        select(StageScore.journey_id, StageScore.journey_revision, StageScore.touchpoint, StageScore.loads)
        .join(newest, and_(newest.c.journey_id == StageScore.journey_id,
                           newest.c.revision == StageScore.journey_revision))
        .where(*_counted(), StageScore.touchpoint != "")
        .order_by(StageScore.day.desc(), StageScore.walk_id).limit(MOST)).all()
    loads: dict = defaultdict(lambda: defaultdict(list))
    for journey, revision, touchpoint, load in rows:
        loads[journey, revision][touchpoint].append(load)
    journeys, places = _named(session, {journey for journey, _ in loads})
    found = [Measured(journeys[key], key[1], places[key], dict(by_place)) for key, by_place in loads.items()]
    return sorted((one for one in found if len(one.loads) > 1), key=lambda one: one.name)


def _counted() -> tuple:
    return StageScore.method == METHOD, StageScore.weight_set == DEFAULT, StageScore.mode == "be"


def _named(session: Session, ids: set[str]) -> tuple[dict, dict]:
    journeys = {(row.journey_id, row.revision): row.name for row in session.exec(
        select(JourneyRevision).where(JourneyRevision.journey_id.in_(ids)))}
    places: dict = defaultdict(dict)
    for row in session.exec(select(Touchpoint).where(Touchpoint.journey_id.in_(ids)).order_by(Touchpoint.position)):
        places[row.journey_id, row.revision][row.id] = row.name
    return journeys, places


def means(one: Measured, config: Config) -> dict[str, float | None]:
    """Mean points by touchpoint under these parameters; None where none of its stages can be scored."""
    weights = {part: float(weight) for part, weight in config.weights.items()}
    least = float(config.min_coverage)
    told = {}
    for place, loads in one.loads.items():
        scores = [points for points in (points_of(parts_of(load, config), weights, least) for load in loads)
                  if points is not None]
        told[place] = sum(scores) / len(scores) if scores else None
    return told


def moves(one: Measured, before: Config, after: Config) -> list[Move]:
    """The touchpoints in their order under `after`, hardest first."""
    was, now = means(one, before), means(one, after)
    old, new = _order(was), _order(now)
    return [Move(one.names.get(place, place), was[place], now[place], old.index(place) + 1, i + 1, _ties(now, new, i))
            for i, place in enumerate(new)]


def _order(told: dict) -> list[str]:
    return sorted(told, key=lambda place: (-(told[place] if told[place] is not None else -1), place))


def _ties(told: dict, order: list[str], i: int) -> bool:
    near = [told[place] for place in order[max(0, i - 1):i + 2] if place != order[i]]
    mine = told[order[i]]
    return mine is not None and any(value is not None and abs(value - mine) < TIE for value in near)


def swaps(one: Measured, config: Config, draws: int = DRAWS, seed: int = SEED) -> list[Swap]:
    """Every two touchpoints and how often all weights drawn within ±50 % turn their order round. Seeded."""
    pools = {place: _pooled(loads, config) for place, loads in one.loads.items()}
    base = {part: float(weight) for part, weight in config.weights.items()}
    least = float(config.min_coverage) / 100
    today = {place: _mean(pool, base, least) for place, pool in pools.items()}
    order = [place for place in _order(today) if today[place] is not None]
    pairs = list(combinations(order, 2))
    turned = dict.fromkeys(pairs, 0)
    chance = Random(seed)  # noqa: S311 — nothing secret hangs on it
    for _ in range(draws):
        weights = {part: weight * chance.uniform(1 - SWING, 1 + SWING) for part, weight in base.items()}
        told = {place: _mean(pools[place], weights, least) for place in order}
        for pair in pairs:
            a, b = told[pair[0]], told[pair[1]]
            turned[pair] += a is not None and b is not None and b > a
    return sorted((Swap(one.names.get(a, a), one.names.get(b, b), today[a] - today[b], n / draws)
                   for (a, b), n in turned.items()), key=lambda swap: (-swap.share, swap.apart))


def _pooled(loads: list[dict], config: Config) -> list[tuple[int, dict[str, float]]]:
    """(how many, the sums of their parts) by which parts were measured: their mean is exact from these alone."""
    pools: dict = {}
    for load in loads:
        u = parts_of(load, config)
        n, sums = pools.setdefault(frozenset(u), [0, dict.fromkeys(u, 0.0)])
        pools[frozenset(u)][0] = n + 1
        for part, share in u.items():
            sums[part] += share
    return [(n, sums) for n, sums in pools.values()]


def _mean(pool: list[tuple[int, dict[str, float]]], weights: dict[str, float], least: float) -> float | None:
    """least: share of all weight that must be measured, 0…1."""
    total, counted, whole = 0.0, 0, sum(weights.values())
    for n, sums in pool:
        known = sum(weights[part] for part in sums)
        if known > 0 and known >= least * whole:
            total += 100 * sum(weights[part] * value for part, value in sums.items()) / known
            counted += n
    return total / counted if counted else None


@dataclass
class Shaken:
    """What the sensitivity page prints. ms: how long the draws took."""

    journeys: list[tuple[Measured, list[Swap]]]
    ms: int
    draws: int = DRAWS


def shaken(session: Session, config: Config) -> Shaken:
    """Every journey's pairs under a thousand drawn weight sets."""
    pools = measured(session)
    began = perf_counter()
    told = [(one, swaps(one, config)) for one in pools]
    return Shaken(told, round((perf_counter() - began) * 1000))


def nth(place: int) -> str:
    """'1st', '2nd', '11th'."""
    ending = "th" if 10 < place % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"
