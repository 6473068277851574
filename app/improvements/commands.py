"""Changes to fixes: make one, change it, bring it into another state, say what it rests on. Each is told as a fact."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, update
from sqlmodel import Session, func, select

from app.improvements.forms import ImprovementIn
from app.improvements.models import CommentEvidence, Improvement, Kind, SheetAnswer, State, Turn, WalkEvidence
from app.kit import clock, jobs
from app.kit.db import insert_new
from app.kit.errors import Refusal, not_found
from app.kit.ids import new_id
from app.kit.typed import plain
from app.voice import commands as voice
from app.voice.models import Answer, Comment


def make_improvement(session: Session, asked: ImprovementIn, by: str | None = None, *,
                     improvement_id: str | None = None, is_demo: bool = False) -> str:
    """Make a fix, an idea at first; its id."""
    fix = Improvement(id=improvement_id or new_id(), **asked.model_dump(), is_demo=is_demo, made_by=by,
                      made_at=clock.now())
    session.add(fix)
    session.flush()
    session.add(Turn(improvement_id=fix.id, number=1, state=fix.state, why="", made_by=by, made_at=fix.made_at))
    session.flush()
    return _changed(session, fix.id)


def revise_improvement(session: Session, improvement_id: str, based_on: int, asked: ImprovementIn) -> int:
    """Save what a fix says; its version now. Refuses: stale (someone else saved since `based_on`).

    again: saving without a change is no new version. Of two at the same moment one wins, by a conditional update.
    """
    fix = session.get(Improvement, improvement_id)
    if fix is None:
        raise not_found("fix")
    said = asked.model_dump()
    if fix.version == based_on and all(getattr(fix, name) == value for name, value in said.items()):
        return based_on
    won = session.execute(update(Improvement).where(Improvement.id == improvement_id, Improvement.version == based_on)
                          .values(**said, version=based_on + 1))
    if won.rowcount != 1:
        raise Refusal("stale", 409, "Someone else saved this fix while you were typing.", version=fix.version)
    session.expire(fix)
    _changed(session, improvement_id)
    return based_on + 1


def turn(session: Session, improvement_id: str, state: str, why: str, by: str | None, today: date,
         done_on: date | None = None) -> None:
    """Bring a fix into a state. done_on: None for today. Refuses: why_needed, not_yet, unknown_state.

    again: the state it is in already changes nothing, but for another day it was done on.
    """
    why = plain(why).strip()[:1000]
    if state not in set(State):
        raise Refusal("unknown_state", 422, "Choose idea, doing, done or dropped.")
    if state == State.dropped and not why:
        raise Refusal("why_needed", 422, "Say in a sentence why it is dropped, for whoever thinks of it next.")
    done_on = (done_on or today) if state == State.done else None
    if done_on and done_on > today:
        raise Refusal("not_yet", 422, "That day has not come yet. Mark it done on the day it works for customers.")
    # Two turns at once must not take the same number.
    fix = session.exec(select(Improvement).where(Improvement.id == improvement_id).with_for_update()).one()
    if (fix.state, fix.done_on) == (state, done_on):
        return
    last = session.scalar(select(func.max(Turn.number)).where(Turn.improvement_id == improvement_id))
    session.add(Turn(improvement_id=improvement_id, number=(last or 0) + 1, state=state, why=why, made_by=by,
                     made_at=clock.now()))
    fix.state, fix.done_on = state, done_on
    session.add(fix)
    session.flush()
    _answer_customers(session, fix, why, by)
    _changed(session, improvement_id)


def rest_on(session: Session, improvement_id: str, walks: Iterable[str], comments: Iterable[str]) -> None:
    """Let a fix rest on walks and comments. again: nothing. Whether they may be seen is asked before."""
    for walk_id in walks:
        _link(session, WalkEvidence, improvement_id, walk_id=walk_id)
    for comment_id in comments:
        _link(session, CommentEvidence, improvement_id, comment_id=comment_id)
    fix = session.get(Improvement, improvement_id)
    if fix.state == State.done:
        _answer_customers(session, fix, "", fix.made_by)


def unlink_walk(session: Session, improvement_id: str, walk_id: str) -> None:
    """Take a walk away from a fix. again: nothing."""
    _unlink(session, WalkEvidence, improvement_id, WalkEvidence.walk_id == walk_id)


def unlink_comment(session: Session, improvement_id: str, comment_id: str) -> None:
    """Take a comment away from a fix. again: nothing."""
    _unlink(session, CommentEvidence, improvement_id, CommentEvidence.comment_id == comment_id)


def clear_demo(session: Session) -> None:
    """Remove the demo's fixes and answers; what they rested on stays."""
    session.execute(delete(Improvement).where(Improvement.is_demo))
    session.execute(delete(SheetAnswer).where(SheetAnswer.is_demo))


def _answer_customers(session: Session, fix: Improvement, why: str, by: str | None) -> None:
    """Say beside each comment that led here what came of it, unless somebody answered it otherwise."""
    came_of_it = {State.done: (Answer.explained if fix.kind == Kind.explain else Answer.changed, fix.title),
                  State.dropped: (Answer.wont, why)}.get(fix.state)
    if fix.kind == Kind.keep:
        return
    for comment in session.exec(select(Comment).join(CommentEvidence, CommentEvidence.comment_id == Comment.id).where(
            CommentEvidence.improvement_id == fix.id)):
        if came_of_it and comment.answer == Answer.none:
            voice.answer_comment(session, comment, *came_of_it, by)
        elif not came_of_it and comment.answer_why == fix.title:
            voice.answer_comment(session, comment, Answer.none, "", by)


def _link(session: Session, table, improvement_id: str, **to: str) -> None:
    insert_new(session, table.__table__, [{"improvement_id": improvement_id, **to, "linked_at": clock.now()}],
               key=("improvement_id", *to))
    _changed(session, improvement_id)


def _unlink(session: Session, table, improvement_id: str, which) -> None:
    session.execute(delete(table).where(table.improvement_id == improvement_id, which))
    _changed(session, improvement_id)


def _changed(session: Session, improvement_id: str) -> str:
    jobs.tell(session, "improvement.changed", improvement_id=improvement_id)
    return improvement_id
