"""The only way out of the house: one request to another machine, at an address that was looked at first.

A name is resolved once, every address it has is checked, and the connection goes to a checked address, so that a name
that changes its mind in between leads nowhere. No redirects, no proxies of the environment, little time, little reply.
Source: reliability.md 4.3, T7.
"""

import ipaddress
import json
import queue
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import httpcore2

from app.kit.errors import Refusal
from app.settings import Settings

CONNECT, IN_ALL = 5.0, 10.0  # seconds
REPLY_BYTES = 64 * 2**10
URL_LETTERS = 2000
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")
_NUMBERED = re.compile(r"(.*\.)?(\d+|0x[0-9a-f]*)")  # what resolvers read as an address: 2130706433, 0x7f.1, 127.1
_PUBLIC_6 = ipaddress.ip_network("2000::/3")
_CARRIES_4 = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "::ffff:0:0/96")))
# What Python calls global and nobody's server has: 6to4 and its relay, documentation, what IANA keeps for protocols.
_NOBODY = tuple(map(ipaddress.ip_network, ("2002::/16", "2001::/23", "3fff::/20", "192.88.99.0/24", "192.0.0.0/24")))
# Even for a host the admin lists: where clouds hand out keys, everybody at once, nowhere.
_NEVER = tuple(map(ipaddress.ip_network, ("169.254.0.0/16", "fe80::/10", "224.0.0.0/4", "ff00::/8", "0.0.0.0/8",
                                          "::/128", "240.0.0.0/4", "fd00:ec2::254/128")))
Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True)
class Reply:
    """What the other machine said. headers: names in small letters; body: whole, at most the limit."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict:
        """The body as a JSON object. Refuses: outbound_unreadable."""
        try:
            said = json.loads(self.body)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise Refusal("outbound_unreadable", 502, "It answered with something that is no JSON object.")
        return said


def resolved(host: str, port: int) -> list[str]:
    """Every address of a host, as this machine's resolver says."""
    return list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))


class Outbound:
    """Requests to other machines under the settings' rules; shared by threads.

    resolve, trusted: others than this machine's resolver and certificates, in tests.
    """

    def __init__(self, settings: Settings, resolve: Resolve = resolved, trusted: ssl.SSLContext | None = None,
                 connect: float = CONNECT, in_all: float = IN_ALL):
        self.http_hosts, self.private_hosts = settings.http_hosts, settings.private_hosts
        self.resolve, self.trusted, self.connect, self.in_all = resolve, trusted, connect, in_all

    def ask(self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes | None = None,
            limit: int = REPLY_BYTES) -> Reply:
        """Ask, and wait for the whole reply: `in_all` seconds and `limit` bytes at most. Not for an event loop.

        Refuses: outbound_address (we will not go there), outbound_failed (it did not answer as it should).
        """
        ends = time.monotonic() + self.in_all
        parts = self.readable(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        addresses = self.checked(parts.hostname, port, ends - time.monotonic())
        try:
            return _asked(method, parts, headers or {}, body, limit,
                          _ToChecked(addresses, min(ends, time.monotonic() + self.connect), ends), self._believed())
        except (httpcore2.TimeoutException, TimeoutError):
            raise _failed(parts.hostname, "did not answer in time") from None
        except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError, UnicodeError) as no:
            raise _failed(parts.hostname, _why(no.__cause__ or no)) from None

    def readable(self, url: str) -> SplitResult:
        """The parts of an address we may ask. Refuses: outbound_address."""
        parts = _split(url)
        if parts.scheme not in ("https", "http"):
            raise _no(f"“{url[:100]}” does not begin with https://.")
        if parts.username is not None or parts.password is not None or "@" in parts.netloc:
            raise _no("An address may not carry a user name or a password.")
        _readable_host(parts)
        if parts.scheme == "http" and parts.hostname not in self.http_hosts:
            raise _no(f"{parts.hostname} would be asked by plain http. Use https, or list the host in "
                      "OUTBOUND_HTTP_HOSTS.")
        return parts

    def checked(self, host: str, port: int, patience: float = CONNECT) -> list[str]:
        """Every address of a host, each one we may connect to: for whoever opens a connection of another kind.

        Refuses: outbound_address, when even one is not; outbound_failed, when it has none.
        """
        try:
            found = _within(max(patience, 0), lambda: self.resolve(host, port))
        except TimeoutError:
            raise _failed(host, "could not be looked up in time") from None
        except (OSError, UnicodeError):
            found = []
        if not found:
            raise _failed(host, "has no address this server can find")
        for address in found:
            if not may_reach(address, host in self.private_hosts):
                raise _no(f"{host} leads to {address}, which is not an address of the Internet. If it is a machine "
                          "of your own network, list the host in OUTBOUND_PRIVATE_HOSTS.")
        return found

    def _believed(self) -> ssl.SSLContext:
        self.trusted = self.trusted or ssl.create_default_context()
        return self.trusted


