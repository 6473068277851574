"""Which walks a page speaks of: one filter, in the address, in every link and in every export.

The sums answer it without reading a walk: every choice is a part of a cell's key. Not here: what is drawn.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query
from sqlalchemy import Integer, cast, func, literal, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, select

from app.accounts.models import Mark
from app.insights.floors import FLOORS
from app.insights.models import Cell, StageScore
from app.insights.weights import Weights, in_force
from app.journeys.places import FLOOR, PEOPLE, WALKS
from app.kit.errors import Refusal
from app.scoring.effort import METHOD

UNKNOWN_PLACE = "a place this server does not know"
OWN = "own"  # a reason of the walker's own instead of a persona
MODES = (("be", "Walked as the customer"), ("see", "Watched a customer"))
ACCESS = (("", "Any access"), ("full", "Fully online"), ("phone_only", "Phone only"), ("none", "No internet"))
HELP = (("", "Every walk"), ("unhelped", "Without insider help"), ("helped", "Only with it"))
STATES = (("", "All walks"), ("yes", "Accepted by a reviewer"))
_KNOWN = {"mode": MODES, "access": ACCESS, "only": HELP, "accepted": STATES}


@dataclass(frozen=True)
class Lens:
    """A filter. "" lets everything through. persona: an id or "own"; place: an id; since, until: ISO days of the
    organisation's zone, both included; mode: be|see, never both; only: unhelped|helped; accepted: ""|yes."""

    persona: str = ""
    place: str = ""
    since: str = ""
    until: str = ""
    access: str = ""
    mode: str = "be"
    only: str = ""
    accepted: str = ""

    def fields(self, **changes) -> dict[str, object]:
        """What it asks for, by name, as a form or an address carries it; changes: other values, and further words."""
        asked = {**{name: getattr(self, name) for name in self.__dataclass_fields__}, **changes}
        said = {name: value for name, value in asked.items() if value not in ("", None)}
        if said.get("mode") == "be":
            del said["mode"]
        return said

    def query(self, **changes) -> str:
        """The filter as it stands in an address, without '?'; changes: as in `fields`."""
        return urlencode(self.fields(**changes))

    def link(self, path: str, **changes) -> str:
        """`path` seen through this lens, with these changes."""
        query = self.query(**changes)
        return f"{path}?{query}" if query else path

    def but(self, **changes) -> "Lens":
        return replace(self, **changes)

    @property
    def is_plain(self) -> bool:
        return self == Lens()

    def words(self, personas: dict[str, str], places: dict[str, str] | None = None) -> list[str]:
        """What it leaves in, in words, for pages and exports; [] when it leaves in everything. personas, places: id →
        name."""
        said = []
        if self.place:
            said.append("at " + (places or {}).get(self.place, UNKNOWN_PLACE))
        if self.persona:
            said.append("as " + personas.get(self.persona, "a persona") if self.persona != OWN
                        else "for a reason of their own")
        if self.since or self.until:
            said.append(" ".join(filter(None, (self.since and f"from {_day(self.since)}",
                                               self.until and f"to {_day(self.until)}"))))
        said += [dict(choices)[getattr(self, name)].lower() for name, choices in _KNOWN.items()
                 if getattr(self, name) not in ("", "be")]
        return said

    def of(self, table) -> list:
        """The same as conditions on the key columns of cells or stage scores."""
        asked = [table.method == METHOD, table.mode == self.mode]
        if self.persona:
            asked.append(table.persona == ("" if self.persona == OWN else self.persona))
        asked += [getattr(table, name) == getattr(self, name) for name in ("access", "accepted")
                  if getattr(self, name)]
        asked += [is_at(table, self.place), self.enough(table)] if self.place else []
        asked += [table.day >= self.since] if self.since else []
        asked += [table.day <= self.until] if self.until else []
        if self.only:
            asked.append(table.help == "" if self.only == "unhelped" else table.help != "")
        return asked

    def enough(self, table):
        """Of one place nothing passes that fewer walks, or fewer people, than the floor tell of: it would point at
        the few who work there. Counted under this very filter, for each touchpoint of a revision by itself."""
        names, told = ("journey_id", "journey_revision", "touchpoint"), aliased(StageScore)
        group = [getattr(told, name) for name in names]
        asked = [is_at(told, self.place), *self.but(place="").of(told)]
        walks, people = floor()
        return tuple_(*(getattr(table, name) for name in names)).in_(
            select(*group).where(*asked).group_by(*group).having(
                func.count(told.walk_id.distinct()) >= walks, func.count(told.walker_id.distinct()) >= people))

    @property
    def floors(self) -> list:
        """Columns that tell whoever sums up rows of one place how few may not stand alone; [] without a place."""
        walks, people = floor()
        return [walks.label(FLOORS[0]), people.label(FLOORS[1])] if self.place else []


