"""Nothing of a single place below the floor: rows that a lens of one place let through carry how few may not stand
alone (`Lens.floors`), and whoever groups them asks here. Pure.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable

FLOORS = ("floor_walks", "floor_people")


def floor_of(rows: list) -> tuple[int, int]:
    """(walks, people) these rows may not fall below; (0, 0) when they are not of one place."""
    first = rows[0] if rows else None
    walks, people = (getattr(first, name, None) or 0 for name in FLOORS)
    return walks, people


def is_below(floor: tuple[int, int], walks: int, walkers: Collection) -> bool:
    """So many walks by these people are too few to stand alone at one place."""
    return walks < floor[0] or len(walkers) < floor[1]


def is_short(rows: list) -> bool:
    """These stays are of one place and too few to be shown. rows: with walk_id and walker_id; none are not too few."""
    floor = floor_of(rows)
    return floor[0] > 0 and is_below(floor, len({row.walk_id for row in rows}), {row.walker_id for row in rows})


def enough(rows: Iterable) -> list:
    """The rows; none when they are too few."""
    rows = list(rows)
    return [] if is_short(rows) else rows


def enough_each(rows: Iterable, key) -> list:
    """The rows of those groups that are not too few. key: row → its group."""
    rows, groups = list(rows), defaultdict(list)
    if not floor_of(rows)[0]:
        return rows
    for row in rows:
        groups[key(row)].append(row)
    short = {name for name, some in groups.items() if is_short(some)}
    return [row for row in rows if key(row) not in short]


def said(walks: int, people: int) -> str:
    """Why nothing is shown, and what would lift it."""
    return (f"Fewer than {walks} walks here, or by fewer than {people} people: kept back so that nobody who works "
            f"there is singled out. It is shown once {people} people or more have walked here {walks} times.")
