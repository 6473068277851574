"""The plan of a journey as pages of figures need it: names, touchpoints and what is in force, in one statement."""

from sqlalchemy import and_, func
from sqlmodel import Session, select

from app.accounts.access import Actor
from app.journeys import queries as journeys
from app.journeys.models import Journey, JourneyRevision, Touchpoint
from app.kit.errors import not_found


def plan_of(session: Session, actor: Actor, journey_id: str, revision: int | None = None) -> dict:
    """One revision (None: the one in force): {id, revision, newest, name, is_serious, archived, touchpoints: [{id,
    position, name, channel, department}]}. Refuses: not_found."""
    chosen = _plans(actor, JourneyRevision.revision == (revision or Journey.revision)).where(Journey.id == journey_id)
    found = _shaped(session.execute(chosen).all())
    if not found:
        raise not_found("journey")
    return found[0]


def plans_of(session: Session, actor: Actor, walked: dict[str, int]) -> list[dict]:
    """Every journey this actor may see, by name, each as it was last walked. walked: id → that revision; a journey
    that is absent comes as it is in force."""
    wanted = JourneyRevision.revision == Journey.revision
    for journey_id, revision in walked.items():
        wanted = wanted | and_(Journey.id == journey_id, JourneyRevision.revision == revision)
    found = _shaped(session.execute(_plans(actor, wanted)).all())
    return [one for one in found if one["revision"] == walked.get(one["id"], one["newest"])]


def _plans(actor: Actor, wanted):
    mine = journeys.visible(actor).subquery()
    return (select(Journey.id, JourneyRevision.revision, Journey.revision.label("newest"), JourneyRevision.name,
                   JourneyRevision.is_serious, Journey.archived_at, Touchpoint.id.label("touchpoint"),
                   Touchpoint.position, Touchpoint.name.label("place"), Touchpoint.channel, Touchpoint.department)
            .join(mine, mine.c.id == Journey.id)
            .join(JourneyRevision, and_(JourneyRevision.journey_id == Journey.id, wanted))
            .join(Touchpoint, and_(Touchpoint.journey_id == Journey.id,
                                   Touchpoint.revision == JourneyRevision.revision), isouter=True)
            .order_by(func.lower(JourneyRevision.name), Journey.id, JourneyRevision.revision, Touchpoint.position))


def _shaped(rows: list) -> list[dict]:
    plans: dict[tuple[str, int], dict] = {}
    for row in rows:
        plan = plans.setdefault((row.id, row.revision), {
            "id": row.id, "revision": row.revision, "newest": row.newest, "name": row.name,
            "is_serious": row.is_serious, "archived": row.archived_at is not None, "touchpoints": []})
        if row.touchpoint:
            plan["touchpoints"].append({"id": row.touchpoint, "position": row.position, "name": row.place,
                                        "channel": row.channel, "department": row.department})
    return list(plans.values())
