"""What the journeys say: one revision as phones and scores read it, the list, and the way things changed."""

from collections import defaultdict
from typing import Any

from sqlalchemy import ColumnElement, Select, and_
from sqlmodel import Session, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts import teams, wall
from app.accounts.access import Actor, sight_of
from app.accounts.models import Team, User
from app.journeys.models import Journey, JourneyRevision, OfficialFigure, Touchpoint
from app.kit.errors import not_found

PAR_PARTS = ("steps", "live_ms", "away_ms")


def visible(actor: Actor) -> SelectOfScalar[Journey]:
    """The journeys this actor may see on the desk: everybody's and the own teams' for viewers and managers, none for
    walkers."""
    return wall.of_desk(Journey, actor)


def has_any(session: Session, actor: Actor) -> bool:
    """Whether there is a journey to walk, for pages that have nothing else to show."""
    return session.scalar(visible(actor).where(Journey.archived_at.is_(None)).with_only_columns(Journey.id).limit(1)) \
        is not None


def hidden(actor: Actor):
    """A select of the journeys that belong to teams this actor is not in."""
    return wall.of_others(Journey, actor)


def of_seen(column, actor: Actor):
    """Of a column that names a journey: none that is hidden from this actor."""
    return wall.outside(column, hidden(actor))


def journey_today() -> ColumnElement[bool]:
    """What joins a journey to its revision in force."""
    return and_(JourneyRevision.journey_id == Journey.id, JourneyRevision.revision == Journey.revision)


def names_today() -> Select:
    """A select of journey id and its name today; archived ones too, and of hidden ones none."""
    return select(Journey.id, JourneyRevision.name).join(JourneyRevision, journey_today())


wall.guard(Journey, lambda actor: wall.ours(Journey.team_id, actor))
for _table in (JourneyRevision, Touchpoint, OfficialFigure):
    wall.guard(_table, lambda actor, of=_table.journey_id: of_seen(of, actor))


def _belonging(session: Session, actor: Actor, journey_id: str) -> teams.Belonging:
    name = (journey_revision(session, journey_id) or {}).get("name", "")
    return teams.Belonging("journey", mine(session, actor, journey_id), name, f"/journeys/{journey_id}")


teams.own("journey", "journeys", Journey, _belonging)


def managed_by(session: Session, user: User) -> list[tuple[str, str, str | None]]:
    """(id, name, team or None for everybody's) of the journeys in use that somebody sees, those of teams first."""
    with wall.seen_by(session, Actor(user.id, user.name, user.role, **sight_of(session, user.id))):
        return [tuple(row) for row in session.execute(names_today().join(
            Team, Team.id == Journey.team_id, isouter=True).add_columns(Team.name).where(
            Journey.archived_at.is_(None)).order_by(Team.name.is_(None), Team.name, JourneyRevision.name))]


def mine(session: Session, actor: Actor, journey_id: str) -> Journey:
    """The journey, as this actor may see it. Refuses: not_found."""
    journey = session.exec(visible(actor).where(Journey.id == journey_id)).first()
    if journey is None:
        raise not_found("journey")
    return journey


def journey_revision(session: Session, journey_id: str, revision: int | None = None) -> dict | None:
    """One revision in the catalogue's shape (None: the one in force), or None when there is no such thing."""
    if revision is not None and not 0 < revision < 2**31:
        return None
    chosen = _revisions().where(Journey.id == journey_id, JourneyRevision.revision == (
        Journey.revision if revision is None else revision))
    return next(iter(_shaped(session, chosen)), None)


def touchpoint_at(session: Session, actor: Actor, journey_id: str, touchpoint: str) -> tuple[dict, dict]:
    """(the journey in force, its touchpoint), as this actor may see them. Refuses: not_found."""
    mine(session, actor, journey_id)
    journey = journey_revision(session, journey_id)
    return journey, touchpoint_in(journey, touchpoint)


def touchpoint_in(journey: dict, touchpoint: str) -> dict:
    """The touchpoint of that id in a journey of the catalogue's shape. Refuses: not_found."""
    place = next((one for one in journey["touchpoints"] if one["id"] == touchpoint), None)
    if place is None:
        raise not_found("touchpoint")
    return place


def catalogue_journeys(session: Session) -> list[dict]:
    """Every journey that may be walked now, in the catalogue's shape, by name."""
    chosen = _revisions().where(Journey.archived_at.is_(None), JourneyRevision.revision == Journey.revision)
    return _shaped(session, chosen)


def journeys_in_force(session: Session, actor: Actor) -> list[dict]:
    """Every journey this actor may see, archived ones too, as it stands today, by name."""
    mine = visible(actor).subquery()
    chosen = _revisions().join(mine, mine.c.id == Journey.id).where(
        JourneyRevision.revision == Journey.revision)
    return _shaped(session, chosen)


def revisions_of(session: Session, journey_id: str) -> list[dict]:
    """All revisions, newest first: catalogue shape with made_at and made_by (a name, or None: the server)."""
    chosen = _revisions().where(Journey.id == journey_id)
    shaped = _shaped(session, chosen)
    makers = session.execute(
        select(JourneyRevision.revision, JourneyRevision.made_at, User.name)
        .join(User, User.id == JourneyRevision.made_by, isouter=True)
        .where(JourneyRevision.journey_id == journey_id)).all()
    made = {revision: {"made_at": made_at, "made_by": name} for revision, made_at, name in makers}
    return sorted(({**one, **made[one["revision"]]} for one in shaped), key=lambda one: -one["revision"])


def _revisions():
    return select(Journey, JourneyRevision).join(JourneyRevision, JourneyRevision.journey_id == Journey.id)


def _shaped(session: Session, chosen) -> list[dict]:
    rows = session.exec(chosen.order_by(JourneyRevision.name, Journey.id)).all()
    ids = {journey.id for journey, _ in rows}
    if not ids:
        return []
    points, figures = defaultdict(list), defaultdict(list)
    for point in session.exec(select(Touchpoint).where(Touchpoint.journey_id.in_(ids))
                              .order_by(Touchpoint.position)):
        points[point.journey_id, point.revision].append(point)
    for figure in session.exec(select(OfficialFigure).where(OfficialFigure.journey_id.in_(ids))
                               .order_by(OfficialFigure.made_at, OfficialFigure.id)):
        figures[figure.journey_id, figure.touchpoint_id].append(figure)
    return [{
        "id": journey.id, "revision": said.revision, "name": said.name, "is_serious": said.is_serious,
        "is_demo": journey.is_demo, "archived": journey.archived_at is not None,
        "leave_no_trace": list(said.leave_no_trace),
        "touchpoints": [touchpoint_shape(point, figures[journey.id, point.id])
                        for point in points[journey.id, said.revision]],
    } for journey, said in rows]


def touchpoint_shape(point: Touchpoint, figures: list[OfficialFigure]) -> dict[str, Any]:
    """A touchpoint in the catalogue's shape. phone, url and address are there only when known.

    par: None where nothing was set, so that a declared part and a channel default stay apart.
    """
    shaped = {
        "id": point.id, "position": point.position, "name": point.name, "channel": point.channel,
        "phase": point.phase, "department": point.department, "importance": point.importance,
        "par": {part: getattr(point, f"par_{part}") for part in PAR_PARTS},
        "official": [{"id": figure.id, "organisation": figure.organisation, "measure": figure.measure,
                      "value": figure.value, "source": figure.source, "dated": figure.dated}
                     for figure in figures],
    }
    if point.phone:
        shaped["phone"] = point.phone
    if point.address:
        shaped["url" if point.address.startswith(("https://", "http://")) else "address"] = point.address
    return shaped
