"""The manager's first page: which journeys hurt most, for whom, how sure, what changed, what waits, what to keep.

Everything is what walkers lived as the customer, by the weights in force, each journey as it was last walked. Read in
start_reading.py; not here: one journey in full (journey_page.py).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.improvements.models import Improvement
from app.insights import visits
from app.insights.dots import Strip
from app.insights.figures import Figure, figure_of, many
from app.insights.journey_page import Snag, snag_of
from app.insights.proof import Proof
from app.insights.snag_words import snag_words
from app.insights.summaries import TIE
from app.insights.weights import Weights
from app.personas.shoes import walk_in
from app.scoring.change import change
from app.scoring.effort import METHOD
from app.scoring.entries import BRIGHT
from app.scoring.ranking import ranking

PERIOD = 90  # days, against all walks before them
LEAST = 3
FEW = "Too few walks in the same shoes to say for whom"
SHOWN = 5  # of what could be walked next


@dataclass(frozen=True)
class Row:
    """One journey. rank: from 1, hardest first; ties: less than 3 points below the one above it; whom: words for whom
    it is hardest, '' where that can't be told; older: walks of earlier revisions."""

    plan: dict
    strip: Strip
    snag: Snag | None
    whom: str
    whom_known: bool
    change: dict
    sides: tuple[Figure, Figure]
    older: int
    ties: bool = False

    @property
    def figure(self) -> Figure:
        return self.strip.figure

    @property
    def name(self) -> str:
        return self.plan["name"]

    @property
    def href(self) -> str:
        return f"/insights/journeys/{self.plan['id']}"

    @property
    def band(self) -> str:
        return self.figure.band(self.plan["is_serious"]) if self.figure.has_mean else ""

    @property
    def has_changed(self) -> bool:
        return self.change["verdict"] in ("easier", "harder")

    @property
    def changed(self) -> str:
        """'was 69, now 52'."""
        return f"was {self.sides[0].said}, in the last {PERIOD} days {self.sides[1].said}"


@dataclass(frozen=True)
class Hole:
    """A walk worth walking. why: in a sentence."""

    persona: str
    journey: str
    why: str
    href: str
    shoes: str | None = None


@dataclass(frozen=True)
class Kept:
    """Something to keep: words of a walker, or an easy touchpoint with its figure."""

    place: str
    journey: str
    words: str
    href: str
    figure: Figure | None = None
    icon: str = "icon-walk"


