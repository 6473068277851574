"""A persona, each of its revisions, and the comments it rests on."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from app.kit.db import UtcDateTime


class Access(StrEnum):
    """What of the internet a persona has."""

    full = "full"
    phone_only = "phone_only"
    none = "none"


class Persona(SQLModel, table=True):
    """A persona's identity. revision: the one in force, from 1; archived_at: not dealt any more; team_id: None is
    everybody's."""

    __tablename__ = "persona"
    id: str = Field(primary_key=True)
    revision: int
    archived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_demo: bool = False
    made_at: datetime = Field(sa_type=UtcDateTime)
    team_id: str | None = Field(default=None, index=True)


def _words() -> list[str]:
    return Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class PersonaRevision(SQLModel, table=True):
    """What a persona was at one time; never changed once made.

    mood: −2 fed up … +2 relieved, at the start; unknowns: what they do not know; journeys: ids.
    """

    __tablename__ = "persona_revision"
    persona_id: str = Field(primary_key=True, foreign_key="persona.id")
    revision: int = Field(primary_key=True)
    name: str
    shoes: str
    pronoun: str = ""
    summary: str = ""
    issue: str
    goal: str
    mood: int = 0
    mood_words: str = ""
    digital_access: str = Access.full
    access_words: str = ""
    closed_channels: list[str] = _words()
    rules: list[str] = _words()
    unknowns: list[str] = _words()
    journeys: list[str] = _words()
    made_by: str | None = Field(default=None, foreign_key="user_account.id")
    made_at: datetime = Field(sa_type=UtcDateTime)


class Evidence(SQLModel, table=True):
    """A comment a persona rests on. A persona without any is an assumption."""

    __tablename__ = "persona_evidence"
    persona_id: str = Field(primary_key=True, foreign_key="persona.id")
    comment_id: str = Field(primary_key=True, foreign_key="comment.id", index=True)
    linked_by: str | None = Field(default=None, foreign_key="user_account.id")
    linked_at: datetime = Field(sa_type=UtcDateTime)
