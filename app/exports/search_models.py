"""What can be found: a row for every title and sentence somebody may look for. All of it can be rebuilt."""

from datetime import datetime

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from app.kit.db import UtcDateTime
from app.walks.models import Big


def _of(key: str):
    return Field(default=None, foreign_key=key, ondelete="CASCADE", index=True)


class Finding(SQLModel, table=True):
    """One thing search may show; it goes with what it is of.

    noun: journey|touchpoint|persona|walk|words|comment|fix|talk|workshop; part: id of the touchpoint or of the entry,
    "said" for an answer of a workshop, ""; folded: title and words as lower-case words with blanks between and no
    accents, which the database's own index reads; at: when it happened, None for what has no day.
    """

    __tablename__ = "finding"
    __table_args__ = {"sqlite_autoincrement": True}
    id: int | None = Field(default=None, sa_column=Column(Big, primary_key=True))
    noun: str
    journey_id: str | None = _of("journey.id")
    persona_id: str | None = _of("persona.id")
    walk_id: str | None = _of("walk.id")
    comment_id: str | None = _of("comment.id")
    improvement_id: str | None = _of("improvement.id")
    workshop_id: str | None = _of("workshop.id")
    message_id: int | None = Field(default=None, sa_type=Big, foreign_key="message.id", ondelete="CASCADE", index=True)
    part: str = ""
    title: str = Field(sa_column=Column(Text, nullable=False))
    words: str = Field(sa_column=Column(Text, nullable=False))
    folded: str = Field(sa_column=Column(Text, nullable=False))
    at: datetime | None = Field(default=None, sa_type=UtcDateTime)
