"""Two walks of one journey side by side: what differs, in words first, and what may not be compared, in words too.

Read in few statements: both logs at once, the journey's revisions at once. Not here: the drawing (beside_drawing.py).
"""

from dataclasses import dataclass, field
from fractions import Fraction

from sqlmodel import Session, select

from app.accounts.access import Actor
from app.accounts.models import User
from app.accounts.names import name_for
from app.insights.behind import PART_WORDS
from app.insights.figures import many
from app.insights.listing import in_shoes
from app.insights.story import Lane, Story
from app.insights.weights import in_force
from app.insights.words import ended_words, first_name
from app.insights.zones import local, zones_of
from app.journeys.queries import journey_revision, revisions_of
from app.kit.errors import Refusal, not_found
from app.kit.filters import duration
from app.personas.models import PersonaRevision
from app.scoring.effort import METHOD
from app.scoring.exact import shared_by_name
from app.scoring.fold import fold
from app.walks.models import Walk
from app.walks.queries import logs_of, visible

FAR_APART = 5  # points from which a heading says which walk was harder


@dataclass
class Side:
    """One of the two. name: 'Maria by Dana'; day: the day it began, by the phone's clock; walker: their id."""

    id: str
    walker: str
    story: Story
    name: str
    day: str
    shoes: str | None

    @property
    def wait_words(self) -> str:
        return ("at least " if self.story.waited_at_least else "") + duration(self.story.waited_ms)

    @property
    def ended(self) -> str:
        folded = self.story.fold
        return (ended_words(folded["outcome"]) or "Nothing said") if folded["handed_in"] else "Still walking"


@dataclass
class Together:
    """A touchpoint of either walk; a lane is None where that walk did not go. numbers: each side's lane number."""

    name: str
    lanes: list[Lane | None]
    numbers: list[int | None]


@dataclass
class Pair:
    """Both sides. refusal: why the scores are not set against each other, or ''; said: what else a reader must know."""

    sides: list[Side]
    method: str
    refusal: str = ""
    said: list[str] = field(default_factory=list)

    @property
    def heading(self) -> str:
        """What stands out, the harder walk first."""
        a, b = (side.story for side in self.sides)
        if not self.refusal:
            apart = a.score["bin"] - b.score["bin"]
            if abs(apart) < FAR_APART:
                return f"Much the same: {a.score['bin']} and {b.score['bin']}"
            harder, easier = self.sides if apart > 0 else reversed(self.sides)
            return f"{harder.name} was {_far(harder, easier)}{abs(apart)} points harder than {easier.name}"
        if abs(a.waited_ms - b.waited_ms) >= 60_000:
            longer, other = self.sides if a.waited_ms > b.waited_ms else reversed(self.sides)
            more = longer.story.waited_ms - other.story.waited_ms
            return f"{longer.name} waited {duration(more)} longer than {other.name}"
        return f"{self.sides[0].name} beside {self.sides[1].name}"

    @property
    def differences(self) -> list[str]:
        """One sentence each for waiting, steps, snags, how it felt and how it ended, where they differ."""
        a, b = (side.story for side in self.sides)
        told = [self._waiting(), *(self._more(getattr(a, name) - getattr(b, name), one)
                                   for name, one in (("steps", "step"), ("snags", "snag")))]
        if a.felt and b.felt and abs(a.felt - b.felt) >= .5:
            harder = self.sides[a.felt < b.felt]
            told.append(f"{harder.name} felt harder: {max(a.felt, b.felt):.1f} of 7 against {min(a.felt, b.felt):.1f}.")
        if self.sides[0].ended != self.sides[1].ended:
            told.append("They ended otherwise: " + "; ".join(f"{s.name}: {s.ended.lower()}" for s in self.sides) + ".")
        return [one for one in told if one] or ["Waiting, steps, snags, feeling and ending were the same."]

    def _waiting(self) -> str:
        a, b = (side.story for side in self.sides)
        apart = a.waited_ms - b.waited_ms
        if abs(apart) < 1000:
            return ""
        longer, other = self.sides if apart > 0 else reversed(self.sides)
        words = f"{longer.name} waited {longer.wait_words}, {other.name} {other.wait_words}"
        if other.story.waited_at_least:
            return f"{words}: how much longer is not known, a wait was cut short."
        return f"{words}: {'at least ' if longer.story.waited_at_least else ''}{duration(abs(apart))} longer."

    def _more(self, apart: int, one: str) -> str:
        if not apart:
            return ""
        return f"{self.sides[apart < 0].name} took {many(abs(apart), f'more {one}')}."

    @property
    def people(self) -> int:
        """By how many people they were walked."""
        return len({side.walker for side in self.sides})

    @property
    def parts(self) -> list[dict]:
        """[{words, points: [a, b]}] of the two scores, part by part; empty where scores are not compared."""
        if self.refusal:
            return []
        each = []
        for side in self.sides:
            milli = side.story.score["contributions_milli"]
            each.append(shared_by_name({name: Fraction(part, 1000) for name, part in milli.items()},
                                       side.story.score["bin"]))
        return [{"words": words, "of": name, "points": [one.get(name, 0) for one in each]}
                for name, words in PART_WORDS.items() if any(one.get(name) for one in each)]

    @property
    def has_away(self) -> bool:
        """Whether either awaited a call-back, a reply or a delivery."""
        return any(side.story.away_ms for side in self.sides)

    @property
    def touchpoints(self) -> list[Together]:
        """Every touchpoint of either, in the order of the plan; what was added on the way comes last."""
        keys = {lane.key: lane for side in self.sides for lane in side.story.lanes}
        order = sorted(keys, key=lambda key: (keys[key].place or {}).get("position", 1e6))
        together = []
        for key in order:
            found = [next(((n, lane) for n, lane in enumerate(side.story.lanes) if lane.key == key), (None, None))
                     for side in self.sides]
            together.append(Together(keys[key].name, [lane for _, lane in found], [n for n, _ in found]))
        return together


