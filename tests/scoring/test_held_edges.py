"""More edges that only a broken formula crosses: clocks, corrections, folds, sums and what-ifs (bench/mutate.py)."""

from dataclasses import replace
from fractions import Fraction

import pytest

from app.scoring import gaps
from app.scoring.cells import (
    camps,
    cell_from,
    cell_of,
    conflict,
    merge,
    spread,
    squares_of,
    summary,
    t_quantile,
    walkers_of,
)
from app.scoring.change import change, cliff
from app.scoring.config import config_of
from app.scoring.corrections import Line, corrected
from app.scoring.durations import covered, lasted
from app.scoring.entries import corrected_at
from app.scoring.exact import Invalid
from app.scoring.fold import fold, in_display_order
from app.scoring.gaps import felt_points, gap
from app.scoring.points import points
from app.scoring.ranking import ranking
from app.scoring.savings import saving
from app.scoring.visit import effort_of, read_visit, score_visit
from app.scoring.walk import read_walk, score_walk, walk_effort
from app.scoring.what_if import after_edits, what_if
from tests.scoring.fold_cases import T0, Log

ODD = [3, 7, 19, 22, 34, 41, 58, 63, 77, 91, 97]  # nothing about these comes out round
OTHER = [11, 13, 29, 31, 37, 43, 48]


def digits(told, allowed: int) -> list:
    """Every figure in it that has more decimals than allowed."""
    if isinstance(told, dict):
        return [one for value in told.values() for one in digits(value, allowed)]
    return [told] if isinstance(told, float) and round(told, allowed) != told else []


def test_figures_are_told_to_four_digits():
    one, two = (cell_from({"scores": scores}) for scores in (ODD, OTHER))
    crowds = cell_from({"scores": [1, 2, 4] * 5 + [90, 91, 96] * 7})
    told = [{**summary(cell_from({"scores": ODD, "walkers": list("aabbbcdefgh")})), "camps": None},
            {**summary(one), "camps": None}, change(one, two), ranking({"a": one, "b": two, "c": crowds}),
            {name: camps(crowds)[name] for name in ("low", "high")}]
    assert [digits(each, 4) for each in told] == [[], [], [], [], []]
    for each in told:
        assert digits(each, 3), "and not to fewer"
    answers = (1, 2, 4, 5, 5, 6, 6, 3, 2, 1, 1), (2, 3, 7, 7, 1, 5, 5, 5, 4, 4, 4, 6, 5)
    found = gap(*([felt_points(n, "effort") for n in side] for side in answers))
    means = {name: found.pop(name) for name in ("walkers_mean", "customers_mean")}
    assert digits(found, 4) == [] and len(digits(found, 3)) == 3
    assert digits(means, 6) == [] and len(digits(means, 5)) == 2


def test_students_quantile_is_the_published_series():
    # Abramowitz & Stegun 26.7.5, worked apart with 30 digits.
    assert [round(t_quantile(df), 9) for df in (1, 2, 5, 30)] == [11.300117563, 4.270551342, 2.570308227, 2.042272425]
    assert round(t_quantile(4, 0.99), 9) == 4.593982612


def test_two_camps_are_cut_where_the_groups_are_furthest_apart():
    for scores in ([5] * 6 + [9] * 6 + [70] * 12, [0] * 9 + [60] * 9 + [64] * 3, [0, 0, 0, 1, 2, 50, 51, 52, 52],
                   [10] * 4 + [12] * 2 + [95] * 3 + [99] * 5):
        told, shown = camps(cell_from({"scores": scores})), sorted(set(scores))

        def between(cut, scores=scores):
            low, high = ([s for s in scores if (s > cut) is above] for above in (False, True))
            return len(low) * len(high) * (sum(high) / len(high) - sum(low) / len(low)) ** 2
        assert told["cut"] == max(shown[:-1], key=between)
        low = [s for s in scores if s <= told["cut"]]
        assert told["low"] == {"n": len(low), "mean": round(sum(low) / len(low), 4)}
    assert camps(cell_from({"scores": [40] * 9})) is None and camps(cell_from({"scores": [7]})) is None


