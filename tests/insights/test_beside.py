"""Two walks on one scale: what differs in words, one px a minute, and comparing refused in words where it must be."""

import json

import pytest

from app.accounts.access import Actor
from app.demo.walks import maria_by_dana, maria_by_priti
from app.insights.beside import pair_of
from app.insights.beside_drawing import LEFT, RIGHT, drawing_of
from app.journeys.commands import revise_journey
from app.journeys.forms import JourneyIn
from app.kit import jobs
from app.walks.commands import receive
from tests.insights.logs import JOURNEY, another, enter_walk, journey_shape
from tests.insights.test_pages import statements
from tests.world import on_sqlite


@pytest.fixture
def two(database, drawn, cast) -> tuple[str, str]:
    """Ada's drawn walk and Mo's of the same journey."""
    with database.write() as session:
        other = enter_walk(session, cast["mo"], maria_by_priti())
    jobs.drain(database)
    return drawn, other


def add_another(database, user, walk: str, lines=None, **changes) -> str:
    with database.write() as session:
        receive(session, user, f"phone-{walk}", lines or another(maria_by_dana(), walk, user.id, **changes))
    jobs.drain(database)
    return walk


@on_sqlite
def test_what_differs_stands_in_words_first(two, as_):
    page = as_("mo").get(f"/walks/{two[0]}/beside/{two[1]}").text
    assert "Maria by Ada was 21 points harder than Maria by Mo" in page
    assert "Maria by Ada waited 22:40, Maria by Mo 2:02: 20:38 longer." in page
    assert "Maria by Ada took 12 more steps." in page
    order = ("What differs", "Touchpoint by touchpoint", "Where the points come from")
    heads = [page.index(f">{head}<") for head in order]
    assert heads == sorted(heads)
    assert "2 walks by 2 people" in page and "not walked" in page
    turned = as_("mo").get(f"/walks/{two[1]}/beside/{two[0]}").text
    assert "Maria by Ada was 21 points harder than Maria by Mo" in turned


def test_a_minute_is_as_wide_in_both_and_touchpoints_begin_at_one_line(database, two, cast):
    with database.read() as session:
        pair = pair_of(session, Actor(cast["mo"].id, "Mo", "manager"), *two)
    drawing = drawing_of(pair)
    for row in drawing.rows:
        for strip in row["strips"]:
            side = pair.sides[strip.side].story
            assert not strip.ends or strip.ends[0][0] == LEFT and strip.ends[-1][1] <= RIGHT
            for wait in strip.waits:
                ms = [w["to"] - w["from"] for w in side.wait_of.values()]
                assert any(abs(wait["width"] - one / 60_000 * drawing.px_per_minute) < .2 for one in ms)
    assert sum(part["points"][0] for part in pair.parts) == pair.sides[0].story.score["bin"]


@on_sqlite
def test_it_asks_the_database_at_most_twelve_times(app, two, as_):
    mo = as_("mo")
    for path in (f"/walks/{two[0]}/beside/{two[1]}", f"/walks/{two[0]}/beside"):
        assert statements(app, lambda path=path: mo.get(path)) <= 12, path


def test_the_other_walk_is_chosen_from_those_one_may_see(two, as_):
    assert f"/beside/{two[1]}" in as_("mo").get(f"/walks/{two[0]}/beside").text
    hers = as_("ada").get(f"/walks/{two[0]}/beside").text
    assert "/beside/" not in hers.replace(f"{two[0]}/beside", "") and "No other walk of this journey yet" in hers
    assert as_("ada").get(f"/walks/{two[0]}/beside/{two[1]}").status_code == 404
    same = as_("mo").get(f"/walks/{two[0]}/beside/{two[0]}", headers={"accept": "text/html"})
    assert same.status_code == 409 and "one and the same walk" in same.text


@on_sqlite
def test_watched_and_walked_are_never_one_comparison(database, two, cast, as_):
    seen = add_another(database, cast["mo"], "w-seen", begin={"mode": "see"})
    page = as_("mo").get(f"/walks/{two[0]}/beside/{seen}").text
    assert "One was walked and one was watched" in page and "points harder" not in page
    assert "Where the points come from" not in page and "Watched 10 Nov 2026" in page


@on_sqlite
def test_other_should_be_values_refuse_the_scores_and_say_so(app, database, two, cast, as_):
    shape = journey_shape("dispute")
    places = [{name: place[name] for name in ("id", "name", "channel", "par")} for place in shape["touchpoints"]]
    places[0]["par"] = {"steps": 3, "live_ms": 5000, "away_ms": None}
    with database.write() as session:
        revise_journey(session, JOURNEY, 1, JourneyIn(name=shape["name"], touchpoints=places),
                       "u-mo")
    late = add_another(database, cast["mo"], "w-late", revision=2)
    page = as_("mo").get(f"/walks/{two[0]}/beside/{late}").text
    assert "revisions 1 and 2 of the journey" in page and "points harder" not in page
    mo = as_("mo")
    assert statements(app, lambda: mo.get(f"/walks/{late}/beside/{two[0]}")) <= 12


@on_sqlite
def test_a_wait_cut_short_is_at_least(database, two, cast, as_):
    lines = [json.loads(line) for line in another(maria_by_dana(), "w-cut", "u-mo")]
    for line in lines:
        if line["kind"] == "wait.end":
            line["b"]["how"] = "gave_up"
    add_another(database, cast["mo"], "w-cut", [json.dumps(line) for line in lines])
    page = as_("mo").get(f"/walks/{two[0]}/beside/w-cut").text
    assert "at least 22:40" in page and "nobody saw the end of a wait" in page
    assert "Much the same" in page or " at most " in page or " at least " in page
