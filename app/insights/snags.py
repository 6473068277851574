"""Snags across journeys and departments: how often each kind happened, in how many journeys and walks, and where.

Every number opens its walks; bright spots come last. Moments are counted through the lens by the walks it lets pass.
"""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import and_
from sqlmodel import Session, func, select

from app.accounts.access import Actor
from app.insights import lens as lenses
from app.insights.figures import many
from app.insights.filters import Choices, Report, choices_of, report_of
from app.insights.lens import Lens
from app.insights.models import Moment, StageScore
from app.insights.named import named
from app.insights.snag_words import snag_words
from app.insights.visits import figure_of, light, newest
from app.insights.weights import Weights, in_force
from app.insights.words import GLYPHS
from app.journeys.queries import journeys_in_force
from app.scoring.entries import BRIGHT, FRICTION

OFF_PLAN = "Off the plan"
NO_DEPARTMENT = "No department named"
OPENED = 40  # moments listed at once


@dataclass(frozen=True)
class Place:
    """Where a kind of snag happened. walks, times: how often there."""

    name: str
    href: str
    department: str
    walks: int
    times: int
    open: str


@dataclass(frozen=True)
class Kind:
    """One kind over all journeys. journeys, walks, times: how many; places: most walks first."""

    kind: str
    journeys: int
    walks: int
    times: int
    places: list[Place]
    open: str

    @property
    def words(self) -> str:
        return snag_words(self.kind)

    @property
    def glyph(self) -> str:
        return f"glyph-{GLYPHS.get(self.kind, 'step')}"

    @property
    def departments(self) -> str:
        """'Customer service 12, Online 4', most walks first; by touchpoint and walk."""
        found: dict[str, int] = defaultdict(int)
        for place in self.places:
            found[place.department] += place.times
        return ", ".join(f"{name} {n}" for name, n in sorted(found.items(), key=lambda one: (-one[1], one[0])))


@dataclass(frozen=True)
class Opened:
    """What was picked: a heading and its moments: (words, who, href), newest first; n: how many there are."""

    words: str
    rows: list[tuple[str, str, str]]
    n: int


@dataclass(frozen=True)
class Snags:
    """The page. departments: to choose from; department: the chosen, "" for all."""

    kinds: list[Kind]
    bright: Kind | None
    journeys: int
    walks: int
    departments: list[str]
    department: str
    choices: Choices
    report: Report
    opened: Opened | None

    @property
    def finding(self) -> str:
        """'Asked again: 5 of 8 journeys, 31 walks'."""
        if not self.kinds:
            return "No snags so far" if self.walks else "Snags"
        top = self.kinds[0]
        return f"{top.words}: {top.journeys} of {many(self.journeys, 'journey')}, {many(top.walks, 'walk')}"


def snags_of(session: Session, actor: Actor, lens: Lens, department: str = "", kind: str = "", journey: str = "",
             at: str = "") -> Snags:
    """The page of every journey this actor may see. kind (with journey and at): which moments to open."""
    weights = in_force(session)
    every = {one["id"]: one for one in journeys_in_force(session, actor)}
    columns = (StageScore.walk_id, StageScore.walker_id, StageScore.journey_id, StageScore.journey_revision,
               StageScore.milli, StageScore.at_least)
    wholes = lenses.stages(session, lens, *columns, weights=weights, wholes=True)
    rows = [row for row in newest(light(session, wholes)) if row.journey_id in every]
    choices = choices_of(session, "/insights/snags", lens, weights, department=department)
    places = {(one["id"], place["id"]): (one, place) for one in every.values() for place in one["touchpoints"]}
    counted = [one for one in _counted(session, lens, weights) if one.journey_id in every]
    departments = {(one.journey_id, one.touchpoint): _department(places, one) for one in counted}
    told = [one for one in counted if not department or department == departments[one.journey_id, one.touchpoint]]
    by_kind = defaultdict(list)
    for one in told:
        by_kind[one.kind].append(one)
    kinds = [_kind(name, by_kind[name], every, places, choices) for name in (*FRICTION, BRIGHT)]
    found = sorted((one for one in kinds if one.walks and one.kind != BRIGHT), key=lambda one: (-one.walks, one.words))
    opened = _opened(session, actor, lens, weights, told, (kind, journey, at), every, places) if kind else None
    return Snags(found, next((one for one in kinds if one.kind == BRIGHT and one.walks), None),
                 len({row.journey_id for row in rows}), len(rows),
                 sorted(set(departments.values())), department, choices,
                 report_of(figure_of(rows), weights, choices), opened)


