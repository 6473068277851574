"""The log of entries, the phones that write it, the walks it tells of, and the photos it names."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, Text
from sqlmodel import Field, SQLModel

from app.kit.db import UtcDateTime

Big = BigInteger().with_variant(Integer, "sqlite")


class EntryState(StrEnum):
    """stored: part of its walk; quarantined: kept, but joins nothing until a person decides; erased: a
    tombstone, so that a late copy of an erased line never comes back."""

    stored = "stored"
    quarantined = "quarantined"
    erased = "erased"


class Entry(SQLModel, table=True):
    """One line of the log, exactly as received. Rows are added and never changed, but for erasure.

    server_seq: the server's own order; arrival: a number drawn anew by each receiving, which tells a new row
    from a known one; line: the exact text, sha256: of its bytes; dev, seq: its phone and place there, seq None
    when the sender is not proven to be that phone; wall_ms: the phone's clock, None when unreadable;
    user_id: whose token sent it; by: whom the entry names; why, why_words: the reason for quarantine.
    """

    __tablename__ = "entry"
    __table_args__ = (Index("ix_entry_walk_server_seq", "walk", "server_seq"),
                      Index("ix_entry_dev_seq", "dev", "seq"),
                      Index("ix_entry_quarantined", "server_seq", sqlite_where=Column("state") == "quarantined",
                            postgresql_where=Column("state") == "quarantined"),
                      {"sqlite_autoincrement": True})
    server_seq: int | None = Field(default=None, sa_column=Column(Big, primary_key=True))
    id: str = Field(unique=True)
    arrival: int = Field(sa_type=BigInteger)
    dev: str
    seq: int | None = Field(default=None, sa_type=BigInteger)
    walk: str | None = None
    kind: str
    line: str = Field(sa_column=Column(Text, nullable=False))
    sha256: str
    visit: str | None = None
    ref: str | None = None
    wall_ms: int | None = Field(default=None, sa_type=BigInteger)
    user_id: str
    by: str | None = None
    received_at: datetime = Field(sa_type=UtcDateTime)
    state: str = EntryState.stored
    why: str | None = None
    why_words: str | None = None


class EntryConflict(SQLModel, table=True):
    """Other bytes that came under an id already taken. Both are kept; nothing is overwritten."""

    __tablename__ = "entry_conflict"
    id: str = Field(primary_key=True)
    sha256: str = Field(primary_key=True)
    line: str = Field(sa_column=Column(Text, nullable=False))
    dev: str
    user_id: str
    received_at: datetime = Field(sa_type=UtcDateTime)


class Phone(SQLModel, table=True):
    """What the server knows of one phone. through: highest seq here with no hole below; highest: highest seq
    here; last_seq, pending_*: what the phone said of itself when last heard; forked_at: when two phones were
    last seen to share this identity."""

    __tablename__ = "phone"
    dev: str = Field(primary_key=True)
    user_id: str = Field(foreign_key="user_account.id", index=True)
    through: int = Field(default=0, sa_type=BigInteger)
    highest: int = Field(default=0, sa_type=BigInteger)
    last_seq: int = Field(default=0, sa_type=BigInteger)
    pending_entries: int = Field(default=0, sa_type=BigInteger)
    pending_photos: int = Field(default=0, sa_type=BigInteger)
    heard_at: datetime = Field(sa_type=UtcDateTime)
    app: str | None = None
    storage: str | None = Field(default=None, sa_column=Column(Text))
    forked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Walk(SQLModel, table=True):
    """One walkthrough, as its log tells it; all but id, walker_id and dev is refreshed from the log.

    began_at: None until the entry that begins it is here; ended_seq: place of its end on its phone;
    withdrawn_at: hidden since; erased_at: only this tombstone is left; sealed_at: its log grew too old and is erased,
    but what it scored stays in the sums; review: arrived|needs_review|asked_back|
    accepted|set_aside, the newest decision about it; hints: what is worth a look, names of `app/scoring/plausible.py`.
    """

    __tablename__ = "walk"
    id: str = Field(primary_key=True)
    walker_id: str = Field(foreign_key="user_account.id", index=True)
    dev: str
    journey_id: str | None = Field(default=None, index=True)
    journey_revision: int | None = None
    persona_id: str | None = None
    persona_revision: int | None = None
    mode: str = "be"
    practice: bool = False
    began_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_seq: int | None = Field(default=None, sa_type=BigInteger)
    handed_in: bool = False
    outcome: str | None = None
    review: str = Field(default="arrived", index=True)
    hints: list = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sealed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_demo: bool = False
    synced_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PhotoState(StrEnum):
    """receiving: bytes are missing; pending: stored, pictures not made yet; ready; refused: see why."""

    receiving = "receiving"
    pending = "pending"
    ready = "ready"
    refused = "refused"


class Photo(SQLModel, table=True):
    """One photo by the id its phone made. sha256, size (bytes): of the upload, None until a PUT told them;
    offset: bytes held at the last PUT; width, height: px of the large picture, upright; why: words; look: 16 hex
    letters that stay nearly the same when a picture is copied, None for one too plain to know again."""

    __tablename__ = "photo"
    __table_args__ = (Index("ix_photo_owner_id_named_at", "owner_id", "named_at"),)
    id: str = Field(primary_key=True)
    entry: str | None = None
    walk: str | None = Field(default=None, index=True)
    owner_id: str = Field(foreign_key="user_account.id")
    dev: str | None = Field(default=None, index=True)
    sha256: str | None = Field(default=None, index=True)
    size: int | None = Field(default=None, sa_type=BigInteger)
    offset: int = Field(default=0, sa_type=BigInteger)
    state: str = Field(default=PhotoState.receiving, index=True)
    why: str | None = None
    width: int | None = None
    height: int | None = None
    look: str | None = None
    named_at: datetime = Field(sa_type=UtcDateTime)


class PhotoBand(SQLModel, table=True):
    """A quarter of a photo's look: two looks that differ in at most three bits share one of the four."""

    __tablename__ = "photo_band"
    __table_args__ = (Index("ix_photo_band_bits", "bits", "band"),)
    photo_id: str = Field(primary_key=True, foreign_key="photo.id", ondelete="CASCADE")
    band: int = Field(primary_key=True)
    bits: int


