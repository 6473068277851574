"""Every walk a dot on 0–100: where each stands, never over another, and what it says. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.insights.figures import DOTS, Figure

APART = 2.4  # points between two dots of one row, so that they can be told apart at 1,000 px
PITCH = 15  # px from row to row
RADIUS = 6


@dataclass(frozen=True)
class Dot:
    """One walk. x: points 0–100 (also percent of the strip); level: rows above the line; href None: no page."""

    x: float
    level: int
    words: str
    href: str | None = None

    @property
    def up(self) -> int:
        """Pixels above the line."""
        return self.level * PITCH + RADIUS + 3

    @property
    def aside(self) -> int:
        """Rows away from the middle of a swarm: 0, 1, -1, 2, -2 …"""
        return (self.level + 1) // 2 * (1 if self.level % 2 else -1)


@dataclass(frozen=True)
class Strip:
    """One row of a drawing: what it is of, its figure, its dots; bars instead when there are too many walks.

    bars: (x, height 0–1) of each whole point. should_be: points.
    """

    name: str
    figure: Figure
    dots: list[Dot]
    bars: list[tuple[int, float]]
    should_be: float
    icon: str | None = None
    shoes: str | None = None
    href: str | None = None

    @property
    def height(self) -> int:
        rows = 1 + max((dot.level for dot in self.dots), default=0) if self.dots else 3
        return max(2, rows) * PITCH + 10

    @property
    def rows(self) -> int:
        """Rows of its swarm on the busier side of the middle."""
        return max((abs(dot.aside) for dot in self.dots), default=0)

    @property
    def words(self) -> str:
        """The drawing for those who hear it."""
        return f"{self.name}: {self.figure.who}, {self.figure.said}. Every walk: {self.spelled}"

    @property
    def spelled(self) -> str:
        return ", ".join(str(value) for value in self.figure.values) + ("…" if self.figure.n > DOTS else "")


def strip_of(name: str, figure: Figure, walks: Iterable[tuple[float, str, str]] | None, should_be: float,
             **more) -> Strip:
    """A strip. walks: (points, words, address) of each walk, not looked at when there are more than thirty; None: not
    known."""
    dots = settled(walks) if walks is not None and figure.n <= DOTS and not figure.is_kept_back else []
    most = max(figure.cell["hist"].values(), default=1)
    bars = [] if dots else [(int(points), n / most) for points, n in sorted(
        figure.cell["hist"].items(), key=lambda bar: int(bar[0]))]
    return Strip(name, figure, dots, bars, should_be, **more)


def settled(walks: Iterable[tuple[float, str, str]]) -> list[Dot]:
    """Each walk on the lowest row where nobody stands too near."""
    walks = sorted(walks)
    return [Dot(x, level, words, href) for (x, words, href), level in zip(
        walks, levels([x for x, *_ in walks], APART), strict=True)]


def levels(xs: list[float], apart: float) -> list[int]:
    """Of each the lowest row where nobody stands nearer than `apart`. xs: ascending."""
    lasts: list[float] = []  # the last x of each row
    found = []
    for x in xs:
        level = next((i for i, last in enumerate(lasts) if x - last >= apart), len(lasts))
        lasts[level:level + 1] = [x]
        found.append(level)
    return found
