"""Every page of the desk over a year of 2,000 generated walks, beside its floor: the bare template of the same app.

    .venv/bin/python -m bench.pages [a data folder with a crowd in it; without one a crowd is made, some minutes]

Prints JSON lines: median ms on the server, CPU ms a look, ratio to the floor, SQL statements, KiB.
"""

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient
from sqlalchemy import event

from app.demo import crowd, seed
from app.demo.script import demo_id
from app.insights import routes as _routes  # noqa: F401 — so that its jobs are listed
from app.kit import jobs
from app.kit.web import ENVIRONMENT, answer
from app.main import build
from app.migrating import migrate
from app.settings import Settings
from tests import world

WALKS, ROUNDS, AIM_MS, AIM_STATEMENTS = 2000, 9, 200, 12
ORIGIN = "http://bench.test"
BIG, TWELVE = demo_id("journey", "crowd-move"), demo_id("journey", "crowd-twelve")
WALK = demo_id("walk", "crowd-7")
PAGES = (
    ("floor, the bare template", "/floor"), ("start", "/"), ("journey, 600 walks", f"/insights/journeys/{BIG}"),
    ("journey, 12 touchpoints", f"/insights/journeys/{TWELVE}"), ("compare", f"/insights/journeys/{BIG}/compare"),
    ("touchpoint", f"/insights/journeys/{BIG}/touchpoints/{demo_id('touchpoint', BIG, 'call')}"),
    ("heat", "/insights/heat"), ("course", f"/insights/journeys/{BIG}/course"), ("snags", "/insights/snags"),
    ("gaps", "/insights/gaps"),
    ("walks", "/walks"), ("one walk", f"/walks/{WALK}"), ("reviews", "/reviews"), ("fixes", "/improvements"),
    ("search", "/search?q=account"), ("customers", "/voice"), ("shared links", "/shares"),
)


def crowded(folder: Path):
    """The app over a folder with a crowd in it; one that has none gets it."""
    app = build(Settings(data_dir=folder, public_url=ORIGIN, worker=False, _env_file=None))
    database = app.state.database
    migrate(database)
    with database.write() as session:
        seed.seed(session, app.state.blobs)
    crowd.seed(database, app.state.blobs, WALKS, lambda more: None)
    jobs.drain(database)
    return app


def counted(database) -> list[str]:
    """A list that grows by every statement the readers run; beginning a transaction is none."""
    said: list[str] = []
    event.listen(database.reader, "before_cursor_execute",
                 lambda *told: told[2].startswith("BEGIN") or said.append(told[2]))
    return said


def measured(client: TestClient, said: list[str], path: str) -> dict:
    """Median ms, statements and KiB of a page; its status when it did not open."""
    reply = client.get(path)
    if reply.status_code != 200:
        return {"status": reply.status_code}
    said.clear()
    client.get(path)
    statements, spans, cpu = len(said), [], time.process_time()
    for _ in range(ROUNDS):
        began = time.perf_counter()
        client.get(path)
        spans.append((time.perf_counter() - began) * 1000)
    cpu = (time.process_time() - cpu) * 1000 / ROUNDS
    return {"ms": round(median(spans), 1), "cpu_ms": round(cpu, 1), "statements": statements,
            "kib": round(len(reply.content) / 1024)}


def main() -> None:
    """Measure every page and say which miss the aim."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "data"
        shutil.copytree(sys.argv[1], folder) if len(sys.argv) > 1 else folder.mkdir()
        app = crowded(folder)
        floor = ENVIRONMENT.from_string('{% extends "base.html" %}')

        @app.get("/floor")
        def bare(request: Request) -> HTMLResponse:
            return answer(request, floor)
        with app.state.database.write() as session:
            _, cookies = world.credentials(session, world.add_cast(session)["mo"], None)
        said = counted(app.state.database)
        with TestClient(app, base_url=ORIGIN, cookies=cookies, headers={"accept-encoding": "identity"}) as client:
            base = None
            for name, path in PAGES:
                told = measured(client, said, path)
                base = base or told["ms"]
                if "ms" in told:
                    told["ratio"] = round(told["ms"] / base, 1)
                    told["met"] = told["ms"] <= AIM_MS and told["statements"] <= AIM_STATEMENTS
                print(json.dumps({"bench": "pages", "page": name, **told}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
