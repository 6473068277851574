"""The server is killed again and again while six phones send; what it acknowledged must be there, once, and whole.

    make soak    or    KILLS=1000 python -m bench.kill9
"""

import hashlib
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from app.accounts import commands
from app.kit import jobs
from app.kit.db import Database
from app.kit.ids import new_id
from app.main import build
from app.migrating import migrate
from app.settings import Settings
from bench.sender import Connection, request, tell
from tests import world
from tests.walks import hostile
from tests.walks.phone import Phone, add_journey, sha
from tests.walks.served import Served

PHONES, BATCH = 6, 5
SOONEST, LATEST = 0.02, 0.6


@dataclass
class Sender:
    """A phone that keeps what was not acknowledged and sends the same bytes again. acked: hashes of entries by id;
    photos: hashes by id."""

    token: str
    phone: Phone = field(default_factory=Phone)
    waiting: list[tuple[bytes, dict, tuple | None]] = field(default_factory=list)
    acked: dict[str, str] = field(default_factory=dict)
    photos: dict[str, str] = field(default_factory=dict)
    refused: list[int] = field(default_factory=list)

    def make(self) -> None:
        """One batch and one photo of a few KB more to send."""
        if self.phone.seq > 200:
            self.phone = Phone()
        lines = [self.phone.begin()] if self.phone.seq == 0 else []
        lines += [self.phone.entry() for _ in range(BATCH)]
        name, content = new_id(), hostile.jpeg((64, 48), comment=os.urandom(16).hex().encode())
        lines.append(self.phone.entry("photo", {"photo": name}))
        batch = request("POST", "/api/v1/sync", self.token, self.phone.batch(*lines),
                        Content_Type="application/x-ndjson")
        self.waiting.append((batch, {one["id"]: sha(one) for one in lines}, None))
        digest = hashlib.sha256(content).hexdigest()
        self.waiting.append((request("PUT", f"/api/v1/photos/{name}", self.token, content, Size=len(content),
                                     Sha256=digest, Content_Type="application/octet-stream"), {}, (name, digest)))

    def send(self, port: int) -> None:
        """Until the server is gone."""
        try:
            with closing(Connection(port)) as line:
                while True:
                    self.waiting or self.make()
                    self._one(line)
        except OSError:
            return

    def _one(self, line: Connection) -> None:
        asked, entries, picture = self.waiting[0]
        status = line.ask(asked)
        if status == 503:
            return
        if not 200 <= status < 300:
            self.refused.append(status)
        else:
            self.acked |= entries
            self.photos |= dict([picture]) if picture else {}
        self.waiting.pop(0)

    def finish(self, port: int) -> None:
        """Send what is left to a server that is not killed."""
        with closing(Connection(port)) as line:
            while self.waiting:
                self._one(line)


def prepared(folder: Path) -> list[Sender]:
    """A database in the folder with a journey in it, and the phones."""
    database = Database(f"sqlite:///{folder / 'shoeleather.db'}")
    migrate(database)
    with database.write() as session:
        cast = world.add_cast(session)
        add_journey(session)
        senders = [Sender(commands.make_token(session, cast["ada"], "device")) for _ in range(PHONES)]
    database.dispose()
    return senders


def cycle(server: Served, senders: list[Sender], chance: random.Random) -> None:
    """All send; it is killed meanwhile."""
    threads = [threading.Thread(target=sender.send, args=(server.port,)) for sender in senders]
    for thread in threads:
        thread.start()
    time.sleep(chance.uniform(SOONEST, LATEST))
    server.kill()
    for thread in threads:
        thread.join()


def finished(folder: Path) -> None:
    """Do what the killed servers left to do."""
    app = build(Settings(data_dir=folder, worker=False, _env_file=None))
    jobs.drain(app.state.database)
    app.state.database.dispose()


def found(folder: Path, senders: list[Sender]) -> dict:
    """What the database and the folder say beside what was acknowledged."""
    acked = {name: hashed for sender in senders for name, hashed in sender.acked.items()}
    photos = {name: hashed for sender in senders for name, hashed in sender.photos.items()}
    with closing(sqlite3.connect(folder / "shoeleather.db")) as database:
        rows = list(database.execute("SELECT id, sha256 FROM entry"))
        pictures = {name: (hashed, state) for name, hashed, state in database.execute(
            "SELECT id, sha256, state FROM photo WHERE state <> 'receiving'")}
        whole = database.execute("PRAGMA integrity_check").fetchone()[0]
        dangling = len(list(database.execute("PRAGMA foreign_key_check")))
    held = dict(rows)
    return {"entries_acked": len(acked), "photos_acked": len(photos),
            "lost": sum(held.get(name) != hashed for name, hashed in acked.items())
            + sum(not _has(folder, hashed, *pictures.get(name, ("", ""))) for name, hashed in photos.items()),
            "doubled": sum(n - 1 for n in Counter(name for name, _ in rows).values()),
            "integrity": whole, "dangling": dangling,
            "parts_left": sum(path.is_file() for path in (folder / "blobs").rglob("*part*/*")),
            "refused": sorted(Counter(status for sender in senders for status in sender.refused).items())}


def _has(folder: Path, sent: str, kept: str, state: str) -> bool:
    """The bytes as sent, or both pictures made of them."""
    kinds = {"pending": ("upload",), "ready": ("display", "thumb")}.get(state)
    paths = [folder / "blobs" / kind / sent[-2:] / sent for kind in kinds or ()]
    return bool(paths) and kept == sent and all(path.exists() for path in paths) and (
        state == "ready" or hashlib.sha256(paths[0].read_bytes()).hexdigest() == sent)


def main() -> int:
    kills, seed = int(os.environ.get("KILLS", "200")), int(os.environ.get("SEED", "7"))
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="sl-soak-") as name:
        folder = Path(name)
        senders = prepared(folder)
        server = Served(f"sqlite:///{folder / 'shoeleather.db'}", folder)
        try:
            for _ in range(kills):
                cycle(server, senders, chance)
                server.start()
            for sender in senders:
                sender.finish(server.port)
        finally:
            server.stop()
        finished(folder)
        said = found(folder, senders)
        doctor = subprocess.run([sys.executable, "-m", "app", "doctor"], env={**os.environ, "DATA_DIR": name},
                                capture_output=True, text=True, check=False)
    bad = [line for line in doctor.stdout.splitlines() if "BAD" in line]
    good = not said["lost"] and not said["doubled"] and said["integrity"] == "ok" and not said["dangling"] \
        and not said["refused"] and not bad and doctor.returncode == 0
    tell({"soak": "kill9", "state": "ok" if good else "FAILED", "kills": kills, "seed": seed, **said, "doctor": bad})
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
