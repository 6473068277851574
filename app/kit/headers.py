"""What every answer says to the browser: which scripts, frames and caches are allowed, and to whom it may talk.

Policies A–E are those of reliability.md 4.1; A is for pages a service worker keeps, B for office pages.
"""

import re
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kit.errors import Refusal
from app.settings import Settings

_HOST = re.compile(r"[A-Za-z0-9.\-_\[\]:]{1,255}")
_COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=(), "
                          "publickey-credentials-get=(self), publickey-credentials-create=(self)",
}
_PAGE = ("default-src 'none'; script-src {scripts}; style-src {origin}/static/; font-src {origin}/static/; "
         "img-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src {origin}/sw.js; "
         "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; "
         "require-trusted-types-for 'script'; trusted-types {policies}")
_NOTHING = "default-src 'none'; frame-ancestors 'none'; sandbox"
FOREIGN = Refusal("cross_site", 403, "This request came from another site, so it was refused. Open Shoeleather itself "
                  "and try again.")
_WORKER = "default-src 'none'; script-src 'self'; connect-src 'self'"


def origin_of(scope: Scope, settings: Settings) -> str:
    """scheme://host people reach us at: PUBLIC_URL, else what this request says."""
    if settings.public_url:
        parts = urlsplit(settings.public_url)
        return f"{parts.scheme}://{parts.netloc}"
    host = Headers(scope=scope).get("host", "")
    return f"{scope.get('scheme', 'http')}://{host if _HOST.fullmatch(host) else 'localhost'}"


def shell_policy(origin: str) -> str:
    """A: the capture shell, the same bytes for everyone, so no nonce."""
    return _PAGE.format(scripts=f"{origin}/static/", origin=origin, policies="sw")


def office_policy(origin: str, nonce: str) -> str:
    """B: office pages with htmx behind a nonce gate."""
    return _PAGE.format(scripts=f"'nonce-{nonce}' {origin}/static/", origin=origin, policies="htmx sw")


class SecurityHeaders:
    """Stamp every answer, whatever route or error it came from."""

    def __init__(self, app: ASGIApp, settings: Settings):
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        origin = origin_of(scope, self.settings)
        scope.setdefault("state", {})["nonce"] = secrets.token_urlsafe(16)

        async def stamped(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._stamp(MutableHeaders(scope=message), scope, origin)
            await send(message)

        await self.app(scope, receive, stamped)

    def _stamp(self, headers: MutableHeaders, scope: Scope, origin: str) -> None:
        for name, value in _COMMON.items():
            headers.setdefault(name, value)
        headers.setdefault("Content-Security-Policy", self._policy(headers, scope, origin))
        headers.setdefault("Cache-Control", "no-store")
        if origin.startswith("https://"):
            headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
        if "server" in headers:
            del headers["server"]

    def _policy(self, headers: MutableHeaders, scope: Scope, origin: str) -> str:
        path, kind = scope["path"], headers.get("content-type", "")
        if path == "/sw.js":
            return _WORKER
        if not kind.startswith("text/html"):
            return _NOTHING
        policy = (shell_policy(origin) if path.startswith(("/capture", "/offline"))
                  else office_policy(origin, scope["state"]["nonce"]))
        return policy + ("; upgrade-insecure-requests" if origin.startswith("https://") else "")


class SameOrigin:
    """Refuse an unsafe request that another site's page could have sent.

    Sec-Fetch-Site decides where the browser sends it (https, localhost); on plain http the Origin does;
    with neither there is no browser, and then only a bearer token without a cookie may pass.
    """

    def __init__(self, app: ASGIApp, settings: Settings, tell: Callable[[Request, Refusal], Awaitable[None]]):
        self.app, self.settings, self.tell = app, settings, tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD", "OPTIONS") \
                and not self._is_ours(scope):
            await self.tell(Request(scope), FOREIGN)
            await JSONResponse(FOREIGN.as_json(), status_code=403)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None:
            return site in ("same-origin", "none")
        if origin is not None:
            return origin == origin_of(scope, self.settings)
        return headers.get("authorization", "").lower().startswith("bearer ") and "cookie" not in headers
