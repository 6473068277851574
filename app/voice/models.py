"""One thing a customer said, in their own words."""

from datetime import date, datetime

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from app.kit.db import UtcDateTime


class Comment(SQLModel, table=True):
    """A customer's words. said_on: None when unknown; channel: where they said it, "" when unknown."""

    __tablename__ = "comment"
    id: str = Field(primary_key=True)
    words: str = Field(sa_column=Column(Text, nullable=False))
    said_on: date | None = None
    channel: str = ""
    source: str
    is_demo: bool = False
    made_by: str | None = Field(default=None, foreign_key="user_account.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
