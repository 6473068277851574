"""How hard it felt, 1 to 7, on an axis of its own: walks, and what was guessed of them before. Pure.

Guesses carry no names and are drawn from five on; before that a reader sees only the own.
"""

from dataclasses import dataclass

from app.insights.dots import Dot, settled
from app.insights.figures import Figure, mean_of

GROUP = 5
MOST = 60  # marks of a row; beyond, only how many gave each answer
TOP = 7


@dataclass(frozen=True)
class Row:
    """One row of marks. dots: x in percent of the axis; bars: (percent, share of the most) when there are too many."""

    dots: list[Dot]
    bars: list[tuple[float, float]]
    n: int
    mean: float | None

    @property
    def height(self) -> int:
        """px, so that no mark leaves its row."""
        return 28 + 24 * max(1, max((abs(dot.aside) for dot in self.dots), default=0))

    @property
    def x(self) -> float | None:
        """Of the mean, percent."""
        return None if self.mean is None else at(self.mean)


@dataclass(frozen=True)
class Felt:
    """walked: what walkers said afterwards; guessed: None below five guesses; own: the reader's guesses, percent;
    hidden: guesses that are kept back."""

    walked: Row
    guessed: Row | None
    own: list[float]
    hidden: int

    @property
    def says(self) -> str:
        """'Walks felt 4.6 of 7; the guesses said 3.1, which was 1.5 too hopeful.'"""
        if self.walked.mean is None:
            return "Nobody said how hard it felt."
        felt = f"Walks felt {self.walked.mean:.1f} of 7 on average"
        if self.guessed is None:
            return f"{felt}."
        gap = self.walked.mean - self.guessed.mean
        words = f"{abs(gap):.1f} too {'hopeful' if gap > 0 else 'gloomy'}" if abs(gap) >= 0.05 else "right"
        return f"{felt}; the guesses beforehand said {self.guessed.mean:.1f}, which was {words}."

    @property
    def kept_back(self) -> str:
        """Why no guesses are drawn; '' when they are, or when there are none."""
        if not self.hidden:
            return ""
        number = "One guess is" if self.hidden == 1 else f"{self.hidden} guesses are"
        return f"{number} kept back: guesses are shown together, from {GROUP} on, and never with a name."


def felt_of(figure: Figure, own: list[float]) -> Felt | None:
    """The felt axis of a figure; None when nobody rated and nobody guessed. own: the reader's guesses, 1–7."""
    walked, guessed = figure.counted.get("felt", {}), figure.counted.get("guess", {})
    n = sum(guessed.values())
    if not walked and not n:
        return None
    return Felt(_row(walked), _row(guessed) if n >= GROUP else None, [at(value) for value in own],
                max(0, n - len(own)) if n < GROUP else 0)


def at(value: float) -> float:
    """1…7 as percent."""
    return round((value - 1) / (TOP - 1) * 100, 2)


def _row(values: dict[float, int]) -> Row:
    n = sum(values.values())
    if n <= MOST:
        marks = [(at(value), "", "") for value, many in values.items() for _ in range(many)]
        return Row(settled(marks), [], n, mean_of(values))
    groups: dict[float, int] = {}
    for value, many in values.items():
        groups[round(value * 2) / 2] = groups.get(round(value * 2) / 2, 0) + many
    return Row([], [(at(value), many / max(groups.values())) for value, many in sorted(groups.items())], n,
               mean_of(values))
