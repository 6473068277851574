"""Teams that close and things that change hands: nothing a team owns is forgotten, and each goes where it was said."""

import re

import pytest
from sqlmodel import select

from app.accounts import teams, wall
from app.accounts.models import AuditLine, Membership, Team
from app.improvements.models import Improvement
from app.journeys.models import Journey, StaffTold
from app.kit import clock, jobs
from app.personas.models import Persona
from app.voice import belonging, commands, themes
from app.voice.models import Comment, Import, Source, Theme
from app.workshops.models import Workshop
from tests.insights.logs import CALL, JOURNEY, enter_journeys
from tests.world import on_sqlite

pytestmark = on_sqlite  # the wall is tried on both elsewhere
RED, BLUE = "t-red", "t-blue"
NOW = {"made_at": clock.now()}
# One row of every table a team may own. A new one fails below until it stands here.
OWNED = {
    Journey: lambda: [Journey(id="own", revision=1, team_id=RED, **NOW)],
    Persona: lambda: [Persona(id="own", revision=1, team_id=RED, **NOW)],
    Workshop: lambda: [Workshop(id="own", name="Ours", made_by="u-mo", team_id=RED, statements=[], factors=[], **NOW)],
    Comment: lambda: [Comment(id="own", words="Too slow", source="Letter", team_id=RED, **NOW)],
    Theme: lambda: [Theme(id="own", name="Slow", rule=[], team_id=RED, **NOW)],
    Source: lambda: [Source(id="own", name="Survey", mapping={}, team_id=RED, **NOW)],
    Import: lambda: [Source(id="all", name="Survey", mapping={}, **NOW), Import(
        id="own", source_id="all", file_name="ours.csv", columns=[], mapping={}, team_id=RED, **NOW)],
    StaffTold: lambda: [StaffTold(id="own", told_on="2026-11-20", how="meeting", by_role="Manager", whom="All",
                                  team_id=RED, **NOW)],
}


@pytest.fixture
def house(cast, database):
    """A red team with Mo in it and a blue one; Una is admin."""
    with database.write() as session:
        session.add_all([Team(id=RED, name="Red", **NOW), Team(id=BLUE, name="Blue", **NOW)])
        session.flush()
        session.add(Membership(user_id="u-mo", team_id=RED))
        enter_journeys(session)


def kept(database, table, key: str):
    with database.read() as session:
        return session.get(table, key)


def test_every_table_that_may_be_a_teams_is_named_in_words(app):
    assert {table for table, _ in teams.owning()} == set(OWNED)
    assert {kind.table for kind in teams._KINDS.values()} == set(OWNED), "say by teams.own what its rows are called"
    assert Improvement in wall.guarded() and Improvement not in OWNED, "what hangs on a journey goes with it"


@pytest.mark.parametrize("table", OWNED, ids=lambda table: table.__tablename__)
def test_a_team_that_owns_one_thing_does_not_close_silently(house, database, as_, table):
    with database.write() as session:
        for row in OWNED[table]():
            session.add(row)
            session.flush()
    una, kind = as_("una"), dict(teams.owning())[table]
    page, closed = una.get(f"/teams/{RED}").text, una.post(f"/teams/{RED}/closing")
    assert f"1 {kind.one}" in page
    if kind.stays:  # a record about the team goes to nobody, and nobody reads it as everybody's
        assert "under this team’s name" in page and closed.status_code == 303
        assert kept(database, table, "own").team_id == RED
        assert "Red (closed" in una.get("/staff-told").text and "Red" not in as_("mo").get("/staff-told").text
        return
    assert closed.status_code == 409 and f"still owns 1 {kind.one}" in closed.text
    assert kept(database, Team, RED).closed_at is None and kept(database, table, "own").team_id == RED
    assert una.post(f"/teams/{RED}/closing", data={"to": BLUE}).status_code == 303
    assert kept(database, table, "own").team_id == BLUE


@pytest.fixture
def loose(house, database) -> dict[str, str]:
    """{noun: id} of things nobody gave to a team yet."""
    with database.write() as session:
        comment = commands.take_comment(session, commands.CommentIn(words="Too slow", source="Letter"), "u-mo")
        theme = themes.make_theme(session, "Slow", "u-mo").id
        session.add(StaffTold(id="told", told_on="2026-11-20", how="meeting", by_role="Manager", whom="All", **NOW))
        session.add(Source(id="src", name="Survey", mapping={}, **NOW))
        session.flush()
        session.add(Import(id="imp", source_id="src", file_name="a.csv", columns=[], mapping={}, state="stored", **NOW))
        session.add(Comment(id="of-file", words="Dear", source="Survey", source_id="src", import_id="imp", **NOW))
    return {"comment": comment, "theme": theme, "record": "told", "source": "src"}


TABLES = {"comment": Comment, "theme": Theme, "record": StaffTold, "source": Source}


