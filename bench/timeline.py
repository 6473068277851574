"""How long the page of a 300-entry walk takes, beside its floor: the bare base template through the same app.

    .venv/bin/python -m bench.timeline
"""

import json
import tempfile
import time
from pathlib import Path
from statistics import median

from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient

from app.demo.walks import maria_by_dana
from app.kit import jobs
from app.kit.web import ENVIRONMENT, answer
from app.main import build
from app.migrating import migrate
from app.settings import Settings
from tests import world
from tests.insights.logs import enter_journeys, enter_walk

ENTRIES, ROUNDS = 300, 40
ORIGIN = "http://bench.test"


def long_walk() -> tuple:
    """The drawn walk with steps added at the call centre until it has 300 entries."""
    script = maria_by_dana()
    lines = [json.loads(line) for line in script.lines]
    like = next(n for n, line in enumerate(lines) if line["b"].get("words") == "Account number, again")
    model, more = lines[like], []
    for n in range(ENTRIES - len(lines)):
        wall = model["t"]["wall"] + 300 * n
        more.append({**model, "id": f"more-{n}", "tap": f"more-{n}", "t": {**model["t"], "wall": wall,
                     "mono": model["t"]["mono"] + 300 * n}, "b": {"kind": "menu_choice", "words": f"Choice {n}"}})
    lines[like + 1:like + 1] = more
    return script, [json.dumps({**line, "seq": seq}) for seq, line in enumerate(lines, 1)]


def timed(ask) -> tuple[float, float, int]:
    """(median ms, CPU ms a page, bytes)."""
    for _ in range(4):
        size = len(ask().content)
    spans, cpu = [], time.process_time()
    for _ in range(ROUNDS):
        start = time.perf_counter()
        if ask().status_code != 200:
            raise SystemExit("a page did not open")
        spans.append((time.perf_counter() - start) * 1000)
    return median(spans), (time.process_time() - cpu) * 1000 / ROUNDS, size


def main() -> None:
    """Print page times and the floor of the same run."""
    with tempfile.TemporaryDirectory() as folder:
        app = build(Settings(data_dir=Path(folder), public_url=ORIGIN, worker=False, _env_file=None))
        floor = ENVIRONMENT.from_string('{% extends "base.html" %}')

        @app.get("/floor")
        def bare(request: Request) -> HTMLResponse:
            return answer(request, floor)
        migrate(app.state.database)
        with app.state.database.write() as session:
            cast = world.add_cast(session)
            enter_journeys(session)
            script, lines = long_walk()
            walk_id = enter_walk(session, cast["ada"], script, lines)
            _, cookies = world.credentials(session, cast["mo"], None)
        jobs.drain(app.state.database)
        with TestClient(app, base_url=ORIGIN, cookies=cookies, headers={"accept-encoding": "identity"}) as client:
            here = f"/walks/{walk_id}"
            for words, path in (("floor, the bare template", "/floor"), (f"timeline, {ENTRIES} entries", here),
                                ("its table", f"{here}/table"), ("list of walks", "/walks")):
                wall, cpu, size = timed(lambda path=path: client.get(path))
                print(f"{words:28} {wall:7.1f} ms  {cpu:7.1f} ms CPU  {size / 1024:7.1f} KiB")  # noqa: T201


if __name__ == "__main__":
    main()