@dataclass(frozen=True)
class Start:
    """Everything the page prints. fixes: done ones with their proof; waiting: walks to review; late, oldest: of
    those."""

    rows: list[Row]
    no_difference: bool
    comparisons: int
    fixes: list[tuple[Improvement, Proof, str]]
    waiting: int
    late: int
    oldest: datetime | None
    holes: list[Hole]
    more_holes: int
    bright: list[Kept]
    easy: list[Kept]
    n: int
    people: int
    weights: Weights
    unwalked: list[dict] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    method: str = METHOD

    @property
    def who(self) -> str:
        return f"{many(self.n, 'walk')} by {many(self.people, 'person', 'people')}" if self.n else "no walks"

    @property
    def heading(self) -> str:
        """The finding of the day."""
        if not self.rows:
            return "Nobody has walked yet"
        first = self.rows[0]
        told = [row for row in self.rows if row.figure.has_mean or row.figure.told["camps"]]
        if not told:
            return f"{many(self.n, 'walk')} so far: stories, not a measurement yet"
        if first.figure.told["camps"]:
            two = first.figure.number.replace(" and ", " for some, about ")
            more = "or more " if first.figure.at_least else ""
            return f"“{first.name}” is two journeys: about {two} {more}for others"
        if not first.figure.has_mean:
            first = told[0]
        if len(told) > 1 and self.no_difference:
            return f"No journey stands out{self.everywhere}"
        if len(self.rows) > 1 and self.rows[1].ties and first is self.rows[0]:
            return f"“{first.name}” and “{self.rows[1].name}” hurt most, about alike"
        return f"“{first.name}” {'hurts most: ' if len(self.rows) > 1 else 'is at '}{first.figure.said}, " \
               f"{first.band.lower()}"

    @property
    def everywhere(self) -> str:
        """': asked again in 8 of 12 walks, whichever it was'; a plain reason when no snag is that common."""
        met: Counter = Counter()
        for row in self.rows:
            met.update({kind: walks for kind, (walks, _) in row.figure.counted.get("snags", {}).items()})
        del met[BRIGHT]
        kind, walks = max(met.items(), key=lambda one: (one[1], one[0]), default=("", 0))
        if walks * 2 < self.n:
            return ": the walks differ as much among themselves"
        return f": {snag_words(kind).lower()} in {walks} of {many(self.n, 'walk')}, whichever it was"

    @property
    def sure(self) -> str:
        """How much of this is a measurement."""
        enough = sum(row.figure.has_mean or bool(row.figure.told["camps"]) for row in self.rows)
        if not enough:
            return "No journey has the three walks a first figure takes."
        first = next((row for row in self.rows if row.figure.has_mean), None)
        words = f"{enough} of {many(len(self.rows), 'walked journey')} {'has' if enough == 1 else 'have'} enough " \
                "walks for a figure." if len(self.rows) > enough else ""
        sure = f"“{first.name}”: {first.figure.sure[0].lower()}{first.figure.sure[1:]}" if first else ""
        return " ".join(filter(None, (sure, words)))

    @property
    def changed(self) -> list[Row]:
        """Journeys that got easier or harder for sure, harder ones first."""
        return sorted((row for row in self.rows if row.has_changed), key=lambda row: -row.change["diff"])

    @property
    def unchanged(self) -> list[Row]:
        return [row for row in self.rows if row.change["verdict"] in ("no clear change", "changed, but small")]

    @property
    def early(self) -> list[Row]:
        return [row for row in self.rows if row.change["verdict"] == "too early"]

    @property
    def worked(self) -> list[tuple]:
        return [one for one in self.fixes if one[1].status == "worked"]

    @property
    def change_heading(self) -> str:
        harder = [row for row in self.changed if row.change["diff"] > 0]
        if harder:
            return f"“{harder[0].name}” got harder" if len(harder) == 1 else f"{len(harder)} journeys got harder"
        if self.changed:
            return f"“{self.changed[0].name}” got easier" if len(self.changed) == 1 else \
                f"{len(self.changed)} journeys got easier"
        if self.worked:
            return "A fix worked" if len(self.worked) == 1 else f"{len(self.worked)} fixes worked"
        return "Nothing has clearly changed" if self.unchanged else "Too early to see a change"

    @property
    def false_alarms(self) -> str:
        """What many comparisons on one page mean; scoring.md 2.12."""
        if self.comparisons < 2:
            return ""
        if self.comparisons <= 5:
            return f"{self.comparisons} comparisons are made here, each at 95%: about one page in " \
                   f"{round(1 / (1 - 0.95 ** self.comparisons))} would show a change that is none."
        return f"{self.comparisons} comparisons are made here, so each is held to a stricter test than one alone: " \
               "about one page in twenty would show a change that is none."

    @property
    def late_words(self) -> str:
        """', 2 of them late'; '' when none is."""
        if not self.late:
            return ""
        return ", and is late" if self.waiting == 1 else f", {'all' if self.late == self.waiting else self.late} of " \
                                                         "them late"

    @property
    def wait_heading(self) -> str:
        return f"{many(self.waiting, 'walk')} wait{'s' if self.waiting == 1 else ''} for a review" if self.waiting \
            else "No walk waits for a review"


def rows_of(plans: list[dict], walks: list, personas: dict, strip, today: date) -> tuple[list[Row], bool, int]:
    """(rows hardest first, whether nothing tells them apart, comparisons made). walks: stage scores of whole walks;
    strip: (plan, walks, figure) → Strip."""
    by_journey: dict[str, list] = {plan["id"]: [] for plan in plans}
    for row in walks:
        by_journey[row.journey_id].append(row)
    newest = {plan["id"]: [row for row in by_journey[plan["id"]] if row.journey_revision == plan["revision"]]
              for plan in plans}
    plans = [plan for plan in plans if newest[plan["id"]]]
    cut = (today - timedelta(days=PERIOD)).isoformat()
    sides = {plan["id"]: tuple(visits.figure_of([row for row in newest[plan["id"]] if (row.day > cut) is late])
                               for late in (False, True)) for plan in plans}
    shoes = {plan["id"]: _by_persona(newest[plan["id"]]) for plan in plans}
    comparisons = sum(min(side.n for side in pair) >= LEAST for pair in sides.values()) + sum(
        len(enough) for enough in map(_enough, shoes.values()) if len(enough) > 1)
    figures = {plan["id"]: figure_of(newest[plan["id"]]) for plan in plans}
    ranked = ranking({key: figure.cell for key, figure in figures.items()})
    order = {key: place for place, key in enumerate(ranked["order"])} if ranked else {}
    rows, last = [], None
    for plan in sorted(plans, key=lambda plan: order[plan["id"]]):
        key, figure = plan["id"], figures[plan["id"]]
        known, whom = whom_words(newest[key], shoes[key], personas, comparisons)
        ties = bool(last and last.has_mean and figure.has_mean and abs(last.told["mean"] - figure.told["mean"]) < TIE)
        told = change(*(side.cell for side in sides[key]), comparisons)
        rows.append(Row(plan, strip(plan, newest[key], figure), snag_of(figure), whom, known, told, sides[key],
                        len(by_journey[key]) - figure.n, ties))
        last = figure
    return rows, bool(ranked) and ranked["tau2"] == 0, comparisons


