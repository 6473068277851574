"""The page of a journey's figures: what it says, what it leaves out, and that versions stay apart."""

import json

import pytest

from app.demo.script import demo_id
from app.demo.walks import maria_by_dana
from app.insights.dots import settled
from app.insights.figures import DOTS, added
from app.insights.models import Cell
from app.insights.summaries import order_words
from app.insights.words import first_name
from app.journeys import commands as journeys
from app.journeys.forms import JourneyIn
from app.kit import jobs
from app.walks import commands
from tests.insights.logs import JOURNEY, another, enter_walk, journey_shape
from tests.insights.test_pages import statements
from tests.world import on_sqlite

HERE = f"/insights/journeys/{JOURNEY}"


def enter(database, user, lines: list[str]) -> None:
    """Another walk, sent and worked out."""
    with database.write() as session:
        commands.receive(session, user, json.loads(lines[0])["dev"], lines)
    jobs.drain(database)


def cell(*scores: int, walkers: int = 99, **over) -> Cell:
    """A cell of these scores, whole points, by so many people in turn."""
    hist = {str(points): scores.count(points) for points in sorted(set(scores))}
    key = dict.fromkeys(("method", "weight_set", "journey_id", "touchpoint", "par", "persona", "place", "day", "mode",
                         "help"), "")
    who = {f"w{i % walkers}": 0 for i in range(len(scores))}
    for i in range(len(scores)):
        who[f"w{i % walkers}"] += 1
    return Cell(id="c", **{**key, "journey_revision": 1, "n": len(scores), "sum": sum(scores) * 1000,
                           "sumsq": sum((s * 1000) ** 2 for s in scores), "hist": hist, "contributions": {},
                           "outcomes": {}, "walkers": who, "at_least": 0, **over})


def test_a_persona_without_a_first_name_is_called_by_what_there_is():
    assert [first_name(name) for name in ("Maria Alves, 71", ", 71", "Tom")] == ["Maria", ", 71", "Tom"]


def test_two_walks_are_stories_and_have_no_mean():
    told = added([cell(20, 80)])
    assert told.mean is None and told.said == "20, 80"
    assert (told.who, told.level) == ("2 walks by 2 people", "Stories, not a measurement.")
    assert "lived different journeys" in told.conflict


def test_two_camps_are_both_told_and_their_mean_never():
    told = added([cell(*[20, 22] * 4, *[78, 80] * 4)])
    assert told.said == "21 and 79" and told.mean is None and told.told["camps"]
    assert told.conflict == "In 64 of 120 pairs of walks the two lived different journeys."


@pytest.mark.parametrize("scores, walkers, level", [
    ((40, 50, 60), 3, "Points that way: between"), ((48, 50, 52) * 4, 12, "Evidence: between"),
    ((48, 50, 52) * 4, 2, "Points that way: between"), ((48, 50, 52) * 12, 12, "Strong evidence: between")])
def test_the_words_follow_how_many_walked_and_by_how_many(scores, walkers, level):
    assert added([cell(*scores, walkers=walkers)]).level.startswith(level)


def test_a_mean_with_a_wait_cut_short_says_at_least():
    told = added([cell(40, 50, 60), cell(50, at_least=1)])
    assert told.said == "at least 50" and told.cut_short.startswith("In 1 of 4 walks")


def test_no_dot_stands_on_another():
    dots = settled([(x, "", "") for x in (50, 50, 51, 30, 52.5, 50)])
    for i, one in enumerate(dots):
        assert all(one.level != other.level or abs(one.x - other.x) >= 2.4 for other in dots[i + 1:])
    assert [dot.level for dot in dots] == [0, 0, 1, 2, 3, 0]


def test_near_touchpoints_are_a_tie_and_alike_ones_no_order():
    far, near, same = cell(*[60, 61, 62] * 9), cell(*[58, 59, 60] * 9), cell(*[20, 21, 22] * 9)
    assert "tie" in order_words([("A", added([far])), ("B", added([near])), ("C", added([same]))])
    assert order_words([("A", added([far])), ("C", added([same]))]) == "A is the hardest, as far as these walks tell."
    wide = cell(10, 50, 90)
    assert "No demonstrable difference" in order_words([("A", added([wide])), ("B", added([wide]))])
    assert order_words([("A", added([far])), ("B", added([]))]) == ""


