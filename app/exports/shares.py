"""Links that lend one page: make one, open it, take it back. Not here: how the page becomes still (inside.py).

A link is /s/<id>#<secret>: the id tells which one is meant, and only whoever has the secret is shown the page.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, select

from app.accounts import audit, wall
from app.accounts.access import Actor
from app.accounts.commands import take_try
from app.accounts.models import Role, User
from app.exports.models import Share
from app.kit import clock
from app.kit.errors import Refusal, not_found
from app.kit.ids import digest, keyed, new_id, new_secret

DAYS = {1: "One day", 7: "A week", 30: "30 days", 90: "90 days"}
PER_HOUR = 300  # looks at one link; and tries of one address at links that are none
MINUTE = timedelta(minutes=1)
GONE = "There is nothing at this address. A shared link may have ended; ask whoever sent it for a new one."


# A page over all journeys speaks of whatever its maker may see: its link is told to nobody else but admins.
wall.guard(Share, lambda actor: Share.made_by == actor.user_id)


def make(session: Session, actor: Actor, path: str, title: str, days: int, named: bool) -> str:
    """Lend a page for so many days; <id>#<secret> of its link, told once. Refuses: unknown_time."""
    if days not in DAYS:
        raise Refusal("unknown_time", 422, "Choose how long the link should work: 1, 7, 30 or 90 days.")
    secret, now = new_secret(), clock.now()
    share = Share(id=new_id(), digest=digest(secret), key=new_secret(), path=path, title=title, named=named,
                  made_by=actor.user_id, made_at=now, expires_at=now + timedelta(days=days))
    session.add(share)
    audit.note(session, actor, "share.made", share.id, page=audit.brief(path), days=days, named=named)
    return f"{share.id}#{secret}"


def lent(session: Session, share_id: str, secret: str) -> tuple[Share, str] | None:
    """(what this link lends, who lent it); None, without a word why, for a wrong link, one that has ended or was
    taken back, and a lender who could not see the page any more."""
    return session.execute(select(Share, User.name).join(User, User.id == Share.made_by).where(
        Share.id == share_id, Share.digest == digest(secret), Share.revoked_at.is_(None),
        Share.expires_at > clock.now(), User.is_active, User.role.in_((Role.manager, Role.admin)))).first()


def opened(session: Session, share_id: str, secret: str, address: str) -> tuple[Share, str] | None:
    """As lent, and noted, or None; address: where it is opened from. Refuses: too_often."""
    share = session.exec(select(Share).where(Share.id == share_id, Share.digest == digest(secret))).first()
    if not take_try(session, f"share:{share.id}" if share else f"no-share:{address}", PER_HOUR):
        raise Refusal("too_often", 429, "This was opened too often in a short time. Try again in some minutes.",
                      headers={"Retry-After": "60"})
    found, now = lent(session, share_id, secret), clock.now()
    if found and (share.opened_at is None or now - share.opened_at > MINUTE):
        share.opened, share.opened_at = share.opened + 1, now
        audit.note(session, None, "share.used", share.id, page=audit.brief(share.path))
    return found


def nothing_here() -> Refusal:
    """One answer for whatever is wrong with a link."""
    return Refusal("not_found", 404, GONE)


def signed(share: Share, photo: str) -> str:
    """What proves that a photo stood on the shared page. photo: '<id>/<rendition>.jpg'."""
    return keyed(share.key, photo)[:32]


def is_signed(share: Share, photo: str, said: str) -> bool:
    return hmac.compare_digest(said.encode(), signed(share, photo).encode())


@dataclass
class Row:
    """A link on the list. state: open | ended | taken back."""

    share: Share
    by: str
    state: str


def rows(session: Session) -> list[Row]:
    """Every link, newest first."""
    found = session.execute(select(Share, User.name).join(User, User.id == Share.made_by).order_by(
        Share.made_at.desc(), Share.id)).all()
    return [Row(share, by, _state(share, clock.now())) for share, by in found]


def _state(share: Share, now: datetime) -> str:
    if share.revoked_at is not None:
        return "taken back"
    return "open" if share.expires_at > now else "ended"


def take_back(session: Session, actor: Actor, share_id: str) -> None:
    """End a link now. Any manager may. again: nothing. Refuses: not_found."""
    share = session.get(Share, share_id)
    if share is None:
        raise not_found("link")
    # One statement decides, for others may take it back at the same moment.
    if session.execute(update(Share).where(Share.id == share_id, Share.revoked_at.is_(None)).values(
            revoked_at=clock.now(), revoked_by=actor.user_id)).rowcount:
        audit.note(session, actor, "share.revoked", share.id, page=audit.brief(share.path))
        session.add(share)
