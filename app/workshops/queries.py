"""Workshops as stored: asked for as the actor, read whole in a fixed number of statements."""

from dataclasses import dataclass

from sqlmodel import Session, func, select

from app.accounts import teams, wall
from app.accounts.access import Actor
from app.kit.errors import not_found
from app.workshops.models import Answer, Door, Given, Line, Sheet, Workshop

_sheet = Sheet.__table__


def visible(actor: Actor):
    """The workshops this actor may see: everybody's and the own teams' for viewers and managers, none for walkers."""
    return wall.of_desk(Workshop, actor)


def hidden(actor: Actor):
    """Workshops of other teams, by id."""
    return wall.of_others(Workshop, actor)


def _hidden_sheets(actor: Actor):
    return select(_sheet.c.id).where(_sheet.c.workshop_id.in_(hidden(actor))).correlate(None)


def _belonging(session: Session, actor: Actor, workshop_id: str) -> teams.Belonging:
    row = mine(session, actor, workshop_id)
    return teams.Belonging("workshop", row, row.name, row.href)


teams.own("workshop", "workshops", Workshop, _belonging)
teams.carries("workshop", "sheet", lambda session, workshop_id: session.scalar(
    select(func.count()).select_from(Sheet).where(Sheet.workshop_id == workshop_id)))
wall.guard(Workshop, lambda actor: wall.ours(Workshop.team_id, actor))
for _table in (Line, Door, Sheet):
    wall.guard(_table, lambda actor, of=_table.workshop_id: of.not_in(hidden(actor)))
for _table in (Answer, Given):
    wall.guard(_table, lambda actor, of=_table.sheet_id: of.not_in(_hidden_sheets(actor)))


def mine(session: Session, actor: Actor, workshop_id: str) -> Workshop:
    """One workshop this actor may see. Refuses: not_found."""
    found = session.exec(visible(actor).where(Workshop.id == workshop_id)).first()
    if found is None:
        raise not_found("workshop")
    return found


@dataclass
class Told:
    """A workshop with all that was told. answers, given: in the order of their sheets, oldest first."""

    workshop: Workshop
    lines: dict[str, list[Line]]
    sheets: dict[str, Sheet]
    answers: list[Answer]
    given: list[Given]


def lines_of(session: Session, workshop_id: str) -> dict[str, list[Line]]:
    """{statement: […], priority: […]}, each in its order."""
    lines: dict[str, list[Line]] = {"statement": [], "priority": []}
    for line in session.exec(select(Line).where(Line.workshop_id == workshop_id).order_by(Line.number)):
        lines[line.kind].append(line)
    return lines


def told(session: Session, workshop: Workshop) -> Told:
    """Everything of one workshop, in four statements."""
    sheets = {sheet.id: sheet for sheet in session.exec(select(Sheet).where(
        Sheet.workshop_id == workshop.id).order_by(Sheet.made_at, Sheet.id))}
    place = {sheet_id: at for at, sheet_id in enumerate(sheets)}
    answers = list(session.exec(select(Answer).join(Sheet, Sheet.id == Answer.sheet_id).where(
        Sheet.workshop_id == workshop.id)))
    given = list(session.exec(select(Given).join(Sheet, Sheet.id == Given.sheet_id).where(
        Sheet.workshop_id == workshop.id)))
    answers.sort(key=lambda one: (place[one.sheet_id], one.question, one.number))
    given.sort(key=lambda one: (place[one.sheet_id], one.kind, one.number))
    return Told(workshop, lines_of(session, workshop.id), sheets, answers, given)


def has_sheets(session: Session, workshop_id: str) -> bool:
    """Whether anybody's sheet is in."""
    return session.exec(select(Sheet.id).where(Sheet.workshop_id == workshop_id).limit(1)).first() is not None


def doors_of(session: Session, workshop_id: str) -> dict[str, Door]:
    """The link of each audience that ever had one."""
    return {door.audience: door for door in session.exec(select(Door).where(Door.workshop_id == workshop_id))}


def counted(session: Session, actor: Actor) -> list[tuple[Workshop, dict[str, tuple[int, int]]]]:
    """Every workshop, newest first, with {audience: (sheets, people)}."""
    workshops = list(session.exec(visible(actor).order_by(Workshop.made_at.desc(), Workshop.id)))
    many: dict[str, dict[str, tuple[int, int]]] = {workshop.id: {} for workshop in workshops}
    for workshop_id, audience, sheets, people in session.execute(select(
            Sheet.workshop_id, Sheet.audience, func.count(), func.sum(Sheet.people)).group_by(
            Sheet.workshop_id, Sheet.audience)):
        if workshop_id in many:
            many[workshop_id][audience] = sheets, people
    return [(workshop, many[workshop.id]) for workshop in workshops]
