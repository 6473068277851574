"""A walk told: the table adds up, the lanes add up, waits use up one allowance, the guess stays sealed."""

import csv
import io

import pytest

from app.insights.behind import GROUPS, behind
from app.insights.chart import chart_of
from app.insights.climbing import climb
from app.insights.curves import one_a_place, smooth
from app.insights.rows import csv_of, groups_of, rows_of
from app.insights.story import Story
from app.insights.words import share_words
from app.kit.tables import guarded
from app.scoring.exact import bin_of
from app.scoring.fold import fold
from tests.insights.logs import PERSONA, demo_stories, journey_shape, stories


def entry(seq: int, kind: str, at: int, visit: str | None = "v1", /, **b) -> dict:
    return {"v": 1, "id": f"e{seq}", "dev": "d", "seq": seq, "walk": "w", "kind": kind, "visit": visit, "fresh": "live",
            "t": {"wall": 1_795_330_000_000 + at, "mono": float(at), "boot": "b", "tz": 60, "off": 0, "offe": 0},
            "by": "u", "ref": None, "tap": f"t{seq}", "b": b}


def test_the_last_so_far_is_the_score_of_every_walk():
    scored = 0
    for story in stories():
        so_far = [row.so_far for row in rows_of(story) if row.so_far is not None]
        if story.score["milli"] is not None:
            scored += 1
            assert so_far[-1] == story.score["milli"]
            assert so_far == sorted(so_far)
    assert scored > 40


def test_the_line_of_effort_ends_at_the_score():
    for story in stories():
        if story.score["milli"] is not None:
            corners = climb(story.earned["curve"], story.spans[0][0])
            assert corners[-1][1] == story.score["milli"]
            assert [at for at, _ in corners] == sorted(at for at, _ in corners)


def test_points_of_the_lanes_add_up_to_the_number_shown():
    for story in demo_stories():
        if story.score["milli"] is not None:
            assert sum(lane.whole for lane in story.lanes if lane.whole is not None) == bin_of(story.score["milli"])


def test_every_walk_can_be_drawn():
    for story in stories():
        chart = chart_of(story, [(0, 60)])
        assert chart.height > 0 and story.heading
        assert len({id(mark) for mark in chart.marks}) == len(chart.marks)


def test_every_wait_and_every_step_has_a_mark():
    for story in stories():
        marked = {entry for mark in chart_of(story).marks for entry in mark.of.split(",")}
        visits = {visit["visit"] for visit in story.fold["visits"]}
        for moment in story.fold["moments"]:
            if moment["kind"] in ("step", "note") and not moment["voided"] and moment["visit"] in visits:
                words = moment["b"].get("words")
                assert moment["id"] in marked or moment["kind"] == "note" and (not words or moment["b"].get("about"))
        assert {wait["id"] for visit in story.fold["visits"] for wait in visit["waits"]} <= marked


def test_every_mark_opens_what_is_behind_it():
    for story in demo_stories():
        for mark in chart_of(story).marks:
            assert behind(story, mark.of).rows
        for of in GROUPS:
            assert behind(story, of) is not None
    assert behind(story, "lane:99") is None
    assert behind(story, "lane:²") is None
    assert behind(story, "nothing") is None


def test_the_parts_behind_the_number_add_up_to_it():
    for story in demo_stories():
        if story.score["milli"] is not None:
            assert sum(part["points"] for part in behind(story).parts) == story.score["bin"]


def test_waits_of_a_touchpoint_share_one_allowance():
    story = demo_stories()[0]
    first, second = [wait for wait in story.wait_of.values() if wait["lane"].name == "Call centre"]
    assert (first["should_be_ms"], second["should_be_ms"]) == (120_000, 0)


def test_the_heading_is_a_finding():
    assert demo_stories()[0].heading == "Maria’s walk: 48 minutes, nearly half of it waiting"
    assert share_words(5, 100) is None
    assert share_words(95, 100) == "almost all"


@pytest.fixture
def running() -> Story:
    place = journey_shape("dispute")["touchpoints"][0]["id"]
    guess = {"steps": 3, "wait_ms": 0, "outcome": "reached", "touchpoints": {}}
    lines = [entry(1, "walk.begin", 0, None, journey="j", revision=1, persona="p", mode="be", prediction=guess),
             entry(2, "touchpoint.enter", 1, "v1", visit="v1", touchpoint=place, why="planned", after=None),
             entry(3, "step", 1000, kind="plain", words="=cmd|x"),
             entry(4, "wait.start", 2000, kind="hold")]
    return Story(fold(lines), journey_shape("dispute"), PERSONA, "Dana")


def test_a_guess_is_sealed_while_the_walk_runs(running):
    assert running.fold["prediction"] is not None
    assert running.prediction is None and running.guessed_felt is None
    assert "still going" in running.heading


def test_a_running_wait_says_so(running):
    assert [row.lasted for row in rows_of(running) if row.wait] == ["still running"]
    assert any(mark.extra.get("running") for mark in chart_of(running).marks)


def test_a_spreadsheet_gets_no_formula(running):
    sheet = list(csv.reader(io.StringIO(csv_of(running))))
    assert "'=cmd|x" in [cell for line in sheet for cell in line]
    assert [guarded(cell) for cell in ("-1", "@x", "+1", "a-b")] == ["'-1", "'@x", "'+1", "a-b"]


def test_what_was_taken_back_is_struck_and_costs_nothing():
    story = next(s for s in stories() if any(row.voided and row.kind == "step" for row in rows_of(s)))
    for row in rows_of(story):
        if row.voided:
            assert row.worth is None and "taken back" in row.marks


def test_planned_and_walked_are_told_apart():
    tom = demo_stories()[2]
    assert [(place["name"], place["state"]) for place in tom.planned] == [
        ("Website", "skipped"), ("Call centre", "walked"), ("Store", "walked"), ("Email", "not_reached")]


def test_a_closed_channel_that_was_used_breaks_a_rule():
    story = demo_stories()[0]
    barred = Story(story.fold, story.journey, {**PERSONA, "closed_channels": ["web"]}, "Dana")
    assert barred.lanes[0].marks == ["rule broken: not open to Maria"]


def test_groups_follow_the_visits():
    names = [group.name for group in groups_of(demo_stories()[0]) if group.visit]
    assert names == ["Website", "Call centre", "Store", "Email"]


def test_the_mood_curve_never_leaves_what_was_logged():
    points = one_a_place([(0, 5), (10, 1), (20, 1), (30, 4)])
    path = smooth(points)
    numbers = [float(n) for n in path.replace("M", " ").replace("C", " ").split()]
    assert all(1 <= y <= 5 for y in numbers[1::2])
