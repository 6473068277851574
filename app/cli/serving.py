"""serve, work, migrate."""

import logging
import os
import signal
import sqlite3
import sys
import threading

import typer
import uvicorn
from fastapi import FastAPI
from sqlmodel import Session

from app.accounts import commands
from app.care import door, erasing, lasting, lock, sweeping, tls
from app.care.doctor import FIXED_SQLITE, sqlite_warning
from app.care.patience import patience, patient_loop
from app.care.proxies import Behind
from app.cli.opening import opened, settled
from app.kit import jobs
from app.kit.db import Database
from app.kit.errors import Refusal
from app.main import build
from app.settings import Settings

log = logging.getLogger("shoeleather")


def add_to(program: typer.Typer) -> None:
    """Put these commands on the program."""
    program.command()(serve)
    program.command()(work)
    program.command()(migrate)


def serve(host: str = "127.0.0.1", port: int = 8000, certificate: str = "", key: str = "") -> None:
    """Serve the app (and run its jobs). Prints the first admin's code while nobody has an account."""
    settings = Settings()
    may_serve(settings, host, bool(certificate))
    database = opened(settings)
    lasting.refuse_forgetful(database)
    with database.write() as session:
        greeting = first_admin_words(session, f"{'https' if certificate else 'http'}://{host}:{port}")
    database.dispose()
    if greeting:
        print(f"\n{greeting}\n", flush=True)
    if database.is_sqlite and sqlite3.sqlite_version_info < FIXED_SQLITE:
        log.warning(sqlite_warning())
    if doubt := lasting.doubtful(settings.data_dir):
        log.warning(doubt)
    listen(settings, host, port, certificate, key)


def may_serve(settings: Settings, host: str, has_certificate: bool) -> None:
    """The refusals of a start. Files made from here on are the owner's alone."""
    os.umask(0o077)
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    door.may_open(settings, host, has_certificate)
    # Ask now, so that a second server is refused before it touches the database.
    with lock.held(settings.data_dir, shared=not _is_sqlite(settings)):
        pass


def listen(settings: Settings, host: str, port: int, certificate: str = "", key: str = "") -> None:
    """Serve until told to stop, holding the data folder."""
    with lock.held(settings.data_dir, shared=not _is_sqlite(settings)):
        sys.stdout.flush()
        built = build(settings)
        made_ready(built)
        uvicorn.run(**served(built, settings), host=host, port=port, ssl_certfile=certificate or None,
                    ssl_keyfile=key or None, ssl_context_factory=tls.strict if certificate else None)


def served(built: FastAPI, settings: Settings) -> dict:
    """What uvicorn is told of this app; where it listens is left to the caller."""
    return {"app": Behind(built, settings.proxies, settings.data_dir), "http": patience(settings),
            "loop": patient_loop(settings), "ws": "none", "log_level": "warning", "server_header": False,
            "proxy_headers": False, "timeout_keep_alive": 15, "timeout_graceful_shutdown": 20,
            "limit_concurrency": 1000}


def made_ready(built: FastAPI) -> None:
    """Before anything listens: what the ledger says is erased is erased here too, however old this database is; and
    things that grow too old are looked for every day. Refuses: bad_ledger."""
    database = built.state.database
    if again := erasing.catch_up(database, built.state.blobs):
        log.warning("%s erasures of the ledger were carried out again: this database was older than they are.", again)
    with database.write() as session:
        sweeping.line_up(session)


def work() -> None:
    """Run jobs apart from `serve` (set WORKER=false there). For PostgreSQL; on SQLite `serve` runs them itself."""
    settings = Settings()
    if _is_sqlite(settings):
        raise Refusal("one_process", 409, "On SQLite one process writes: `serve` runs the jobs itself. "
                      "`work` is for PostgreSQL.")
    door.plain_database(settings)
    importable = build(settings)
    lasting.refuse_forgetful(importable.state.database)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with lock.held(settings.data_dir, shared=True):
        jobs.work(importable.state.database, stop)


def migrate() -> None:
    """Bring the database to this release's schema."""
    from app.migrating import migrate as upgrade
    settings = settled()
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Database(settings.database)
    before, now = upgrade(database)
    database.dispose()
    print(f"schema {before or 'empty'} → {now}")


def first_admin_words(session: Session, address: str) -> str:
    """What the console says while nobody has an account, with a fresh one-time code; else ''."""
    if commands.has_users(session):
        return ""
    code = commands.make_link(session, "first_admin", minutes=24 * 60)
    return f"Nobody has an account yet. Open {address}/welcome and give this one-time code:\n\n    {code}"


def _is_sqlite(settings: Settings) -> bool:
    return settings.database.startswith("sqlite")
