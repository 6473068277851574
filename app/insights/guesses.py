"""What was guessed before walking beside what the same walks then came to, over many walks. Pure, but for one query.

Part by part as medians; as points only of the parts a guess holds, for it can hold no snag (scoring.md 2.13, 2.16).
Guesses carry no names and are told from five on; before that a reader sees only the own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session

from app.insights import lens as lenses
from app.insights.felt import GROUP
from app.insights.figures import Figure, many
from app.insights.lens import Lens
from app.insights.models import StageScore
from app.insights.visits import figure_from, light, middle, newest
from app.insights.weights import Weights
from app.scoring.change import welch
from app.scoring.medians import sure

# name, in words, (what of a row was guessed, walked), how many of it make one shown, decimals
PARTS = (("steps", "Steps", ("guess_steps", "steps"), 1, 0), ("minutes", "Minutes waiting",
         ("guess_wait_ms", "waited_ms"), 60_000, 1), ("felt", "Felt, 1 to 7", ("guess", "felt"), 1, 1))
MORE = {"steps": ("more", "fewer"), "minutes": ("longer", "shorter"), "felt": ("harder", "easier")}  # than guessed
SIZES = ((25, "large"), (10, "medium"), (0, "small"))
READ = ("walk_id", "walker_id", "journey_id", "journey_revision", "persona", "par", "milli", "at_least", "guess_milli",
        "alike_milli")


@dataclass(frozen=True)
class Part:
    """One part of the guess. guessed, walked: of the same walks, in the same order; own: the reader's (guess, walk);
    at_least: in how many of them a wait had no seen end."""

    key: str
    word: str
    guessed: list[float]
    walked: list[float]
    own: list[tuple[float, float]]
    decimals: int
    at_least: int = 0

    @property
    def n(self) -> int:
        return len(self.guessed)

    @property
    def shown(self) -> bool:
        return self.n >= GROUP

    @cached_property
    def middles(self) -> tuple[float, float] | None:
        """(median guess, median walk); None below five."""
        return (middle(self.guessed), middle(self.walked)) if self.shown else None

    @cached_property
    def ranges(self) -> tuple:
        """Between what the two medians surely lie; None each below six."""
        return (sure(self.guessed), sure(self.walked)) if self.shown else (None, None)

    @property
    def apart(self) -> float | None:
        """The median of walk − guess, walk by walk."""
        return middle(self._differences) if self.shown else None

    @cached_property
    def _differences(self) -> list[float]:
        return [walked - guessed for guessed, walked in zip(self.guessed, self.walked, strict=True)]

    @cached_property
    def top(self) -> float:
        """The end of an axis from 0 that holds both."""
        ends = [value for pair in (self.middles, *self.ranges) if pair for value in pair]
        return max([*ends, 1]) * 1.1

    def number(self, value: float) -> str:
        """'14', '5.5'."""
        return f"{value:.{0 if value == int(value) else max(1, self.decimals)}f}"

    def between(self, pair: tuple[float, float] | None) -> str:
        """'12 to 31'; 'too few for a range'."""
        return f"{self.number(pair[0])} to {self.number(pair[1])}" if pair else "too few for a range"

    @property
    def says(self) -> str:
        """'11 more than guessed, walk by walk (+8 to +15).'"""
        if not self.shown:
            return self.kept_back
        apart, span = self.apart, sure(self._differences)
        if abs(apart) < 0.05:
            told = "as guessed, walk by walk"
        else:
            least = "at least " if self.key == "minutes" and self.at_least and apart > 0 else ""
            told = f"{least}{self.number(abs(apart))} {MORE[self.key][apart < 0]} than guessed, walk by walk"
        if span is None:
            return f"{told[0].upper()}{told[1:]}."
        low, high = (f"{'+' if value > 0 else '−' if value < 0 else ''}{self.number(abs(value))}" for value in span)
        if span[0] * span[1] <= 0:
            return f"No clear difference, {low} to {high}."
        return f"{told[0].upper()}{told[1:]} ({low} to {high})."

    @property
    def kept_back(self) -> str:
        """Why nothing is told, with what the reader guessed; '' from five on."""
        if self.shown:
            return ""
        if not self.n:
            return "Nobody guessed it."
        return _too_few(self.n, (f"yours: {self.number(guess)}, walked {self.number(walk)}"
                                 for guess, walk in self.own))


def _too_few(n: int, own: Iterable[str]) -> str:
    """'4 guesses, told together from 5 on (yours: 2, walked 4).'"""
    mine = "; ".join(own)
    return f"{many(n, 'guess', 'guesses')}, told together from {GROUP} on{f' ({mine})' if mine else ''}."


def parts_of(rows: Iterable, actor_id: str) -> list[Part]:
    """Steps, minutes waiting and how it felt of whole walks. rows: of one revision, with the columns of PARTS."""
    rows = list(rows)
    return [part_of(rows, actor_id, key) for key, *_ in PARTS]


def part_of(rows: list, actor_id: str, key: str = "felt") -> Part:
    """One part of walks, or of stays at one touchpoint; what was not guessed or not measured is left out."""
    key, word, (guess, walk), unit, decimals = next(one for one in PARTS if one[0] == key)
    both = [row for row in rows if getattr(row, guess) is not None and getattr(row, walk) is not None]
    pairs = [(getattr(row, guess) / unit, getattr(row, walk) / unit) for row in both]
    return Part(key, word, [one for one, _ in pairs], [one for _, one in pairs],
                [pair for pair, row in zip(pairs, both, strict=True) if row.walker_id == actor_id], decimals,
                sum(bool(row.at_least) for row in both))


@dataclass(frozen=True)
class Predicted:
    """The guess in points, beside the same walks in the same parts. guessed, alike: of the walks that had a guess, of
    one should-be; own: the reader's (guess, walk), whole points."""

    guessed: Figure
    alike: Figure
    own: list[tuple[int, int]]

    @property
    def n(self) -> int:
        return self.guessed.n

    @property
    def shown(self) -> bool:
        return self.n >= GROUP

    @property
    def has_camps(self) -> bool:
        return bool(self.guessed.told["camps"] or self.alike.told["camps"])

    @cached_property
    def gap(self) -> tuple[float, float, float] | None:
        """(walked − guessed, low, high) in points, above 0 harder than guessed; None where none may be told."""
        if not self.shown or self.has_camps:
            return None
        return welch(self.guessed.cell, self.alike.cell)[:3]

    @property
    def verdict(self) -> str:
        """'19 points too hopeful'; '' where nothing is clear."""
        if self.gap is None or self.gap[1] <= 0 <= self.gap[2]:
            return ""
        return f"{round(abs(self.gap[0]))} points too {'hopeful' if self.gap[0] > 0 else 'gloomy'}"

    @property
    def says(self) -> str:
        """The gap in a sentence, with how large and how sure."""
        if not self.n:
            return "Nobody guessed steps and minutes beforehand."
        if not self.shown:
            return _too_few(self.n, (f"yours came to {guess}, its walk to {walk}" for guess, walk in self.own))
        if self.has_camps:
            return f"Two groups: guessed {self.guessed.said}, walked {self.alike.said}. No one gap is true of both."
        diff, low, high = self.gap
        level = "evidence" if self.n >= 10 else "points that way"
        if not self.verdict:
            return f"No clear difference: between {low:+.0f} and {high:+.0f} points ({level})."
        size = next(word for least, word in SIZES if abs(diff) >= least)
        low, high = sorted((abs(low), abs(high)))
        walked, guessed = (round(side.told["mean"]) for side in (self.alike, self.guessed))
        return f"Walked {walked} where {guessed} was guessed: a {size} gap, {low:.0f} to {high:.0f} points ({level})."


def predicted_of(rows: Iterable, actor_id: str) -> Predicted:
    """Of whole walks: those with a guess of the should-be most of them were walked under."""
    groups: dict[str, list] = {}
    for row in rows:
        if row.guess_milli is not None:
            groups.setdefault(row.par, []).append(row)
    kept = max(groups.values(), key=len, default=[])
    walkers = [row.walker_id for row in kept]
    return Predicted(
        figure_from([row.guess_milli for row in kept], walkers),
        figure_from([row.alike_milli for row in kept], walkers, sum(bool(row.at_least) for row in kept)),
        [(_whole(row.guess_milli), _whole(row.alike_milli)) for row in kept if row.walker_id == actor_id])


def _whole(milli: int) -> int:
    return (milli + 500) // 1000


def guessed_walks(session: Session, lens: Lens, weights: Weights) -> list:
    """Every whole walk with a guess in points, of each journey's newest revision. Visibility is the caller's."""
    wanted = lenses.stages(session, lens, *(getattr(StageScore, name) for name in READ), weights=weights, wholes=True)
    return newest(light(session, wanted.where(StageScore.guess_milli.is_not(None))))
