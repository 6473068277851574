"""run: try it on this machine, or on phones nearby. What `make run` calls."""

import sys
from importlib.util import find_spec
from pathlib import Path

import segno
import typer
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from sqlmodel import Session, select

from app.accounts import commands
from app.accounts.access import RANK
from app.accounts.models import User
from app.care import authority, trust_page
from app.cli import serving
from app.cli.opening import opened
from app.kit.db import Database
from app.kit.errors import Refusal
from app.settings import Settings


def add_to(program: typer.Typer) -> None:
    """Put this command on the program."""
    program.command()(run)


def run(port: int = 8000, lan: bool = False, https: bool = False,
        address: str = typer.Option("", help="this machine's address or name nearby, if the guess is wrong")) -> None:
    """Set up a database with the demo world where there is none, print a link that signs in, and serve."""
    settings = Settings(**({"allow_http_lan": True} if lan and not https else {}))
    serving.may_serve(settings, "127.0.0.1", True)
    database = opened(settings)
    _demo_world(database)
    if https:
        _over_https(settings, database, address or authority.lan_address(), port)
    elif lan:
        _on_the_lan(settings, database, address or authority.lan_address(), port)
    else:
        _here(settings, database, port)


def _demo_world(database: Database) -> None:
    if find_spec("app.cli.worlds"):
        from app.cli import worlds
        worlds.seed(if_empty=True, clear=False, crowd=0, link="")


def _here(settings: Settings, database: Database, port: int) -> None:
    print(f"\nShoeleather: http://127.0.0.1:{port}\n\n{_way_in(database, f'http://127.0.0.1:{port}')}\n\n"
          "Ctrl-C stops it. For phones: make run LAN=1, or make run HTTPS=1 to walk without signal.\n")
    serving.listen(settings, "127.0.0.1", port)


def _on_the_lan(settings: Settings, database: Database, host: str, port: int) -> None:
    address = f"http://{host}:{port}"
    print(f"\nShoeleather: {address}\n\nWARNING: everybody on this network can reach it, and plain http can be read on "
          "the way.\nOver http a phone walks only while the page stays open; make run HTTPS=1 works without signal."
          f"\n\n{_way_in(database, address)}\n\nOn the phone:\n")
    _picture(_way_in(database, address, shown=False) or address)
    serving.listen(settings, "0.0.0.0", port)  # noqa: S104 — asked for by --lan, and warned about


def _over_https(settings: Settings, database: Database, host: str, port: int) -> None:
    try:
        certificate, key, trusted = authority.certificate_for(settings.data_dir / "tls", authority.local_names(host))
    except ValueError as no:
        raise Refusal("not_nearby", 409, f"{host} is no address of a local network, and this certificate can vouch for "
                      "nothing else. Name one with ADDRESS=, or host it properly: docs/host.md.") from no
    address, door = f"https://{host}:{port}", f"http://{host}:{port + 1}"
    trust_page.open_door("0.0.0.0", port + 1, trust_page.pages(trusted, address))  # noqa: S104 — asked for by --https
    print(f"\nShoeleather: {address}\n\nEverybody on this network can reach it. Once for each phone, trust its "
          f"certificate at {door}:\n")
    _picture(door)
    print(f"Fingerprint: {_fingerprint(trusted)}\n\nThen open the app on the phone:\n")
    _picture(_way_in(database, address, shown=False) or address)
    print(f"{_way_in(database, address)}\n")
    serving.listen(settings, "0.0.0.0", port, str(certificate), str(key))  # noqa: S104 — asked for by --https


def _fingerprint(certificate: Path) -> str:
    made = x509.load_pem_x509_certificate(certificate.read_bytes())
    return made.fingerprint(hashes.SHA256()).hex(":").upper()


def _way_in(database: Database, address: str, shown: bool = True) -> str:
    """Words with a link that signs in once, or the link alone; without anybody, the first admin's code or ''."""
    with database.write() as session:
        user = _somebody(session)
        if user is None:
            return serving.first_admin_words(session, address) if shown else ""
        link = f"{address}/sign-in#{commands.make_link(session, 'sign_in', user)}"
        return f"Sign in as {user.name} ({user.role}), once, within 10 minutes:\n\n    {link}" if shown else link


def _somebody(session: Session) -> User | None:
    people = session.exec(select(User).where(User.is_active)).all()
    return min(people, key=lambda user: (-RANK[user.role], user.created_at), default=None)


def _picture(address: str) -> None:
    segno.make(address, error="l").terminal(out=sys.stdout, compact=True, border=2)
    print(f"    {address}\n")
