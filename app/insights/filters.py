"""What a page of many walks offers to choose from, and what it says at its foot: the lens in the reader's words.

Not here: what a choice lets through (lens.py).
"""

from dataclasses import dataclass, field

from sqlalchemy import and_, func
from sqlmodel import Session, select

from app.insights.figures import Figure
from app.insights.lens import ACCESS, HELP, MODES, OWN, STATES, Lens
from app.insights.models import Cell
from app.insights.weights import Weights
from app.personas.models import Persona, PersonaRevision
from app.scoring.effort import METHOD

UNKNOWN = "A persona this server does not know"
OWN_REASON = "A reason of their own"


@dataclass(frozen=True)
class Choices:
    """The filter row of one page. here: its path; kept: further words of its address; personas: id → (name, shoes),
    "" is an own reason; rows: (name, label, [(value, words)]), only where there is something to choose; first, last:
    the days walked, ISO, "" when none; modes: {be|see: how many walks}.
    """

    here: str
    lens: Lens
    personas: dict[str, tuple[str, str | None]]
    rows: list[tuple[str, str, list[tuple[str, str]]]]
    first: str = ""
    last: str = ""
    modes: dict[str, int] = field(default_factory=dict)
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
        return self.lens.words({key: name for key, (name, _) in self.personas.items()})

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
    rows = session.execute(_walked(weights, journey_id)).all()
    personas = {row.persona: (row.name or (UNKNOWN if row.persona else OWN_REASON), row.shoes) for row in rows}
    modes: dict[str, int] = {}
    for row in rows:
        modes[row.mode] = modes.get(row.mode, 0) + row.n
    days = sorted({day for row in rows for day in (row.first, row.last)})
    return Choices(here, lens, personas, _rows(lens, rows, personas), days[0] if days else "",
                   days[-1] if days else "", modes, {name: value for name, value in kept.items() if value})


def _walked(weights: Weights, journey_id: str | None):
    chosen = (select(Cell.persona, Cell.place, Cell.access, Cell.mode, Cell.help, Cell.accepted, PersonaRevision.name,
                     PersonaRevision.shoes, func.sum(Cell.n).label("n"), func.min(Cell.day).label("first"),
                     func.max(Cell.day).label("last"))
              .join(Persona, Persona.id == Cell.persona, isouter=True)
              .join(PersonaRevision, and_(PersonaRevision.persona_id == Persona.id,
                                          PersonaRevision.revision == Persona.revision), isouter=True)
              .where(Cell.weight_set == weights.id, Cell.method == METHOD, Cell.touchpoint == "")
              .group_by(Cell.persona, Cell.place, Cell.access, Cell.mode, Cell.help, Cell.accepted,
                        PersonaRevision.name, PersonaRevision.shoes))
    return chosen.where(Cell.journey_id == journey_id) if journey_id else chosen


def _rows(lens: Lens, rows: list, personas: dict) -> list:
    seen = {name: {getattr(row, name) for row in rows} for name in ("place", "access", "mode", "accepted")}
    asked = sorted(((key or OWN, name) for key, (name, _) in personas.items()), key=lambda one: one[1])
    if lens.persona and lens.persona not in dict(asked):
        asked.append((lens.persona, UNKNOWN))
    seen["only"] = {"helped" if row.help else "unhelped" for row in rows}
    offered = [("persona", "In whose shoes", [("", "Everybody"), *asked], len(asked) > 1)]
    offered += [("place", "Place", [("", "Everywhere"), *((one, one) for one in sorted(seen["place"] - {""}))],
                 bool(seen["place"] - {""}))]
    offered += [(name, label, list(words), len(seen[name]) > 1) for name, label, words in (
        ("access", "Internet", ACCESS), ("mode", "How", MODES), ("only", "Insider help", HELP),
        ("accepted", "Reviewed", STATES))]
    return [(name, label, words) for name, label, words, is_offered in offered
            if is_offered or getattr(lens, name) != getattr(Lens(), name)]
