"""A throw-away PostgreSQL for the tests: Debian's binaries, a fresh cluster, no fsync, never root."""

import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest


def binaries() -> Path:
    """The folder with initdb; a missing one fails the run, it never skips."""
    found = [os.environ.get("PGBIN", ""), *sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)]
    for folder in filter(None, found):
        if (Path(folder) / "initdb").exists():
            return Path(folder)
    pytest.fail("No PostgreSQL found. Run: apt-get install -y postgresql")


class Cluster:
    """One running server on a free loopback port."""

    def __init__(self):
        self.bin = binaries()
        self.root = Path(tempfile.mkdtemp(prefix="sl-pg-"))
        self.owner = "postgres" if os.getuid() == 0 else None
        if self.owner:
            shutil.chown(self.root, self.owner)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._run("initdb", "-D", str(self.root / "data"), "-U", "sl", "--auth=trust", "-E", "UTF8",
                  "--no-sync", "--locale=C.UTF-8")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.root} " \
                  "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200"
        self._run("pg_ctl", "-D", str(self.root / "data"), "-w", "-o", options, "-l",
                  str(self.root / "log"), "start")

    def url(self, name: str) -> str:
        """SQLAlchemy URL of a database of this cluster."""
        return f"postgresql+psycopg://sl@127.0.0.1:{self.port}/{name}"

    def create(self, name: str, owner: str = "sl") -> str:
        """Make an empty database of that role; its URL."""
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "sl", "-O", owner, name)
        return self.url(name)

    def let_in(self, role: str, *rights: str) -> None:
        """Make a role with rights as createuser writes them: `--createdb`."""
        self._run("createuser", "-h", "127.0.0.1", "-p", str(self.port), "-U", "sl", *rights, role)

    def copy(self, of: str, name: str) -> str:
        """Make a database that holds what `of` holds, while nobody is at that; its URL."""
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "sl", "-T", of, name)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Take a database away, whoever is still at it."""
        self._run("dropdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "sl", "--force", name)

    def stop(self) -> None:
        """Stop it and leave nothing behind."""
        self._run("pg_ctl", "-D", str(self.root / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.root, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        extra = {}
        if self.owner:
            who = pwd.getpwnam(self.owner)
            extra = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
        subprocess.run([str(self.bin / program), *arguments], check=True, cwd="/",
                       stdout=subprocess.DEVNULL, **extra)