def may_reach(address: str, is_listed: bool = False) -> bool:
    """Whether to connect there: a public unicast address; for a host the admin listed also a private one."""
    try:
        there = ipaddress.ip_address(address)
    except ValueError:
        return False
    if there.version == 6 and any(there in each for each in _CARRIES_4):
        return may_reach(str(ipaddress.IPv4Address(int(there) & 0xFFFF_FFFF)), is_listed)
    if any(there in each for each in _NEVER if each.version == there.version):
        return False
    if is_listed:
        return True
    return (there.is_global and not there.is_multicast and (there.version == 4 or there in _PUBLIC_6)
            and not any(there in each for each in _NOBODY if each.version == there.version))


def _split(url: str) -> SplitResult:
    if len(url) > URL_LETTERS or not url.isascii() or not url.isprintable() or any(bad in url for bad in " \\#"):
        raise _no("An address is at most 2000 plain letters, without spaces, “\\” or “#”. Write a name with other "
                  "letters as xn--….")
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname
    except ValueError:
        raise _no(f"“{url[:100]}” is no address.") from None
    return parts


def _readable_host(parts: SplitResult) -> None:
    host = parts.hostname or ""
    if parts.netloc.startswith("["):
        try:
            scoped = ipaddress.IPv6Address(host).scope_id
        except ValueError:
            scoped = host
        if scoped is not None:
            raise _no(f"“{parts.netloc[:100]}” is no address.")
        return
    plain = _NUMBERED.fullmatch(host) is None
    if not plain:
        try:
            plain = str(ipaddress.IPv4Address(host)) == host
        except ValueError:
            plain = False
    if not plain or not _NAME.fullmatch(host) or parts.netloc.endswith(":") or parts.port == 0:
        raise _no(f"“{parts.netloc[:100]}” is no name of a machine as we read them. Write it plainly, without a dot at "
                  "its end.")


def _asked(method: str, parts: SplitResult, headers: Mapping[str, str], body: bytes | None, limit: int,
           way: "_ToChecked", believed: ssl.SSLContext) -> Reply:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    url = httpcore2.URL(scheme=parts.scheme.encode(), host=parts.hostname.encode(), port=parts.port,
                        target=target.encode())
    said = {"Host": parts.netloc, "Accept-Encoding": "identity", "User-Agent": "Shoeleather", **headers}
    with httpcore2.ConnectionPool(ssl_context=believed, network_backend=way) as pool, \
            pool.stream(method, url, headers=list(said.items()), content=body) as reply:
        if 300 <= reply.status < 400:
            raise _failed(parts.hostname, "sends on to another address, which is not followed. Give the final address")
        read = bytearray()
        for piece in reply.iter_stream():
            read += piece
            if len(read) > limit:
                raise _failed(parts.hostname, f"answered with more than {limit // 1024} KiB")
        return Reply(reply.status, {name.decode("latin-1").lower(): value.decode("latin-1")
                                    for name, value in reply.headers}, bytes(read))


class _ToChecked(httpcore2.NetworkBackend):
    """Connects to the addresses looked at, whatever the name says by now; everything ends at one instant."""

    def __init__(self, addresses: list[str], connected_by: float, ends: float):
        self.addresses, self.connected_by, self.ends = addresses, connected_by, ends

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        for address in self.addresses:
            try:
                made = httpcore2.SyncBackend().connect_tcp(address, port, _left(self.connected_by))
                return _Ending(made, self.connected_by, self.ends)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as no:
                failed = no
        raise failed


class _Ending(httpcore2.NetworkStream):
    """A stream that is over at one instant, however slowly the other side drips."""

    def __init__(self, stream: httpcore2.NetworkStream, connected_by: float, ends: float):
        self.stream, self.connected_by, self.ends = stream, connected_by, ends

    def read(self, max_bytes, timeout=None):
        return self.stream.read(max_bytes, _left(self.ends))

    def write(self, buffer, timeout=None):
        self.stream.write(buffer, _left(self.ends))

    def close(self):
        self.stream.close()

    def start_tls(self, ssl_context, server_hostname=None, timeout=None):
        return _Ending(self.stream.start_tls(ssl_context, server_hostname, _left(self.connected_by)),
                       self.connected_by, self.ends)

    def get_extra_info(self, info):
        return self.stream.get_extra_info(info)


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _within(seconds: float, work: Callable[[], list[str]]) -> list[str]:
    """What work returns, or TimeoutError: a resolver has no limit of its own, so it is left to itself."""
    box = queue.SimpleQueue()

    def run() -> None:
        try:
            box.put((work(), None))
        except (OSError, UnicodeError) as no:
            box.put((None, no))
    threading.Thread(target=run, daemon=True, name="resolver").start()
    try:
        found, no = box.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if no is not None:
        raise no
    return found


def _why(broken: BaseException) -> str:
    if isinstance(broken, ssl.SSLCertVerificationError):
        return f"shows a certificate that is not believed: {broken.verify_message}"
    return f"could not be asked: {str(broken)[:200] or type(broken).__name__}"


def _no(sentence: str) -> Refusal:
    return Refusal("outbound_address", 422, sentence)


def _failed(host: str, what: str) -> Refusal:
    return Refusal("outbound_failed", 502, f"{host} {what.rstrip('.')}.")
