"""A page of the desk asks the database at most twelve times, however much there is to say."""


from app.demo.script import demo_id
from bench.pages import AIM_STATEMENTS, counted
from tests.insights.logs import JOURNEY
from tests.world import on_sqlite

PAGES = ("/", "/journeys", "/walks", "/personas", "/improvements", "/reviews", "/voice", "/shares", "/search?q=bill",
         "/insights/heat", "/insights/snags", f"/insights/journeys/{JOURNEY}", f"/insights/journeys/{JOURNEY}/compare",
         f"/insights/journeys/{JOURNEY}/course", "/insights/planner", "/walks/{walk}", "/walks/{walk}/table",
         f"/insights/journeys/{JOURNEY}/touchpoints/{demo_id('touchpoint', JOURNEY, 'call')}")


@on_sqlite
def test_no_page_asks_more_than_twelve_times(rolled, as_, database):
    mo = as_("mo")
    said, many = counted(database), {}
    for page in PAGES:
        path = page.format(walk=rolled[0])
        said.clear()
        assert mo.get(path).status_code == 200, path
        many[page] = len(said)
    assert {page: n for page, n in many.items() if n > AIM_STATEMENTS} == {}
