"""A dashboard over a thousand visits beside one over a million: pages read sums, so the cost should be the same.

    .venv/bin/python -m bench.cells

Prints JSON lines: one cell (read from the database, added up and summarised), a month of a journey's cells, and a whole
page that reads cells alone, through the app (pages that draw every walk read a row a walk: pages.py); medians in ms of
interleaved rounds, and the ratio of million to thousand. The last line times a thousand draws of the sensitivity view.
"""

import json
import random
import tempfile
import time
from pathlib import Path
from statistics import median

from fastapi.testclient import TestClient
from sqlalchemy import insert

from app.insights import lens as lenses
from app.insights.figures import added
from app.insights.models import Cell
from app.insights.rollups import KEY, cell_id, par_of, summed
from app.insights.sensitivity import Measured, swaps
from app.journeys.commands import make_journey
from app.journeys.forms import JourneyIn
from app.journeys.queries import journey_revision
from app.main import build
from app.migrating import migrate
from app.scoring.effort import METHOD, config_of
from app.settings import Settings
from tests import world

SIZES = (1_000, 1_000_000)
DAYS, PLACES, WALKERS, ROUNDS = 30, 5, 40, 40
ORIGIN = "http://bench.test"
PARTS = ("steps", "wait", "friction", "felt", "outcome")


def fill(session, journey_id: str, visits: int, chance: random.Random, days: int = DAYS) -> None:
    """A journey whose every touchpoint, and the whole walk, has so many visits, spread over the days."""
    make_journey(session, JourneyIn(name=f"{visits:,} visits", touchpoints=[
        {"id": f"{journey_id}-{i}", "name": f"Place {i}", "channel": "web"} for i in range(PLACES)]),
        journey_id=journey_id)
    plan = journey_revision(session, journey_id)
    for place in (None, *plan["touchpoints"]):
        par = par_of(*(plan["touchpoints"] if place is None else [place]))
        for day in range(days):
            key = dict.fromkeys(KEY, "") | {
                "method": METHOD, "weight_set": "default", "journey_id": journey_id, "journey_revision": 1,
                "mode": "be", "touchpoint": place["id"] if place else "", "par": par, "day": f"2026-10-{day + 1:02d}"}
            session.execute(insert(Cell), [{"id": cell_id(key), **key, **summed(_rows(visits // days, chance))}])


def _rows(many: int, chance: random.Random):
    walkers = [f"u-{i}" for i in range(WALKERS)]
    milli = [round(min(100, max(0, chance.gauss(45, 18))) * 1000) for _ in range(many)]
    return [{"milli": each, "contributions": dict.fromkeys(PARTS, each // 5), "outcome": "reached", "at_least": False,
             "walker_id": chance.choice(walkers), "snags": {"repeat_info": 1}, "felt": float(chance.randint(1, 7)),
             "guess": None, "spent_ms": 600_000, "waited_ms": 120_000, "steps": 9} for each in milli]


def interleaved(asks: list) -> list[float]:
    """Median ms of each, taken in turns so that a busy machine is shared fairly."""
    spans: list[list[float]] = [[] for _ in asks]
    for turn in range(ROUNDS + 5):
        for ask, kept in zip(asks, spans, strict=True):
            began = time.perf_counter()
            ask()
            if turn >= 5:
                kept.append((time.perf_counter() - began) * 1000)
    return [median(each) for each in spans]


def _say(what: str, times: list[float]) -> None:
    print(json.dumps({"bench": "cells", "what": what, **{f"ms_over_{size}": round(ms, 3) for size, ms in  # noqa: T201
                                                         zip(SIZES, times, strict=True)},
                      "ratio": round(times[1] / times[0], 3)}), flush=True)


def main() -> None:
    """Fill two journeys of each kind and read them in turns."""
    chance = random.Random(1)  # noqa: S311
    with tempfile.TemporaryDirectory() as folder:
        app = build(Settings(data_dir=Path(folder), public_url=ORIGIN, worker=False, _env_file=None))
        migrate(app.state.database)
        with app.state.database.write() as session:
            cast = world.add_cast(session)
            for size in SIZES:
                fill(session, f"month-{size}", size, chance)
                fill(session, f"day-{size}", size, chance, days=1)
            _, cookies = world.credentials(session, cast["mo"], None)

        def figure(journey_id: str, touchpoint: str):
            with app.state.database.read() as session:
                return added([cell for cell in lenses.cells(session, lenses.Lens(), journey_id=journey_id)
                              if cell.touchpoint == touchpoint]).told
        _say("one cell", interleaved([lambda s=s: figure(f"day-{s}", f"day-{s}-1") for s in SIZES]))
        _say("a month of cells", interleaved([lambda s=s: figure(f"month-{s}", f"month-{s}-1") for s in SIZES]))
        with TestClient(app, base_url=ORIGIN, cookies=cookies) as client:
            for kind in ("day", "month"):
                _say(f"the planner's page, a {kind}", interleaved([
                    lambda s=s, kind=kind: client.get(f"/insights/planner?journey={kind}-{s}").raise_for_status()
                    for s in SIZES]))
    _sensitivity(chance)


def _sensitivity(chance: random.Random) -> None:
    loads = {f"p{i}": [{"steps": chance.random() * 4, "wait": [chance.random() * 9, 1, 1, 0], "felt": chance.random(),
                        "friction": {"dead_end": chance.randint(0, 2)}, "outcome": "partly"} for _ in range(1_666)]
             for i in range(12)}
    began = time.perf_counter()
    pairs = swaps(Measured("J", 1, {}, loads), config_of(None))
    print(json.dumps({"bench": "cells", "what": "1,000 draws, 12 touchpoints, 20,000 stages",  # noqa: T201
                      "pairs": len(pairs), "seconds": round(time.perf_counter() - began, 3)}))


if __name__ == "__main__":
    main()
