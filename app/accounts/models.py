"""Users, their sessions, one-time links, tokens for phones and programs, and buckets against guessing."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.kit.db import UtcDateTime


class Role(StrEnum):
    """What a person may do; each includes the ones before it."""

    walker = "walker"
    viewer = "viewer"
    manager = "manager"
    admin = "admin"


class User(SQLModel, table=True):
    """A person. password_hash: None until one is set; is_demo: goes when the demo world is cleared; erased_at: since
    then the row is an empty shell with a number, so that sums still know how many people walked."""

    __tablename__ = "user_account"
    id: str = Field(primary_key=True)
    email: str = Field(unique=True)
    name: str
    role: str = Role.walker
    password_hash: str | None = None
    is_active: bool = True
    is_demo: bool = False
    created_at: datetime = Field(sa_type=UtcDateTime)
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Team(SQLModel, table=True):
    """Some of the house, who have rows of their own. closed_at: owns nothing and takes nobody since."""

    __tablename__ = "team"
    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_demo: bool = False
    made_at: datetime = Field(sa_type=UtcDateTime)


class Membership(SQLModel, table=True):
    """That somebody is in a team."""

    __tablename__ = "membership"
    user_id: str = Field(primary_key=True, foreign_key="user_account.id", ondelete="CASCADE")
    team_id: str = Field(primary_key=True, foreign_key="team.id", ondelete="CASCADE", index=True)


class BrowserSession(SQLModel, table=True):
    """A signed-in browser. id: SHA-256 of the cookie, never the cookie; seen_at: within an hour, None before;
    expires_at: when it is over for want of use, ends_at: when whatever its use (None: made before 0020, as expires_at);
    proved_at: when whoever sits here last showed who they are, None when they came in by another browser's word;
    is_whole: whether they showed two factors."""

    __tablename__ = "browser_session"
    id: str = Field(primary_key=True)
    user_id: str = Field(foreign_key="user_account.id", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    browser: str = ""
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    proved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_whole: bool = False


class Passkey(SQLModel, table=True):
    """A key kept by somebody's phone, computer or password store. id: its credential id, base64url; public_key: COSE,
    base64url; sign_count: 0 where the maker counts nothing; doubted_at: when its count went back, as a copy's would."""

    __tablename__ = "passkey"
    id: str = Field(primary_key=True)
    user_id: str = Field(foreign_key="user_account.id", index=True)
    name: str
    public_key: str
    sign_count: int = Field(default=0, sa_type=BigInteger)
    made_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    doubted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PasskeyAsk(SQLModel, table=True):
    """A question to a passkey, answered once. id: SHA-256 of the cookie that binds it to a browser; challenge:
    base64url; purpose: add | join | sign_in | prove; about: whose account it is or will be, '' before that is known."""

    __tablename__ = "passkey_ask"
    id: str = Field(primary_key=True)
    challenge: str
    purpose: str
    about: str = ""
    expires_at: datetime = Field(sa_type=UtcDateTime)


class OneTimeLink(SQLModel, table=True):
    """A secret that works once. purpose: first_admin | sign_in | reset | invite | code; user_id: None for first_admin
    and an invite nobody has used; role, note (who it is meant for), teams (ids, commas between): of an
    invite; made_by: the admin who made it; mailed: SHA-256 of a second secret, made for the letter that took it out."""

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
    teams: str = ""
    mailed: str | None = Field(default=None, index=True)


class Token(SQLModel, table=True):
    """A bearer token. id: its SHA-256; scope: device | read | write; dev: the phone's own id once bound; is_whole:
    whether it was made, or its phone used since, where two factors were shown."""

    __tablename__ = "token"
    id: str = Field(primary_key=True)
    user_id: str = Field(foreign_key="user_account.id", index=True)
    scope: str
    dev: str | None = Field(default=None, index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_whole: bool = False


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


class AuditLine(SQLModel, table=True):
    """A deed, never changed. n: 1, 2, 3 … without a gap; deed: `noun.participle`; by: who, None = the server or nobody
    known; about: the id it was done to, ''; before, digest: SHA-256 of the line before and of this one with that.
    No foreign keys: a line outlives all it speaks of."""

    __tablename__ = "audit_line"
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    deed: str = Field(index=True)
    by: str | None = Field(default=None, index=True)
    about: str = ""
    facts: dict = Field(sa_column=Column(JSON, nullable=False))
    before: str
    digest: str


class AuditChain(SQLModel, table=True):
    """Where the log begins and ends; one row. first_n, first_hash: the oldest line kept and the digest before it;
    last_n, last_hash: the newest line and its digest."""

    __tablename__ = "audit_chain"
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    first_n: int
    first_hash: str
    last_n: int
    last_hash: str


class Gone(SQLModel, table=True):
    """A tombstone: what was erased and must not come back. kind: person | walk | photo | token | quote; key: its id (of
    a token its digest, of a quote the salted digest of its fingerprint); late: how often something of it came since and
    was not kept."""

    __tablename__ = "gone"
    kind: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    late: int = 0


class CompanyIdentity(SQLModel, table=True):
    """Somebody as the company's identity provider knows them: iss and sub together say who, and nothing else does.

    label: what the provider called them, for their own page; shown_at: their last company sign-on."""

    __tablename__ = "company_identity"
    __table_args__ = (UniqueConstraint("iss", "sub"),)
    id: str = Field(primary_key=True)
    user_id: str = Field(foreign_key="user_account.id", index=True)
    iss: str
    sub: str
    label: str = ""
    made_at: datetime = Field(sa_type=UtcDateTime)
    shown_at: datetime = Field(sa_type=UtcDateTime)


class SignOn(SQLModel, table=True):
    """A company sign-on that was begun and is over after ten minutes. id: SHA-256 of the cookie of its browser, from
    which state, nonce and the PKCE verifier are worked out; purpose: sign_in | join | connect | prove; user_id: who
    connects or proves; iss, sub, label: of a connection that waits for its person's yes."""

    __tablename__ = "sign_on"
    id: str = Field(primary_key=True)
    purpose: str
    next: str
    user_id: str | None = Field(default=None, foreign_key="user_account.id", index=True)
    begun_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    spent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    iss: str | None = None
    sub: str | None = None
    label: str = ""


class Mail(SQLModel, table=True):
    """What became of a letter. kind: reset | invite | test; about: the invite's id, ''; user_id: to whom, None before
    they have an account; state: waiting | sent | failed; said: the mail server's answer or why it failed, in words.
    Neither address nor words of the letter are kept."""

    __tablename__ = "mail"
    id: str = Field(primary_key=True)
    kind: str
    about: str = ""
    user_id: str | None = Field(default=None, foreign_key="user_account.id", index=True, ondelete="CASCADE")
    state: str = "waiting"
    tries: int = 0
    said: str = ""
    made_at: datetime = Field(sa_type=UtcDateTime, index=True)
    tried_at: datetime = Field(sa_type=UtcDateTime)
