"""The company's identity provider: what it announces, its keys, and what a code it gave us is worth.

Authorization code with PKCE. Nothing it says is believed before its signature, its issuer, its audience, its times and
our nonce fit. Source: OpenID Connect Core 1.0 §3.1.3.7, RFC 7636, RFC 9207.
"""

import base64
import hashlib
import hmac
import logging
import math
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote_plus, urlencode, urlsplit

from joserfc import jwk, jwt
from joserfc.errors import JoseError

from app.kit import clock
from app.kit.errors import Refusal
from app.kit.fetch import Outbound, Reply
from app.settings import Settings

KINDS = {"RS256": "RSA", "ES256": "EC", "EdDSA": "OKP", "Ed25519": "OKP"}  # algorithms we take, and the keys they need
RSA_LEAST = 2048  # bits of an RSA key that RSA_BITS may go down to
SKEW = 120  # seconds two clocks may be apart
OLDEST = 600  # seconds an id token may have been made before it reaches us
KEPT = 3600  # seconds what the provider announces is kept
KEYS_AGAIN = 30  # seconds between two looks for a key we do not know
SCOPE = "openid profile email"
diary = logging.getLogger("shoeleather.sso")


@dataclass(frozen=True)
class Known:
    """Whom the provider vouches for. email: '' when it tells none or says it is not confirmed; shown_at: when they
    proved themselves to it, None when it does not say; access: for asking it more; is_strong: by two factors, as its
    signed word says."""

    iss: str
    sub: str
    name: str = ""
    email: str = ""
    shown_at: datetime | None = None
    access: str = ""
    is_strong: bool = False

    @property
    def label(self) -> str:
        """What their own page calls this connection."""
        return (self.email or self.name or self.sub)[:200]


def rsa_bits(key: dict) -> int:
    """How long an RSA key of a JWK is; 0 when it is none. Source: RFC 7518 §6.3.1.1."""
    try:
        return int.from_bytes(base64.urlsafe_b64decode(f"{key['n']}==")).bit_length()
    except (KeyError, ValueError):
        return 0


def redirect_uri(settings: Settings) -> str:
    """The one address the provider may send people back to."""
    parts = urlsplit(settings.public_url)
    return f"{parts.scheme}://{parts.netloc}/sso/callback"


