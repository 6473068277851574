"""Journeys as a manager makes and changes them, without any script; and who may not."""

import re

import pytest
from sqlmodel import select

from app.journeys import commands
from app.journeys.forms import JourneyIn
from app.journeys.models import JourneyRevision, Touchpoint
from app.journeys.queries import journey_revision
from app.journeys.starters import STARTERS
from app.kit.errors import Refusal
from tests.forms import Form
from tests.world import on_sqlite

COAT = JourneyIn(name="Return a coat", touchpoints=(
    {"id": "t-web", "name": "Returns page", "channel": "web"},
    {"id": "t-store", "name": "Counter", "channel": "store", "par": {"live_ms": 90_000}},
    {"id": "t-call", "name": "Call centre", "channel": "phone"}))


@pytest.fixture
def coat(database, cast) -> str:
    with database.write() as session:
        return commands.make_journey(session, COAT, "u-mo", journey_id="j-coat")


@pytest.fixture
def mo(as_):
    return as_("mo")


def today(database, revision=None) -> dict:
    with database.read() as session:
        return journey_revision(session, "j-coat", revision)


def names(journey: dict) -> list[str]:
    return [point["name"] for point in journey["touchpoints"]]


def edit_form(client) -> Form:
    return Form(client.get("/journeys/j-coat/revisions/new").text, "journey-form")


def test_an_empty_house_invites_to_make_the_first_journey(mo):
    assert "Make the first journey" in mo.get("/journeys").text


@on_sqlite
@pytest.mark.parametrize("start", sorted(STARTERS))
def test_every_starter_can_be_saved_as_it_is(mo, start):
    form = Form(mo.get(f"/journeys/new?start={start}").text, "journey-form")
    made = mo.post("/journeys", data=form.sent())
    assert made.status_code == 303
    page = mo.get(made.headers["location"]).text
    assert all(name in page for name in form["tp-name"] if "'" not in name)


def test_a_blank_journey_is_made_with_everything_that_can_be_said_of_a_touchpoint(mo, database):
    form = Form(mo.get("/journeys/new?start=blank").text, "journey-form")
    typed = {"name": "Move house", "leave_no_trace": "Cancel the move\n\n Ring the store ", "tp-name": "Call centre",
             "tp-channel": "phone", "tp-phase": "Use", "tp-department": "Care", "tp-phone": "+44 20 7946 0018",
             "tp-importance": "3", "tp-steps": "4", "tp-live": "2:30", "tp-away": "24 h"}
    for name, value in typed.items():
        form.set(name, value)
    made = mo.post("/journeys", data=form.tick("is_serious", "on").sent())
    journey_id = re.search(r"/journeys/([^?]+)", made.headers["location"])[1]
    with database.read() as session:
        journey = journey_revision(session, journey_id)
    (point,) = journey["touchpoints"]
    assert journey["is_serious"] and journey["leave_no_trace"] == ["Cancel the move", "Ring the store"]
    assert point["par"] == {"steps": 4, "live_ms": 150_000, "away_ms": 86_400_000}
    assert (point["phone"], point["department"], point["phase"], point["importance"]) == (
        "+44 20 7946 0018", "Care", "Use", 3)


@on_sqlite
def test_a_change_is_a_new_revision_and_the_old_one_stays(mo, coat, database):
    form = edit_form(mo).set("tp-name", "Till", 1).set("tp-steps", "5", 1)
    assert mo.post("/journeys/j-coat/revisions", data=form.sent()).status_code == 303
    assert today(database)["revision"] == 2 and names(today(database)) == ["Returns page", "Till", "Call centre"]
    assert names(today(database, 1)) == ["Returns page", "Counter", "Call centre"]
    assert [point["id"] for point in today(database)["touchpoints"]] == ["t-web", "t-store", "t-call"]
    page = mo.get("/journeys/j-coat").text
    assert "Till: name “Till”, was “Counter”" in page and "should be 5 steps, was what is usual" in page
    assert "Counter" in mo.get("/journeys/j-coat/revisions/1").text


def test_saving_without_a_change_makes_no_revision(mo, coat, database):
    saved = mo.post("/journeys/j-coat/revisions", data=edit_form(mo).sent())
    assert saved.headers["location"].endswith("said=unchanged")
    assert today(database)["revision"] == 1
    assert "Nothing was changed" in mo.get(saved.headers["location"]).text


