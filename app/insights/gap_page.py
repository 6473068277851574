"""Claimed, walked, said: how easy our own people expect a journey to be, found it, and what customers answer.

Felt is held against felt only, on 1–7; customers never meet the counted score. Customers' answers know no persona, so
a filter narrows the walks alone, and the page says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from sqlmodel import Session

from app.accounts.access import Actor
from app.insights import lens as lenses
from app.insights.felt import GROUP, at
from app.insights.figures import SAME, Figure, added, many, mean_of, pooled
from app.insights.filters import UNKNOWN, Choices, Report, choices_of, report_of
from app.insights.floors import is_short
from app.insights.guesses import Predicted, guessed_walks, predicted_of
from app.insights.lens import Lens
from app.insights.models import StageScore
from app.insights.visits import light
from app.insights.weights import in_force
from app.insights.words import channel_icon
from app.journeys.figures import MEASURES, measure_words, value_words
from app.journeys.queries import journeys_in_force
from app.kit.filters import duration
from app.scoring.effort import par_score
from app.scoring.gaps import felt_cell_of, gap_between
from app.voice.queries import felt_by_journey

HERE = "/insights/gaps"
EASY = 3  # fairly easy, or easier
STRAIGHT = 0.7  # of 7; ux.md, Cap
LEVEL = {"anecdote": "stories", "indication": "points that way", "evidence": "evidence"}
# How the hat sits, of hat_of: (the drawing, in words).
HATS = {"backwards": ("backwards", "The hat is on backwards"), "maybe": ("backwards", "The hat may be on backwards"),
        "askew": ("askew", "Askew"), "straight": ("straight", "On straight")}
FLAGS = {"hat on backwards": "backwards", "may be on backwards": "maybe"}


@dataclass(frozen=True)
class Side:
    """One audience's answers, 1–7, 7 hardest. values: {answer: how many}, ascending; shown: enough to be told."""

    values: dict[float, int]
    shown: bool = True

    @property
    def n(self) -> int:
        return sum(self.values.values())

    @property
    def mean(self) -> float | None:
        return mean_of(self.values) if self.shown else None

    @property
    def x(self) -> float | None:
        """Of the mean, percent of the axis."""
        return None if self.mean is None else at(self.mean)

    @property
    def easy(self) -> int | None:
        """Percent that call it fairly easy or easier."""
        if not self.shown or not self.n:
            return None
        return round(100 * sum(n for value, n in self.values.items() if value <= EASY) / self.n)

    def quantile(self, share: float) -> float | None:
        """The answer this share of people stay below or give, as percent of the axis."""
        so_far = 0
        for value, n in self.values.items():
            so_far += n
            if so_far >= share * self.n:
                return at(value)
        return None

    @property
    def cell(self) -> dict:
        return felt_cell_of({Fraction(value).limit_denominator(1000) * 100 / 6 - Fraction(100, 6): n
                             for value, n in self.values.items()})


@dataclass(frozen=True)
class Row:
    """A touchpoint, or the whole journey. gap: of walkers and customers as scoring.gaps tells it; None without both."""

    name: str
    icon: str | None
    href: str
    guessed: Side
    walked: Side
    customers: Side
    gap: dict | None
    score: Figure
    official: list[str]

    @property
    def cap(self) -> tuple[str, str] | None:
        """(how it sits: backwards|askew|straight, in words); None when too few to say."""
        if self.gap is None or self.gap["level"] == "anecdote":
            return None
        return HATS.get(hat_of(self.gap))

    @property
    def says(self) -> str:
        """'Customers found it 1.4 harder than our walkers (between 0.9 and 1.9), evidence.'"""
        if not self.customers.n:
            return "No customer was asked yet."
        if not self.walked.n:
            return "Nobody has walked it yet."
        if self.gap["level"] == "anecdote":
            return "Too few on one side to say."
        felt, low, high = (self.gap[name] * 6 / 100 for name in ("gap", "low", "high"))
        level = LEVEL[self.gap["level"]]
        if not self.gap["clear"]:
            return f"No clear difference: between {low:+.1f} and {high:+.1f} ({level})."
        word = "harder" if felt > 0 else "easier"
        low, high = sorted((abs(low), abs(high)))
        return f"Customers found it {abs(felt):.1f} {word} than our walkers: {low:.1f} to {high:.1f} ({level})."


