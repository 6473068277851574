"""May this server open? The refusals of a start, before anything listens."""

import ipaddress
import os
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url

from app.accounts import passkeys
from app.kit.errors import Refusal
from app.settings import Settings

INTERRUPTED = ".restore-"


def may_open(settings: Settings, host: str, has_certificate: bool) -> None:
    """Refuses: bad_public_url, no_second_factor, plain_http, plain_database, readable_by_all, restore_interrupted."""
    _public_url(settings)
    _second_factor(settings)
    _plain_http(settings, host, has_certificate)
    plain_database(settings)
    readable_by_all(settings.data_dir)
    half_restored(settings.data_dir)


def _public_url(settings: Settings) -> None:
    parts = urlsplit(settings.public_url)
    if settings.public_url and (parts.scheme not in ("http", "https") or not parts.hostname
                                or parts.path.strip("/") or parts.query):
        raise Refusal("bad_public_url", 422, f"PUBLIC_URL is “{settings.public_url}”. Give scheme and host alone, "
                      "such as https://walks.example.org.")


def _second_factor(settings: Settings) -> None:
    if settings.second_factor != "off" and (why := passkeys.unfit(settings.public_url)):
        raise Refusal("no_second_factor", 409, f"SECOND_FACTOR={settings.second_factor} would let nobody in, for no "
                      f"passkey can be made at PUBLIC_URL (“{settings.public_url}”). {why} Set PUBLIC_URL to the https "
                      "address people type.")


def _plain_http(settings: Settings, host: str, has_certificate: bool) -> None:
    if settings.allow_http_lan:
        return
    parts = urlsplit(settings.public_url)
    if parts.scheme == "http" and not is_this_machine(parts.hostname or ""):
        raise Refusal("plain_http", 409, f"PUBLIC_URL is {settings.public_url}: passwords would cross the network "
                      "readable. Put https in front (docs/host.md), or set ALLOW_HTTP_LAN=1 to accept that.")
    if not settings.public_url and not has_certificate and not is_this_machine(host):
        raise Refusal("plain_http", 409, f"Listening on {host} without https would send passwords readable. Set "
                      "PUBLIC_URL to the https address people use (docs/host.md), or ALLOW_HTTP_LAN=1 to accept that.")


def plain_database(settings: Settings) -> None:
    """Refuse a database on another machine whose connection could silently be a readable one. `disable` is said aloud,
    and therefore taken. Refuses: plain_database."""
    url = make_url(settings.database)
    host = str(url.host or url.query.get("host") or os.environ.get("PGHOST", ""))
    mode = url.query.get("sslmode") or os.environ.get("PGSSLMODE")
    if url.get_backend_name() == "postgresql" and host and not host.startswith("/") and not is_this_machine(host) \
            and mode not in ("require", "verify-ca", "verify-full", "disable"):
        raise Refusal("plain_database", 409, f"DATABASE_URL leads to {host}, and does not say that its connection must "
                      "be encrypted. Add ?sslmode=verify-full (its certificate is checked), or ?sslmode=disable to "
                      "accept that everything crosses that network readable.")


def is_this_machine(host: str) -> bool:
    """localhost, *.localhost and loopback addresses."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def readable_by_all(folder: Path) -> None:
    """Refuse a data folder that everybody on this machine may open."""
    if folder.stat().st_mode & 0o007:
        raise Refusal("readable_by_all", 409, f"{folder} is open to everybody on this machine, and customers' words "
                      f"and photos lie in it. Run: chmod 700 {folder}")


def half_restored(folder: Path) -> None:
    """Refuse to serve from a folder in which a restore was cut off."""
    for left in folder.glob(f"{INTERRUPTED}*"):
        raise Refusal("restore_interrupted", 409, f"A restore was interrupted ({left.name} is left in {folder}). "
                      "Run the restore again before serving.")