def test_a_revision_of_thousands_of_digits_is_one_nobody_has(mo, coat, database):
    sent = edit_form(mo).set("revision", "9" * 5000).sent()
    assert mo.post("/journeys/j-coat/revisions", data=sent).status_code == 409
    assert today(database)["revision"] == 1


def test_a_stale_save_is_refused_and_every_typed_word_stays(mo, as_, coat, database):
    mine, theirs = edit_form(mo).set("tp-name", "My own words"), edit_form(as_("una")).set("name", "Return a hat")
    as_("una").post("/journeys/j-coat/revisions", data=theirs.sent())
    refused = mo.post("/journeys/j-coat/revisions", data=mine.sent())
    assert refused.status_code == 409 and today(database)["revision"] == 2
    assert "Una saved this journey while you were typing" in refused.text
    kept = Form(refused.text, "journey-form")
    assert kept["tp-name"][0] == "My own words" and kept["revision"] == ["2"]
    assert mo.post("/journeys/j-coat/revisions", data=kept.sent()).status_code == 303
    assert names(today(database))[0] == "My own words" and today(database)["revision"] == 3


def test_of_two_saves_on_one_revision_only_one_wins(coat, database):
    def renamed(name):
        return COAT.model_copy(update={"name": name})
    with database.write() as session:
        assert commands.revise_journey(session, "j-coat", 1, renamed("A"), "u-mo") == 2
    with pytest.raises(Refusal) as no, database.write() as session:
        commands.revise_journey(session, "j-coat", 1, renamed("B"), "u-una")
    assert no.value.code == "stale" and today(database)["name"] == "A"


@pytest.mark.parametrize(("button", "order"), [
    ("up-t-call", ["Returns page", "Call centre", "Counter"]),
    ("down-t-web", ["Counter", "Returns page", "Call centre"]),
    ("up-t-web", ["Returns page", "Counter", "Call centre"]),
    ("remove-t-store", ["Returns page", "Call centre"]),
    ("add", ["Returns page", "Counter", "Call centre", ""]),
])
def test_rows_are_put_in_order_by_buttons_and_nothing_is_stored_before_save(mo, coat, database, button, order):
    page = mo.post("/journeys/j-coat/draft", data=edit_form(mo).set("name", "Half typed").sent(do=button))
    form = Form(page.text, "journey-form")
    assert form["tp-name"] == order and form["name"] == ["Half typed"]
    assert names(today(database)) == ["Returns page", "Counter", "Call centre"]


@on_sqlite
def test_htmx_gets_the_form_alone(mo, coat):
    part = mo.post("/journeys/j-coat/draft", data=edit_form(mo).sent(do="add"), headers={"hx-request": "true"})
    assert part.text.lstrip().startswith("<form") and "<html" not in part.text


@on_sqlite
def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(mo, coat, database):
    form = edit_form(mo).set("tp-live", "soon", 1).set("tp-steps", "0", 0).set("tp-address", "javascript:alert(1)", 0)
    refused = mo.post("/journeys/j-coat/revisions", data=form.sent())
    assert refused.status_code == 422 and today(database)["revision"] == 1
    assert Form(refused.text, "journey-form")["tp-live"][1] == "soon"
    assert "Not saved yet: 3 things" in refused.text and "such as 2:30" in refused.text
    assert "whole number from 1 to 999" in refused.text and "Write a web address" in refused.text


def test_a_journey_needs_a_name_and_a_touchpoint(mo):
    refused = mo.post("/journeys", data={"name": " "})
    assert refused.status_code == 422
    assert "Give the journey a name" in refused.text and "Add at least one touchpoint" in refused.text


def test_a_browser_cannot_borrow_another_journeys_touchpoint(mo, coat, database):
    form = Form(mo.get("/journeys/new?start=blank").text, "journey-form")
    form.set("tp-id", "t-web").set("name", "Other").set("tp-name", "Page")
    mo.post("/journeys", data=form.sent())
    with database.read() as session:
        own = session.exec(select(Touchpoint).where(Touchpoint.journey_id != "j-coat")).one()
    assert own.id != "t-web"


