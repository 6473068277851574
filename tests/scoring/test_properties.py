"""The properties the method promises (scoring.md §3) on random inputs; HYPOTHESIS_DEEP=5000 looks deeper."""

import os
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.scoring.cells import EMPTY, camps, cell_from, conflict, merge, summary
from app.scoring.change import change
from app.scoring.config import config_of
from app.scoring.entries import CHANNELS, FRICTION, ORDINARY, OUTCOMES, WAIT_KINDS
from app.scoring.exact import bin_of, milli_of, shared_out
from app.scoring.ranking import ranking
from app.scoring.visit import effort_of, read_visit, score_visit, shown
from app.scoring.walk import read_walk, score_walk, walk_effort
from app.scoring.what_if import edited, what_if

few = settings(
    max_examples=int(os.environ.get("HYPOTHESIS_DEEP", 20)), deadline=None, derandomize=True, database=None,
)
FLAGS = st.sampled_from([True, False, None])
WAITS = st.lists(st.fixed_dictionaries({
    "kind": st.sampled_from(WAIT_KINDS), "ms": st.integers(0, 10**7), "occupied": FLAGS, "explained": FLAGS,
}), max_size=4)
PARS = st.none() | st.fixed_dictionaries({}, optional={
    "steps": st.integers(1, 40), "live_ms": st.integers(1, 10**6), "away_ms": st.integers(1, 10**9),
})
WHOLE = {
    "channel": st.sampled_from(CHANNELS),
    "par": PARS,
    "steps": st.dictionaries(st.sampled_from(ORDINARY), st.integers(0, 60), max_size=4),
    "waits": WAITS,
    "friction": st.dictionaries(st.sampled_from(FRICTION), st.integers(0, 9), max_size=4),
    "rating": st.integers(1, 7),
    "outcome": st.sampled_from(OUTCOMES),
}
GAPPED = {**WHOLE, **{name: st.none() | WHOLE[name] for name in ("steps", "waits", "friction", "rating", "outcome")}}
whole_visits, visits = st.fixed_dictionaries(WHOLE), st.fixed_dictionaries(GAPPED)
weights = st.fixed_dictionaries({
    name: st.integers(0, 60) for name in ("steps", "wait", "friction", "felt", "outcome", "mood")
}).filter(lambda w: sum(w.values()))
configs = st.builds(lambda w, peak: {"weights": w, "peak": peak}, weights, st.sampled_from(["0", "0.2", "0.5"]))
walks = st.builds(
    lambda all_visits, names, outcome: {
        "visits": [{**v, "touchpoint": n} for v, n in zip(all_visits, names, strict=False)], "outcome": outcome,
    },
    st.lists(visits, min_size=1, max_size=6), st.lists(st.sampled_from("abcd"), min_size=6, max_size=6),
    st.sampled_from([None, *OUTCOMES]),
)
scores = st.lists(st.integers(0, 100), min_size=1, max_size=14)


def effort(visit: dict, config: dict | None = None):
    return effort_of(read_visit(visit), config_of(config))


@few
@given(visits, configs)
def test_a_score_lies_within_its_range_under_any_weights(visit, config):
    got = effort(visit, config)
    assert 0 <= got.low <= got.high <= 100
    assert got.score is None or got.low <= got.score <= got.high


@few
@given(visits, configs)
def test_the_parts_are_the_whole(visit, config):
    got = effort(visit, config)
    if got.score is None:
        assert shown(got)["milli"] is None and not got.contributions
        return
    assert sum(got.contributions.values()) == got.score
    for component, items in got.items.items():
        assert sum(items.values()) == got.contributions[component]
    told = shown(got)
    assert sum(told["contributions_milli"].values()) == told["milli"]
    assert sum(told["display"].values()) == told["bin"] == bin_of(told["milli"])


@few
@given(whole_visits, configs, st.sampled_from(ORDINARY), st.sampled_from(FRICTION))
def test_one_more_of_anything_never_lowers_a_score(visit, config, step, snag):
    before = effort(visit, config).score
    assume(before is not None)  # only the mood weighs: nothing measured counts
    more = [
        {"steps": {**visit["steps"], step: visit["steps"].get(step, 0) + 1}},
        {"friction": {**visit["friction"], snag: visit["friction"].get(snag, 0) + 1}},
        {"waits": [*visit["waits"], {"kind": "hold", "ms": 1000, "occupied": True, "explained": True}]},
        {"waits": [{**wait, "ms": wait["ms"] + 1} for wait in visit["waits"]]},
        {"rating": min(7, visit["rating"] + 1)},
        {"outcome": "not"},
    ]
    for change_made in more:
        assert effort({**visit, **change_made}, config).score >= before