def test_camps_need_more_room_when_there_are_few():
    at = {n: [0] * (n // 2) + [25] * (n - n // 2) for n in (19, 20, 21)}
    assert [camps(cell_from({"scores": at[n]})) is not None for n in (19, 20, 21)] == [False, True, True]


def test_the_spread_of_two_walks_is_exact():
    assert squares_of(cell_from({"scores": [0, 100]})) == 5000
    assert squares_of(cell_from({"scores": [12.345, 12.346]})) == float(Fraction("0.0000005"))


def test_sums_of_nobody_are_nought():
    bare = {"n": 1, "sum": 5, "sumsq": 25, "hist": {"0": 1}, "walkers": {"w": 1}}
    assert merge(bare, bare)["unnamed"] == 0 and walkers_of(bare) == 1 and spread(bare)[1] == 1
    assert merge({})["n"] == 0 and merge({}, {})["sum"] == 0
    assert [cell_of(1, outcome=outcome)["outcomes"] for outcome in (None, "", "partly")] == [
        {"unknown": 1}, {"unknown": 1}, {"partly": 1}]
    assert conflict(cell_from({"scores": [1]})) is None


def test_a_change_is_corrected_from_the_sixth_comparison_on():
    one, two = (cell_from({"scores": scores}) for scores in (ODD, OTHER))
    width = [round(told["high"] - told["low"], 6) for told in (change(one, two, n) for n in (1, 5, 6, 7))]
    assert width[0] == width[1] < width[2] < width[3]
    assert cliff(one, one) == 0


@pytest.mark.parametrize(("low", "high", "clear"), [(0.0, 9.0, False), (-9.0, 0.0, False), (.5, 9.0, True),
                                                   (-9.0, -.5, True), (-1.0, 1.0, False)])
def test_a_gap_is_clear_only_without_nought(monkeypatch, low, high, clear):
    monkeypatch.setattr(gaps, "welch", lambda *_, **__: ((low + high) / 2, low, high, 5))
    assert gap([Fraction(40)], [Fraction(60)])["clear"] is clear


@pytest.mark.parametrize(("diff", "sign"), [(.00002, "same"), (-.00004, "same"), (.0002, "harder"), (.7, "harder"),
                                            (-.7, "easier")])
def test_a_gap_has_a_side_as_soon_as_it_shows(monkeypatch, diff, sign):
    monkeypatch.setattr(gaps, "welch", lambda *_, **__: (diff, -9.0, 9.0, 5))
    assert gap([Fraction(40)], [Fraction(40)])["sign"] == sign


@pytest.mark.parametrize(("n", "level"), [(1, "anecdote"), (2, "anecdote"), (3, "indication"), (9, "indication"),
                                          (10, "evidence")])
def test_a_gap_says_as_much_as_its_thinner_side(n, level):
    assert gap([Fraction(40)] * n, [Fraction(60)] * 20)["level"] == gap(
        [Fraction(40)] * 20, [Fraction(60)] * n)["level"] == level
    assert gap([], [Fraction(60)]) is None and gap([Fraction(60)], []) is None and gap([], []) is None


def test_a_hat_is_called_backwards_from_ten_points_and_three_answers_on():
    hat = gaps._hat
    assert hat([45.0, 55.0], 10.0, True, 12) == hat([55.0, 45.0], -10.0, True, 12) == "hat on backwards"
    assert hat([45.1, 55.0], 9.9, True, 12) is None and hat([45.0, 55.0], 10.5, False, 12) is None
    assert hat([45.0, 55.0], 10.0, True, 9) == hat([45.0, 55.0], 10.0, True, 3) == "may be on backwards"
    assert hat([45.0, 55.0], 10.0, True, 2) is None and hat([49.5, 50.5], 12.0, True, 12) == "hat on backwards"
    assert hat([50.5, 50.2], 12.0, True, 12) is None


def test_two_touchpoints_can_differ_and_one_cannot():
    apart = {name: cell_from({"scores": [mean - 2, mean, mean + 2] * 5}) for name, mean in (("a", 20), ("b", 80))}
    alike = {name: cell_from({"scores": [48, 50, 52] * 5}) for name in "ab"}
    assert ranking(apart)["tau2"] > 1000 and ranking(alike)["tau2"] == 0 and ranking({"a": apart["a"]})["tau2"] == 0


def line(seq: int, wall: float, mono=None, boot="b", off=None, dev="d", kind="step", b=None, moved=False) -> Line:
    """One corrected entry."""
    entry = {"id": f"{dev}{seq}", "dev": dev, "seq": seq, "kind": kind, "walk": "w", "b": b or {},
             "t": {"wall": wall, "mono": mono, "boot": boot, "off": off}}
    made = Line(entry, seq, corrected_at(entry), entry["b"])
    made.moved = moved
    return made


def test_clocks_that_differ_by_two_seconds_agree():
    def took(wall, *clocks, off=(None, None)):
        return lasted(line(1, 0, 0, off=off[0]), line(9, wall, 10_000, off=off[1]), list(clocks))
    away = line(5, 5, 5, kind="clock", b={"event": "hide"})
    assert took(12_000) == took(8_000) == (10_000, "mono")
    assert took(12_001) == (10_000, "clock_changed") and took(12_001, away) == (12_001, "wall")
    assert took(7_999, away) == (7_999, "wall")
    # The server saw the jump: within two seconds of what the clocks differ.
    for moved, quality in ((-20_000, "clock_changed"), (-22_000, "clock_changed"), (-18_000, "clock_changed"),
                           (-22_001, "wall"), (20_000, "wall"), (0, "wall")):
        assert took(30_000, away, off=(0, moved))[1] == quality, moved
    assert took(30_000, away, off=(None, -20_000))[1] == took(30_000, away, off=(5, None))[1] == "wall"
    assert took(30_000, away, off=(7_000, -13_000))[1] == "clock_changed"


def test_only_hiding_of_this_phone_in_between_counts_as_away():
    def took(clock):
        return lasted(line(3, 0, 0), line(9, 30_000, 10_000), [clock])[1]
    hidden = {"kind": "clock", "b": {"event": "hide"}}
    assert took(line(4, 1, 1, **hidden)) == took(line(8, 1, 1, kind="clock", b={"event": "show"})) == "wall"
    for other in (line(3, 1, 1, **hidden), line(9, 1, 1, **hidden), line(5, 1, 1, dev="x", **hidden),
                  line(5, 1, 1, kind="clock", b={"event": "jump"}), line(12, 1, 1, **hidden)):
        assert took(other) == "clock_changed"


def test_a_moved_entry_counts_by_the_wall_and_never_below_nought():
    assert lasted(line(1, 5_000, 0), line(2, 5_000, 9_000, moved=True), []) == (0, "wall")
    assert lasted(line(1, 5_000, 0, moved=True), line(2, 4_000, 9_000), []) == (0, "wall")
    assert lasted(line(1, 5_000, 0), line(2, 5_001, 9_000, dev="x"), []) == (1, "wall")
    assert lasted(line(1, 0, 0, boot="a", off=100), line(2, 50, 9_000, off=400), []) == (350, "wall_adj")
    assert lasted(line(1, 0, 0, boot="a", off=100), line(2, 50, 9_000), []) == (50, "wall")
    assert covered([(5, 5), (1, 3), (2, 4), (9, 7)]) == 3


def test_a_walk_is_the_one_its_beginning_names():
    log = Log()
    log.step(at=0, kind="click")
    log.lines[0]["walk"] = "other"
    log.begin()
    assert fold(log.lines)["walk"] == "w1"
    assert fold(log.lines[:1])["walk"] == "other"
    log.lines[0] |= {"walk": None, "kind": "clock", "b": {"event": "hide"}}
    assert fold([log.lines[0]])["walk"] is None
    late = Log()
    late.add("clock", {"event": "hide"})
    late.lines[0]["walk"] = None
    late.step("click")
    assert fold(late.lines)["walk"] == "w1"


def test_an_amend_by_the_same_tap_is_no_edit():
    log = Log()
    log.begin()
    same, other, untold, empty = (log.step("click") for _ in range(4))
    taps = {entry["id"]: entry["tap"] for entry in log.lines}
    log.add("amend", {"b": {"kind": "pay"}}, ref=same, tap=taps[same])
    log.add("amend", {"at": T0}, ref=other)
    log.lines[[entry["id"] for entry in log.lines].index(untold)]["tap"] = None
    log.add("amend", {"b": {"kind": "pay"}}, ref=untold, tap=None)
    log.add("amend", {}, ref=empty)
    lines = {one.id: one for one in corrected(sorted(log.lines, key=lambda e: e["seq"]))[0]}
    assert [lines[name].edited for name in (same, other, untold, empty)] == [False, True, True, False]


def test_a_clock_two_minutes_off_is_not_worth_a_flag():
    for off, flagged in ((120_000, False), (-120_000, False), (120_001, True), (-120_001, True), (None, False)):
        log = Log(off=off)
        log.begin()
        assert ("clock_off" in fold(log.lines)["flags"]) is flagged


def test_a_moment_moved_to_the_time_of_another_stands_behind_it():
    rows = [{"id": name, "visit": "v", "at": at, "moved": moved} for name, at, moved in (
        ("x", 20, True), ("a", 10, False), ("b", 20, False), ("c", 30, False))]
    assert [row["id"] for row in in_display_order(rows)] == ["a", "b", "x", "c"]


def stay(*write) -> dict:
    """The one visit of a small log; each of `write` is called with the log."""
    log = Log()
    log.begin()
    log.enter("v1", at=10)
    for part in write:
        part(log)
    return next(visit for visit in fold(log.lines)["visits"] if visit["visit"] == "v1")


def mood(value, at, visit=True):
    def write(log):
        kept, log.visit = log.visit, log.visit if visit else None
        log.add("mood", {"value": value}, at)
        log.visit = kept
    return write


def test_a_mood_counts_until_the_touchpoint_is_left():
    leave = lambda log: log.leave(at=30)  # noqa: E731 — one word of the log
    assert stay(mood(1, 12), leave)["mood"]["after"] == 1
    assert stay(mood(1, 12), leave, mood(-2, 30, visit=False))["mood"]["after"] == -2
    assert stay(mood(1, 12), leave, mood(-2, 31, visit=False))["mood"]["after"] == 1
    assert stay(mood(1, 12), leave, mood(-1, 40))["mood"]["after"] == -1


def test_employees_none_or_nought_are_no_person():
    told = [stay(lambda log, n=n: log.enter("v1", at=11, channel="phone"), lambda log, n=n: log.step(
        "click", at=15, **({} if n is None else {"employees": n})))["to_a_person"] for n in (None, 0, 1)]
    assert told[0] is None and told[1] is None and told[2] is not None


def test_a_wait_ends_at_what_comes_next_and_no_sooner():
    def wait(log):
        log.wait("hold", at=12)

    def away(log):
        log.wait("callback", at=14)

    def again(log):
        log.wait("queue", at=15)
    held = stay(wait, away, again, lambda log: log.leave(at=30))["waits"]
    assert [(one["kind"], one["ms"]) for one in held] == [("hold", 3_000), ("callback", None), ("queue", 15_000)]
    assert [one["ms"] for one in stay(wait, lambda log: log.leave(at=30))["waits"]] == [18_000]
    assert [one["ms"] for one in stay(wait)["waits"]] == [None]
    open_visit = stay(lambda log: log.step("click", at=11))
    assert open_visit["active_ms"] is None and open_visit["paused_ms"] == 0
    assert stay(lambda log: log.leave(at=10))["active_ms"] == 0


def test_a_wait_moved_ends_with_its_touchpoint_or_the_walk():
    def moved(*after):
        log = Log()
        log.begin()
        log.enter("v1", at=10)
        start = log.wait("hold", at=12)
        log.add("amend", {"at": T0 + 11_000}, ref=start)
        for part in after:
            part(log)
        return fold(log.lines)["visits"][0]["waits"][0]["ms"]
    assert moved(lambda log: log.leave(at=20), lambda log: log.end(at=40)) == 9_000
    assert moved(lambda log: log.end(at=40)) == 29_000


def test_half_a_mood_is_none_and_each_end_has_its_bounds():
    for mood in ({"before": 3}, {"after": 3}, {"before": None, "after": 2}, {}):
        assert read_visit({"mood": mood}).mood is None
    assert read_visit({"mood": {"before": 5, "after": 1}}).mood == (5, 1)
    for mood in ({"before": 6, "after": 1}, {"before": 1, "after": 6}, {"before": 0, "after": 1}):
        with pytest.raises(Invalid):
            read_visit({"mood": mood})


def test_nothing_known_is_not_scored_even_when_nothing_is_asked():
    config = {"min_coverage": 0}
    assert score_visit({"config": config})["milli"] is None
    small = {**config, "weights": {"steps": 99, "outcome": "0.5", "wait": 0, "friction": 0, "felt": "0.5"}}
    assert score_visit({"outcome": "not", "config": small})["milli"] == 100_000


def test_stages_of_a_walk_that_is_not_scored_have_no_share():
    told = score_walk({"visits": [{"touchpoint": "a"}, {"touchpoint": "b"}]})
    assert told["milli"] is None and [stage["share"] for stage in told["stages"]] == ["0", "0"]
    assert walk_effort(read_walk({"visits": [{"touchpoint": "a"}]}), config_of()).shares == [0]


VISIT = {"steps": {"click": 5}, "waits": [{"kind": "hold", "ms": 60_000}], "friction": {"jargon": 4}, "rating": 3,
         "outcome": "reached"}


@pytest.mark.parametrize("edit", [
    {"op": "set_rating", "rating": 0}, {"op": "set_rating", "rating": 8}, {"op": "set_outcome", "outcome": "won"},
    {"op": "remove_step", "kind": "pay"}, {"op": "remove_step", "kind": None}, {"op": "remove_step", "kind": []},
    {"op": "set_wait", "i": 0, "occupied": 1}, {"op": "set_wait", "i": 0, "explained": "no"},
    {"op": "set_wait", "i": 1, "ms": 5}, {"op": "set_wait", "i": 0, "ms": -1}])
def test_an_edit_that_cannot_be_is_refused(edit):
    with pytest.raises(Invalid) as refused:
        what_if({"visit": VISIT, "edits": [edit]})
    assert "op" not in str(refused.value.path), "the edit was known; what it asks for cannot be"


@pytest.mark.parametrize("edit", [
    {"op": "set_rating", "rating": 1}, {"op": "set_rating", "rating": 7}, {"op": "set_rating", "rating": None},
    {"op": "set_outcome", "outcome": None}, {"op": "set_outcome", "outcome": "not"},
    {"op": "set_wait", "i": 0, "occupied": None}, {"op": "set_wait", "i": 0, "explained": False, "ms": 0}])
def test_a_what_if_tells_before_after_and_the_difference(edit):
    told = what_if({"visit": VISIT, "edits": [edit]})
    assert told["delta_milli"] == told["after_milli"] - told["before_milli"]
    assert told["before_milli"] == score_visit(VISIT)["milli"]


@pytest.mark.parametrize("asked", [None, [], {"visit": VISIT}, {"visit": VISIT, "edits": {}}, {"edits": []},
                                   {"walk": 3, "edits": [], "stage": 0}, {"visit": {**VISIT, "steps": None}, "edits": [
                                       {"op": "remove_step", "kind": "click"}]}])
def test_a_what_if_that_cannot_be_read_is_refused(asked):
    with pytest.raises(Invalid):
        what_if(asked)


def test_a_what_if_uses_its_own_weights_or_those_of_the_walk():
    mine, own = {"weights": {"steps": 60}}, {"weights": {"felt": 50}}
    walk = {"visits": [{**VISIT, "touchpoint": "a"}]}
    edits = [{"op": "set_rating", "rating": 7}]
    for asked, chosen in (({}, own), ({"config": mine}, mine)):
        for told in (what_if({"visit": {**VISIT, "config": own}, "edits": edits, **asked}),
                     what_if({"walk": {**walk, "config": own}, "stage": 0, "edits": edits, **asked})):
            assert told["before_milli"] == score_visit(VISIT, chosen)["milli"]
    with pytest.raises(Invalid):
        what_if({"walk": walk, "stage": 1, "edits": edits})


def test_edits_of_one_stage_leave_the_others_alone():
    stages = read_walk({"visits": [{**VISIT, "touchpoint": "a"}, {**VISIT, "touchpoint": "b", "rating": 6}]})
    told = after_edits(stages, {0: [{"op": "set_rating", "rating": 7}]}, config_of())
    changed = [replace(stages[0], visit=replace(stages[0].visit, rating=Fraction(7))), stages[1]]
    assert told["after_milli"] == round(walk_effort(changed, config_of()).score * 1000)
    assert effort_of(stages[1].visit, config_of()).score is not None


def test_what_falls_at_the_leave_falls_at_the_end_of_a_walk_that_was_never_left():
    log = Log()
    log.begin()
    log.enter("v1")
    hurt, rated = log.step("dead_end"), log.add("rating", {"value": 7})
    said, ended = log.add("note", {"words": "and then home"}), log.end(outcome="not")
    each = points(fold(log.lines), {"touchpoints": [{"id": "t_web", "name": "Website", "channel": "web", "par": None}]})
    assert each["points"] == {log.lines[0]["id"]: 0, log.lines[1]["id"]: 0, hurt: 10_000, rated: 0, said: 0,
                              ended: each["milli"] - 10_000}


def test_a_step_is_taken_away_where_steps_were_counted_though_snags_were_not():
    log = Log()
    log.begin()
    log.enter("v1")
    step, snag = log.step(), log.step("dead_end")
    log.leave(measured={"steps": True, "waits": True, "friction": False})
    log.end()
    state, journey = fold(log.lines), {"touchpoints": [{"id": "t_web", "name": "Website", "channel": "web",
                                                        "par": {"steps": 1}}]}
    assert saving(state, journey, [{"op": "remove", "entry": step}])["steps"] == 1
    with pytest.raises(Invalid):
        saving(state, journey, [{"op": "remove", "entry": snag}])
