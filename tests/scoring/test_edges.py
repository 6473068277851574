"""Edges that only a broken formula crosses: found by breaking `app/scoring` on purpose (bench/mutate.py)."""

import json

import pytest

from app.scoring.cells import cell_of, spread
from app.scoring.change import verdict
from app.scoring.config import config_of
from app.scoring.durations import _whole
from app.scoring.exact import Invalid
from app.scoring.gaps import _hat, felt_points, gap
from app.scoring.savings import saving
from app.scoring.what_if import what_if
from tests.scoring.golden import GOLDEN


@pytest.mark.parametrize("scale, easiest, hardest, top", [
    ("ces2", 7, 1, 7), ("ces2010", 1, 5, 5), ("ces1", 1, 5, 5), ("effort", 1, 7, 7)])
def test_every_scale_runs_from_nought_to_a_hundred_and_no_further(scale, easiest, hardest, top):
    assert (felt_points(easiest, scale), felt_points(hardest, scale)) == (0, 100)
    for beyond in (0, top + 1):
        with pytest.raises(Invalid):
            felt_points(beyond, scale)


def test_a_mean_of_exactly_fifty_is_on_no_side():
    assert _hat([30.0, 50.0], 20.0, True, 12) is None
    assert _hat([30.0, 51.0], 21.0, True, 12) == "hat on backwards"


def test_no_gap_is_the_same_in_words():
    assert gap([50, 50, 50], [50, 50, 50])["sign"] == "same"
    assert gap([50, 50, 50], [50, 50, 51])["sign"] == "harder"
    assert gap([50, 50, 51], [50, 50, 50])["sign"] == "easier"


def test_a_cell_that_names_everybody_may_leave_unnamed_out():
    cell = cell_of(40_000, walker="w")
    whole = spread(cell)
    del cell["unnamed"]
    assert spread(cell) == whole


@pytest.mark.parametrize("low, high, words", [
    (.2, 20, "harder"), (0, 20, "no clear change"), (-20, -.2, "easier"), (-20, 0, "no clear change")])
def test_an_interval_is_clear_only_without_nought(low, high, words):
    assert verdict(10 if high > 1 else -10, low, high) == words


def test_taking_away_takes_one_unless_told():
    visit = {"steps": {"click": 5}, "waits": [], "friction": {"jargon": 4}, "rating": 3, "outcome": "reached"}
    for op, kind in (("remove_step", "click"), ("remove_friction", "jargon")):
        one = what_if({"visit": visit, "edits": [{"op": op, "kind": kind, "n": 1}]})
        assert what_if({"visit": visit, "edits": [{"op": op, "kind": kind}]}) == one


def test_nothing_lasts_nought():
    assert [_whole(ms) for ms in (-3, 0, .4, .5, 1)] == [0, 0, 0, 1, 1]


def test_a_par_of_one_is_allowed_and_nothing_below():
    assert config_of({"par_default": {"web": {"steps": 1}}}).par_default["web"]["steps"] == 1
    with pytest.raises(Invalid):
        config_of({"par_default": {"web": {"steps": "0.9"}}})
    with pytest.raises(Invalid):
        config_of({"friction": {"jargon": "-0.1"}})


def test_a_change_that_leaves_too_little_known_has_no_difference():
    visit = {"waits": [], "rating": 3, "outcome": "reached"}
    told = what_if({"visit": visit, "edits": [{"op": "set_rating", "rating": None}]})
    assert told["before_milli"] is not None and told["after_milli"] is None
    assert told["delta"] is None and told["delta_milli"] is None


def test_only_a_real_step_is_a_step_spared():
    told = json.loads(GOLDEN.read_text())
    fold, journey = told["expect"]["fold"], told["journey"]
    steps = {m["b"]["kind"]: m["id"] for m in fold["moments"] if m["kind"] == "step"}
    for kind, spared in (("form_field", 1), ("transfer", 0)):
        assert saving(fold, journey, [{"op": "remove", "entry": steps[kind]}])["steps"] == spared