@few
@given(whole_visits)
def test_one_more_step_or_snag_costs_something(visit):
    before = effort(visit).score
    assert effort({**visit, "steps": {**visit["steps"], "pay": visit["steps"].get("pay", 0) + 1}}).score > before
    jargon = {**visit["friction"], "jargon": visit["friction"].get("jargon", 0) + 1}
    assert effort({**visit, "friction": jargon}).score > before


@few
@given(whole_visits, st.integers(1, 10**6))
def test_a_wait_weighs_more_unknown_and_most_idle(visit, ms):
    for name in ("occupied", "explained"):
        waits = [[{"kind": "queue", "ms": ms, "occupied": True, "explained": True, name: flag}]
                 for flag in (True, None, False)]
        easy, unknown, hard = (effort({**visit, "waits": each}).score for each in waits)
        assert easy < unknown < hard


@few
@given(whole_visits, st.integers(2, 9))
def test_only_the_ratio_to_should_be_counts(visit, times):
    par = {"steps": 3, "live_ms": 1000, "away_ms": 5000}
    longer = {name: value * times for name, value in par.items()}
    more = {
        "steps": {kind: n * times for kind, n in visit["steps"].items()},
        "waits": [{**wait, "ms": wait["ms"] * times} for wait in visit["waits"]],
    }
    same = effort({**visit, "par": par})
    assert effort({**visit, **more, "par": longer}).score == same.score
    assert effort({**visit, "par": longer}).score <= same.score


@few
@given(whole_visits, st.sets(st.sampled_from(["steps", "waits", "friction", "rating", "outcome"])))
def test_the_full_score_lies_in_the_range_of_the_gapped_one(visit, missing):
    gapped = effort({**visit, **dict.fromkeys(missing)})
    assert gapped.low <= effort(visit).score <= gapped.high


@few
@given(whole_visits)
def test_no_waits_is_never_above_any_wait(visit):
    assert effort({**visit, "waits": []}).score <= effort(visit).score


