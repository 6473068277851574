"""One touchpoint, place by place: how hard each is, where enough walked there for nobody to be singled out. Pure."""

from collections import defaultdict
from dataclasses import dataclass

from app.insights.dots import Strip, strip_of
from app.insights.figures import kept_back, many
from app.insights.lens import UNKNOWN_PLACE
from app.insights.visits import figure_of


@dataclass(frozen=True)
class Spot:
    """A place. strip: its figure without dots, kept back below the floor; href: this page through its lens, else ""."""

    strip: Strip
    href: str


@dataclass(frozen=True)
class Spots:
    """spots: by name; short: how many of them are kept back; unsaid: walks whose walker named no place."""

    spots: list[Spot]
    short: int
    unsaid: int
    floor: tuple[int, int]

    @property
    def heading(self) -> str:
        """The finding."""
        told = [one.strip for one in self.spots if one.strip.figure.has_mean]
        if len(told) < 2:
            return "Where it was walked"
        low, high = (pick(told, key=lambda one: one.figure.mean) for pick in (min, max))
        if high.figure.told["low"] <= low.figure.told["high"]:
            return "No place is clearly harder than another"
        return f"{high.name} is harder than {low.name}"

    @property
    def foot(self) -> str:
        """Which walks do not stand here, and why; "" when all do."""
        walks, people = self.floor
        said = []
        if self.short:
            said.append(f"Fewer than {walks} walks, or by fewer than {people} people: kept back so that nobody who "
                        "works there is singled out. More walks by more people lift it.")
        if self.unsaid:
            said.append(f"{many(self.unsaid, 'walk')} did not say where.")
        return " ".join(said)


def spots_of(rows: list, names: dict[str, str], floor: tuple[int, int], should_be: float, link) -> Spots | None:
    """None when nobody named a place. rows: stays of one touchpoint; names: place id → name; link: id → address."""
    groups, unsaid = defaultdict(list), 0
    for row in rows:
        for place in filter(None, row.place.split(",")):
            groups[place].append(row)
        unsaid += not row.place
    if not groups:
        return None
    walks, people = floor
    spots, short = [], 0
    for place, mine in sorted(groups.items(), key=lambda one: (names.get(one[0], UNKNOWN_PLACE), one[0])):
        is_short = len(mine) < walks or len({row.walker_id for row in mine}) < people
        short += is_short
        figure = kept_back() if is_short else figure_of(mine)
        spots.append(Spot(strip_of(names.get(place, UNKNOWN_PLACE), figure, None, should_be),
                          "" if is_short else link(place)))
    return Spots(spots, short, unsaid, floor)
