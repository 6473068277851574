"""Walks by name: who walked, in whose shoes, when, how hard; for lists behind a number."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, select

from app.accounts.access import Actor
from app.accounts.models import User
from app.accounts.names import name_for
from app.personas.models import Persona, PersonaRevision
from app.personas.queries import persona_today
from app.walks.models import Walk
from app.walks.queries import visible

MOST = 60


@dataclass(frozen=True)
class Named:
    """One walk in a list: id, and 'Dana Whitlock as Maria Alves, 71, 10 Nov 2026'."""

    id: str
    words: str
    journey_id: str | None

    @property
    def href(self) -> str:
        return f"/walks/{self.id}"


def named(session: Session, actor: Actor, walks: Iterable[str]) -> list[Named]:
    """Those of these walks this actor may see, newest first, at most sixty, in one statement."""
    rows = session.execute(
        select(Walk.id, Walk.mode, Walk.journey_id, Walk.began_at, name_for(actor),
               PersonaRevision.name.label("persona"))
        .join(User, User.id == Walk.walker_id).join(Persona, Persona.id == Walk.persona_id, isouter=True)
        .join(PersonaRevision, persona_today(), isouter=True)
        .where(Walk.id.in_(visible(actor).with_only_columns(Walk.id)), Walk.id.in_(set(walks)))
        .order_by(Walk.began_at.desc(), Walk.id).limit(MOST)).all()
    return [Named(row.id, f"{row.name} {_shoes(row)}, {row.began_at:%-d %b %Y}", row.journey_id) for row in rows]


def _shoes(row) -> str:
    if not row.persona:
        return "for a reason of their own"
    return f"{'as' if row.mode == 'be' else 'watching'} {row.persona}"
