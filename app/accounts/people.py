"""Who is here and what each may do. No figure of anybody's walks; what each holds: keys.py."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, func, select

from app.accounts import audit, commands, keys
from app.accounts.access import Actor
from app.accounts.models import BrowserSession, Role, Token, User
from app.kit import clock
from app.kit.errors import Refusal, not_found

ROLES = {
    Role.walker: "Walker: walks, and sees the own walks",
    Role.viewer: "Viewer: reads every walk and figure without the walkers’ names, and changes nothing",
    Role.manager: "Manager: sees every walk and who walked it, keeps journeys, personas and comments, reviews",
    Role.admin: "Admin: all of that, and lets people in",
}


@dataclass(frozen=True)
class Person:
    """A line of the list. seen_at: of any browser or phone, within the hour; None before the first time."""

    user: User
    seen_at: datetime | None
    browsers: int
    phones: int


def everybody(session: Session, heard: dict[str, tuple[str, datetime]]) -> list[Person]:
    """All people by name, closed accounts last. heard: phone → (whose, when it last sent), from the room of walks."""
    now, sent = clock.now(), {}
    for user_id, at in heard.values():
        sent[user_id] = _latest(sent.get(user_id), at)
    browsers = {of: (n, seen, opened) for of, n, seen, opened in session.execute(select(
        BrowserSession.user_id, func.count(), func.max(BrowserSession.seen_at), func.max(BrowserSession.created_at))
        .where(BrowserSession.expires_at > now).group_by(BrowserSession.user_id))}
    phones = dict(session.execute(select(Token.user_id, func.count(func.distinct(Token.dev))).where(
        Token.scope == "device", Token.revoked_at.is_(None), Token.expires_at > now).group_by(Token.user_id)).all())
    rows = session.exec(select(User).where(User.erased_at.is_(None)).order_by(
        User.is_active.desc(), func.lower(User.name), User.id)).all()
    return [Person(user, _latest(*browsers.get(user.id, (0, None, None))[1:], sent.get(user.id)),
                   browsers.get(user.id, (0,))[0], phones.get(user.id, 0)) for user in rows]


def active(session: Session) -> list[tuple[str, str]]:
    """(id, name) of everybody with an open account, by name."""
    return [tuple(row) for row in session.execute(select(User.id, User.name).where(User.is_active).order_by(
        func.lower(User.name), User.id))]


def person(session: Session, user_id: str) -> User:
    """One person. Refuses: not_found."""
    user = session.get(User, user_id)
    if user is None or user.erased_at is not None:
        raise not_found("person")
    return user


def change_role(session: Session, actor: Actor, user: User, role: str) -> None:
    """Say what somebody may do, from their next request on; every browser signs in again, so that no secret of before
    opens what is new. Phones go on. again: nothing. Refuses: unknown_role, last_admin."""
    if role not in set(Role):
        raise commands.unknown_role(role)
    if user.role == Role.admin and role != Role.admin:
        _keep_an_admin(session, user)
    if user.role != role:
        commands.close_sessions(session, user)
        audit.note(session, actor, "role.changed", user.id, was=user.role, role=role)
    user.role = role
    session.add(user)


def close(session: Session, actor: Actor, user: User) -> None:
    """Close an account: browsers and tokens end with the next request; what a phone still brings is set aside.

    again: nothing. Refuses: last_admin.
    """
    _keep_an_admin(session, user)
    if user.is_active:
        audit.note(session, actor, "account.closed", user.id)
    user.is_active = False
    session.add(user)
    keys.cut_off(session, user, phones=False)  # a closed account's phone is told so, and goes on when it opens again


def reopen(session: Session, actor: Actor, user: User) -> None:
    """Let somebody in again. again: nothing."""
    if not user.is_active:
        audit.note(session, actor, "account.opened", user.id)
    user.is_active = True
    session.add(user)


def _keep_an_admin(session: Session, user: User) -> None:
    # Locked, so that two admins cannot let each other go at the same moment.
    admins = session.scalars(select(User.id).where(User.role == Role.admin, User.is_active).order_by(User.id)
                             .with_for_update()).all()
    if set(admins) == {user.id}:
        raise Refusal("last_admin", 409, f"{user.name} is the only admin. Make somebody else an admin first.")


def _latest(*times: datetime | None) -> datetime | None:
    return max(filter(None, times), default=None)
