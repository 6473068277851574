"""When a review is due: working days, in words and shape; who took a walk; and the start page says what is late."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from app.walks import deadlines
from app.walks.deadlines import Deadline, due_on, late_before
from app.walks.models import Review

WED = datetime(2026, 11, 25, 9, tzinfo=UTC)


def aged(database, days: int) -> None:
    with database.write() as session:
        for one in session.exec(select(Review)):
            one.at -= timedelta(days=days)


@pytest.mark.parametrize("arrived, days, due", [
    ("2026-11-20", 1, "2026-11-23"), ("2026-11-23", 5, "2026-11-30"), ("2026-11-21", 1, "2026-11-23"),
    ("2026-11-18", 2, "2026-11-20")])
def test_working_days_leave_weekends_out(arrived, days, due):
    assert due_on(date.fromisoformat(arrived), days) == date.fromisoformat(due)


@pytest.mark.parametrize("due, today, words", [
    ("2026-11-20", "2026-11-24", "2 days late"), ("2026-11-20", "2026-11-21", "due Fri 20 Nov"),
    ("2026-11-20", "2026-11-23", "1 day late"), ("2026-11-20", "2026-11-20", "due today"),
    ("2026-11-20", "2026-11-19", "due tomorrow"), ("2026-11-26", "2026-11-20", "due Thu 26 Nov")])
def test_how_late_is_said_in_words(due, today, words):
    assert Deadline(date.fromisoformat(due), date.fromisoformat(today)).words == words


@pytest.mark.parametrize("days", range(1, 12))
def test_the_start_page_and_the_list_call_the_same_walks_late(days):
    for now in (WED + timedelta(days=n) for n in range(7)):
        line = late_before(days, now, zone="UTC")
        assert deadlines.deadline(line - timedelta(seconds=1), days, now, zone="UTC").is_late
        assert not deadlines.deadline(line, days, now, zone="UTC").is_late


def test_the_day_is_that_of_the_organisation():
    told = deadlines.deadline(datetime(2026, 11, 23, 20, tzinfo=UTC), 1, datetime(2026, 11, 25, 8, tzinfo=UTC),
                              zone="Pacific/Auckland")
    assert told.due == date(2026, 11, 25) and told.words == "due today"


def test_the_list_says_what_is_late_and_so_does_the_start_page(database, rolled, as_):
    mo = as_("mo")
    assert "late" not in mo.get("/reviews").text.partition("<main")[2].partition("<details")[0].replace("plate", "")
    aged(database, 30)
    page = mo.get("/reviews").text
    assert "4 walks wait for a review, 4 late" in page and page.count("due--late") == 4 and "days late" in page
    assert "all of them late" in mo.get("/").text


def test_the_rule_is_changed_on_the_desk_and_nonsense_refused(rolled, as_):
    mo = as_("mo")
    assert "due 5 working days" in mo.get("/reviews").text
    assert mo.post("/reviews/deadline", data={"days": "1"}).status_code == 303
    assert "due 1 working day after" in mo.get("/reviews").text
    for typed in ("0", "61", "-1", "two", "9" * 40, "²", ""):
        refused = mo.post("/reviews/deadline", data={"days": typed})
        assert refused.status_code == 422 and "1 to 60" in refused.text, typed


def test_a_walk_is_taken_taken_over_and_given_back(rolled, as_):
    mo, una, part = as_("mo"), as_("una"), {"HX-Request": "true"}
    here = f"/reviews/{rolled[0]}/reviewer"
    assert "You took it" in mo.post(here, data={"mine": "yes"}, headers=part).text
    assert "You took it" in mo.post(here, data={"mine": "yes"}, headers=part).text
    mo.post(f"/reviews/{rolled[1]}/reviewer", data={"mine": "yes"})
    page = mo.get("/reviews").text
    assert page.count("You took it") == 2 and "Take it</button>" in page
    assert "took it" not in mo.post(here, data={"mine": ""}, headers=part).text
    assert mo.post("/reviews/none/reviewer", data={"mine": "yes"}).status_code == 404
    assert "Take it over" in una.get("/reviews").text
    assert "You took it" in una.post(f"/reviews/{rolled[1]}/reviewer", data={"mine": "yes"}, headers=part).text
    assert as_("ada").post(here, data={"mine": "yes"}).status_code == 403