def _far(harder: Side, easier: Side) -> str:
    """A wait nobody saw the end of can only have cost more."""
    if harder.story.cut_short:
        return "" if easier.story.cut_short else "at least "
    return "at most " if easier.story.cut_short else ""


def pair_of(session: Session, actor: Actor, walk_id: str, other_id: str) -> Pair:
    """Two walks side by side. Refuses: not_found, same_walk, two_journeys."""
    found = {walk.id: (walk, name, persona) for walk, name, persona in session.exec(_walks(actor, walk_id, other_id))}
    if {walk_id, other_id} - set(found):
        raise not_found("walk")
    if walk_id == other_id:
        raise Refusal("same_walk", 409, "That is one and the same walk. Choose another one to put beside it.")
    first, second = (found[each][0] for each in (walk_id, other_id))
    if first.journey_id is None or first.journey_id != second.journey_id:
        raise Refusal("two_journeys", 409, "These walks are of two journeys, so there is nothing to lay side by side. "
                                           "Choose two walks of one journey.")
    logs = logs_of(session, (walk_id, other_id))
    plans = _plans(session, first, second)
    weights = in_force(session)
    sides = [_side(actor, *found[each], logs.get(each, []), plans.get(found[each][0].journey_revision), weights.config)
             for each in (walk_id, other_id)]
    _tell_apart(sides)
    method = METHOD + (f", weights {weights.name.lower()}" if weights.number else "")
    return Pair(sides, method, _refusal(sides), _said(sides))


def named(session: Session, actor: Actor, walk_id: str) -> tuple[Walk, str]:
    """(the walk, 'Maria by Dana'). Refuses: not_found."""
    found = session.exec(_walks(actor, walk_id)).first()
    if found is None:
        raise not_found("walk")
    return found[0], _name(found[1], found[2])


def _name(walker: str, persona: PersonaRevision | None) -> str:
    return f"{first_name(persona.name)} by {walker}" if persona else f"{walker}’s own reason"


def _walks(actor: Actor, *ids: str):
    return in_shoes(select(Walk, name_for(actor), PersonaRevision).join(User, User.id == Walk.walker_id)).where(
        Walk.id.in_(visible(actor).with_only_columns(Walk.id)), Walk.id.in_(ids))


def _plans(session: Session, first: Walk, second: Walk) -> dict[int, dict | None]:
    if first.journey_revision == second.journey_revision:
        return {first.journey_revision: journey_revision(session, first.journey_id, first.journey_revision)}
    return {plan["revision"]: plan for plan in revisions_of(session, first.journey_id)}


def _side(actor: Actor, walk: Walk, walker: str, persona: PersonaRevision | None, lines: list[dict],
          plan: dict | None, config: dict | None) -> Side:
    told = {"name": persona.name, "shoes": persona.shoes, "closed_channels": persona.closed_channels,
            "assumption": False} if persona else None
    folded = fold(lines)
    story = Story(folded, plan, told, walker, walk.walker_id == actor.user_id, config)
    day = local(folded["began_at"], zones_of(lines)).strftime("%-d %b %Y") if folded["began_at"] is not None else ""
    return Side(walk.id, walk.walker_id, story, _name(walker, persona), day, persona.shoes if persona else None)


def _tell_apart(sides: list[Side]) -> None:
    """The same shoes on the same feet are told apart by their day, and by a number on one day."""
    if sides[0].name == sides[1].name:
        is_one_day = sides[0].day == sides[1].day
        for n, side in enumerate(sides, 1):
            side.name += f", {'walk ' + str(n) if is_one_day else side.day}"


def _refusal(sides: list[Side]) -> str:
    a, b = (side.story for side in sides)
    if a.fold["mode"] != b.fold["mode"]:
        return "One was walked and one was watched, so their scores are not set against each other."
    if _should_be(a) != _should_be(b):
        return (f"They were walked on revisions {a.fold['revision']} and {b.fold['revision']} of the journey, and what "
                "it should take was changed in between, so their scores are not set against each other.")
    for side in sides:
        if side.story.score["bin"] is None:
            return f"{side.name} has no score: not enough was recorded. Minutes, steps and snags are still told."
    return ""


def _should_be(story: Story) -> dict:
    """What the score is measured against."""
    return {place["id"]: (place["channel"], place.get("importance"), sorted((place.get("par") or {}).items()))
            for place in story.plan["touchpoints"]}


def _said(sides: list[Side]) -> list[str]:
    a, b = (side.story for side in sides)
    said = []
    if a.fold["revision"] != b.fold["revision"] and _should_be(a) == _should_be(b):
        said.append(f"Two revisions of the journey, {a.fold['revision']} and {b.fold['revision']}: the words changed, "
                    "what it should take did not.")
    names = [story.persona["name"] if story.persona else "nobody’s shoes" for story in (a, b)]
    if names[0] != names[1]:
        said.append(f"Different shoes: {names[0]} and {names[1]}. What differs may come from who they are.")
    said += [f"{side.name} is not handed in yet. More may follow." for side in sides
             if not side.story.fold["handed_in"]]
    said += [f"{side.name}: nobody saw the end of a wait, so its waiting and its points are at least that."
             for side in sides if side.story.cut_short]
    return said
