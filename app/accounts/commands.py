"""Changes to who may come in: users, sessions, one-time links, tokens, tries."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, func, select

from app.accounts import easy, passwords
from app.accounts.models import BrowserSession, Bucket, Mark, OneTimeLink, Role, Token, User
from app.kit import clock
from app.kit.db import insert_new
from app.kit.errors import Refusal
from app.kit.ids import digest, new_id, new_secret

# How long a browser is signed in: unused, and in all. Why an admin has no shorter time: CONTRIBUTING, Decisions.
IDLE = {role: timedelta(hours=12) for role in Role} | {Role.walker: timedelta(days=14)}
ABSOLUTE = {role: timedelta(days=14) for role in Role} | {Role.walker: timedelta(days=90)}
FIRST_ADMIN = 20  # tries of its code an hour
TOKEN_DAYS = {"device": 180, "read": 90, "write": 90}


def add_user(session: Session, email: str, role: str, name: str = "", password: str | None = None,
             is_demo: bool = False, user_id: str | None = None) -> User:
    """Add a person. Refuses: unknown_role, bad_email, email_taken, weak_password."""
    email = email.strip().lower()
    if role not in set(Role):
        raise unknown_role(role)
    if "@" not in email or len(email) > 254 or any(letter.isspace() for letter in email):
        raise Refusal("bad_email", 422, f"“{email}” does not look like an e-mail address.")
    if session.exec(select(User.id).where(User.email == email)).first():
        raise Refusal("email_taken", 409, f"{email} has an account already.")
    user = User(id=user_id or new_id(), email=email, name=name.strip() or email.split("@")[0], role=role,
                password_hash=passwords.hashed(password, easy.words_of(session, email, name)) if password else None,
                is_demo=is_demo, created_at=clock.now())
    session.add(user)
    try:
        session.flush()
    except IntegrityError:  # somebody took it between the look and the insert
        raise Refusal("email_taken", 409, f"{email} has an account already.") from None
    return user


def unknown_role(role: str) -> Refusal:
    """The no to a role that is none."""
    return Refusal("unknown_role", 422, f"There is no role “{role[:40]}”. Use {', '.join(Role)}.")


def named(name: str) -> str:
    """A person's name as it is kept. Refuses: no_name."""
    if not 1 <= len(name.strip()) <= 120:
        raise Refusal("no_name", 422, "Say your name, in up to 120 characters.")
    return name.strip()


def set_password(session: Session, user: User, password: str) -> None:
    """Set a password and end every browser session of that user. Refuses: weak_password."""
    keep_password(session, user, passwords.hashed(password, easy.words_of(session, user.email, user.name)))


def keep_password(session: Session, user: User, password_hash: str, spare: str = "") -> None:
    """Keep a hash made already, and end every browser session of that user but `spare` (a digest)."""
    user.password_hash = password_hash
    session.add(user)
    close_sessions(session, user, spare)


def keep_hash(session: Session, user: User, password: str) -> None:
    """A right password whose hash was made with other parameters than today's is hashed anew; no session ends."""
    if passwords.is_outdated(user.password_hash):
        session.execute(update(User).where(User.id == user.id, User.password_hash == user.password_hash).values(
            password_hash=passwords.hashed_anew(password)))


def open_session(session: Session, user: User, browser: str = "", proved: bool = True,
                 most_days: int | None = None, is_whole: bool = False) -> tuple[str, datetime]:
    """Sign a user in; the cookie's secret and when it ends at the latest. Only its digest is stored. proved: False when
    another browser's word let them in, so that what is dangerous still asks; most_days: ends by then, whatever the
    role; is_whole: two factors were shown."""
    secret, now = new_secret(), clock.now()
    ends = now + min(ABSOLUTE[user.role], timedelta(days=most_days) if most_days else ABSOLUTE[user.role])
    session.add(BrowserSession(id=digest(secret), user_id=user.id, created_at=now, ends_at=ends,
                               expires_at=min(ends, now + IDLE[user.role]), browser=browser[:200],
                               proved_at=now if proved else None, is_whole=is_whole))
    return secret, ends


def prove_session(session: Session, session_id: str, is_whole: bool = False) -> tuple[str, datetime]:
    """Whoever sits at this session showed who they are, is_whole: by two factors. It goes on under a new secret, and
    the old one is worth nothing from now on. Returns as open_session."""
    old, secret = session.get(BrowserSession, session_id), new_secret()
    ends = old.ends_at or old.expires_at
    session.add(BrowserSession(**{**old.model_dump(), "id": digest(secret), "ends_at": ends, "proved_at": clock.now(),
                                  "is_whole": is_whole or old.is_whole}))
    session.delete(old)
    return secret, ends