class Review(SQLModel, table=True):
    """One change of what is decided about a walk; rows are added and never changed.

    before, state: as Walk.review; by_id: None when the server noticed it itself; entries: how many lines the walk
    had then, so that more of them are noticed; undoes: the row this one takes back.
    """

    __tablename__ = "review"
    id: int | None = Field(default=None, sa_column=Column(Big, primary_key=True))
    walk_id: str = Field(foreign_key="walk.id", ondelete="CASCADE", index=True)
    before: str
    state: str
    why: str = Field(default="", sa_column=Column(Text, nullable=False))
    by_id: str | None = Field(default=None, foreign_key="user_account.id")
    at: datetime = Field(sa_type=UtcDateTime)
    entries: int
    undoes: int | None = Field(default=None, sa_type=BigInteger)


class ReviewRule(SQLModel, table=True):
    """How long a review may take; one row at most. days: working days, 1…60."""

    __tablename__ = "review_rule"
    id: int = Field(default=1, primary_key=True)
    days: int
    set_by: str | None = Field(default=None, foreign_key="user_account.id", ondelete="SET NULL")
    set_at: datetime = Field(sa_type=UtcDateTime)


class Reviewer(SQLModel, table=True):
    """Who took a walk to review it; whoever decides first decides all the same."""

    __tablename__ = "reviewer"
    walk_id: str = Field(primary_key=True, foreign_key="walk.id", ondelete="CASCADE")
    by_id: str = Field(foreign_key="user_account.id", ondelete="CASCADE")
    at: datetime = Field(sa_type=UtcDateTime)


class Message(SQLModel, table=True):
    """A sentence somebody wrote beside a walk; it is no part of the log.

    about: id of an entry or a visit, None for the whole walk; team: the department it speaks for, None for talk.
    """

    __tablename__ = "message"
    id: int | None = Field(default=None, sa_column=Column(Big, primary_key=True))
    walk_id: str = Field(foreign_key="walk.id", ondelete="CASCADE", index=True)
    about: str | None = None
    team: str | None = None
    words: str = Field(sa_column=Column(Text, nullable=False))
    by_id: str = Field(foreign_key="user_account.id")
    at: datetime = Field(sa_type=UtcDateTime)
