"""Places: a visit's and a walk's in the sums, by whose clock, and nothing of one place below the floor."""

import json
from types import SimpleNamespace

import pytest
from sqlmodel import select

from app.accounts.access import Actor
from app.accounts.models import Mark
from app.demo.script import demo_id
from app.demo.walks import maria_by_dana
from app.insights import jobs as scores
from app.insights import lens as lenses
from app.insights.gap_page import gaps_of
from app.insights.lens import Lens
from app.insights.models import Cell, StageScore
from app.insights.spots import spots_of
from app.journeys import places
from app.journeys.places import PlaceIn
from app.kit import jobs
from app.walks.commands import receive
from tests.insights.logs import CALL, JOURNEY, another, enter_journeys

MO = Actor("u-mo", "Mo", "manager")
HIGH, CAM = demo_id("place", "highgate"), "p-camden"
STORE = demo_id("touchpoint", JOURNEY, "store")
MARKER = "Sign at door"  # a caption of every one of these walks
PAGES = (f"/insights/journeys/{JOURNEY}", f"/insights/journeys/{JOURNEY}/touchpoints/{STORE}",
         f"/insights/journeys/{JOURNEY}/touchpoints/{STORE}/ways", f"/insights/journeys/{JOURNEY}/compare",
         f"/insights/journeys/{JOURNEY}/course", "/insights/heat", "/insights/heat?show=waiting", "/insights/snags",
         "/insights/snags?kind=jargon", "/insights/gaps")
TABLES = ("journey", "heat", "snags", "trend", "course")


def at(lines: list[str], where: str | None) -> list[str]:
    """The same walk, its store another one."""
    told = [json.loads(line) for line in lines]
    for line in told:
        if line["b"].get("place") == HIGH:
            line["b"] = {**line["b"], "place": where}
    return [json.dumps(line) for line in told]


def walked(database, cast, who: list[str], where: str | None = HIGH, name: str = "w") -> None:
    """One walk for each of these people, at this store."""
    with database.write() as session:
        for n, one in enumerate(who):
            lines = at(another(maria_by_dana(), f"{name}-{n}", cast[one].id), where)
            receive(session, cast[one], f"phone-{name}-{n}", lines)
    jobs.drain(database)


@pytest.fixture
def town(database, cast):
    """A journey, and a list of two stores."""
    with database.write() as session:
        enter_journeys(session)
        places.make_place(session, PlaceIn(name="Highgate store"), place_id=HIGH)
        places.make_place(session, PlaceIn(name="Camden store", time_zone="Asia/Tokyo"), place_id=CAM)


def through(database, **asked) -> list:
    with database.read() as session:
        return lenses.cells(session, Lens(**asked))


def test_a_visits_place_and_a_walks_places_are_in_the_sums(database, cast, town):
    walked(database, cast, ["ada"])
    with database.read() as session:
        rows = {row.touchpoint: row.place for row in session.exec(select(StageScore))}
    line, helped = demo_id("place", "line"), demo_id("place", "help")
    assert rows[STORE] == HIGH and rows[CALL] == line and rows[""] == ",".join(sorted([HIGH, line, helped]))


def test_stored_sums_are_those_rebuilt(database, cast, town):
    walked(database, cast, ["ada", "zoe"])
    walked(database, cast, ["ada"], None, "none")

    def stored():
        with database.read() as session:
            return sorted(tuple(map(str, row)) for row in session.execute(select(*Cell.__table__.c)))
    before = stored()
    scores.rebuild(database)
    assert stored() == before


def test_hours_are_told_by_the_clock_of_the_place_and_follow_it(database, cast, town):
    walked(database, cast, ["ada"], CAM)
    walked(database, cast, ["zoe"], HIGH, "h")

    def hours():
        with database.read() as session:
            return dict(session.execute(select(StageScore.place, StageScore.hour).where(
                StageScore.touchpoint == STORE)).all())
    said = hours()  # a Wednesday, five past ten in London
    assert (said[HIGH], said[CAM]) == (2 * 24 + 10, 2 * 24 + 19)
    with database.write() as session:
        places.change_place(session, places.place(session, CAM), PlaceIn(name="Camden store"))
    jobs.drain(database)
    assert hours()[CAM] == hours()[HIGH] == 2 * 24 + 10


def test_an_id_nobody_knows_is_kept_and_counted(database, cast, town, as_):
    walked(database, cast, ["ada", "zoe", "mo", "ada", "zoe"], "never heard of,it", "odd")
    walked(database, cast, ["ada", "zoe", "mo", "ada", "zoe"], "p-unknown")
    assert sum(cell.n for cell in through(database, place="p-unknown") if cell.touchpoint == STORE) == 5
    said = as_("mo").get("/insights/heat").text
    assert "a place this server does not know" in said and "never heard of" not in said


