"""Which proxies stand in front: believe the trusted ones, and write down who sent forwarding headers."""

import ipaddress
import json
import logging
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

NOTE = "proxies.json"
AT_MOST = 8
log = logging.getLogger("shoeleather")


def unreadable(trusted: frozenset[str]) -> list[str]:
    """Entries of TRUSTED_PROXIES that are neither an address nor a network; `*` would believe anyone."""
    return sorted(entry for entry in trusted if not _network(entry))


def _network(entry: str):
    try:
        return ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return None


def is_trusted(peer: str, trusted: frozenset[str]) -> bool:
    """Whether what this address says of others is believed."""
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    return any(network and address in network for network in map(_network, trusted))


class Behind:
    """The app behind its proxies. Notes each peer that forwards, once, in the data folder for `doctor`."""

    def __init__(self, app: ASGIApp, trusted: frozenset[str], folder: Path):
        self.believed = ProxyHeadersMiddleware(app, trusted_hosts=sorted(trusted)) if trusted else app
        self.trusted, self.note, self.seen = trusted, folder / NOTE, {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and len(self.seen) < AT_MOST:
            self._look(scope)
        await self.believed(scope, receive, send)

    def _look(self, scope: Scope) -> None:
        said = {name.decode("latin-1"): value.decode("latin-1")[:40] for name, value in scope["headers"]
                if name in (b"x-forwarded-for", b"x-forwarded-proto")}
        peer = (scope.get("client") or ("?",))[0]
        if not said or peer in self.seen:
            return
        is_believed = is_trusted(peer, self.trusted)
        self.seen[peer] = {"trusted": is_believed, "headers": sorted(said), "proto": said.get("x-forwarded-proto")}
        if not is_believed:
            log.warning("%s sends X-Forwarded headers and is not believed. If it is your proxy, set "
                        "TRUSTED_PROXIES=%s", peer, peer)
        try:
            self.note.write_text(json.dumps(self.seen))
        except OSError:
            log.warning("could not write %s", self.note)


def seen(folder: Path) -> dict:
    """Who sent forwarding headers since the server started: address → {trusted, headers, proto}."""
    try:
        return json.loads((folder / NOTE).read_text())
    except (OSError, ValueError):
        return {}