@on_sqlite
def test_the_page_shows_every_walk_as_a_dot_and_links_it(rolled, as_):
    words = as_("mo").get(HERE).text
    whole = words[words.index("strips__row--all"):words.index("strips__row--persona")]
    assert whole.count("strip__dot") == 4
    for walk_id in rolled:
        assert f'href="/walks/{walk_id}"' in words
    assert "at least" in words and "Points that way" in words and "watched, not walked" not in words


@on_sqlite
def test_watched_walks_stand_apart(database, rolled, cast, as_):
    enter(database, cast["zoe"], another(maria_by_dana(), "w-see", "u-zoe", begin={"mode": "see"}))
    words = as_("mo").get(HERE).text
    assert "4 walks by 4 people" in words and "1 walk was watched, not walked" in words
    watched = as_("mo").get(f"{HERE}?mode=see").text
    assert "Watched, not walked" in watched and "1 walk by 1 person" in watched
    assert "4 walks were walked as the customer" in watched


@on_sqlite
def test_help_splits_the_walks_and_can_leave_them_out(database, rolled, cast, as_):
    assert "Does it help to work here?" not in as_("mo").get(HERE).text
    enter(database, cast["una"], another(maria_by_dana(), "w-in", "u-una", end={"insider": True, "recognised": None}))
    words = as_("mo").get(HERE).text
    row = words[words.index("Used insider knowledge"):words.index("Walked the own department")]
    assert "1 walk by 1 person" in row and "4 walks by 4 people" in row and "Too few walks on one side" in row
    assert "4 walks by 4 people" in as_("mo").get(f"{HERE}?only=unhelped").text
    assert "Stories, not a measurement" in as_("mo").get(f"{HERE}?only=helped").text


@on_sqlite
@pytest.mark.parametrize("par, says", [
    (None, "From revision 1 to 2: too early to tell."),
    ({"steps": 3, "live_ms": 60_000}, "Not compared: what it should take was changed in between.")])
def test_revisions_stand_beside_each_other_and_are_compared_only_when_alike(database, rolled, cast, as_, par, says):
    shape = journey_shape("dispute")
    places = [{name: place[name] for name in ("id", "name", "channel", "par")} for place in shape["touchpoints"]]
    if par:
        places[1] = {**places[1], "par": par}
    with database.write() as session:
        journeys.revise_journey(session, JOURNEY, 1, JourneyIn(name="Renamed", touchpoints=places), "u-mo")
    enter(database, cast["zoe"], another(maria_by_dana(), "w-two", "u-zoe", revision=2))
    newest = as_("mo").get(HERE).text
    assert "Renamed, revision 2" in newest and "1 walk by 1 person" in newest and says in newest
    older = as_("mo").get(f"{HERE}?revision=1").text
    assert "4 walks by 4 people" in older and "revision 2 is in force" in older and says in older


@on_sqlite
def test_more_walks_than_dots_become_bars(database, rolled, as_, monkeypatch):
    monkeypatch.setattr("app.insights.dots.DOTS", 3)
    words = as_("mo").get(HERE).text
    assert DOTS == 30 and "strip__bar" in words


@on_sqlite
def test_what_is_unknown_is_not_found(rolled, as_):
    mo = as_("mo")
    for path in ("/insights/journeys/nowhere", f"{HERE}?revision=7", f"{HERE}?weights=unknown"):
        assert mo.get(path).status_code == 404, path
    assert mo.get(f"{HERE}?revision=0").status_code == 422


@on_sqlite
def test_a_journey_nobody_walked_invites(rolled, database, as_):
    with database.write() as session:
        journeys.make_journey(session, JourneyIn(name="New", touchpoints=[
            {"id": "n", "name": "Page", "channel": "web"}]), journey_id=demo_id("journey", "new"))
    assert "No walk counts here yet" in as_("mo").get(f"/insights/journeys/{demo_id('journey', 'new')}").text


@on_sqlite
def test_the_pages_ask_the_database_at_most_twelve_times(app, rolled, as_):
    mo = as_("mo")
    for path in (HERE, f"/insights/planner?journey={JOURNEY}"):
        assert statements(app, lambda path=path: mo.get(path)) <= 12, path


@on_sqlite
def test_one_more_walk_asks_no_more_questions(app, database, rolled, cast, as_):
    from app.demo.walks import lin_by_priti
    mo = as_("mo")
    before = statements(app, lambda: mo.get(HERE))
    with database.write() as session:
        enter_walk(session, cast["zoe"], lin_by_priti())
    jobs.drain(database)
    assert statements(app, lambda: mo.get(HERE)) == before
