"""The real app in a process of its own on a free loopback port, whose commits can be made to fail.

Run: python -m tests.walks.served, then a line of JSON a server on standard input: {port, flag, log, env}; it answers
with the server's process id. While the file `flag` exists, no commit succeeds. The app is imported once and every
server is a fork of that: starting Python costs more than most of these tests.
"""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

import psutil


class Served:
    """A server process. `post` and `put` open a connection of their own."""

    def __init__(self, database_url: str, folder: Path):
        self.flag, self.log = folder / "fail-commits", folder / "served.log"
        self.env = {**os.environ, "DATABASE_URL": database_url, "DATA_DIR": str(folder), "WORKER": "true",
                    "PUBLIC_URL": ""}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.start()

    def start(self) -> None:
        self.pid = _nursery({"port": self.port, "flag": str(self.flag), "log": str(self.log), "env": self.env})
        for _ in range(1800):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if not psutil.pid_exists(self.pid):
                    break
                time.sleep(0.05)
        self.kill()
        raise AssertionError(self.log.read_text())

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, how)
        end = time.monotonic() + 30
        while psutil.pid_exists(self.pid):
            assert time.monotonic() < end, "the server does not end"
            time.sleep(0.01)

    def ask(self, method: str, path: str, body: bytes, headers: dict) -> tuple[int, dict | None, dict]:
        """(status, JSON or None, headers) of one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else None, dict(answer.getheaders())
        finally:
            connection.close()

    def sync(self, token: str, body: bytes) -> tuple[int, dict | None, dict]:
        return self.ask("POST", "/api/v1/sync", body, {
            "Authorization": f"Bearer {token}", "Content-Type": "application/x-ndjson"})


@cache
def _mother() -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-m", "tests.walks.served"], text=True, bufsize=1,
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def _nursery(asked: dict) -> int:
    mother = _mother()
    mother.stdin.write(json.dumps(asked) + "\n")
    mother.stdin.flush()
    return int(mother.stdout.readline())


def main() -> None:
    """Fork a server for every line; end when the tests do."""
    import uvicorn  # noqa: F401 — read once, for every server

    from app.main import build

    build()  # opens nothing, but every room is read
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead, so they leave no zombies
    for line in sys.stdin:
        if child := os.fork():
            print(child, flush=True)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        serve(**json.loads(line))
        os._exit(0)


def serve(port: int, flag: str, log: str, env: dict) -> None:
    """Be one server, until told to stop."""
    import uvicorn
    from sqlalchemy import event
    from sqlalchemy.exc import OperationalError

    from app.main import build

    os.environ.clear()
    os.environ.update(env)
    nothing, written = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream, file in ((0, nothing), (1, written), (2, written)):
        os.dup2(file, stream)
    app = build()

    @event.listens_for(app.state.database.writer, "commit")
    def _fail(_connection):
        if Path(flag).exists():
            raise OperationalError("COMMIT", {}, OSError("disk I/O error"))

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", server_header=False)


if __name__ == "__main__":
    main()
