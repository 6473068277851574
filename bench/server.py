"""The app as `make run` serves it, in a process of its own over a fresh SQLite database."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from app.accounts import commands as accounts
from app.kit.db import Database
from app.migrating import migrate
from tests import world
from tests.walks.phone import add_journey


class Server:
    """A served app with the cast in it. token: Ada's phone's; tokens: of this many walkers more; folder: its data."""

    def __init__(self, worker: bool = True, phones: int = 0):
        self.folder = Path(tempfile.mkdtemp(prefix="sl-bench-"))
        self.database = Database(f"sqlite:///{self.folder / 'shoeleather.db'}")
        migrate(self.database)
        with self.database.write() as session:
            cast = world.add_cast(session)
            add_journey(session)
            self.token = accounts.make_token(session, cast["ada"], "device")
            self.tokens = [accounts.make_token(session, accounts.add_user(
                session, f"w{n}@shoe.test", "walker", f"Walker {n}"), "device") for n in range(phones)]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "app", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, env={  # noqa: S603 — our own program
            **os.environ, "DATA_DIR": str(self.folder), "WORKER": str(worker).lower()},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.watched = psutil.Process(self.process.pid)
        self._wait()

    def _wait(self) -> None:
        for _ in range(1200):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise SystemExit("the server did not start")

    def cpu_seconds(self) -> float:
        """CPU the server process has used, without its children."""
        times = self.watched.cpu_times()
        return times.user + times.system

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)
