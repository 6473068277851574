"""Passkeys: a question, its one answer, and what is kept of the keys.

A question is bound to one browser by a cookie, lasts five minutes and is answered once. The site's name and origin come
from PUBLIC_URL; browsers give no passkeys to a bare address or over plain http, but for localhost.
"""

import ipaddress
import json
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from fastapi import Request, Response
from sqlmodel import Session, delete, select
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.accounts import algorithms, audit
from app.accounts.access import Actor
from app.accounts.models import Passkey, PasskeyAsk, User
from app.kit import clock
from app.kit.cookies import cookie_name, cookie_of, hand_cookie
from app.kit.db import insert_new, settings_beside
from app.kit.errors import Refusal, not_found
from app.kit.headers import origin_of
from app.kit.ids import digest, new_secret

LASTS = timedelta(minutes=5)
MOST = 20  # passkeys one person may keep
ADD, JOIN, SIGN_IN, PROVE = "add", "join", "sign_in", "prove"
COOKIE = "ask"
BROKEN = (WebAuthnException, ValueError, TypeError, KeyError, RecursionError)  # what a made-up answer raises
REQUIRED = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True)
class Site:
    """Whom passkeys are made for. id: the rpId, a name; origin: scheme://host[:port]."""

    id: str
    origin: str


def why_not(request: Request) -> str:
    """Why no passkey can be used here, in a sentence for a person; '' when one can."""
    return unfit(origin_of(request.scope, request.app.state.settings))


def unfit(origin: str) -> str:
    """Why no passkey can be used at this origin, ''."""
    if not origin:
        return "PUBLIC_URL is not set, and a passkey is made for one site."
    parts = urlsplit(origin)
    host = parts.hostname or ""
    if host == "localhost":
        return ""
    if _is_bare(host):
        return ("Passkeys need a site with a name, and this one is reached by a bare number address. "
                "On the computer it runs on, open it as http://localhost instead.")
    if parts.scheme != "https":
        return "Browsers give passkeys to https only, and this site is reached by plain http. A password works."
    return ""


def site(request: Request) -> Site:
    """Refuses: no_passkeys_here."""
    if words := why_not(request):
        raise Refusal("no_passkeys_here", 409, words)
    origin = origin_of(request.scope, request.app.state.settings)
    return Site(urlsplit(origin).hostname or "", origin)


def _is_bare(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def ask_to_make(request: Request, session: Session, purpose: str, user_id: str, name: str, email: str,
                about: str = "") -> tuple[dict, str]:
    """(options for `credentials.create`, the cookie's secret): a new passkey for this person. Refuses:
    no_passkeys_here, enough_passkeys."""
    own = passkeys_of(session, user_id)
    if len(own) >= MOST:
        raise Refusal("enough_passkeys", 409, f"You have {MOST} passkeys. Remove one you no longer use first.")
    secret, challenge = _asked(session, purpose, about or user_id)
    options = generate_registration_options(
        rp_id=site(request).id, rp_name="Shoeleather", user_id=user_id.encode(), user_name=email,
        user_display_name=name, challenge=challenge, timeout=int(LASTS.total_seconds() * 1000),
        exclude_credentials=[_descriptor(one) for one in own],
        supported_pub_key_algs=algorithms.offered(request.app.state.settings),
        authenticator_selection=AuthenticatorSelectionCriteria(resident_key=ResidentKeyRequirement.REQUIRED,
                                                               user_verification=REQUIRED))
    return json.loads(options_to_json(options)), secret


def ask_to_show(request: Request, session: Session, purpose: str, user_id: str = "") -> tuple[dict, str]:
    """(options for `credentials.get`, the cookie's secret). user_id: '' lets the person choose who they are.
    Refuses: no_passkeys_here."""
    secret, challenge = _asked(session, purpose, user_id)
    allowed = [_descriptor(one) for one in passkeys_of(session, user_id)] if user_id else []
    options = generate_authentication_options(rp_id=site(request).id, challenge=challenge, allow_credentials=allowed,
                                              timeout=int(LASTS.total_seconds() * 1000), user_verification=REQUIRED)
    return json.loads(options_to_json(options)), secret


def _asked(session: Session, purpose: str, about: str) -> tuple[str, bytes]:
    session.execute(delete(PasskeyAsk).where(PasskeyAsk.expires_at <= clock.now()))
    secret, challenge = new_secret(), new_secret()
    session.add(PasskeyAsk(id=digest(secret), challenge=challenge, purpose=purpose, about=about,
                           expires_at=clock.now() + LASTS))
    return secret, base64url_to_bytes(challenge)


def _descriptor(key: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.id))


def hand_over(request: Request, reply: Response, secret: str) -> Response:
    """Bind the question to the browser that asked."""
    hand_cookie(request, reply, cookie_name(request, COOKIE), secret, samesite="strict",
                max_age=int(LASTS.total_seconds()))
    return reply