@dataclass(frozen=True)
class JourneyGap:
    """predicted: of all its walks with a guess; personas: [(name, of the walks in these shoes)], most guesses first."""

    whole: Row
    rows: list[Row]
    predicted: Predicted
    personas: list[tuple[str, Predicted]]


@dataclass(frozen=True)
class Gaps:
    """The page. claimed, walked, said: every journey together; should_be: points of a walk where all is as
    it should be."""

    journeys: list[JourneyGap]
    claimed: Side
    walked: Side
    said: Side
    choices: Choices
    report: Report
    should_be: float

    @property
    def has_predicted(self) -> bool:
        return any(one.predicted.n for one in self.journeys)

    @property
    def heading(self) -> str:
        wrong = [one for one in self.journeys if one.whole.cap and one.whole.cap[0] == "backwards"]
        if wrong:
            return f"Our customer hat is on backwards on {many(len(wrong), 'journey')}"
        return "Is our customer hat on backwards?"

    @property
    def eighty_eight(self) -> list[tuple[str, str, Side]]:
        """(audience, mark, answers): the 80-to-8 picture of this company. Source: Bain & Company 2005."""
        return [("Our guesses beforehand", "guess", self.claimed), ("Our walks", "walk", self.walked),
                ("Customers", "customer", self.said)]


def from_five(values: dict[float, int]) -> Side:
    """Answers that are told from five on."""
    return Side(values, sum(values.values()) >= GROUP)


def hat_of(gap: dict) -> str:
    """How the customer hat sits: backwards|maybe|askew|straight, "" where that can't be told. gap: as scoring.gaps
    tells it."""
    felt = abs(gap["gap"]) * 6 / 100
    if gap["flag"]:
        return FLAGS[gap["flag"]]
    if gap["clear"] and felt > STRAIGHT:
        return "askew"
    # Two handfuls that happen to agree prove nothing: only evidence puts a hat on straight.
    return "straight" if felt <= STRAIGHT and gap["level"] == "evidence" else ""


READ = tuple(getattr(StageScore, name) for name in (
    *SAME, "day", "walker_id", "milli", "at_least", "felt", "guess", "waited_ms"))


def gaps_of(session: Session, actor: Actor, lens: Lens) -> Gaps:
    """Every journey this actor may see that was walked or spoken of, in nine statements."""
    weights = in_force(session)
    rows = light(session, lenses.stages(session, lens, *READ, weights=weights))
    said = felt_by_journey(session, actor)
    journeys = [one for one in journeys_in_force(session, actor) if not one["archived"]]
    known = {one["id"] for one in journeys}
    cells = _pooled([row for row in rows if row.journey_id in known])
    every_cell = [cell for one in cells.values() for cell in one]
    stages = [cell for cell in every_cell if cell.touchpoint]
    wholes = [cell for cell in every_cell if not cell.touchpoint]
    choices, guesses = choices_of(session, HERE, lens, weights), _guesses(guessed_walks(session, lens, weights))
    told = [_journey(one, cells.get(one["id"], []), said, lens, _predicted(
        guesses.get(one["id"], []), actor.user_id, choices)) for one in journeys]
    told = [one for one in told if one.whole.customers.n or one.whole.score.n]
    told.sort(key=lambda one: -(abs(one.whole.gap["gap"]) if one.whole.gap else -1))
    every = together([one for key, one in said.items() if key[0] in known])
    return Gaps(told, _guess(stages), Side(_summed(stages, "felt")), from_five(every), choices,
                report_of(_loose(wholes), weights, choices), par_score(weights.config)["milli"] / 1000)


def _guesses(rows: list) -> dict[str, list]:
    """journey → its walks that had a guess."""
    found: dict[str, list] = {}
    for row in rows:
        found.setdefault(row.journey_id, []).append(row)
    return found


