"""A folded walk on its journey: stages, detours, points of every entry, should-be, guess, what-if, the drawn walk."""

import json
from fractions import Fraction

import pytest

from app.scoring.effort import Invalid, par_score, points, predicted_score, saving, score_fold, score_input
from app.scoring.fold import fold
from tests.scoring.fold_cases import CASES
from tests.scoring.golden import GOLDEN, drawn, figures
from tests.scoring.random_walks import random_walk

TOLD = json.loads(GOLDEN.read_text())
STATE, JOURNEY = TOLD["expect"]["fold"], TOLD["journey"]
WEB = {"id": "t_web", "name": "Website", "channel": "web", "par": {"steps": 12, "live_ms": 10_000}}
STORE = {"id": "t_store", "name": "Store", "channel": "store", "par": None}


def folded(name: str) -> dict:
    return fold(CASES[name]())


def entry(words: str) -> str:
    return next(m["id"] for m in STATE["moments"] if (m["b"].get("words") or "").startswith(words))


def test_the_drawn_walk_keeps_its_figures():
    assert figures(TOLD["lines"], JOURNEY) == TOLD["expect"]


def test_the_demo_world_walks_the_drawn_walk():
    lines, journey = drawn()
    assert (lines, journey) == (TOLD["lines"], JOURNEY)


