"""The planner: its chances beside the method's simulated ones, and what its page says."""

import pytest

from app.demo.script import demo_id
from app.insights.planner import chance, plan_of, upside_down, walks_after, walks_each
from app.scoring.cells import cell_from
from tests.insights.logs import CALL, JOURNEY
from tests.world import on_sqlite

# scoring.md 4, "Power for a real drop of 10/20/30 points at SD 18", simulated.
SIMULATED = {5: (.10, .34, .64), 10: (.19, .64, .94), 20: (.38, .93, 1), 30: (.56, .99, 1)}


@pytest.mark.parametrize("n", SIMULATED)
def test_chances_are_those_the_method_simulated(n):
    for change, simulated in zip((10, 20, 30), SIMULATED[n], strict=True):
        assert abs(chance(change, 18, n, n) - simulated) < .035, change


def test_the_number_told_is_the_first_that_is_enough():
    for change in (10, 20, 30):
        n = walks_each(change, 18)
        assert chance(change, 18, n, n) >= .8 > chance(change, 18, n - 1, n - 1)
    assert [walks_each(change, 18) for change in (10, 20, 30)] == [53, 14, 7]


def test_walks_before_that_are_too_few_are_never_made_up_for():
    assert walks_after(20, 18, 2) is None and walks_after(10, 18, 4) is None
    after = walks_after(20, 18, 30)
    assert after < walks_each(20, 18) and chance(20, 18, 30, after) >= .8 > chance(20, 18, 30, after - 1)
    assert walks_each(10, 400) is None


def test_more_spread_wants_more_walks():
    told = [walks_each(20, sd) for sd in (5, 10, 20, 30)]
    assert told == sorted(told) and len(set(told)) == 4


def test_an_order_is_the_less_sure_the_nearer_and_the_fewer():
    def pair(a, b, n):
        return upside_down(cell_from({"scores": [a - 5, a, a + 5] * n}), cell_from({"scores": [b - 5, b, b + 5] * n}))
    assert pair(50, 50, 2) == pytest.approx(.5, abs=1e-6)
    assert .5 > pair(50, 48, 2) > pair(50, 40, 2) > pair(50, 40, 9) >= 0
    assert pair(40, 50, 2) == pytest.approx(pair(50, 40, 2))


def test_a_chance_agrees_with_the_interval_of_the_method():
    """A difference whose 95 % interval just touches 0 is upside down with 2.5 %."""
    from app.scoring.change import welch
    a = cell_from({"scores": [30, 35, 40, 45] * 2})
    low, high = 40.0, 90.0
    for _ in range(40):
        middle = (low + high) / 2
        b = cell_from({"scores": [round(score + middle - 37.5, 3) for score in (30, 35, 40, 45) * 2]})
        low, high = (middle, high) if welch(a, b)[1] < 0 else (low, middle)
    assert upside_down(a, b) == pytest.approx(.025, abs=.0005)


@on_sqlite
def test_the_page_speaks_of_what_was_chosen(rolled, as_):
    mo = as_("mo")
    assert "Choose a journey" in mo.get("/insights/planner").text
    whole = mo.get(f"/insights/planner?journey={JOURNEY}").text
    assert "4 walks by 4 people so far" in whole and "in the whole walk" in whole
    call = mo.get(f"/insights/planner?journey={JOURNEY}&touchpoint={CALL}").text
    assert "in Call centre" in call and "Walk more before the fix" in call
    assert mo.get("/insights/planner?journey=nowhere").status_code == 404
    assert mo.get(f"/insights/planner?journey={JOURNEY}&touchpoint=x").status_code == 404


@on_sqlite
def test_every_two_walked_touchpoints_are_compared(database, rolled, as_):
    from app.accounts.access import Actor
    with database.read() as session:
        plan = plan_of(session, Actor("u-mo", "Mo", "manager"), JOURNEY)
    assert len(plan.pairs) == 6 and all(0 <= pair.chance <= .5 and pair.apart >= 0 for pair in plan.pairs)
    assert [pair.chance for pair in plan.pairs] == sorted((pair.chance for pair in plan.pairs), reverse=True)


@on_sqlite
def test_a_journey_nobody_walked_is_planned_with_the_usual_spread(rolled, as_, database):
    from app.journeys.commands import make_journey
    from app.journeys.forms import JourneyIn
    with database.write() as session:
        make_journey(session, JourneyIn(name="New", touchpoints=[{"id": "n", "name": "Page", "channel": "web"}]),
                     journey_id=demo_id("journey", "new"))
    words = as_("mo").get(f"/insights/planner?journey={demo_id('journey', 'new')}").text
    assert "differ by about 20 points" in words and "needs two touchpoints" in words