@few
@given(whole_visits)
def test_order_is_nothing_and_a_wait_in_two_halves_is_one(visit):
    turned = {**visit, "waits": visit["waits"][::-1], "steps": dict(reversed(visit["steps"].items()))}
    halves = [
        {**wait, "ms": part} for wait in visit["waits"] for part in (wait["ms"] // 2, wait["ms"] - wait["ms"] // 2)
    ]
    assert effort(turned).score == effort(visit).score == effort({**visit, "waits": halves}).score


@few
@given(visits, weights, st.integers(2, 5))
def test_weights_have_no_scale(visit, some, times):
    more = {name: weight * times for name, weight in some.items()}
    assert effort(visit, {"weights": some}) == effort(visit, {"weights": more})


@few
@given(visits.filter(lambda v: v["waits"]))
def test_a_saving_is_at_most_the_share_and_all_waits_win_their_component(visit):
    got, config = effort(visit), config_of()
    if got.score is None:
        return
    checked = read_visit(visit)
    ops = [{"op": "remove_wait", "i": i} for i in range(len(visit["waits"]))]
    alone = [got.score - effort_of(edited(checked, [op]), config).score for op in ops]
    together = got.score - effort_of(edited(checked, ops), config).score
    for i, saved in enumerate(alone):
        assert 0 <= saved <= got.items["wait"][i] * 100 / got.coverage
    assert sum(alone) <= together == got.contributions["wait"] * 100 / got.coverage


@few
@given(walks, configs)
def test_a_walk_lies_between_its_mean_and_its_peak(walk, config):
    got = walk_effort(read_walk(walk), config_of(config))
    assert 0 <= got.low <= got.high <= 100
    if got.score is None:
        return
    scored = [(s.importance, e.score) for s, e in zip(got.stages, got.efforts, strict=True) if e.score is not None]
    mean = sum(v * e for v, e in scored) / sum(v for v, _ in scored)
    assert mean <= got.score <= max(e for _, e in scored)
    assert got.low <= got.score <= got.high
    assert sum(got.shares) == 1
    assert sum(a * (e.score or 0) for a, e in zip(got.shares, got.efforts, strict=True)) == got.score
    assert sum(got.contributions.values()) == got.score
    told = score_walk(walk, config)
    assert sum(told["contributions_milli"].values()) == told["milli"]


@few
@given(st.lists(whole_visits, min_size=2, max_size=4), st.booleans())
def test_coming_back_or_being_sent_around_never_dilutes_a_walk(all_visits, detour):
    first = [{**v, "touchpoint": str(i), "outcome": "reached"} for i, v in enumerate(all_visits[:-1])]
    again = {**all_visits[-1], "outcome": "reached", "touchpoint": "x" if detour else "0"}
    more = {**again, "detour_of": "0"} if detour else again
    before, after = (walk_effort(read_walk({"visits": v}), config_of()).score for v in (first, [*first, more]))
    assert after > before


@few
@given(st.lists(visits, min_size=1, max_size=5))
def test_the_order_of_stages_is_nothing(all_visits):
    told = [{**v, "touchpoint": str(i), "outcome": v["outcome"] or "partly"} for i, v in enumerate(all_visits)]
    there, back = (walk_effort(read_walk({"visits": v}), config_of()) for v in (told, told[::-1]))
    assert (there.score, there.low, there.high) == (back.score, back.low, back.high)


@few
@given(walks, st.integers(0, 3))
def test_a_what_if_without_edits_changes_nothing(walk, stage):
    if stage < len(read_walk(walk)):
        told = what_if({"walk": walk, "stage": stage, "edits": []})
        assert told["before_milli"] == told["after_milli"] == score_walk(walk)["milli"]


@few
@given(st.lists(st.fractions(0, 50, max_denominator=997), min_size=1, max_size=8))
def test_rounded_parts_add_up_and_stay_near(parts):
    whole = milli_of(sum(parts))
    told = shared_out(parts, whole, 1000)
    assert sum(told) == whole
    assert all(abs(Fraction(n) - 1000 * part) < 1 for n, part in zip(told, parts, strict=True))


def cells(some: list[int], walker=None) -> dict:
    return cell_from({"scores": some, "walkers": None if walker is None else [walker] * len(some)})


@few
@given(scores, scores, scores)
def test_merging_is_adding(a, b, c):
    one, two, three = cells(a), cells(b, "w"), cells(c, "w")
    assert merge(merge(one, two), three) == merge(one, merge(two, three)) == merge(three, one, two)
    assert merge(one, EMPTY) == one
    assert merge(one, cells(b)) == cells(a + b)
    assert merge(one, two)["sumsq"] == sum((1000 * n) ** 2 for n in a + b)


@few
@given(scores)
def test_a_summary_holds_what_it_sums_up(some):
    told = summary(cells(some))
    assert told["low"] <= told["mean"] <= told["high"]
    assert (told["min"], told["max"], told["n"]) == (min(some), max(some), len(some))
    assert told["min"] <= told["p10"] <= told["p50"] <= told["p90"] <= told["max"]
    pairs = [(x, y) for i, x in enumerate(some) for y in some[i + 1:]]
    far = sum(abs(x - y) >= 30 for x, y in pairs)
    assert conflict(cells(some)) == (far / len(pairs) if pairs else None)
    assert (told["level"] == "anecdote") == (len(some) < 3)
    assert len(some) >= 10 or told["level"] in ("anecdote", "indication")


@few
@given(scores)
def test_two_camps_leave_nobody_out(some):
    told = camps(cells(some))
    if told:
        low = [n for n in some if n <= told["cut"]]
        assert (told["low"]["n"], told["high"]["n"]) == (len(low), len(some) - len(low))
        assert told["high"]["mean"] - told["low"]["mean"] >= 25


@few
@given(st.lists(st.integers(0, 100), min_size=3, max_size=9), st.lists(st.integers(0, 100), min_size=3, max_size=9))
def test_a_change_read_backwards_is_its_opposite(a, b):
    there, back = change(cells(a), cells(b)), change(cells(b), cells(a))
    assert there["diff"] == -back["diff"]
    assert (there["low"], there["high"]) == (-back["high"], -back["low"])
    assert there["cliff"] == -back["cliff"]


@few
@given(st.dictionaries(st.sampled_from("abcde"), scores, min_size=1))
def test_a_shrunk_mean_lies_between_its_own_and_the_common_one(some):
    told = ranking({name: cells(each) for name, each in some.items()})
    for cell in told["cells"].values():
        low, high = sorted((cell["mean"], told["mu"]))
        assert low - 1e-3 <= cell["shrunk"] <= high + 1e-3
    assert sorted(told["order"]) == sorted(some)


@pytest.mark.parametrize("field", ["steps", "waits", "friction"])
def test_not_measured_and_none_are_not_the_same(field):
    visit = {"steps": {"plain": 3}, "waits": [], "friction": {}, "rating": 4, "outcome": "partly"}
    nothing = {"steps": {}, "waits": [], "friction": {}}[field]
    assert score_visit({**visit, field: nothing})["coverage"] == 100.0
    gapped = score_visit({**visit, field: None})
    assert gapped["coverage"] < 100 and "not_measured" in gapped["contributions_milli"]


def test_only_weightless_parts_measured_is_not_enough():
    visit = read_visit({"mood": {"before": 4, "after": 2}})
    assert effort_of(visit, config_of()).score is None
    assert effort_of(replace(visit, rating=Fraction(4)), config_of({"min_coverage": 25})).score == 50
