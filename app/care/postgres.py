"""PostgreSQL's own programs, run for a backup or a restore. The password never stands on a command line."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from app.kit.errors import Refusal

RENEWED = """
DELETE FROM public.browser_session;
DELETE FROM public.one_time_link;
UPDATE public.mark SET value = '{epoch}' WHERE id = 'epoch';
"""


def surroundings(url: str) -> dict[str, str]:
    """The environment in which libpq's programs reach this database."""
    parts = make_url(url)
    named = {"PGHOST": parts.host, "PGPORT": parts.port, "PGUSER": parts.username, "PGPASSWORD": parts.password,
             "PGDATABASE": parts.database}
    named |= {f"PG{name.upper()}": value for name, value in parts.query.items()
              if name in ("host", "hostaddr", "port") or name.startswith("ssl")}
    return {**os.environ, **{name: str(value) for name, value in named.items() if value is not None}}


def run(url: str, program: str, *arguments: str) -> str:
    """Run one of PostgreSQL's programs; what it printed. Refuses: no_postgres_programs, postgres_failed."""
    if not shutil.which(program):
        raise Refusal("no_postgres_programs", 409, f"{program} is not installed here. "
                      "Run: apt-get install -y postgresql-client")
    done = subprocess.run([program, *arguments], env=surroundings(url), text=True,  # noqa: S603 — fixed programs
                          stdin=subprocess.DEVNULL, capture_output=True, check=False)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise Refusal("postgres_failed", 409, f"{program} failed: {said}")
    return done.stdout


@contextmanager
def snapshot(url: str) -> Iterator[tuple[psycopg.Connection, str]]:
    """A transaction that sees one moment, and the name by which pg_dump can see the same one."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield connection, connection.execute("SELECT pg_export_snapshot()").fetchone()[0]


def dump(url: str, name: str, target: Path) -> None:
    """Write what that snapshot sees, in pg_dump's custom format."""
    run(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={name}",
        "--schema=public", f"--file={target}")


def listed(url: str, archive: Path) -> None:
    """Refuse a dump that this machine's pg_restore cannot read."""
    run(url, "pg_restore", "--list", str(archive))


def load(url: str, archive: Path, epoch: str, folder: Path) -> None:
    """Replace everything in the database by the dump, in one transaction: all of it, or nothing changed."""
    before, words, after = folder / "before.sql", folder / "dump.sql", folder / "after.sql"
    before.write_text("DROP SCHEMA public CASCADE;\n")
    run(url, "pg_restore", "--no-owner", "--no-privileges", f"--file={words}", str(archive))
    if "CREATE SCHEMA public" not in words.read_text():
        before.write_text("DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n")
    after.write_text(RENEWED.format(epoch=epoch))
    run(url, "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
        f"--file={before}", f"--file={words}", f"--file={after}")
