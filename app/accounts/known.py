"""Browsers somebody has signed in with before: wrong tries made elsewhere do not shut them out.

The cookie is a keyed digest of the e-mail, so it is worth nothing without the password and needs no row of its own.
"""

import hmac

from fastapi import Request
from sqlmodel import Session

from app.accounts import audit, commands
from app.accounts.models import Mark
from app.kit.cookies import cookie_of
from app.kit.ids import digest, keyed, new_secret

KEY = "known"  # the name of the secret, and of the cookie
SEAL = "seal"  # the name of the key phones are locked with, once it is another
SECONDS = 400 * 86_400  # the longest browsers keep a cookie


def made(session: Session, email: str) -> str:
    """The cookie of a browser in which this person signed in, or the digest of something else that is short, which
    nobody can make who has not this server's key. again: the same."""
    return keyed(commands.own_secret(session, KEY), email)


def sealed(session: Session, user_id: str) -> str:
    """The key of what this person's phones hold for them, and nobody else's. again: the same, renewed keys or not."""
    kept = session.get(Mark, SEAL)
    return keyed(kept.value if kept else commands.own_secret(session, KEY), f"seal:{user_id}")


def renew(session: Session, phones: bool = False) -> None:
    """A new key of this server, for when the old one may have been read. phones: also for what phones were locked with;
    what waits locked on one is then lost. Without, it keeps the key it was locked with."""
    old = commands.own_secret(session, KEY)
    if phones or session.get(Mark, SEAL) is None:
        session.merge(Mark(id=SEAL, value=new_secret() if phones else old))
    session.merge(Mark(id=KEY, value=new_secret()))
    audit.note(session, None, "key.renewed", phones=phones)


def is_known(session: Session, request: Request, email: str) -> str | None:
    """A name for this browser's own bucket when this person signed in here before, else None."""
    cookie, key = cookie_of(request, KEY), session.get(Mark, KEY)
    if not cookie or key is None or not hmac.compare_digest(cookie.encode(), keyed(key.value, email).encode()):
        return None
    return digest(cookie)[:32]
