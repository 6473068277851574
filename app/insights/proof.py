"""Whether a fix worked: walks of a touchpoint before and from the day it was done, the same shoes on both sides.

"Worked" is said only when the interval of scoring.md 2.12 says easier, with three walks on each side in one pair of
shoes. Where the should-be was changed in between nothing is compared. Method: `app/scoring/change.py`.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from math import sqrt

from app.insights.dots import Strip
from app.insights.figures import SAME, WHY, Figure, added, many
from app.insights.planner import walks_after, walks_each
from app.insights.weights import Weights
from app.scoring.cells import spread
from app.scoring.change import SMALL, change
from app.scoring.config import config_of
from app.scoring.effort import METHOD

LEAST = 3  # walks on a side
MANY = 60  # walks on a side that somebody may still make
USUAL = 20  # points: the change planned for where nobody said what to expect
# A revision that leaves a touchpoint's should-be alone leaves its walks comparable.
ALIKE = tuple(name for name in SAME if name != "journey_revision")
SHORT = {"worked": "Worked", "didnt": "Didn’t work", "mixed": "Worked for some", "unsure": "Not yet sure",
         "early": "Waiting for more walks", "waiting": "Waiting for a second walk", "refused": "Can’t be compared",
         "late": "Can’t be proven any more"}
SPLIT = {"appeared": "Since then two groups lived different journeys.",
         "gone": "Before, two groups lived different journeys; now there is one."}


@dataclass(frozen=True)
class Expected:
    """What the fix should save for one walk, at least; None where nobody said."""

    milli: int | None = None
    ms: int | None = None
    steps: int | None = None


@dataclass
class Pair:
    """One pair of shoes before and after.

    told: as `change` gives it; more: walks still wanted, None where no number helps; cells: ids, of each side.
    """

    name: str
    before: Figure
    after: Figure
    told: dict
    more: int | None
    cells: tuple[list[str], list[str]]
    strips: tuple[Strip, Strip] | None = None

    @property
    def status(self) -> str:
        verdict = self.told["verdict"]
        if verdict == "too early":
            if self.before.n < LEAST:
                return "late"
            return "early" if self.after.n else "waiting"
        if verdict == "harder" or self.told["low"] > -SMALL:
            return "didnt"
        return "worked" if verdict == "easier" else "unsure"

    @property
    def says(self) -> str:
        """The verdict in a sentence."""
        if self.status == "late":
            return (f"Too few before: {many(self.before.n, 'walk')} from before it was done, and {LEAST} are the "
                    "least. It can be told, but not proven.")
        if self.status in ("early", "waiting"):
            return f"Too early: walk it again {self.wanted}."
        d, low, high = (round(-self.told[name]) for name in ("diff", "high", "low"))
        size = f"{many(abs(d), 'point')} {'easier' if d >= 0 else 'harder'}"
        between = f"surely between {low} and {high}" if low > 0 else f"surely between {_side(low)} and {_side(high)}"
        if self.told["verdict"] == "harder":
            return f"It got harder: {size}, {between}."
        if self.status == "didnt":
            return f"It made no difference worth the name: {size}, {between}."
        if self.status == "worked":
            return f"It worked: {size}, {between}."
        small = "easier, but too little to count" if self.told["verdict"] == "changed, but small" else "no clear change"
        return f"Done, not proven: {small}. {size[0].upper()}{size[1:]}, {between}." + (
            f" Walk it again {self.wanted}." if self.more else "")

    @property
    def wanted(self) -> str:
        return many(self.more, "more time") if self.more else "a few more times"

    @property
    def split(self) -> str:
        """Two groups that appeared or went, which a mean would hide."""
        return SPLIT.get(self.told.get("split"), "")


def _side(points: int) -> str:
    """The interval counts easier as more; below nought is harder."""
    return f"{points} easier" if points >= 0 else f"{-points} harder"


@dataclass
class Proof:
    """What the part prints. since: None while the fix is not done; then `now` is what there is to compare with.

    refused: why nothing is compared; waiting: why there is no pair; left_out: walks of no use here, in words.
    """

    journey: dict
    place: str
    since: date | None
    expected: Expected
    weights: Weights
    pairs: list[Pair] = field(default_factory=list)
    now: Figure | None = None
    now_cells: list[str] = field(default_factory=list)
    now_strip: Strip | None = None
    plan: str = ""
    refused: str = ""
    waiting: str = ""
    is_late: bool = False
    left_out: list[str] = field(default_factory=list)
    method: str = METHOD

    @property
    def status(self) -> str:
        """A key of SHORT: one word for all shoes together."""
        if self.refused:
            return "refused"
        found = {pair.status for pair in self.pairs} or {"late" if self.is_late else "waiting"}
        if {"worked", "didnt"} <= found:
            return "mixed"
        return next(one for one in ("worked", "didnt", "unsure", "early", "waiting", "late") if one in found)

    @property
    def short(self) -> str:
        return SHORT[self.status]

    @property
    def heading(self) -> str:
        """The finding."""
        if self.since is None:
            return "Not done yet: this is what it starts from" if self.now and self.now.n else "Not walked yet"
        names = " and ".join(pair.name for pair in self.pairs if pair.status == "worked")
        return {"worked": f"It worked for {names}", "mixed": f"It worked for {names}, and not for everybody",
                "didnt": "It didn’t work", "unsure": "Done, not proven", "early": "Done, and too early to tell",
                "waiting": "Done, and waiting for a second walk", "late": "Done, and it can’t be proven",
                "refused": "Done, and it can’t be compared"}[self.status]

    @property
    def people(self) -> str:
        """'7 walks by 4 people', of both sides."""
        figures = [side for pair in self.pairs for side in (pair.before, pair.after)] or [self.now]
        walkers = {who for figure in figures if figure for who in figure.cell["walkers"]}
        n = sum(figure.n for figure in figures if figure)
        return f"{many(n, 'walk')} by {many(len(walkers), 'person', 'people')}" if n else "no walk yet"


def weighed(journey: dict, touchpoint: str, persona: str, since: date | None, expected: Expected, weights: Weights,
            cells: list, names: dict[str, str]) -> Proof:
    """The proof from cells of one place. Pure."""
    place = next((one["name"] for one in journey["touchpoints"] if one["id"] == touchpoint), "")
    proof = Proof(journey, place or ("A touchpoint this journey no longer has" if touchpoint else "The whole walk"),
                  since, expected, weights)
    # A reason of one's own is a different pair of shoes every time.
    mine = [cell for cell in cells if (cell.persona == persona if persona else cell.persona)]
    if since is None:
        _baseline(proof, mine)
        return proof
    before, after = ([cell for cell in mine if (cell.day >= since.isoformat()) is late] for late in (False, True))
    par = max(after or before, key=lambda cell: cell.day).par if mine else None
    alike, used = ([cell for cell in side if cell.par == par] for side in (before, after))
    if before and not alike:
        proof.refused = f"Not compared: {WHY['par']}."
        return proof
    shoes = {persona} if persona else {cell.persona for cell in alike} & {cell.persona for cell in used}
    proof.pairs = [_pair(names.get(one, "A persona this server does not know"), alike, used, one, expected)
                   for one in sorted(shoes, key=lambda one: names.get(one, ""))]
    proof.left_out = _left_out(before + after, alike + used, shoes)
    if not shoes:
        walked = Counter()
        for cell in alike:
            walked[cell.persona] += cell.n
        proof.is_late = max(walked.values(), default=0) < LEAST
        again = (f"The {LEAST} walks before that a proof needs are not there." if proof.is_late else
                 f"Walk it again at least {LEAST} times in the same shoes.")
        proof.waiting = f"Nobody has walked it since{', but in other shoes' if used else ''}. {again}"
    return proof


def _pair(name: str, before: list, after: list, persona: str, expected: Expected) -> Pair:
    own = [[cell for cell in side if cell.persona == persona] for side in (before, after)]
    sides = [added(cells, ALIKE) for cells in own]
    told = change(sides[0].cell, sides[1].cell)
    sd = sqrt(spread(sides[0].cell)[0]) if sides[0].n else float(config_of(None).sd0)
    wanted = walks_after(_points(expected), sd, sides[0].n)
    # Once there are more walks than planned the change is smaller than hoped for, and no number is promised.
    more = wanted - sides[1].n if wanted and wanted > sides[1].n else max(LEAST - sides[1].n, 0) or None
    return Pair(name, *sides, told, more, tuple([cell.id for cell in cells] for cells in own))


def _points(expected: Expected) -> float:
    return max(SMALL, expected.milli / 1000) if expected.milli else USUAL


def _baseline(proof: Proof, cells: list) -> None:
    """What there is to compare with once it is done: walks against the newest should-be."""
    newest = max((cell for cell in cells), key=lambda cell: cell.day, default=None)
    used = [cell for cell in cells if cell.par == newest.par]
    proof.now, proof.now_cells = added(used, ALIKE), [cell.id for cell in used]
    n, points = proof.now.n, _points(proof.expected)
    sd = sqrt(spread(proof.now.cell)[0]) if n else float(config_of(None).sd0)
    first = f"Walk it {many(LEAST - n, 'more time')} before it is done: without {LEAST} walks from before nothing " \
        "can be proven afterwards. " if n < LEAST else ""
    proof.plan = first + _plan(points, sd, n)


def _plan(points: float, sd: float, n: int) -> str:
    """How many walks would show so much of a change."""
    after, each = walks_after(points, sd, n), walks_each(points, sd)
    less = f"{many(round(points), 'point')} less"
    if after and after <= MANY:
        return f"To show {less}, about {after} walks in the same shoes once it is done."
    if each and each <= MANY:
        return f"To show {less} takes about {each} walks before and as many after."
    usual = walks_each(USUAL, sd)
    return f"{less[0].upper()}{less[1:]} takes {f'about {each}' if each else 'more than 400'} walks on each side to " \
        "show, more than anybody will walk." + (f" {USUAL} points less take about {usual}." if usual and
                                                usual <= MANY and points < USUAL else "")


def _left_out(walked: list, alike: list, shoes: set[str]) -> list[str]:
    n, same = (sum(cell.n for cell in cells) for cells in (walked, alike))
    others = sum(cell.n for cell in alike if cell.persona not in shoes) if shoes else 0
    return ([f"{many(n - same, 'walk')} of another should-be"] if n > same else []) + (
        [f"{many(others, 'walk')} in shoes that did not walk both before and since"] if others else [])