def test_the_floor_stands_in_every_page_and_table(database, cast, town, as_):
    walked(database, cast, ["ada", "zoe", "ada", "zoe"])  # four: one too few
    walked(database, cast, ["ada"] * 6, CAM, "c")  # six, but by one person
    mo = as_("mo")
    for where in (HIGH, CAM):
        assert through(database, place=where) == []
        for page in PAGES:
            told = mo.get(page, params={"place": where}).text
            assert "/walks/w-" not in told and "/walks/c-" not in told and MARKER not in told, page
            if not page.endswith("ways"):
                assert "kept back so that nobody who works there is singled out" in told, page
        for table in TABLES:
            told = mo.get(f"/exports/{table}.json", params={"place": where, "of": JOURNEY})
            assert told.status_code == 200 and not any(
                row.get("score") or row.get("says") or row.get("times") for row in told.json()["rows"]), table
    told = mo.get(f"/insights/journeys/{JOURNEY}/touchpoints/{STORE}").text
    assert told.count("Too few walks here to show.") == 2 and "10 walks by 2 people" in told
    assert "Highgate store" not in mo.get("/exports/trend.json", params={"of": JOURNEY}).text


def test_enough_walks_by_enough_people_are_shown(database, cast, town, as_):
    walked(database, cast, ["ada", "zoe", "ada", "zoe", "ada"])
    mo = as_("mo")
    assert sum(cell.n for cell in through(database, place=HIGH) if cell.touchpoint == STORE) == 5
    told = mo.get(f"/insights/journeys/{JOURNEY}/touchpoints/{STORE}", params={"place": HIGH}).text
    assert "5 walks by 2 people" in told and "at Highgate store" in told and "kept back so" not in told
    told = mo.get(f"/insights/journeys/{JOURNEY}/touchpoints/{STORE}").text
    assert f"place={HIGH}" in told and "Too few walks here to show." not in told
    assert "Highgate store" in mo.get("/exports/trend.json", params={"of": JOURNEY}).text
    assert "at Highgate store" in mo.get("/exports/journey.csv", params={"of": JOURNEY, "place": HIGH}).text


def test_another_filter_does_not_get_round_the_floor(database, cast, town, as_):
    walked(database, cast, ["ada", "zoe", "ada", "zoe", "ada"])
    with database.write() as session:  # one of the five walked in shoes of its own
        reason = {"persona": None, "own_reason": {"issue": "x"}}
        lines = at(another(maria_by_dana(), "own", cast["zoe"].id, reason), HIGH)
        receive(session, cast["zoe"], "phone-own", lines)
    jobs.drain(database)
    mo = as_("mo")
    for narrow in ({"persona": "own"}, {"since": "2026-11-11"}, {"only": "helped"}, {"accepted": "yes"},
                   {"mode": "see"}):
        assert through(database, place=HIGH, **narrow) == []
        for page in PAGES:
            told = mo.get(page, params={"place": HIGH, **narrow}).text
            assert "/walks/w-" not in told and "/walks/own" not in told, (page, narrow)
    told = mo.get(f"/insights/journeys/{JOURNEY}/compare", params={"place": HIGH}).text
    assert "/walks/w-" in told and "A reason of their own</" not in told.split("</form>")[-1]
    heat = mo.get("/exports/heat.json", params={"place": HIGH}).json()["rows"]
    alone = [row for row in heat if "own" in row["persona"]]
    assert alone and {(row["says"], row["walks"], row["mean"], row["felt"]) for row in alone} == {
        ("kept back", None, None, None)}


def test_guesses_in_one_personas_shoes_are_kept_back_too(database, cast, town):
    walked(database, cast, ["ada"] * 5)  # enough for guesses to be told, but by one person
    with database.write() as session:
        reason = {"persona": None, "own_reason": {"issue": "x"}}
        receive(session, cast["zoe"], "phone-own", at(another(maria_by_dana(), "own", cast["zoe"].id, reason), HIGH))
    jobs.drain(database)
    with database.read() as session:
        everywhere, here = (gaps_of(session, MO, Lens(place=place)).journeys[0] for place in ("", HIGH))
    assert [side.n for _, side in everywhere.personas] == [5, 1]
    assert here.predicted.n == 6 and here.personas == []


