"""serve, work, migrate."""

import signal
import threading

import typer
import uvicorn

from app.accounts import commands
from app.cli.opening import opened
from app.kit import jobs
from app.kit.db import Database
from app.main import build
from app.settings import Settings


def add_to(program: typer.Typer) -> None:
    """Put these commands on the program."""
    program.command()(serve)
    program.command()(work)
    program.command()(migrate)


def serve(host: str = "127.0.0.1", port: int = 8000, certificate: str = "", key: str = "") -> None:
    """Serve the app (and run its jobs). Prints the first admin's code while nobody has an account."""
    settings = Settings()
    database = opened(settings)
    _greet_first_admin(database, f"{'https' if certificate else 'http'}://{host}:{port}")
    database.dispose()
    uvicorn.run(build(settings), host=host, port=port, log_level="warning", server_header=False,
                proxy_headers=bool(settings.proxies), forwarded_allow_ips=sorted(settings.proxies) or None,
                timeout_keep_alive=15, timeout_graceful_shutdown=20, limit_concurrency=1000,
                ssl_certfile=certificate or None, ssl_keyfile=key or None)


def work() -> None:
    """Run jobs apart from `serve` (set WORKER=false there)."""
    importable = build(Settings())
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    jobs.work(importable.state.database, stop)


def migrate() -> None:
    """Bring the database to this release's schema."""
    from app.migrating import migrate as upgrade
    settings = Settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    before, now = upgrade(Database(settings.database))
    print(f"schema {before or 'empty'} → {now}")


def _greet_first_admin(database: Database, address: str) -> None:
    with database.write() as session:
        if commands.has_users(session):
            return
        code = commands.make_link(session, "first_admin", minutes=24 * 60)
    print(f"\nNobody has an account yet. Open {address}/welcome and give this one-time code:\n\n    {code}\n")