def test_the_drawn_walk_is_the_one_in_the_picture():
    visits = STATE["visits"]
    waits = [(wait["kind"], wait["ms"] // 1000) for visit in visits for wait in visit["waits"]]
    assert waits == [("page_load", 35), ("hold", 250), ("hold", 700), ("queue", 375)]
    assert [visit["rating"] for visit in visits] == [5, 6, 4, 1]
    assert [visit["outcome"] for visit in visits] == ["not", "not", "partly", "reached"]
    assert len([m for m in STATE["moments"] if m["kind"] == "mood"]) == 13
    assert sum(visit["friction"].get("repeat_info", 0) for visit in visits) == 4
    assert len(STATE["photos"]) == 4


def test_the_way_to_a_person_counts_menu_keys():
    assert STATE["visits"][1]["to_a_person"]["steps"] == 6


@pytest.mark.parametrize("seed", range(150))
def test_the_last_so_far_is_the_score(seed):
    lines, journey = random_walk(seed)
    state = fold(lines)
    score, each = score_fold(state, journey), points(state, journey)
    assert each["milli"] == score["milli"]
    if score["milli"] is None:
        assert each["points"] == each["so_far"] == {}
        return
    assert list(each["so_far"].values())[-1] == sum(each["points"].values()) == score["milli"]
    assert sum(fall["milli"] for fall in each["curve"]) == score["milli"]
    assert sum(stage["points"] for stage in score["stages"]) == score["milli"]
    assert sum(Fraction(stage["share"]) for stage in score["stages"]) == 1
    assert min(each["points"].values()) >= 0


def test_points_fall_where_things_happened():
    each = points(STATE, JOURNEY)["points"]
    hold = [m["id"] for m in STATE["moments"] if m["kind"] == "wait.start"][2]
    leaves = {left(i) for i in range(4)}
    assert max(each.keys() - leaves, key=each.get) == hold
    assert each[entry("Pressed 2")] == each[entry("Pressed 4")] == 432
    assert each[entry("Credited in full")] == 0
    # Felt 6 of 7 and not solved, with the worst stage's share: 19/40 × (20.833 + 10).
    assert each[left(1)] == 14646


def left(i: int) -> str:
    return [m["id"] for m in STATE["moments"] if m["kind"] == "touchpoint.leave"][i]


def test_a_wait_is_spread_over_its_time():
    curve = points(STATE, JOURNEY)["curve"]
    assert sorted(fall["to"] - fall["from"] for fall in curve)[-4:] == [35_000, 250_000, 375_000, 700_000]


def test_a_visit_outside_the_journey_is_a_detour_of_where_it_came_from():
    state = folded("sent here")
    asked = score_input(state, {"touchpoints": [WEB]})
    assert [(v["touchpoint"], v["detour_of"]) for v in asked["visits"]] == [("t_web", None), ("v2", "t_web")]
    told = score_fold(state, {"touchpoints": [WEB]})
    assert [stage["visits"] for stage in told["stages"]] == [["v1", "v2"]]
    enter = next(m["id"] for m in state["moments"] if m["b"].get("visit") == "v2")
    assert points(state, {"touchpoints": [WEB]})["points"][enter] > 0


def test_a_visit_outside_with_none_before_it_is_its_own_stage():
    told = score_fold(folded("to a person"), {"touchpoints": [WEB]})
    assert [(s["touchpoint"], s["name"], s["channel"]) for s in told["stages"]] == [("v1", "Desk", "phone")]


def test_the_last_stage_without_an_outcome_takes_the_walks():
    state = folded("next enter ends a stay")
    asked = score_input({**state, "outcome": "not"}, {"touchpoints": [WEB, STORE]})
    from app.scoring.walk import read_walk

    assert [stage.visit.outcome for stage in read_walk(asked)] == ["reached", "not"]


def test_what_was_not_measured_is_not_scored_as_none():
    asked = score_input(folded("measured false"), {"touchpoints": [WEB]})["visits"][0]
    assert (asked["steps"], asked["waits"], asked["friction"]) == ({"form_field": 1}, None, None)


def test_a_running_wait_is_no_part_of_the_score_yet():
    assert score_input(folded("not left yet"), {"touchpoints": [WEB]})["visits"][0]["waits"] is None


def test_moods_reach_the_score_on_its_own_scale():
    asked = score_input(folded("moods"), {"touchpoints": [WEB, STORE]})
    assert [v["mood"] for v in asked["visits"]] == [{"before": 4, "after": 1}, {"before": 1, "after": 1}]


def test_a_stage_without_a_score_is_named():
    told = score_fold(folded("next enter ends a stay"), {"touchpoints": [WEB, STORE]})
    assert (told["milli"], told["not_scored"]) == (None, ["Website", "Store"])
    assert (told["low"], told["high"]) == (0.0, 96.5)  # website 90 (reached), store 100: 0.7 × 95 + 0.3 × 100


def test_should_be_is_the_same_for_any_journey():
    assert par_score() == {"milli": 12652, "bin": 13}
    parts = [stage["par_milli"] for stage in score_fold(STATE, JOURNEY)["stages"]]
    assert parts == [2214, 6009, 2214, 2214]


def test_a_guess_is_scored_without_a_friction_part():
    told = predicted_score(STATE["prediction"], JOURNEY)
    # Should-be of the journey: 8+7+4+2 steps; 20 s + 2 min + 3 min + 60 s (e-mail's live default) of waiting.
    # u = 12/21 / (12/21 + 2); wait 300 s × 1.5 / 380 s; felt (11/4 − 1)/6; not measured: friction.
    assert told["contributions_milli"] == {
        "steps": 4444, "wait": 2118, "felt": 7292, "outcome": 0, "not_measured": 4618,
    }
    assert told["coverage"] == 75.0
    assert predicted_score(None, JOURNEY) is None
    nothing = {"steps": None, "wait_ms": 0, "outcome": None, "touchpoints": {}}
    assert predicted_score(nothing, {"touchpoints": []})["coverage"] == 20.0


def test_taking_a_wait_away_rescores_the_walk():
    hold = [m["id"] for m in STATE["moments"] if m["kind"] == "wait.start"][2]
    told = saving(STATE, JOURNEY, [{"op": "remove", "entry": hold}])
    assert (told["before_milli"], told["ms"], told["steps"]) == (49163, 700_000, 0)
    assert told["after_milli"] < 49163 - 1000
    assert saving(STATE, JOURNEY, [{"op": "set_wait", "entry": hold, "ms": 0}])["after_milli"] == told["after_milli"]
    halved = saving(STATE, JOURNEY, [{"op": "set_wait", "entry": hold, "ms": 350_000}])
    assert told["delta"] < halved["delta"] < 0
    assert halved["ms"] == 350_000


def test_savings_are_recomputed_together_not_added():
    one, other = entry("Account number, again"), entry("Pressed 2")
    alone = [saving(STATE, JOURNEY, [{"op": "remove", "entry": name}])["delta"] for name in (one, other)]
    both = saving(STATE, JOURNEY, [{"op": "remove", "entry": name} for name in (one, other)])
    assert (both["steps"], len(both["stages"])) == (1, 1)
    assert both["delta"] == pytest.approx(sum(alone), abs=1e-5)  # two components of one stage: they do add up
    again = [{"op": "remove", "entry": entry(w)} for w in ("Account number, again", "Account number, a third")]
    assert saving(STATE, JOURNEY, again)["delta"] < 2 * alone[0]  # within one component the second wins more


@pytest.mark.parametrize("name", ["nobody", None])
def test_an_entry_that_is_not_there_cannot_be_taken_away(name):
    with pytest.raises(Invalid) as refused:
        saving(STATE, JOURNEY, [{"op": "remove", "entry": name or entry("Credited in full")}])
    assert (refused.value.code, refused.value.path) == ("not_there", "edits[0].entry")
