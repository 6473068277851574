"""Eight digits that carry a sign-in into the app on a Home Screen.

An installed app on an iPhone has its own storage, and a link opens Safari beside it; eight digits can be typed. They
work once, for ten minutes. So few can be guessed that tries are counted for each address and for the whole server.
"""

import secrets
from datetime import timedelta

from sqlmodel import Session, delete, select

from app.accounts import audit, commands, known
from app.accounts.access import Actor
from app.accounts.models import OneTimeLink, User
from app.kit import clock
from app.kit.errors import Refusal
from app.kit.ids import digest

CODE, DIGITS = "code", 8
LASTS = timedelta(minutes=10)
HERE, EVERYWHERE = 10, 200  # tries an hour: with 50 codes open, one is hit in 10,000 hours


def made(session: Session, actor: Actor) -> str:
    """Eight digits for whoever asks, told once; earlier ones of theirs end."""
    now = clock.now()
    session.execute(delete(OneTimeLink).where(OneTimeLink.purpose == CODE, (OneTimeLink.expires_at <= now)
                                              | (OneTimeLink.user_id == actor.user_id)))
    while True:
        digits = f"{secrets.randbelow(10 ** DIGITS):0{DIGITS}}"
        key = digest(_secret(session, digits))
        if session.get(OneTimeLink, key) is None:
            break
    session.add(OneTimeLink(id=key, purpose=CODE, user_id=actor.user_id, made_by=actor.user_id, made_at=now,
                            expires_at=now + LASTS))
    audit.note(session, actor, "code.made", actor.user_id)
    return digits


def redeemed(session: Session, typed: str, address: str) -> User:
    """Whose code this is; it is used with this. Spaces do not count. Refuses: too_many_tries, bad_code, code_over; the
    try stays counted, so commit all the same.

    again: of two at the same moment one wins, by a conditional update.
    """
    buckets = {f"code:{address}": HERE, "code": EVERYWHERE}
    if not commands.take_tries(session, buckets):
        raise Refusal("too_many_tries", 429, "Too many codes were tried. Sign in with your password, or wait an hour.")
    digits = "".join(typed.split())
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        raise Refusal("bad_code", 422, "A code has eight digits. Look at it again where it is shown.")
    try:
        user_id = commands.redeem_link(session, CODE, _secret(session, digits))
    except Refusal:
        raise over() from None
    user = session.exec(select(User).where(User.id == user_id, User.is_active)).first()
    if user is None:
        raise over()
    commands.give_back_tries(session, buckets)
    return user


def over() -> Refusal:
    """The no to a code that does not work (any more)."""
    return Refusal("code_over", 410, "This code does not work: it was mistyped, used already, or its ten minutes are "
                   "over. Show a new one in the browser, under “My account”.")


def _secret(session: Session, digits: str) -> str:
    return known.made(session, f"code:{digits}")
