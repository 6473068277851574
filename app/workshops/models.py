"""Perception workshops: what three audiences say of the same thing. No row here knows who filled a sheet."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from app.kit.db import UtcDateTime


class Audience(StrEnum):
    """Who looks. Source: product.md, "Customer's perspective"."""

    leader = "leader"
    staff = "staff"
    customer = "customer"


class Question(StrEnum):
    """The four questions; the third and fourth ask for two sides each. Source: product.md."""

    well = "well"
    better = "better"
    rivals_better = "rivals_better"
    rivals_worse = "rivals_worse"
    keep = "keep"
    start = "start"


class Kind(StrEnum):
    """What a line of a workshop is: a statement is rated 1–7, 7 = agree; a priority is given a place, 1 = first."""

    statement = "statement"
    priority = "priority"


class Workshop(SQLModel, table=True):
    """One workshop. closed_at: None while sheets are taken; team_id: None is everybody's."""

    __tablename__ = "workshop"
    id: str = Field(primary_key=True)
    name: str
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_demo: bool = False
    made_by: str | None = Field(default=None, foreign_key="user_account.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    team_id: str | None = Field(default=None, index=True)

    @property
    def href(self) -> str:
        return f"/workshops/{self.id}"


class Line(SQLModel, table=True):
    """A statement or a priority of a workshop, in its order from 1."""

    __tablename__ = "workshop_line"
    workshop_id: str = Field(foreign_key="workshop.id", primary_key=True, ondelete="CASCADE")
    kind: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    words: str


class Door(SQLModel, table=True):
    """The link of one audience to its sheet. digest: SHA-256 of the link's secret, which is told once."""

    __tablename__ = "workshop_door"
    workshop_id: str = Field(foreign_key="workshop.id", primary_key=True, ondelete="CASCADE")
    audience: str = Field(primary_key=True)
    digest: str = Field(unique=True)
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class Sheet(SQLModel, table=True):
    """One filled sheet. id: made before it is filled, so that sending twice counts once; people: behind it, from 1."""

    __tablename__ = "workshop_sheet"
    id: str = Field(primary_key=True)
    workshop_id: str = Field(foreign_key="workshop.id", index=True, ondelete="CASCADE")
    audience: str
    people: int
    made_at: datetime = Field(sa_type=UtcDateTime)


class Answer(SQLModel, table=True):
    """One thought of a sheet. theme: "" until a manager grouped it."""

    __tablename__ = "workshop_answer"
    sheet_id: str = Field(foreign_key="workshop_sheet.id", primary_key=True, ondelete="CASCADE")
    question: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    words: str = Field(sa_column=Column(Text, nullable=False))
    theme: str = ""

    @property
    def key(self) -> str:
        return f"{self.sheet_id}.{self.question}.{self.number}"


class Given(SQLModel, table=True):
    """What a sheet gave to a line: a rating of a statement, or the place of a priority."""

    __tablename__ = "workshop_given"
    sheet_id: str = Field(foreign_key="workshop_sheet.id", primary_key=True, ondelete="CASCADE")
    kind: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    value: int
