"""What the log knows, asked as somebody: the only select of walks and photos."""

import json
from collections import defaultdict
from collections.abc import Collection

from sqlmodel import Session, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.access import Actor
from app.accounts.models import Role
from app.walks.models import Entry, EntryState, Photo, Walk


def visible(actor: Actor) -> SelectOfScalar[Walk]:
    """The walks this actor may see: a walker the own, a manager and an admin all.

    Only walks whose beginning has arrived; a withdrawn one only to its walker, an erased one to nobody.
    """
    chosen = select(Walk).where(Walk.began_at.is_not(None), Walk.erased_at.is_(None))
    if not actor.is_at_least(Role.manager):
        return chosen.where(Walk.walker_id == actor.user_id)
    return chosen.where(Walk.withdrawn_at.is_(None) | (Walk.walker_id == actor.user_id))


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
