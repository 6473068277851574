"""`score` from the command line's side: shapes in, shapes out, and refusals that say where."""

import json
from pathlib import Path

import pytest

from app.scoring.bulk import run
from app.scoring.effort import Invalid, refuse_out_of_bounds

CASES = json.loads((Path(__file__).parents[1] / "vectors/scoring_cases.json").read_text())
KINDS = {"visits": "visit", "walks": "walk", "what_if": "what_if", "cells": "cell", "changes": "change", "gaps": "gap"}
FIELDS = {"milli", "bin", "contributions_milli", "coverage", "low", "high"}


def test_a_list_of_cases_gives_a_list_of_results_in_order():
    asked = [{"case": KINDS[kind], "input": case["input"]} for kind in KINDS for case in CASES[kind]]
    told = run(asked)
    assert len(told) == len(asked)
    for case, got in zip(asked, told, strict=True):
        assert run([case]) == [got]
    expected = [case["expect"]["milli"] for kind in ("visits", "walks") for case in CASES[kind]]
    assert [got["milli"] for got in told[: len(expected)]] == expected
    json.dumps(told, allow_nan=False)


def test_an_object_with_visits_is_a_walk_and_any_other_a_visit():
    walk, visit = run({"visits": []}), run({"rating": 6, "steps": {"plain": 1}, "waits": [], "friction": {}})
    assert FIELDS <= set(walk) and walk["stages"] == []
    assert (walk["milli"], walk["low"], walk["high"]) == (None, 0.0, 100.0)
    assert FIELDS <= set(visit) and visit["coverage"] == 90.0


def test_a_config_overrides_key_by_key():
    visit = {"steps": {"form_field": 4}, "waits": [], "friction": {"dead_end": 1}, "rating": 1, "outcome": "reached"}
    usual, heavy = run(visit), run({**visit, "config": {"weights": {"friction": 50}, "friction": {"dead_end": 4}}})
    # 125 in all: friction 50/125 of 100 points, 4/(4+3) of it used; steps 20/125, x = 4/5, u = 2/7.
    # 22.8571 + 4.5714 = 27.4286: the last millipoint goes to the larger remainder.
    assert heavy["contributions_milli"]["friction"] == 22857
    assert heavy["contributions_milli"]["steps"] == 4572
    assert usual["contributions_milli"]["steps"] == 5714
    fields = run({**visit, "config": {"step_weight": {"form_field": "0.5"}}})
    assert fields["contributions_milli"]["steps"] == 3333


