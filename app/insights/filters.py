"""What a page of many walks offers to choose from, and what it says at its foot: the lens in the reader's words.

Not here: what a choice lets through (lens.py).
"""

from dataclasses import dataclass, field

from sqlalchemy import func, true
from sqlmodel import Session, select

from app.insights import floors
from app.insights.figures import Figure
from app.insights.lens import ACCESS, HELP, MODES, OWN, STATES, UNKNOWN_PLACE, Lens, floor
from app.insights.models import Cell, StageScore
from app.insights.weights import Weights
from app.journeys.places import names_cell, names_in
from app.personas.models import Persona, PersonaRevision
from app.personas.queries import persona_today
from app.scoring.effort import METHOD

UNKNOWN = "A persona this server does not know"
OWN_REASON = "A reason of their own"


@dataclass(frozen=True)
class Choices:
    """The filter row of one page. here: its path; kept: further words of its address; personas: id → (name, shoes),
    "" is an own reason; rows: (name, label, [(value, words)]), only where there is something to choose; first, last:
    the days walked, ISO, "" when none; modes: {be|see: how many walks}; places: id → name, of those walked;
    floor: (walks, people) that one place must have; short: why the place asked for is kept back, "" when it is shown.
    """

    here: str
    lens: Lens
    personas: dict[str, tuple[str, str | None]]
    rows: list[tuple[str, str, list[tuple[str, str]]]]
    first: str = ""
    last: str = ""
    modes: dict[str, int] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    floor: tuple[int, int] = (0, 0)
    short: str = ""
    kept: dict[str, object] = field(default_factory=dict)

    def link(self, **changes) -> str:
        """This page with these changes to its filter."""
        return self.lens.link(self.here, **{**self.kept, **changes})

    @property
    def query(self) -> str:
        """This page's address without its path: what an export is asked by."""
        return self.lens.query(**self.kept)

    @property
    def cleared(self) -> str:
        """This page without a filter."""
        return Lens().link(self.here, **self.kept)

    @property
    def words(self) -> list[str]:
        """What is let through, in words; [] when everything is."""
        return self.lens.words({key: name for key, (name, _) in self.personas.items()}, self.places)

    @property
    def is_useful(self) -> bool:
        """There is something to choose, or something chosen to undo."""
        return bool(self.rows) or not self.lens.is_plain or self.first != self.last


@dataclass(frozen=True)
class Report:
    """What stands under every page of figures. who: "12 walks by 5 people"; words: the filter."""

    who: str
    weights: Weights
    words: list[str]
    method: str = METHOD


def report_of(figure: Figure, weights: Weights, choices: Choices) -> Report:
    who = figure.who if figure.n else "no walks"
    return Report(who, weights, choices.words)


def choices_of(session: Session, here: str, lens: Lens, weights: Weights, journey_id: str | None = None, /,
               **kept) -> Choices:
    """Everything that was walked, as choices, in one statement. journey_id None: in every journey; kept: further
    words of the address, those that say nothing left out."""
    rows = session.execute(_walked(weights, journey_id, lens)).all()
    personas = {row.persona: (row.name or (UNKNOWN if row.persona else OWN_REASON), row.shoes) for row in rows}
    modes: dict[str, int] = {}
    for row in rows:
        modes[row.mode] = modes.get(row.mode, 0) + row.n
    days = sorted({day for row in rows for day in (row.first, row.last)})
    walked = {place for row in rows for place in row.place.split(",")} - {""}
    named = names_in(rows[0].places) if rows else {}
    places = {place: named.get(place, UNKNOWN_PLACE) for place in walked | ({lens.place} - {""})}
    floor_now = (rows[0].floor_walks, rows[0].floor_people) if rows else (0, 0)
    short = floors.said(*floor_now) if rows and not rows[0].is_shown else ""
    return Choices(here, lens, personas, _rows(lens, rows, personas, places), days[0] if days else "",
                   days[-1] if days else "", modes, places, floor_now, short,
                   {name: value for name, value in kept.items() if value})


def _walked(weights: Weights, journey_id: str | None, lens: Lens):
    """Everything walked; and in the same statement what places are called, the floor, and whether the place asked for
    stands above it."""
    shown = [StageScore.weight_set == weights.id, StageScore.touchpoint == "", *lens.of(StageScore)]
    shown += [StageScore.journey_id == journey_id] if journey_id else []
    walks, people = floor()
    chosen = (select(Cell.persona, Cell.place, Cell.access, Cell.mode, Cell.help, Cell.accepted, PersonaRevision.name,
                     PersonaRevision.shoes, func.sum(Cell.n).label("n"), func.min(Cell.day).label("first"),
                     func.max(Cell.day).label("last"), names_cell().label("places"),
                     walks.label("floor_walks"), people.label("floor_people"),
                     (select(StageScore.walk_id).where(*shown).exists() if lens.place else true()).label("is_shown"))
              .join(Persona, Persona.id == Cell.persona, isouter=True)
              .join(PersonaRevision, persona_today(), isouter=True)
              .where(Cell.weight_set == weights.id, Cell.method == METHOD, Cell.touchpoint == "")
              .group_by(Cell.persona, Cell.place, Cell.access, Cell.mode, Cell.help, Cell.accepted,
                        PersonaRevision.name, PersonaRevision.shoes))
    return chosen.where(Cell.journey_id == journey_id) if journey_id else chosen


def _rows(lens: Lens, rows: list, personas: dict, places: dict) -> list:
    seen = {name: {getattr(row, name) for row in rows} for name in ("access", "mode", "accepted")}
    asked = sorted(((key or OWN, name) for key, (name, _) in personas.items()), key=lambda one: one[1])
    if lens.persona and lens.persona not in dict(asked):
        asked.append((lens.persona, UNKNOWN))
    seen["only"] = {"helped" if row.help else "unhelped" for row in rows}
    offered = [("persona", "In whose shoes", [("", "Everybody"), *asked], len(asked) > 1)]
    offered += [("place", "Where", [("", "Everywhere"), *sorted(places.items(), key=lambda one: (one[1], one[0]))],
                 bool(places))]
    offered += [(name, label, list(words), len(seen[name]) > 1) for name, label, words in (
        ("access", "Internet", ACCESS), ("mode", "How", MODES), ("only", "Insider help", HELP),
        ("accepted", "Reviewed", STATES))]
    return [(name, label, words) for name, label, words, is_offered in offered
            if is_offered or getattr(lens, name) != getattr(Lens(), name)]
