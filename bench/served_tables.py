"""What 100,000 comments cost through a running server on their way out as a file: seconds and how much memory the
server grows by, beside the floor of only reading the rows.

    .venv/bin/python -m bench.served_tables
"""

import json
import sys
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select

from app.accounts import commands as accounts
from app.accounts.models import User
from app.kit.db import Database
from app.voice.models import Comment
from bench.server import Server

ROWS, GROWS_MB, SECONDS = 100_000, 150, {"csv": 40, "json": 40, "xlsx": 90}
CHUNK = 65_536


def fill(database: Database) -> str:
    """Put the comments in; a token of a manager that may read."""
    same = {"answer": "none", "answer_why": "", "touchpoint_said": "", "persona_said": "", "segment": "Private",
            "channel": "phone", "is_demo": False, "made_at": datetime(2026, 11, 22, tzinfo=UTC), "source": "Bench"}
    with database.write() as session:
        for first in range(0, ROWS, 5000):
            session.execute(insert(Comment.__table__), [
                {**same, "id": f"c-{n}", "words": f"={n} Half an hour of music, and then nobody knew of it."}
                for n in range(first, first + 5000)])
        return accounts.make_token(session, session.get(User, "u-mo"), "read")


def peak_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def floor(database: Database) -> float:
    """Seconds to read the rows and do nothing with them."""
    began = time.monotonic()
    with database.read() as session:
        for _ in session.execute(select(*Comment.__table__.c), execution_options={"yield_per": 1000}):
            pass
    return time.monotonic() - began


def taken(server: Server, token: str, form: str) -> dict:
    """One file from the server, thrown away as it comes."""
    asked = urllib.request.Request(  # noqa: S310 — our own loopback
        f"http://127.0.0.1:{server.port}/exports/comments.{form}?of=", headers={"Authorization": f"Bearer {token}"})
    Path(f"/proc/{server.process.pid}/clear_refs").write_text("5")  # the peak begins anew here
    before, began, sent = peak_mb(server.process.pid), time.monotonic(), 0
    with urllib.request.urlopen(asked, timeout=300) as reply:  # noqa: S310
        while chunk := reply.read(CHUNK):
            sent += len(chunk)
    return {"seconds": round(time.monotonic() - began, 2), "bytes": sent,
            "grew_mb": round(peak_mb(server.process.pid) - before, 1)}


def main() -> int:
    """A line a form; 1 when one of them is over its limit."""
    server, failed = Server(worker=False), 0
    try:
        token, least = fill(server.database), round(floor(server.database), 2)
        for form, limit in SECONDS.items():
            told = taken(server, token, form)
            holds = told["grew_mb"] <= GROWS_MB and told["seconds"] <= limit and told["bytes"] > ROWS
            failed |= not holds
            print(json.dumps({"bench": "served_tables", "form": form, "rows": ROWS, **told, "floor_seconds": least,
                              "limit_mb": GROWS_MB, "limit_seconds": limit, "holds": holds}), flush=True)
    finally:
        server.stop()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
