"""Letting somebody in, or in again: invites with a role of their own, and links that set a new password.

A link is told once, works once, and is kept as a digest; looking at its page uses nothing up.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from app.accounts import audit, commands, passkeys
from app.accounts.access import Actor
from app.accounts.models import Membership, OneTimeLink, Role, Team, User
from app.kit import clock
from app.kit.errors import Refusal, not_found
from app.kit.ids import digest, new_secret

INVITE, RESET, SIGN_IN = "invite", "reset", "sign_in"
LASTS = {INVITE: timedelta(hours=72), RESET: timedelta(minutes=30)}
COOKIE = "invite"  # carries an invite's secret to company sign-on
GUESSES = 20  # an hour and address, at links that are none


@dataclass(frozen=True)
class Invite:
    """An invite nobody has used yet. id: for taking it back; note: who it is meant for, '' when not said."""

    id: str
    role: str
    note: str
    by: str
    made_at: datetime
    expires_at: datetime
    teams: tuple[str, ...] = ()


def over() -> Refusal:
    """The no to a link that does not work (any more)."""
    return Refusal("link_used", 410, "This link has been used, was taken back, or its time is over. "
                   "Ask the person who sent it for a new one.")


def invite(session: Session, actor: Actor, role: str, note: str = "", teams: list[str] = ()) -> str:
    """The secret of a new invite, told once. teams: ids of those the person will be in. Refuses: unknown_role,
    long_note, unknown_team."""
    if role not in set(Role):
        raise commands.unknown_role(role)
    if len(note.strip()) > 120:
        raise Refusal("long_note", 422, "Say in up to 120 characters who the invite is for.")
    if set(teams) - set(dict(actor.offers)):
        raise Refusal("unknown_team", 422, "One of these teams is not there any more. Choose again.")
    return _made(session, actor, INVITE, role=role, note=note.strip(), teams=",".join(teams))


def open_invites(session: Session) -> list[Invite]:
    """Every invite that still works, newest first."""
    found = session.execute(select(OneTimeLink, User.name).join(User, User.id == OneTimeLink.made_by).where(
        OneTimeLink.purpose == INVITE, *_open()).order_by(OneTimeLink.made_at.desc(), OneTimeLink.id)).all()
    return [Invite(link.id, link.role, link.note, by, link.made_at, link.expires_at,
                   tuple(filter(None, link.teams.split(",")))) for link, by in found]


def take_back(session: Session, actor: Actor, invite_id: str) -> None:
    """End an invite now. again: nothing. Refuses: not_found."""
    link = session.get(OneTimeLink, invite_id)
    if link is None or link.purpose != INVITE:
        raise not_found("invite")
    _end(session, OneTimeLink.id == invite_id)
    audit.note(session, actor, "invite.withdrawn", invite_id)


def reset(session: Session, actor: Actor | None, user: User) -> str:
    """The secret of a link to a new password, told once; earlier ones of this person end. actor: None when the person
    asked by mail. Refuses: account_closed."""
    if not user.is_active:
        raise Refusal("account_closed", 409, f"{user.name}’s account is closed. Open it first.")
    _end(session, OneTimeLink.user_id == user.id, OneTimeLink.purpose == RESET)
    return _made(session, actor, RESET, user_id=user.id)


def looked_at(session: Session, purpose: str, secret: str) -> OneTimeLink:
    """The link, still unused. Refuses: link_used."""
    link = commands.link_of(session, secret)
    if not _is_open(link) or link.purpose != purpose:
        raise over()
    return link


def mailed(session: Session, invite_id: str) -> str | None:
    """Another secret of an open invite, for the letter that takes it out; the one mailed before ends. None: it is
    over."""
    link = session.get(OneTimeLink, invite_id)
    if not _is_open(link):
        return None
    secret = new_secret()
    link.mailed = digest(secret)
    session.add(link)
    return secret


def tried(session: Session, purpose: str, secret: str, address: str) -> OneTimeLink | Refusal:
    """`looked_at` for a form, its refusal handed back so that the try is kept; guesses of one address are limited."""
    try:
        return looked_at(session, purpose, secret)
    except Refusal as no:
        return no if refused(session, address, no) else commands.too_many_tries()


def refused(session: Session, address: str, no: Refusal) -> bool:
    """Write a link down that let nobody in; False, and nothing written, when this address guesses too often."""
    if not commands.take_try(session, f"link-guess:{address}", GUESSES):
        return False
    audit.note(session, None, "session.refused", way="link", why=no.code)
    return True


def join(session: Session, secret: str, name: str, email: str, password_hash: str | None,
         user_id: str | None = None) -> User:
    """Make the account an invite promised. Refuses: link_used, no_name, bad_email, email_taken; then it stays unused.

    again: of two at the same moment one wins, by a conditional update.
    """
    name = commands.named(name)
    _spend(session, INVITE, secret)
    link = commands.link_of(session, secret)
    user = commands.add_user(session, email, link.role, name, user_id=user_id)
    user.password_hash, link.user_id = password_hash, user.id
    audit.note(session, user, "invite.used", link.id, role=link.role)
    session.add_all((user, link))
    session.flush()
    for team in session.exec(select(Team).where(Team.id.in_(link.teams.split(",")), Team.closed_at.is_(None))):
        session.add(Membership(user_id=user.id, team_id=team.id))
        audit.note(session, user, "member.added", user.id, team=team.id)
    return user


def set_anew(session: Session, secret: str, password_hash: str) -> User:
    """A new password by a reset link; every session of that person ends, and by an admin's link, where a passkey is
    asked of them, every passkey too: theirs is lost. A mail alone takes none. Refuses: link_used."""
    user = session.get(User, _spend(session, RESET, secret))
    if not user.is_active:
        raise over()
    commands.keep_password(session, user, password_hash)
    audit.note(session, user, "reset.used", user.id)
    if by := commands.link_of(session, secret).made_by:
        passkeys.start_over(session, user, by)
    return user


def _spend(session: Session, purpose: str, secret: str) -> str | None:
    try:
        return commands.redeem_link(session, purpose, secret)
    except Refusal:
        raise over() from None


def _made(session: Session, actor: Actor | None, purpose: str, **fields) -> str:
    secret, now = new_secret(), clock.now()
    session.add(OneTimeLink(id=digest(secret), purpose=purpose, made_by=actor.user_id if actor else None,
                            made_at=now, expires_at=now + LASTS[purpose], **fields))
    audit.note(session, actor, f"{purpose}.made", fields.get("user_id", digest(secret)),
               **{name: fields[name] for name in ("role",) if name in fields})
    return secret


def _is_open(link: OneTimeLink | None) -> bool:
    return link is not None and link.used_at is None and link.expires_at > clock.now()


def _open() -> tuple:
    return OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > clock.now()


def _end(session: Session, *which) -> None:
    for link in session.exec(select(OneTimeLink).where(*which, *_open())):
        link.expires_at = clock.now()
        session.add(link)
