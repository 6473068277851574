"""Planned against walked over many walks: how often each touchpoint was walked, skipped, repeated, out of order.

Every number opens the walks behind it. Read from the course each walk keeps with its score.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from sqlmodel import Session

from app.accounts.access import Actor
from app.insights import lens as lenses
from app.insights.courses import is_straight
from app.insights.figures import many
from app.insights.filters import Choices, Report, choices_of, report_of
from app.insights.lens import Lens
from app.insights.models import Score, StageScore
from app.insights.named import Named, named
from app.insights.visits import figure_of, newest
from app.insights.weights import in_force
from app.insights.words import channel_icon
from app.journeys import queries as journeys

# key: (head of the column, a sentence of what it means)
COUNTED = {
    "walked": ("Walked", "came here"),
    "skipped": ("Skipped", "went on to a later touchpoint without it"),
    "not_reached": ("Not reached", "ended before it"),
    "repeated": ("Came back", "came here more than once"),
    "out_of_order": ("Out of order", "came here after a later touchpoint"),
    "sent": ("Sent here", "were sent here by another touchpoint"),
    "switched": ("Switched here", "had to change the channel here"),
}


@dataclass
class Line:
    """A touchpoint of the plan, or one added on the way. walks: what was counted → ids of the walks."""

    key: str
    name: str
    channel: str | None
    walks: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def icon(self) -> str:
        return channel_icon(self.channel)

    def n(self, counted: str) -> int:
        return len(self.walks[counted]) if counted in self.walks else 0


@dataclass(frozen=True)
class CoursePage:
    """The page. chosen: (what was opened, in words; its walks, newest first; how many there are)."""

    journey: dict
    planned: list[Line]
    added: list[Line]
    n: int
    straight: list[str]
    choices: Choices
    report: Report
    chosen: tuple[str, list[Named], int] | None

    @property
    def finding(self) -> str:
        """The heading: how many walks went as planned, or what most often did not."""
        if not self.n:
            return "Planned and walked"
        if len(self.straight) * 2 > self.n:
            return f"{len(self.straight)} of {many(self.n, 'walk')} went as planned"
        worst = max(((line, key) for line in [*self.planned, *self.added] for key in COUNTED if key != "walked"),
                    key=lambda one: one[0].n(one[1]), default=None)
        if worst is None or not worst[0].n(worst[1]):
            return f"{len(self.straight)} of {many(self.n, 'walk')} went as planned"
        line, key = worst
        return f"{line.n(key)} of {many(self.n, 'walk')} {COUNTED[key][1]}: {line.name}"

    def link(self, place: str, counted: str) -> str:
        return self.choices.link(at=place, what=counted) + "#walks"


def course_of_many(session: Session, actor: Actor, lens: Lens, journey_id: str, at: str = "",
                   what: str = "") -> CoursePage:
    """The newest revision walked. at, what: a touchpoint (or an added one's name) and what of it to open; what
    "straight": the walks that went as planned. Refuses: not_found."""
    journeys.mine(session, actor, journey_id)
    weights = in_force(session)
    stays = (StageScore.walk_id, StageScore.walker_id, StageScore.journey_id, StageScore.journey_revision,
             StageScore.milli, StageScore.at_least)
    rows = newest(session.execute(
        lenses.stages(session, lens, *stays, weights=weights, journey_id=journey_id, wholes=True)
        .add_columns(Score.course).join(Score, (Score.walk_id == StageScore.walk_id) & (
            Score.method == StageScore.method) & (Score.weight_set == StageScore.weight_set))
        .order_by(StageScore.day.desc(), StageScore.walk_id)).all())
    journey = journeys.journey_revision(session, journey_id, rows[0].journey_revision if rows else None)
    choices = choices_of(session, f"/insights/journeys/{journey_id}/course", lens, weights, journey_id)
    planned, added = _lines(journey, rows)
    straight = [row.walk_id for row in rows if is_straight(row.course)]
    chosen = _chosen(session, actor, planned + added, straight, at, what)
    return CoursePage(journey, planned, added, len(rows), straight, choices,
                      report_of(figure_of(rows), weights, choices), chosen)


def _lines(journey: dict, rows: list) -> tuple[list[Line], list[Line]]:
    planned = {place["id"]: Line(place["id"], place["name"], place["channel"])
               for place in sorted(journey["touchpoints"], key=lambda place: place["position"])}
    added: dict[str, Line] = {}
    for row in rows:
        for one in row.course:
            line = planned.get(one["touchpoint"]) or added.setdefault(
                one["name"], Line(one["name"], one["name"], one["channel"]))
            state = "walked" if one["state"] == "added" else one["state"]
            for counted in {state, *one["marks"]} & set(COUNTED):
                line.walks[counted].append(row.walk_id)
    return list(planned.values()), sorted(added.values(), key=lambda line: (-line.n("walked"), line.name))


def _chosen(session: Session, actor: Actor, lines: list[Line], straight: list[str], at: str,
            what: str) -> tuple[str, list[Named], int] | None:
    if what == "straight":
        return "Went as planned", named(session, actor, straight), len(straight)
    line = next((line for line in lines if line.key == at), None)
    if line is None or what not in COUNTED:
        return None
    walks = line.walks[what]
    return f"{line.name}: {COUNTED[what][0].lower()}", named(session, actor, walks), len(walks)

