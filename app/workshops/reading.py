"""What three audiences say, worked out: means with the gap, ranks, themes they share or not. Pure.

A sheet counts for the people behind it. An audience is hidden until at least five people answered, and each
statement and list is held to the same floor by itself. Source: issue 5, items 5 and 6.
"""

from dataclasses import dataclass, field

from app.workshops.models import Answer, Audience, Kind, Line, Sheet
from app.workshops.queries import Told
from app.workshops.words import AUDIENCES, GOOD, count, n_words

FLOOR = 5
FAR, NEAR = 2.0, 1.0  # points of seven apart: two readers would call it different, or the same


@dataclass(frozen=True)
class Crowd:
    """How many of an audience. is_shown: enough people to be told from."""

    audience: str
    sheets: int = 0
    people: int = 0

    @property
    def name(self) -> str:
        return AUDIENCES[self.audience]

    @property
    def is_shown(self) -> bool:
        return self.people >= FLOOR

    @property
    def n(self) -> str:
        return n_words(self.sheets, self.people)

    @property
    def hidden(self) -> str:
        """Why nothing is shown, in words."""
        return f"{self.n}. Shown from {count(FLOOR, 'person', 'people')} on." if self.sheets else "No sheet yet."


def crowd(audience: str, sheets: list[Sheet]) -> Crowd:
    return Crowd(audience, len(sheets), sum(sheet.people for sheet in sheets))


def crowds(told: Told) -> dict[str, Crowd]:
    """The audiences in their order, each with its n."""
    return {audience.value: crowd(audience.value, [sheet for sheet in told.sheets.values()
                                                   if sheet.audience == audience]) for audience in Audience}


@dataclass(frozen=True)
class Mark:
    """An audience's mean of a line. value: 1–7, or a mean place."""

    crowd: Crowd
    value: float

    @property
    def audience(self) -> str:
        return self.crowd.audience

    @property
    def x(self) -> float:
        """Percent of a drawing that leaves 3 at either end."""
        return round(3 + (self.value - 1) / 6 * 94, 2)


@dataclass(frozen=True)
class View:
    """A statement or priority as the audiences see it. marks: only audiences above the floor."""

    line: Line
    marks: list[Mark]

    @property
    def gap(self) -> float | None:
        """Between the two furthest apart; None with fewer than two audiences."""
        values = [mark.value for mark in self.marks]
        return max(values) - min(values) if len(values) > 1 else None

    @property
    def words(self) -> str:
        """The drawing for those who hear it."""
        if not self.marks:
            return "Too few people to say."
        said = ", ".join(f"{mark.crowd.name.lower()} {mark.value:.1f} ({mark.crowd.n})" for mark in self.marks)
        return f"{said[0].upper()}{said[1:]}." + (f" Gap {self.gap:.1f}." if self.gap is not None else "")

    def mark_of(self, audience: str) -> Mark | None:
        return next((mark for mark in self.marks if mark.audience == audience), None)


def statements(told: Told) -> list[View]:
    """Every statement, the widest gap first."""
    rated = [one for one in told.given if one.kind == Kind.statement]
    views = [View(line, _marks([(told.sheets[one.sheet_id], one.value) for one in rated if one.number == line.number]))
             for line in told.lines[Kind.statement]]
    return sorted(views, key=lambda view: (-(view.gap if view.gap is not None else -1), view.line.number))


def _marks(given: list[tuple[Sheet, float]]) -> list[Mark]:
    marks = []
    for audience in Audience:
        own = [(sheet, value) for sheet, value in given if sheet.audience == audience]
        who = crowd(audience.value, [sheet for sheet, _ in own])
        if who.is_shown:
            marks.append(Mark(who, sum(sheet.people * value for sheet, value in own) / who.people))
    return marks


def places(given: dict[int, int], many: int) -> dict[int, float]:
    """The place of each of so many things. Things of one place share the mean of the places they take; what was left
    out shares the last ones.
    """
    ordered = sorted(range(1, many + 1), key=lambda number: given.get(number, many + 1))
    found, at = {}, 0
    while at < many:
        said = given.get(ordered[at], many + 1)
        alike = [number for number in ordered[at:] if given.get(number, many + 1) == said]
        found |= {number: at + (len(alike) + 1) / 2 for number in alike}
        at += len(alike)
    return found


