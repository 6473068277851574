"""Look at what a sign-in must show: of whom a second factor is asked, who has none yet, and keys that are too short."""

from collections.abc import Iterator

from sqlmodel import Session, select

from app.accounts import algorithms, passkeys
from app.accounts.models import Passkey, User
from app.care.findings import Finding, bad, ok, warn
from app.settings import Settings

ABOUT = "sign-in"


def looked_at(settings: Settings, session: Session) -> Iterator[Finding]:
    """What is set, and what it means for the people who are here."""
    yield _second_factor(settings, session)
    short = [key for key in session.exec(select(Passkey.public_key))
             if algorithms.is_too_short(settings, key)]
    if short:
        yield warn(ABOUT, f"Passkeys that sign with RSA below {settings.rsa_bits} bits (RSA_BITS) and let nobody in: "
                   f"{len(short)}. Their people make another, by an admin's link where it is their only way in.")


def _second_factor(settings: Settings, session: Session) -> Finding:
    if settings.second_factor == "off":
        return ok(ABOUT, "A password alone lets people in (SECOND_FACTOR=off).")
    if why := passkeys.unfit(settings.public_url):
        return bad(ABOUT, f"A second factor is asked of {settings.second_factor}, and none can be shown: {why} Set "
                   "PUBLIC_URL, or SECOND_FACTOR=off.")
    asked = [user.id for user in session.exec(select(User).where(User.is_active)) if settings.asks_two_of(user.role)]
    have = set(session.exec(select(Passkey.user_id)))
    return ok(ABOUT, f"A second factor is asked of {settings.second_factor}. Without a passkey yet: "
              f"{len(set(asked) - have)} of {len(asked)}; they make their first when they next sign in, unless the "
              "company's sign-on says that it asked for two factors.")
