"""A thrifty phone for load: one kept-alive connection per thread, ready-made requests, one read per answer."""

import json
import os
import socket
import sys
import threading
import time


class Connection:
    """One HTTP/1.1 connection that sends bytes made beforehand."""

    def __init__(self, port: int):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.body = b""

    def ask(self, request: bytes) -> int:
        """Send one request, read its whole answer; the status. What it said is then in `body`."""
        self.socket.sendall(request)
        held = b""
        while b"\r\n\r\n" not in held:
            held += self._heard()
        head, _, body = held.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
        while len(body) < length:
            body += self._heard()
        self.body = body
        return int(head[9:12])

    def _heard(self) -> bytes:
        chunk = self.socket.recv(65536)
        if not chunk:
            raise ConnectionError("the server hung up in the middle of an answer")
        return chunk

    def close(self) -> None:
        """Hang up."""
        self.socket.close()


def request(method: str, path: str, token: str, body: bytes, **headers: object) -> bytes:
    """A request as bytes."""
    said = {"Host": "127.0.0.1", "Authorization": f"Bearer {token}", "Content-Length": len(body), **{
        name.replace("_", "-"): value for name, value in headers.items()}}
    head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def race(port: int, work: list[list[bytes]], seconds: float) -> tuple[int, float, list[float]]:
    """Every list of requests on its own connection at once, at most this long: (done, seconds, latencies)."""
    latencies: list[float] = []
    wrong: list[int] = []
    gate = threading.Barrier(len(work) + 1)

    def send(requests: list[bytes]) -> None:
        connection = Connection(port)
        gate.wait()
        for one in requests:
            began = time.perf_counter()
            if began > ends[0]:
                return
            status = connection.ask(one)
            latencies.append(time.perf_counter() - began)
            if not 200 <= status < 300:
                wrong.append(status)
    ends = [time.perf_counter() + 3600]
    senders = [threading.Thread(target=send, args=(requests,)) for requests in work]
    for sender in senders:
        sender.start()
    gate.wait()
    began = time.perf_counter()
    ends[0] = began + seconds
    for sender in senders:
        sender.join()
    if wrong:
        raise SystemExit(f"{len(wrong)} requests were refused, the first with {wrong[0]}")
    return len(latencies), time.perf_counter() - began, latencies


def percentile(values: list[float], share: float) -> float:
    """In ms, one decimal."""
    return round(sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000, 1)


def tell(figures: dict) -> None:
    """One JSON line on standard output, with the machine's load, without which no figure means anything."""
    sys.stdout.write(json.dumps({**figures, "load": os.getloadavg()[0]}) + "\n")
    sys.stdout.flush()
