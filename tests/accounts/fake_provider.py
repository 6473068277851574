"""An identity provider that lives in the test and does as it is told, right and wrong. Stands in for kit/fetch.py."""

import base64
import hashlib
import json
from functools import cache
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwk, jwt

from app.accounts.provider import Provider
from app.kit import clock
from app.kit.errors import Refusal
from app.kit.fetch import Outbound, Reply
from app.settings import Settings

ISSUER = "https://idp.test"
CLIENT, SECRET = "shoe", "a client’s secret"
SETTINGS = {"oidc_issuer": ISSUER, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET, "oidc_name": "Contoso"}


@cache
def key(kid: str, kind: str = "RSA"):
    """A key pair by its id, made once: RSA takes a moment."""
    maker, size = {"RSA": (jwk.RSAKey, 2048), "EC": (jwk.ECKey, "P-256"), "OKP": (jwk.OKPKey, "Ed25519")}[kind]
    return maker.generate_key(size, {"kid": kid}, private=True)


class FakeProvider(Outbound):
    """Knobs: claims, header, userinfo, announced (None takes one away), published (key ids), alg, forge (claims →
    token), down (refuse every call). calls: paths asked for."""

    def __init__(self, settings: Settings):
        super().__init__(settings)
        self.sub, self.claims, self.header, self.announced = "sub-ada", {}, {}, {}
        self.userinfo = {"sub": "sub-ada", "email": "ada@contoso.test", "email_verified": True}
        self.signing, self.published = key("one"), [key("one")]
        self.alg, self.forge, self.down = "RS256", None, ""
        self.codes: dict[str, dict] = {}
        self.calls: list[str] = []

    def browse(self, address: str, **more: str) -> str:
        """Somebody signs in at our door; where their browser is sent back to."""
        there, asked = urlsplit(address), {name: each[0] for name, each in parse_qs(urlsplit(address).query).items()}
        assert (there.netloc, asked["response_type"], asked["code_challenge_method"]) == ("idp.test", "code", "S256")
        assert len(asked["state"]) == len(asked["nonce"]) == len(asked["code_challenge"]) == 43
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"/sso/callback?{urlencode({'code': code, 'state': asked['state'], **more})}"

    def ask(self, method, url, headers=None, body=None, limit=65536) -> Reply:
        path = urlsplit(url).path
        self.calls.append(path)
        if self.down:
            raise Refusal("outbound_failed", 502, self.down)
        return {"/.well-known/openid-configuration": self._announce, "/keys": self._keys, "/token": self._token,
                "/userinfo": self._userinfo}[path](headers or {}, body)

    def _announce(self, headers, body) -> Reply:
        said = {"issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/door", "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/keys", "userinfo_endpoint": f"{ISSUER}/userinfo", **self.announced}
        return _json({name: each for name, each in said.items() if each is not None})

    def _keys(self, headers, body) -> Reply:
        return _json({"keys": [each.as_dict(private=False) | {"use": "sig"} for each in self.published]})

    def _token(self, headers, body) -> Reply:
        said = {name: each[0] for name, each in parse_qs(body.decode()).items()}
        asked = self.codes.pop(said["code"], None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(said["code_verifier"].encode()).digest()).decode().rstrip("=")
        if not headers.get("Authorization", "").startswith("Basic "):
            return _json({"error": "invalid_client"}, 401)
        if asked is None or asked["code_challenge"] != proof or asked["redirect_uri"] != said["redirect_uri"]:
            return _json({"error": "invalid_grant"}, 400)
        return _json({"id_token": self.token(asked["nonce"]), "access_token": "let-me-ask", "token_type": "Bearer"})

    def token(self, nonce: str) -> str:
        now = int(clock.now().timestamp())
        claims = {"iss": ISSUER, "sub": self.sub, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce,
                  "name": "Ada Contoso", "email": "ada@contoso.test", "email_verified": True, **self.claims}
        claims = {name: each for name, each in claims.items() if each is not None}
        if self.forge:
            return self.forge(claims)
        header = {"alg": self.alg, "kid": self.signing.kid, **self.header}
        return jwt.encode({name: each for name, each in header.items() if each is not None}, claims, self.signing,
                          algorithms=[self.alg])

    def _userinfo(self, headers, body) -> Reply:
        assert headers["Authorization"] == "Bearer let-me-ask"
        return _json(self.userinfo)


def _json(said: dict, status: int = 200) -> Reply:
    return Reply(status, {"content-type": "application/json"}, json.dumps(said).encode())


def part(said: dict) -> str:
    """A part of a token, as it is written."""
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def offered_by(app, **more) -> FakeProvider:
    """Company sign-on on this app, at a provider of the test's own."""
    app.state.settings = app.state.settings.model_copy(update={**SETTINGS, **more})
    fake = FakeProvider(app.state.settings)
    app.state.provider = Provider(app.state.settings, fake)
    return fake
