"""Where the wording of cells, changes and gaps turns: each rule of scoring.md 2.10–2.13 at its edge."""

import pytest

from app.scoring.cells import camps, cell_from, conflict, level_of
from app.scoring.change import verdict
from app.scoring.gaps import felt_points, gap, size


@pytest.mark.parametrize(("n", "walkers", "half_width", "level"), [
    (2, 2, 1, "anecdote"), (3, 3, 1, "indication"), (9, 9, 1, "indication"), (10, 2, 1, "indication"),
    (10, 3, 12.5, "evidence"), (10, 3, 12.6, "indication"), (29, 5, 7.5, "evidence"), (30, 4, 7.5, "evidence"),
    (30, 5, 7.6, "evidence"), (30, 5, 7.5, "strong evidence"),
])
def test_a_level_needs_walks_walkers_and_a_narrow_range(n, walkers, half_width, level):
    assert level_of(n, walkers, half_width) == level


@pytest.mark.parametrize(("scores", "counts"), [
    ([40] * 20 + [64] * 20, None), ([40] * 20 + [65] * 20, (20, 20)),  # 25 apart
    ([0] * 2 + [80] * 8, (2, 8)), ([0] * 2 + [80] * 9, None), ([0] * 3 + [80] * 9, (3, 9)),  # a fifth of all
    ([0] + [80] * 3, None),  # one person is no camp
])
def test_two_camps_must_be_crowds_far_apart(scores, counts):
    told = camps(cell_from({"scores": scores}))
    assert (told and (told["low"]["n"], told["high"]["n"])) == counts


def test_thirty_points_apart_is_a_conflict():
    assert conflict(cell_from({"scores": [20, 50]})) == 1
    assert conflict(cell_from({"scores": [20, 49]})) == 0


@pytest.mark.parametrize(("diff", "low", "high", "words"), [
    (5, 1, 9, "harder"), (-5, -9, -1, "easier"), (4.9, 1, 9, "changed, but small"), (9, 0, 18, "no clear change"),
    (-9, -18, 0, "no clear change"),
])
def test_a_change_is_named_by_its_size_and_its_range(diff, low, high, words):
    assert verdict(diff, low, high) == words


@pytest.mark.parametrize(("diff", "word"), [
    (0, "small"), (-9.9, "small"), (10, "medium"), (24.9, "medium"), (-25, "large"),
])
def test_a_gap_has_a_size(diff, word):
    assert size(diff) == word


def test_a_hat_is_not_backwards_on_one_side_of_the_middle():
    walkers, customers = ([felt_points(n, "effort")] * 40 for n in (1, 3))
    told = gap(walkers, customers)
    assert (told["clear"], told["flag"]) == (True, None)
    near = gap([felt_points(4, "effort") - 4] * 900, [felt_points(4, "effort") + 4] * 900)
    assert (near["clear"], near["flag"]) == (True, None)  # clear, on both sides, but not 10 points
