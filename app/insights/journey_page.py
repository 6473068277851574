"""D1, the page of a journey: how hard it is and how sure that is, for whom, where, since when, and who disagrees.

One revision, one weight set, one lens; walked and watched are never one figure. Figures are summed from stage scores,
which are read for the dots anyway. Not here: other versions and insider help (summaries.py).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_
from sqlmodel import Session

from app.accounts.access import Actor
from app.accounts.models import User
from app.accounts.names import name_for
from app.improvements import queries as improvements
from app.insights import lens as lenses
from app.insights import visits, weights
from app.insights.apart import Apart, apart_of
from app.insights.courses import is_straight
from app.insights.dots import Strip, strip_of
from app.insights.felt import Felt, felt_of
from app.insights.figures import SAME, Figure, figure_of, kept_back, many
from app.insights.filters import Choices, Report, choices_of, report_of
from app.insights.floors import enough
from app.insights.gap_page import Side, from_five, together
from app.insights.lens import OWN, Lens
from app.insights.models import Score, StageScore
from app.insights.plans import plan_of
from app.insights.summaries import Version, order_words, splits_of, versions_of, wholes_of
from app.insights.trend import Trend, trend_of
from app.insights.weights import Weights
from app.insights.words import GLYPHS, channel_icon, step_word
from app.kit.errors import not_found
from app.kit.filters import duration
from app.scoring.effort import METHOD, par_score
from app.scoring.entries import BRIGHT
from app.voice.queries import felt_by_touchpoint
from app.walks.models import Walk
from app.walks.queries import visible


@dataclass(frozen=True)
class PersonaRow:
    """A persona's strip. href: this page through the lens of that persona, or back without it when it is chosen."""

    strip: Strip
    href: str
    is_chosen: bool


@dataclass(frozen=True)
class Snag:
    """What went wrong most often. glyph: of art.svg."""

    words: str
    glyph: str
    walks: int
    n: int


@dataclass(frozen=True)
class Stop:
    """A touchpoint. href: its own page; waited: '4:10 waiting a walk', '' when nobody waited."""

    strip: Strip
    href: str
    snag: Snag | None
    steps: str
    waited: str

    @property
    def figure(self) -> Figure:
        return self.strip.figure


@dataclass(frozen=True)
class JourneyPage:
    """Everything the page prints. rows: whole walks through the lens, hardest first; tables: charts as tables;
    customers: what they felt, whatever the lens."""

    journey: dict
    weights: Weights
    in_force: bool
    choices: Choices
    report: Report
    whole: Strip
    personas: list[PersonaRow]
    felt: Felt | None
    stops: list[Stop]
    order: str
    trend: Trend
    apart: Apart | None
    course: str
    rows: list
    splits: list
    versions: list[Version]
    tables: bool
    customers: Side

    @property
    def here(self) -> str:
        return self.choices.here

    @property
    def figure(self) -> Figure:
        return self.whole.figure

    @property
    def lens(self) -> Lens:
        return self.choices.lens

    def beyond(self, page: str) -> str:
        """Another page of this journey, through the same lens."""
        return self.lens.link(f"{self.here}/{page}")

    @property
    def departments(self) -> list[str]:
        return list(dict.fromkeys(place["department"] for place in self.journey["touchpoints"] if place["department"]))

    @property
    def finding(self) -> str:
        """The page in a sentence; '' when there is none yet."""
        told = self.figure.told
        if not told:
            return ""
        if told["camps"]:
            low, high = told["camps"]["low"], told["camps"]["high"]
            return f"Two different journeys: about {round(low['mean'])} for {many(low['n'], 'walk')}, about " \
                   f"{round(high['mean'])} for {many(high['n'], 'walk')}."
        return self.order if self.figure.has_mean else ""

    @property
    def other_mode(self) -> tuple[str, str, int] | None:
        """(words, address, how many) of the walks of the other mode; None when there are none."""
        mode = "see" if self.lens.mode == "be" else "be"
        n = self.choices.modes.get(mode, 0)
        if not n:
            return None
        words = "watched, not walked" if mode == "see" else "walked as the customer"
        return f"{many(n, 'walk')} {'was' if n == 1 else 'were'} {words}", self.choices.link(mode=mode), n

    def day_words(self, row) -> str:
        return day_words(row)

    def walk_words(self, row) -> str:
        """'62, Dana Whitfield, Maria Alves, 71, 10 Nov 2026': what a dot says."""
        return words_of(row, self.choices.personas)


