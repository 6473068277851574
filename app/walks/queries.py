"""What the log knows, asked as somebody: the only select of walks and photos."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection

from sqlalchemy import and_, exists, func, or_
from sqlmodel import Session, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts import teams, wall
from app.accounts.access import Actor
from app.journeys import queries as journeys
from app.journeys.models import JourneyRevision, Touchpoint
from app.kit.errors import Refusal, not_found
from app.personas import queries as personas
from app.personas.models import PersonaRevision
from app.walks.models import Entry, EntryState, Message, Photo, Review, Reviewer, Walk

_walk = Walk.__table__


def visible(actor: Actor) -> SelectOfScalar[Walk]:
    """The walks this actor may see: a walker the own, everybody else all but those of other teams, whose journey or
    persona is theirs. One's own walks stay one's own, whatever becomes of the team.

    Only walks whose beginning has arrived; a withdrawn one only to its walker, an erased one to nobody.
    """
    chosen = select(Walk).where(Walk.began_at.is_not(None), Walk.erased_at.is_(None))
    if not actor.may.read:
        return chosen.where(Walk.walker_id == actor.user_id)
    return chosen.where(Walk.withdrawn_at.is_(None) | (Walk.walker_id == actor.user_id), *wall.seen(Walk, actor))


def hidden(actor: Actor):
    """A select of the walks that belong to teams this actor is not in; never their own."""
    return select(_walk.c.id).where(_walk.c.walker_id != actor.user_id, or_(
        _walk.c.journey_id.in_(journeys.hidden(actor)), _walk.c.persona_id.in_(personas.hidden(actor)))).correlate(None)


def of_seen(column, actor: Actor):
    """Of a column that names a walk: none that is hidden from this actor."""
    return wall.outside(column, hidden(actor))


def _walked(journey, revision, as_journey, as_revision, actor: Actor):
    return exists(select(_walk.c.id).where(_walk.c.walker_id == actor.user_id, as_journey == journey,
                                           as_revision == revision).correlate_except(_walk))


def _counted(column) -> Callable[[Session, str], int]:
    return lambda session, key: session.scalar(select(func.count()).select_from(Walk).where(
        column == key, Walk.began_at.is_not(None), Walk.erased_at.is_(None), Walk.practice.is_(False)))


teams.carries("journey", "walk", _counted(Walk.journey_id))
teams.carries("persona", "walk", _counted(Walk.persona_id))
wall.guard(Walk, lambda actor: or_(Walk.walker_id == actor.user_id, and_(
    journeys.of_seen(Walk.journey_id, actor), personas.of_seen(Walk.persona_id, actor))))
for _table in (Entry.walk, Review.walk_id, Reviewer.walk_id, Message.walk_id):
    wall.guard(_table.class_, lambda actor, of=_table: of_seen(of, actor))
wall.guard(Photo, lambda actor: or_(Photo.owner_id == actor.user_id, of_seen(Photo.walk, actor)))
# What somebody walked keeps its names for them, as they were that day.
for _table in (JourneyRevision, Touchpoint):
    wall.guard(_table, lambda actor, of=_table: _walked(
        of.journey_id, of.revision, _walk.c.journey_id, _walk.c.journey_revision, actor))
wall.guard(PersonaRevision, lambda actor: _walked(PersonaRevision.persona_id, PersonaRevision.revision,
                                                  _walk.c.persona_id, _walk.c.persona_revision, actor))


def sealed(actor: Actor) -> SelectOfScalar[Walk]:
    """Walks whose log is no longer kept and whose figures this actor may see: a walker the own."""
    chosen = select(Walk).where(Walk.sealed_at.is_not(None))
    if not actor.may.read:
        return chosen.where(Walk.walker_id == actor.user_id)
    return chosen.where(*wall.seen(Walk, actor))


def how_many_sealed(session: Session, actor: Actor, journey_id: str) -> int:
    """How many walks of a journey stand in its figures without a log."""
    return session.scalar(sealed(actor).where(Walk.journey_id == journey_id).with_only_columns(func.count()))


def not_there(session: Session, actor: Actor, walk_id: str) -> Refusal:
    """Why there is no page of a walk: its log grew too old, or there is none, or it is not theirs."""
    if session.exec(sealed(actor).where(Walk.id == walk_id)).first() is None:
        return not_found("walk")
    return Refusal("log_gone", 410, "This walk’s log is no longer kept: its time was over. What it scored stays in the "
                   "figures of its journey.")


def visible_photos(actor: Actor, photo_id: str) -> SelectOfScalar[Photo]:
    """A photo, when it belongs to a walk this actor may see."""
    walks = visible(actor).with_only_columns(Walk.id)
    return select(Photo).where(Photo.id == photo_id, Photo.walk.in_(walks))


def log_of(session: Session, walk_id: str) -> list[dict]:
    """The stored entries of a walk, parsed, in the order they arrived; what is set aside is not among them.

    Who may see the walk is decided before, by `visible`.
    """
    chosen = select(Entry.line).where(Entry.walk == walk_id, Entry.state == EntryState.stored)
    return [json.loads(line) for line in session.exec(chosen.order_by(Entry.server_seq))]


def logs_of(session: Session, walks: Collection[str]) -> dict[str, list[dict]]:
    """walk id → its log as `log_of` gives it, in one statement; a walk without a stored entry is not among them."""
    logs = defaultdict(list)
    for walk, line in session.execute(select(Entry.walk, Entry.line).where(
            Entry.walk.in_(walks), Entry.state == EntryState.stored).order_by(Entry.server_seq)):
        logs[walk].append(json.loads(line))
    return dict(logs)


def quarantined_of(session: Session, walk_id: str) -> list[Entry]:
    """The entries of a walk that were set aside, in the order they arrived; why and why_words say the reason."""
    return list(session.exec(select(Entry).where(
        Entry.walk == walk_id, Entry.state == EntryState.quarantined).order_by(Entry.server_seq)))


def photos_of(session: Session, walk_id: str) -> dict[str, Photo]:
    """The photos the walk's log names, by id."""
    return {photo.id: photo for photo in session.exec(select(Photo).where(Photo.walk == walk_id))}
