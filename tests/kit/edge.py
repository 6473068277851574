"""A server as `serve` runs it, in a thread of this process, and raw bytes to it: what no client library would send."""

import asyncio
import re
import socket
import threading
from dataclasses import dataclass

import uvicorn

from app.cli.serving import served
from app.main import build
from app.settings import Settings


@dataclass
class Said:
    """An answer. status 0: the connection ended without one."""

    status: int
    head: str
    body: str


class Edge:
    """The server and its port. more: as uvicorn takes it, such as a certificate."""

    def __init__(self, settings: Settings, **more):
        self.app = build(settings)
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)  # what nobody takes stays with the server
        self.port = self.listening.getsockname()[1]
        self.server = uvicorn.Server(uvicorn.Config(**served(self.app, settings), **more))
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        while not self.server.started:
            assert self.thread.is_alive(), "the server did not start"

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=self.server.config.get_loop_factory()) as runner:
            runner.run(self.server.serve([self.listening]))

    def stop(self) -> None:
        """End it, as a signal would."""
        self.server.should_exit = True
        self.thread.join(timeout=30)

    @property
    def connections(self) -> int:
        """How many the server holds open."""
        return len(self.server.server_state.connections)

    def dial(self) -> socket.socket:
        """A connection that waits half a minute for anything."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def say(self, raw: bytes, *more: bytes) -> Said:
        """Send these bytes as they are and read one answer."""
        with self.dial() as line:
            try:
                for part in (raw, *more):
                    line.sendall(part)
            except OSError:
                pass  # cut off while we spoke; there may be an answer all the same
            return heard(line)

    def ask(self, method: str, target: str, *fields: str, body: bytes = b"", host: str = "shoe.test") -> Said:
        """A plain request, its target and fields as given."""
        head = [f"{method} {target} HTTP/1.1", f"Host: {host}", "Connection: close", *fields,
                *([f"Content-Length: {len(body)}"] if body else [])]
        return self.say("\r\n".join(head).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body)


def heard(line: socket.socket) -> Said:
    """One answer; its body as far as its length says, or to the end."""
    got = b""
    try:
        while chunk := line.recv(65536):
            got += chunk
            head, found, body = got.partition(b"\r\n\r\n")
            told = re.search(rb"content-length: (\d+)", head.lower())
            if found and told and len(body) >= int(told[1]):
                break
    except OSError:
        pass
    head, _, body = got.partition(b"\r\n\r\n")
    status = re.match(rb"HTTP/1\.1 (\d+)", head)
    return Said(int(status[1]) if status else 0, head.decode("latin-1").lower(), body.decode("utf-8", "replace"))