def test_what_is_usual_is_shown_as_usual_and_what_is_set_is_not(mo, coat):
    page = mo.get("/journeys/j-coat").text
    store = page.split('id="touchpoint-t-store"')[1].split("</li>")[0]
    assert re.search(r"<dd>4 steps <span[^>]*>usual for a store", store)
    assert re.search(r"<dd>1:30</dd>", store)


@on_sqlite
def test_a_journey_put_away_says_so_and_comes_out_again(mo, coat, database):
    mo.post("/journeys/j-coat/archive", data={"archived": "yes"})
    assert today(database)["archived"] and "put away" in mo.get("/journeys/j-coat").text
    mo.post("/journeys/j-coat/archive", data={"archived": "no"})
    assert not today(database)["archived"]


FIGURE = {"touchpoint": "t-call", "organisation": "British Gas", "measure": "Wait before someone answered",
          "value": "23:32", "source": "Which?", "dated": "2020"}


def test_a_published_figure_stands_with_organisation_source_and_date(mo, coat, database):
    assert mo.post("/journeys/j-coat/figures", data=FIGURE).status_code == 303
    (figure,) = today(database)["touchpoints"][2]["official"]
    assert (figure["measure"], figure["value"]) == ("wait_ms", 1_412_000)
    page = mo.get("/journeys/j-coat").text
    assert "British Gas" in page and "23:32" in page and "Which?, 2020" in page
    gone = mo.post(f"/journeys/j-coat/figures/{figure['id']}/removal", data={"touchpoint": "t-call"})
    assert gone.status_code == 303 and today(database)["touchpoints"][2]["official"] == []


def test_a_figure_without_a_source_is_refused_and_kept_on_the_page(mo, coat, database):
    refused = mo.post("/journeys/j-coat/figures", data={**FIGURE, "source": "", "value": "long"})
    assert refused.status_code == 422 and "so that anyone can check it" in refused.text
    assert "a time as minutes and seconds" in refused.text and 'value="British Gas"' in refused.text
    assert today(database)["touchpoints"][2]["official"] == []


def test_htmx_gets_the_figures_of_that_touchpoint_alone(mo, coat):
    part = mo.post("/journeys/j-coat/figures", data=FIGURE, headers={"hx-request": "true"})
    assert part.text.lstrip().startswith('<div class="official" id="official-t-call"')


def test_a_figure_for_a_touchpoint_that_is_gone_is_refused_in_words(mo, coat):
    refused = mo.post("/journeys/j-coat/figures", data={**FIGURE, "touchpoint": "t-gone"})
    assert refused.status_code == 409 and "no longer in this journey" in refused.text


@on_sqlite
@pytest.mark.parametrize("path", ["/journeys", "/journeys/new", "/journeys/j-coat", "/journeys/j-coat/revisions/new",
                                  "/journeys/j-coat/revisions/1"])
def test_walkers_have_no_desk(as_, coat, path):
    assert as_("ada").get(path).status_code == 403


@on_sqlite
@pytest.mark.parametrize("path", ["", "/draft", "/j-coat/draft", "/j-coat/revisions", "/j-coat/archive",
                                  "/j-coat/figures", "/j-coat/figures/f/removal"])
def test_walkers_change_nothing(as_, coat, path):
    answer = as_("zoe").post(f"/journeys{path}", data={**FIGURE, "archived": "yes"})
    assert answer.status_code == 403


def test_a_journey_that_is_not_there_is_404_everywhere(mo):
    for path in ("", "/revisions/new", "/revisions/1"):
        assert mo.get(f"/journeys/j-none{path}").status_code == 404
    assert mo.post("/journeys/j-none/revisions", data={"name": "x"}).status_code == 404


def test_a_revision_that_is_not_there_is_404(mo, coat):
    for revision in (0, 9, 99_999_999_999):
        assert mo.get(f"/journeys/j-coat/revisions/{revision}").status_code == 404


def test_clearing_the_demo_leaves_other_journeys_and_archives_walked_ones(coat, database):
    with database.write() as session:
        for demo in ("j-demo", "j-walked"):
            commands.make_journey(session, COAT, journey_id=demo, is_demo=True)
    with database.write() as session:
        commands.clear_demo(session, keep={"j-walked"})
        left = set(session.exec(select(JourneyRevision.journey_id)))
        assert left == {"j-coat", "j-walked"}
        assert journey_revision(session, "j-walked")["archived"]