def _answered(request: Request, session: Session, purpose: str) -> PasskeyAsk:
    """The question this browser was asked; it is gone with this. Refuses: ask_over."""
    key = digest(cookie_of(request, COOKIE))
    found = session.get(PasskeyAsk, key)
    # again: of two answers at the same moment one takes the row away.
    taken = session.execute(delete(PasskeyAsk).where(PasskeyAsk.id == key)).rowcount
    if found is None or taken != 1 or found.purpose != purpose or found.expires_at <= clock.now():
        raise over()
    return found


def over() -> Refusal:
    """The no to an answer without a question that is open."""
    return Refusal("ask_over", 410, "That took longer than five minutes, or it was begun in another browser. "
                   "Nothing was changed. Try again.")


def shown(request: Request, session: Session, purpose: str, answer: str, user_id: str = "") -> User:
    """The person whose passkey answered. user_id: only this one will do. Refuses: no_passkeys_here, ask_over,
    wrong_passkey, short_key, passkey_doubted; what it took down (the question, the doubt) stays, so commit all the
    same."""
    here, asked = site(request), _answered(request, session, purpose)
    if asked.about != user_id:
        raise wrong()
    try:
        key = _key_of(session, answer)
        seen = verify_authentication_response(
            credential=answer, expected_challenge=base64url_to_bytes(asked.challenge), expected_rp_id=here.id,
            expected_origin=here.origin, credential_public_key=base64url_to_bytes(key.public_key),
            credential_current_sign_count=0, require_user_verification=True)
    except BROKEN:
        raise wrong() from None
    user = session.get(User, key.user_id)
    if not user.is_active or (user_id and user.id != user_id):
        raise wrong()
    algorithms.demand(request.app.state.settings, key.public_key)
    _count(session, key, seen.new_sign_count)
    return user


def _key_of(session: Session, answer: str) -> Passkey:
    said = parse_authentication_credential_json(answer)
    key = session.get(Passkey, said.id, with_for_update=True)
    handle = said.response.user_handle
    if key is None or (handle is not None and handle != key.user_id.encode()):
        raise wrong()
    return key


def _count(session: Session, key: Passkey, count: int) -> None:
    """A key that counts never counts back; a copy of it would. The last proof of each is the signature."""
    session.add(key)
    if (count or key.sign_count) and count <= key.sign_count:
        key.doubted_at = clock.now()
        raise Refusal("passkey_doubted", 409, "This passkey counted backwards, as a copy of it would, so it was not "
                      "let in. Come in another way, and remove it if you cannot explain it.")
    key.sign_count, key.used_at = count, clock.now()


def wrong() -> Refusal:
    """The no to an answer that proves nothing here; it does not say which part was wrong."""
    return Refusal("wrong_passkey", 422, "That passkey does not open this. Use the one made for this site, or come in "
                   "another way.")


def asked_about(request: Request, session: Session, purpose: str) -> str:
    """What a question that is open in this browser is about, '' for none. It stays open."""
    found = session.get(PasskeyAsk, digest(cookie_of(request, COOKIE)))
    return found.about if found and found.purpose == purpose else ""


def made(request: Request, session: Session, purpose: str, answer: str, about: str, user_id: str,
         name: str = "") -> Passkey:
    """Keep a new passkey for this person, whose row exists. about: as asked. Refuses: no_passkeys_here, ask_over,
    wrong_passkey, short_key, passkey_known."""
    here, asked = site(request), _answered(request, session, purpose)
    if asked.about != about:
        raise wrong()
    try:
        seen = verify_registration_response(
            credential=answer, expected_challenge=base64url_to_bytes(asked.challenge), expected_rp_id=here.id,
            expected_origin=here.origin, require_user_verification=True)
    except BROKEN:
        raise wrong() from None
    key = {"id": bytes_to_base64url(seen.credential_id), "user_id": user_id, "name": called(name),
           "public_key": bytes_to_base64url(seen.credential_public_key), "sign_count": seen.sign_count,
           "made_at": clock.now()}
    algorithms.demand(request.app.state.settings, key["public_key"])
    if session.get(Passkey, key["id"]) is not None:
        raise Refusal("passkey_known", 409, "This passkey is known here already. Nothing was added.")
    insert_new(session, Passkey, [key])
    return session.get(Passkey, key["id"])


def called(name: str) -> str:
    """A passkey's name as it is kept: up to 80 characters, “Passkey” when nothing was said."""
    return name.strip()[:80] or "Passkey"


def passkeys_of(session: Session, user_id: str) -> list[Passkey]:
    """Somebody's passkeys, oldest first."""
    return list(session.exec(select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.made_at, Passkey.id)))


def start_over(session: Session, user: User, by: Actor | User | str | None) -> int:
    """Take every passkey away from somebody of whom one is asked, so that they make another; how many these were. by:
    whose deed it is, None: the console's."""
    gone = passkeys_of(session, user.id) if settings_beside(session).asks_two_of(user.role) else []
    for key in gone:
        session.delete(key)
        audit.note(session, by, "factor.removed", about=user.id, kind="passkey")
    return len(gone)


def own_passkey(session: Session, user_id: str, key_id: str) -> Passkey:
    """One of somebody's own. Refuses: not_found."""
    key = session.get(Passkey, key_id)
    if key is None or key.user_id != user_id:
        raise not_found("passkey")
    return key
