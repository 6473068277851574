"""What was corrected shows what it said before, when it was changed, and leads to its lines in the log."""

import json

import pytest

from app.demo.walks import maria_by_dana
from app.insights.changes import changes_of
from app.journeys import places
from app.kit import jobs
from app.walks import commands
from tests.insights.test_story import entry
from tests.world import on_sqlite

SCRIPT = maria_by_dana()
LINES = [json.loads(line) for line in SCRIPT.lines]


def line_of(words: str) -> dict:
    return next(line for line in LINES if (line["b"].get("words") or "").startswith(words))


def correction(n: int, kind: str, ref: str, **more) -> dict:
    """A line after the walk was handed in."""
    last = LINES[-1]
    t = {**last["t"], "wall": last["t"]["wall"] + n * 60_000, "mono": last["t"]["mono"] + n * 60_000}
    return {**last, "id": f"late-{n}", "tap": f"late-{n}", "seq": last["seq"] + n, "kind": kind, "ref": ref,
            "visit": None, "t": t, "by": "u-ada", **more}


@pytest.fixture
def corrected(database, drawn, cast) -> str:
    """The drawn walk with one step reworded, one taken back, one rating and one wait's end changed, afterwards."""
    step, gone = line_of("Searched"), line_of("Chose account type")
    rating = next(line for line in LINES if line["kind"] == "rating")
    end = next(line for line in LINES if line["kind"] == "wait.end" and line["b"]["how"] == "answered")
    lines = [correction(1, "amend", step["id"], b={"b": {**step["b"], "words": "Asked the search box"}}),
             correction(2, "void", gone["id"], b={}),
             correction(3, "amend", rating["id"], b={"b": {"value": 4}}),
             correction(4, "amend", end["id"], b={"b": {**end["b"], "explained": True}})]
    with database.write() as session:
        commands.receive(session, cast["ada"], SCRIPT.dev, [json.dumps(line, ensure_ascii=False) for line in lines])
    jobs.drain(database)
    return drawn


@on_sqlite
def test_a_row_shows_what_it_said_before_and_when(corrected, as_):
    words = as_("mo").get(f"/walks/{corrected}/table").text
    assert "Asked the search box" in words and "edited after handing in" in words
    assert "it said “Step, Searched “dispute bill””; changed after handing in." in words
    assert "Taken back Fri 13 Nov, " in words and "it said “felt 5, hard”" in words and "not told how long" in words
    assert "before: Step, Searched" in as_("mo").get(f"/walks/{corrected}/table.csv").text
    behind = as_("mo").get(f"/walks/{corrected}?of={line_of('Searched')['id']}").text
    assert behind.count("it said “Step, Searched") >= 1


@on_sqlite
def test_a_place_that_was_changed_is_told_to_who_may_know_it_and_to_nobody_else(database, drawn, cast, as_):
    enter = next(line for line in LINES if line["kind"] == "touchpoint.enter" and line["b"].get("place"))
    lines = [correction(n, "amend", enter["id"], b={"b": {**enter["b"], "place": place}})
             for n, place in enumerate(("p-soho", None, "p-nobody-knows"), 1)]
    with database.write() as session:
        places.make_place(session, places.PlaceIn(name="The first shop"), place_id=enter["b"]["place"])
        places.make_place(session, places.PlaceIn(name="Soho store"), place_id="p-soho")
        commands.receive(session, cast["ada"], SCRIPT.dev, [json.dumps(line) for line in lines])
    jobs.drain(database)
    told = ("it said “at The first shop”; changed after handing in.", "it said “at Soho store”", "it said “no place”")
    for who in ("ada", "mo"):
        for page in ("", "/table", f"?of={enter['id']}"):
            words = as_(who).get(f"/walks/{drawn}{page}").text
            assert all(one in words for one in told), (who, page)
            assert "a place this server does not know" in words
        assert "before: at Soho store" in as_(who).get(f"/walks/{drawn}/table.csv").text
    for page in ("", "/table", f"?of={enter['id']}", "/table.csv"):
        words = as_("vi").get(f"/walks/{drawn}{page}").text
        assert "it said" not in words and "Soho store" not in words and "The first shop" not in words, page


@on_sqlite
def test_a_row_leads_to_its_lines(corrected, as_):
    step = line_of("Searched")["id"]
    assert f"/log?of={step}" in as_("mo").get(f"/walks/{corrected}/table").text
    lines = as_("mo").get(f"/walks/{corrected}/log?of={step}").text
    assert lines.count('class="log__line') == 2 and "Searched" in lines and "Asked the search box" in lines
    wait = next(line for line in LINES if line["kind"] == "wait.start")["id"]
    assert as_("mo").get(f"/walks/{corrected}/log?of={wait}").text.count('class="log__line') >= 2
    assert "No line of this walk tells of that" in as_("mo").get(f"/walks/{corrected}/log?of=nothing").text


def test_what_was_written_with_the_same_tap_is_no_change():
    step = entry(3, "step", 1000, kind="plain")
    own = {**entry(4, "amend", 2000, None, b={"kind": "plain", "words": "Rang"}), "ref": "e3", "tap": "t3"}
    later = {**entry(5, "amend", 3000, None, b={"kind": "plain", "words": "Rang twice"}, at=1_795_330_061_000),
             "ref": "e3"}
    told = changes_of([entry(1, "walk.begin", 0, None), step, own, later])
    assert [(one.words, one.moved_ms, one.after_hand_in) for one in told["e3"]] == [("Step, Rang", 60_000, False)]
    assert changes_of([entry(1, "walk.begin", 0, None), step, own]) == {}


def test_a_correction_taken_back_is_no_change():
    lines = [entry(1, "walk.begin", 0, None), entry(3, "step", 1000, kind="plain"),
             {**entry(4, "void", 2000, None), "ref": "e3"}, {**entry(5, "void", 3000, None), "ref": "e4"}]
    assert changes_of(lines) == {}


def test_the_sealed_guess_is_never_told():
    begin = entry(1, "walk.begin", 0, None, prediction={"steps": 3})
    amend = {**entry(2, "amend", 10, None, b={"prediction": {"steps": 4}}), "ref": "e1"}
    assert changes_of([begin, amend]) == {}


def test_no_log_breaks_it():
    from tests.scoring.random_walks import random_walk
    assert sum(len(changes_of(random_walk(seed)[0])) for seed in range(60)) > 10
