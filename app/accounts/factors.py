"""What somebody can show to prove who they are: a password, passkeys, company sign-on; the last one stays."""

from dataclasses import dataclass

from fastapi import Request
from sqlmodel import Session, select

from app.accounts import audit, invites, passkeys
from app.accounts.access import Actor
from app.accounts.keys import browser_words
from app.accounts.models import CompanyIdentity, Passkey, User
from app.kit.db import settings_beside
from app.kit.errors import Refusal
from app.kit.ids import digest


@dataclass(frozen=True)
class Factors:
    """has_password; passkeys: oldest first; company: whether company sign-on is connected."""

    has_password: bool
    passkeys: list[Passkey]
    company: bool = False

    @property
    def count(self) -> int:
        """How many things these are."""
        return self.has_password + len(self.passkeys) + self.company

    @property
    def any(self) -> bool:
        """False for somebody who can come in by links of others only."""
        return self.count > 0


def factors_of(session: Session, user: User) -> Factors:
    """What this person has to show."""
    company = session.exec(select(CompanyIdentity.id).where(CompanyIdentity.user_id == user.id)).first()
    return Factors(user.password_hash is not None, passkeys.passkeys_of(session, user.id), company is not None)


def account(session: Session, actor: Actor) -> User:
    """The account of whoever asks."""
    return session.get(User, actor.user_id)


def held_locked(session: Session, actor: Actor) -> tuple[User, Factors]:
    """Whoever asks and what they have to show, locked, so that two removals at once do not leave nothing."""
    user = session.exec(select(User).where(User.id == actor.user_id).with_for_update()).one()
    return user, factors_of(session, user)


def join_with_passkey(request: Request, session: Session, secret: str, name: str, email: str, answer: str) -> User:
    """Make the account an invite promised, with a passkey instead of a password. Refuses: what invites.join and
    passkeys.made refuse; then the invite stays unused."""
    about = passkeys.asked_about(request, session, passkeys.JOIN)
    link, _, user_id = about.partition(" ")
    if link != digest(secret):
        raise passkeys.over()
    user = invites.join(session, secret, name, email, None, user_id=user_id)
    passkeys.made(request, session, passkeys.JOIN, answer, about, user.id,
                  browser_words(request.headers.get("user-agent", "")))
    return user


def may_make_first(session: Session, actor: Actor) -> None:
    """Whoever has a passkey shows it; only who has none makes one by what they came in with. The person is locked, so
    that two first ones at once do not both come in. Refuses: passkey_there."""
    _, held = held_locked(session, actor)
    if held.passkeys:
        raise Refusal("passkey_there", 409, "You have a passkey here already, so this one was not added. Show the one "
                      "you have; if it is lost, an admin makes you a link.")


def first_passkey(request: Request, session: Session, actor: Actor, answer: str, name: str) -> None:
    """Keep the first passkey of somebody who owes a second factor. Refuses: what may_make_first and passkeys.made
    refuse."""
    may_make_first(session, actor)
    passkeys.made(request, session, passkeys.ADD, answer, actor.user_id, actor.user_id, name)


def rename(session: Session, actor: Actor, key_id: str, name: str) -> None:
    """Call a passkey of one's own something. again: the same. Refuses: not_found."""
    key = passkeys.own_passkey(session, actor.user_id, key_id)
    key.name = passkeys.called(name)
    session.add(key)


def remove(session: Session, actor: Actor, key_id: str) -> None:
    """Take a passkey of one's own away. Refuses: not_found, last_passkey, last_factor."""
    user, held = held_locked(session, actor)
    key = passkeys.own_passkey(session, user.id, key_id)
    if len(held.passkeys) == 1 and settings_beside(session).asks_two_of(user.role):
        raise Refusal("last_passkey", 409, "A passkey is asked of you here, so your last one stays. Add another first.")
    if held.count == 1:
        raise Refusal("last_factor", 409, "This passkey is the only thing you can sign in with, so it stays. Set a "
                      "password or add another passkey first.")
    session.delete(key)
    audit.note(session, actor, "factor.removed", about=user.id, kind="passkey")
