"""What a log means: every worked case, checked by hand here and in full in tests/vectors/fold.json."""

import json
import random

import pytest

from app.scoring.entries import problem
from app.scoring.fold import fold, in_display_order
from tests.scoring.fold_cases import CASES, T0, VECTORS
from tests.scoring.random_walks import random_walk

WRITTEN = json.loads(VECTORS.read_text())
STATES = {name: fold(make()) for name, make in CASES.items()}


def visit(name: str, i: int = 0) -> dict:
    return STATES[name]["visits"][i]


def wait(name: str, i: int = 0) -> dict:
    return visit(name)["waits"][i]


def timed(name: str, i: int = 0) -> tuple:
    got = wait(name, i)
    return got["ms"], got["quality"], got["how"], got["censored"]


@pytest.mark.parametrize("case", WRITTEN, ids=[case["name"] for case in WRITTEN])
def test_a_log_folds_as_written(case):
    assert fold(case["entries"]) == case["expect"]


def test_every_case_is_written_down():
    assert [case["name"] for case in WRITTEN] == list(CASES)
    assert [case["entries"] for case in WRITTEN] == [make() for make in CASES.values()]


def test_a_plain_walk_is_counted():
    got = visit("plain walk")
    assert (got["steps"], got["friction"], got["bright"]) == ({"form_field": 2}, {"repeat_info": 1}, 1)
    assert (got["entered_at"], got["left_at"]) == (T0 + 10_000, T0 + 100_000)
    assert (got["active_ms"], got["wait_live_ms"], got["wait_away_ms"]) == (50_000, 40_000, 0)
    assert (got["rating"], got["outcome"]) == (5, "reached")
    assert got["measured"] == {"steps": True, "waits": True, "friction": True}
    assert timed("plain walk") == (40_000, "mono", "answered", False)
    assert (wait("plain walk")["people_ahead"], wait("plain walk")["promised_ms"]) == (3, 60_000)
    state = STATES["plain walk"]
    assert (state["walk"], state["by"], state["journey"], state["revision"]) == ("w1", "u_27", "j_9", 4)
    assert (state["began_at"], state["ended_at"]) == (T0 + 1000, T0 + 110_000)
    assert (state["handed_in"], state["open_visit"], state["odd"], state["flags"]) == (True, None, [], [])


def test_undo_strikes_and_put_back_restores():
    assert visit("undo")["steps"] == {}
    assert [m["voided"] for m in STATES["undo"]["moments"] if m["kind"] == "step"] == [True]
    assert visit("put back")["steps"] == {"plain": 1}
    assert visit("undo put back undo")["steps"] == {}


def test_voids_in_a_ring_count_nothing():
    assert visit("voids in a ring")["steps"] == {"plain": 1}
    assert STATES["voids in a ring"]["odd"] == ["d1-4", "d1-5"]


def test_the_last_written_amend_wins_whatever_its_clock_says():
    assert visit("amend wins by seq")["steps"] == {"pay": 1}
    assert visit("amend taken back")["steps"] == {"explain": 1}


def test_new_words_keep_the_chosen_time():
    step = next(m for m in STATES["amend keeps the chosen time"]["moments"] if m["kind"] == "step")
    assert (step["at"], step["b"], step["edited"]) == (T0 + 20_000, {"kind": "explain"}, True)


def test_an_amend_that_cannot_be_read_changes_nothing():
    assert visit("amend malformed")["steps"] == {"plain": 1}
    assert STATES["amend malformed"]["odd"] == ["d1-4"]


def test_order_of_arrival_is_nothing():
    assert STATES["refs first"] == STATES["plain walk"]
    assert STATES["repeats"] == STATES["plain walk"]
    assert STATES["unknown ref"]["odd"] == []


def test_two_phones_are_merged_by_corrected_time():
    moments = STATES["two devices"]["moments"]
    kinds = [m["b"]["kind"] for m in moments if m["kind"] == "step"]
    assert kinds == ["explain", "form_field", "sign"]
    assert STATES["two devices"]["flags"] == ["second_device"]
    assert visit("device order beats its clock")["steps"] == {"form_field": 1, "click": 1}
    assert [m["seq"] for m in STATES["device order beats its clock"]["moments"]] == [1, 2, 3, 4]


