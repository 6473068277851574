"""The fixes, asked as somebody: of a journey, of a comment, and what each rests on."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import and_, func, or_, union_all
from sqlmodel import Session, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts import teams, wall
from app.accounts.access import Actor
from app.accounts.models import Role, User
from app.accounts.names import name_for
from app.improvements.models import CommentEvidence, Improvement, SheetAnswer, State, Turn, WalkEvidence
from app.journeys import queries as journeys
from app.journeys.models import Journey, Touchpoint
from app.kit.errors import not_found
from app.personas import queries as personas
from app.personas.models import Persona, PersonaRevision
from app.personas.queries import names_today, persona_today
from app.voice import queries as voice
from app.voice.models import Comment
from app.walks import queries as walks
from app.walks.models import Walk

_fix = Improvement.__table__


def visible(actor: Actor) -> SelectOfScalar[Improvement]:
    """The fixes this actor may see: everybody's and the own teams' for viewers and managers, none for walkers."""
    return wall.of_desk(Improvement, actor)


def hidden(actor: Actor):
    """A select of the fixes that belong to teams this actor is not in, by their journey or persona."""
    return select(_fix.c.id).where(or_(
        _fix.c.journey_id.in_(journeys.hidden(actor)), _fix.c.persona_id.in_(personas.hidden(actor)))).correlate(None)


def _outside(column, actor: Actor):
    return column.not_in(hidden(actor))


teams.carries("journey", "fix", lambda session, key: session.scalar(
    select(func.count()).select_from(Improvement).where(Improvement.journey_id == key)))
teams.carries("persona", "fix", lambda session, key: session.scalar(
    select(func.count()).select_from(Improvement).where(Improvement.persona_id == key)))
wall.guard(Improvement, lambda actor: and_(journeys.of_seen(Improvement.journey_id, actor),
                                           personas.of_seen(Improvement.persona_id, actor)))
wall.guard(Turn, lambda actor: _outside(Turn.improvement_id, actor))
wall.guard(WalkEvidence, lambda actor: and_(_outside(WalkEvidence.improvement_id, actor),
                                            walks.of_seen(WalkEvidence.walk_id, actor)))
wall.guard(CommentEvidence, lambda actor: and_(_outside(CommentEvidence.improvement_id, actor),
                                               CommentEvidence.comment_id.not_in(voice.hidden(actor))))
wall.guard(SheetAnswer, lambda actor: journeys.of_seen(SheetAnswer.journey_id, actor))


def fixes_of(session: Session, actor: Actor, journey_id: str, touchpoint: str | None = None) -> list[Improvement]:
    """The fixes of a journey, oldest first; with a touchpoint, those of it and of the whole journey. None dropped."""
    chosen = visible(actor).where(Improvement.journey_id == journey_id, Improvement.state != State.dropped)
    if touchpoint is not None:
        chosen = chosen.where(Improvement.touchpoint.in_((touchpoint, "")))
    return list(session.exec(chosen.order_by(Improvement.made_at, Improvement.id)))


def mine(session: Session, actor: Actor, improvement_id: str) -> Improvement:
    """The fix, as this actor may see it. Refuses: not_found."""
    fix = session.exec(visible(actor).where(Improvement.id == improvement_id)).first()
    if fix is None:
        raise not_found("fix")
    return fix


def led_to(session: Session, actor: Actor, comments: Iterable[str]) -> dict[str, list[Improvement]]:
    """comment id → the fixes it led to, oldest first; a comment that led to none is absent."""
    fixes = visible(actor).subquery()
    rows = session.execute(
        select(CommentEvidence.comment_id, Improvement).join(Improvement, Improvement.id ==
                                                             CommentEvidence.improvement_id)
        .where(CommentEvidence.comment_id.in_(list(comments)), Improvement.id.in_(select(fixes.c.id)))
        .order_by(Improvement.made_at, Improvement.id))
    found: dict[str, list[Improvement]] = defaultdict(list)
    for comment_id, fix in rows:
        found[comment_id].append(fix)
    return dict(found)


def turns_of(session: Session, improvement_id: str) -> list[tuple[Turn, str | None]]:
    """(turn, who: None for the server), newest first."""
    return list(session.execute(
        select(Turn, User.name).join(User, User.id == Turn.made_by, isouter=True)
        .where(Turn.improvement_id == improvement_id).order_by(Turn.number.desc())))


def walks_behind(session: Session, actor: Actor, improvement_id: str) -> list:
    """Walks a fix rests on: rows (walk, walker, persona or None), oldest first; only those this actor may see."""
    linked = select(WalkEvidence.walk_id).where(WalkEvidence.improvement_id == improvement_id)
    return list(session.execute(_walks(actor).where(Walk.id.in_(linked)).order_by(Walk.began_at, Walk.id)))


def walks_to_link(session: Session, actor: Actor, fix: Improvement, most: int = 30) -> list:
    """The newest walks of the fix's journey that are not behind it yet, as walks_behind gives them."""
    linked = select(WalkEvidence.walk_id).where(WalkEvidence.improvement_id == fix.id)
    return list(session.execute(_walks(actor).where(
        Walk.journey_id == fix.journey_id, Walk.practice.is_(False), Walk.id.not_in(linked))
        .order_by(Walk.began_at.desc(), Walk.id.desc()).limit(most)))


