"""The manager's first page: what it answers without a click, and what it does not claim."""

from collections import namedtuple
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from app.demo.script import demo_id
from app.demo.walks import maria_by_dana, maria_by_priti, tom_by_idris
from app.improvements import commands as improvements
from app.improvements.forms import ImprovementIn
from app.insights.dots import strip_of
from app.insights.start import Start, holes_of, rows_of
from app.insights.weights import OWN
from app.journeys import commands as journeys
from app.journeys.forms import JourneyIn
from tests.insights.logs import JOURNEY, another
from tests.insights.test_pages import statements
from tests.insights.test_summaries import enter
from tests.world import on_sqlite

TODAY = date(2026, 11, 22)
NAMES = {"p": ("Maria Alves, 71", "maryjane", ["a", "b"], False), "q": ("Tom Reyes, 34", "boot", ["a"], False)}
SAME = dict.fromkeys(("method", "weight_set", "touchpoint", "par", "help"), "") | {"mode": "be"}


def plan(name: str, **more) -> dict:
    return {"id": name, "revision": 1, "newest": 1, "name": name.upper(), "is_serious": False, "archived": False,
            "touchpoints": [], **more}


def walks(journey: str, *points: float, persona: str = "p", days_ago: int = 10) -> list:
    day = (TODAY - timedelta(days=days_ago)).isoformat()
    rows = [dict(**SAME, journey_id=journey, journey_revision=1, persona=persona, day=day, at_least=False,
                 milli=round(one * 1000), walker_id=f"w{n}", snags={"repeat_info": 1}, walk_id=f"{n}")
            for n, one in enumerate(points)]
    return [namedtuple("Row", row)(**row) for row in rows]


def start_of(*of: list, fixes=()) -> Start:
    told = [row for some in of for row in some]
    plans = [plan("a"), plan("b")]
    rows, alike, n = rows_of(plans, told, NAMES, lambda one, _, figure: strip_of(one["name"], figure, None, 13), TODAY)
    holes = holes_of(rows, plans, told, NAMES, fixes)
    return Start(rows, alike, n, list(fixes), 0, 0, None, holes, 0, [], [], len(told), 9, OWN)


def test_the_journey_that_hurts_most_heads_the_page():
    start = start_of(walks("a", 20, 22, 24, 21, 23, 22), walks("b", 70, 72, 71, 69, 70, 73))
    assert start.heading == "“B” hurts most: 71, a slog"
    assert [row.name for row in start.rows] == ["B", "A"] and not any(row.ties for row in start.rows)
    assert start.sure.startswith("“B”: points that way: we’re 95% sure the true average is between")


def test_a_tie_is_said_and_so_is_no_difference():
    start = start_of(walks("a", *[50, 52, 51] * 9), walks("b", *[52, 54, 53] * 9))
    assert start.heading.endswith("hurt most, about alike") and start.rows[1].ties
    start = start_of(walks("a", 10, 50, 90), walks("b", 10, 50, 90))
    assert start.no_difference and start.heading.startswith("No journey stands out")


def test_one_walk_is_a_story_and_two_camps_are_two_journeys():
    assert start_of(walks("a", 50)).heading == "1 walk so far: stories, not a measurement yet"
    start = start_of(walks("a", *[20, 22] * 4, *[78, 80] * 4))
    assert start.heading == "“A” is two journeys: about 21 for some, about 79 for others"
    assert start_of().heading == "Nobody has walked yet"


def test_for_whom_is_told_only_where_it_can_be():
    hard = walks("a", *[70, 72, 71, 74] * 4, persona="q")
    start = start_of(walks("a", *[20, 22, 21, 24] * 4), hard)
    assert start.rows[0].whom == "Hardest for Tom Reyes, 34: 72, everybody else 22"
    alike = start_of(walks("a", *[20, 70, 40] * 3), walks("a", *[22, 68, 41] * 3, persona="q"))
    assert not alike.rows[0].whom_known and alike.rows[0].whom == "No persona stands out"
    few = start_of(walks("a", 20, 30), walks("a", 70, persona="q"))
    assert few.rows[0].whom.startswith("Too few walks")
    assert start_of(walks("a", 20, 30, 40)).rows[0].whom == "Only walked as Maria Alves, 71"


