"""Company sign-on: begun in one browser, ended in the same one within ten minutes, once.

Who comes back is whoever the provider knows by issuer and subject. Their e-mail says nothing about whose account it
is: it never finds, joins or takes over one.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, delete, select

from app.accounts import audit, commands, factors, invites, signing
from app.accounts.access import Actor
from app.accounts.models import CompanyIdentity, SignOn, User
from app.accounts.provider import Known, Provider
from app.kit import clock
from app.kit.cookies import cookie_name, hand_cookie
from app.kit.errors import Refusal
from app.kit.ids import digest, new_id, new_secret
from app.settings import Settings

LASTS = timedelta(minutes=10)
SKEW = timedelta(minutes=2)
AN_HOUR = 300  # sign-ons begun from one address: an office comes in one after the other
SIGN_IN, JOIN, CONNECT, PROVE = "sign_in", "join", "connect", "prove"
COOKIE = "sso"


def provider_of(request: Request) -> Provider:
    """The provider in force. Refuses: not_offered."""
    if not request.app.state.settings.offers_sign_on:
        raise Refusal("not_offered", 404, "Company sign-on is not set up on this server. Sign in with your password.")
    return request.app.state.provider


def hand_over(request: Request, reply: Response, secret: str) -> Response:
    """Bind a sign-on to this browser. Lax: it must come along when the provider sends somebody back."""
    hand_cookie(request, reply, cookie_name(request, COOKIE), secret, max_age=int(LASTS.total_seconds()))
    return reply


def worked_out(secret: str, what: str) -> str:
    """state, nonce or verifier of a sign-on: 43 letters that only its browser's cookie gives."""
    made = hmac.new(secret.encode(), what.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(made).decode().rstrip("=")


def begin(session: Session, address: str, purpose: str, next: str, user_id: str | None = None,
          invite: str = "") -> str:
    """The cookie's secret of a new sign-on; an invite's secret rides in it, for only digests are kept here. Refuses:
    too_many_tries."""
    now = clock.now()
    session.execute(delete(SignOn).where(SignOn.expires_at <= now))
    commands.demand_try(session, f"sso:{address}", AN_HOUR)
    secret = new_secret() + (f".{invite}" if invite else "")
    session.add(SignOn(id=digest(secret), purpose=purpose, next=next, user_id=user_id, begun_at=now,
                       expires_at=now + LASTS))
    return secret


def spent(session: Session, secret: str, state: str) -> SignOn:
    """The sign-on that ends with this answer; it ends once. Refuses: sso_over."""
    ours = worked_out(secret, "state")
    if not secret or not hmac.compare_digest(ours.encode(), state.encode()):
        raise over()
    now = clock.now()
    won = session.execute(update(SignOn).where(SignOn.id == digest(secret), SignOn.spent_at.is_(None),
                                               SignOn.expires_at > now).values(spent_at=now))
    if won.rowcount != 1:
        raise over()
    return session.get(SignOn, digest(secret))


def over() -> Refusal:
    """The no to an answer that was not asked for, or not here, or not any more."""
    return Refusal("sso_over", 410, "This sign-in was used already, took longer than ten minutes, or was begun in "
                   "another browser. Nobody was signed in; begin again.")


def identity_of(session: Session, known: Known) -> CompanyIdentity | None:
    """By issuer and subject, and by nothing else."""
    return session.exec(select(CompanyIdentity).where(CompanyIdentity.iss == known.iss,
                                                      CompanyIdentity.sub == known.sub)).first()


def own_identity(session: Session, user_id: str) -> CompanyIdentity | None:
    """What this person has connected, be it of a provider the house has left."""
    return session.exec(select(CompanyIdentity).where(CompanyIdentity.user_id == user_id)).first()


def ended(request: Request, session: Session, secret: str, begun: SignOn, known: Known,
          actor: Actor | None) -> Response:
    """On with whoever came back. Refuses: sso_stranger, account_closed, email_taken, no_email, link_used, sso_taken,
    sso_other, sso_stale."""
    if begun.purpose == JOIN:
        return _joined(request, session, secret.partition(".")[2], known)
    if begun.purpose == CONNECT:
        return _to_confirm(session, begun, known, actor)
    if begun.purpose == PROVE:
        return _proved(request, session, begun, known, actor)
    identity = identity_of(session, known)
    user = session.get(User, identity.user_id) if identity else _newcomer(request, session, known)
    return _in(request, session, user, known, begun.next or signing.first_address(request, user))


def _in(request: Request, session: Session, user: User, known: Known, address: str) -> RedirectResponse:
    if not user.is_active:
        raise Refusal("account_closed", 403, "Your account here is closed. Ask an admin to open it again.")
    _shown(session, known)
    return signing.signed(request, session, user, address,
                          most_days=request.app.state.settings.sso_device_days, is_whole=known.is_strong)


def _shown(session: Session, known: Known) -> None:
    session.execute(update(CompanyIdentity).where(CompanyIdentity.iss == known.iss, CompanyIdentity.sub == known.sub)
                    .values(shown_at=clock.now(), label=known.label))


def _newcomer(request: Request, session: Session, known: Known) -> User:
    settings = request.app.state.settings
    if settings.oidc_newcomers != "anyone":
        raise Refusal("sso_stranger", 403, f"{settings.oidc_name_first} knows you, but no account here is connected "
                      "with it. Have you a password here? Sign in with it, then connect the two under My account. "
                      "Otherwise ask an admin for an invite.")
    _must_tell_email(settings, known)
    user = commands.add_user(session, known.email, settings.oidc_role, known.name)
    audit.note(session, user, "account.made", user.id, role=user.role, way="company")
    connect(session, user, known)
    return user


def _joined(request: Request, session: Session, invite: str, known: Known) -> RedirectResponse:
    if identity_of(session, known):
        raise Refusal("sso_taken", 409, "You have an account here already, so the invite was not used. Sign in "
                      "with it.")
    _must_tell_email(request.app.state.settings, known)
    user = invites.join(session, invite, known.name or known.email.split("@")[0], known.email, None)
    connect(session, user, known)
    return _in(request, session, user, known, signing.first_address(request, user))


def _must_tell_email(settings: Settings, known: Known) -> None:
    if not known.email:
        raise Refusal("no_email", 422, f"{settings.oidc_name_first} tells no confirmed e-mail address of yours, and an "
                      "account needs one. Ask its admin to send the claim “email”, or ask here for an invite and "
                      "choose a password.")


def connect(session: Session, user: User, known: Known) -> None:
    """Let this person come in by what the provider knows them as. Refuses: sso_taken (somebody's already)."""
    if identity_of(session, known):
        raise Refusal("sso_taken", 409, "That company account is connected with an account here already.")
    former = own_identity(session, user.id)
    if former and former.iss == known.iss:
        raise Refusal("sso_taken", 409, "Your account is connected already. Disconnect it first.")
    if former:  # of a provider the house has left
        session.delete(former)
    now = clock.now()
    try:
        with session.begin_nested():
            session.add(CompanyIdentity(id=new_id(), user_id=user.id, iss=known.iss, sub=known.sub,
                                        label=known.label, made_at=now, shown_at=now))
    except IntegrityError:  # somebody connected it between the look and the insert
        raise Refusal("sso_taken", 409, "That company account was connected a moment ago.") from None
    audit.note(session, user, "factor.made", about=user.id, kind="company")


def _to_confirm(session: Session, begun: SignOn, known: Known, actor: Actor | None) -> RedirectResponse:
    """A stranger could have sent this browser through the provider's door with an account of theirs, so the person is
    asked before anything is connected."""
    _is_same(begun, actor)
    begun.iss, begun.sub, begun.label = known.iss, known.sub, known.label
    session.add(begun)
    return RedirectResponse("/account/company", status_code=303)


def waiting(session: Session, secret: str, actor: Actor) -> SignOn:
    """The connection this browser may confirm. Refuses: sso_over."""
    found = session.get(SignOn, digest(secret)) if secret else None
    if (found is None or found.purpose != CONNECT or found.user_id != actor.user_id or not found.sub
            or found.expires_at <= clock.now()):
        raise over()
    return found


def confirm(session: Session, secret: str, actor: Actor) -> None:
    """Connect what waits. Refuses: sso_over, sso_taken."""
    found = waiting(session, secret, actor)
    # again: of two at the same moment one takes the row away.
    if session.execute(delete(SignOn).where(SignOn.id == found.id)).rowcount != 1:
        raise over()
    connect(session, session.get(User, actor.user_id), Known(found.iss, found.sub, found.label))


def disconnect(session: Session, actor: Actor) -> None:
    """Come in by the company no more. again: nothing. Refuses: last_factor."""
    user, held = factors.held_locked(session, actor)
    identity = own_identity(session, user.id)
    if identity is None:
        return
    if held.count == 1:
        raise Refusal("last_factor", 409, "Company sign-on is the only thing you can sign in with, so it stays "
                      "connected. Set a password or add a passkey first.")
    session.delete(identity)
    audit.note(session, actor, "factor.removed", about=user.id, kind="company")


def _proved(request: Request, session: Session, begun: SignOn, known: Known, actor: Actor | None) -> Response:
    _is_same(begun, actor)
    identity = identity_of(session, known)
    if identity is None or identity.user_id != actor.user_id:
        raise Refusal("sso_other", 403, "That is not the company account connected with yours. Nothing was confirmed.")
    # One that does not say when is taken to have asked long ago (ASVS 6.8.4).
    if known.shown_at is None or known.shown_at < begun.begun_at - SKEW:
        raise Refusal("sso_stale", 403, f"{request.app.state.settings.oidc_name_first} did not ask you again, so "
                      "nothing was confirmed. Sign out and in again, or use a password.")
    _shown(session, known)
    return signing.renewed(request, session, actor, RedirectResponse(begun.next, status_code=303), known.is_strong)


def _is_same(begun: SignOn, actor: Actor | None) -> None:
    if actor is None or actor.user_id != begun.user_id:
        raise over()
