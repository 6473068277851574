"""Every number of the method as published, what may be set between which bounds, and what can be read at all.

Found by breaking `app/scoring` on purpose (bench/mutate.py): each of these survived every other test.
"""

import dataclasses
import importlib
import pkgutil

import pytest

import app.scoring
from app.scoring.config import DEFAULTS, config_of, refuse_out_of_bounds
from app.scoring.entries import (
    BIGGEST,
    body_problem,
    corrected_at,
    is_id,
    is_number,
    is_whole,
    malformed,
    problem,
)
from app.scoring.exact import Invalid, bin_of, number, shared_out
from app.scoring.visit import score_visit

PUBLISHED = {
    "method": "jes-1.0.0",
    "weights": {"steps": 20, "wait": 20, "friction": 25, "felt": 25, "outcome": 10, "mood": 0},
    "half": {"steps": "2", "wait": "10", "friction": "3"},
    "friction": {"dead_end": "2", "repeat_contact": "2", "channel_switch": "1.5", "repeat_info": "1.5",
                 "policy_wall": "1.5", "transfer": "1", "jargon": "0.5"},
    "step_weight": {}, "wait_extra": {"unoccupied": "0.5", "unexplained": "0.5", "unknown": "0.25"},
    "outcome": {"reached": "0", "partly": "0.5", "not": "1"}, "peak": "0.3", "min_coverage": 50,
    "par_default": {
        "web": {"steps": 12, "live_ms": 10_000, "away_ms": 86_400_000},
        "phone": {"steps": 3, "live_ms": 60_000, "away_ms": 14_400_000},
        "chat": {"steps": 4, "live_ms": 60_000, "away_ms": 14_400_000},
        "store": {"steps": 4, "live_ms": 180_000, "away_ms": 172_800_000},
        "other": {"steps": 5, "live_ms": 60_000, "away_ms": 86_400_000}},
    "sd0": 20, "nu0": 4, "walker_icc": "0.2",
}
MODULES = [importlib.import_module(f"app.scoring.{each.name}") for each in pkgutil.iter_modules(app.scoring.__path__)]
FROZEN = ("Config", "Visit", "Wait", "Effort", "WalkEffort")


def test_the_method_is_as_published():
    assert DEFAULTS == PUBLISHED


def test_what_was_read_cannot_be_written():
    made = {one.__name__: one for module in MODULES for one in vars(module).values() if dataclasses.is_dataclass(one)}
    thawed = {name for name in FROZEN if name in made and not made[name].__dataclass_params__.frozen}
    assert thawed == set()


@pytest.mark.parametrize("overrides", [
    {"outcome": {"not": 1}}, {"outcome": {"reached": 0}}, {"peak": 0}, {"peak": 1}, {"min_coverage": 0},
    {"min_coverage": 100}, {"nu0": 1}, {"sd0": "0.5"}, {"walker_icc": 0}, {"step_weight": {"click": "0.5"}},
    {"friction": {"jargon": 0}}, {"wait_extra": {"unknown": 0}}, {"weights": {"steps": 0}}, {"half": {"wait": "0.1"}}])
def test_a_parameter_may_stand_on_its_bound(overrides):
    config_of(overrides)


@pytest.mark.parametrize("overrides", [
    {"outcome": {"not": "1.01"}}, {"outcome": {"reached": "-0.01"}}, {"peak": "-0.1"}, {"peak": "1.1"},
    {"min_coverage": -1}, {"min_coverage": "100.5"}, {"nu0": "0.9"}, {"sd0": -1}, {"walker_icc": "1.1"},
    {"walker_icc": "-0.1"}, {"step_weight": {"dance": 1}}, {"click": 1}, {"half": {"wait": 0}},
    {"weights": {"mood": -1}}, {"step_weight": {"click": -1}}, {"wait_extra": {"unknown": -1}}])
def test_a_parameter_beyond_its_bound_is_refused(overrides):
    with pytest.raises(Invalid):
        config_of(overrides)


@pytest.mark.parametrize(("overrides", "allowed"), [
    ({"weights": {"steps": 60}}, True), ({"weights": {"steps": 61}}, False), ({"weights": {"felt": 50}}, True),
    ({"weights": {"felt": 51}}, False), ({"peak": "0.5"}, True), ({"peak": "0.51"}, False), ({"peak": 0}, True),
    ({"sd0": 10}, True), ({"sd0": "9.9"}, False), ({"sd0": 30}, True), ({"sd0": 31}, False),
    ({"weights": {"wait": 0}}, True)])
def test_an_organisation_may_turn_them_so_far(overrides, allowed):
    if allowed:
        refuse_out_of_bounds(overrides)
    else:
        with pytest.raises(Invalid):
            refuse_out_of_bounds(overrides)


@pytest.mark.parametrize(("value", "low", "high", "words"), [
    (-1, 0, None, "This should be at least 0."), (9, 1, 7, "This should be between 1 and 7.")])
def test_a_refusal_names_the_bounds(value, low, high, words):
    with pytest.raises(Invalid) as refused:
        number(value, "x", low, high)
    assert words in str(vars(refused.value)) + str(refused.value)


def test_points_are_rounded_halves_up():
    assert [bin_of(milli) for milli in (0, 499, 500, 1499, 1500, 99_499, 99_500, 100_000)] == [
        0, 0, 1, 1, 2, 99, 100, 100]
    from fractions import Fraction
    assert shared_out([Fraction(3), Fraction(4)], 7) == [3, 4]


