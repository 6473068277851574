"""What was erased and by whose hand, how long each kind of thing is kept, and what was taken away for its age."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, Text
from sqlmodel import Field, SQLModel

from app.kit.db import UtcDateTime


class State(StrEnum):
    """asked: a walker wishes it, an admin has not done it yet; declined: nor will, and said why."""

    asked = "asked"
    declined = "declined"
    waiting = "waiting"
    running = "running"
    done = "done"


class Erasure(SQLModel, table=True):
    """One erasure, asked for or done. Ids and counts alone: it outlives what it took away.

    kind: person | quote | walk; of: its id; how: of a person, keep | away (the walks); done, total: things;
    counts: {what: how many} that went; why: withdrawn | ledger, or in words why it was declined, until the person goes
    after all; asked_by, made_by: ids, None = the command line.
    """

    __tablename__ = "erasure"
    id: str = Field(primary_key=True)
    kind: str
    of: str = Field(index=True)
    how: str = ""
    state: str = State.waiting
    done: int = 0
    total: int = 0
    counts: dict = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    why: str = Field(default="", sa_column=Column(Text, nullable=False))
    asked_by: str | None = None
    made_by: str | None = None
    made_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Keeping(SQLModel, table=True):
    """How long a kind of thing is kept, where an admin said otherwise than the house. days: None is for ever."""

    __tablename__ = "keeping"
    id: str = Field(primary_key=True)
    days: int | None = None
    made_by: str | None = None
    made_at: datetime = Field(sa_type=UtcDateTime)


class Sweep(SQLModel, table=True):
    """One run that took away what had grown too old. counts: {kind: how many}."""

    __tablename__ = "sweep"
    id: str = Field(primary_key=True)
    counts: dict = Field(sa_column=Column(JSON, nullable=False))
    made_by: str | None = None
    made_at: datetime = Field(sa_type=UtcDateTime, index=True)