def test_paused_time_is_neither_active_nor_waiting():
    got = visit("paused")
    assert timed("paused")[0] == 20_000
    assert (got["paused_ms"], got["active_ms"], got["wait_live_ms"]) == (20_000, 50_000, 20_000)
    away = visit("pause runs on for away waits")
    assert (away["wait_away_ms"], away["active_ms"], away["paused_ms"]) == (40_000, 70_000, 20_000)
    assert STATES["still paused"]["pauses"] == [{"from": T0 + 5000, "to": None}]
    assert STATES["still paused"]["paused"]


def test_an_open_wait_is_closed_where_it_must_end_and_says_at_least():
    assert timed("wait closed by leaving") == (60_000, "mono", None, True)
    assert timed("wait closed by ending") == (70_000, "mono", None, True)
    assert timed("wait closed by the next") == (15_000, "mono", None, True)
    assert timed("wait closed by the next", 1) == (15_000, "mono", "answered", False)
    assert timed("gave up") == (60_000, "mono", "gave_up", True)


def test_an_end_after_leaving_is_too_late():
    assert timed("end after leaving is too late") == (30_000, "mono", None, True)
    assert STATES["end after leaving is too late"]["odd"] == ["d1-5"]


def test_an_away_wait_outlives_its_touchpoint():
    assert timed("away past the leave") == (3_580_000, "mono", "answered", False)
    assert visit("away past the leave")["active_ms"] == 40_000
    assert visit("away past the leave", 1)["waits"] == []


def test_the_end_may_correct_the_kind():
    got = wait("kind corrected at the end")
    assert (got["kind"], got["people_ahead"], got["how"]) == ("queue", 7, "next_queue")


def test_not_measured_is_not_none():
    assert visit("measured false")["measured"] == {"steps": True, "waits": False, "friction": False}
    got = visit("not left yet")
    assert got["measured"] == {"steps": True, "waits": True, "friction": False}
    assert (got["left_at"], got["active_ms"]) == (None, None)
    assert STATES["not left yet"]["open_visit"] == "v1"
    assert STATES["not left yet"]["open_waits"] == ["d1-4"]
    assert wait("not left yet")["ms"] is None


def test_a_clock_that_jumps_does_not_make_a_wait_longer():
    assert timed("clock changed")[:2] == (60_000, "clock_changed")
    assert STATES["clock changed"]["flags"] == ["clock_changed"]
    assert timed("clock changed while hidden")[:2] == (60_000, "clock_changed")
    assert STATES["clock changed while hidden"]["flags"] == ["clock_changed", "clock_off"]


def test_a_phone_that_sleeps_or_restarts_loses_no_time():
    assert timed("sleeping phone")[:2] == (600_000, "wall")
    assert timed("restarted phone")[:2] == (300_500, "wall_adj")
    assert timed("restarted without offset")[:2] == (300_000, "wall")
    assert timed("summer time")[:2] == (30_000, "mono")


def test_a_step_added_later_stands_at_its_time_inside_its_visit():
    state = STATES["later added step"]
    kinds = [m["b"]["kind"] for m in in_display_order(state["moments"]) if m["kind"] == "step"]
    assert kinds == ["form_field", "explain", "click"]
    late = next(m for m in state["moments"] if m["b"].get("words"))
    assert (late["at"], late["fresh"], late["edited"]) == (T0 + 40_000, "later", False)


def test_a_wait_added_after_leaving_counts():
    assert timed("later added wait") == (45_000, "wall", "answered", False)
    assert visit("later added wait")["active_ms"] == 45_000


def test_withdrawing_hides_and_can_be_taken_back():
    assert STATES["withdrawn"]["withdrawn"] and STATES["withdrawn"]["began"]
    assert not STATES["withdrawn and restored"]["withdrawn"]
    assert STATES["withdrawn and restored"]["visits"] == STATES["plain walk"]["visits"]


def test_what_the_begin_says():
    assert STATES["practice amended"]["practice"] and not STATES["plain walk"]["practice"]
    state = STATES["own reason"]
    assert (state["persona"], state["mode"], state["own_reason"]["issue"]) == (None, "see", "Double charge")


def test_being_sent_on_keeps_where_it_came_from():
    got = visit("sent here", 1)
    assert (got["touchpoint"], got["name"], got["channel"]) == (None, "Kiosk", "other")
    assert (got["why"], got["after"]) == ("sent", "v1")
    assert visit("sent here")["code"] == "sent_elsewhere"
    assert STATES["sent here"]["outcome"] == "partly"