def comments_behind(session: Session, actor: Actor, improvement_id: str) -> list[Comment]:
    """The comments that led to a fix, in the order they were linked."""
    return list(session.exec(voice.visible(actor).join(
        CommentEvidence, CommentEvidence.comment_id == Comment.id).where(
        CommentEvidence.improvement_id == improvement_id).order_by(CommentEvidence.linked_at, Comment.id)))


def comments_to_link(session: Session, actor: Actor, improvement_id: str, most: int = 30) -> list[Comment]:
    """The newest comments in words that are not behind this fix yet; a rating alone says nothing to link."""
    linked = select(CommentEvidence.comment_id).where(CommentEvidence.improvement_id == improvement_id)
    return list(session.exec(voice.visible(actor).where(Comment.id.not_in(linked), Comment.words != "").order_by(
        Comment.made_at.desc(), Comment.id).limit(most)))


def owners(session: Session) -> dict[str, str]:
    """User id by name, of those who may own a fix: active managers and admins. Two of one name are left out."""
    rows = session.execute(select(User.name, User.id).where(
        User.is_active, User.role.in_((Role.manager, Role.admin))).order_by(User.name)).all()
    names = [name for name, _ in rows]
    return {name: user_id for name, user_id in rows if names.count(name) == 1}


def named(session: Session, fixes: list[Improvement]) -> dict[str, dict[str, str]]:
    """Names for ids: {journeys, places ("<journey>/<touchpoint>"), personas, people}. A touchpoint that was taken
    out keeps its last name.
    """
    ids = {fix.journey_id for fix in fixes}
    told = session.execute(journeys.names_today().where(Journey.id.in_(ids)))
    places = session.execute(select(Touchpoint.journey_id, Touchpoint.id, Touchpoint.name).where(
        Touchpoint.journey_id.in_(ids), Touchpoint.id.in_({fix.touchpoint for fix in fixes}))
        .order_by(Touchpoint.revision))
    people = select(User.id, User.name).where(User.id.in_(_ids(fixes, "owner_id")))
    personas = names_today().where(Persona.id.in_(_ids(fixes, "persona_id")))
    named = dict(session.execute(union_all(personas, people)).all())
    return {"journeys": dict(told.all()), "personas": named, "people": named,
            "places": {f"{journey}/{own}": name for journey, own, name in places}}


def _ids(fixes: list[Improvement], column: str) -> set[str]:
    return {getattr(fix, column) for fix in fixes} - {None}


def persona_choices(session: Session) -> list[tuple[str, str]]:
    """(id, name) of every persona that is not put away, by name."""
    return list(session.execute(names_today().where(Persona.archived_at.is_(None)).order_by(
        PersonaRevision.name)))


def kept(session: Session) -> tuple[set[str], set[str]]:
    """(journeys, personas) that fixes and sheets speak of, so that nobody removes them."""
    fixes = session.execute(select(Improvement.journey_id, Improvement.persona_id)).all()
    sheets = session.scalars(select(SheetAnswer.journey_id).distinct())
    return {*(journey for journey, _ in fixes), *sheets}, {persona for _, persona in fixes if persona}


def _walks(actor: Actor):
    mine = walks.visible(actor).with_only_columns(Walk.id)
    return (select(Walk, name_for(actor), PersonaRevision.name).join(User, User.id == Walk.walker_id)
            .join(Persona, Persona.id == Walk.persona_id, isouter=True)
            .join(PersonaRevision, persona_today(), isouter=True)
            .where(Walk.id.in_(mine)))
