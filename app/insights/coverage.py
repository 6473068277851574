"""When it was walked: stays by weekday and hour of the place walked, how they felt, and the holes. Pure."""

from collections import defaultdict
from dataclasses import dataclass

from app.insights.figures import many
from app.insights.floors import floor_of, is_short
from app.insights.visits import middle, rating
from app.personas.shoes import walk_in

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
BLOCKS = ((0, 6), (6, 9), (9, 12), (12, 15), (15, 18), (18, 21), (21, 24))
# Holes worth filling first: hours in which most doors are open.
WANTED = tuple((day, block) for blocks, days in (((2, 3, 4), range(5)), ((5,), range(5)), ((2, 3), (5,)))
               for block in blocks for day in days)
OFFERED = 5


@dataclass(frozen=True)
class Block:
    """One weekday's hours. felt: whole 1–7, None when nobody rated; is_kept_back: of one place, and too few."""

    n: int
    felt: int | None
    words: str
    is_kept_back: bool = False


@dataclass(frozen=True)
class Coverage:
    """rows: (weekday, [Block]); holes: (in words, address that starts such a walk)."""

    rows: list[tuple[str, list[Block]]]
    heads: list[str]
    holes: list[tuple[str, str]]
    n: int

    @property
    def walked(self) -> int:
        return sum(block.n > 0 for _, blocks in self.rows for block in blocks)

    @property
    def finding(self) -> str:
        """'Most of what is known is from Thursdays: 14 of 30 stays.'"""
        days = {day: sum(block.n for block in blocks) for day, blocks in self.rows}
        day = max(DAYS, key=days.__getitem__)
        if self.n and days[day] * 3 > self.n and self.n >= 6:
            return f"Much of what is known is from {day}s: {days[day]} of {many(self.n, 'stay')}."
        return f"{many(self.n, 'stay')} in {self.walked} of {len(DAYS) * len(BLOCKS)} parts of the week."


def coverage_of(rows: list, journey_id: str = "", persona_id: str = "") -> Coverage:
    """rows: stays with hour (0–167 from Monday midnight), felt, walk_id and walker_id."""
    stays = defaultdict(list)
    block = {hour: n for n, (start, end) in enumerate(BLOCKS) for hour in range(start, end)}
    for row in rows:
        day, hour = divmod(row.hour, 24)
        stays[day, block[hour]].append(row)
    of_place = floor_of(rows)[0] > 0  # when a few were there points at who was on duty, as an empty hour does
    table = [(name, [_block(name, n, stays.get((day, n), []), of_place) for n in range(len(BLOCKS))])
             for day, name in enumerate(DAYS)]
    empty = [] if of_place else [(day, block) for day, block in WANTED if not stays.get((day, block))]
    href = walk_in(journey_id, persona_id) if journey_id else "/capture#/journeys"
    return Coverage(table, [_span(n) for n in range(len(BLOCKS))],
                    [(f"{DAYS[day]}, {_span(block)}", href) for day, block in _spread(empty)], len(rows))


def _spread(empty: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A few holes on days as different as can be."""
    days = [day for day, _ in empty]
    return [hole for _, hole in sorted(enumerate(empty), key=lambda one: days[:one[0]].count(one[1][0]))][:OFFERED]


def _block(day: str, n: int, stays: list, of_place: bool = False) -> Block:
    if of_place and (not stays or is_short(stays)):
        return Block(0, None, f"{day}, {_span(n)}: too few walks here, kept back", True)
    felt = [row.felt for row in stays]
    said = rating(middle(value for value in felt if value is not None))
    words = f"{day}, {_span(n)}: " + (many(len(felt), "stay") + (f", felt {said} of 7" if said else ", not rated")
                                      if felt else "not walked")
    return Block(len(felt), said, words)


def _span(n: int) -> str:
    return "{}–{} h".format(*BLOCKS[n])
