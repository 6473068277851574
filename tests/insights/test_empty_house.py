"""A house with nothing in it: every page says what it will show, and offers the one next thing whoever reads may do."""

import re

import pytest

from tests.insights.logs import enter_journeys

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what is not there is so on both

PAGES = ("/journeys", "/walks", "/insights/heat", "/personas", "/improvements", "/voice", "/voice/themes", "/workshops",
         "/insights/gaps", "/insights/snags", "/insights/planner")


def main_of(client, path: str) -> str:
    """What stands between the bars of a page; its empty state must be drawn."""
    page = client.get(path).text.split("<main", 1)[1].split("</main>", 1)[0]
    assert 'class="empty"' in page and "#shoe-" in page, path
    return page


def test_every_way_out_of_an_empty_page_opens(as_):
    una = as_("una")
    for path in (*PAGES, "/reviews", "/shares", "/insights/unwalked"):
        page = main_of(una, path)
        ways = set(re.findall(r'href="(/[^"#?]*)', page)) - {path}
        assert ways or "<form" in page, path
        assert {way: una.get(way).status_code for way in ways} == dict.fromkeys(ways, 200), path


def test_a_viewer_of_an_empty_house_is_told_who_begins_and_offered_nothing_that_is_refused(as_):
    vi = as_("vi")
    for path in PAGES:
        page = main_of(vi, path)
        assert "manager" in page, path
        for way in set(re.findall(r'href="(/[^"#]*)', page)):
            assert vi.get(way).status_code == 200, (path, way)


def test_what_needs_a_walk_asks_for_a_journey_first_and_then_for_the_walk(as_, database, cast):
    mo, waits = as_("mo"), ("/walks", "/insights/snags", "/insights/gaps", "/insights/heat", "/improvements")
    assert all("Make the first journey" in mo.get(path).text for path in waits)
    with database.write() as session:
        enter_journeys(session)
    assert not any("Make the first journey" in mo.get(path).text for path in waits)
    assert all("Start a walk</span>" in mo.get(path).text for path in waits[:3])
    assert "Propose the first fix" in mo.get("/improvements").text