def through(session: Session, lens: Lens, weights: Weights, chosen):
    """A select from Moment, of walks the lens lets through; of one place only those at touchpoints walked there."""
    stays = lenses.stages(session, lens, StageScore.walk_id, StageScore.touchpoint, weights=weights,
                          wholes=not lens.place).subquery()
    during = [stays.c.walk_id == Moment.walk_id, *([stays.c.touchpoint == Moment.touchpoint] if lens.place else [])]
    return chosen.join(stays, and_(*during)).where(Moment.counts)


def _counted(session: Session, lens: Lens, weights: Weights) -> list:
    """(kind, journey, touchpoint, walk, times) of every snag and bright spot in walks the lens lets through."""
    return light(
        session, through(session, lens, weights, select(
            Moment.kind, Moment.journey_id, Moment.touchpoint, Moment.walk_id, func.count().label("times")))
        .where(Moment.kind.in_((*FRICTION, BRIGHT)))
        .group_by(Moment.kind, Moment.journey_id, Moment.touchpoint, Moment.walk_id))


def _department(places: dict, one) -> str:
    found = places.get((one.journey_id, one.touchpoint))
    return (found[1]["department"] or NO_DEPARTMENT) if found else OFF_PLAN


def _kind(name: str, rows: list, every: dict, places: dict, choices: Choices) -> Kind:
    groups = defaultdict(list)
    for one in rows:
        groups[one.journey_id, one.touchpoint if (one.journey_id, one.touchpoint) in places else ""].append(one)
    told = [_place(name, *key, some, every, places, choices) for key, some in groups.items()]
    return Kind(name, len({one.journey_id for one in rows}), len({one.walk_id for one in rows}),
                sum(one.times for one in rows), sorted(told, key=lambda place: (-place.walks, place.name)),
                choices.link(kind=name) + "#walks")


def _place(kind: str, journey_id: str, touchpoint: str, rows: list, every: dict, places: dict,
           choices: Choices) -> Place:
    journey = every[journey_id]
    _, place = places.get((journey_id, touchpoint), (None, None))
    base = f"/insights/journeys/{journey_id}"
    href = choices.lens.link(f"{base}/touchpoints/{touchpoint}" if place else base)
    return Place(f"{place['name'] if place else OFF_PLAN}, {journey['name']}", href, _department(places, rows[0]),
                 len({one.walk_id for one in rows}), sum(one.times for one in rows),
                 choices.link(kind=kind, journey=journey_id, at=touchpoint) + "#walks")


def _opened(session: Session, actor: Actor, lens: Lens, weights: Weights, told: list, asked: tuple, every: dict,
            places: dict) -> Opened | None:
    kind, journey, at = asked
    mine = [one for one in told if one.kind == kind and journey in ("", one.journey_id)
            and (not journey or at == (one.touchpoint if (one.journey_id, one.touchpoint) in places else ""))]
    if not mine:
        return None
    touchpoints = {(one.journey_id, one.touchpoint) for one in mine}
    wanted = [Moment.kind == kind, Moment.journey_id.in_({one for one, _ in touchpoints})]
    if journey:
        wanted.append(Moment.touchpoint == at if at else Moment.touchpoint.is_(None) | Moment.touchpoint.not_in(
            [point for one, point in places if one == journey]))
    moments = session.execute(through(session, lens, weights, select(
        Moment.walk_id, Moment.entry, Moment.words, Moment.place, Moment.journey_id, Moment.touchpoint))
        .where(*wanted).order_by(Moment.at_ms.desc(), Moment.entry).limit(OPENED * 4)).all()
    moments = [one for one in moments if (one.journey_id, one.touchpoint) in touchpoints][:OPENED]
    who = {one.id: one.words for one in named(session, actor, [one.walk_id for one in moments])}
    where = places.get((journey, at))
    words = snag_words(kind)
    if journey:
        words += f": {where[1]['name'] if where else OFF_PLAN}, {every[journey]['name']}"
    return Opened(words, [(one.words or words, f"{one.place}, {who[one.walk_id]}",
                           f"/walks/{one.walk_id}?of={one.entry}#behind") for one in moments if one.walk_id in who],
                  sum(one.times for one in mine))
