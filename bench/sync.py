"""How many entries a second one server takes from eight phones, beside SQLite taking the same rows bare."""

import hashlib
import sqlite3
import tempfile
import time
from pathlib import Path

from app.kit.db import SQLITE_PRAGMAS
from bench.sender import percentile, race, request, tell
from bench.server import Server
from tests.walks.phone import Phone, packed

SENDERS = 8
SECONDS = 6
HEADERS = {"Content_Type": "application/x-ndjson"}
COLUMNS = ("id", "arrival", "dev", "seq", "walk", "kind", "line", "sha256", "visit", "ref", "wall_ms", "user_id", "by",
           "received_at", "state", "why", "why_words")


def batches(token: str, size: int, count: int) -> list[bytes]:
    """Requests of one phone on one walk after another."""
    phone, made = Phone(), []
    for _ in range(count):
        if phone.seq % 300 == 0:
            phone = Phone()
        lines = [phone.begin()] if phone.seq == 0 else []
        lines += [phone.entry() for _ in range(size - len(lines))]
        made.append(request("POST", "/api/v1/sync", token, phone.batch(*lines), **HEADERS))
    return made


def measured(server: Server, size: int, count: int) -> dict:
    """Entries a second and CPU per entry of batches of this size."""
    work = [batches(server.token, size, count) for _ in range(SENDERS)]
    race(server.port, [requests[:5] for requests in work], 2)
    before = server.cpu_seconds()
    done, seconds, latencies = race(server.port, [requests[5:] for requests in work], SECONDS)
    cpu = server.cpu_seconds() - before
    return {"requests_per_s": round(done / seconds), "entries_per_s": round(done * size / seconds),
            "cpu_ms_per_entry": round(cpu * 1000 / done / size, 3), "cpu_ms_per_request": round(cpu * 1000 / done, 2),
            "p50_ms": percentile(latencies, 0.5), "p99_ms": percentile(latencies, 0.99)}


def floor(size: int, batches_of: int) -> dict:
    """The same rows into the same table by bare sqlite3, one commit a batch, one thread, same pragmas."""
    connection = sqlite3.connect(Path(tempfile.mkdtemp(prefix="sl-floor-")) / "floor.db", isolation_level=None)
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"CREATE TABLE entry (server_seq INTEGER PRIMARY KEY AUTOINCREMENT, {', '.join(COLUMNS)}, "
                       "UNIQUE (id))")
    connection.execute("CREATE INDEX a ON entry (walk, server_seq)")
    connection.execute("CREATE INDEX b ON entry (dev, seq)")
    insert = (f"INSERT INTO entry ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))}) "  # noqa: S608
              "ON CONFLICT (id) DO NOTHING")
    phone = Phone()
    made = [[_row(phone.entry()) for _ in range(size)] for _ in range(batches_of)]
    began, cpu = time.perf_counter(), time.process_time()
    for rows in made:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(insert, rows)
        connection.execute("COMMIT")
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    return {"entries_per_s": round(size * batches_of / seconds),
            "cpu_ms_per_entry": round(cpu * 1000 / size / batches_of, 3),
            "commits_per_s": round(batches_of / seconds)}


def _row(entry: dict) -> tuple:
    line = packed(entry)
    return (entry["id"], 7, entry["dev"], entry["seq"], entry["walk"], entry["kind"], line.decode(),
            hashlib.sha256(line).hexdigest(), None, None, entry["t"]["wall"], "u-ada", None, "2026-11-22 12:00:00",
            "stored", None, None)


def main() -> None:
    for size, count, aim in ((50, 200, {"entries_per_s": 4000}), (1, 1200, {"requests_per_s": 400,
                                                                         "cpu_ms_per_request": 2})):
        server = Server()
        try:
            figures = measured(server, size, count)
        finally:
            server.stop()
        tell({"bench": f"sync, batches of {size}, {SENDERS} senders", **figures, "aim": aim,
              "floor": floor(size, 400 if size > 1 else 2000)})


if __name__ == "__main__":
    main()
