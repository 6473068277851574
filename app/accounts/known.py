"""Browsers somebody has signed in with before: wrong tries made elsewhere do not shut them out.

The cookie is a keyed digest of the e-mail, so it is worth nothing without the password and needs no row of its own.
"""

import hmac

from fastapi import Request
from sqlmodel import Session

from app.accounts import commands
from app.accounts.access import is_https
from app.accounts.models import Mark
from app.kit.ids import digest, keyed

KEY = "known"  # the name of the secret
SECONDS = 400 * 86_400  # the longest browsers keep a cookie


def cookie_name(request: Request) -> str:
    """`__Host-sl-known` on https; browsers refuse that prefix on plain http."""
    return "__Host-sl-known" if is_https(request) else "sl-known"


def made(session: Session, email: str) -> str:
    """The cookie of a browser in which this person signed in, or the digest of something else that is short, which
    nobody can make who has not this server's key. again: the same."""
    return keyed(commands.own_secret(session, KEY), email)


def is_known(session: Session, request: Request, email: str) -> str | None:
    """A name for this browser's own bucket when this person signed in here before, else None."""
    cookie, key = request.cookies.get(cookie_name(request), ""), session.get(Mark, KEY)
    if not cookie or key is None or not hmac.compare_digest(cookie.encode(), keyed(key.value, email).encode()):
        return None
    return digest(cookie)[:32]
