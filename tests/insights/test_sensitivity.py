"""What drawn weights do to an order: seeded, exact about ties, and the same as scoring every stage again."""

from random import Random

import pytest

from app.demo.walks import maria_by_dana
from app.insights.loads import loads_of, parts_of, points_of
from app.insights.sensitivity import Measured, means, measured, moves, nth, swaps
from app.kit import jobs
from app.scoring.config import config_of
from app.scoring.effort import score_input
from app.scoring.visit import effort_of
from app.scoring.walk import read_walk
from app.walks.commands import receive
from tests.insights.logs import another, demo_stories, random_story
from tests.world import on_sqlite

OWN = config_of(None)
OTHER = config_of({"weights": {"steps": 41, "wait": "7.5", "friction": 60, "felt": 3, "mood": 20},
                   "half": {"steps": "0.5", "wait": 90, "friction": 8}, "friction": {"jargon": 6, "dead_end": 0},
                   "wait_extra": {"unoccupied": 3, "unexplained": 0, "unknown": "1.5"}})


def stages():
    for story in [*demo_stories(), *(random_story(seed) for seed in range(25))]:
        yield from read_walk(score_input(story.fold, story.plan))


@pytest.mark.parametrize("config", [OWN, OTHER], ids=["own", "other"])
def test_loads_give_the_score_of_the_method_under_any_weights(config):
    weights, told = {part: float(weight) for part, weight in config.weights.items()}, 0
    for stage in stages():
        exact = effort_of(stage.visit, config).score
        points = points_of(parts_of(loads_of(stage.visit), config), weights, float(config.min_coverage))
        assert (points is None) == (exact is None)
        if exact is not None:
            told += 1
            assert points == pytest.approx(float(exact), abs=1e-9)
    assert told > 40


def journey(*each: tuple[float, float], many: int = 3) -> Measured:
    """Touchpoints A, B, … each with two parts of a score, felt and outcome-free steps."""
    return Measured("J", 1, {}, {chr(65 + i): [{"steps": steps, "felt": felt, "friction": {}, "wait": [0, 0, 0, 0],
                                                "outcome": "reached"}] * many
                                 for i, (steps, felt) in enumerate(each)})


def test_the_same_seed_draws_the_same():
    one = journey((4, .1), (1, .5), (2, .3))
    assert swaps(one, OWN) == swaps(one, OWN) and swaps(one, OWN, seed=7) != swaps(one, OWN)


def test_alike_touchpoints_are_a_tie_and_far_ones_never_swap():
    told = {(one.harder, one.easier): one for one in swaps(journey((4, .3), (4, .3), (0, 0)), OWN)}
    assert told["A", "B"].is_tie and told["A", "B"].share == 0
    assert not told["A", "C"].is_tie and told["A", "C"].share == 0


def test_a_pair_that_hangs_on_the_weights_swaps_often():
    (only,) = swaps(journey((2, .10), (0, .55)), OWN)
    assert only.apart < 3 and .2 < only.share < .8


def test_every_pair_is_told_once_and_shares_are_those_of_scoring_again():
    one = journey((4, .1), (1, .5), (2, .3), (0, .9))
    told = swaps(one, OWN, draws=60, seed=3)
    assert len(told) == 6
    chance, turned = Random(3), dict.fromkeys(((t.harder, t.easier) for t in told), 0)
    for _ in range(60):
        drawn = {part: float(weight) * chance.uniform(.5, 1.5) for part, weight in OWN.weights.items()}
        points = {place: points_of(parts_of(loads[0], OWN), drawn, 0) for place, loads in one.loads.items()}
        for a, b in turned:
            turned[a, b] += points[b] > points[a]
    assert {(t.harder, t.easier): t.share for t in told} == {pair: n / 60 for pair, n in turned.items()}


def test_what_was_not_measured_is_left_out_of_the_mean_as_in_the_score():
    one = journey((4, .5))
    one.loads["A"].append({"felt": 1.0})  # a quarter of the weight: not scored
    assert means(one, OWN)["A"] == pytest.approx(means(journey((4, .5)), OWN)["A"])
    one.loads["B"] = [{"felt": .9}]
    assert means(one, OWN)["B"] is None and swaps(one, OWN) == []
    assert moves(one, OWN, OTHER)[-1].after is None


def test_a_move_says_from_where():
    one = journey((9, .0), (0, .9))
    told = moves(one, OWN, config_of({"weights": {"steps": 60, "felt": 0}}))
    assert [(each.name, each.was, each.now) for each in told] == [("A", 2, 1), ("B", 1, 2)]
    assert told[0].words == "up from 2nd" and told[1].words == "down from 1st"
    assert [nth(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 112)] == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th",
                                                                "21st", "112th"]


def test_practice_and_watched_walks_move_no_order(database, rolled, cast):
    with database.read() as session:
        before = measured(session)
    assert sum(map(len, before[0].loads.values())) == 10
    for walk, begin in (("w-see", {"mode": "see"}), ("w-try", {"practice": True})):
        with database.write() as session:
            receive(session, cast["zoe"], f"phone-{walk}", another(maria_by_dana(), walk, "u-zoe", begin))
    jobs.drain(database)
    with database.read() as session:
        assert measured(session) == before


@on_sqlite
def test_the_page_names_ties_and_only_the_weights_page_leads_there(rolled, as_):
    words = as_("una").get("/insights/weights/sensitivity").text
    assert "1,000 times" in words and "Swaps in 100" in words and " ms." in words
    assert "/insights/weights/sensitivity" in as_("una").get("/insights/weights").text
    assert as_("mo").get("/insights/weights/sensitivity").status_code == 403
