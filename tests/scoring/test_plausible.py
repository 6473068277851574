"""What is worth a look: every worked case, and the demo world, where nothing is."""

import json
from pathlib import Path

import pytest

from app.scoring.plausible import WORDS, plausible

ROOT = Path(__file__).parents[2]
CASES = json.loads((ROOT / "tests/vectors/plausible.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_walk_hints_as_written(case):
    assert plausible(case["fold"]) == case["expect"]


def test_every_hint_has_a_case_and_the_same_words_on_the_phone():
    assert {name for case in CASES for name in case["expect"]} == set(WORDS)
    phone = (ROOT / "templates/capture/_words.html").read_text()
    assert [name for name, words in WORDS.items() if f'("look.{name}", "{words}")' not in phone] == []


def test_a_walk_of_the_demo_world_gives_no_hint():
    from app.demo.walks import all_walks
    from app.scoring.fold import fold
    told = {walk.name: plausible(fold([json.loads(line) for line in walk.lines])) for walk in all_walks()}
    assert {name: hints for name, hints in told.items() if hints} == {}
