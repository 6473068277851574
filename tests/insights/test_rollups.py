"""Cells: what is in them, what never is, and that they are the same however the jobs came to run."""

from itertools import permutations

import pytest
from sqlmodel import select

from app.demo.script import demo_id
from app.demo.walks import maria_by_dana
from app.insights.figures import added
from app.insights.jobs import rebuild, refresh, store
from app.insights.models import Cell, Score, StageScore
from app.insights.rollups import day_of
from app.kit import jobs
from app.kit.errors import Refusal
from app.scoring.cells import cell_of, merge
from app.scoring.effort import METHOD
from app.walks import commands
from app.walks.models import Walk
from tests.insights.logs import CALL, JOURNEY, another, demo_stories


def stored(database) -> list[dict]:
    with database.read() as session:
        rows = session.scalars(select(Cell).order_by(Cell.id)).all()
        assert rows == [] or all(row.n for row in rows)
        return [row.model_dump() for row in rows]


def figure(database, touchpoint: str = "", mode: str = "be", weight_set: str = "default"):
    with database.read() as session:
        return added(session.scalars(select(Cell).where(
            Cell.method == METHOD, Cell.weight_set == weight_set, Cell.journey_id == JOURNEY,
            Cell.touchpoint == touchpoint, Cell.mode == mode)).all())


def by_hand(touchpoint: str = "") -> dict:
    """The cell of the four walks, straight from the method."""
    cells = []
    for story, who in zip([demo_stories()[i] for i in range(4)], ("u-ada", "u-zoe", "u-mo", "u-una"), strict=True):
        scores = [stage for stage in story.score["stages"] if stage["touchpoint"] == touchpoint]
        for score in scores if touchpoint else [story.score]:
            cells.append(cell_of(score["milli"], score["contributions_milli"], None, who))
    return merge(*cells)


@pytest.mark.parametrize("touchpoint", ["", CALL])
def test_a_figure_is_the_sum_of_the_walks_scores(database, rolled, touchpoint):
    told, expected = figure(database, touchpoint).cell, by_hand(touchpoint)
    for name in ("n", "sum", "sumsq", "hist", "contributions", "walkers", "unnamed"):
        assert told[name] == expected[name], name
    assert sum(told["outcomes"].values()) == expected["n"]


def test_twice_is_once(database, rolled):
    before = stored(database)
    for walk_id in rolled * 2:
        with database.write() as session:
            refresh(session, {"walk_id": walk_id})
    assert stored(database) == before


def test_any_order_gives_the_same_cells(database, rolled):
    before = stored(database)
    for order in list(permutations(rolled))[5:24:9]:
        with database.write() as session:
            session.exec(Cell.__table__.delete())
            session.exec(StageScore.__table__.delete())
        for walk_id in order:
            with database.write() as session:
                store(session, walk_id)
        assert stored(database) == before


def test_a_rebuild_equals_what_is_stored(database, rolled):
    before = stored(database)
    assert rebuild(database) == 4 and stored(database) == before


def test_a_rebuild_mends_sums_that_went_wrong(database, rolled):
    before = stored(database)
    with database.write() as session:
        wrong = session.scalars(select(Cell)).all()
        wrong[0].n += 7
        session.delete(wrong[1])
        session.add(Cell(**{**before[2], "id": "nobody's", "day": "1999-01-01"}))
        session.add(StageScore(**session.scalars(select(StageScore)).first().model_dump(exclude={"walk_id", "cell"}),
                               walk_id="a walk that is gone", cell=before[2]["id"]))
    rebuild(database)
    assert stored(database) == before


@pytest.mark.parametrize("begin, ends, watched", [
    ({"practice": True}, True, 0), ({"mode": "see"}, True, 1), ({}, False, 0)])
def test_practice_watching_and_unfinished_walks_are_in_no_walkers_mean(database, rolled, cast, begin, ends, watched):
    before = figure(database)
    lines = another(maria_by_dana(), "w-other", "u-zoe", begin)
    with database.write() as session:
        commands.receive(session, cast["zoe"], "phone-w-other", lines if ends else lines[:-1])
    jobs.drain(database)
    with database.read() as session:
        assert session.scalars(select(Score).where(Score.walk_id == "w-other")).one().milli
    assert figure(database) == before
    assert figure(database, mode="see").n == watched


def test_modes_are_never_added(database, rolled):
    rows = [Cell(**row) for row in stored(database) if row["touchpoint"] == ""]
    rows[0].mode = "see"
    with pytest.raises(Refusal, match="Not compared: walking as the customer and watching one"):
        added(rows)


@pytest.mark.parametrize("name, words", [
    ("par", "what it should take was changed"), ("weight_set", "different weights"), ("method", "different methods"),
    ("journey_revision", "the journey was changed")])
def test_versions_are_never_added(database, rolled, name, words):
    rows = [Cell(**row) for row in stored(database) if row["touchpoint"] == ""]
    setattr(rows[0], name, 9 if name == "journey_revision" else "other")
    with pytest.raises(Refusal, match=words):
        added(rows)


def test_a_walk_taken_back_leaves_every_sum_and_comes_again(database, rolled, as_):
    before = figure(database)
    for path, n in (("withdrawal", 3), ("restoration", 4), ("practice", 3)):
        as_("ada").post(f"/walks/{rolled[0]}/{path}")
        jobs.drain(database)
        assert figure(database).n == n
        assert ("u-ada" in figure(database).cell["walkers"]) == (n == 4)
        assert n != 4 or figure(database) == before


@pytest.mark.parametrize("how", ["buried", "taken out"])
def test_an_erased_walk_is_in_no_sum(app, database, rolled, how):
    with database.write() as session:
        if how == "buried":
            commands.bury(session, app.state.blobs, session.get(Walk, rolled[0]))
        else:
            commands.erase(session, app.state.blobs, rolled[0])
    jobs.drain(database)
    assert figure(database).n == 3
    with database.read() as session:
        assert session.scalars(select(StageScore).where(StageScore.walk_id == rolled[0])).all() == []


def test_a_wait_cut_short_is_remembered_where_it_was(database, rolled):
    assert (figure(database).at_least, figure(database, CALL).at_least) == (1, 1)
    assert "In 1 of 4 walks a wait was cut short" in figure(database).cut_short
    assert figure(database, demo_id("touchpoint", JOURNEY, "website")).cut_short == ""


def test_the_list_says_at_least_too(database, rolled, as_):
    words = as_("mo").get("/walks").text
    assert words.count("at least: a wait was cut short") == 2 and "(1 of them at least" in words


def test_the_day_is_the_organisations():
    late = 1_795_391_999_000  # 2026-11-22 23:59:59 UTC
    assert day_of(late, "UTC") == "2026-11-22"
    assert day_of(late, "Europe/Berlin") == "2026-11-23"