def _predicted(rows: list, actor_id: str, choices: Choices) -> tuple[Predicted, list[tuple[str, Predicted]]]:
    """(the guesses of a journey in points, the same persona by persona)."""
    shoes: dict[str, list] = {}
    for row in rows:
        shoes.setdefault(row.persona, []).append(row)
    return predicted_of(rows, actor_id), [
        (choices.personas.get(key, (UNKNOWN,))[0], predicted_of(mine, actor_id))
        for key, mine in sorted(shoes.items(), key=lambda one: (-len(one[1]), one[0])) if not is_short(mine)]


def _pooled(rows: list) -> dict[str, list]:
    """journey → its walks and stages, as one cell of all that may be added."""
    groups: dict[tuple, list] = {}
    for row in rows:
        groups.setdefault((row.journey_id, row.journey_revision, row.touchpoint, row.par), []).append(row)
    cells: dict[str, list] = {}
    for key, group in groups.items():
        cells.setdefault(key[0], []).append(pooled(group))
    return cells


def _journey(journey: dict, cells: list, said: dict, lens: Lens, predicted: tuple) -> JourneyGap:
    """cells: of this journey."""
    newest = max((cell.journey_revision for cell in cells), default=None)
    mine = [cell for cell in cells if cell.journey_revision == newest]
    base = f"/insights/journeys/{journey['id']}"
    rows = []
    for place in journey["touchpoints"]:
        here = [cell for cell in mine if cell.touchpoint == place["id"]]
        rows.append(_row(place["name"], channel_icon(place["channel"]), lens.link(f"{base}/touchpoints/{place['id']}"),
                         here, here, said.get((journey["id"], place["id"]), []), place))
    answers = [one for key, one in said.items() if key[0] == journey["id"]]
    whole = _row(journey["name"], None, lens.link(f"{base}/compare"), [cell for cell in mine if cell.touchpoint],
                 [cell for cell in mine if not cell.touchpoint], [pair for one in answers for pair in one], None)
    return JourneyGap(whole, rows, *predicted)


def _row(name: str, icon: str | None, href: str, stages: list, scored: list, answers: list, place: dict | None) -> Row:
    walked, customers = Side(_summed(stages, "felt")), from_five(together([answers]))
    figure = _loose(scored)
    gap = gap_between(walked.cell, customers.cell) if customers.shown else None
    return Row(name, icon, href, _guess(stages), walked, customers, gap, figure,
               _official(place, figure) if place else [])


def _official(place: dict, figure: Figure) -> list[str]:
    """Published figures beside what was walked, time beside time."""
    said = []
    for one in place["official"]:
        value = value_words(one["measure"], one["value"])
        words = f"{one['organisation']}: {measure_words(one['measure']).lower()} {value}"
        timed = MEASURES.get(one["measure"], ("", ""))[1] == "time"
        if timed and "wait" in one["measure"] and figure.n:
            words += f"; walked here, {'at least ' if figure.at_least else ''}{duration(figure.per_walk('waited_ms'))}"
        said.append(f"{words} ({one['source']}, {one['dated']})")
    return said


def _loose(cells: list) -> Figure:
    """Cells of one par as one figure; of several pars the one with most walks, for those may not be added."""
    groups: dict[tuple, list] = {}
    for cell in cells:
        groups.setdefault((cell.par, cell.journey_id, cell.journey_revision, cell.touchpoint), []).append(cell)
    if len({key[1] for key in groups}) > 1:
        return added(cells, same=())
    return added(max(groups.values(), key=lambda group: sum(cell.n for cell in group), default=[]))


def _guess(cells: list) -> Side:
    return from_five(_summed(cells, "guess"))


def _summed(cells: list, name: str) -> dict[float, int]:
    return together([[(float(value), n) for value, n in getattr(cell, name).items()] for cell in cells])


def together(lists: Iterable) -> dict[float, int]:
    """[[(answer, how many)]] as one {answer: how many}, ascending."""
    values: dict[float, int] = {}
    for one in lists:
        for value, n in one:
            values[value] = values.get(value, 0) + n
    return dict(sorted(values.items()))
