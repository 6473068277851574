"""The end of a shift: 200 phones come back to the network within ten seconds, each with a walk and three photos.

    make soak    or    PHONES=200 python -m bench.phones
"""

import hashlib
import os
import random
import sqlite3
import sys
import threading
import time
from collections import Counter
from contextlib import closing

from app.kit.ids import new_id
from bench.photos import photo
from bench.sender import Connection, percentile, request, tell
from bench.server import Server
from tests.walks.phone import Phone

WITHIN, ENTRIES, PHOTOS, BYTES = 10, 20, 3, 300_000
TOLD = {429, 503}  # a phone waits and comes again


class Load:
    """What was sent and what came of it."""

    def __init__(self, server: Server):
        self.server, self.picture = server, photo(1)[:BYTES - 16]
        self.synced, self.stored, self.statuses = [], [], Counter()
        self.entries, self.photos = set(), set()

    def phone(self, token: str, after: float) -> None:
        """One phone: signs on, sends its walk in a batch, then its photos."""
        phone, names = Phone(), [new_id() for _ in range(PHOTOS)]
        lines = [phone.begin(), *(phone.entry("photo", {"photo": name}) for name in names)]
        lines += [phone.entry() for _ in range(ENTRIES - len(lines))]
        asked = [(self.synced, request("POST", "/api/v1/sync", token, phone.batch(*lines),
                                       Content_Type="application/x-ndjson"))]
        for name in names:
            body = self.picture + os.urandom(16)
            asked.append((self.stored, request("PUT", f"/api/v1/photos/{name}", token, body, Size=len(body),
                                               Sha256=hashlib.sha256(body).hexdigest(),
                                               Content_Type="application/octet-stream")))
        time.sleep(after)
        with closing(Connection(self.server.port)) as line:
            if all([self.sent(line, *one) for one in asked]):
                self.entries |= {one["id"] for one in lines}
                self.photos |= set(names)

    def sent(self, line: Connection, latencies: list, asked: bytes) -> bool:
        """Whether it was taken at last."""
        while True:
            began = time.perf_counter()
            status = line.ask(asked)
            latencies.append(time.perf_counter() - began)
            self.statuses[status] += 1
            if status not in TOLD:
                return 200 <= status < 300
            time.sleep(1)


def memory(server: Server, over: threading.Event, seen: list[int]) -> None:
    """The most the server process held, MiB; its children apart."""
    while not over.wait(0.2):
        seen.append(server.watched.memory_info().rss >> 20)


def main() -> int:
    phones = int(os.environ.get("PHONES", "200"))
    server = Server(phones=phones)
    try:
        load, chance, over, held = Load(server), random.Random(1), threading.Event(), [0]
        watch = threading.Thread(target=memory, args=(server, over, held))
        watch.start()
        senders = [threading.Thread(target=load.phone, args=(token, chance.uniform(0, WITHIN)))
                   for token in server.tokens]
        began = time.perf_counter()
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        seconds = time.perf_counter() - began
        over.set()
        watch.join()
    finally:
        server.stop()
    with closing(sqlite3.connect(server.folder / "shoeleather.db")) as database:
        rows = Counter(name for name, in database.execute("SELECT id FROM entry WHERE dev <> 'office'"))
        pictures = {name for name, in database.execute("SELECT id FROM photo WHERE state <> 'receiving'")}
    lost = len(load.entries - rows.keys()) + len(load.photos - pictures)
    said = {"phones": phones, "all_acked_s": round(seconds, 1), "sync_p99_ms": percentile(load.synced, 0.99),
            "photo_p99_ms": percentile(load.stored, 0.99), "statuses": dict(load.statuses), "lost": lost,
            "doubled": sum(n - 1 for n in rows.values()), "memory_MiB": max(held),
            "aim": {"all_acked_s": 90, "sync_p99_ms": 3000, "photo_p99_ms": 5000, "memory_MiB": 600}}
    good = not lost and not said["doubled"] and len(load.entries) == phones * ENTRIES and load.statuses.keys() <= {
        200, *TOLD}
    tell({"soak": "phones", "state": "ok" if good else "FAILED", **said})
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
