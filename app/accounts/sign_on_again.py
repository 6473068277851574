"""A phone or token of somebody who comes in by the company reads only for so long after they last did.

So that whoever leaves the company, and is shut out there, reads nothing here for long. What the phone logs is taken all
the same: capture never waits for a sign-in. A program waits whole: what it brings in it still has, and sends again.
"""

from datetime import timedelta

from sqlmodel import Session, select

from app.accounts.models import CompanyIdentity
from app.kit import clock
from app.kit.errors import Refusal
from app.settings import Settings


def demand(session: Session, settings: Settings, user_id: str, by_phone: bool) -> None:
    """Nothing for whoever has no company sign-on, or where none is set up. Refuses: sign_on_again."""
    if not settings.offers_sign_on:
        return
    shown_at = session.exec(select(CompanyIdentity.shown_at).where(
        CompanyIdentity.user_id == user_id, CompanyIdentity.iss == settings.oidc_issuer)).first()
    if shown_at and clock.now() - shown_at > timedelta(days=settings.sso_device_days):
        what = ("before this phone fetches or shows anything. You can go on walking, and what you log is sent."
                if by_phone else "before a token of yours opens anything. Sign in once in a browser; it then works "
                "again.")
        raise Refusal("sign_on_again", 401, f"{settings.oidc_name_first} asks you to sign in every "
                      f"{settings.sso_device_days} days {what}")
