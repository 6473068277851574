"""Changes to what customers said: take a comment in, let one go."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from sqlalchemy import delete
from sqlmodel import Session

from app.kit import clock
from app.kit.ids import new_id
from app.voice.models import Comment

# PostgreSQL keeps no NUL in text; nobody can see one either.
Plain = BeforeValidator(lambda typed: typed.replace("\0", "") if isinstance(typed, str) else typed)


class CommentIn(BaseModel):
    """A customer's words. said_on: None when unknown; channel: a channel, or "" when unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    words: Annotated[str, Plain, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
    said_on: date | None = None
    channel: str = Field("", max_length=20)
    source: Annotated[str, Plain, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


def take_comment(session: Session, asked: CommentIn, by: str | None = None, *, comment_id: str | None = None,
                 is_demo: bool = False) -> str:
    """Keep a customer's words; their id."""
    comment = Comment(id=comment_id or new_id(), **asked.model_dump(), is_demo=is_demo, made_by=by,
                      made_at=clock.now())
    session.add(comment)
    session.flush()
    return comment.id


def clear_demo(session: Session) -> None:
    """Remove the demo's comments; nothing may rest on them any more."""
    session.execute(delete(Comment).where(Comment.is_demo))