@pytest.mark.parametrize("noun", TABLES)
def test_a_thing_changes_hands_by_the_same_door(loose, database, as_, noun):
    mo, key = as_("mo"), loose[noun]
    page = mo.get(f"/belongs/{noun}/{key}").text
    assert "belongs to everyone here" in page and "Give it over" in page
    assert mo.post(f"/belongs/{noun}/{key}", data={"team": BLUE}).status_code == 422, "he is not in it"
    assert mo.post(f"/belongs/{noun}/{key}", data={"team": RED}).status_code == 303
    assert "belongs to Red" in mo.get(f"/belongs/{noun}/{key}").text
    with database.write() as session:
        session.get(Membership, ("u-mo", RED)).team_id = BLUE
    assert as_("mo").get(f"/belongs/{noun}/{key}").status_code == 404
    with database.read() as session:
        line = session.exec(select(AuditLine).where(AuditLine.deed == f"{noun}.moved")).one()
        assert (line.about, line.facts["team"]) == (key, RED)
        if noun == "source":  # what came from it went along
            assert {session.get(Import, "imp").team_id, session.get(Comment, "of-file").team_id} == {RED}


def test_each_thing_shows_the_way_to_the_door(loose, as_):
    mo = as_("mo")
    for page, door in (("/voice", f"/belongs/comment/{loose['comment']}"), ("/staff-told", "/belongs/record/told"),
                       (f"/voice/themes/{loose['theme']}", f"/belongs/theme/{loose['theme']}"),
                       ("/voice/imports/imp", "/belongs/source/src")):
        assert door in mo.get(page).text, page


@pytest.mark.parametrize("noun", ("comment", "theme"))
def test_what_speaks_of_a_teams_journey_goes_with_that_journey(loose, database, as_, noun):
    with database.write() as session:
        session.get(Journey, JOURNEY).team_id = RED
        belonging.bind(session, session.get(TABLES[noun], loose[noun]), (JOURNEY, CALL))
    una, key = as_("una"), loose[noun]
    page = una.get(f"/belongs/{noun}/{key}").text
    assert "belongs to Red" in page and "Give the journey over" in page and "Give it over" not in page
    assert una.post(f"/belongs/{noun}/{key}", data={"team": BLUE}).status_code == 409
    assert una.post(f"/belongs/{noun}/{key}", data={"team": RED}).status_code == 303, "where it is already"
    assert kept(database, TABLES[noun], key).team_id is None
    with database.write() as session:  # and what no longer speaks of it stays with that team
        belonging.bind(session, session.get(TABLES[noun], key), None)
    assert kept(database, TABLES[noun], key).team_id == RED


def test_a_file_that_moves_leaves_at_a_teams_journey_what_speaks_of_it(loose, database, as_):
    with database.write() as session:
        session.get(Journey, JOURNEY).team_id = BLUE
        session.get(Comment, "of-file").journey_id = JOURNEY
        session.add(Comment(id="free", words="Other", source="Survey", source_id="src", import_id="imp", **NOW))
    una = as_("una")
    assert "2 comments go along" in re.sub(r"\s+", " ", una.get("/belongs/file/imp").text)
    assert una.post("/belongs/file/imp", data={"team": RED}).status_code == 303
    assert kept(database, Comment, "free").team_id == RED and kept(database, Comment, "of-file").team_id is None
    jobs.drain(database)


def test_a_name_is_taken_whatever_its_capitals(house, as_):
    una = as_("una")
    assert una.post("/teams", data={"name": "Ähre"}).status_code == 303
    for same in ("Ähre", "ähre", "ÄHRE"):
        assert una.post("/teams", data={"name": same}).status_code == 409, same


def test_an_admin_says_who_manages_a_journey_in_one_step_and_sees_it_at_each_person(house, database, as_):
    """From a journey that is everybody's: these people alone, who become a team of its name; then one more."""
    una, mo, door = as_("una"), as_("mo"), f"/belongs/journey/{JOURNEY}"
    assert door in una.get(f"/journeys/{JOURNEY}").text and "Mo manages it" in una.get(door).text
    assert "offered it on their phones" in una.get(door).text
    name = re.search(r'name="name"[^>]*value="([^"]+)"', una.get(door).text)[1]
    for typed, wrong in (({"name": name}, 422), ({"user_id": "u-mo"}, 422), ({"name": name, "user_id": "u-none"}, 404),
                         ({"name": "red", "user_id": "u-mo"}, 409)):
        assert una.post(f"{door}/people", data=typed).status_code == wrong, typed
    assert len(una.get("/teams").text.split('class="person team"')) == 3, "a refusal makes no team"
    again = una.post(f"{door}/people", data={"name": "red", "user_id": "u-mo"}).text
    assert 'value="u-mo" checked' in again and 'value="u-ada" checked' not in again and 'value="red"' in again
    assert mo.post(f"{door}/people", data={"name": name, "user_id": "u-mo"}).status_code == 403
    assert una.post(f"{door}/people", data={"name": name, "user_id": ["u-ada"]}).status_code == 303
    assert mo.get(f"/journeys/{JOURNEY}").status_code == 404 and "No manager has it" in una.get(door).text
    assert una.post(f"{door}/people", data={"user_id": ["u-mo", "u-vi"]}).status_code == 303
    assert as_("mo").get(f"/journeys/{JOURNEY}").status_code == 200 and "Mo manages it" in una.get(door).text
    for who, says in (("u-mo", "Manages 1 journey, 1 of a team"), ("u-zoe", "May walk no journeys"),
                      ("u-vi", "Reads 1 journey, 1 of a team"), ("u-una", "Manages 1 journey")):
        assert says in re.sub(r"\s+", " ", una.get(f"/people/{who}/journeys").text), who
