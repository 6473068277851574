"""Improvements (on screen: fixes) and touchpoint sheets: what was decided, by whom, resting on what."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column, Text
from sqlmodel import Field, SQLModel

from app.kit.db import UtcDateTime


class Kind(StrEnum):
    """What an improvement does. Source: product.md, "maybe nothing need change, only be explained"."""

    change = "change"
    explain = "explain"
    stop = "stop"
    keep = "continue"
    start = "start"


class State(StrEnum):
    """How far it is. Whether it worked is no state: insights reads that from walks."""

    idea = "idea"
    doing = "doing"
    done = "done"
    dropped = "dropped"


class Improvement(SQLModel, table=True):
    """One thing to change, explain, stop, continue or start at a touchpoint.

    touchpoint: "" for the whole journey; persona_id: None for everybody; owner_id: a user, or owner: a team or
    department in words (never one of a store's staff); done_on: None until done; expected_*: what it should save,
    at least, None when nobody said; version: counts up with every save, so that a stale one is noticed.
    """

    __tablename__ = "improvement"
    id: str = Field(primary_key=True)
    title: str
    kind: str
    why: str = Field(sa_column=Column(Text, nullable=False))
    journey_id: str = Field(foreign_key="journey.id", index=True)
    touchpoint: str = ""
    persona_id: str | None = Field(default=None, foreign_key="persona.id")
    owner_id: str | None = Field(default=None, foreign_key="user_account.id")
    owner: str = ""
    due: date | None = None
    state: str = State.idea
    done_on: date | None = None
    expected_ms: int | None = Field(default=None, sa_type=BigInteger)
    expected_steps: int | None = None
    expected_milli: int | None = None
    version: int = 1
    is_demo: bool = False
    made_by: str | None = Field(default=None, foreign_key="user_account.id")
    made_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def href(self) -> str:
        return f"/improvements/{self.id}"


class Turn(SQLModel, table=True):
    """An improvement came into a state. number: from 1; why: in words, "" when nobody said."""

    __tablename__ = "improvement_turn"
    improvement_id: str = Field(primary_key=True, foreign_key="improvement.id", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    state: str
    why: str = Field(sa_column=Column(Text, nullable=False))
    made_by: str | None = Field(default=None, foreign_key="user_account.id")
    made_at: datetime = Field(sa_type=UtcDateTime)


class WalkEvidence(SQLModel, table=True):
    """A walk an improvement rests on. It goes with the walk."""

    __tablename__ = "improvement_walk"
    improvement_id: str = Field(primary_key=True, foreign_key="improvement.id", ondelete="CASCADE")
    walk_id: str = Field(primary_key=True, foreign_key="walk.id", ondelete="CASCADE", index=True)
    linked_at: datetime = Field(sa_type=UtcDateTime)


class CommentEvidence(SQLModel, table=True):
    """A comment that led to an improvement. It goes with the comment."""

    __tablename__ = "improvement_comment"
    improvement_id: str = Field(primary_key=True, foreign_key="improvement.id", ondelete="CASCADE")
    comment_id: str = Field(primary_key=True, foreign_key="comment.id", ondelete="CASCADE", index=True)
    linked_at: datetime = Field(sa_type=UtcDateTime)


class SheetAnswer(SQLModel, table=True):
    """What somebody answered to one question of a touchpoint's sheet. Older answers stay; the newest counts.

    question: a key of questions.QUESTIONS; number: from 1, counts up; words: "" when an answer was taken back.
    """

    __tablename__ = "sheet_answer"
    journey_id: str = Field(primary_key=True, foreign_key="journey.id")
    touchpoint: str = Field(primary_key=True)
    question: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    words: str = Field(sa_column=Column(Text, nullable=False))
    is_demo: bool = False
    made_by: str | None = Field(default=None, foreign_key="user_account.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
