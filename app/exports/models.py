"""Links to one page of the desk, for people without an account. Only the hash of a link's secret is kept."""

from datetime import datetime

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from app.kit.db import UtcDateTime


class Share(SQLModel, table=True):
    """One page lent out, read-only, until a day.

    id: what people see of it; digest: SHA-256 of the secret in the link; key: signs the addresses of the page's
    photos; path: the page with its filter; title: as it was when shared; named: whether walkers' names are shown;
    opened: how often, opened_at: when last, to the minute.
    """

    __tablename__ = "share"
    id: str = Field(primary_key=True)
    digest: str = Field(unique=True)
    key: str
    path: str = Field(sa_column=Column(Text, nullable=False))
    title: str = Field(sa_column=Column(Text, nullable=False))
    named: bool = False
    made_by: str = Field(foreign_key="user_account.id", index=True)
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_by: str | None = Field(default=None, foreign_key="user_account.id")
    opened: int = 0
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
