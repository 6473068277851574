"""A phone or token reads only as long as its person would be let in.

Of somebody who comes in by the company: for so long after they last did, so that whoever leaves the company, and is
shut out there, reads nothing here for long. Of somebody of whom a second factor is asked: once it was shown on that
phone, or where the token was made. What the phone logs is taken all the same: capture never waits for a sign-in. A
program waits whole: what it brings in it still has, and sends again.
"""

from datetime import timedelta

from sqlmodel import Session, select

from app.accounts import second_factor
from app.accounts.models import CompanyIdentity, Token, User
from app.kit import clock
from app.kit.errors import Refusal
from app.settings import Settings

ON_A_PHONE = "before this phone fetches or shows anything. You can go on walking, and what you log is sent."


def demand(session: Session, settings: Settings, user: User, token: Token, is_whole: bool) -> None:
    """Nothing for whoever nothing is asked of. is_whole: two factors were shown with it. Refuses: sign_on_again."""
    by_phone = token.scope == "device"
    if second_factor.is_owed(settings, user.role, is_whole):
        raise _again(f"A passkey is asked of you {ON_A_PHONE}" if by_phone else "A passkey is asked of you, and this "
                     "token was made without one, so it opens nothing. Make another under My account.")
    if not settings.offers_sign_on:
        return
    shown_at = session.exec(select(CompanyIdentity.shown_at).where(
        CompanyIdentity.user_id == user.id, CompanyIdentity.iss == settings.oidc_issuer)).first()
    if shown_at and clock.now() - shown_at > timedelta(days=settings.sso_device_days):
        what = ON_A_PHONE if by_phone else ("before a token of yours opens anything. Sign in once in a browser; it "
                                            "then works again.")
        raise _again(f"{settings.oidc_name_first} asks you to sign in every {settings.sso_device_days} days {what}")


def _again(words: str) -> Refusal:
    return Refusal("sign_on_again", 401, words)
