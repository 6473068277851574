"""What walks measured at a touchpoint, for the questions of its sheet: how long, how many employees, how often.

Read from the logs of the newest walks that count, so that corrections hold; a middle and a range, always with n.
"""

from dataclasses import dataclass, field
from statistics import median_low

from sqlmodel import Session, func, select

from app.accounts.access import Actor
from app.insights.figures import Figure, added, many
from app.insights.models import StageScore
from app.insights.proof import ALIKE
from app.insights.proof_reading import cells_at
from app.insights.weights import id_in_force, in_force
from app.insights.words import STEP_WORDS
from app.journeys import queries as journeys
from app.kit.filters import spell
from app.scoring.effort import METHOD
from app.scoring.entries import BRIGHT
from app.scoring.fold import fold
from app.walks.models import Walk
from app.walks.queries import logs_of, visible

NEWEST = 30


@dataclass
class Measured:
    """What the part prints. lasts, employees, steps, comes: one sentence each, "" where no walk tells.

    hurts: [(snag in words, walks, times)], the widest spread first; out of n walks that count.
    """

    place: dict
    n: int = 0
    people: int = 0
    of: int = 0
    read: int = 0
    lasts: str = ""
    employees: str = ""
    steps: str = ""
    comes: str = ""
    hurts: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def who(self) -> str:
        return f"{many(self.n, 'walk')} by {many(self.people, 'person', 'people')}"


def measured_of(session: Session, actor: Actor, journey_id: str, touchpoint: str) -> Measured:
    """What walks as the customer measured here. Refuses: not_found."""
    _, place = journeys.touchpoint_at(session, actor, journey_id, touchpoint)
    found = Measured(place)
    cells = cells_at(session, in_force(session).id, {(journey_id, touchpoint)})
    if not cells:
        return found
    walks = _newest(session, actor, journey_id, touchpoint)
    logs = logs_of(session, walks)
    stays = [stays_at(logs[walk], touchpoint) for walk in walks if walk in logs]
    tell(found, [each for each in stays if each])
    found.n, found.people = sum(cell.n for cell in cells), len({who for cell in cells for who in cell.walkers})
    found.of = _walked(session, journey_id)
    found.comes += f" {found.n} of {many(found.of, 'walk')} of this journey came here."
    newest = max(cells, key=lambda cell: cell.day)
    found.hurts = hurts_of(added([cell for cell in cells if cell.par == newest.par], ALIKE))
    return found


def stays_at(lines: list[dict], touchpoint: str) -> list[dict]:
    """The finished visits of one walk to this touchpoint, as the fold gives them."""
    return [visit for visit in fold(lines)["visits"] if visit["touchpoint"] == touchpoint and visit["left_at"]]


def tell(found: Measured, walks: list[list[dict]]) -> None:
    """Fill in what these walks tell. walks: the visits of each to one touchpoint, none empty. Pure."""
    found.read = len(walks)
    if not walks:
        return
    lasted = [sum(visit["left_at"] - visit["entered_at"] - visit["paused_ms"] for visit in visits) for visits in walks]
    cut = sum(any(wait["censored"] for visit in visits for wait in visit["waits"]) for visits in walks)
    found.lasts = _range(lasted, spell) + (f" In {many(cut, 'walk')} a wait was cut short, so it lasts at least this."
                                           if cut else "")
    found.employees = _range([sum(visit["employees"] for visit in visits) for visits in walks],
                             lambda n: many(n, "employee") if n else "none")
    counted = [visits for visits in walks if all(visit["measured"]["steps"] for visit in visits)]
    if counted:
        found.steps = _range([sum(sum(visit["steps"].values()) for visit in visits) for visits in counted],
                             lambda n: many(n, "step"))
    again = sum(len(visits) > 1 for visits in walks)
    found.comes = f"{again} of {many(len(walks), 'walk')} had to come more than once." if again else \
        "Once a walk; nobody had to come again."


def hurts_of(figure: Figure, most: int = 3) -> list[tuple[str, int, int]]:
    """The snags of most walks, in words: what may make sense to us and still hurts."""
    snags = [(STEP_WORDS.get(kind, kind), walks, times) for kind, (walks, times) in figure.counted["snags"].items()
             if kind != BRIGHT]
    return sorted(snags, key=lambda one: (-one[1], -one[2], one[0]))[:most]


def _range(values: list[int], words) -> str:
    """'From 4 minutes to 32 minutes, 13 minutes in the middle.'"""
    low, high = words(min(values)), words(max(values))
    if len(values) == 1 or low == high:
        return f"{low[0].upper()}{low[1:]}."
    middle = words(median_low(values))
    return f"From {low} to {high}, {middle} in the middle."


def _newest(session: Session, actor: Actor, journey_id: str, touchpoint: str) -> list[str]:
    return list(session.scalars(
        select(StageScore.walk_id).join(Walk, Walk.id == StageScore.walk_id).where(
            *_here(journey_id, touchpoint), StageScore.walk_id.in_(visible(actor).with_only_columns(Walk.id)))
        .order_by(Walk.began_at.desc(), Walk.id).limit(NEWEST)))


def _walked(session: Session, journey_id: str) -> int:
    return session.scalar(select(func.count()).select_from(StageScore).where(*_here(journey_id, "")))


def _here(journey_id: str, touchpoint: str) -> tuple:
    return (StageScore.method == METHOD, StageScore.weight_set == id_in_force(), StageScore.mode == "be",
            StageScore.journey_id == journey_id, StageScore.touchpoint == touchpoint)
