"""The sheet of a touchpoint: answers kept with who and when; two people at once lose nothing."""

import pytest
from sqlmodel import select

from app.improvements.models import SheetAnswer
from tests.forms import Form
from tests.insights.conftest import entered, rolled  # noqa: F401 - four walks of the journey
from tests.insights.logs import CALL, JOURNEY, enter_journeys
from tests.world import on_sqlite

HERE = f"/touchpoints/{JOURNEY}/{CALL}/sheet"


@pytest.fixture
def sheet(database, cast):
    with database.write() as session:
        enter_journeys(session)
    return HERE


def test_answers_are_kept_with_who_and_when_and_summed_up(as_, sheet, database):
    mo = as_("mo")
    assert "Nobody has said yet" in mo.get(f"{sheet}/summary", headers={"hx-request": "true"}).text
    form = Form(mo.get(sheet).text, "sheet-form")
    mo.post(sheet, data=form.set("meet", "On the bill").set("sense", "Credits were given twice").sent())
    page = mo.get(sheet).text
    assert "2 of 11 answered" in page and "Mo, " in page
    mo.post(sheet, data=Form(page, "sheet-form").sent())
    part = mo.get(f"{sheet}/summary", headers={"hx-request": "true"}).text
    assert "Credits were given twice" in part and "Why does it make sense to us?" in part and "<html" not in part
    with database.read() as session:
        assert len(session.exec(select(SheetAnswer)).all()) == 2  # saving without a change adds nothing


def test_two_people_answer_one_question_and_both_texts_are_kept(as_, sheet, database):
    mo, una = as_("mo"), as_("una")
    first, second = (Form(one.get(sheet).text, "sheet-form") for one in (mo, una))
    assert mo.post(sheet, data=first.set("ours", "Mo: the menu").sent()).status_code == 303
    refused = una.post(sheet, data=second.set("ours", "Una: the limit").set("roles", "Una: no").sent())
    assert refused.status_code == 409 and "Mo answered this while you were typing" in refused.text
    assert "Mo: the menu" in refused.text and "Una: the limit" in refused.text and "Una: no" in refused.text
    assert una.post(sheet, data=Form(refused.text, "sheet-form").sent()).status_code == 303
    with database.read() as session:
        said = {(row.question, row.number): row.words for row in session.exec(select(SheetAnswer))}
    assert said == {("ours", 1): "Mo: the menu", ("ours", 2): "Una: the limit", ("roles", 1): "Una: no"}


def test_answers_to_different_questions_never_meet(as_, sheet):
    mo, una = as_("mo"), as_("una")
    first, second = (Form(one.get(sheet).text, "sheet-form") for one in (mo, una))
    assert mo.post(sheet, data=first.set("ours", "the menu").sent()).status_code == 303
    assert una.post(sheet, data=second.set("roles", "no").sent()).status_code == 303
    assert "2 of 11 answered" in mo.get(sheet).text


@on_sqlite
def test_too_long_an_answer_is_refused_and_kept(as_, sheet):
    mo = as_("mo")
    reply = mo.post(sheet, data=Form(mo.get(sheet).text, "sheet-form").set("meet", "x" * 3001).sent())
    assert reply.status_code == 422 and "too long" in reply.text and "x" * 3001 in reply.text


@on_sqlite
def test_an_unknown_place_is_not_there(as_, sheet):
    mo = as_("mo")
    assert mo.get(f"/touchpoints/{JOURNEY}/nowhere/sheet").status_code == 404
    assert mo.get(f"/insights/measured?journey={JOURNEY}&touchpoint=nowhere").status_code == 404


@on_sqlite
def test_the_measurable_answers_come_from_walks_with_n(as_, sheet):
    mo = as_("mo")
    assert "Not walked yet" in mo.get(f"/insights/measured?journey={JOURNEY}&touchpoint={CALL}").text


def test_what_walks_measured_names_how_many(as_, rolled):  # noqa: F811
    part = as_("mo").get(f"/insights/measured?journey={JOURNEY}&touchpoint={CALL}", headers={"hx-request": "true"}).text
    assert "4 walks by 4 people" in part and "4 of 4 walks of this journey came here" in part
    assert "to 2 employees" in part and "to 24 minutes" in part and "In 1 walk a wait was cut short" in part
    assert "Repeat info: 3 times in 2 walks" in part
