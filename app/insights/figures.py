"""One figure over many walks: cells added up, and the words for how much it may say.

Cells of different versions are never added: `refused` says why, in words. Pure.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from types import SimpleNamespace

from app.insights.floors import FLOORS, floor_of, is_below
from app.kit.errors import Refusal
from app.scoring.cells import bars, summary
from app.scoring.effort import band, bin_of
from app.scoring.words import LEVELS

DOTS = 30
SAME = ("method", "weight_set", "journey_id", "journey_revision", "touchpoint", "par", "mode")
WHY = {
    "method": "they were scored by different methods",
    "weight_set": "they were scored by different weights",
    "journey_id": "they are of different journeys",
    "par": "what it should take was changed in between",
    "mode": "walking as the customer and watching one are different measurements",
    "touchpoint": "they are of different touchpoints",
    "journey_revision": "the journey was changed in between",
}


def refused(a, b, same: tuple[str, ...] = SAME) -> str | None:
    """Why two cells may not be compared, in words; None when they may."""
    why = next((name for name in WHY if name in same and getattr(a, name) != getattr(b, name)), None)
    return f"Not compared: {WHY[why]}." if why else None


@dataclass(frozen=True)
class Figure:
    """Cells of one version as one. cell: the shape of `scoring.cells.EMPTY`; at_least: of how many walks.

    counted: sums of what was counted before any weight: spent_ms, waited_ms, steps; felt, guess: {1.0…7.0: how many};
    snags: {kind: (walks, times)}.
    """

    cell: dict
    at_least: int = 0
    counted: dict = field(default_factory=dict, compare=False)
    key: object = field(default=None, compare=False)
    is_kept_back: bool = False  # of one place, and of too few walks or people to be shown

    @property
    def felt(self) -> float | None:
        """The mean rating, 1–7; None when nobody rated."""
        return mean_of(self.counted.get("felt", {}))

    @property
    def guess(self) -> float | None:
        return mean_of(self.counted.get("guess", {}))

    def per_walk(self, name: str) -> float | None:
        """spent_ms, waited_ms or steps of the average walk."""
        return self.counted[name] / self.n if self.n else None

    @property
    def n(self) -> int:
        return self.cell["n"]

    @cached_property
    def told(self) -> dict | None:
        """What may be said (scoring.md 2.10–2.11), in points; None without a walk."""
        return summary(self.cell)

    @property
    def milli(self) -> int | None:
        return (self.cell["sum"] * 2 + self.n) // (2 * self.n) if self.n else None

    @property
    def has_mean(self) -> bool:
        """One mean may be printed: neither a handful of stories nor two camps."""
        return bool(self.told) and self.told["level"] != "anecdote" and not self.told["camps"]

    @property
    def mean(self) -> int | None:
        """Whole points, only where one mean may be printed."""
        return round(self.told["mean"]) if self.has_mean else None

    @property
    def values(self) -> list[int]:
        """The scores themselves, whole points, easiest first; the first thirty."""
        return list(islice((points for points, many in bars(self.cell) for _ in range(many)), DOTS))

    @property
    def number(self) -> str:
        """'54', '24 and 71', '31, 54' or 'none': without the word for waits nobody saw the end of."""
        if not self.n:
            return "none"
        if self.told["camps"]:
            return " and ".join(str(round(self.told["camps"][side]["mean"])) for side in ("low", "high"))
        return str(self.mean) if self.has_mean else ", ".join(str(value) for value in self.values)

    @property
    def is_several(self) -> bool:
        """More than one number stands for it."""
        return bool(self.n) and not self.has_mean and (self.n > 1 or bool(self.told["camps"]))

    @property
    def said(self) -> str:
        """'54', 'at least 54', '24 and 71, or more': the number a table prints."""
        if self.is_kept_back:
            return "kept back"
        if not self.at_least:
            return self.number
        # "at least 24 and 71" would leave open which of the two it speaks of.
        return f"{self.number}, or more" if self.is_several else f"at least {self.number}"

    @property
    def who(self) -> str:
        """'7 walks by 4 people'."""
        if not self.n:
            return "Too few walks here: kept back" if self.is_kept_back else "Not walked yet"
        return f"{many(self.n, 'walk')} by {many(self.told['walkers'], 'person', 'people')}"

    @property
    def level(self) -> str:
        """How much it may say: 'Points that way: between 41 and 70'."""
        if not self.n:
            return ""
        words = LEVELS[self.told["level"]]
        if not self.has_mean:
            return f"{words}." if self.told["level"] == "anecdote" else "Two groups lived different journeys."
        return f"{words}: between {round(self.told['low'])} and {round(self.told['high'])}."

    @property
    def sure(self) -> str:
        """The same as a sentence a manager can repeat; '' where no range may be printed."""
        if not self.has_mean:
            return ""
        low, high = round(self.told["low"]), round(self.told["high"])
        return f"{LEVELS[self.told['level']]}: we’re 95% sure the true average is between {low} and {high}."

    @property
    def cut_short(self) -> str:
        """What a mean with a wait nobody saw the end of has to say."""
        if not self.at_least:
            return ""
        whole = "A wait was cut short" if self.at_least == self.n == 1 else \
            f"In {self.at_least} of {many(self.n, 'walk')} a wait was cut short"
        return f"{whole}, so the real effort is at least this."

    @property
    def conflict(self) -> str:
        """'In 5 of 9 pairs the two people lived different journeys.'; empty when in none."""
        if not self.n or not self.told["conflict"]:
            return ""
        pairs = self.n * (self.n - 1) // 2
        far = round(self.told["conflict"] * pairs)
        if pairs == 1:
            return "The two walks lived different journeys: 30 points apart or more."
        return f"In {far} of {pairs} pairs of walks the two lived different journeys."

    def band(self, serious: bool) -> str | None:
        return band(self.mean, serious)


def added(cells: list, same: tuple[str, ...] = SAME) -> Figure:
    """One figure of many cells. Refuses: not_comparable, with the reason, when they are of different versions."""
    for cell in cells[1:]:
        why = refused(cells[0], cell, same)
        if why:
            raise Refusal("not_comparable", 409, why)
    total = {name: sum(getattr(cell, name) for cell in cells) for name in ("n", "sum", "sumsq", "at_least")}
    counted: dict[str, Counter] = {name: Counter() for name in ("hist", "contributions", "outcomes", "walkers")}
    for cell in cells:
        for name, counter in counted.items():
            counter.update(getattr(cell, name))
    if is_below(floor_of(cells), total["n"], counted["walkers"]):
        return kept_back()
    return Figure({"n": total["n"], "sum": total["sum"], "sumsq": total["sumsq"], "unnamed": 0,
                   **{name: dict(counter) for name, counter in counted.items()}},
                  total["at_least"], _counted(cells), cells[0] if cells else None)


def kept_back() -> Figure:
    """What is said of too few walks at one place: nothing."""
    return replace(added([]), is_kept_back=True)


def _counted(cells: list) -> dict:
    told: dict = {name: sum(getattr(cell, name) for cell in cells) for name in ("spent_ms", "waited_ms", "steps")}
    for name in ("felt", "guess"):
        values: Counter = Counter()
        for cell in cells:
            values.update(getattr(cell, name))
        told[name] = {float(value): n for value, n in sorted(values.items())}
    snags: dict[str, tuple[int, int]] = {}
    for cell in cells:
        for kind, (walks, times) in cell.snags.items():
            so_far = snags.get(kind, (0, 0))
            snags[kind] = (so_far[0] + walks, so_far[1] + times)
    return {**told, "snags": snags}


def pooled(rows: list, day: str = "") -> SimpleNamespace:
    """Stage scores of one version as a cell, without contributions and outcomes: what `added` takes. Needs a row.

    Reading a row without its sums costs a tenth of reading the cell of a single walk. day: "" for the last of them;
    columns that were not read count nothing.
    """
    # Column by column: a look into each row for each name costs ten times as much.
    columns = dict(zip(rows[0]._fields, zip(*rows, strict=True), strict=True))
    millis, first = columns["milli"], rows[0]

    def of(name: str) -> list:
        return [value for value in columns.get(name, ()) if value is not None]
    return SimpleNamespace(
        **{name: getattr(first, name, None) for name in (*SAME, "persona", "help", *FLOORS)}, id="",
        day=day or max(of("day")), n=len(rows), sum=sum(millis), sumsq=sum([milli * milli for milli in millis]),
        hist={str(points): n for points, n in Counter(map(bin_of, millis)).items()}, contributions={}, outcomes={},
        walkers=Counter(of("walker_id")), at_least=sum(of("at_least")), snags=_snags(of("snags")),
        **{name: Counter(of(name)) for name in ("felt", "guess")},
        **{name: sum(of(name)) for name in ("spent_ms", "waited_ms", "steps")})


def _snags(met: list[dict]) -> dict[str, tuple[int, int]]:
    told: dict[str, tuple[int, int]] = {}
    for snags in filter(None, met):
        for kind, times in snags.items():
            walks, so_far = told.get(kind, (0, 0))
            told[kind] = (walks + 1, so_far + times)
    return told


def figure_of(rows: list) -> Figure:
    """One figure of stage scores of one version; an empty one of none."""
    return added([pooled(rows)] if rows else [])


def mean_of(values: dict[float, int]) -> float | None:
    """The mean of {value: how many}; None of nothing."""
    n = sum(values.values())
    return sum(value * many for value, many in values.items()) / n if n else None


def many(n: int, one: str, more: str | None = None) -> str:
    return f"{n} {one if n == 1 else more or one + 's'}"
