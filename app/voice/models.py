"""What customers said: one comment or rating each, where it came from, and the files it came in."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Column, Text
from sqlmodel import Field, SQLModel

from app.kit.db import UtcDateTime


class Answer(StrEnum):
    """What a comment led to. none: nothing yet; wont: won't, because."""

    none = "none"
    explained = "explained"
    changed = "changed"
    wont = "wont"


class Comment(SQLModel, table=True):
    """A customer's words, rating, or both; words "" when only a rating was given.

    said_on: None when unknown; channel: where they said it, "" when unknown. touchpoint: of journey_id, None when
    not known here; touchpoint_said, persona_said, segment: as the file had them. scale: ces2|ces2010|effort|csat|
    zero_ten; rating: as given on it; felt: the same as effort 1…7, 7 hardest, None when the scale does not ask for
    effort. external_id: the source's own number; fingerprint: what makes it the same comment in a second import, with
    those who may see it; two teams may hold the same. team_id: of its file, None: whoever may see its journey.
    """

    __tablename__ = "comment"
    id: str = Field(primary_key=True)
    words: str = Field(sa_column=Column(Text, nullable=False))
    said_on: date | None = None
    channel: str = ""
    source: str
    is_demo: bool = False
    made_by: str | None = Field(default=None, foreign_key="user_account.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    source_id: str | None = None
    import_id: str | None = None
    external_id: str | None = None
    journey_id: str | None = None
    touchpoint: str | None = None
    scale: str | None = None
    rating: float | None = None
    felt: float | None = None
    touchpoint_said: str = Field(default="", sa_column=Column(Text, nullable=False))
    persona_said: str = Field(default="", sa_column=Column(Text, nullable=False))
    segment: str = Field(default="", sa_column=Column(Text, nullable=False))
    answer: str = Answer.none
    answer_why: str = Field(default="", sa_column=Column(Text, nullable=False))
    answered_by: str | None = None
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    fingerprint: str | None = Field(default=None, index=True)
    team_id: str | None = Field(default=None, index=True)


class Source(SQLModel, table=True):
    """Where comments come from. mapping: as it was chosen last (mapping.py); keep_days: None keeps them for good."""

    __tablename__ = "voice_source"
    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    mapping: dict = Field(sa_column=Column(JSON, nullable=False))
    keep_days: int | None = None
    made_at: datetime = Field(sa_type=UtcDateTime)
    team_id: str | None = Field(default=None, index=True)


class ImportState(StrEnum):
    """uploaded: waits for its columns to be named; checking, storing: at work; checked: waits for a yes."""

    uploaded = "uploaded"
    checking = "checking"
    checked = "checked"
    storing = "storing"
    stored = "stored"
    failed = "failed"
    forgotten = "forgotten"


class Import(SQLModel, table=True):
    """One file of comments on its way in. total = accepted + refused; known: of the accepted, here already.

    trouble: [[line, column, what it held, why]] of every refused row; sample: the first rows as they would be kept.
    """

    __tablename__ = "voice_import"
    id: str = Field(primary_key=True)
    source_id: str = Field(foreign_key="voice_source.id", index=True)
    file_name: str
    columns: list = Field(sa_column=Column(JSON, nullable=False))
    mapping: dict = Field(sa_column=Column(JSON, nullable=False))
    state: str = ImportState.uploaded
    done: int = 0
    total: int = 0
    accepted: int = 0
    refused: int = 0
    known: int = 0
    trouble: list = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    sample: list = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    why: str = Field(default="", sa_column=Column(Text, nullable=False))
    made_by: str | None = Field(default=None, foreign_key="user_account.id", ondelete="SET NULL")
    made_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    team_id: str | None = Field(default=None, index=True)


class Theme(SQLModel, table=True):
    """What many comments speak of. touchpoint: of journey_id, None when it is bound to none.

    rule: words or beginnings of words; a comment that holds any of them speaks of it. [] when only hands put it.
    """

    __tablename__ = "theme"
    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    journey_id: str | None = None
    touchpoint: str | None = None
    rule: list = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    is_demo: bool = False
    made_by: str | None = Field(default=None, foreign_key="user_account.id", ondelete="SET NULL")
    made_at: datetime = Field(sa_type=UtcDateTime)
    team_id: str | None = Field(default=None, index=True)


class How(StrEnum):
    """Who said that a comment speaks of a theme."""

    hand = "hand"
    rule = "rule"
    suggested = "suggested"


class TagState(StrEnum):
    """counts: in every figure; waits: suggested, in none; away: a person said no, and no rule says yes again."""

    counts = "counts"
    waits = "waits"
    away = "away"


class CommentTheme(SQLModel, table=True):
    """That a comment speaks of a theme, or that it does not. made_by: None when a rule or a suggestion put it."""

    __tablename__ = "comment_theme"
    comment_id: str = Field(primary_key=True, foreign_key="comment.id", ondelete="CASCADE")
    theme_id: str = Field(primary_key=True, foreign_key="theme.id", ondelete="CASCADE")
    how: str
    state: str = TagState.counts
    made_by: str | None = Field(default=None, foreign_key="user_account.id", ondelete="SET NULL")
    made_at: datetime = Field(sa_type=UtcDateTime)
