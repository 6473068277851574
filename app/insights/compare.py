"""Guess against walk, touchpoint by touchpoint, and personas side by side on one scale.

Felt meets felt only: a guess has no friction, so its composite never stands beside one that has (scoring.md 2.16).
Guesses carry no names and are drawn from five on; before that a reader sees only the own.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from sqlmodel import Session

from app.accounts.access import Actor
from app.accounts.models import User
from app.accounts.names import name_for
from app.insights import lens as lenses
from app.insights.dots import Strip, strip_of
from app.insights.felt import GROUP
from app.insights.figures import many, mean_of
from app.insights.filters import UNKNOWN, Choices, Report, choices_of, report_of
from app.insights.floors import is_short
from app.insights.gap_page import Side, from_five, hat_of
from app.insights.guesses import Part, Predicted, part_of, parts_of, predicted_of
from app.insights.lens import OWN, Lens
from app.insights.models import StageScore
from app.insights.small_multiples import Small, minutes_of, small_of
from app.insights.spots import Panels, panels_of
from app.insights.story import Story
from app.insights.visits import COLUMNS, figure_of, light, middle, newest, rating, whole
from app.insights.weights import in_force
from app.insights.words import channel_icon, ended_words
from app.journeys import queries as journeys
from app.scoring.effort import par_score
from app.scoring.fold import fold
from app.scoring.gaps import felt_cell_of, felt_points, gap_between
from app.scoring.ranking import ranking
from app.voice.queries import felt_by_touchpoint
from app.walks.models import Walk
from app.walks.queries import logs_of, visible

PERSONAS = 6  # drawn side by side
SORTS = (("", "Widest gap first"), ("plan", "In the journey’s order"))
CAPS = {"backwards": "Backwards", "maybe": "May be on backwards", "askew": "Askew", "straight": "On straight"}
PLAIN = {"backwards": "The opposite", "maybe": "Perhaps the opposite", "askew": "Apart", "straight": "As guessed"}
ART = {"backwards": "cap-backwards", "maybe": "cap-askew", "askew": "cap-askew", "straight": "cap-straight"}
FEW = 3
LISTED = 20  # walks behind a row
READ = (*COLUMNS, "place", "par", "guess_steps", "guess_wait_ms", "guess_milli", "alike_milli")


@dataclass(frozen=True)
class View:
    """One touchpoint's guesses against its walks. walked, guessed: {1…7: how many}; guessed {} below five; own: the
    reader's guesses; diff: mean felt − mean guess, on 1–7; customers: no mean below five; cap: a key of CAPS, "" while
    it is too early; is_serious: no hat is drawn.
    """

    place: dict
    walked: dict[int, int]
    guessed: dict[int, int]
    hidden: int
    own: list[float]
    cap: str
    diff: float | None
    customers: Side
    walks: list[tuple[str, str]]
    n: int = 0
    is_serious: bool = False
    both: Part | None = None

    @property
    def icon(self) -> str:
        return channel_icon(self.place["channel"])

    @property
    def felt(self) -> float | None:
        return mean_of(self.walked)

    @property
    def guess(self) -> float | None:
        return mean_of(self.guessed)

    @property
    def by(self) -> str:
        """'3.4 too rosy'; "" while nothing may be compared."""
        if self.diff is None:
            return ""
        if abs(self.diff) < 0.05:
            return "guessed right"
        if self.is_serious:
            return f"{abs(self.diff):.1f} {'harder' if self.diff > 0 else 'easier'} than guessed"
        return f"{abs(self.diff):.1f} too {'rosy' if self.diff > 0 else 'gloomy'}"

    @property
    def cap_words(self) -> str:
        return (PLAIN if self.is_serious else CAPS).get(self.cap, "")

    @property
    def art(self) -> str:
        return "" if self.is_serious else ART.get(self.cap, "")

    @property
    def says(self) -> str:
        """The row for those who hear it."""
        walked = f"walks felt {_spread(self.walked)}" if self.walked else "nobody rated it"
        guessed = f"guesses said {_spread(self.guessed)}" if self.guessed else self.kept_back or "no guesses"
        heard = f"; customers said {self.customers.mean:.1f} on average" if self.customers.mean is not None else ""
        return f"{self.place['name']}: {guessed}; {walked}{heard}"

    @property
    def kept_back(self) -> str:
        if not self.hidden:
            return ""
        return f"{many(self.hidden, 'guess', 'guesses')} kept back until there are {GROUP}"


@dataclass(frozen=True)
class Shoes:
    """One persona: its figure, its walks as dots, its middle walk drawn."""

    name: str
    shoes: str | None
    strip: Strip
    href: str
    felt: int | None
    minutes: int
    waited_ms: int
    solved: int
    ended: str = ""
    walk: str = ""
    small: Small | None = None
    parts: list[Part] = field(default_factory=list)
    predicted: Predicted | None = None

    @property
    def by_shoes(self) -> tuple[str, Predicted]:
        return self.name, self.predicted


@dataclass(frozen=True)
class Compare:
    """The page. guess: mean of all felt guesses, None below five; felt: of all whole walks; parts,
    predicted: guess and walk part by part, and in points; where: place by place, None through the lens of one."""

    journey: dict
    views: list[View]
    shoes: list[Shoes]
    guess: float | None
    felt: float | None
    choices: Choices
    report: Report
    sort: str
    minutes: float
    parts: list[Part] = field(default_factory=list)
    predicted: Predicted | None = None
    where: Panels | None = None

    @property
    def has_guesses(self) -> bool:
        return any(part.n for part in self.parts)

    @property
    def has_customers(self) -> bool:
        return any(view.customers.mean is not None for view in self.views)

    @property
    def finding(self) -> str:
        """The heading."""
        if self.guess is None or self.felt is None:
            return "What was guessed, what was walked" if self.journey["is_serious"] else \
                "Is our customer hat on backwards?"
        if abs(self.felt - self.guess) < 0.5:
            return f"We guessed {self.guess:.1f}, and it felt {self.felt:.1f}"
        rosy = "harder" if self.felt > self.guess else "easier"
        return f"It felt {rosy} than we guessed: {self.felt:.1f}, not {self.guess:.1f}"

    def link(self, **changes) -> str:
        return self.choices.link(**changes)


def _spread(values: dict[int, int]) -> str:
    n = sum(values.values())
    return f"{mean_of(values):.1f} on average, from {min(values)} to {max(values)}, {n} in all"


def compare_of(session: Session, actor: Actor, lens: Lens, journey_id: str, sort: str = "") -> Compare:
    """The page of the newest revision walked. Refuses: not_found."""
    journeys.mine(session, actor, journey_id)
    weights, sort = in_force(session), sort if sort in dict(SORTS) else ""
    chosen = (lenses.stages(session, lens, *(getattr(StageScore, name) for name in READ), weights=weights,
                            journey_id=journey_id).add_columns(name_for(actor), Walk.began_at)
              .join(Walk, Walk.id == StageScore.walk_id).join(User, User.id == StageScore.walker_id)
              .where(StageScore.walk_id.in_(visible(actor).with_only_columns(Walk.id)))
              .order_by(Walk.began_at, Walk.id))
    rows = newest(light(session, chosen))
    journey = journeys.journey_revision(session, journey_id, rows[0].journey_revision if rows else None)
    choices = choices_of(session, f"/insights/journeys/{journey_id}/compare", lens, weights, journey_id,
                         sort=sort)
    wholes = [row for row in rows if not row.touchpoint]
    places = sorted(journey["touchpoints"], key=lambda place: place["position"])
    said = felt_by_touchpoint(session, actor, journey_id)
    stays = {place["id"]: [row for row in rows if row.touchpoint == place["id"]] for place in places}
    views = [_view(actor, place, stays[place["id"]], said.get(place["id"], []), choices, journey["is_serious"])
             for place in places]
    if sort != "plan":
        views.sort(key=lambda view: -abs(view.diff) if view.diff is not None else 1)
    shoes, minutes = _shoes(session, actor, journey, places, wholes, choices, weights.config)
    guesses = [row.guess for row in wholes if row.guess is not None]
    felt = [row.felt for row in wholes if row.felt is not None]
    return Compare(journey, views, shoes, sum(guesses) / len(guesses) if len(guesses) >= GROUP else None,
                   sum(felt) / len(felt) if len(felt) >= FEW else None, choices,
                   report_of(figure_of(wholes), weights, choices), sort, minutes, parts_of(wholes, actor.user_id),
                   predicted_of(wholes, actor.user_id), _where(places, stays, choices, weights.config))


def _where(places: list[dict], stays: dict[str, list], choices: Choices, config) -> Panels | None:
    if choices.lens.place:
        return None
    return panels_of(places, stays, choices.places, choices.floor, par_score(config)["milli"] / 1000, lambda of, place:
                     choices.lens.link(f"{choices.here.removesuffix('compare')}touchpoints/{of}", place=place))


def _view(actor: Actor, place: dict, rows: list, said: list, choices: Choices, is_serious: bool) -> View:
    felt = [row.felt for row in rows if row.felt is not None]
    guesses = [row.guess for row in rows if row.guess is not None]
    own = [row.guess for row in rows if row.guess is not None and row.walker_id == actor.user_id]
    shown = guesses if len(guesses) >= GROUP else []
    cap, diff = _cap(shown, felt)
    walks = [(f"/walks/{row.walk_id}", f"felt {whole(row.felt) if row.felt is not None else 'not rated'}, {row.name}, "
              f"{choices.personas.get(row.persona, ('',))[0]}, {row.began_at:%-d %b %Y}")
             for row in sorted(rows, key=lambda row: -(row.felt or 0))[:LISTED]]
    return View(place, dict(sorted(Counter(map(whole, felt)).items())),
                dict(sorted(Counter(map(whole, shown)).items())), len(guesses) - len(shown), own, cap, diff,
                from_five(dict(said)), walks, len(rows), is_serious, part_of(rows, actor.user_id))


def _cap(guesses: list[float], felt: list[float]) -> tuple[str, float | None]:
    """(cap, mean felt − mean guess) of a group of guesses and of walks; ("", None) while one side is too few."""
    if len(felt) < FEW or len(guesses) < GROUP:
        return "", None
    told = gap_between(*(felt_cell_of({felt_points(one, "effort"): n for one, n in Counter(side).items()})
                         for side in (guesses, felt)))
    return hat_of(told), told["gap"] * 6 / 100


def _shoes(session: Session, actor: Actor, journey: dict, places: list[dict], wholes: list, choices: Choices,
           config) -> tuple[list[Shoes], float]:
    """Personas, hardest first, the first six with their middle walk; and the minutes of the shared scale."""
    groups = defaultdict(list)
    for row in wholes:
        groups[row.persona].append(row)
    groups = {key: rows for key, rows in groups.items() if not is_short(rows)}
    ranked = ranking({key: figure_of(rows).cell for key, rows in groups.items()})
    order = ranked["order"] if ranked else []
    middles = {key: sorted(groups[key], key=lambda row: row.milli)[(len(groups[key]) - 1) // 2] for key in order}
    stories = _stories(session, journey, [middles[key].walk_id for key in order[:PERSONAS]], config)
    minutes = max((minutes_of(story) for story in stories.values()), default=0)
    should_be = par_score(config)["milli"] / 1000
    return [_one(actor, key, groups[key], middles[key], stories, places, minutes, should_be, choices)
            for key in order], minutes


def _one(actor: Actor, key: str, rows: list, row, stories: dict, places: list, minutes: float, should_be: float,
         choices: Choices) -> Shoes:
    name, shoes = choices.personas.get(key, (UNKNOWN, None))
    dots = ((one.milli / 1000, f"{'at least ' if one.at_least else ''}{whole(one.milli / 1000)}, {one.name}, "
             f"{one.began_at:%-d %b %Y}", f"/walks/{one.walk_id}") for one in rows)
    felt = rating(middle(one.felt for one in rows if one.felt is not None))
    story = stories.get(row.walk_id)
    return Shoes(name, shoes, strip_of(name, figure_of(rows), dots, should_be),
                 choices.link(persona=key or OWN), felt,
                 round(middle(one.spent_ms for one in rows) / 60_000), round(middle(one.waited_ms for one in rows)),
                 sum(one.outcome == "reached" for one in rows), ended_words(row.outcome) or "Nothing said", row.walk_id,
                 small_of(story, places, minutes) if story and story.spans else None, parts_of(rows, actor.user_id),
                 predicted_of(rows, actor.user_id))


def _stories(session: Session, journey: dict, walks: list[str], config) -> dict[str, Story]:
    return {walk_id: Story(fold(told), journey, None, "", False, config)
            for walk_id, told in logs_of(session, walks).items()}