def close_session(session: Session, secret: str) -> str | None:
    """Sign out on the server; whose session it was. None: an unknown cookie is no error."""
    row = session.get(BrowserSession, digest(secret))
    if row is None:
        return None
    session.delete(row)
    return row.user_id


def close_sessions(session: Session, user: User, spare: str = "") -> None:
    """Sign a user out in every browser but `spare` (a digest)."""
    for row in session.exec(select(BrowserSession).where(
            BrowserSession.user_id == user.id, BrowserSession.id != spare)):
        session.delete(row)


def make_link(session: Session, purpose: str, user: User | None = None, minutes: int = 10) -> str:
    """A secret that works once within these minutes; told to the caller, stored as a digest."""
    secret = new_secret()
    session.add(OneTimeLink(id=digest(secret), purpose=purpose, user_id=user.id if user else None,
                            expires_at=clock.now() + timedelta(minutes=minutes)))
    return secret


def redeem_link(session: Session, purpose: str, secret: str) -> str | None:
    """Use a one-time secret; the user's id, or None for first_admin. Refuses: link_used.

    again: of two at the same moment one wins, by a conditional update.
    """
    now = clock.now()
    won = session.execute(update(OneTimeLink).where(
        or_(OneTimeLink.id == digest(secret), OneTimeLink.mailed == digest(secret)), OneTimeLink.purpose == purpose,
        OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now).values(used_at=now))
    if won.rowcount != 1:
        raise Refusal("link_used", 410, "This link or code has been used, or its time is over. Make a new one.")
    return link_of(session, secret).user_id


def link_of(session: Session, secret: str) -> OneTimeLink | None:
    """The link a secret belongs to, used or not: the one told first, or the one that went by mail."""
    return session.exec(select(OneTimeLink).where(
        or_(OneTimeLink.id == digest(secret), OneTimeLink.mailed == digest(secret)))).first()


def make_token(session: Session, user: User, scope: str, dev: str | None = None, is_whole: bool = False) -> str:
    """A bearer token, told once. scope: device | read | write; is_whole: made where two factors were shown. Refuses:
    unknown_scope."""
    if scope not in TOKEN_DAYS:
        raise Refusal("unknown_scope", 422, f"There is no scope “{scope}”. Use device, read or write.")
    secret, now = f"sl_{new_secret()}", clock.now()
    session.add(Token(id=digest(secret), user_id=user.id, scope=scope, dev=dev, created_at=now,
                      expires_at=now + timedelta(days=TOKEN_DAYS[scope]), is_whole=is_whole))
    return secret


def take_try(session: Session, name: str, per_hour: int) -> bool:
    """Take one try from a bucket that refills evenly; False when it is empty."""
    now = clock.now()
    insert_new(session, Bucket, [{"id": name, "left": per_hour, "filled_at": now}])
    bucket = session.get(Bucket, name, with_for_update=True)
    gained = (now - bucket.filled_at).total_seconds() * per_hour / 3600
    bucket.left, bucket.filled_at = min(per_hour, bucket.left + gained), now
    allowed = bucket.left >= 1
    bucket.left -= 1 if allowed else 0
    session.add(bucket)
    return allowed


def demand_try(session: Session, name: str, per_hour: int) -> None:
    """Take one try from a bucket. Refuses: too_many_tries."""
    if not take_try(session, name, per_hour):
        raise too_many_tries()


def take_tries(session: Session, buckets: dict[str, int]) -> bool:
    """Take one from each, name → tries an hour; False as soon as one is empty, so that a flood at one place spends only
    what is its own."""
    return all(take_try(session, name, per_hour) for name, per_hour in buckets.items())


def give_back_tries(session: Session, buckets: dict[str, int]) -> None:
    """After a try that was right: put it back into its buckets."""
    for name, per_hour in buckets.items():
        bucket = session.get(Bucket, name, with_for_update=True)
        if bucket:
            bucket.left = min(per_hour, bucket.left + 1)
            session.add(bucket)


def too_many_tries() -> Refusal:
    """The no to whoever tries too often."""
    return Refusal("too_many_tries", 429, "Too many tries. Wait a few minutes, then try again.")


def epoch(session: Session) -> str:
    """This server's present life; a restore begins a new one, and phones offer what they kept again."""
    mark = session.get(Mark, "epoch")
    return mark.value if mark else "unset"


def begin_epoch(session: Session) -> str:
    """Start a new life of this server (first migration, restore)."""
    value = new_id()
    session.merge(Mark(id="epoch", value=value))
    return value


def own_secret(session: Session, name: str) -> str:
    """A secret of this server, by name, made when first asked for. again: the same."""
    insert_new(session, Mark, [{"id": name, "value": new_secret()}])
    return session.get(Mark, name).value


def has_users(session: Session) -> bool:
    """False on a server nobody has been let into yet."""
    return bool(session.exec(select(func.count()).select_from(User)).one())
