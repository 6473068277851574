"""What 50,000 comments cost: the whole way in, from upload to rules put, and the pages that read them.

    .venv/bin/python -m bench.voice
"""

import io
import json
import random
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

from fastapi.testclient import TestClient

from app.demo.seed import seed
from app.kit import jobs
from app.main import build
from app.migrating import migrate
from app.settings import Settings
from app.voice import queries, themes
from app.voice.models import Import
from tests import world

ROWS, IMPORT_SECONDS, PAGE_MS = 50_000, 60, 300
ORIGIN = "http://bench.test"
SAID = ("nobody rang back", "the bill was wrong", "forty minutes on hold", "they were kind", "passed on three times",
        "the form asked twice", "no answer by mail", "the shop was closed", "solved at once", "I gave up")
PAGES = {"gaps": "/insights/gaps", "list": "/voice", "themes": "/voice/themes", "unwalked": "/insights/unwalked"}


def a_file(about: str) -> bytes:
    """50,000 rows of words, a day, a rating and a number of their own."""
    chance, out = random.Random(1), io.StringIO()
    out.write("Response ID,Date,CES 2.0,Comment,Touchpoint\n")
    for n in range(ROWS):
        words = ", and then ".join(chance.choices(SAID, k=chance.randint(1, 6)))
        out.write(f'r{n},2026-{chance.randint(1, 11):02}-{chance.randint(1, 28):02},{chance.randint(1, 7)},"{words}",'
                  f'"{about}"\n')
    return out.getvalue().encode()


def main() -> int:
    """A line for the way in and one a page; 1 when one of them is over its limit."""
    folder = Path(tempfile.mkdtemp(prefix="bench-voice-"))
    app = build(Settings(database_url=f"sqlite:///{folder / 'shoe.db'}", data_dir=folder, public_url=ORIGIN,
                         worker=False, _env_file=None))
    try:
        migrate(app.state.database)
        return int(_measure(app))
    finally:
        app.state.database.dispose()
        shutil.rmtree(folder)


def _measure(app) -> bool:
    database = app.state.database
    with database.write() as session:
        seed(session, app.state.blobs)
        cast = world.add_cast(session)
        headers, cookies = world.credentials(session, cast["mo"], None)
        for name, rule in (("Nobody rings back", ["rang"]), ("Waits", ["hold"]), ("Bills", ["bill"])):
            themes.make_theme(session, name, None, rule=rule)
    jobs.drain(database)
    client = TestClient(app, base_url=ORIGIN, headers={"origin": ORIGIN, **headers}, cookies=cookies,
                        follow_redirects=False)
    took, seen = _bring(client, database)
    failed = took > IMPORT_SECONDS or len(seen) < 3
    print(json.dumps({"bench": "voice", "what": "import", "rows": ROWS, "seconds": round(took, 1),
                      "limit_seconds": IMPORT_SECONDS, "times_progress_was_seen": len(seen), "holds": not failed}),
          flush=True)
    for name, address in PAGES.items():
        _ms(client, address)  # the first one makes the page's template
        slowest = max(_ms(client, address) for _ in range(5))
        holds = slowest <= PAGE_MS or name != "gaps"
        failed |= not holds
        print(json.dumps({"bench": "voice", "what": name, "comments": ROWS, "slowest_ms": round(slowest),
                          **({"limit_ms": PAGE_MS, "holds": holds} if name == "gaps" else {})}), flush=True)
    return failed


def _bring(client: TestClient, database) -> tuple[float, set[int]]:
    """(seconds from upload to every rule put, the numbers of rows the progress showed on the way)."""
    with database.read() as session:
        content = a_file(queries.places(session)[0].names[0])  # "journey: touchpoint"
    began = time.monotonic()
    address = client.post("/voice/imports", data={"source": "Bench"}, files={"file": ("b.csv", content)}).headers[
        "location"]
    import_id = address.rsplit("/", 1)[1]
    seen, stop = set(), threading.Event()

    def watch() -> None:
        while not stop.wait(0.1):
            with database.read() as session:
                seen.add(session.get(Import, import_id).done)
    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        with database.read() as session:
            mapping = session.get(Import, import_id).mapping
        client.post(f"{address}/columns", data={**{key: said for key, said in mapping.items() if isinstance(said, str)},
                                                "mask": "yes"})
        jobs.drain(database)
        client.post(f"{address}/acceptance")
        jobs.drain(database)
    finally:
        stop.set()
        watcher.join()
    took = time.monotonic() - began
    with database.read() as session:
        row = session.get(Import, import_id)
        assert (row.state, row.accepted) == ("stored", ROWS), (row.state, row.accepted, row.why)
    return took, seen


def _ms(client: TestClient, address: str) -> float:
    began = time.monotonic()
    assert client.get(address).status_code == 200, address
    return (time.monotonic() - began) * 1000


if __name__ == "__main__":
    sys.exit(main())
