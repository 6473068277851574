"""The tables that leave the house: what each is called, who may have it, and what stands above every one of them.

Rows come from the same sums and the same lens as the pages. Not here: the formats (kit/tables.py), the rows themselves.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlmodel import Session

from app.accounts.access import Actor
from app.insights.figures import many
from app.insights.filters import OWN_REASON
from app.insights.lens import Lens
from app.insights.weights import Weights, in_force
from app.kit import clock
from app.kit.errors import Refusal, forbidden
from app.kit.filters import clock_time, day
from app.kit.tables import Table
from app.personas.queries import names_today
from app.scoring.effort import METHOD

REPORT = "Internal walkthrough, not an independent measure"
MANY = {"yield_per": 1000}  # rows held at once while a long table is written


@dataclass
class Ask:
    """Who asks for a table, and of what. of: id of a walk or journey, ""; words: what else the address says;
    origin: where the links in it lead, no slash at its end.
    """

    session: Session
    actor: Actor
    lens: Lens
    of: str = ""
    words: dict[str, str] = field(default_factory=dict)
    zone: str = "UTC"
    organisation: str = ""
    origin: str = ""

    def link(self, path: str) -> str:
        return f"{self.origin}{path}"


Sheet = Callable[[Ask], Table]
_SHEETS: dict[str, tuple[str, Sheet]] = {}


def sheet(name: str, role: str = "viewer") -> Callable[[Sheet], Sheet]:
    """Put a table on the list under its name in the address; role: who may ask."""
    def listed(made: Sheet) -> Sheet:
        _SHEETS[name] = (role, made)
        return made
    return listed


def table_of(name: str, ask: Ask) -> Table:
    """The table of that name, as this actor may see it. Refuses: no_such_table, forbidden, and what the table does."""
    role, made = _SHEETS.get(name, ("walker", None))
    if made is None:
        raise Refusal("no_such_table", 404, f"There is no such table. There are: {', '.join(sorted(_SHEETS))}.")
    if not ask.actor.is_at_least(role):
        raise forbidden()
    return made(ask)


def about(ask: Ask, who: str, *, lens: list[str] | None = None, asked: list[str] | None = None,
          weights: Weights | None = None, rows: int | None = None) -> list[tuple[str, str]]:
    """What stands above a table. who: "12 walks by 5 people"; lens: the filter in words, None where none applies;
    asked: the same of what is no walk."""
    now = clock.now()
    said = [("Organisation", ask.organisation), ("Report", f"{REPORT} · {who}"), ("Method", METHOD)]
    said.append(("Weights", (weights or in_force(ask.session)).name))
    if lens is not None:
        said.append(("Filter", "Only walks " + ", ".join(lens) if lens else "None: all walks that count"))
    if asked is not None:
        said.append(("Filter", "Only those " + ", ".join(asked) if asked else "None"))
    said.append(("Zone", f"{ask.zone}; hours and weekdays by the clock of the place walked"))
    said.append(("Written", f"{day(now, ask.zone)}, {clock_time(now, ask.zone)}, for {ask.actor.name}"))
    return said if rows is None else [*said, ("Rows", f"{rows:,}")]


def persona_names(session: Session) -> dict[str, str]:
    """persona id → its name today; "" is a reason of the walker's own."""
    rows = session.execute(names_today())
    return {**{persona_id: name for persona_id, name in rows}, "": OWN_REASON}


def who_of(n: int, people: int) -> str:
    """'12 walks by 5 people'."""
    return f"{many(n, 'walk')} by {many(people, 'person', 'people')}"


def minutes(ms: float | None) -> float | None:
    """Milliseconds as minutes with two decimals."""
    return None if ms is None else round(ms / 60_000, 2)


def points(milli: float | None) -> float | None:
    """Millipoints as points with three decimals, so that they still add up."""
    return None if milli is None else round(milli / 1000, 3)
