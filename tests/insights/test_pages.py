"""The pages of walks, asked as somebody: who sees what, in how many statements, and what stays sealed."""

import json

import pytest
from sqlalchemy import event
from sqlmodel import select

from app.demo.script import demo_id
from app.demo.walks import maria_by_dana, maria_by_priti
from app.insights.jobs import rebuild
from app.insights.models import Score
from app.kit import jobs
from app.walks import commands
from app.walks.models import Walk
from tests.insights.logs import enter_walk
from tests.world import on_sqlite

PAGES = ("", "/timeline", "/table", "/table.csv", "/photos", "/log")


@on_sqlite
@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_walk_opens_for_its_walker_and_a_manager(drawn, as_, page):
    for who in ("ada", "mo", "una"):
        assert as_(who).get(f"/walks/{drawn}{page}").status_code == 200


@on_sqlite
@pytest.mark.parametrize("page", PAGES)
def test_another_walker_finds_nothing(drawn, as_, page):
    assert as_("zoe").get(f"/walks/{drawn}{page}").status_code == 404
    assert as_("mo").get(f"/walks/nowhere{page}").status_code == 404


def test_another_walker_finds_nothing_through_the_api_either(drawn, as_):
    assert as_("zoe", "read").get(f"/api/v1/walks/{drawn}").status_code == 404
    assert drawn not in as_("zoe").get("/walks").text
    assert as_("zoe").get("/insights/journeys/x/walks").status_code == 403


@on_sqlite
def test_nobody_comes_in_unasked(drawn, client):
    for path in ("/walks", f"/walks/{drawn}", "/help"):
        assert client.get(path, headers={"accept": "text/html"}).status_code == 303
    assert client.get(f"/api/v1/walks/{drawn}").status_code == 401


@on_sqlite
def test_a_phone_token_reads_no_walk(drawn, as_):
    assert as_("ada", "device").get(f"/api/v1/walks/{drawn}").status_code == 403


def statements(app, ask) -> int:
    """How many statements the database was asked while `ask` ran."""
    told = []

    def hear(conn, cursor, statement, *_):
        if not statement.startswith(("PRAGMA", "BEGIN")):
            told.append(statement)
    engines = {app.state.database.reader, app.state.database.writer}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", hear)
    assert ask().status_code == 200
    for engine in engines:
        event.remove(engine, "before_cursor_execute", hear)
    return len(told)


@on_sqlite
def test_pages_ask_the_database_at_most_twelve_times(app, drawn, as_):
    mo = as_("mo")
    for path in ("/walks", f"/walks/{drawn}", f"/walks/{drawn}/table", f"/walks/{drawn}/photos",
                 f"/walks/{drawn}/log", f"/insights/journeys/{demo_id('journey', 'dispute')}/walks"):
        assert statements(app, lambda path=path: mo.get(path)) <= 12, path


def test_the_stored_score_is_what_the_page_says(database, drawn, as_):
    with database.read() as session:
        score = session.scalars(select(Score)).one()
    told = as_("mo", "read").get(f"/api/v1/walks/{drawn}").json()["score"]
    assert (score.milli, score.bin) == (told["milli"], told["bin"])
    assert f">{score.bin}</a>" in as_("mo").get(f"/walks/{drawn}").text


def test_rebuilding_changes_nothing(database, drawn):
    def stored():
        with database.read() as session:
            return [row.model_dump(exclude={"computed_at"}) for row in session.scalars(select(Score))]
    before, counted = stored(), []
    assert rebuild(database, counted.append) == 1
    assert stored() == before and counted == [1]


def test_a_lost_score_comes_back_from_the_log(database, drawn):
    with database.write() as session:
        session.delete(session.scalars(select(Score)).one())
    rebuild(database)
    with database.read() as session:
        assert session.scalars(select(Score)).one().milli


@pytest.fixture
def running(database, drawn, cast) -> str:
    """Another walk of Ada's, not handed in yet."""
    script = maria_by_priti()
    with database.write() as session:
        enter_walk(session, cast["ada"], script, script.lines[:12])
    jobs.drain(database)
    return script.walk


@on_sqlite
def test_a_guess_is_served_nowhere_before_the_end(running, as_):
    guess = json.loads(maria_by_priti().lines[0])["b"]["prediction"]
    for who in ("ada", "mo"):
        for page in PAGES:
            words = as_(who).get(f"/walks/{running}{page}").text
            assert "prediction" not in words and str(guess["wait_ms"]) not in words
            assert "8:00 waiting" not in words
    assert as_("ada", "read").get(f"/api/v1/walks/{running}").json()["prediction"] is None
    assert "stays sealed" in as_("ada").get(f"/walks/{running}").text


@on_sqlite
def test_the_guess_is_told_part_by_part_afterwards(drawn, as_):
    words = as_("mo").get(f"/walks/{drawn}").text
    assert "12 steps" in words and "it was 8 more" in words and "Ada guessed" not in words


