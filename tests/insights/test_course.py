"""Planned against walked: counted touchpoint by touchpoint, every number opening its walks."""

import re

from app.insights.course_page import COUNTED, _lines
from tests.insights.logs import CALL, JOURNEY
from tests.insights.test_pages import statements
from tests.world import on_sqlite

HERE = f"/insights/journeys/{JOURNEY}/course"


class Walked:
    def __init__(self, walk_id, *course):
        self.walk_id = walk_id
        self.course = [{"touchpoint": place, "name": name, "channel": "web", "state": state, "marks": list(marks)}
                       for place, name, state, *marks in course]


def test_every_mark_is_counted_once_a_walk_and_additions_stand_apart():
    plan = {"touchpoints": [{"id": "a", "name": "A", "channel": "web", "position": 1},
                            {"id": "b", "name": "B", "channel": "phone", "position": 2}]}
    planned, added = _lines(plan, [
        Walked("1", ("a", "A", "walked", "repeated"), ("b", "B", "skipped"), (None, "Post office", "added", "sent")),
        Walked("2", ("a", "A", "walked"), ("b", "B", "walked", "out_of_order", "switched"))])
    assert [[line.n(key) for key in COUNTED] for line in planned] == [[2, 0, 0, 1, 0, 0, 0], [1, 1, 0, 0, 1, 0, 1]]
    assert [(line.name, line.n("walked"), line.n("sent")) for line in added] == [("Post office", 1, 1)]


@on_sqlite
def test_each_number_opens_the_walks_it_counts(rolled, as_):
    mo = as_("mo")
    words = mo.get(HERE).text
    told = re.search(rf'href="([^"]*at={CALL}&amp;what=walked[^"]*)"[^>]*aria-label="4 of 4', words)
    opened = mo.get(told[1].replace("&amp;", "&").split("#")[0]).text
    assert all(f'href="/walks/{walk}"' in opened for walk in rolled) and "Call centre: walked" in opened
    assert "Idris" not in opened and " as " in opened  # by the walkers' names here


@on_sqlite
def test_the_heading_says_what_most_often_left_the_plan(rolled, as_):
    words = as_("mo").get(HERE).text
    assert re.search(r"<h1>\d of 4 walks [a-z ]+: [A-Z]", words) and "went as planned" in words


@on_sqlite
def test_no_walk_is_no_nought_and_no_journey_is_not_found(app, rolled, as_):
    mo = as_("mo")
    assert "No walk fits this choice" in mo.get(f"{HERE}?mode=see").text
    assert mo.get("/insights/journeys/none/course").status_code == 404
    assert statements(app, lambda: mo.get(f"{HERE}?at={CALL}&what=walked")) <= 12


@on_sqlite
def test_the_journeys_page_and_this_one_count_the_walks_that_went_as_planned_alike(rolled, as_):
    mo = as_("mo")
    told = [re.search(r"Of (\d+) walks,? (\d+|none) went as planned", re.sub(r"<[^>]+>", "", mo.get(address).text))
            for address in (HERE, f"/insights/journeys/{JOURNEY}")]
    assert all(told) and told[0].groups() == told[1].groups() == ("4", "1")