def whom_words(walks: list, figures: dict[str, Figure], personas: dict[str, tuple],
               comparisons: int = 1) -> tuple[bool, str]:
    """(whether it can be told, for whom a journey is hardest): the hardest persona against everybody else."""
    if len(figures) == 1:
        return False, f"Only walked as {personas[next(iter(figures))][0]}" if "" not in figures else ""
    enough = _enough(figures)
    if not enough:
        return False, FEW
    worst = max(enough, key=lambda key: (enough[key].cell["sum"] / enough[key].n, key))
    rest = visits.figure_of([row for row in walks if row.persona != worst])
    told = change(rest.cell, figures[worst].cell, comparisons)
    if told["verdict"] == "harder":
        return True, f"Hardest for {personas[worst][0]}: {figures[worst].said}, everybody else {rest.said}"
    return False, FEW if told["verdict"] == "too early" else "No persona stands out"


def _by_persona(walks: list) -> dict[str, Figure]:
    groups: dict[str, list] = {}
    for row in walks:
        groups.setdefault(row.persona, []).append(row)
    return {key: visits.figure_of(rows) for key, rows in sorted(groups.items())}


def _enough(figures: dict[str, Figure]) -> dict[str, Figure]:
    """Those walked often enough to be held against everybody else."""
    return {key: figure for key, figure in figures.items() if figure.n >= LEAST and key}


def holes_of(rows: list[Row], plans: list[dict], walks: list, personas: dict[str, tuple],
             fixes: Iterable[tuple[Improvement, Proof, str]]) -> list[Hole]:
    """Walks worth walking, the most telling first: a fix that waits for its second walk, then the shoes walked least,
    in the journeys that hurt most. A journey no persona was made for waits for any."""
    names = {plan["id"]: plan["name"] for plan in plans}
    again = [Hole(personas.get(fix.persona_id, ("In any shoes that walked before", None))[0], names[fix.journey_id],
                  f"“{fix.title}” is done and waits for its proof.", walk_in(fix.journey_id, fix.persona_id),
                  personas.get(fix.persona_id, (None, None))[1])
             for fix, proof, _ in fixes if proof.status in ("waiting", "early") and fix.journey_id in names]
    walked = Counter((row.journey_id, row.persona) for row in walks)
    place = {row.plan["id"]: n for n, row in enumerate(rows)}
    pairs = [
        (walked[plan["id"], key], place.get(plan["id"], len(place)), names[plan["id"]], name, plan["id"], key, shoes)
        for plan in plans if not plan["archived"] for key, (name, shoes, journeys, archived) in personas.items()
        if key and not archived and plan["id"] in journeys and walked[plan["id"], key] < LEAST]
    waited_for = {row.journey_id for row in walks} | {journey_id for *_, journey_id, _, _ in pairs}
    bare = [(0, len(place), plan["name"], "", plan["id"], "", None) for plan in plans
            if not plan["archived"] and plan["id"] not in waited_for]
    return again + [Hole(f"As {name}" if key else "In any shoes", journey, _why(n), walk_in(journey_id, key), shoes)
                    for n, _, journey, name, journey_id, key, shoes in sorted(pairs + bare)]


def _why(n: int) -> str:
    if not n:
        return "Nobody walked this yet."
    return f"Walked {'once' if n == 1 else 'twice'}; {LEAST - n} more for a first figure."
