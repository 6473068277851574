"""Where it hurts: journeys by touchpoints and touchpoints by personas, a square each, one ramp for three measures.

Not here: hours and weekdays (coverage.py), what a square opens (touchpoint_page.py).
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from sqlmodel import Session, func, select

from app.accounts.access import Actor
from app.insights import lens as lenses
from app.insights.coverage import Coverage, coverage_of
from app.insights.dots import levels
from app.insights.figures import DOTS, Figure, kept_back, many
from app.insights.filters import UNKNOWN, Choices, Report, choices_of, report_of
from app.insights.floors import is_short
from app.insights.lens import OWN, Lens
from app.insights.models import Moment, StageScore
from app.insights.snag_words import times_words
from app.insights.visits import figure_of, middle, rating, visits, whole
from app.insights.weights import in_force
from app.insights.words import CHANNEL_WORDS, channel_icon
from app.journeys.queries import journeys_in_force
from app.kit.filters import duration
from app.personas.models import Persona, PersonaRevision
from app.personas.queries import persona_today
from app.personas.shoes import walk_in
from app.scoring.cells import camps
from app.scoring.effort import par_score
from app.scoring.entries import FRICTION
from app.scoring.ranking import ranking

SHOWN = (("felt", "Felt effort"), ("points", "Points over should-be"), ("waiting", "Minutes waiting"))
# Where each step of the ramp begins, and what the legend says of its ends.
STEPS = {"points": (1, 10, 20, 30, 40, 50), "waiting": (1, 2, 4, 7, 12, 20)}
LEGEND = {"felt": ("Effortless", ("1", "2", "3", "4", "5", "6", "7"), "Exhausting"),
          "points": ("As it should be", ("0", "1+", "10+", "20+", "30+", "40+", "50+"), "points over"),
          "waiting": ("Under a minute", ("0", "1+", "2+", "4+", "7+", "12+", "20+"), "minutes")}
COLUMNS = ("walk_id", "walker_id", "journey_id", "journey_revision", "touchpoint", "persona", "day", "milli",
           "at_least", "felt", "hour", "waited_ms")
FIRST = 3  # squares told in words below the table
APART = 5.0  # percent of a small strip between two dots of one row


@dataclass(frozen=True)
class Square:
    """One touchpoint's answer. parts: (number, ramp 1–7), two where two camps are apart; low, at, high: percent of the
    whisker's width, None with one walk but for `at`; state:
    walked|unrated|not_walked|closed|kept_back."""

    place: dict
    state: str
    n: int = 0
    parts: tuple = ()
    low: float | None = None
    at: float | None = None
    high: float | None = None
    least: bool = False
    words: str = ""
    href: str = ""
    felt: float = 0.0

    @property
    def icon(self) -> str:
        return channel_icon(self.place["channel"])


@dataclass(frozen=True)
class Row:
    """A journey or a persona with its squares. dots: (x percent, level, words, href) of each whole walk."""

    name: str
    href: str
    squares: list[Square]
    figure: Figure
    dots: list = field(default_factory=list)
    shoes: str | None = None
    journey: dict | None = None


@dataclass(frozen=True)
class Heat:
    """The page. columns: how many touchpoints the longest journey has; people: the chosen journey by persona."""

    show: str
    rows: list[Row]
    people: list[Row]
    chosen: dict | None
    places: list[dict]
    coverage: Coverage
    choices: Choices
    report: Report
    should_be: float
    finding: str
    firsts: list[tuple[Square, str, str]]

    @property
    def columns(self) -> int:
        return max((len(row.squares) for row in self.rows), default=0)

    @property
    def holes(self) -> int:
        return sum(square.state == "not_walked" for row in self.rows for square in row.squares)

    @property
    def legend(self) -> tuple:
        return LEGEND[self.show]

    def link(self, **changes) -> str:
        return self.choices.link(**changes)


def heat_of(session: Session, actor: Actor, lens: Lens, show: str = "felt", journey_id: str = "") -> Heat:
    """The page of every journey this actor may see; journey_id: whose personas and hours, "": the hardest's people
    and every hour."""
    show = show if show in dict(SHOWN) else "felt"
    weights = in_force(session)
    journeys = journeys_in_force(session, actor)
    known = {one["id"] for one in journeys}
    journey_id = journey_id if journey_id in known else ""
    rows = [row for row in visits(session, lens, weights, columns=COLUMNS) if row.journey_id in known]
    choices = choices_of(session, "/insights/heat", lens, weights, show="" if show == "felt" else show,
                         journey=journey_id)
    should_be = par_score(weights.config)["milli"] / 1000
    draw = Drawing(show, should_be, lens, max((row.waited_ms for row in rows if row.touchpoint), default=0))
    by_place, wholes = defaultdict(list), defaultdict(list)
    for row in rows:
        (by_place[row.journey_id, row.touchpoint] if row.touchpoint else wholes[row.journey_id]).append(row)
    told = _journeys(journeys, by_place, wholes, draw)
    chosen = next((one.journey for one in told if one.journey["id"] == journey_id), None) or \
        next((one.journey for one in told if one.figure.n), None)
    people = _people(session, chosen, rows, draw, choices) if chosen else []
    firsts = _firsts(session, lens, weights, told)
    hours = [row for row in rows if row.touchpoint and journey_id in ("", row.journey_id)]
    every = figure_of(row for walks in wholes.values() for row in walks)
    covered = coverage_of(hours, journey_id, lens.persona if lens.persona != OWN else "")
    return Heat(show, told, people, chosen, _places(chosen), covered, choices,
                report_of(every, weights, choices), should_be, _finding(told, every), firsts)


def _places(journey: dict | None) -> list[dict]:
    return sorted(journey["touchpoints"], key=lambda place: place["position"]) if journey else []


def _journeys(journeys: list[dict], by_place: dict, wholes: dict, draw: "Drawing") -> list[Row]:
    """Hardest first, as far as that can be told; journeys nobody walked last."""
    told = {}
    for one in journeys:
        if one["archived"] and not wholes.get(one["id"]):
            continue
        squares = [draw.square(one["id"], place, by_place.get((one["id"], place["id"]), [])) for place in _places(one)]
        walks = wholes.get(one["id"], [])
        told[one["id"]] = Row(one["name"], draw.lens.link(f"/insights/journeys/{one['id']}"), squares,
                              figure_of(walks) if walks or not draw.lens.place else kept_back(), _dots(walks),
                              journey=one)
    ranked = ranking({key: row.figure.cell for key, row in told.items()})
    order = {key: n for n, key in enumerate(ranked["order"])} if ranked else {}
    return sorted(told.values(), key=lambda row: (order.get(row.journey["id"], len(order)), row.name))


def _dots(walks: list) -> list:
    """Each walk on the lowest row where nobody stands too near; none when there are too many to tell apart."""
    if len(walks) > DOTS:
        return []
    told = sorted(((walk.milli / 1000, walk) for walk in walks), key=lambda one: one[0])
    return [(round(x, 1), level, f"{whole(x)}, walked {walk.day}", f"/walks/{walk.walk_id}")
            for (x, walk), level in zip(told, levels([x for x, _ in told], APART), strict=True)]


def _people(session: Session, journey: dict, rows: list, draw: "Drawing", choices: Choices) -> list[Row]:
    """The touchpoints of one journey by persona, the hardest first."""
    mine: dict[str, dict[str, list]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.journey_id == journey["id"]:
            mine[row.persona][row.touchpoint].append(row)
    closed = _closed(session, set(mine))
    told = []
    for key in sorted(mine):
        name, shoes = choices.personas.get(key, (UNKNOWN, None))
        squares = [draw.square(journey["id"], place, mine[key][place["id"]], key or OWN,
                               place["channel"] in closed.get(key, ())) for place in _places(journey)]
        told.append(Row(name, draw.lens.link(f"/insights/journeys/{journey['id']}", persona=key or OWN), squares,
                        figure_of(mine[key][""]), shoes=shoes))
    ranked = ranking({str(n): row.figure.cell for n, row in enumerate(told)})
    return [told[int(n)] for n in ranked["order"]] if ranked else told


def _closed(session: Session, personas: set[str]) -> dict[str, list[str]]:
    """persona → channels that are not open to them."""
    return dict(map(tuple, session.execute(select(Persona.id, PersonaRevision.closed_channels)
        .join(PersonaRevision, persona_today()).where(Persona.id.in_(personas)))))


@dataclass(frozen=True)
class Drawing:
    """How squares are drawn: what they show, against which should-be (points), the longest wait (ms)."""

    show: str
    should_be: float
    lens: Lens
    longest_ms: int

    def square(self, journey_id: str, place: dict, rows: list, persona: str = "", is_closed: bool = False) -> Square:
        """The square of these stays."""
        if is_short(rows) or (self.lens.place and not rows):
            return Square(place, "kept_back", words=f"{place['name']}: too few walks here, kept back")
        if not rows:
            words = f"{place['name']}: not walked yet"
            return Square(place, "closed" if is_closed else "not_walked", words=words,
                          href=walk_in(journey_id, persona if persona != OWN else ""))
        href = self.lens.link(f"/insights/journeys/{journey_id}/touchpoints/{place['id']}",
                              **({"persona": persona} if persona else {}))
        values = sorted(self._values(rows))
        if not values:
            return Square(place, "unrated", len(rows), words=f"{place['name']}: {many(len(rows), 'walk')}, not rated",
                          href=href)
        least = self.show == "waiting" and any(row.at_least for row in rows)
        parts = self._parts(values)
        low, at, high = (self._x(value) for value in (values[0], middle(values), values[-1]))
        said = " and ".join(number for number, _ in parts)
        unit = {"felt": f"felt {said} of 7", "points": f"{said} points over what it should be",
                "waiting": f"{'at least ' if least else ''}{said} waiting"}[self.show]
        reach = f", from {self._said(values[0])} to {self._said(values[-1])}" if len(values) > 1 else ""
        return Square(place, "walked", len(rows), parts, low if len(values) > 1 else None, at,
                      high if len(values) > 1 else None, least,
                      f"{place['name']}: {unit}{reach}, {many(len(rows), 'walk')}", href, middle(values))

    def _values(self, rows: list) -> list[float]:
        if self.show == "felt":
            return [row.felt for row in rows if row.felt is not None]
        if self.show == "points":
            return [row.milli / 1000 - self.should_be for row in rows]
        return [row.waited_ms / 60_000 for row in rows]

    def _parts(self, values: list[float]) -> tuple:
        """One number; the two themselves of two walks; both means of two camps: their mean would be nobody's."""
        if len(values) == 2 and self._said(values[0]) != self._said(values[1]):
            return tuple((self._said(value), self._level(value)) for value in values)
        points = [whole(self._x(value)) for value in values]
        apart = self.show != "waiting" and camps({"n": len(values), "hist": Counter(map(str, points))})
        groups = [values]
        if apart:
            easy = sum(one <= apart["cut"] for one in points)
            groups = [values[:easy], values[easy:]]
        return tuple((self._said(self._one(group)), self._level(self._one(group))) for group in groups)

    def _one(self, values: list[float]) -> float:
        return sum(values) / len(values) if self.show == "points" else middle(values)

    def _said(self, value: float) -> str:
        if self.show == "waiting":
            return duration(round(value * 60_000))
        return f"{whole(value):+d}".replace("-", "−").replace("+0", "0") if self.show == "points" else str(whole(value))

    def _level(self, value: float) -> int:
        if self.show == "felt":
            return rating(value)
        return 1 + sum(value >= least for least in STEPS[self.show])

    def _x(self, value: float) -> float:
        """Percent of the whisker's width; points from the should-be of nothing to 100."""
        if self.show == "felt":
            return round((value - 1) / 6 * 100, 1)
        if self.show == "points":
            return round(value + self.should_be, 1)
        return round(value * 60_000 / self.longest_ms * 100, 1) if self.longest_ms else 0.0


