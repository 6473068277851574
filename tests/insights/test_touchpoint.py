"""The page of one touchpoint and the ways through it: what it says, what it opens, and what it never claims."""

import re

import pytest

from app.demo.script import demo_id
from app.demo.walks import maria_by_dana, maria_by_priti, ngozi_by_marek, tom_by_idris
from app.insights.menu_tree import tree_of, way_of
from app.scoring.fold import fold
from tests.insights.logs import CALL, JOURNEY, another
from tests.insights.test_pages import statements
from tests.insights.test_summaries import enter
from tests.world import on_sqlite

HERE = f"/insights/journeys/{JOURNEY}/touchpoints/{CALL}"
PART = {"hx-request": "true"}


def way(script):
    import json
    return way_of(fold([json.loads(line) for line in script.lines]), CALL)


def test_a_way_is_choices_people_and_dead_ends_with_the_waits_before_them():
    stops = way(maria_by_dana())
    assert [(stop.kind, stop.key) for stop in stops][:5] == [
        ("choice", "2"), ("choice", "4"), ("choice", ""), ("choice", "1"), ("choice", "3")]
    assert [(stop.helps, stop.waited_ms) for stop in stops if stop.kind == "person"] == [
        (False, 250_000), (False, 700_000)]


def test_a_wait_given_up_ends_the_way_with_at_least():
    last = way(tom_by_idris())[-1]
    assert (last.kind, last.words, last.waited_ms, last.at_least) == ("end", "Gave up", 985_000, True)


def test_the_same_key_is_one_stop_whatever_was_written():
    tree = tree_of({script.__name__: way(script()) for script in (
        maria_by_dana, maria_by_priti, tom_by_idris, ngozi_by_marek)})
    (billing,) = tree.nodes
    assert (billing.key, billing.words, len(billing.walks)) == ("2", "Billing", 4)
    assert [node.key for node in billing.nodes] == ["3", "4", "", ""]
    charge = billing.nodes[0]
    assert charge.nodes[0].helps and charge.nodes[0].waited == "waited 1:50"
    assert charge.link("elsewhere").startswith("/walks/maria_by_priti?of=")


@on_sqlite
def test_the_page_says_how_hard_it_is_and_opens_every_walk(rolled, as_):
    words = as_("mo").get(HERE).text
    assert "4 walks by 4 people" in words and "at least 16:25" in words and "Solved here" in words
    assert all(f"/walks/{walk}" in words for walk in rolled)
    assert re.search(r"Asked again</strong> <span class=\"quiet\">3 times in 2 of 4 walks", words)
    assert "Heard 4 times" in words and f"/improvements/new?journey={JOURNEY}&amp;touchpoint={CALL}" in words


@on_sqlite
def test_the_ways_are_a_part_and_a_page_and_any_path_can_be_drawn(rolled, as_):
    mo = as_("mo")
    part = mo.get(f"{HERE}/ways", headers=PART).text
    assert "<html" not in part and 'role="tree"' in part and "Without the waits" in part
    assert "2 of 4 walks reached a person, 1 of them one who could help." in part
    page = mo.get(f"{HERE}/ways?way={rolled[1]}").text
    assert "<html" in page and page.count("tree__item--way") == 3
    assert re.search(r"at least \d+\.\d points less and wait \d+:\d\d less", part)


def test_the_filter_narrows_the_page(rolled, as_):
    tom = as_("mo").get(f"{HERE}?persona={demo_id('persona', 'maria')}").text
    assert "2 walks by 2 people" in tom and "Stories, not a measurement" in tom and "16:25" not in tom


@on_sqlite
@pytest.mark.parametrize("path", [f"/insights/journeys/{JOURNEY}/touchpoints/none",
                                  f"/insights/journeys/none/touchpoints/{CALL}"])
def test_what_is_not_there_is_said_to_be_so(rolled, as_, path):
    assert as_("mo").get(path).status_code == 404 and as_("mo").get(f"{path}/ways").status_code == 404


def test_nobody_walked_here_is_no_nought(drawn, as_):
    words = as_("mo").get(f"{HERE}?mode=see").text
    assert "No walk fits this choice" in words and "tally--main" not in words
    assert as_("mo").get(f"{HERE}/ways?mode=see").status_code == 200


@on_sqlite
def test_only_the_newest_revision_counts(database, rolled, cast, as_):
    from app.journeys import commands
    from app.journeys.forms import JourneyIn
    from tests.insights.logs import journey_shape
    places = [{name: place[name] for name in ("id", "name", "channel", "par")}
              for place in journey_shape("dispute")["touchpoints"]]
    with database.write() as session:
        commands.revise_journey(session, JOURNEY, 1, JourneyIn(name="Renamed", touchpoints=places), "u-mo")
    enter(database, cast["zoe"], another(maria_by_dana(), "w-two", "u-zoe", revision=2))
    assert "1 walk by 1 person" in as_("mo").get(HERE).text


@on_sqlite
def test_pages_ask_at_most_twelve_times(app, rolled, as_):
    mo = as_("mo")
    assert statements(app, lambda: mo.get(HERE)) <= 12
    assert statements(app, lambda: mo.get(f"{HERE}/ways")) <= 12
