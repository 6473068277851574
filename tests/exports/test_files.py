"""The tables of the desk as files: who gets which, what stands above them, and that they say what the pages say."""

import csv
import io
import json
import re

import pytest
from openpyxl import load_workbook

from app.exports import sheets
from app.kit import jobs
from app.kit.web import ROOT
from app.voice.commands import CommentIn, take_comment, take_ratings
from tests.insights.logs import CALL, JOURNEY

OF_WALK, OF_JOURNEY = ("walk", "log"), ("journey", "trend", "course")
MANAGERS = ("reviews", "journey", "trend", "course", "heat", "snags", "moments", "comments", "fixes")


def address(name: str, walk: str, form: str = "json", query: str = "") -> str:
    of = walk if name in OF_WALK else JOURNEY if name in OF_JOURNEY else ""
    return f"/exports/{name}.{form}?of={of}{query}"


def taken(client, name: str, walk: str = "", query: str = "") -> dict:
    reply = client.get(address(name, walk, query=query))
    assert reply.status_code == 200, reply.text
    return json.loads(reply.content)


def test_every_table_comes_in_every_form_with_what_it_speaks_of(rolled, as_):
    mo = as_("mo")
    assert {*OF_WALK, *MANAGERS, "walks"} <= set(sheets._SHEETS)
    for name in (one for one, (role, _) in sheets._SHEETS.items() if role != "admin"):
        said = taken(mo, name, rolled[0])
        assert said["about"]["Report"].startswith("Internal walkthrough, not an independent measure · ")
        assert {"Method", "Weights", "Zone", "Written"} <= set(said["about"])
        assert int(said["about"]["Rows"]) == len(said["rows"])
        assert all(list(row) == list(said["columns"]) for row in said["rows"])
        lines = list(csv.reader(io.StringIO(mo.get(address(name, rolled[0], "csv")).content.decode("utf-8-sig"))))
        assert lines[0] == [said["title"]] and list(said["columns"].values()) in lines
        book = load_workbook(io.BytesIO(mo.get(address(name, rolled[0], "xlsx")).content))
        assert book["Table"].max_row == len(said["rows"]) + 1 and book["About"]["A1"].value == said["title"]


def test_the_last_row_of_a_walk_is_its_score_and_a_list_has_the_same(drawn, as_):
    mo = as_("mo")
    listed = taken(mo, "walks")["rows"]
    points = [row["so_far"] for row in taken(mo, "walk", drawn)["rows"] if row["so_far"] is not None]
    assert [row["walk"] for row in listed] == [drawn] and points[-1] == listed[0]["score"]


def test_figures_are_those_of_the_page_and_follow_its_filter(rolled, as_):
    mo = as_("mo")
    said = taken(mo, "journey")
    assert (said["rows"][0]["name"], said["rows"][0]["walks"], said["rows"][0]["people"]) == ("", 4, 4)
    assert said["rows"][0]["guess"] is None or said["rows"][0]["walks"] >= 5  # few guesses are told to nobody
    assert said["about"]["Filter"].startswith("None")
    none = taken(mo, "journey", query="&since=2031-01-01")
    assert none["rows"] == [] and "from 1 Jan 2031" in none["about"]["Filter"]
    assert sum(row["walks"] for row in taken(mo, "snags")["rows"]) > 0
    assert {row["walker"] for row in taken(mo, "trend")["rows"]} == {"Ada", "Zoe", "Mo", "Una"}


@pytest.mark.parametrize("name", MANAGERS)
def test_tables_of_many_walks_are_for_managers(rolled, as_, name):
    assert as_("zoe").get(address(name, rolled[0])).status_code == 403


def test_a_walker_takes_the_own_walks_and_no_other(rolled, as_):
    zoe = as_("zoe")
    assert [row["walker"] for row in taken(zoe, "walks")["rows"]] == ["Zoe"]
    assert zoe.get(address("walk", rolled[0])).status_code == zoe.get(address("log", rolled[0])).status_code == 404
    assert zoe.get(address("walk", rolled[1])).status_code == 200


def test_a_withdrawn_walk_is_in_nobodys_table_but_its_walkers(database, drawn, as_):
    assert as_("ada").post(f"/walks/{drawn}/withdrawal").status_code == 303
    jobs.drain(database)
    assert taken(as_("mo"), "walks")["rows"] == [] and len(taken(as_("ada"), "walks")["rows"]) == 1


def test_programs_take_tables_with_a_read_token(rolled, as_):
    assert len(taken(as_("mo", "read"), "walks")["rows"]) == 4
    assert as_("mo", "device").get(address("walks", "")).status_code == 403


def test_what_there_is_not_is_said_in_words(rolled, as_):
    mo = as_("mo")
    for path, words in (("/exports/shoes.csv", "There are: comments"), ("/exports/walks.doc", "csv, xlsx, json"),
                        ("/exports/walk.csv?of=nothing", "no such walk"), ("/exports/journey.csv?of=x", "journey"),
                        ("/exports/journey.csv?of=x&mode=fly", "not known: mode")):
        reply = mo.get(path, headers={"accept": "application/json"})
        assert reply.status_code in (404, 422) and words in reply.json()["error"]["sentence"]


