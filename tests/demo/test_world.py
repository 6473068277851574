"""The demo world goes in through the doors everybody uses, once, and comes out again alone."""

import json

import pytest
from sqlalchemy import func, select, text
from sqlmodel import select as pick

from app.accounts import commands as accounts
from app.accounts.models import User
from app.demo import seed as demo
from app.demo.script import Script, demo_id
from app.demo.walks import all_walks
from app.improvements import commands as improvements
from app.improvements.forms import ImprovementIn
from app.improvements.models import Improvement
from app.journeys.models import OfficialFigure
from app.journeys.queries import catalogue_journeys
from app.kit import jobs
from app.kit.db import metadata
from app.personas.queries import catalogue_personas
from app.walks import commands as walking
from app.walks.models import Entry, Walk
from tests.demo_world import database_url  # noqa: F401

LOOSE = {"mark", "job", "bucket", "alembic_version"}


def counts(session) -> dict[str, int]:
    return {table.name: session.execute(select(func.count()).select_from(table)).scalar()
            for table in metadata.sorted_tables if table.name not in LOOSE}


@pytest.fixture
def seeded(database):
    return database


def test_seeding_twice_is_seeding_once(app, seeded):
    with seeded.write() as session:
        before = counts(session)
        demo.seed(session, app.state.blobs)
        assert counts(session) == before


def test_every_walk_came_as_log_lines_and_none_was_set_aside(seeded):
    with seeded.read() as session:
        written = sum(len(script.lines) for script in all_walks())
        assert session.execute(select(func.count()).select_from(Entry)).scalar() == written
        assert set(session.scalars(select(Entry.state))) == {"stored"}
        assert all(session.scalars(select(Walk.is_demo)))


def test_personas_rest_on_comments_or_say_that_they_do_not(seeded):
    with seeded.read() as session:
        assumed = {each["name"]: each["assumption"] for each in catalogue_personas(session)}
    assert assumed == {"Maria Alves, 71": False, "Tom Reyes, 34": False, "Ngozi Bright, 45": False,
                       "Lin Morrow, 29": True}


def test_published_figures_name_organisation_source_and_date(seeded):
    with seeded.read() as session:
        figures = session.scalars(select(OfficialFigure)).all()
        offered = {journey["name"] for journey in catalogue_journeys(session)}
    assert len(figures) == 15
    assert all(figure.organisation and figure.source and figure.dated for figure in figures)
    assert "Published calls, for comparison" not in offered  # to be read, not walked


def test_a_walk_of_which_only_the_wait_is_known_stays_unscored_with_its_range(as_, seeded):
    boost = demo_id("walk", "published-boost")
    reply = as_("mo", "read").get(f"/api/v1/walks/{boost}")
    assert reply.status_code == 200, reply.text
    walk = reply.json()
    assert walk["score"]["milli"] is None
    assert 0 < walk["score"]["low"] < walk["score"]["high"] < 100
    assert walk["touchpoints"][0]["waits"][0]["ms"] == (40 * 60 + 58) * 1000


def test_clearing_needs_an_admin_of_ones_own(app, seeded):
    from app.kit.errors import Refusal
    with pytest.raises(Refusal, match="admin of your own"), seeded.write() as session:
        demo.clear(session, app.state.blobs)


def test_clearing_removes_the_demo_world_and_nothing_else(app, seeded):
    with seeded.write() as session:
        accounts.add_user(session, "own@shoe.test", "admin", "Own", user_id="u-own")
        demo.clear(session, app.state.blobs)
    jobs.drain(seeded)
    with seeded.read() as session:
        left = {name: n for name, n in counts(session).items() if n}
        assert left == {"user_account": 1}, left
    assert not [path for path in app.state.blobs.root.rglob("*") if path.is_file()]


def test_a_walk_made_by_hand_stays_with_the_journey_it_was_made_of(app, seeded):
    dana, journey = demo_id("user", "dana"), demo_id("journey", "dispute")
    script = Script("by-hand", dana, (journey, 1), (demo_id("persona", "maria"), 1)).at("2026-11-20 10:00")
    script.begin().enter("website", "0:00").step("0:05").leave("0:30", 2, "reached").end("0:40", "reached")
    with seeded.write() as session:
        walking.receive(session, session.get(User, dana), script.dev, script.lines)
        own = accounts.add_user(session, "own@shoe.test", "admin", "Own")
        fix = improvements.make_improvement(session, ImprovementIn(
            title="Own", kind="change", journey_id=demo_id("journey", "fault"), persona_id=demo_id("persona", "lin")),
            own.id)
        improvements.rest_on(session, fix, [demo_id("walk", "lin-priti")], [demo_id("comment", 0)])
        demo.clear(session, app.state.blobs)
    with seeded.read() as session:
        assert session.scalars(select(Walk.id)).all() == [script.walk]
        assert session.scalars(select(Improvement.id)).all() == [fix]  # what it rested on went with the demo
        assert [json.loads(line)["seq"] for line in session.scalars(select(Entry.line).order_by(Entry.seq))] == \
            list(range(1, len(script.lines) + 1))
        assert not session.exec(pick(User).where(User.id == dana)).one().is_active
        assert session.execute(text("SELECT archived_at FROM journey")).scalars().all() != [None]


def test_the_page_makes_an_admin_and_clears_in_one_go(as_, seeded, database):
    with database.write() as session:
        session.exec(pick(User).where(User.id == "u-una")).one().is_demo = True
    una = as_("una")
    assert "Pennywhistle" in una.get("/demo").text
    reply = una.post("/demo/clearance", data={"name": "New", "email": "new@shoe.test", "password": "short"})
    assert reply.status_code == 422 and "8 to 128" in reply.text
    reply = una.post("/demo/clearance", data={"name": "New", "email": "new@shoe.test",
                                              "password": "a long walk home"})
    assert reply.status_code == 303 and reply.headers["location"] == "/login"
    with database.read() as session:
        assert not demo.is_present(session)