def _finding(rows: list[Row], every: Figure) -> str:
    """'Call centre feels hardest in 2 of 3 journeys.'; "" when no channel stands out."""
    hardest: dict[str, int] = defaultdict(int)
    told = [row for row in rows if row.figure.n >= 3]
    for row in told:
        rated = sorted((one for one in row.squares if one.state == "walked"), key=lambda one: -one.felt)
        if rated and (len(rated) == 1 or rated[0].felt > rated[1].felt):
            hardest[rated[0].place["channel"]] += 1
    if not hardest:
        return ""
    channel = max(sorted(hardest), key=hardest.__getitem__)
    many_told = f"{hardest[channel]} of {len(told)} journeys"
    of = many_told if len(told) > 1 else "the one journey walked three times or more"
    return f"{CHANNEL_WORDS.get(channel, 'Other')} is the hardest part of {of}."


def _firsts(session: Session, lens: Lens, weights, rows: list[Row]) -> list[tuple[Square, str, str]]:
    """The hardest squares: (square, journey's name, what snagged there most)."""
    squares = sorted(((square, row) for row in rows for square in row.squares if square.state == "walked"),
                     key=lambda one: (-one[0].felt, -one[0].n, one[0].place["name"]))[:FIRST]
    snags = _snags(session, lens, weights, {square.place["id"] for square, _ in squares})
    told = []
    for square, row in squares:
        kinds = snags.get((row.journey["id"], square.place["id"]), [])
        told.append((square, row.name, times_words(*max(kinds, key=lambda one: one[1:])) if kinds else "No snag noted"))
    return told


def _snags(session: Session, lens: Lens, weights, touchpoints: set[str]) -> dict:
    """(journey, touchpoint) → [(kind, walks, times)]."""
    if not touchpoints:
        return {}
    stays = lenses.stages(session, lens, StageScore.walk_id, StageScore.touchpoint, weights=weights).subquery()
    found = defaultdict(list)
    for journey, place, kind, walks, times in session.execute(
            select(Moment.journey_id, Moment.touchpoint, Moment.kind, func.count(Moment.walk_id.distinct()),
                   func.count()).join(stays, (stays.c.walk_id == Moment.walk_id) & (
                       stays.c.touchpoint == Moment.touchpoint))
            .where(Moment.counts, Moment.kind.in_(FRICTION), Moment.touchpoint.in_(touchpoints))
            .group_by(Moment.journey_id, Moment.touchpoint, Moment.kind)):
        found[journey, place].append((kind, walks, times))
    return dict(found)