def test_the_sealed_guess_is_in_no_table(database, cast, as_):
    from app.demo.walks import maria_by_dana
    from tests.insights.logs import enter_journeys, enter_walk
    script = maria_by_dana()
    lines = [line for line in script.lines if json.loads(line)["kind"] != "walk.end"]
    with database.write() as session:
        enter_journeys(session)
        walk = enter_walk(session, cast["ada"], script, lines)
    jobs.drain(database)
    for name in OF_WALK:
        words = as_("mo").get(address(name, walk)).text
        assert "prediction" not in words


def test_every_table_a_page_offers_exists():
    offered = {name for path in (ROOT / "templates").rglob("*.html")
               for tables in re.findall(r'"tables": \[(.*?)\], "of"', path.read_text())
               for name in re.findall(r'\("(\w+)", ', tables)}
    assert offered >= {"walks", "walk", "journey", "fixes", "reviews"} and offered <= set(sheets._SHEETS)


def test_a_list_leaves_as_it_was_narrowed(rolled, as_):
    mo = as_("mo")
    assert len(taken(mo, "walks", query="&persona=nobody")["rows"]) == 0
    assert taken(mo, "walks", query="&persona=nobody")["about"]["Filter"] == "Only walks as a persona not known here"
    told = taken(mo, "walks", query=f"&journey={JOURNEY}&mode=be&state=scored")["about"]["Filter"]
    assert told == "Only walks of Dispute a charge on my bill, walked as the customer, scored"
    every = taken(mo, "moments")["rows"]
    snags = taken(mo, "moments", query="&kind=dead_end")["rows"]
    assert {row["kind"] for row in snags} == {"Dead end"} and len(snags) < len(every)
    at = taken(mo, "moments", query=f"&of={JOURNEY}&touchpoint={CALL}&kind=dead_end")
    assert at["about"]["Filter"] == "Only walks of Dispute a charge on my bill, at Call centre, of the kind Dead end"
    assert {row["touchpoint"] for row in at["rows"]} == {"Call centre"}
    assert f"touchpoint={CALL}" in mo.get(f"/insights/journeys/{JOURNEY}/touchpoints/{CALL}").text.split(
        "/exports/moments")[1]
    ever = taken(mo, "moments", query="&until=2020-01-01")
    assert (ever["rows"], ever["about"]["Filter"]) == ([], "Only walks to 1 Jan 2020")
    page = mo.get("/walks?persona=nobody").text
    assert "persona=nobody" in page.split('class="menu way-out"')[1].split("</details>")[0]


def test_the_fixes_that_leave_are_those_of_the_page(rolled, database, as_):
    mo = as_("mo")
    for title, owner, due in (("Ring back", "Billing", "2020-01-01"), ("Plain words", "", "")):
        mo.post("/improvements", data={"title": title, "why": "It hurts.", "kind": "change", "owner": owner,
                                       "due": due, "place": f"{JOURNEY}/{CALL}"})
    for query, titles, words in (("", ["Ring back", "Plain words"], "None"),
                                 ("&owner=Billing", ["Ring back"], "Only those owned by Billing"),
                                 ("&owner=-", ["Plain words"], "Only those that nobody owns"),
                                 (f"&state=late&journey={JOURNEY}", ["Ring back"],
                                  "Only those about Dispute a charge on my bill, overdue")):
        said = taken(mo, "fixes", query=query)
        assert ([row["title"] for row in said["rows"]], said["about"]["Filter"]) == (titles, words)


def test_the_comments_that_leave_are_those_of_the_page_and_say_so_by_name(rolled, database, as_):
    mo = as_("mo")
    with database.write() as session:
        take_comment(session, CommentIn(words="No answer.", source="Letter", journey_id=JOURNEY, touchpoint=CALL))
        take_comment(session, CommentIn(words="Fine.", source="Letter"))
        take_ratings(session, {"journey_id": JOURNEY, "touchpoint": CALL, "source": "Survey", "scale": "ces2",
                               "said_on": None}, {3: 2})
    for query, n, words in (("", 2, "Only those in words"), ("&kind=rated", 2, "Only those with a rating"),
                            ("&kind=every", 4, "None"), ("&kind=no", 0, "Only those of a kind not known here"),
                            (f"&journey={JOURNEY}&touchpoint={CALL}&channel=phone", 0, "Only those in words, about "
                             "Dispute a charge on my bill, at Call centre, by way of Call centre"),
                            ("&source=Letter&answer=none&theme=none", 2,
                             "Only those in words, found in Letter, that led to: Nothing yet, in no theme")):
        said = taken(mo, "comments", query=query)
        assert (len(said["rows"]), said["about"]["Filter"]) == (n, words)
        assert mo.get(f"/voice?{query}").text.count("data-comment") == n


def test_what_customers_wrote_is_text_in_a_sheet_and_never_a_formula(database, cast, as_):
    words = ['=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "=cmd|' /C calc'!A0"]
    with database.write() as session:
        for one in words:
            take_comment(session, CommentIn(words=one, source="=1+1"))
    book = load_workbook(io.BytesIO(as_("mo").get("/exports/comments.xlsx").content))
    cells = [cell for row in book["Table"].iter_rows() for cell in row if isinstance(cell.value, str)]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert {one.strip() for one in words} <= {cell.value.strip() for cell in cells}
    said = list(csv.reader(io.StringIO(as_("mo").get("/exports/comments.csv").content.decode("utf-8-sig"))))
    assert not [cell for line in said for cell in line if cell.startswith(("=", "+", "@", "\t", "\r"))]