def test_bars_are_whole_points_by_largest_remainder():
    for n in range(400):
        told = score_visit({"steps": {"click": n % 31}, "waits": [{"kind": "hold", "ms": n * 7_001}], "rating": 7,
                            "friction": {"jargon": n % 5}, "outcome": "not", "channel": "phone"})
        millis = told["contributions_milli"]
        by_rest = sorted(millis, key=lambda name: -(millis[name] % 1000))  # noqa: B023 — used at once
        more = told["bin"] - sum(milli // 1000 for milli in millis.values())
        assert told["display"] == {name: milli // 1000 + (name in by_rest[:more]) for name, milli in millis.items()}


ENTRY = {"v": 1, "id": "e", "dev": "d", "seq": 1, "kind": "step", "walk": "w", "t": {"wall": 1_795_330_000_000},
         "b": {"kind": "click"}}


def test_a_number_is_one_a_phone_can_hold():
    assert BIGGEST == 9_007_199_254_740_991
    for held in (BIGGEST, -BIGGEST, float(BIGGEST), 0.5):
        assert is_number(held)
    for lost in (BIGGEST + 1, -BIGGEST - 1, float(BIGGEST) * 2, float("nan"), float("inf"), True, False, "1", None):
        assert not is_number(lost)
    assert is_whole(3.0) and not is_whole(3.5) and not is_whole("3")


def test_a_name_has_one_to_sixty_four_letters():
    assert [is_id(name) for name in ("", "a", "a" * 64, "a" * 65, 1, None)] == [False, True, True, False, False, False]


@pytest.mark.parametrize(("wall", "code"), [
    (946_684_799_999, "clock"), (946_684_800_000, None), (4_102_444_799_999, None), (4_102_444_800_000, "clock")])
def test_a_clock_may_tell_this_century_only(wall, code):
    told = problem({**ENTRY, "t": {"wall": wall}})
    assert (told and told[0]) == code


def test_a_clock_is_judged_after_its_offset_and_in_whole_ms():
    assert corrected_at({"t": {"wall": 10.9, "off": 0}}) == 10 and corrected_at({"t": {"wall": 10, "off": 5}}) == 15
    assert corrected_at({"t": {"wall": 10.9}}) == 10 and corrected_at({"t": {"wall": -10.5, "off": 0}}) == -11
    assert corrected_at({"t": {"wall": 1_000.75, "off": 2}}) == 1002
    assert problem({**ENTRY, "t": {"wall": 5, "off": 1_795_330_000_000}}) is None


@pytest.mark.parametrize(("change", "code"), [
    ({"v": 2}, "version"), ({"v": "1"}, "version"), ({"v": None}, None), ({"v": 1.0}, None), ({"v": 3}, "version"),
    ({"walk": None}, "walk"), ({"walk": None, "kind": "clock", "b": {}}, None), ({"walk": 7, "kind": "clock"}, "walk"),
    ({"seq": 0}, None), ({"seq": -1}, "seq"), ({"seq": 1.5}, "seq"), ({"seq": BIGGEST}, None),
    ({"ref": None, "kind": "void", "b": {}}, "ref"), ({"ref": "x", "kind": "void", "b": {}}, None),
    ({"t": {"wall": 1, "mono": "x"}}, "time"), ({"t": {"wall": 1, "off": "x"}}, "time"), ({"t": []}, "time"),
    ({"t": {"wall": 1, "boot": 3}}, "time"), ({"kind": "dance"}, "kind"), ({"visit": 3}, "visit"),
    ({"tap": ""}, "tap")])
def test_an_envelope_is_read_or_named(change, code):
    told = malformed({**ENTRY, **change})
    assert (told and told[0]) == code


@pytest.mark.parametrize(("kind", "body", "field"), [
    ("rating", {"value": 0}, "b.value"), ("rating", {"value": 1}, None), ("rating", {"value": 7}, None),
    ("rating", {"value": 8}, "b.value"), ("rating", {"value": 3.5}, "b.value"), ("mood", {"value": -2}, None),
    ("mood", {"value": 2}, None), ("mood", {"value": -3}, "b.value"), ("mood", {"value": 3}, "b.value"),
    ("step", {"kind": "click", "employees": 0}, None), ("step", {"kind": "click", "employees": -1}, "b.employees"),
    ("step", {"kind": "click", "tags": "jargon"}, "b.tags"), ("step", {"kind": "click", "tags": [1]}, "b.tags"),
    ("step", {"kind": "click", "can_help": 1}, "b.can_help"), ("step", {"kind": "click", "can_help": True}, None),
    ("step", {"kind": []}, "b.kind"), ("touchpoint.leave", {"measured": []}, "b.measured"),
    ("touchpoint.leave", {"measured": {"steps": 1}}, "b.measured"), ("touchpoint.leave", {"measured": {}}, None),
    ("amend", {"at": 1.5}, "b.at"), ("amend", {"b": []}, "b.b"), ("void", [], "b"),
    ("walk.begin", {"prediction": []}, "b.prediction"), ("walk.begin", {"prediction": {"steps": -1}}, "b.prediction"),
    ("walk.begin", {"prediction": {"touchpoints": {"t": 1, "u": 7, "v": None}}}, None),
    ("walk.begin", {"prediction": {"touchpoints": {"t": 0}}}, "b.prediction"),
    ("walk.begin", {"prediction": {"touchpoints": {"t": 8}}}, "b.prediction"),
    ("walk.begin", {"prediction": {"touchpoints": {"t": 1.5}}}, "b.prediction"),
    ("walk.begin", {"prediction": {"touchpoints": []}}, "b.prediction"),
    ("walk.begin", {"prediction": {"outcome": "won"}}, "b.prediction")])
def test_a_body_is_read_or_its_field_named(kind, body, field):
    assert body_problem(kind, body) == field
