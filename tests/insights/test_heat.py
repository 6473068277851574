"""The heat map: squares for journeys and personas, their numbers and links, hours, and what it never claims."""

import re

from app.demo.walks import maria_by_dana
from app.insights.coverage import BLOCKS, coverage_of
from app.insights.heat import Drawing
from app.insights.lens import Lens
from tests.insights.logs import CALL, JOURNEY, another
from tests.insights.test_pages import statements
from tests.insights.test_summaries import enter
from tests.world import on_sqlite

HERE = "/insights/heat"
PLACE = {"id": "t", "name": "Counter", "channel": "store"}


class Stay:
    def __init__(self, felt=None, milli=30_000, waited_ms=0, hour=0, at_least=False):
        self.felt, self.milli, self.waited_ms, self.hour, self.at_least = felt, milli, waited_ms, hour, at_least


def square(*felt, show="felt", **more):
    return Drawing(show, 13, Lens(), 600_000).square("j", PLACE, [Stay(one, **more) for one in felt])


def test_a_square_says_the_middle_its_reach_and_how_many():
    one = square(3, 6, 7, 6)
    assert one.parts == (("6", 6),) and one.words == "Counter: felt 6 of 7, from 3 to 7, 4 walks"
    assert (one.low, one.at, one.high) == (33.3, 83.3, 100.0)


def test_one_walk_is_a_dot_and_two_are_two_numbers():
    assert square(5).low is None and square(5).at == 66.7
    assert square(2, 6).parts == (("2", 2), ("6", 6)) and square(4, 4).parts == (("4", 4),)


def test_two_camps_are_never_one_number():
    assert square(*[1] * 8, *[7] * 8).parts == (("1", 1), ("7", 7))


def test_the_same_ramp_serves_points_and_waits():
    assert square(1, 2, 3, show="points", milli=43_000).parts == (("+30", 5),)
    waited = square(1, 2, 3, show="waiting", waited_ms=250_000, at_least=True)
    assert waited.parts == (("4:10", 4),) and "at least 4:10 waiting" in waited.words
    assert square(None, None).state == "unrated" and square().state == "not_walked"


def test_hours_are_counted_and_holes_are_spread_over_days():
    told = coverage_of([Stay(5, hour=9), Stay(7, hour=10), Stay(6, hour=11), Stay(2, hour=25)], "j")
    monday = dict(told.rows)["Monday"]
    assert (monday[2].n, monday[2].felt) == (3, 6) and sum(block.n for block in monday) == 3
    assert len({words.split(",")[0] for words, _ in told.holes}) == 5
    assert all(href == "/capture#/shoes/j" for _, href in told.holes) and len(BLOCKS) * 7 == 49


@on_sqlite
def test_squares_open_their_touchpoint_and_holes_start_a_walk(rolled, as_):
    words = as_("mo").get(HERE).text
    assert f"/insights/journeys/{JOURNEY}/touchpoints/{CALL}" in words
    assert "Call centre: felt 6 of 7" in words and "Call centre is the hardest part of" in words
    assert "Look here first" in words and "internal walkthrough · 4 walks by 4 people" in words.lower()


def test_the_filter_is_in_every_link(rolled, as_):
    words = as_("mo").get(f"{HERE}?show=points&only=unhelped").text
    assert re.search(rf"touchpoints/{CALL}\?only=unhelped", words) and "Only walks without insider help" in words
    assert "show=waiting" in words


@on_sqlite
def test_a_journey_not_known_here_is_like_none_chosen(rolled, as_):
    mo = as_("mo")
    none, unknown = (re.sub('nonce="[^"]*"', "", mo.get(f"{HERE}{query}").text) for query in ("", "?journey=j-nobodys"))
    assert none == unknown.replace("%3Fjourney%3Dj-nobodys", ""), "but for the address that is shared"


@on_sqlite
def test_watched_walks_never_count_with_walks_as_the_customer(database, rolled, cast, as_):
    enter(database, cast["zoe"], another(maria_by_dana(), "w-see", "u-zoe", begin={"mode": "see"}))
    assert "4 walks by 4 people" in as_("mo").get(HERE).text
    assert "1 walk by 1 person" in as_("mo").get(f"{HERE}?mode=see").text


def test_an_empty_world_offers_a_first_journey(as_):
    assert "Make the first journey" in as_("mo").get(HERE).text


@on_sqlite
def test_the_page_asks_at_most_twelve_times(app, rolled, as_):
    mo = as_("mo")
    assert statements(app, lambda: mo.get(f"{HERE}?journey={JOURNEY}")) <= 12