def test_hours_of_one_place_are_kept_back_too(database, cast, town, as_):
    walked(database, cast, ["ada", "zoe", "ada", "zoe", "ada"])
    with database.write() as session:
        late = [json.loads(line) for line in at(another(maria_by_dana(), "late", cast["zoe"].id), HIGH)]
        for line in late:
            line["t"]["wall"] += 86_400_000
        receive(session, cast["zoe"], "phone-late", [json.dumps(line) for line in late])
    jobs.drain(database)
    told = as_("mo").get("/insights/heat", params={"place": HIGH}).text
    assert "Wednesday, 9–12 h: 5 stays" in told and "Thursday, 9–12 h: too few walks here, kept back" in told
    assert "Sunday, 0–6 h: too few walks here, kept back" in told and "They would be worth a walk" not in told


def test_an_admin_sets_the_floor(database, cast, town, as_):
    walked(database, cast, ["ada", "zoe", "ada"])
    assert through(database, place=HIGH) == []
    una = as_("una")
    assert una.post("/places/floor", data={"walks": "2", "people": "2"}).status_code == 422
    assert una.post("/places/floor", data={"walks": "3", "people": "2"}).status_code == 303
    assert through(database, place=HIGH)
    with database.read() as session:
        assert session.get(Mark, places.WALKS).value == "3"
    assert as_("mo").post("/places/floor", data={"walks": "3", "people": "2"}).status_code == 403


def test_a_walks_own_page_says_where_to_its_walker_and_reviewers_alone(database, cast, town, as_):
    walked(database, cast, ["ada"])
    for who, may in (("ada", True), ("mo", True), ("vi", False)):
        told = as_(who).get("/walks/w-0")
        assert told.status_code == 200 and ("Store: Highgate store" in told.text) is may, who



def test_the_raw_log_names_a_place_to_its_walker_and_reviewers_alone(database, cast, town, as_):
    walked(database, cast, ["ada"])
    for who, may in (("ada", True), ("mo", True), ("vi", False)):
        for told in (as_(who).get("/walks/w-0/log").text, as_(who).get("/exports/log.json", params={"of": "w-0"}).text):
            assert all((demo_id("place", name) in told) is may for name in ("highgate", "line", "help")), who
    told = as_("vi").get("/walks/w-0/log").text
    assert "but for places" in told
    assert told.count("kept back, and with it the sha-256") == told.count("&#34;a place&#34;")


def test_snags_of_a_place_are_those_of_touchpoints_walked_there(database, cast, town, as_):
    walked(database, cast, ["ada", "zoe", "ada", "zoe", "ada"])
    mo = as_("mo")
    everywhere, here = (mo.get("/insights/snags", params={"kind": "jargon", **at}).text for at in ({}, {"place": HIGH}))
    assert "Call centre, Dispute a charge" in everywhere and "Call centre, Dispute a charge" not in here
    assert "Store, Dispute a charge" in here and "of 5 walks" in here
    assert "snags of the same walks elsewhere are left out" in here
    at_store = json.loads(mo.get("/exports/snags.json", params={"place": HIGH}).text)["rows"]
    assert {row["touchpoint"] for row in at_store} == {"Store"}


def test_a_walk_that_went_to_two_places_at_one_touchpoint_is_told_of():
    one = SimpleNamespace(place="a,b", walk_id="w", walker_id="u")
    spots = spots_of([one, one], {"a": "Abbey", "b": "Barn"}, (5, 2), 13, str)
    assert [spot.strip.name for spot in spots.spots] == ["Abbey", "Barn"]
    assert spots.foot.endswith("1 walk went to more than one of them, and stands at each with what all cost together.")


def test_places_stand_beside_each_other_above_the_floor_alone(database, cast, town, as_):
    here = f"/insights/journeys/{JOURNEY}/compare"
    walked(database, cast, ["ada", "zoe", "ada", "zoe", "ada"])
    alone = as_("mo").get(here).text
    assert "No touchpoint has two places" in alone and "3 places have no other to stand beside" in alone
    walked(database, cast, ["ada", "zoe", "ada", "zoe"], CAM, "c")  # one too few
    few = as_("mo").get(here).text
    assert "Camden" not in few.split("cmp-where")[-1] and "1 place with fewer than 5 walks" in few
    walked(database, cast, ["zoe"], CAM, "d")
    both = as_("vi").get(here).text
    assert both.count('class="panel__words"') == 2 and "1 place with fewer" not in both
    assert f"touchpoints/{STORE}?place={CAM}" in both and "No place is clearly harder than another" in both
    assert "cmp-where" not in as_("mo").get(here, params={"place": CAM}).text
