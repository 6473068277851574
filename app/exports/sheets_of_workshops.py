"""The table of a workshop: what three audiences rated, ranked and said, none below five people."""

from app.exports.sheets import Ask, about, sheet
from app.kit.tables import Table
from app.workshops import queries, reading
from app.workshops.models import Kind, Workshop
from app.workshops.reading import Crowd, View
from app.workshops.words import AUDIENCES, LEANINGS, QUESTIONS, n_words

HEADS = (("workshop", "Workshop"), ("kind", "What it is"), ("words", "Statement, priority or theme"),
         ("audience", "Audience"), ("value", "Mean"), ("unit", "Of what"), ("sheets", "Sheets"), ("people", "People"),
         ("said", "Said"))
UNITS = {Kind.statement: "1–7, 7 = agree", Kind.priority: "place, 1 = matters most"}


@sheet("workshop")
def workshop(ask: Ask) -> Table:
    """Ratings, priorities, themes and answers by audience, without names. of: a workshop, "" for all of them."""
    wanted = [queries.mine(ask.session, ask.actor, ask.of)] if ask.of else ask.session.exec(
        queries.visible(ask.actor).order_by(Workshop.made_at.desc(), Workshop.id)).all()
    rows, kept, sheets, people = [], [], 0, 0
    for one in wanted:
        told = queries.told(ask.session, one)
        crowds = reading.crowds(told)
        rows += [(one.name, *row) for row in _rows(told, crowds)]
        kept += [f"{crowd.name}, {one.name}" for crowd in crowds.values() if crowd.sheets and not crowd.is_shown]
        sheets += sum(crowd.sheets for crowd in crowds.values())
        people += sum(crowd.people for crowd in crowds.values())
    above = about(ask, n_words(sheets, people), rows=len(rows))
    above += [("Kept back", f"Fewer than {reading.FLOOR} people: {'; '.join(kept)}")] if kept else []
    title = f"Workshop: {wanted[0].name}" if ask.of else "Workshops"
    return Table("workshop", title, above, HEADS, iter(rows), len(rows), ask.zone)


def _rows(told: queries.Told, crowds: dict[str, Crowd]) -> list[tuple]:
    return [*_lines("Statement", Kind.statement, reading.statements(told)),
            *_lines("Priority", Kind.priority, reading.priorities(told)), *_themes(told, crowds),
            *_answers(told, crowds)]


def _lines(word: str, kind: Kind, views: list[View]) -> list[tuple]:
    return [(word, view.line.words, mark.crowd.name, round(mark.value, 2), UNITS[kind], mark.crowd.sheets,
             mark.crowd.people, "") for view in views for mark in view.marks]


def _themes(told: queries.Told, crowds: dict[str, Crowd]) -> list[tuple]:
    return [("Theme", theme.name, AUDIENCES[audience], sum(map(len, sides.values())), "answers",
             crowds[audience].sheets, crowds[audience].people, LEANINGS[theme.leaning[audience]])
            for group in reading.themes(told, crowds) for theme in group for audience, sides in theme.sides.items()]


def _answers(told: queries.Told, crowds: dict[str, Crowd]) -> list[tuple]:
    """Question by question, so that no sheet can be told by what stands together."""
    told_of = [("Answer", QUESTIONS[one.question][1], AUDIENCES[audience], None, one.theme, None, None, one.words)
               for one in told.answers if crowds[audience := told.sheets[one.sheet_id].audience].is_shown]
    return sorted(told_of, key=lambda row: (row[1], row[2], row[-1]))
