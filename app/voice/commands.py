"""Changes to what customers said: take a comment in, let one go."""

from datetime import date, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import and_, delete, false, func, insert, or_, update
from sqlmodel import Session, select

from app.kit import clock, jobs
from app.kit.errors import Refusal
from app.kit.ids import new_id
from app.kit.typed import Plain, plain
from app.voice.mapping import felt_of
from app.voice.models import Answer, Comment, CommentTheme, Import, Source


class CommentIn(BaseModel):
    """A customer's words. said_on: None when unknown; channel: a channel, or "" when unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    words: Annotated[str, Plain, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
    said_on: date | None = None
    channel: str = Field("", max_length=20)
    source: Annotated[str, Plain, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    journey_id: str | None = None
    touchpoint: str | None = None
    scale: str | None = None
    rating: float | None = None
    felt: float | None = None


def take_comment(session: Session, asked: CommentIn, by: str | None = None, *, comment_id: str | None = None,
                 is_demo: bool = False, team: str | None = None) -> str:
    """Keep a customer's words; their id. team: of words that speak of no journey, None = everyone's."""
    comment = Comment(id=comment_id or new_id(), **asked.model_dump(), is_demo=is_demo, made_by=by,
                      made_at=clock.now(), team_id=None if asked.journey_id else team)
    session.add(comment)
    session.flush()
    jobs.tell(session, "comment.taken", comment_id=comment.id)
    return comment.id


def take_ratings(session: Session, asked: dict, answers: dict[float, int], *, is_demo: bool = False) -> None:
    """Keep ratings without words. asked: columns of Comment they share; answers: {felt effort's rating: how many}."""
    session.execute(insert(Comment.__table__), [
        {"id": new_id(), "words": "", "answer": Answer.none, "answer_why": "", "touchpoint_said": "",
         "persona_said": "", "segment": "", "channel": "", "is_demo": is_demo, "made_at": clock.now(), **asked,
         "rating": rating, "felt": felt_of(rating, asked["scale"])}
        for rating, many in answers.items() for _ in range(many)])


def answer_comment(session: Session, comment: Comment, answer: str, why: str, by: str) -> None:
    """Say what a comment led to. Refuses: unreadable, why_missing (explained and won't need their words)."""
    if answer not in set(Answer):
        raise Refusal("unreadable", 422, "Choose what this comment led to.")
    why = plain(why).strip()[:1000]
    if answer in (Answer.wont, Answer.explained) and not why:
        raise Refusal("why_missing", 422, "Say it in a sentence, so that the next reader knows.")
    comment.answer, comment.answer_why = answer, why
    comment.answered_by, comment.answered_at = (None, None) if answer == Answer.none else (by, clock.now())
    session.add(comment)


def too_old(session: Session, house_days: int | None) -> list:
    """Conditions on Comment: its words are older than its source allows, or than the house does where the source says
    nothing. house_days: None keeps those for good."""
    now = clock.now()
    by_source = session.exec(select(Source.id, Source.keep_days).where(Source.keep_days.is_not(None))).all()
    old = [and_(Comment.source_id == source, Comment.made_at < now - timedelta(days=days))
           for source, days in by_source]
    if house_days is not None:
        own = func.coalesce(Comment.source_id, "").not_in([source for source, _ in by_source])
        old.append(and_(own, Comment.made_at < now - timedelta(days=house_days)))
    said = [getattr(Comment, name) != "" for name in ("words", "persona_said", "segment", "touchpoint_said")]
    return [or_(Comment.external_id.is_not(None), *said), or_(false(), *old)]


def let_go(session: Session, house_days: int | None) -> int:
    """Erase the words whose time is over; day and rating stay, and so do the figures. How many. again: nothing."""
    return session.execute(update(Comment).where(*too_old(session, house_days)).values(
        words="", persona_said="", segment="", touchpoint_said="", external_id=None)).rowcount


def hold_source(session: Session, source_id: str | None) -> None:
    """Whoever brings in or erases comments of this source just now ends first, and what it did is seen from here on;
    None, or one that is gone: nobody is waited for."""
    if source_id:
        session.get(Source, source_id, with_for_update=True)


def same_as(comment_id: str):
    """A select of the ids of one comment, and of the same where another team brought it in too."""
    one = select(Comment.fingerprint).where(Comment.id == comment_id).scalar_subquery()
    return select(Comment.id).where(or_(Comment.id == comment_id, Comment.fingerprint == one))


def erase(session: Session, comment: Comment) -> None:
    """Take one comment out as if it had never been said, from the looks kept at its file too."""
    if comment.import_id:
        session.execute(update(Import).where(Import.id == comment.import_id).values(sample=[]))
    session.execute(delete(CommentTheme).where(CommentTheme.comment_id == comment.id))
    session.execute(delete(Comment).where(Comment.id == comment.id))


def clear_demo(session: Session) -> None:
    """Remove the demo's comments; nothing may rest on them any more."""
    session.execute(delete(Comment).where(Comment.is_demo))
