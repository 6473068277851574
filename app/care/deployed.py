"""Look at a server from where people stand: https, its certificate, the proxy in front, and room for photos."""

import http.client
import json
import socket
import ssl
from collections.abc import Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, urlsplit

from app.care import door, proxies
from app.care.findings import Finding, bad, ok, unknown, warn
from app.kit import clock
from app.kit.web import RELEASE
from app.settings import Settings

PHOTO = 14 * 2**20
PATIENCE = 20


def looked_at(settings: Settings) -> Iterator[Finding]:
    """Every check of the way in. Calls PUBLIC_URL itself, and no other address."""
    yield from _trusted(settings)
    parts = urlsplit(settings.public_url)
    if not settings.public_url:
        yield bad("address", "PUBLIC_URL is not set. Set it to the https address people type.")
        return
    yield _scheme(settings, parts)
    yield from _answers(parts)


def _trusted(settings: Settings) -> Iterator[Finding]:
    wrong = proxies.unreadable(settings.proxies)
    if wrong:
        yield bad("proxy", f"TRUSTED_PROXIES holds “{wrong[0]}”, which is no address or network.")
    seen = proxies.seen(settings.data_dir)
    for peer, said in seen.items():
        if not proxies.is_trusted(peer, settings.proxies):
            yield bad("proxy", f"{peer} sends X-Forwarded headers and is not believed: every visitor looks like one. "
                      f"If it is your proxy, set TRUSTED_PROXIES={peer} and restart.")
        elif "x-forwarded-for" not in said["headers"] or "x-forwarded-proto" not in said["headers"]:
            yield bad("proxy", f"{peer} sends only {', '.join(said['headers'])}. Let it send X-Forwarded-For and "
                      "X-Forwarded-Proto (docs/host.md).")
        else:
            yield ok("proxy", f"{peer} is believed and tells address and scheme of visitors.")
    if not seen:
        yield unknown("proxy", "No proxy has been seen since the server started. If one stands in front, open a page "
                      "through it and ask again.")


def _scheme(settings: Settings, parts: SplitResult) -> Finding:
    if parts.scheme == "https":
        return ok("address", settings.public_url)
    if door.is_this_machine(parts.hostname or ""):
        return warn("address", f"{settings.public_url} is for this machine alone; phones cannot reach it.")
    return bad("address", f"{settings.public_url} is plain http: passwords cross the network readable, and phones "
               "cannot work offline. Put https in front (docs/host.md).")


def _answers(parts: SplitResult) -> Iterator[Finding]:
    try:
        status, headers, body = _ask(parts, "GET", "/up")
    except ssl.SSLError as no:
        yield bad("https", f"The certificate is not believed: {getattr(no, 'verify_message', '') or no.reason}.")
        return
    except (OSError, http.client.HTTPException) as no:
        yield bad("address", f"{parts.netloc} does not answer: {no}.")
        return
    yield _ours(status, body)
    if parts.scheme == "https":
        yield _lasting(parts)
        yield _strict(headers)
    yield _same_clock(headers)
    yield _takes_photos(parts)


def _ask(parts: SplitResult, method: str, path: str, body: bytes | None = None):
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=PATIENCE)
    try:
        try:
            # A token nobody has: the server then asks who is there, and only a proxy minds the size.
            connection.request(method, path, body, {"Authorization": "Bearer doctor"} if body else {})
        except (BrokenPipeError, ConnectionResetError):
            if body is None:
                raise  # with a body, a refusal may have come before all of it was sent
        reply = connection.getresponse()
        return reply.status, reply.headers, reply.read(65536)
    finally:
        connection.close()


def _ours(status: int, body: bytes) -> Finding:
    try:
        said = json.loads(body)
    except ValueError:
        said = {}
    if status != 200 or not isinstance(said, dict) or "shoeleather" not in said:
        return bad("address", f"Something else answers there (status {status}). Check where the proxy sends requests.")
    if said.get("release") != RELEASE:
        return warn("address", "Another release answers there than the one asking. Restart the server.")
    return ok("address", "This Shoeleather answers there.")


def _lasting(parts: SplitResult) -> Finding:
    context = ssl.create_default_context()
    with socket.create_connection((parts.hostname, parts.port or 443), PATIENCE) as plain, \
            context.wrap_socket(plain, server_hostname=parts.hostname) as wrapped:
        ends = clock.from_ms(int(ssl.cert_time_to_seconds(wrapped.getpeercert()["notAfter"]) * 1000))
    left = ends - clock.now()
    if left < timedelta(days=14):
        return warn("https", f"The certificate ends in {left.days} days. See that it renews itself.")
    return ok("https", f"The certificate is believed and holds {left.days} more days.")


def _strict(headers) -> Finding:
    if "max-age" not in (headers.get("strict-transport-security") or ""):
        return bad("https", "Strict-Transport-Security is missing. Let the proxy pass our headers on.")
    return ok("https", "Browsers are told to stay on https.")


def _same_clock(headers) -> Finding:
    said = headers.get("date")
    if not said:
        return unknown("clock", "The answer carries no date to compare with.")
    apart = abs((parsedate_to_datetime(said) - clock.now()).total_seconds())
    return ok("clock", "The way in and this machine agree on the time.") if apart < 60 else \
        bad("clock", f"The way in and this machine are {apart:.0f} s apart. Let both follow a time server.")


def _takes_photos(parts: SplitResult) -> Finding:
    try:
        status, _, _ = _ask(parts, "PUT", "/api/v1/photos/00000000-d0c7", b"\0" * PHOTO)
    except (OSError, http.client.HTTPException) as no:
        return bad("photos", f"A photo of 14 MiB did not get through: {no}. Raise the proxy's body size to 16 MiB and "
                   "its time-outs to 120 s.")
    if status == 413:
        return bad("photos", "The proxy refuses photos of 14 MiB. Raise its body size to 16 MiB (docs/host.md).")
    if status in (401, 403):
        return ok("photos", "Photos up to 14 MiB get through to the server, which asks who is there.")
    return bad("photos", f"A photo was answered with status {status} instead of a question for its token.")
