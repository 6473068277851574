"""Touchpoints, place by place: how hard each is, where enough walked there for nobody to be singled out. Pure."""

from collections import defaultdict
from dataclasses import dataclass

from app.insights.dots import Strip, strip_of
from app.insights.figures import kept_back, many
from app.insights.floors import is_below
from app.insights.lens import UNKNOWN_PLACE
from app.insights.visits import figure_of
from app.insights.words import channel_icon

WALKED, ALIKE = "Where it was walked", "No place is clearly harder than another"


@dataclass(frozen=True)
class Spot:
    """A place, by id. strip: its figure without dots, kept back below the floor; href: a page through its lens, "" when
    it is kept back."""

    strip: Strip
    href: str
    place: str


@dataclass(frozen=True)
class Spots:
    """spots: by name; short: how many of them are kept back; unsaid: walks whose walker named no place; both: ids of
    walks that came here at two places or more."""

    spots: list[Spot]
    short: int
    unsaid: int
    floor: tuple[int, int]
    both: frozenset[str] = frozenset()

    @property
    def heading(self) -> str:
        """The finding."""
        told = [one.strip for one in self.spots if one.strip.figure.has_mean]
        if len(told) < 2:
            return WALKED
        low, high = (pick(told, key=lambda one: one.figure.mean) for pick in (min, max))
        if high.figure.told["low"] <= low.figure.told["high"]:
            return ALIKE
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
        if self.both:
            said.append(at_both(len(self.both)))
        return " ".join(said)


def spots_of(rows: list, names: dict[str, str], floor: tuple[int, int], should_be: float, link) -> Spots | None:
    """None when nobody named a place. rows: stays of one touchpoint; names: place id → name; link: id → address."""
    groups, unsaid, both = defaultdict(list), 0, set()
    for row in rows:
        for place in filter(None, row.place.split(",")):
            groups[place].append(row)
        unsaid += not row.place
        both |= {row.walk_id} if "," in row.place else set()
    if not groups:
        return None
    spots, short = [], 0
    for place, mine in sorted(groups.items(), key=lambda one: (names.get(one[0], UNKNOWN_PLACE), one[0])):
        is_short = is_below(floor, len(mine), {row.walker_id for row in mine})
        short += is_short
        figure = kept_back() if is_short else figure_of(mine)
        spots.append(Spot(strip_of(names.get(place, UNKNOWN_PLACE), figure, None, should_be),
                          "" if is_short else link(place), place))
    return Spots(spots, short, unsaid, floor, frozenset(both))


def at_both(n: int) -> str:
    """What is said of walks with more than one place at a touchpoint: the method pools their stays into one score."""
    return f"{many(n, 'walk')} went to more than one of them, and stand{'s' if n == 1 else ''} at each with what all " \
           "cost together."


@dataclass(frozen=True)
class Panel:
    """A touchpoint (as its journey's revision has it) and its places, those below the floor left out."""

    of: dict
    heading: str
    spots: list[Spot]

    @property
    def icon(self) -> str:
        return channel_icon(self.of["channel"])

    @property
    def is_clear(self) -> bool:
        return self.heading not in (WALKED, ALIKE)


@dataclass(frozen=True)
class Panels:
    """Touchpoints that two places or more stand above the floor of, on one axis. short: places drawn nowhere because
    they are below it; alone: places that are the only one of their touchpoint to be shown; both: ids of walks that came
    to a drawn touchpoint at two places or more."""

    panels: list[Panel]
    short: int
    alone: int
    floor: tuple[int, int]
    should_be: float
    both: frozenset[str] = frozenset()

    @property
    def finding(self) -> str:
        clear = [panel for panel in self.panels if panel.is_clear]
        if not self.panels:
            return WALKED
        return f"{clear[0].of['name']}: {clear[0].heading}" if clear else ALIKE

    @property
    def foot(self) -> str:
        """Which places are not drawn, and why; "" when all are."""
        walks, people = self.floor
        said = []
        if self.short:
            said.append(f"{many(self.short, 'place')} with fewer than {walks} walks, or walked by fewer than {people} "
                        f"people, {'is' if self.short == 1 else 'are'} kept back so that nobody who works there is "
                        "singled out. More walks by more people lift it.")
        if self.alone:
            said.append(f"{many(self.alone, 'place')} {'has' if self.alone == 1 else 'have'} no other to stand beside.")
        if self.both:
            said.append(at_both(len(self.both)))
        return " ".join(said)


def panels_of(touchpoints: list[dict], rows: dict[str, list], names: dict[str, str], floor: tuple[int, int],
              should_be: float, link) -> Panels | None:
    """None when nobody named a place. rows: touchpoint → its stays; link: (touchpoint, place) → address; else as in
    `spots_of`."""
    found = [(one, spots) for one in touchpoints if (spots := spots_of(
        rows.get(one["id"], []), names, floor, should_be, lambda place, of=one["id"]: link(of, place)))]
    if not found:
        return None
    panels, alone, every, both = [], set(), set(), set()
    for one, spots in found:
        told = [spot for spot in spots.spots if spot.href]
        every |= {spot.place for spot in spots.spots}
        if len(told) > 1:
            panels.append(Panel(one, spots.heading, told))
            both |= spots.both
        else:
            alone |= {spot.place for spot in told}
    drawn = {spot.place for panel in panels for spot in panel.spots}
    return Panels(panels, len(every - drawn - alone), len(alone - drawn), floor, should_be, frozenset(both))