def day_words(row) -> str:
    """'10 Nov 2026', in the organisation's zone."""
    return date.fromisoformat(row.day).strftime("%-d %b %Y")


def words_of(row, personas: dict) -> str:
    least = "at least " if row.at_least else ""
    name = personas.get(row.persona, ("a persona this server does not know", None))[0]
    return f"{least}{round(row.milli / 1000)}, {row.walker}, {name}, {day_words(row)}"


def journey_page(session: Session, actor: Actor, journey_id: str, lens: Lens, revision: int | None = None,
                 weight_set: str = "", tables: bool = False) -> JourneyPage:
    """The page of one revision (None: the newest that was walked) by one weight set. Refuses: not_found."""
    sets = {each.id: each for each in weights.all_sets(session)}
    current = next(iter(sets.values()))
    chosen = sets.get(weight_set or current.id)
    if chosen is None:
        raise not_found("page")
    every = wholes_of(session, journey_id, lens.mode)
    plan = plan_of(session, actor, journey_id, revision or max((row.journey_revision for row in every), default=None))
    choices = choices_of(session, f"/insights/journeys/{journey_id}", lens, chosen, journey_id, revision=revision,
                         weights=chosen.id if chosen.id != current.id else "", **({"as": "tables"} if tables else {}))
    read = _Read(session, actor, plan, chosen, lens, choices)
    figure = kept_back() if choices.short else figure_of(read.rows)
    names = {place["id"]: place["name"] for place in plan["touchpoints"]}
    stops = [_stop(read, place) for place in plan["touchpoints"]]
    fixes = improvements.fixes_of(session, actor, journey_id)
    return JourneyPage(
        plan, chosen, chosen.id == current.id, choices, report_of(figure, chosen, choices),
        read.strip("All walks", figure, read.rows), read.persona_rows(),
        felt_of(figure, [row.guess for row in read.rows if row.walker_id == actor.user_id and row.guess]), stops,
        order_words([(stop.strip.name, stop.figure) for stop in stops]),
        trend_of(read.rows, [] if lens.place else fixes, lens, lambda row: words_of(row, choices.personas), names),
        apart_of(session, read.rows, choices.personas), course_words(read.rows), read.rows,
        splits_of(read.unsplit),
        versions_of(every, plan, chosen, sets), tables, customers_of(session, actor, journey_id))


def customers_of(session: Session, actor: Actor, journey_id: str) -> Side:
    """Every rating of this journey's touchpoints that asks for effort; shown from five on."""
    return from_five(together(felt_by_touchpoint(session, actor, journey_id).values()))


class _Read:
    """The walks of one page, read once and asked many times. rows: whole ones through the lens, hardest first."""

    def __init__(self, session: Session, actor: Actor, plan: dict, chosen: Weights, lens: Lens, choices: Choices):
        self.plan, self.lens, self.choices = plan, lens, choices
        self.should_be = par_score(chosen.config)["milli"] / 1000
        found = visits.light(session, _walks(actor, plan, chosen, lens))
        wholes = sorted((row for row in found if not row.touchpoint), key=lambda row: (-row.milli, row.walk_id))
        self.unsplit = [] if lens.place else [row for row in wholes if self.is_asked(row)]
        self.everybody = enough(row for row in wholes if self.is_helped(row))
        self.rows = enough(row for row in self.everybody if self.is_asked(row))
        self.stages: dict[str, list] = {}
        for row in found:
            if row.touchpoint and self.is_asked(row) and self.is_helped(row):
                self.stages.setdefault(row.touchpoint, []).append(row)
        self.stages = {place: enough(rows) for place, rows in self.stages.items()}

    def is_asked(self, row) -> bool:
        """A walk of the persona the lens asks for."""
        return not self.lens.persona or row.persona == ("" if self.lens.persona == OWN else self.lens.persona)

    def is_helped(self, row) -> bool:
        """With insider help or without, as the lens asks."""
        return {"unhelped": not row.help, "helped": bool(row.help)}.get(self.lens.only, True)

    def strip(self, name: str, figure: Figure, rows: list, **more) -> Strip:
        dots = ((row.milli / 1000, words_of(row, self.choices.personas), f"/walks/{row.walk_id}") for row in rows)
        return strip_of(name, figure, dots, self.should_be, **more)

    def persona_rows(self) -> list[PersonaRow]:
        """Every persona that walked, hardest first as far as that is known, then by name; [] when there is one."""
        keys = {row.persona for row in self.everybody}
        rows = []
        for key in keys if len(keys) > 1 or self.lens.persona else ():
            name, shoes = self.choices.personas[key]
            own = [row for row in self.everybody if row.persona == key]  # too few at one place: a figure kept back
            chosen = self.lens.persona == (key or OWN)
            rows.append(PersonaRow(self.strip(name, visits.figure_of(own), own, shoes=shoes),
                                   self.choices.link(persona="" if chosen else key or OWN), chosen))
        return sorted(rows, key=lambda row: (-(row.strip.figure.mean or -1), row.strip.name))


