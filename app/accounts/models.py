"""Users, their sessions, one-time links, tokens for phones and programs, and buckets against guessing."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from app.kit.db import UtcDateTime


class Role(StrEnum):
    """What a person may do; each includes the ones before it."""

    walker = "walker"
    viewer = "viewer"
    manager = "manager"
    admin = "admin"


class User(SQLModel, table=True):
    """A person. password_hash: None until one is set; is_demo: goes when the demo world is cleared."""

    __tablename__ = "user_account"
    id: str = Field(primary_key=True)
    email: str = Field(unique=True)
    name: str
    role: str = Role.walker
    password_hash: str | None = None
    is_active: bool = True
    is_demo: bool = False
    created_at: datetime = Field(sa_type=UtcDateTime)


class BrowserSession(SQLModel, table=True):
    """A signed-in browser. id: SHA-256 of the cookie, never the cookie; seen_at: within an hour, None before."""

    __tablename__ = "browser_session"
    id: str = Field(primary_key=True)
    user_id: str = Field(foreign_key="user_account.id", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    browser: str = ""
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class OneTimeLink(SQLModel, table=True):
    """A secret that works once. purpose: first_admin | sign_in | reset | invite; user_id: None for first_admin and an
    invite nobody has used; role, note (who it is meant for): of an invite; made_by: the admin who made it."""

    __tablename__ = "one_time_link"
    id: str = Field(primary_key=True)
    purpose: str
    user_id: str | None = Field(default=None, foreign_key="user_account.id")
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    role: str | None = None
    note: str = ""
    made_by: str | None = Field(default=None, foreign_key="user_account.id")
    made_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Token(SQLModel, table=True):
    """A bearer token. id: its SHA-256; scope: device | read | write; dev: the phone's own id once bound."""

    __tablename__ = "token"
    id: str = Field(primary_key=True)
    user_id: str = Field(foreign_key="user_account.id", index=True)
    scope: str
    dev: str | None = Field(default=None, index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Bucket(SQLModel, table=True):
    """Tries left under one name; refills with time."""

    __tablename__ = "bucket"
    id: str = Field(primary_key=True)
    left: float
    filled_at: datetime = Field(sa_type=UtcDateTime)


class Mark(SQLModel, table=True):
    """A fact of this one server, by name: `epoch` (new after every restore), `demo` (present while shown),
    `weights` (what phones score with)."""

    __tablename__ = "mark"
    id: str = Field(primary_key=True)
    value: str