@pytest.mark.parametrize(("asked", "code", "path"), [
    (7, "not_an_object", ""),
    ({"stepz": {}}, "unknown_key", "stepz"),
    ({"steps": []}, "not_an_object", "steps"),
    ({"steps": {"jump": 1}}, "unknown_kind", "steps.jump"),
    ({"steps": {"transfer": 1}}, "unknown_kind", "steps.transfer"),
    ({"steps": {"plain": True}}, "not_a_number", "steps.plain"),
    ({"steps": {"plain": -1}}, "out_of_range", "steps.plain"),
    ({"steps": {"plain": 1.5}}, "not_whole", "steps.plain"),
    ({"steps": {"plain": "3"}}, "not_a_number", "steps.plain"),
    ({"friction": {"plain": 1}}, "unknown_kind", "friction.plain"),
    ({"par": {"steps": 0}}, "out_of_range", "par.steps"),
    ({"par": {"live_ms": 0.5}}, "out_of_range", "par.live_ms"),
    ({"par": {"minutes": 3}}, "unknown_key", "par.minutes"),
    ({"rating": 0}, "out_of_range", "rating"),
    ({"rating": 8}, "out_of_range", "rating"),
    ({"rating": float("nan")}, "not_a_number", "rating"),
    ({"rating": float("inf")}, "not_a_number", "rating"),
    ({"outcome": "maybe"}, "unknown_kind", "outcome"),
    ({"outcome": ["reached"]}, "unknown_kind", "outcome"),
    ({"channel": 3}, "unknown_kind", "channel"),
    ({"mood": {"before": 6, "after": 1}}, "out_of_range", "mood.before"),
    ({"waits": {}}, "not_a_list", "waits"),
    ({"waits": [3]}, "not_an_object", "waits[0]"),
    ({"waits": [{"kind": "nap", "ms": 1}]}, "unknown_kind", "waits[0].kind"),
    ({"waits": [{"ms": 1}]}, "unknown_kind", "waits[0].kind"),
    ({"waits": [{"kind": "hold"}]}, "not_a_number", "waits[0].ms"),
    ({"waits": [{"kind": "hold", "ms": -1}]}, "out_of_range", "waits[0].ms"),
    ({"waits": [{"kind": "hold", "ms": 1, "occupied": 1}]}, "not_a_flag", "waits[0].occupied"),
    ({"config": {"weights": {"steps": -1}}}, "out_of_range", "config.weights.steps"),
    ({"config": {"weights": dict.fromkeys(["steps", "wait", "friction", "felt", "outcome"], 0)}},
     "out_of_range", "config.weights"),
    ({"config": {"half": {"wait": 0}}}, "out_of_range", "config.half.wait"),
    ({"config": {"half": {"wait": "1/0"}}}, "not_a_number", "config.half.wait"),
    ({"config": {"colour": 1}}, "unknown_key", "config.colour"),
    ({"config": []}, "not_an_object", "config"),
    ({"visits": {}}, "not_a_list", "visits"),
    ({"visits": [{}, {"rating": 9}]}, "out_of_range", "visits[1].rating"),
    ({"visits": [{"importance": 0}]}, "out_of_range", "visits[0].importance"),
    ({"visits": [{"touchpoint": []}]}, "not_text", "visits[0].touchpoint"),
    ({"visits": [], "outcome": "won"}, "unknown_kind", "outcome"),
    ([{"case": "dance", "input": {}}], "unknown_case", "[0].case"),
    ([{"case": "visit", "input": {"rating": 9}}], "out_of_range", "[0].input.rating"),
    ([{"case": "cell", "input": {"scores": [1, 101]}}], "out_of_range", "[0].input.scores[1]"),
    ([{"case": "cell", "input": {"scores": [1], "walkers": []}}], "not_a_list", "[0].input.walkers"),
    ([{"case": "change", "input": {"before": [1]}}], "not_an_object", "[0].input.after"),
    ([{"case": "gap", "input": {"walkers": [9], "customers": []}}], "out_of_range", "[0].input.walkers[0]"),
    ([{"case": "gap", "input": {"walkers": [], "customers": [{"scale": "stars", "value": 3}]}}],
     "unknown_kind", "[0].input.customers[0].scale"),
    ([{"case": "what_if", "input": {"visit": {}, "edits": [{"op": "wish"}]}}], "unknown_op", "[0].input.edits[0].op"),
    ([{"case": "what_if", "input": {"visit": {}, "edits": [{"op": "remove_wait", "i": 0}]}}],
     "not_there", "[0].input.edits[0].i"),
    ([{"case": "what_if", "input": {"walk": {"visits": []}, "stage": 0, "edits": []}}],
     "not_there", "[0].input.stage"),
])
def test_what_cannot_be_scored_is_refused_with_its_place(asked, code, path):
    with pytest.raises(Invalid) as refused:
        run(asked)
    told = refused.value.as_dict()
    assert (told["code"], told["path"]) == (code, path)
    assert told["sentence"].endswith(".")


def test_customers_answers_are_turned_the_right_way_round():
    from app.scoring.gaps import felt_points

    assert [felt_points(n, "ces2") for n in (7, 1)] == [0, 100]
    assert [felt_points(n, "ces2010") for n in (1, 5)] == [0, 100]
    assert [felt_points(n, "effort") for n in (1, 4, 7)] == [0, 50, 100]


@pytest.mark.parametrize("beyond", [
    {"weights": {"felt": 51}}, {"weights": {"wait": 61}}, {"peak": "0.6"}, {"sd0": 9}, {"sd0": 31},
])
def test_an_organisation_stays_within_bounds(beyond):
    refuse_out_of_bounds({"weights": {"felt": 50, "wait": 60}, "peak": "0.5", "sd0": 30})
    with pytest.raises(Invalid) as refused:
        refuse_out_of_bounds(beyond)
    assert refused.value.code == "out_of_range"


@pytest.mark.parametrize(("n", "word"), [
    (2, None), (3, "may be on backwards"), (9, "may be on backwards"), (10, "hat on backwards"),
])
def test_a_hat_is_called_backwards_only_with_enough_people(n, word):
    asked = {"walkers": [1] * n, "customers": [{"scale": "ces2", "value": 1}] * n}
    assert run([{"case": "gap", "input": asked}])[0]["flag"] == word


def test_a_sure_but_small_change_is_called_small():
    asked = {"before": [40] * 400, "after": [44] * 400}
    assert run([{"case": "change", "input": asked}])[0]["verdict"] == "changed, but small"


def test_more_comparisons_ask_for_more():
    from app.scoring.cells import cell_from
    from app.scoring.change import change

    a, b = (cell_from({"scores": [n] * 12}) for n in (30, 50))
    assert change(a, b, 20)["low"] < change(a, b)["low"] == change(a, b, 5)["low"]


def test_many_walks_by_many_people_are_strong_evidence():
    scores = [40, 44, 48, 52] * 10
    told = run([{"case": "cell", "input": {"scores": scores, "walkers": [str(i % 9) for i in range(40)]}}])[0]
    few = run([{"case": "cell", "input": {"scores": scores, "walkers": [str(i % 4) for i in range(40)]}}])[0]
    assert (told["summary"]["level"], few["summary"]["level"]) == ("strong evidence", "evidence")
