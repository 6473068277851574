"""One touchpoint over all its walks: how hard, how long, what snagged, in whose words, what is being done about it.

Not here: the ways through it, which need the logs (ways.py, a part the page asks for).
"""

from dataclasses import dataclass, replace

from sqlmodel import Session, select

from app.accounts.access import Actor
from app.accounts.models import User
from app.accounts.names import name_for
from app.improvements import queries as improvements
from app.improvements.models import Improvement
from app.insights import floors
from app.insights import lens as lenses
from app.insights.dots import Strip, strip_of
from app.insights.figures import Figure, many
from app.insights.filters import Choices, Report, choices_of, report_of
from app.insights.lens import Lens
from app.insights.models import Moment, StageScore
from app.insights.snag_words import snag_words
from app.insights.spots import Spots, spots_of
from app.insights.visits import COLUMNS, figure_of, light, middle, newest, rating, whole
from app.insights.weights import in_force
from app.insights.words import FELT_WORDS, channel_icon
from app.journeys import queries as journeys
from app.journeys.figures import measure_words, value_words
from app.kit.filters import duration
from app.scoring.config import config_of
from app.scoring.effort import par_score
from app.scoring.entries import BRIGHT, FRICTION
from app.walks.models import Photo, PhotoState, Walk
from app.walks.queries import visible

SHOWN, QUOTED, PICTURED, LONGEST = 12, 8, 6, 5


@dataclass(frozen=True)
class Said:
    """A moment with its walk: kind, words, href of what stands behind it, who and when; photo: a Photo's id or None."""

    kind: str
    words: str
    href: str
    who: str
    photo: str | None = None
    size: tuple = ()


@dataclass(frozen=True)
class Snag:
    """One kind of snag here: in how many walks, how often, and the newest of them."""

    kind: str
    walks: int
    times: int
    newest: list[Said]

    @property
    def words(self) -> str:
        return snag_words(self.kind)


@dataclass(frozen=True)
class TouchpointPage:
    """Everything the page prints. felt: {1…7: how many}; par: what it should take, by part."""

    journey: dict
    place: dict
    figure: Figure
    strip: Strip
    rows: list
    par: dict
    snags: list[Snag]
    bright: list[Said]
    quotes: list[Said]
    photos: list[Said]
    longest: list[tuple[str, str, str]]
    fixes: list[Improvement]
    choices: Choices
    report: Report
    is_serious: bool
    spots: Spots | None = None

    @property
    def here(self) -> str:
        return f"/insights/journeys/{self.journey['id']}/touchpoints/{self.place['id']}"

    @property
    def icon(self) -> str:
        return channel_icon(self.place["channel"])

    @property
    def felt(self) -> dict[int, int]:
        rated = [whole(row.felt) for row in self.rows if row.felt is not None]
        return {value: rated.count(value) for value in range(1, 8)}

    @property
    def felt_middle(self) -> int | None:
        return rating(middle(row.felt for row in self.rows if row.felt is not None))

    @property
    def felt_words(self) -> str:
        return FELT_WORDS[self.felt_middle].lower() if self.felt_middle else ""

    @property
    def steps(self) -> float | None:
        return middle(row.steps for row in self.rows)

    @property
    def waited(self) -> str:
        """The middle wait; 'at least' where the middle ones were cut short."""
        value = middle(row.waited_ms for row in self.rows)
        if value is None:
            return ""
        least = any(row.at_least and row.waited_ms <= value for row in self.rows)
        return ("at least " if least else "") + duration(round(value))

    @property
    def cut_short(self) -> int:
        return sum(row.at_least for row in self.rows)

    @property
    def solved(self) -> int:
        return sum(row.outcome == "reached" for row in self.rows)

    @property
    def finding(self) -> str:
        """What stands out, as a sentence: the commonest snag, else the wait, else how it felt."""
        n = len(self.rows)
        if not n:
            return "Nobody has walked here yet"
        top = self.snags[0] if self.snags else None
        if top and top.walks * 3 >= n:
            return f"{top.words} in {top.walks} of {many(n, 'walk')}"
        wait = middle(row.waited_ms for row in self.rows) or 0
        if wait > 2 * self.par["live_ms"]:
            return f"{duration(round(wait))} of waiting where {duration(self.par['live_ms'])} should do"
        return f"It felt {self.felt_words}" if self.felt_middle else "What the walks say here"

    @property
    def official(self) -> list[dict]:
        return [{**one, "measure_words": measure_words(one["measure"]),
                 "value_words": value_words(one["measure"], one["value"])} for one in self.place["official"]]

    def link(self, path: str = "", **changes) -> str:
        return self.choices.lens.link(self.here + path, **changes)


