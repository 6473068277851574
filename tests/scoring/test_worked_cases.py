"""Every worked case of scoring_cases.json, to the millipoint and to the exact fraction."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from app.scoring.cells import cell_from, summary
from app.scoring.change import change_from
from app.scoring.config import config_of
from app.scoring.gaps import gap_from
from app.scoring.ranking import ranking_from
from app.scoring.visit import effort_of, read_visit, score_visit
from app.scoring.walk import read_walk, score_walk, walk_effort
from app.scoring.what_if import what_if

CASES = json.loads((Path(__file__).parents[1] / "vectors/scoring_cases.json").read_text())
SHOWN = ("milli", "bin", "contributions_milli", "coverage", "low", "high")


def named(kind):
    return [pytest.param(case["input"], case["expect"], id=case["name"]) for case in CASES[kind]]


@pytest.mark.parametrize(("asked", "expect"), named("visits"))
def test_a_visit_scores_as_worked(asked, expect):
    told = score_visit(asked)
    assert {name: told[name] for name in (*SHOWN, "display")} == {
        name: expect[name] for name in (*SHOWN, "display")
    }


@pytest.mark.parametrize(("asked", "expect"), named("visits"))
def test_a_visit_is_exact_in_every_fraction(asked, expect):
    effort = effort_of(read_visit(asked, ("config",)), config_of(asked.get("config")))
    assert {name: str(x) for name, x in effort.x.items()} == expect["x"]
    assert {name: str(u) for name, u in effort.u.items()} == expect["u"]
    assert {name: str(part) for name, part in effort.contributions.items()} == expect["contributions"]
    assert (effort.score is None) == (expect["score"] is None)
    assert effort.score is None or effort.score == Fraction(expect["score"])


@pytest.mark.parametrize(("asked", "expect"), [p for p in named("visits") if p.values[1]["score"]])
def test_items_make_up_their_component(asked, expect):
    effort = effort_of(read_visit(asked, ("config",)), config_of(asked.get("config")))
    for component, items in effort.items.items():
        told = [round(float(part), 6) for part in items.values()]
        assert told == pytest.approx(list(expect["items_dec"][component].values()), abs=2e-6)


@pytest.mark.parametrize(("asked", "expect"), named("walks"))
def test_a_walk_scores_as_worked(asked, expect):
    told = score_walk(asked)
    assert {name: told[name] for name in (*SHOWN, "not_scored")} == {
        name: expect[name] for name in (*SHOWN, "not_scored")
    }
    assert told["stages"] == expect["stages"]
    assert walk_effort(read_walk(asked), config_of()).score == Fraction(expect["score"])


@pytest.mark.parametrize(("asked", "expect"), named("what_if"))
def test_a_change_wins_what_was_worked_out(asked, expect):
    told = what_if(asked)
    assert {name: told[name] for name in expect} == expect


def near(expect):
    """The expectation with room for the last printed digit of a float."""
    if isinstance(expect, float):
        return pytest.approx(expect, abs=2e-4)
    if isinstance(expect, dict):
        return {name: near(value) for name, value in expect.items()}
    return expect


@pytest.mark.parametrize(("asked", "expect"), named("cells"))
def test_a_cell_says_what_was_worked_out(asked, expect):
    cell = cell_from(asked)
    told = {**{name: cell[name] for name in expect if name != "summary"}, "summary": summary(cell)}
    assert told == near(expect)


@pytest.mark.parametrize(("asked", "expect"), named("changes"))
def test_a_change_is_judged_as_worked_out(asked, expect):
    assert change_from(asked) == near(expect)


@pytest.mark.parametrize(("asked", "expect"), named("gaps"))
def test_a_gap_is_judged_as_worked_out(asked, expect):
    assert gap_from(asked) == near(expect)


@pytest.mark.parametrize(("asked", "expect"), named("shrink"))
def test_a_ranking_shrinks_as_worked_out(asked, expect):
    assert ranking_from(asked) == near(expect)
