"""Guess, walk and customers on one felt axis: who is shown, what may be said, and when a hat is on backwards."""

import pytest

from app.accounts.access import Actor
from app.insights.figures import added
from app.insights.gap_page import GROUP, Row, Side, gaps_of
from app.insights.lens import Lens
from app.scoring.gaps import gap_between
from app.voice.commands import take_ratings
from tests.insights.logs import CALL, JOURNEY
from tests.world import on_sqlite

MO = Actor("u-mo", "Mo", "manager")


def row(walked: dict, customers: dict) -> Row:
    sides = Side(walked), Side(customers)
    gap = gap_between(*(side.cell for side in sides))
    return Row("Call centre", None, "/", Side({}, False), *sides, gap, added([]), [])


def asked(database, answers: dict) -> None:
    with database.write() as session:
        take_ratings(session, {"journey_id": JOURNEY, "touchpoint": CALL, "source": "Survey", "scale": "ces2"}, answers)


def page(database, **lens):
    with database.read() as session:
        return gaps_of(session, MO, Lens(**lens))


def test_opposite_sides_of_the_middle_put_the_hat_on_backwards():
    told = row({1.0: 8, 2.0: 4}, {6.0: 20, 7.0: 20})
    assert told.cap == ("backwards", "The hat is on backwards") and "harder than our walkers" in told.says
    assert row({6.0: 12}, {2.0: 30}).says.startswith("Customers found it 4.0 easier")


def test_agreement_is_only_called_so_when_there_is_evidence():
    many, few = {3.0: 6, 4.0: 6, 5.0: 6}, {3.0: 1, 4.0: 1, 5.0: 1}
    assert row(many, many).cap == ("straight", "On straight")
    assert row(few, many).cap is None and "No clear difference" in row(few, many).says
    assert row({4.0: 2}, many).says == "Too few on one side to say."


@on_sqlite
def test_customers_are_shown_from_five_answers_on(database, rolled):
    asked(database, {2: GROUP - 1})
    assert page(database).said.mean is None
    asked(database, {2: 1})
    told = page(database)
    assert told.said.mean == 6 and told.said.easy == 0
    (journey,) = [one for one in told.journeys if one.whole.customers.n]
    call = next(one for one in journey.rows if one.customers.n)
    assert call.customers.n == GROUP and call.walked.n == 4


def test_a_filter_narrows_the_walks_and_never_the_customers(database, rolled):
    asked(database, {2: 6})
    assert page(database, until="1999-01-01").walked.n == 0
    assert page(database, until="1999-01-01").said.n == 6


@on_sqlite
def test_the_page_is_told_in_words_and_as_a_table(database, rolled, as_):
    assert "Nothing to hold side by side yet" not in as_("mo").get("/insights/gaps").text
    asked(database, {1: 5})
    text = as_("mo").get("/insights/gaps").text
    assert "Who calls it easy?" in text and "felt 7.0, 5" in text and "internal walkthrough" in text.lower()
    assert as_("ada").get("/insights/gaps").status_code == 403


def test_nobody_walked_and_nobody_asked_is_said(as_):
    assert "Nothing to hold side by side yet" in as_("mo").get("/insights/gaps").text


@pytest.mark.parametrize("n", [1, 50_000])
def test_fifty_thousand_answers_weigh_as_they_should(n):
    cell = Side({2.0: n, 6.0: n}).cell
    assert cell["n"] == 2 * n and abs(cell["sum"] / cell["n"] - 50_000) < 1e-6


@on_sqlite
def test_the_table_leaves_with_the_numbers_of_the_page(database, rolled, as_):
    asked(database, {1: 5})
    rows = as_("mo").get("/exports/gaps.json").json()["rows"]
    assert [row["customers"] for row in rows if row["answers"]] == [7, 7]
