"""How visits become stages, and the edges of a walk's score, worked by hand."""

import pytest

from app.scoring.visit import score_visit
from app.scoring.walk import read_walk, score_walk

FULL = {"channel": "web", "steps": {}, "waits": [], "friction": {}, "rating": 1, "outcome": "reached"}
BLANK = {"channel": "web", "rating": 4}
MOOD = {"weights": {"mood": 100, "steps": 0, "wait": 0, "friction": 0, "felt": 0, "outcome": 0}}


def stage(*visits: dict, **more):
    """The one stage these visits pool into."""
    (only,) = read_walk({"visits": [{"touchpoint": "t", **visit} for visit in visits], **more})
    return only.visit


@pytest.mark.parametrize(("before", "after", "milli"), [(5, 1, 100_000), (4, 2, 50_000), (2, 4, 0), (3, 3, 0)])
def test_only_a_falling_mood_costs(before, after, milli):
    told = score_visit({"mood": {"before": before, "after": after}, "config": MOOD})
    assert told["contributions_milli"] == {"mood": milli}


def test_pooled_visits_add_up_and_keep_the_worst_and_the_last():
    a = {"steps": {"pay": 2}, "waits": [{"kind": "hold", "ms": 5}], "friction": {"jargon": 1}, "rating": 5,
         "outcome": "partly", "mood": {"before": 5, "after": 4}, "channel": "phone", "par": {"steps": 9}}
    b = {"steps": {"pay": 1, "sign": 1}, "waits": [{"kind": "queue", "ms": 7}], "friction": {}, "rating": 3,
         "outcome": "not", "mood": {"before": 2, "after": 1}, "channel": "store", "par": {"steps": 2}}
    got = stage(a, b)
    assert (got.channel, got.par, got.steps) == ("phone", {"steps": 9}, {"pay": 3, "sign": 1})
    assert [wait.ms for wait in got.waits] == [5, 7]
    assert got.friction == {"jargon": 1, "repeat_contact": 1}
    assert (got.rating, got.outcome, got.mood) == (5, "not", (5, 1))


def test_a_component_is_measured_when_any_visit_measured_it():
    got = stage({"steps": {"pay": 1}}, {"waits": [], "rating": 2})
    assert (got.steps, got.waits, got.friction, got.rating) == ({"pay": 1}, (), None, 2)


def test_a_logged_repeat_is_not_counted_twice():
    assert stage(FULL, {**FULL, "friction": {"repeat_contact": 1}}).friction == {"repeat_contact": 1}
    assert stage(FULL, FULL, FULL).friction == {"repeat_contact": 2}
    assert stage(FULL, {**FULL, "detour_of": "t", "touchpoint": "x"}).friction == {"channel_switch": 1}
    logged = {**FULL, "friction": {"channel_switch": 1}, "detour_of": "t", "touchpoint": "x"}
    assert stage(FULL, logged).friction == {"channel_switch": 1}


def test_coming_back_costs_nothing_where_friction_was_not_kept_track_of():
    assert stage(BLANK, BLANK).friction is None
    assert stage(BLANK, FULL).friction == {"repeat_contact": 1}


def test_a_detour_of_a_detour_belongs_to_the_first_cause():
    visits = [{**FULL, "touchpoint": "a"}, {**FULL, "touchpoint": "b", "detour_of": "a"},
              {**FULL, "touchpoint": "c", "detour_of": "b"}, {**FULL, "touchpoint": "d", "detour_of": "nobody"}]
    stages = read_walk({"visits": visits})
    assert [(each.name, each.members) for each in stages] == [("a", [0, 1, 2]), ("d", [3])]


def test_half_of_the_stages_are_enough_and_fewer_are_not():
    some = [{**FULL, "touchpoint": "a"}, {**BLANK, "touchpoint": "b"}]
    half, less = score_walk({"visits": some}), score_walk({"visits": [*some, {**BLANK, "touchpoint": "c"}]})
    assert (half["milli"], half["not_scored"]) == (0, ["b"])
    assert (less["milli"], less["not_scored"], less["contributions_milli"]) == (None, ["b", "c"], {})
    assert less["high"] > 60


def test_visits_without_a_name_are_stages_of_their_own():
    assert len(read_walk({"visits": [FULL, FULL]})) == 2