def test_the_way_to_a_person_is_counted_in_steps_and_time():
    assert visit("to a person")["to_a_person"] == {"steps": 2, "ms": 60_000}
    assert visit("to a person")["employees"] == 1
    assert visit("no person on the web")["to_a_person"] is None
    assert visit("plain walk")["to_a_person"] == {"steps": 2, "ms": 60_000}


def test_moods_before_and_after():
    assert visit("moods")["mood"] == {"before": 1, "after": -2}
    assert visit("moods", 1)["mood"] == {"before": -2, "after": -2}
    assert visit("plain walk")["mood"] is None


def test_nobody_is_in_two_places():
    assert visit("next enter ends a stay")["left_at"] == T0 + 60_000
    assert visit("next enter ends a stay")["outcome"] is None
    assert STATES["next enter ends a stay"]["open_visit"] == "v2"


def test_odd_entries_are_passed_over_and_named():
    state = STATES["odd entries"]
    assert state["odd"] == [
        "", "bad-body", "bad-kind", "bad-seq", "bad-version", "no-kind", "other-walk",
    ]
    assert state["visits"] == STATES["plain walk"]["visits"]


def test_photos_and_work_done_for_the_company():
    assert [p["id"] for p in STATES["photos and our job"]["photos"]] == ["ph-1"]
    got = visit("photos and our job")
    assert (got["our_job"], got["employees"]) == (2, 2)


def test_a_clock_two_hours_off_is_corrected_and_flagged():
    state = STATES["phone two hours off"]
    assert (state["began_at"], state["flags"]) == (T0 + 1000 + 7_200_000, ["clock_off"])


@pytest.mark.parametrize("seed", range(40))
def test_any_order_and_any_repeats_fold_alike(seed):
    lines, _ = random_walk(seed)
    rng = random.Random(seed)
    again = lines + rng.sample(lines, len(lines) // 2)
    rng.shuffle(again)
    assert fold(again) == fold(lines)


ENTRY = CASES["plain walk"]()[1]
TIME = ENTRY["t"]


@pytest.mark.parametrize(("change", "code"), [
    ({"v": 2}, "version"), ({"id": ""}, "id"), ({"id": "x" * 65}, "id"), ({"dev": None}, "dev"),
    ({"seq": -1}, "seq"), ({"seq": 1.5}, "seq"), ({"seq": 10**400}, "seq"), ({"kind": "dance"}, "kind"),
    ({"kind": ["step"]}, "kind"), ({"walk": None}, "walk"), ({"t": None}, "time"),
    ({"t": {**TIME, "wall": float("nan")}}, "time"), ({"t": {**TIME, "wall": True}}, "time"),
    ({"visit": 7}, "visit"), ({"tap": 7}, "tap"), ({"kind": "void"}, "ref"), ({"ref": 7}, "ref"),
    ({"b": None}, "body"), ({"b": {"visit": "v", "channel": "pigeon"}}, "body"),
    ({"kind": "rating", "b": {"value": 8}}, "body"), ({"kind": "rating", "b": {"value": True}}, "body"),
    ({"kind": "mood", "b": {"value": -3}}, "body"), ({"kind": "step", "b": {"kind": "step"}}, "body"),
    ({"kind": "wait.end", "b": {"start": "x", "occupied": 1}}, "body"),
    ({"t": {**TIME, "wall": 0}}, "clock"), ({"t": {**TIME, "wall": 4_102_444_800_000}}, "clock"),
])
def test_an_entry_nobody_can_read_is_set_aside_with_a_reason(change, code):
    found, sentence = problem({**ENTRY, **change})
    assert (found, sentence[-1]) == (code, ".")


def test_a_readable_entry_has_no_problem():
    for make in (CASES["plain walk"], CASES["own reason"], CASES["later added wait"], CASES["sent here"]):
        assert [problem(entry) for entry in make()] == [None] * len(make())
    assert problem("rubbish") == ("entry", "This is not an entry.")
    assert problem({**ENTRY, "b": {**ENTRY["b"], "colour": "red"}}) is None


def test_a_phone_that_lives_in_1970_and_knows_it_loses_nothing():
    assert problem({**ENTRY, "t": {**TIME, "wall": 5000, "off": T0}}) is None