def is_at(table, place: str):
    """A condition: this place is among those a row was walked at."""
    said = literal(",").concat(table.place).concat(",")
    return said.contains(f",{place},", autoescape=True)


def floor() -> tuple:
    """The floor as SQL: (walks, people)."""
    marks = {name: select(cast(Mark.value, Integer)).where(Mark.id == name).scalar_subquery() for name in FLOOR}
    return tuple(func.coalesce(marks[name], FLOOR[name][0]) for name in (WALKS, PEOPLE))


def _day(iso: str) -> str:
    return date.fromisoformat(iso).strftime("%-d %b %Y")


Said = Annotated[str, Query(max_length=64)]


def asked(persona: Said = "", place: Said = "", since: Said = "", until: Said = "", access: Said = "",
          mode: Said = "be", only: Said = "", accepted: Said = "") -> Lens:
    """The lens of a request. Refuses: unreadable, naming the word and what it may say."""
    lens = Lens(persona, place, since, until, access, mode or "be", only, accepted)
    for name, choices in _KNOWN.items():
        if getattr(lens, name) not in dict(choices):
            may = ", ".join(key for key, _ in choices if key)
            raise Refusal("unreadable", 422, f"This filter is not known: {name}. It may be {may}, or be left out.")
    for name in ("since", "until"):
        try:
            getattr(lens, name) and date.fromisoformat(getattr(lens, name))
        except ValueError:
            raise Refusal("unreadable", 422, f"{name} should be a day like 2026-11-22, or be left out.") from None
    return lens


Asked = Annotated[Lens, Depends(asked)]


def cells(session: Session, lens: Lens, weights: Weights | None = None, journey_id: str | None = None,
          revision: int | None = None, wholes: bool | None = None) -> list:
    """Every cell this lens lets through: rows with the columns of Cell. weights None: those in force; wholes True:
    only of whole walks, False: only of touchpoints. Journeys' visibility is the caller's."""
    by = (weights or in_force(session)).id
    chosen = select(*Cell.__table__.c, *lens.floors).where(Cell.weight_set == by, *lens.of(Cell), *_where(
        Cell, journey_id, revision, wholes))
    return list(session.execute(chosen))


def stages(session: Session, lens: Lens, *columns, weights: Weights | None = None, journey_id: str | None = None,
           revision: int | None = None, wholes: bool | None = None):
    """A select of stage scores through this lens, to be joined and narrowed: columns of StageScore, all when none."""
    by = (weights or in_force(session)).id
    return select(*(columns or StageScore.__table__.c), *lens.floors).where(StageScore.weight_set == by, *lens.of(
        StageScore), *_where(StageScore, journey_id, revision, wholes))


def _where(table, journey_id: str | None, revision: int | None, wholes: bool | None) -> list:
    wanted = [table.journey_id == journey_id] if journey_id else []
    wanted += [table.journey_revision == revision] if revision else []
    if wholes is not None:
        wanted.append(table.touchpoint == "" if wholes else table.touchpoint != "")
    return wanted
