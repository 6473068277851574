"""Who the personas are: one revision as phones read it, the list, and the comments behind them."""

import json

from sqlalchemy import ColumnElement, Select, and_, literal, union_all
from sqlmodel import Session, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts import teams, wall
from app.accounts.access import Actor
from app.accounts.models import Mark, User
from app.journeys.models import Journey
from app.kit.errors import not_found
from app.personas.models import Evidence, Persona, PersonaRevision
from app.voice.models import Comment

WEIGHTS = "weights"
SAID = ("name", "shoes", "pronoun", "summary", "issue", "goal", "mood", "mood_words", "digital_access",
        "access_words", "closed_channels", "rules", "unknowns")


def visible(actor: Actor) -> SelectOfScalar[Persona]:
    """The personas this actor may see on the desk: everybody's and the own teams' for viewers and managers, none for
    walkers."""
    return wall.of_desk(Persona, actor)


def hidden(actor: Actor):
    """A select of the personas that belong to teams this actor is not in."""
    return wall.of_others(Persona, actor)


def of_seen(column, actor: Actor):
    """Of a column that names a persona: none that is hidden from this actor."""
    return wall.outside(column, hidden(actor))


def persona_today() -> ColumnElement[bool]:
    """What joins a persona to its revision in force."""
    return and_(PersonaRevision.persona_id == Persona.id, PersonaRevision.revision == Persona.revision)


def names_today() -> Select:
    """A select of persona id and its name today; archived ones too, and of hidden ones none."""
    return select(Persona.id, PersonaRevision.name).join(PersonaRevision, persona_today())


def _belonging(session: Session, actor: Actor, persona_id: str) -> teams.Belonging:
    row = mine(session, actor, persona_id)
    return teams.Belonging("persona", row, persona_revision(session, persona_id)["name"], f"/personas/{persona_id}")


teams.own("persona", "personas", Persona, _belonging)
wall.guard(Persona, lambda actor: wall.ours(Persona.team_id, actor))
wall.guard(PersonaRevision, lambda actor: of_seen(PersonaRevision.persona_id, actor))
wall.guard(Evidence, lambda actor: of_seen(Evidence.persona_id, actor))


def mine(session: Session, actor: Actor, persona_id: str) -> Persona:
    """The persona, as this actor may see it. Refuses: not_found."""
    persona = session.exec(visible(actor).where(Persona.id == persona_id)).first()
    if persona is None:
        raise not_found("persona")
    return persona


def persona_revision(session: Session, persona_id: str, revision: int | None = None) -> dict | None:
    """One revision in the catalogue's shape (None: the one in force), or None when there is no such thing."""
    if revision is not None and not 0 < revision < 2**31:
        return None
    chosen = _revisions().where(Persona.id == persona_id, PersonaRevision.revision == (
        Persona.revision if revision is None else revision))
    return next(iter(_shaped(session, chosen)), None)


def catalogue_personas(session: Session) -> list[dict]:
    """Every persona that may be dealt now, in the catalogue's shape, by name."""
    chosen = _revisions().where(Persona.archived_at.is_(None), PersonaRevision.revision == Persona.revision)
    walkable = set(session.exec(select(Journey.id).where(Journey.archived_at.is_(None))))
    return [{**persona, "journeys": [journey for journey in persona["journeys"] if journey in walkable]}
            for persona in _shaped(session, chosen)]


def personas_in_force(session: Session, actor: Actor) -> list[dict]:
    """Every persona this actor may see, archived ones too, as it stands today, by name."""
    mine = visible(actor).subquery()
    return _shaped(session, _revisions().join(mine, mine.c.id == Persona.id).where(
        PersonaRevision.revision == Persona.revision))


def revisions_of(session: Session, persona_id: str) -> list[dict]:
    """All revisions, newest first: catalogue shape with made_at and made_by (a name, or None: the server)."""
    shaped = _shaped(session, _revisions().where(Persona.id == persona_id))
    makers = session.execute(
        select(PersonaRevision.revision, PersonaRevision.made_at, User.name)
        .join(User, User.id == PersonaRevision.made_by, isouter=True)
        .where(PersonaRevision.persona_id == persona_id)).all()
    made = {revision: {"made_at": made_at, "made_by": name} for revision, made_at, name in makers}
    return sorted(({**one, **made[one["revision"]]} for one in shaped), key=lambda one: -one["revision"])


def evidence_of(session: Session, persona_id: str) -> list[Comment]:
    """The comments a persona rests on, in the order they were linked."""
    return list(session.exec(select(Comment).join(Evidence, Evidence.comment_id == Comment.id).where(
        Evidence.persona_id == persona_id).order_by(Evidence.linked_at, Comment.id)))


def _revisions():
    return select(Persona, PersonaRevision).join(PersonaRevision, PersonaRevision.persona_id == Persona.id)


def _shaped(session: Session, chosen) -> list[dict]:
    rows = session.exec(chosen.order_by(PersonaRevision.name, Persona.id)).all()
    if not rows:
        return []
    # In one question, because every page of a walk asks it.
    told = session.execute(union_all(select(literal("proven"), Evidence.persona_id).distinct(),
                                     select(literal("known"), Journey.id))).all()
    proven, known = ({key for what, key in told if what == name} for name in ("proven", "known"))
    return [{
        "id": persona.id, "revision": said.revision, **{name: getattr(said, name) for name in SAID},
        "assumption": persona.id not in proven, "is_demo": persona.is_demo,
        "archived": persona.archived_at is not None,
        "journeys": [journey for journey in said.journeys if journey in known],
    } for persona, said in rows]


def carried_weights(session: Session) -> tuple[str, dict]:
    """(weight set, overrides of the method's parameters) phones score with; ("default", {}) while none was saved."""
    mark = session.get(Mark, WEIGHTS)
    told = json.loads(mark.value) if mark else {"id": "default", "values": {}}
    return told["id"], told["values"]
