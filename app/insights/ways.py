"""The ways walkers went at one touchpoint: to a person, through the menu, and what each walk would win without a wait.

Reads the logs of the newest walks, so it is a part of its own that the touchpoint's page asks for.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlmodel import Session, select

from app.accounts.access import Actor
from app.accounts.models import User
from app.accounts.names import name_for
from app.insights import lens as lenses
from app.insights.figures import many
from app.insights.lens import Lens
from app.insights.menu_tree import CHOICE, PERSON, Node, tree_of, way_of
from app.insights.models import StageScore
from app.insights.snag_words import snag_words
from app.insights.visits import middle
from app.insights.weights import in_force
from app.journeys import queries as journeys
from app.kit.errors import not_found
from app.kit.filters import duration
from app.scoring.entries import FRICTION
from app.scoring.exact import Invalid
from app.scoring.fold import fold
from app.scoring.savings import saving
from app.walks.models import Walk
from app.walks.queries import logs_of, visible

MOST = 30  # logs read for one page
WITH_PEOPLE = ("phone", "chat", "store")


@dataclass(frozen=True)
class Reached:
    """How one walk came to a person. steps: before that person; ms: since entering; None when nobody was reached;
    helped: the same for the first person who could help."""

    walk_id: str
    name: str
    first: tuple[int, int] | None
    helped: tuple[int, int] | None


@dataclass(frozen=True)
class Without:
    """What walks would win without something. walks: that had it; milli: mean change of the walk, below 0 a saving;
    place_milli: of the touchpoint alone; ms, steps: saved in the mean."""

    words: str
    walks: int
    milli: float
    place: tuple[float, float]
    ms: float
    steps: float
    fix: str

    @property
    def said(self) -> str:
        spared = f" and wait {duration(round(self.ms))} less" if self.ms >= 1000 else ""
        return f"at least {-self.milli / 1000:.1f} points less{spared}"


@dataclass(frozen=True)
class Ways:
    """The part. walks: [(id, words)] to choose from; way: the chosen; was_said: somebody noted whether a
    person could help; tree None where nobody chose or met anybody."""

    journey: dict
    place: dict
    walks: list[tuple[str, str]]
    way: str
    tree: Node | None
    reached: list[Reached]
    withouts: list[Without]
    read: int
    here: str
    was_said: bool

    @property
    def has_menu(self) -> bool:
        return self.tree is not None and _any_choice(self.tree)

    @property
    def is_with_people(self) -> bool:
        """Whether a person is met here at all, and somebody walked it."""
        return self.place["channel"] in WITH_PEOPLE and bool(self.reached)

    @property
    def says_something(self) -> bool:
        return self.is_with_people or self.has_menu or bool(self.withouts)

    @property
    def finding(self) -> str:
        """'2 choices reach a person; 11 steps and 21:10 one who can help.'"""
        if not self.is_with_people:
            return ""
        first = [one.first for one in self.reached if one.first]
        helped = [one.helped for one in self.reached if one.helped]
        if not first:
            return f"Nobody reached a person in {many(len(self.reached), 'walk')}."
        if not self.was_said:
            return f"{_cost(first)} to a person."
        if not helped:
            return f"{_cost(first)} to a person, and none of them could help."
        further = "who could help." if len(helped) == len(first) else \
            f"and only {len(helped)} of {many(len(self.reached), 'walk')} reached one who could help."
        return f"{_cost(first)} to a person {further}"

    @property
    def counts(self) -> str:
        n = len(self.reached)
        first, helped = (sum(getattr(one, name) is not None for one in self.reached) for name in ("first", "helped"))
        further = f", {helped} of them one who could help." if self.was_said else \
            "; nobody noted whether they could help."
        return f"{first} of {many(n, 'walk')} reached a person{further}"


def _cost(costs: list[tuple[int, int]]) -> str:
    steps, ms = (middle(cost[i] for cost in costs) for i in (0, 1))
    return f"{many(round(steps), 'step')} and {duration(round(ms))}"


def _any_choice(node: Node) -> bool:
    """A chain of choices of which nobody kept a key or a word is no menu."""
    return any(child.kind == CHOICE and (child.key or any(stop.words for stop in child.walks.values()))
               or _any_choice(child) for child in node.nodes)


def ways_of(session: Session, actor: Actor, lens: Lens, journey_id: str, touchpoint: str, way: str = "") -> Ways:
    """The ways of the newest walks this actor may see. way: the walk whose path is drawn. Refuses: not_found."""
    weights = in_force(session)
    chosen = (lenses.stages(session, lens, StageScore.walk_id, StageScore.journey_revision, name_for(actor),
                            Walk.began_at, weights=weights, journey_id=journey_id)
              .join(Walk, Walk.id == StageScore.walk_id).join(User, User.id == StageScore.walker_id)
              .where(StageScore.touchpoint == touchpoint,
                     StageScore.walk_id.in_(visible(actor).with_only_columns(Walk.id)))
              .order_by(StageScore.journey_revision.desc(), Walk.began_at.desc(), Walk.id).limit(MOST))
    rows = session.execute(chosen).all()
    rows = [row for row in rows if row.journey_revision == rows[0].journey_revision]
    journey = journeys.journey_revision(session, journey_id, rows[0].journey_revision if rows else None)
    place = next((one for one in (journey or {"touchpoints": []})["touchpoints"] if one["id"] == touchpoint), None)
    mine = journeys.visible(actor).subquery()
    if place is None or session.scalar(select(mine.c.revision).where(mine.c.id == journey_id)) is None:
        raise not_found("touchpoint")
    folds = _folds(session, [row.walk_id for row in rows])
    names = {row.walk_id: f"{row.name}, {row.began_at:%-d %b %Y}" for row in rows if row.walk_id in folds}
    ways = {walk_id: stops for walk_id in names if (stops := way_of(folds[walk_id], touchpoint))}
    return Ways(journey, place, [(walk_id, names[walk_id]) for walk_id in ways],
                way if way in ways else next(iter(ways), ""), tree_of(ways) if ways else None,
                [_reached(walk_id, name, folds[walk_id], touchpoint) for walk_id, name in names.items()],
                _withouts(folds, journey, place, weights.config), len(names),
                lens.link(f"/insights/journeys/{journey_id}/touchpoints/{touchpoint}"),
                any(stop.helps is not None for stops in ways.values() for stop in stops))


def _folds(session: Session, walks: list[str]) -> dict[str, dict]:
    return {walk_id: fold(told) for walk_id, told in logs_of(session, walks).items()}


def _reached(walk_id: str, name: str, folded: dict, touchpoint: str) -> Reached:
    mine = [visit for visit in folded["visits"] if visit["touchpoint"] == touchpoint]
    first = next((visit["to_a_person"] for visit in mine if visit["to_a_person"]), None)
    helped = next((stop for stop in way_of(folded, touchpoint) if stop.kind == PERSON and stop.helps), None)
    cost = None
    if helped:
        visit = next(visit for visit in mine if any(m["id"] == helped.entry and m["visit"] == visit["visit"]
                                                    for m in folded["moments"]))
        before = [m for m in folded["moments"] if m["visit"] == visit["visit"] and m["kind"] == "step"
                  and not m["voided"] and m["b"]["kind"] not in (*FRICTION, "bright_spot")
                  and m["at"] < visit["entered_at"] + helped.ms]
        cost = (len(before), helped.ms)
    return Reached(walk_id, name, (first["steps"], first["ms"]) if first else None, cost)


def _withouts(folds: dict[str, dict], journey: dict, place: dict, config) -> list[Without]:
    """Without any wait, and without each of the two commonest snags: the mean change of the walks that have it."""
    waits, snags = {}, defaultdict(lambda: defaultdict(list))
    for walk_id, folded in folds.items():
        mine = [visit for visit in folded["visits"] if visit["touchpoint"] == place["id"]]
        names = {visit["visit"] for visit in mine}
        waits[walk_id] = [wait["id"] for visit in mine for wait in visit["waits"] if wait["ms"]]
        for moment in folded["moments"]:
            if moment["kind"] == "step" and moment["visit"] in names and not moment["voided"] and \
                    moment["b"]["kind"] in FRICTION:
                snags[moment["b"]["kind"]][walk_id].append(moment["id"])
    common = Counter({kind: len(walks) for kind, walks in snags.items()}).most_common(2)
    asked = [("the waits", waits), *((f"“{snag_words(kind)}”", snags[kind]) for kind, _ in common)]
    told = [_without(words, entries, folds, journey, place, config) for words, entries in asked]
    return sorted((one for one in told if one), key=lambda one: one.milli)


def _without(words: str, entries: dict, folds: dict, journey: dict, place: dict, config) -> Without | None:
    savings = []
    for walk_id, gone in entries.items():
        try:
            one = saving(folds[walk_id], journey, [{"op": "remove", "entry": entry} for entry in gone], config) \
                if gone else None
        except Invalid:  # what was not measured cannot be taken away
            continue
        if one and one["delta_milli"] is not None and one["stages"]:
            savings.append(one)
    if not savings:
        return None
    n = len(savings)
    milli, ms, steps = (sum(one[name] for one in savings) / n for name in ("delta_milli", "ms", "steps"))
    stages = [one["stages"][0] for one in savings if None not in one["stages"][0].values()]
    before, after = (sum(one[name] for one in stages) / max(1, len(stages)) for name in ("before_milli", "after_milli"))
    return Without(words, n, milli, (before, after), ms, steps,
                   f"/improvements/new?journey={journey['id']}&touchpoint={place['id']}"
                   f"&minutes={duration(round(ms)) if ms >= 1000 else ''}&points={-milli / 1000:.1f}")