def test_a_running_walk_is_listed_without_a_number(running, as_):
    row = as_("mo").get("/walks?state=running").text
    assert running in row and "Still walking" in row


def test_the_list_narrows(drawn, running, as_):
    mo = as_("mo")
    for choice in ("state=handed_in", "mode=be", f"persona={demo_id('persona', 'maria')}",
                   f"journey={demo_id('journey', 'dispute')}"):
        assert drawn in mo.get(f"/walks?{choice}").text
    for choice in ("mode=see", "journey=nowhere", "persona=x", "state=nonsense"):
        assert drawn not in mo.get(f"/walks?{choice}").text
    assert running not in mo.get("/walks?state=handed_in").text


def test_practice_counts_nowhere_and_stays_with_its_walker(database, drawn, as_):
    as_("ada").post(f"/walks/{drawn}/practice")
    jobs.drain(database)
    assert drawn not in as_("mo").get("/walks").text
    mine = as_("ada").get("/walks").text
    assert drawn in mine and "practice, not counted" in mine and "No walk counts here yet" in mine


def test_a_withdrawn_walk_is_gone_for_everybody_else(database, drawn, as_):
    as_("ada").post(f"/walks/{drawn}/withdrawal")
    jobs.drain(database)
    assert as_("mo").get(f"/walks/{drawn}").status_code == 404
    assert "You withdrew this walk" in as_("ada").get(f"/walks/{drawn}").text


def test_an_erased_walk_leaves_no_score(app, database, drawn):
    with database.write() as session:
        commands.bury(session, app.state.blobs, session.get(Walk, drawn))
    jobs.drain(database)
    with database.read() as session:
        assert session.scalars(select(Score)).all() == []


@on_sqlite
def test_only_the_walker_may_withdraw(drawn, as_):
    assert "Withdraw this walk" in as_("ada").get(f"/walks/{drawn}").text
    assert "Withdraw this walk" not in as_("mo").get(f"/walks/{drawn}").text


@on_sqlite
def test_htmx_gets_the_panel_alone(drawn, as_):
    part = as_("mo").get(f"/walks/{drawn}?of=wait", headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith("<section id=\"behind\"") and "4 waits" in part.text
    assert as_("mo").get(f"/walks/{drawn}?of=nothing").status_code == 404


@on_sqlite
def test_the_first_page_of_nobody_is_an_invitation(cast, as_):
    assert "You haven’t walked anything yet" in as_("ada").get("/walks").text
    assert "Nobody has walked yet" in as_("mo").get("/walks").text


@on_sqlite
def test_what_is_set_aside_is_counted_and_named(database, drawn, cast, as_):
    script = maria_by_dana()
    line = json.dumps({**json.loads(script.lines[5]), "id": "odd", "seq": 900, "kind": "dance", "by": "u-ada"})
    with database.write() as session:
        commands.receive(session, cast["ada"], script.dev, [line])
    jobs.drain(database)
    assert as_("mo", "read").get(f"/api/v1/walks/{drawn}").json()["quarantined"] == 1
    assert "1 entry is set aside" in as_("mo").get(f"/walks/{drawn}").text
    assert "set aside" in as_("mo").get(f"/walks/{drawn}/log").text


@on_sqlite
def test_the_api_tells_a_walk_as_agreed(drawn, as_):
    told = as_("mo", "read").get(f"/api/v1/walks/{drawn}").json()
    assert told["walker"] == {"id": "u-ada", "name": "Ada"}
    assert [place["state"] for place in told["planned"]] == ["walked"] * 4
    call = told["touchpoints"][1]
    assert call["channel"] == "phone" and call["to_a_person"] == {"steps": 6, "ms": 375_000}
    assert told["touchpoints"][0]["to_a_person"] is None and told["began_at"].endswith("Z")
    assert [photo["state"] for photo in told["touchpoints"][2]["photos"]] == ["receiving"] * 3
    assert set(told["score"]["stages"][0]) == {"touchpoint", "milli", "bin", "share", "contributions_milli",
                                               "coverage", "low", "high"}


@on_sqlite
def test_words_of_a_walker_are_only_words(database, drawn, cast, as_):
    script = maria_by_dana()
    note = {**json.loads(script.lines[-3]), "id": "evil", "seq": 901, "kind": "note", "by": "u-ada",
            "fresh": "later", "b": {"words": "<img src=x onerror=alert(1)>"}}
    with database.write() as session:
        commands.receive(session, cast["ada"], script.dev, [json.dumps(note)])
    for page in ("", "/table", "/log"):
        assert "<img src=x" not in as_("mo").get(f"/walks/{drawn}{page}").text


def test_help_is_worked_out_now(as_):
    words = as_("ada").get("/help").text
    assert "54, hard going" in words and "11 points less" in words and "0–14" in words
