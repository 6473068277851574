"""Guess against walk, and personas side by side: what the marks say, and that guesses never carry a name."""

import re

import pytest

from app.demo.walks import maria_by_dana
from app.insights.compare import View, _cap
from app.insights.gap_page import Side
from app.insights.small_multiples import LEFT, WIDTH, minutes_of, small_of
from tests.insights.logs import CALL, JOURNEY, another, demo_stories
from tests.insights.test_pages import statements
from tests.insights.test_summaries import enter
from tests.world import on_sqlite

HERE = f"/insights/journeys/{JOURNEY}/compare"


@pytest.mark.parametrize("guesses, felt, cap", [
    ([2] * 12, [6] * 12, "backwards"), ([2] * 6, [6] * 6, "maybe"), ([5] * 30, [6.9] * 30, "askew"),
    ([3] * 40, [3.2] * 40, "straight"), ([3] * 4, [6] * 9, ""), ([3] * 9, [6] * 2, "")])
def test_the_cap_follows_the_method_and_is_never_put_on_a_few(guesses, felt, cap):
    assert _cap(guesses, felt)[0] == cap


def test_a_serious_journey_wears_no_hat():
    told = View({"name": "Call", "channel": "phone"}, {6: 3}, {2: 5}, 0, [], "backwards", 4.0, Side({}), [], 3, True)
    assert (told.cap_words, told.art, told.by) == ("The opposite", "", "4.0 harder than guessed")


def test_walks_drawn_small_share_one_scale():
    story = next(story for story in demo_stories() if story.spent_ms > 40 * 60_000)
    small = small_of(story, story.plan["touchpoints"], minutes_of(story))
    ends = [to for _, _, to in small.threads]
    assert max(ends) == pytest.approx(WIDTH - 8, abs=1) and min(x for _, x, _ in small.threads) >= LEFT
    half = small_of(story, story.plan["touchpoints"], 2 * minutes_of(story))
    assert max(to for _, _, to in half.threads) < WIDTH * 0.6
    assert all(light <= width for _, _, width, light in small.waits) and len(small.moods) > 3


@on_sqlite
def test_few_guesses_are_kept_back_but_for_the_own(rolled, as_):
    words = as_("mo").get(HERE).text
    assert "4 guesses kept back until there are 5" in words and "felt-marks__guess--big" not in words
    assert words.count(">yours<") == 2  # Mo's own guesses, of the call centre and the store
    assert ">yours<" in as_("una").get(HERE).text


@on_sqlite
def test_from_five_guesses_on_they_are_drawn_without_a_name(database, rolled, cast, as_):
    enter(database, cast["zoe"], another(maria_by_dana(), "w-five", "u-zoe"))
    words = as_("mo").get(HERE).text
    assert "felt-marks__guess--big" in words and words.count(">yours<") == 1  # the store has three guesses
    assert "It felt harder than we guessed" in words


@on_sqlite
def test_rows_open_their_walks_and_personas_their_middle_walk(rolled, as_):
    words = as_("mo").get(HERE).text
    assert all(words.count(f'href="/walks/{walk}"') >= 2 for walk in rolled)
    assert f"/touchpoints/{CALL}" in words and "Three pairs of shoes" in words and "pair__plot" in words
    assert "As tables" in words


def test_sorting_and_filter_are_in_the_address(rolled, as_):
    words = as_("mo").get(f"{HERE}?sort=plan&access=none").text
    assert "No walk fits this choice" in words
    told = as_("mo").get(f"{HERE}?sort=plan").text
    assert told.index("Website</a>") < told.index("Call centre</a>") < told.index("Store</a>")


def test_an_order_not_known_here_is_the_widest_gap_first(rolled, as_):
    mo = as_("mo")
    first, unknown = (re.sub('nonce="[^"]*"', "", mo.get(f"{HERE}{query}").text) for query in ("", "?sort=loudest"))
    assert first == unknown.replace("%3Fsort%3Dloudest", ""), "but for the address that is shared"


@on_sqlite
def test_the_page_asks_at_most_twelve_times_and_knows_what_is_not_there(app, rolled, as_):
    mo = as_("mo")
    assert statements(app, lambda: mo.get(HERE)) <= 12
    assert mo.get("/insights/journeys/none/compare").status_code == 404
