"""Snags across journeys: counted by kind, touchpoint and department, each number opening its moments."""

import re

import pytest

from app.insights.snag_words import times_words
from tests.insights.logs import CALL, JOURNEY
from tests.insights.test_pages import statements
from tests.world import on_sqlite

HERE = "/insights/snags"


@pytest.mark.parametrize("walks, times, said", [
    (1, 1, "Dead end, in 1 walk"), (1, 2, "Dead end, twice in 1 walk"), (3, 9, "Dead end, 9 times in 3 walks")])
def test_how_often_is_said_in_words(walks, times, said):
    assert times_words("dead_end", walks, times) == said


@on_sqlite
def test_the_page_counts_journeys_walks_and_times(rolled, as_):
    words = as_("mo").get(HERE).text
    assert re.search(r"Dead end</strong> <span>1 of 1 journey, <a [^>]*>4 walks</a>, 5 times", words)
    assert words.index("And what to keep") > words.index("Jargon") and "Bright spot" in words
    assert re.search(r"<h1>[A-Z][a-z ]+: 1 of 1 journey, 4 walks</h1>", words)


def test_a_number_opens_its_moments_where_they_happened(rolled, as_):
    mo = as_("mo")
    every = mo.get(f"{HERE}?kind=dead_end").text
    assert every.count("#behind") == 5 and "We open at eight" in every
    here = mo.get(f"{HERE}?kind=dead_end&journey={JOURNEY}&at={CALL}").text
    assert here.count("#behind") == 2 and "Dead end: Call centre" in here


@on_sqlite
def test_departments_and_the_filter_narrow_it(rolled, as_):
    mo = as_("mo")
    assert "No department named" in mo.get(HERE).text
    assert "No walk noted a snag here" in mo.get(f"{HERE}?department=Elsewhere").text
    assert "No walk fits this choice" in mo.get(f"{HERE}?mode=see").text
    assert mo.get(f"{HERE}?kind=nonsense").status_code == 200


def test_an_empty_world_says_what_would_come_here(as_):
    assert "Nothing was walked yet" in as_("mo").get(HERE).text


@on_sqlite
def test_the_page_asks_at_most_twelve_times(app, rolled, as_):
    mo = as_("mo")
    assert statements(app, lambda: mo.get(f"{HERE}?kind=dead_end")) <= 12