class Provider:
    """One provider, asked through the one way out; shared by threads. What it announces is kept an hour."""

    def __init__(self, settings: Settings, outbound: Outbound, ticks: Callable[[], float] = time.monotonic):
        self.settings, self.outbound, self.ticks = settings, outbound, ticks
        self._lock = threading.Lock()
        self._announced: tuple[float, dict] | None = None
        self._keys: tuple[float, list[dict]] | None = None

    @property
    def name(self) -> str:
        """What people call it, as a sentence begins."""
        return self.settings.oidc_name_first

    def announced(self) -> dict:
        """Its configuration. Refuses: sso_down, sso_wrong."""
        with self._lock:
            kept = self._announced
        if kept is None or self.ticks() - kept[0] > KEPT:
            kept = (self.ticks(), self._discovered())
            with self._lock:
                self._announced = kept
        return kept[1]

    def _discovered(self) -> dict:
        issuer = self.settings.oidc_issuer
        said = self._object(self._ask("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration"))
        if said.get("issuer") != issuer:
            raise self._wrong(f"It calls itself “{str(said.get('issuer'))[:100]}”, and OIDC_ISSUER says “{issuer}”. "
                              "They must be the same, to the last letter.")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            try:
                self.outbound.readable(str(said.get(name)))
            except Refusal as no:
                raise self._wrong(f"Its {name} cannot be used: {no.sentence}") from None
        return said

    def door(self, state: str, nonce: str, verifier: str, anew: bool = False) -> str:
        """Where a browser goes to sign in. anew: even who is signed in there shows who they are again."""
        asked = {"response_type": "code", "client_id": self.settings.oidc_client_id, "scope": SCOPE, "state": state,
                 "redirect_uri": redirect_uri(self.settings), "nonce": nonce, "code_challenge": _challenge(verifier),
                 "code_challenge_method": "S256", **({"prompt": "login", "max_age": "0"} if anew else {})}
        there = self.announced()["authorization_endpoint"]
        return f"{there}{'&' if '?' in there else '?'}{urlencode(asked)}"

    def came_back(self, iss: str) -> None:
        """Look whether it was this provider who sent somebody back. Refuses: sso_mixed_up."""
        must_say = self.announced().get("authorization_response_iss_parameter_supported") is True
        if (iss or must_say) and iss != self.settings.oidc_issuer:
            raise Refusal("sso_mixed_up", 422, f"This answer does not come from {self.settings.oidc_name}, so "
                          "nobody was signed in. Begin again.")

    def redeemed(self, code: str, verifier: str, nonce: str) -> Known:
        """Whom a code stands for. Refuses: sso_down, sso_wrong, sso_code, sso_token."""
        reply = self._ask("POST", self.announced()["token_endpoint"], *self._claim(code, verifier))
        if reply.status != 200:
            raise self._unredeemed(reply)
        said = self._object(reply)
        if not isinstance(said.get("id_token"), str):
            raise self._unfit("no id_token")
        claims = self._claims(said["id_token"], nonce)
        known = replace(self._known(claims), is_strong=self._is_strong(claims))
        access = said.get("access_token")
        return known if not isinstance(access, str) else replace(known, access=access)

    def told_more(self, known: Known) -> Known:
        """The same person with name and e-mail, asked for where the token had none. Refuses: sso_down, sso_token."""
        there = self.announced().get("userinfo_endpoint")
        if known.email or not known.access or not isinstance(there, str):
            return known
        reply = self._ask("GET", there, {"Authorization": f"Bearer {known.access}"})
        said = self._object(reply) if reply.status == 200 else {}
        if not said:
            return known
        if said.get("sub") != known.sub:
            raise self._unfit("userinfo speaks of somebody else")
        more = self._known({**said, "iss": known.iss})
        return replace(known, name=known.name or more.name, email=more.email, access="")

    def _claim(self, code: str, verifier: str) -> tuple[dict, bytes]:
        """Headers and body of the exchange; the secret where the provider wants it."""
        own = self.settings
        asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri(own),
                 "code_verifier": verifier}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        ways = self.announced().get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if own.oidc_client_secret and "client_secret_basic" in ways:
            pair = f"{quote_plus(own.oidc_client_id)}:{quote_plus(own.oidc_client_secret)}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            asked["client_id"] = own.oidc_client_id
            asked |= {"client_secret": own.oidc_client_secret} if own.oidc_client_secret else {}
        return headers, urlencode(asked).encode()

    def _claims(self, token: str, nonce: str) -> dict:
        try:
            read = jwt.decode(token, self._key_of, algorithms=list(KINDS))
        except (JoseError, ValueError, TypeError, KeyError, RecursionError) as no:
            raise self._unfit(f"{type(no).__name__}") from None
        # A token for access or for signing out names itself so; RFC 8725 §3.11.
        if str(read.header.get("typ", "JWT")).upper() != "JWT":
            raise self._unfit("typ")
        for what, fits in self._fits(read.claims, nonce):
            if not fits:
                raise self._unfit(what)
        return read.claims

    def _fits(self, claims: dict, nonce: str):
        now, own = clock.now().timestamp(), self.settings.oidc_client_id
        aud = claims.get("aud")
        listed = aud if isinstance(aud, list) else [aud]
        yield "iss", claims.get("iss") == self.settings.oidc_issuer
        yield "sub", _is_text(claims.get("sub"), 255)
        yield "aud", own in listed and all(isinstance(each, str) for each in listed)
        yield "azp", claims.get("azp") == own if "azp" in claims or len(listed) > 1 else True
        yield "exp", _is_number(claims.get("exp")) and now < claims["exp"] + SKEW
        yield "iat", _is_number(claims.get("iat")) and now - OLDEST - SKEW <= claims["iat"] <= now + SKEW
        yield "nbf", "nbf" not in claims or (_is_number(claims["nbf"]) and claims["nbf"] <= now + SKEW)
        said = claims.get("nonce")
        yield "nonce", isinstance(said, str) and hmac.compare_digest(said.encode(), nonce.encode())

    def _is_strong(self, claims: dict) -> bool:
        """Whether it says that two factors were shown. Source: RFC 8176 (amr), OpenID Connect Core §2 (acr)."""
        ways, wanted = claims.get("amr"), self.settings.oidc_two_factors
        return bool(wanted) and (claims.get("acr") == wanted or (isinstance(ways, list) and wanted in ways))

    def _known(self, claims: dict) -> Known:
        at = claims.get("auth_time")
        shown_at = clock.from_ms(int(at * 1000)) if _is_number(at) and 0 < at < 1e11 else None
        email = claims.get("email")
        if claims.get("email_verified") in (False, "false"):
            email = ""
        elif not _is_text(email, 254):
            email = claims.get("preferred_username")
        name = claims.get("name")
        return Known(claims["iss"], claims["sub"], name.strip()[:120] if _is_text(name, 500) else "",
                     email.strip().lower() if _is_text(email, 254) and "@" in email else "", shown_at)

    def _key_of(self, signed) -> jwk.Key:
        """The provider's key for a token's header: of the right kind, by its id; looked for anew when unknown."""
        header = signed.headers()
        found = self._fitting(header, self._published())
        if not found:
            found = self._fitting(header, self._published(anew=True))
        if not found and (why := self._short(self._fitting(header, self._published(), 0))):
            raise self._wrong(why)
        if len(found) != 1:
            raise KeyError("no key, or more than one, fits the token")
        return jwk.import_key(found[0])

    def _fitting(self, header: dict, keys: list[dict], least: int | None = None) -> list[dict]:
        """Those for a header. least: bits of an RSA key, those of the setting when None."""
        alg, kid = header.get("alg"), header.get("kid")
        least = self.settings.rsa_bits if least is None else least
        return [key for key in keys if key.get("kty") == KINDS.get(alg) and key.get("use", "sig") == "sig"
                and key.get("alg", alg) == alg and (kid is None or key.get("kid") == kid)
                and (alg != "RS256" or rsa_bits(key) >= least)]

    def shortest(self) -> int:
        """Bits of its shortest RSA key that we take, 0 without any. Refuses: sso_down, sso_wrong."""
        return min(map(rsa_bits, self._fitting({"alg": "RS256"}, self._published())), default=0)

    def too_short(self) -> str:
        """Why none of its RSA keys is believed, in a sentence; '' when one is, or it has none. Refuses: sso_down,
        sso_wrong."""
        keys = self._published()
        return "" if self._fitting({"alg": "RS256"}, keys) else self._short(self._fitting({"alg": "RS256"}, keys, 0))

    def _short(self, keys: list[dict]) -> str:
        least, bits = self.settings.rsa_bits, max(map(rsa_bits, keys), default=0)
        less = f", or set RSA_BITS={bits}, if that must do" if bits >= RSA_LEAST else ""
        return "" if not bits else (f"It signs with RSA of {bits} bits, and nothing below {least} is believed here "
                                    f"(RSA_BITS). Ask it for a longer key or for ES256{less}.")

    def can(self) -> set[str]:
        """The algorithms it has a key for. Refuses: sso_down, sso_wrong."""
        return {alg for alg in KINDS if self._fitting({"alg": alg}, self._published())}

    def _published(self, anew: bool = False) -> list[dict]:
        with self._lock:
            kept = self._keys
        age = self.ticks() - kept[0] if kept else math.inf
        if age > KEPT or (anew and age > KEYS_AGAIN):
            keys = self._object(self._ask("GET", self.announced()["jwks_uri"])).get("keys")
            kept = (self.ticks(), [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else [])
            with self._lock:
                self._keys = kept
        return kept[1]

    def _ask(self, method: str, url: str, headers: dict | None = None, body: bytes | None = None) -> Reply:
        try:
            reply = self.outbound.ask(method, url, {"Accept": "application/json", **(headers or {})}, body)
        except Refusal as no:
            raise self._down(no.sentence) from None
        if reply.status >= 500 or reply.status == 429 or (method == "GET" and reply.status == 404):
            raise self._down(f"It answered with status {reply.status}.")
        return reply

    def _object(self, reply: Reply) -> dict:
        try:
            return reply.json()
        except Refusal as no:
            raise self._down(no.sentence) from None

    def _unredeemed(self, reply: Reply) -> Refusal:
        try:
            why = str(reply.json().get("error"))
        except Refusal:
            why = ""
        why = why if re.fullmatch(r"[a-z_]{3,40}", why) else f"status {reply.status}"
        diary.warning("the token endpoint refused a code: %s", why)
        if why in ("invalid_client", "unauthorized_client"):
            return self._wrong("It does not accept OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.")
        return Refusal("sso_code", 422, f"{self.name} did not accept this sign-in ({why}). Begin again.")

    def _unfit(self, what: str) -> Refusal:
        diary.warning("what the provider said of somebody was refused: %s", what)
        return Refusal("sso_token", 422, f"What {self.settings.oidc_name} said of you does not fit, so nobody was "
                       f"signed in. Begin again; if it stays, tell an admin: “{what}”.")

    def _down(self, why: str) -> Refusal:
        diary.warning("the provider could not be asked: %s", why)
        return Refusal("sso_down", 503, f"{self.name} could not be asked just now. Try again in a minute, or come in "
                       "with your password.", why=why)

    def _wrong(self, why: str) -> Refusal:
        diary.error("company sign-on is set up wrongly: %s", why)
        return Refusal("sso_wrong", 503, f"Signing in with {self.settings.oidc_name} is not set up right. Tell an "
                       "admin, whom `doctor` tells more; a password works meanwhile.", why=why)


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _is_text(worth, most: int) -> bool:
    return isinstance(worth, str) and 0 < len(worth.strip()) <= len(worth) <= most and worth.isprintable()


def _is_number(worth) -> bool:
    return isinstance(worth, (int, float)) and not isinstance(worth, bool) and math.isfinite(worth)