READ = (*SAME, "walk_id", "walker_id", "persona", "milli", "at_least", "felt", "guess", "day", "access", "help",
        "outcome", "waited_ms", "steps", "snags")


def _walks(actor: Actor, plan: dict, chosen: Weights, lens: Lens):
    """Walks and their stages, of every persona, helped or not; whole ones with what became of the plan."""
    wanted = lenses.stages(None, lens.but(persona="", only=""), *(getattr(StageScore, name) for name in READ),
                           name_for(actor).label("walker"), Score.course, weights=chosen, journey_id=plan["id"],
                           revision=plan["revision"])
    return (wanted.join(User, User.id == StageScore.walker_id)
            .join(Score, and_(StageScore.touchpoint == "", Score.walk_id == StageScore.walk_id,
                              Score.method == METHOD, Score.weight_set == chosen.id), isouter=True)
            .where(StageScore.walk_id.in_(visible(actor).with_only_columns(Walk.id))))


def _stop(read: _Read, place: dict) -> Stop:
    rows = read.stages.get(place["id"], [])
    figure = figure_of(rows) if rows or not read.lens.place else kept_back()
    strip = read.strip(place["name"], figure, rows, icon=channel_icon(place["channel"]))
    waited, steps = figure.per_walk("waited_ms"), figure.per_walk("steps")
    return Stop(strip, read.lens.link(f"{read.choices.here}/touchpoints/{place['id']}"), snag_of(figure),
                many(round(steps), "step") if steps is not None else "",
                f"{duration(waited)} waiting" if waited else "")


def snag_of(figure: Figure) -> Snag | None:
    """The kind of snag most walks met; None when none did."""
    snags = {kind: told for kind, told in figure.counted.get("snags", {}).items() if kind != BRIGHT and told[0]}
    if not snags:
        return None
    kind = max(snags, key=lambda kind: (*snags[kind], kind))
    return Snag(step_word(kind), GLYPHS.get(kind, "step"), snags[kind][0], figure.n)


def course_words(rows: list) -> str:
    """Planned against walked, in a line: 'Of 12 walks 5 went as planned; 4 skipped a touchpoint, …'."""
    courses = [row.course for row in rows if row.course]
    if not courses:
        return ""
    met: Counter = Counter()
    for course in courses:
        seen = {one["state"] for one in course} | {mark for one in course for mark in one["marks"]}
        met["as planned"] += is_straight(course)
        met.update(seen - {"walked"})
    words = (("skipped", "skipped a touchpoint"), ("not_reached", "did not get to the end of the plan"),
             ("added", "went somewhere that was not planned"), ("sent", "were sent on"),
             ("repeated", "came back to a touchpoint"), ("out_of_order", "took another order"),
             ("switched", "switched channel"))
    told = [f"{met[name]} {said}" for name, said in words if met[name]]
    first = f"Of {many(len(courses), 'walk')} {met['as planned'] or 'none'} went as planned"
    return f"{first}{'; ' + ', '.join(told) if told else ''}."