def touchpoint_of(session: Session, actor: Actor, lens: Lens, journey_id: str, touchpoint: str) -> TouchpointPage:
    """The page of a touchpoint, by the newest revision walked, else as it stands. Refuses: not_found."""
    journeys.mine(session, actor, journey_id)
    weights = in_force(session)
    stays = (lenses.stages(session, lens, *(getattr(StageScore, name) for name in (*COLUMNS, "place")), weights=weights,
                           journey_id=journey_id).where(StageScore.touchpoint == touchpoint))
    named = stays.add_columns(name_for(actor), Walk.began_at).join(Walk, Walk.id == StageScore.walk_id).join(
        User, User.id == StageScore.walker_id).where(
        StageScore.walk_id.in_(visible(actor).with_only_columns(Walk.id))).order_by(Walk.began_at.desc(), Walk.id)
    rows = newest(light(session, named))
    journey = journeys.journey_revision(session, journey_id, rows[0].journey_revision if rows else None)
    place = journeys.touchpoint_in(journey, touchpoint)
    here = f"/insights/journeys/{journey_id}/touchpoints/{touchpoint}"
    choices = choices_of(session, here, lens, weights, journey_id)
    if lens.place and not rows:
        choices = replace(choices, short=choices.short or (floors.said(*choices.floor) if choices.floor[0] else ""))
    moments = _moments(session, stays.subquery(), journey_id, touchpoint, {row.walk_id: row for row in rows}, choices)
    figure = figure_of(rows)
    default = config_of(weights.config).default_par(place["channel"])
    par = {part: int((place.get("par") or {}).get(part) or default[part]) for part in ("steps", "live_ms", "away_ms")}
    quotes = [one for one in moments if one.words and one.kind in ("note", "mood")]
    return TouchpointPage(
        journey, place, figure, _strip(place, figure, rows, par_score(weights.config)["milli"] / 1000, choices), rows,
        par, _snags(moments), [one for one in moments if one.kind == BRIGHT][:QUOTED],
        quotes[:QUOTED], [one for one in moments if one.photo][:PICTURED], _longest(rows, choices),
        improvements.fixes_of(session, actor, journey_id, touchpoint), choices, report_of(figure, weights, choices),
        journey["is_serious"], _spots(rows, choices, par_score(weights.config)["milli"] / 1000))


def _spots(rows: list, choices: Choices, should_be: float) -> Spots | None:
    """None through the lens of one place: what is left then is that place."""
    if choices.lens.place:
        return None
    return spots_of(rows, choices.places, choices.floor, should_be, lambda place: choices.link(place=place))


def _strip(place: dict, figure: Figure, rows: list, should_be: float, choices: Choices) -> Strip:
    dots = ((row.milli / 1000, f"{'at least ' if row.at_least else ''}{whole(row.milli / 1000)}, {_who(row, choices)}",
             f"/walks/{row.walk_id}") for row in rows)
    return strip_of(place["name"], figure, dots, should_be)


def _who(row, choices: Choices) -> str:
    """'Dana Whitlock, Maria Alves, 71, 10 Nov 2026'."""
    persona = choices.personas.get(row.persona, ("",))[0]
    return ", ".join(filter(None, (row.name, persona, f"{row.began_at:%-d %b %Y}")))


def _longest(rows: list, choices: Choices) -> list[tuple[str, str, str]]:
    """(how long, who, href) of the longest waits, longest first."""
    waited = sorted((row for row in rows if row.waited_ms), key=lambda row: -row.waited_ms)[:LONGEST]
    return [(("at least " if row.at_least else "") + duration(row.waited_ms), _who(row, choices),
             f"/walks/{row.walk_id}?of=wait#behind") for row in waited]


def _moments(session: Session, stays, journey_id: str, touchpoint: str, rows: dict, choices: Choices) -> list[Said]:
    """Everything worth finding again here, of the walks counted, newest first."""
    found = session.execute(
        select(Moment.walk_id, Moment.entry, Moment.kind, Moment.words, Moment.photo, Photo.state, Photo.width,
               Photo.height)
        .join(stays, stays.c.walk_id == Moment.walk_id).join(Photo, Photo.id == Moment.photo, isouter=True)
        .where(Moment.counts, Moment.journey_id == journey_id, Moment.touchpoint == touchpoint)
        .order_by(Moment.at_ms.desc(), Moment.entry)).all()
    return [Said(one.kind, one.words, f"/walks/{one.walk_id}?of={one.entry}#behind", _who(rows[one.walk_id], choices),
                 one.photo if one.state == PhotoState.ready else None, (one.width, one.height))
            for one in found if one.walk_id in rows]


def _snags(moments: list[Said]) -> list[Snag]:
    """By kind, in most walks first."""
    kinds: dict[str, list[Said]] = {}
    for one in moments:
        if one.kind in FRICTION:
            kinds.setdefault(one.kind, []).append(one)
    told = [Snag(kind, len({one.href.split("?")[0] for one in some}), len(some), some[:SHOWN])
            for kind, some in kinds.items()]
    return sorted(told, key=lambda snag: (-snag.walks, -snag.times, snag.kind))
