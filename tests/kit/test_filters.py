"""How numbers are printed, where the phone prints the same."""

import json
from pathlib import Path

from app.kit.filters import DASH, duration

VECTORS = Path(__file__).parents[1] / "vectors"


def test_a_length_is_the_whole_seconds_that_went_by():
    cases = json.loads((VECTORS / "durations.json").read_text())
    assert [duration(ms) for ms, _ in cases] == [words for _, words in cases]
    assert duration(None) == DASH and duration(1999.9) == "0:01", "means are no whole milliseconds"