def test_a_change_needs_walks_on_both_sides_and_a_clear_range():
    start = start_of(walks("a", *[70, 72, 71] * 4, days_ago=200), walks("a", *[30, 32, 31] * 4))
    assert start.change_heading == "“A” got easier" and start.rows[0].changed == "was 71, in the last 90 days 31"
    start = start_of(walks("a", *[50, 60, 40] * 3, days_ago=200), walks("a", *[52, 58, 41] * 3))
    assert start.change_heading == "Nothing has clearly changed" and [row.name for row in start.unchanged] == ["A"]
    assert start_of(walks("a", 50, 60)).change_heading == "Too early to see a change"


def test_many_comparisons_on_a_page_are_held_to_a_stricter_test_and_say_so():
    start = start_of(walks("a", 40, 50, 60, days_ago=200), walks("a", 41, 52, 60), walks("b", 40, 50, 60, days_ago=200),
                     walks("b", 41, 52, 60))
    assert start.comparisons == 2 and "one page in 10" in start.false_alarms
    assert start_of(walks("a", 40, 50, 60)).false_alarms == ""


def test_the_next_walk_is_the_one_nobody_walked_and_first_a_fix_that_waits():
    start = start_of(walks("a", 40, 50, 60), walks("b", 20))
    assert [(hole.persona, hole.journey) for hole in start.holes] == [
        ("As Tom Reyes, 34", "A"), ("As Maria Alves, 71", "B")]
    assert start.holes[0].why == "Nobody walked this yet." and start.holes[1].why.startswith("Walked once; 2 more")
    fix = SimpleNamespace(title="Shorter menu", journey_id="a", persona_id="p")
    start = start_of(walks("a", 40), fixes=[(fix, SimpleNamespace(status="waiting"), "A")])
    assert start.holes[0].why == "“Shorter menu” is done and waits for its proof."
    assert start.holes[0].href == "/capture#/shoes/a/p"


@on_sqlite
def test_managers_start_here_and_walkers_on_their_phone(rolled, as_, client):
    words = as_("mo").get("/").text
    assert "hurts most" in words or "is at" in words
    assert "4 walks by 4 people" in words and "Internal walkthrough" in words and "95% sure" in words
    for walk_id in rolled:
        assert f'href="/walks/{walk_id}"' in words
    assert "for a review" in words and "The next walk worth walking" in words
    assert as_("ada").get("/").headers["location"] == "/capture"
    assert client.get("/", headers={"cookie": ""}).headers["location"] == "/login"


@on_sqlite
def test_what_walkers_liked_is_quoted_and_leads_to_its_walk(rolled, as_):
    words = as_("mo").get("/").text
    assert "Keep these" in words and "“Credited in full”" in words
    assert "#behind" in words[words.index("Credited in full"):]


@on_sqlite
def test_an_empty_house_says_what_to_do_first(as_, database):
    assert "Make a journey" in as_("mo").get("/").text
    with database.write() as session:
        journeys.make_journey(session, JourneyIn(name="New", touchpoints=[
            {"id": "n", "name": "Page", "channel": "web"}]), journey_id=demo_id("journey", "new"))
    words = as_("mo").get("/").text
    assert "Nobody has walked yet" in words and "Start a walk" in words


@pytest.fixture
def fixed(database, rolled, cast):
    """A fix done on 8 November 2026, and walks since."""
    with database.write() as session:
        fix_id = improvements.make_improvement(session, ImprovementIn(
            title="Shorter menu", kind="change", journey_id=JOURNEY), cast["mo"].id)
        improvements.turn(session, fix_id, "done", "", cast["mo"].id, TODAY, date(2026, 11, 8))
    enter(database, cast["zoe"], another(maria_by_dana(), "w-after", "u-zoe"))
    return fix_id


@on_sqlite
def test_a_fix_says_the_same_here_as_on_the_page_of_fixes(fixed, as_):
    mo = as_("mo")
    words, there = mo.get("/").text, mo.get("/insights/fixes-done").text
    assert "Fixes done" in words and "Can’t be proven any more" in words and "Can’t be proven any more" in there


@on_sqlite
def test_the_page_asks_the_database_at_most_twelve_times(app, fixed, as_):
    mo = as_("mo")
    assert statements(app, lambda: mo.get("/")) <= 12


@on_sqlite
def test_one_more_walk_asks_no_more_questions(app, database, rolled, cast, as_):
    mo = as_("mo")
    before = statements(app, lambda: mo.get("/"))
    for n, script in enumerate((maria_by_priti, tom_by_idris)):
        enter(database, cast["zoe"], another(script(), f"w-more-{n}", "u-zoe"))
    assert statements(app, lambda: mo.get("/")) == before
