"""The real app in a process of its own on a free loopback port, whose commits can be made to fail.

Run: python -m tests.walks.served PORT FLAG — while the file FLAG exists, no commit succeeds.
"""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path


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
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.walks.served", str(self.port), str(self.flag)],
                env=self.env, stdout=log, stderr=log)
        for _ in range(1800):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        self.kill()
        raise AssertionError(self.log.read_text())

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)

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


def main() -> None:
    import uvicorn
    from sqlalchemy import event
    from sqlalchemy.exc import OperationalError

    from app.main import build

    port, flag = int(sys.argv[1]), Path(sys.argv[2])
    app = build()

    @event.listens_for(app.state.database.writer, "commit")
    def _fail(_connection):
        if flag.exists():
            raise OperationalError("COMMIT", {}, OSError("disk I/O error"))

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", server_header=False)


if __name__ == "__main__":
    main()
