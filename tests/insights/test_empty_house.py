"""A house with nothing in it: every page says what it will show, and offers the one next thing whoever reads may do."""

import re

import pytest

from app.demo.walks import maria_by_dana
from app.journeys import commands as journeys
from app.journeys.drafts import checked
from app.journeys.queries import journey_revision
from app.journeys.starters import starter
from app.kit import jobs
from tests.insights.logs import enter_journeys, enter_walk
from tests.world import on_sqlite

pytestmark = on_sqlite  # what is not there is so on both

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


@pytest.fixture
def unwalked(database, cast, as_) -> str:
    """The journey nobody has walked, while the house has walked others."""
    with database.write() as session:
        enter_journeys(session)
        enter_walk(session, cast["ada"], maria_by_dana())
        made = journeys.make_journey(session, checked(starter("cancellation")), "u-mo", journey_id="bare")
    jobs.drain(database)
    return made


def pages_of(database, journey: str) -> list[str]:
    own = f"/insights/journeys/{journey}"
    with database.read() as session:
        place = f"{own}/touchpoints/{journey_revision(session, journey)['touchpoints'][0]['id']}"
    return [own, f"{own}/compare", f"{own}/course", f"{own}/walks", place, f"{place}/ways",
            f"/insights/planner?journey={journey}", f"/insights/heat?journey={journey}"]


def test_a_journey_nobody_has_walked_says_on_every_page_how_to_begin(unwalked, database, as_):
    begin = f'class="patch" href="/capture#/shoes/{unwalked}"'
    pages = pages_of(database, unwalked)
    for who in ("mo", "vi"):
        told = {path: as_(who).get(path).text for path in pages}
        assert [path for path in pages if told[path].count(begin) != 1 or f"of={unwalked}" in told[path]] == []
        assert "As tables" not in told[pages[0]] and 'class="hours"' not in told[pages[-1]]
    assert "Make it a fix" in as_("mo").get(pages[4]).text and "Make it a fix" not in as_("vi").get(pages[4]).text
    start = as_("mo").get("/").text
    assert re.search(rf'class="hole" href="/capture#/shoes/{unwalked}".*?In any shoes', start, re.DOTALL)
    for path in (pages[0], pages[1], pages[4], pages[7]):
        shown = as_("vi").get("/present", params={"page": path}).text
        assert "/capture" not in shown and ("obody has walked" in shown or "yet</h2>" in shown), path


def test_one_that_is_put_away_says_that_nobody_can(unwalked, database, as_):
    pages = pages_of(database, unwalked)[:6]
    assert as_("mo").post(f"/journeys/{unwalked}/archive", data={"archived": "yes"}).status_code == 303
    for path in pages:
        assert f"/capture#/shoes/{unwalked}" not in as_("mo").get(path).text, path
    assert all("It is put away" in as_("vi").get(path).text for path in pages if not path.endswith("/walks"))
    assert ["Take it out again" in as_(who).get(pages[0]).text for who in ("mo", "vi")] == [True, False]
