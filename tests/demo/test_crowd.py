"""A generated crowd comes through the log's door, is the same every time, and goes with the demo world."""

from collections import Counter
from functools import partial

from sqlalchemy import func, select

from app.accounts import commands as accounts
from app.demo import crowd, town
from app.demo import seed as demo
from app.insights.models import StageScore
from app.kit import clock, jobs
from app.walks.models import Entry, Review, Walk
from tests.demo_world import database_url  # noqa: F401 — a crowd comes after the demo world

MANY = 14


def test_a_crowd_enters_once_is_reviewed_and_scored_and_leaves_nothing_behind(app, database, monkeypatch):
    monkeypatch.setattr(crowd, "PHOTOS", 0)
    monkeypatch.setattr(crowd, "_comments", partial(crowd._comments, many=8))
    with database.write() as session:
        accounts.add_user(session, "boss@example.com", "admin", "Boss")
    told: list[int] = []
    assert crowd.seed(database, app.state.blobs, MANY, told.append) and sum(told) == MANY
    assert not crowd.seed(database, app.state.blobs, MANY, told.append)
    jobs.drain(database)
    with database.read() as session:
        walks = session.scalars(select(Walk).where(Walk.dev.startswith("demo-crowd-"))).all()
        assert len(walks) == MANY and len({walk.journey_id for walk in walks}) == len(town.JOURNEYS)
        assert set(session.scalars(select(Entry.state))) == {"stored"}
        assert len({walk.review for walk in walks}) > 1
        scored = session.scalars(select(StageScore.walk_id).where(StageScore.touchpoint == "")).all()
        assert {walk.id for walk in walks if walk.handed_in and walk.review != "set_aside"} <= set(scored)
    with database.write() as session:
        demo.clear(session, app.state.blobs)
    with database.read() as session:
        assert not session.scalar(select(func.count()).select_from(Walk))
        assert not session.scalar(select(func.count()).select_from(Review))
        assert not crowd.is_present(session)


def test_the_same_number_makes_the_same_walks():
    today = clock.now().date()
    first, again = ([script.lines for script in crowd.scripts(60, today)] for _ in range(2))
    assert first == again
    assert Counter(len(lines) > 3 for lines in first)[True] > 55


def test_two_thousand_are_what_the_desk_needs(monkeypatch):
    monkeypatch.setattr(crowd._Stroll, "_walk", lambda *_: None)  # which journeys are due is known before any is walked
    journeys = Counter(script.journey[0] for script in crowd.scripts(2000, clock.now().date()))
    assert len(journeys) == 8 and 200 in journeys.values() and 1 in journeys.values()
    assert max(len(places) for *_, places in town.JOURNEYS) == 12
