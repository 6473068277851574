"""What was guessed beside what was walked, over many walks: medians, ranges, points of the same parts, and no names."""

from types import SimpleNamespace

import pytest

from app.accounts.access import Actor
from app.demo.walks import maria_by_dana
from app.insights.figures import Figure
from app.insights.gap_page import gaps_of
from app.insights.guesses import Part, part_of, parts_of, predicted_of
from app.insights.lens import Lens
from app.scoring.cells import cell_of, merge
from app.scoring.effort import alike_scores, predicted_score
from app.scoring.medians import sure
from tests.insights.logs import JOURNEY, another
from tests.insights.test_summaries import enter
from tests.world import on_sqlite

MO = Actor("u-mo", "Mo", "manager")
PLAN = {"touchpoints": [{"id": "t", "channel": "phone", "par": {"steps": 4, "live_ms": 60_000}}]}


def row(guess: tuple, walked: tuple, who: str = "u-1", **more) -> SimpleNamespace:
    """guess, walked: (steps, ms waiting, felt)."""
    return SimpleNamespace(**dict(zip(("guess_steps", "guess_wait_ms", "guess"), guess, strict=True)),
                           **dict(zip(("steps", "waited_ms", "felt"), walked, strict=True)), walker_id=who,
                           at_least=False, **{"guess_milli": 20_000, "alike_milli": 40_000, "par": "p", **more})


def seven() -> list:
    return [row((10, 60_000, 2), (10 + n, 60_000 * n, 4), f"u-{n}") for n in range(1, 8)]


@pytest.mark.parametrize("n, ranks", [(5, None), (6, (1, 6)), (8, (1, 8)), (9, (2, 8)), (20, (6, 15)), (100, (40, 61))])
def test_the_range_of_a_median_goes_by_ranks(n, ranks):
    assert sure(range(1, n + 1)) == ranks


def test_parts_are_medians_of_the_same_walks_with_a_range_from_six_on():
    steps, minutes, felt = parts_of(seven(), "u-0")
    assert steps.middles == (10, 14) and steps.ranges == ((10, 10), (11, 17)) and steps.n == 7
    assert steps.says == "4 more than guessed, walk by walk (+1 to +7)."
    assert minutes.says == "No clear difference, 0 to +6." and felt.says.startswith("2 harder than guessed")


def test_what_was_not_guessed_or_not_rated_is_left_out():
    rows = [*seven(), row((None, None, None), (30, 0, 6)), row((3, 0, 1), (3, 0, None))]
    steps, _, felt = parts_of(rows, "u-0")
    assert steps.n == 8 and felt.n == 7


def test_below_five_only_the_own_guess_is_told():
    part = part_of(seven()[:4], "u-2")
    assert (part.middles, part.apart) == (None, None)
    assert part.says == "4 guesses, told together from 5 on (yours: 2, walked 4)."
    told = predicted_of(seven()[:4], "u-0")
    assert told.gap is None and told.says == "4 guesses, told together from 5 on."
    assert Part("steps", "Steps", [], [], [], 0).says == "Nobody guessed it."


def test_minutes_of_a_cut_short_wait_are_at_least_that():
    rows = [row((1, 0, 1), (1, 600_000, 1)) for _ in range(6)]
    rows[0].at_least = True
    assert parts_of(rows, "")[1].says.startswith("At least 10 longer than guessed")


def test_guess_and_walk_in_points_are_told_by_the_method_and_never_over_two_groups():
    told = predicted_of(seven(), "u-0")
    assert told.gap[0] == 20 and told.verdict == "20 points too hopeful"
    assert told.says.startswith("Walked 40 where 20 was guessed: a medium gap, ") and told.says.endswith(
        "(points that way).")
    apart = [row((1, 1, 1), (1, 1, 1), f"u-{n}", alike_milli=10_000 if n % 2 else 80_000) for n in range(20)]
    assert predicted_of(apart, "").says == "Two groups: guessed 20, walked 10 and 80. No one gap is true of both."


def test_only_walks_under_one_should_be_are_held_together():
    assert predicted_of([*seven(), *(row((1, 1, 1), (1, 1, 1), par="q") for _ in range(3))], "").n == 7


def test_both_sides_hold_the_same_parts_so_that_like_meets_like():
    guess = {"steps": 8, "wait_ms": 120_000, "outcome": "reached", "touchpoints": {"t": 3}}
    walked = {"steps": 8, "wait_ms": 120_000, "outcome": "reached", "felt": 3}
    assert alike_scores(guess, walked, PLAN) == (predicted_score(guess, PLAN)["milli"],) * 2
    low, high = alike_scores(guess, {**walked, "steps": 20, "outcome": "not"}, PLAN)
    assert low < high
    # A part one side does not hold stands in neither score; too few parts make none.
    assert alike_scores(guess, {**walked, "steps": None, "wait_ms": 9_000_000}, PLAN)[0] == predicted_score(
        {**guess, "steps": None}, PLAN)["milli"]
    assert alike_scores({"steps": 8}, walked, PLAN) is None and alike_scores(None, walked, PLAN) is None


def test_several_numbers_are_never_at_least_two_things():
    cells = [cell_of(points * 1000, walker=n) for n, points in enumerate([10] * 10 + [80] * 10)]
    assert Figure(merge(*cells), 1).said == "10 and 80, or more" and Figure(merge(*cells)).said == "10 and 80"
    assert Figure(cells[0], 1).said == "at least 10" and Figure(merge(cells[0], cells[11]), 1).said == "10, 80, or more"


@on_sqlite
def test_the_pages_tell_both_sides_once_there_are_five(database, rolled, cast, as_):
    words = as_("mo").get(f"/insights/journeys/{JOURNEY}/compare").text
    assert "Steps and minutes, guessed and walked" in words and "4 guesses, told together from 5 on" in words
    enter(database, cast["zoe"], another(maria_by_dana(), "w-five", "u-zoe"))
    words = as_("mo").get(f"/insights/journeys/{JOURNEY}/compare").text
    assert "than guessed, walk by walk" in words and "In points, without snags" in words
    page = as_("mo").get("/insights/gaps").text
    assert "In points, 0 to 100" in page and "(points that way)" in page and "never set against it" in page
    with database.read() as session:
        told = next(one for one in gaps_of(session, MO, Lens()).journeys if one.predicted.shown)
    assert told.predicted.n == 5 and sum(side.n for _, side in told.personas) == 5
    assert told.predicted.guessed.told["mean"] < told.predicted.alike.told["mean"] < told.whole.score.told["mean"]