def priorities(told: Told) -> list[View]:
    """What matters, by the customers' order where they are shown, else by the mean of all shown."""
    lines, by_sheet = told.lines[Kind.priority], {}
    for one in told.given:
        if one.kind == Kind.priority:
            by_sheet.setdefault(one.sheet_id, {})[one.number] = one.value
    ranked = [(told.sheets[sheet_id], places(given, len(lines))) for sheet_id, given in by_sheet.items()]
    views = [View(line, _marks([(sheet, found[line.number]) for sheet, found in ranked])) for line in lines]
    return sorted(views, key=lambda view: (_first(view), view.line.number))


def _first(view: View) -> float:
    customers = view.mark_of(Audience.customer)
    values = [mark.value for mark in view.marks]
    return customers.value if customers else sum(values) / len(values) if values else 0.0


def firsts(views: list[View]) -> dict[str, list[str]]:
    """{audience: what it puts first}; two when they tie."""
    found = {}
    for audience in Audience:
        own = [(mark.value, view.line.words) for view in views if (mark := view.mark_of(audience))]
        if own:
            best = min(own)[0]
            found[audience.value] = [words for value, words in own if abs(value - best) < 1e-9]
    return found


def priorities_say(views: list[View]) -> str:
    """'Leaders put Expertise first; customers put Responsiveness first.'"""
    found = {audience: " and ".join(best) for audience, best in firsts(views).items() if len(best) < 3}
    if len(found) < 2:
        return "What matters most"
    by_words: dict[str, list[str]] = {}
    for audience, words in found.items():
        by_words.setdefault(words, []).append(AUDIENCES[audience].lower())
    if len(by_words) == 1:
        who = "All three" if len(found) == 3 else " and ".join(next(iter(by_words.values()))).capitalize()
        return f"{who} put {next(iter(by_words))} first"
    said = "; ".join(f"{' and '.join(who)} put {words} first" for words, who in by_words.items())
    return said[0].upper() + said[1:]


def statements_say(views: list[View]) -> str:
    """The finding in a sentence, or that there is none yet."""
    known = [view for view in views if view.gap is not None]
    if not known:
        return "Three views of the same thing"
    widest = known[0]
    low, high = (pick(widest.marks, key=lambda mark: mark.value) for pick in (min, max))
    if widest.gap < NEAR:
        return "They see it alike"
    return f"{high.crowd.name} and {low.crowd.name.lower()} are {widest.gap:.1f} apart on “{widest.line.words}”"


@dataclass
class Theme:
    """A group of answers. sides: {audience: {"good" | "mend": answers}}; only audiences above the floor."""

    name: str
    sides: dict[str, dict[str, list[Answer]]] = field(default_factory=dict)

    @property
    def leaning(self) -> dict[str, str]:
        """{audience: good | mend | both}."""
        return {audience: "both" if len(sides) == 2 else next(iter(sides)) for audience, sides in self.sides.items()}


def themes(told: Told, shown: dict[str, Crowd]) -> tuple[list[Theme], list[Theme], list[Theme]]:
    """(they agree, they differ, only one audience names it), each with the theme of most answers first."""
    found: dict[str, Theme] = {}
    for answer in told.answers:
        audience = told.sheets[answer.sheet_id].audience
        if answer.theme and shown[audience].is_shown:
            theme = found.setdefault(answer.theme, Theme(answer.theme))
            side = "good" if answer.question in GOOD else "mend"
            theme.sides.setdefault(audience, {}).setdefault(side, []).append(answer)
    ordered = sorted(found.values(), key=lambda one: (-sum(
        len(answers) for sides in one.sides.values() for answers in sides.values()), one.name))
    several = [theme for theme in ordered if len(theme.sides) > 1]
    return ([theme for theme in several if len(set(theme.leaning.values())) == 1],
            [theme for theme in several if len(set(theme.leaning.values())) > 1],
            [theme for theme in ordered if len(theme.sides) == 1])
