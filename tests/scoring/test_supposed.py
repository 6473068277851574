"""What a walk would have been: shorter waits, fewer steps, and the line of points drawn for it."""

import json

import pytest

from app.scoring.exact import Invalid
from app.scoring.journey import score_fold
from app.scoring.points import points
from app.scoring.savings import saving, supposed, totals
from tests.scoring.golden import GOLDEN

TOLD = json.loads(GOLDEN.read_text())
FOLD, JOURNEY = TOLD["expect"]["fold"], TOLD["journey"]
WAITS = [wait for visit in FOLD["visits"] for wait in visit["waits"] if wait["ms"]]
LONGEST = max(WAITS, key=lambda wait: wait["ms"])
STEP = next(m["id"] for m in FOLD["moments"] if m["kind"] == "step" and m["b"]["kind"] == "form_field")
SNAG = next(m["id"] for m in FOLD["moments"] if m["kind"] == "step" and m["b"]["kind"] == "transfer")
EDITS = {
    "nothing": [],
    "shorter": [{"op": "set_wait", "entry": LONGEST["id"], "ms": 60_000}],
    "explained": [{"op": "set_wait", "entry": LONGEST["id"], "explained": True}],
    "gone": [{"op": "remove", "entry": LONGEST["id"]}],
    "step": [{"op": "remove", "entry": STEP}],
    "all": [{"op": "remove", "entry": STEP}, {"op": "remove", "entry": SNAG},
            {"op": "set_wait", "entry": LONGEST["id"], "ms": 60_000, "occupied": True}],
}


@pytest.mark.parametrize("name", EDITS)
def test_all_ways_of_asking_agree(name):
    edits = EDITS[name]
    told = saving(FOLD, JOURNEY, edits)
    line = supposed(FOLD, JOURNEY, edits)
    assert told["after_milli"] == line["milli"] == totals(FOLD, JOURNEY, [edits])[0] == sum(line["points"].values())
    assert told["before_milli"] == score_fold(FOLD, JOURNEY)["milli"]
    assert not {edit["entry"] for edit in edits if edit["op"] == "remove"} & set(line["points"])
    if not edits:
        assert line == points(FOLD, JOURNEY)


def test_what_is_spared_is_counted():
    told = {name: saving(FOLD, JOURNEY, edits) for name, edits in EDITS.items()}
    spared = {name: (one["ms"], one["steps"]) for name, one in told.items()}
    assert spared == {"nothing": (0, 0), "shorter": (LONGEST["ms"] - 60_000, 0), "explained": (0, 0),
                      "gone": (LONGEST["ms"], 0), "step": (0, 1), "all": (LONGEST["ms"] - 60_000, 1)}


def test_a_shortened_wait_ends_earlier_and_all_else_keeps_its_time():
    before, after = points(FOLD, JOURNEY)["curve"], supposed(FOLD, JOURNEY, EDITS["shorter"])["curve"]
    ends = {step["entry"]: (step["from"], step["to"]) for step in before}
    for step in after:
        start, end = ends[step["entry"]]
        assert (step["from"], step["to"]) == (start, start + 60_000 if step["entry"] == LONGEST["id"] else end)
    longer = supposed(FOLD, JOURNEY, [{"op": "set_wait", "entry": LONGEST["id"], "ms": LONGEST["ms"] * 3}])["curve"]
    assert {step["entry"]: step["to"] for step in longer} == {step["entry"]: step["to"] for step in before}


def test_edits_that_do_not_fit_are_none_in_a_list_and_refused_alone():
    for edit in ({"op": "remove", "entry": "nobody"}, {"op": "remove", "entry": None},
                 {"op": "dance", "entry": STEP}, {"op": "set_wait", "entry": STEP, "ms": 5},
                 {"op": "remove", "entry": next(m["id"] for m in FOLD["moments"] if m["kind"] == "walk.begin")}):
        assert totals(FOLD, JOURNEY, [[edit], []]) == [None, score_fold(FOLD, JOURNEY)["milli"]]
        for ask in (saving, supposed):
            with pytest.raises(Invalid) as refused:
                ask(FOLD, JOURNEY, [*EDITS["step"], edit])
            assert refused.value.path.startswith("edits[1]")


def test_each_changed_stage_tells_its_own_score():
    told = saving(FOLD, JOURNEY, EDITS["all"])
    stages = {stage["touchpoint"]: stage["milli"] for stage in score_fold(FOLD, JOURNEY)["stages"]}
    assert told["stages"] and all(one["before_milli"] == stages[one["touchpoint"]] for one in told["stages"])
    assert all(one["after_milli"] < one["before_milli"] for one in told["stages"])


def test_a_walk_that_is_not_scored_has_no_totals():
    bare = {**FOLD, "visits": [{**visit, "measured": dict.fromkeys(visit["measured"], False), "rating": None,
                               "outcome": None} for visit in FOLD["visits"]], "outcome": None}
    assert totals(bare, JOURNEY, [[]]) == [None]
