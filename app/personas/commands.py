"""Changes to personas: make one, revise it, put it away, link the comments it rests on."""

import json
from collections.abc import Iterable

from sqlalchemy import delete, update
from sqlmodel import Session, select

from app.accounts import wall
from app.accounts.models import Mark
from app.kit import clock, jobs
from app.kit.db import insert_new
from app.kit.errors import Refusal, not_found
from app.kit.ids import new_id
from app.personas.forms import PersonaIn
from app.personas.models import Evidence, Persona, PersonaRevision
from app.personas.queries import WEIGHTS, persona_revision
from app.voice.models import Comment


def make_persona(session: Session, asked: PersonaIn, by: str | None = None, *, persona_id: str | None = None,
                 is_demo: bool = False, team: str | None = None) -> str:
    """Make a persona at revision 1; its id. by: a user's id, None when the server makes it; team: None = everyone's."""
    persona = Persona(id=persona_id or new_id(), revision=1, is_demo=is_demo, made_at=clock.now(), team_id=team)
    session.add(persona)
    session.flush()
    _write_revision(session, persona.id, 1, asked, by)
    return persona.id


def revise_persona(session: Session, persona_id: str, based_on: int, asked: PersonaIn, by: str) -> int:
    """Make the next revision; the revision now in force. Walks keep the one they began with.

    Refuses: not_found, stale. again: saving without a change makes none.
    """
    today = persona_revision(session, persona_id)
    if today is None:
        raise not_found("persona")
    if today["revision"] != based_on:
        raise stale(today["revision"])
    said = asked.model_dump(mode="json")
    if {name: today[name] for name in said} == said:
        return based_on
    asked = asked.model_copy(update={"journeys": asked.journeys + _behind_the_wall(session, today)})
    won = session.execute(update(Persona).where(Persona.id == persona_id, Persona.revision == based_on)
                          .values(revision=based_on + 1))
    if won.rowcount != 1:
        raise stale(based_on + 1)
    _write_revision(session, persona_id, based_on + 1, asked, by)
    return based_on + 1


def _behind_the_wall(session: Session, today: dict) -> tuple[str, ...]:
    """Journeys of a team of others: whoever saves could not tick them, so they stay."""
    with wall.lifted(session):
        whole = persona_revision(session, today["id"])
    return tuple(one for one in whole["journeys"] if one not in today["journeys"])


def stale(revision: int) -> Refusal:
    """Someone saved first."""
    return Refusal("stale", 409, "Someone else saved this persona while you were typing.", revision=revision)


def archive(session: Session, persona: Persona) -> None:
    """Deal a persona to no new walk. again: the first date stays."""
    persona.archived_at = persona.archived_at or clock.now()
    session.add(persona)


def unarchive(session: Session, persona: Persona) -> None:
    """Deal it again."""
    persona.archived_at = None
    session.add(persona)


def link_comment(session: Session, persona_id: str, comment_id: str, by: str | None = None) -> None:
    """Rest a persona on a comment; from the first one on it is no assumption. again: changes nothing."""
    insert_new(session, Evidence.__table__, [{"persona_id": persona_id, "comment_id": comment_id,
                                              "linked_by": by, "linked_at": clock.now()}],
               key=("persona_id", "comment_id"))


def unlink_comment(session: Session, persona_id: str, comment_id: str) -> None:
    """Rest a persona on a comment no longer; the comment itself stays."""
    session.execute(delete(Evidence).where(Evidence.persona_id == persona_id,
                                           Evidence.comment_id == comment_id))


def clear_demo(session: Session, keep: Iterable[str] = ()) -> None:
    """Remove the demo's personas, and every link to its comments. keep: personas real walks wore; archived.

    Call it before voice.commands.clear_demo and journeys.commands.clear_demo.
    """
    session.execute(delete(Evidence).where(Evidence.comment_id.in_(select(Comment.id).where(Comment.is_demo))))
    kept = set(keep)
    for persona in session.exec(select(Persona).where(Persona.is_demo)):
        if persona.id in kept:
            archive(session, persona)
            continue
        for table in (Evidence, PersonaRevision):
            session.execute(delete(table).where(table.persona_id == persona.id))
        session.delete(persona)


def _write_revision(session: Session, persona_id: str, revision: int, asked: PersonaIn, by: str | None) -> None:
    session.add(PersonaRevision(persona_id=persona_id, revision=revision, made_by=by, made_at=clock.now(),
                                **asked.model_dump(mode="json")))
    session.flush()
    jobs.tell(session, "persona.revised", persona_id=persona_id)


def carry_weights(session: Session, weight_set: str, values: dict) -> None:
    """What phones are to score with from here on; kept here because weights are made up the stairs.

    weight_set: its id; values: overrides for `config_of`, as text. again: the same.
    """
    session.merge(Mark(id=WEIGHTS, value=json.dumps({"id": weight_set, "values": values}, sort_keys=True)))
