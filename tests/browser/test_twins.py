"""The phone folds and scores as the server does: the same vectors, read in Chromium."""

import json
from pathlib import Path

VECTORS = Path(__file__).parents[1] / "vectors"
CASES = json.loads((VECTORS / "scoring_cases.json").read_text())
FOLD = """async (lists) => {
  const { fold } = await import('/static/js/capture/fold.js');
  return lists.map(fold);
}"""
SCORE = """async (asked) => {
  const { scoreVisit, scoreWalk } = await import('/static/js/capture/score.js');
  return { visits: asked.visits.map((v) => scoreVisit(v)), walks: asked.walks.map((w) => scoreWalk(w)) };
}"""
WORDS = """async () => {
  const { band, felt, mood } = await import('/static/js/capture/score.js');
  const bins = [...Array(101).keys()];
  return { band: bins.map((n) => band(n)), serious: bins.map((n) => band(n, true)),
           felt: [1, 2, 3, 4, 5, 6, 7].map(felt), mood: [-2, -1, 0, 1, 2].map(mood), none: band(null) };
}"""


def test_the_phone_folds_every_vector_as_written(blank_page):
    cases = json.loads((VECTORS / "fold.json").read_text())
    told = blank_page.evaluate(FOLD, [case["entries"] for case in cases])
    assert {case["name"]: got for case, got in zip(cases, told, strict=True)} == {
        case["name"]: case["expect"] for case in cases
    }


def test_the_phone_scores_every_worked_case_to_the_millipoint(blank_page):
    asked = {kind: [case["input"] for case in CASES[kind]] for kind in ("visits", "walks")}
    told = blank_page.evaluate(SCORE, asked)
    for kind in ("visits", "walks"):
        for case, got in zip(CASES[kind], told[kind], strict=True):
            expect = {name: case["expect"][name] for name in got}
            assert got == expect, case["name"]


def test_the_phone_finds_the_same_worth_a_look(blank_page):
    cases = json.loads((VECTORS / "plausible.json").read_text())
    ask = "async (folds) => folds.map((await import('/static/js/capture/plausible.js')).plausible)"
    told = blank_page.evaluate(ask, [case["fold"] for case in cases])
    assert {case["name"]: got for case, got in zip(cases, told, strict=True)} == {
        case["name"]: case["expect"] for case in cases}


def test_the_phone_tells_a_length_as_the_desk_does(blank_page):
    cases = json.loads((VECTORS / "durations.json").read_text())
    ask = "async (all) => all.map((await import('/static/js/capture/view.js')).clockText)"
    assert blank_page.evaluate(ask, [ms for ms, _ in cases]) == [words for _, words in cases]


def test_the_phone_uses_the_same_words(blank_page):
    from app.scoring.words import band, felt, mood

    told = blank_page.evaluate(WORDS)
    assert told["band"] == [band(n) for n in range(101)]
    assert told["serious"] == [band(n, serious=True) for n in range(101)]
    assert told["felt"] == [felt(n) for n in range(1, 8)]
    assert told["mood"] == [mood(n) for n in range(-2, 3)]
    assert told["none"] is band(None)


def test_a_number_is_read_exactly_as_written(blank_page):
    from fractions import Fraction

    written = [0.1, "3/10", "1.5", 2, 0.000001, "1e-7", 1e21]
    read = """async (all) => { const { exact } = await import('/static/js/capture/fraction.js');
      return all.map((x) => `${exact(x)}`); }"""
    exact = [str(Fraction(repr(x) if isinstance(x, float) else x)) for x in written]
    assert blank_page.evaluate(read, written) == exact
