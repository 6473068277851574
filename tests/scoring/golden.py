"""The walk drawn in D2, entered as log lines: `python -m tests.scoring.golden` writes tests/vectors/golden_d2.json.

The lines are those the demo world is seeded with (app/demo/walks.py); the figures are the method's, not the
drawing's. Rewritten only with a dated reason in CHANGELOG.md.
"""

import json
from pathlib import Path

from app.scoring.effort import points, predicted_score, score_fold
from app.scoring.fold import fold

GOLDEN = Path(__file__).parents[1] / "vectors/golden_d2.json"


def drawn() -> tuple[list[str], dict]:
    """(the exact log lines, the journey in the shape of the catalogue)."""
    from app.demo.journeys import JOURNEYS
    from app.demo.script import demo_id
    from app.demo.walks import maria_by_dana

    told = next(journey for journey in JOURNEYS if journey["key"] == "dispute")
    own = demo_id("journey", "dispute")
    places = [
        {"id": demo_id("touchpoint", own, key), "position": i, "name": name, "channel": channel, "phase": phase,
         "department": department, "importance": 1, "phone": phone, "url": url, "par": par}
        for i, (key, name, channel, phase, department, phone, url, par) in enumerate(told["touchpoints"])
    ]
    return maria_by_dana().lines, {"id": own, "revision": 1, "name": told["name"], "touchpoints": places}


def figures(lines: list[str], journey: dict) -> dict:
    state = fold([json.loads(line) for line in lines])
    return {
        "fold": state, "score": score_fold(state, journey), "points": points(state, journey),
        "guess": predicted_score(state["prediction"], journey),
    }


def write() -> None:
    lines, journey = drawn()
    told = {"name": "D2: Dispute a charge, Maria", "lines": lines, "journey": journey,
            "expect": figures(lines, journey)}
    GOLDEN.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    write()
