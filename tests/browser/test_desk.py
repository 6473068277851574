"""Stories of the desk in real Chromium: putting touchpoints in order, resting a persona on a comment."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from app.journeys import commands as journeys
from app.journeys.forms import FigureIn, JourneyIn
from app.journeys.queries import journey_revision
from app.personas import commands as personas
from app.personas.forms import PersonaIn
from app.voice import commands as voice
from tests.browser.fair import unfair
from tests.browser.live import complaints

LAPTOP = {"viewport": {"width": 1280, "height": 900}}
COAT = JourneyIn(name="Return a coat", leave_no_trace=("Cancel the courier",), touchpoints=(
    {"id": "t-web", "name": "Page", "channel": "web", "address": "https://example.com/returns"},
    {"id": "t-store", "name": "Counter", "channel": "store", "par": {"live_ms": 90_000}, "importance": 2},
    {"id": "t-call", "name": "Call", "channel": "phone", "phone": "+44 20 7946 0018"}))
TOM = PersonaIn(name="Tom Reyes, 34", shoes="wellington", pronoun="he", issue="Billed for a coat he sent back.",
                goal="The charge gone.", mood=-1, digital_access="none", closed_channels=("web", "app"),
                rules=("No website",), unknowns=("His order number",), journeys=("j-coat",))


@pytest.fixture
def desk(live_app):
    with live_app.database.write() as session:
        journeys.make_journey(session, COAT, journey_id="j-coat")
        journeys.add_figure(session, "j-coat", "t-call", FigureIn(
            organisation="British Gas", measure="wait_ms", value=1_412_000, source="Which?", dated="2020"))
        personas.make_persona(session, TOM, persona_id="p-tom")
        voice.take_comment(session, voice.CommentIn(words="Billed twice.", source="Letter"))
    return live_app


@contextmanager
def at(desk, chromium, path: str, **options):
    """A page of Mo's; what its console complained of must be nothing, save the answers we ask for."""
    page = desk.signed_in(chromium, "mo", **(options or LAPTOP)).new_page()
    said = complaints(page)
    page.goto(desk.url + path)
    yield page
    assert [words for words in said if "422" not in words] == []


def order(page) -> list[str]:
    return page.locator("[name=tp-name]").evaluate_all("fields => fields.map(field => field.value)")


def saved_order(desk) -> list[str]:
    with desk.database.read() as session:
        return [point["name"] for point in journey_revision(session, "j-coat")["touchpoints"]]


def save(page) -> None:
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.wait_for_url("**/journeys/j-coat?said=*")


EDIT = "/journeys/j-coat/revisions/new"


def test_arrow_keys_on_the_grip_move_a_touchpoint_and_keep_the_focus(desk, chromium):
    with at(desk, chromium, EDIT) as page:
        grip = page.get_by_role("button", name="Move Call: drag, or press arrow up or down")
        grip.focus()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        assert order(page) == ["Call", "Page", "Counter"]
        assert page.evaluate("document.activeElement.closest('[data-row]').dataset.row") == "t-call"
        assert page.locator("[data-said]").text_content() == "Call is now 1 of 3"
        page.keyboard.press("ArrowUp")
        assert order(page) == ["Call", "Page", "Counter"]
        save(page)
    assert saved_order(desk) == ["Call", "Page", "Counter"]


def test_a_touchpoint_is_dragged_to_its_place(desk, chromium):
    with at(desk, chromium, EDIT, viewport={"width": 1280, "height": 1800}) as page:
        grip = page.locator("#row-t-web [data-grip]").bounding_box()
        below = page.locator("#row-t-store").bounding_box()
        page.mouse.move(grip["x"] + 20, grip["y"] + 20)
        page.mouse.down()
        page.mouse.move(grip["x"] + 20, below["y"] + below["height"] - 20, steps=12)
        page.mouse.up()
        assert order(page) == ["Counter", "Page", "Call"]
        assert page.locator(".point--lifted").count() == 0
        save(page)
    assert saved_order(desk) == ["Counter", "Page", "Call"]


def test_dragging_to_the_edge_of_the_window_scrolls_on(desk, chromium):
    with at(desk, chromium, EDIT, viewport={"width": 1280, "height": 700}) as page:
        grip = page.locator("#row-t-web [data-grip]").bounding_box()
        page.mouse.move(grip["x"] + 20, grip["y"] + 20)
        page.mouse.down()
        page.mouse.move(grip["x"] + 20, 690, steps=5)
        expect(page.locator("[data-row]").last).to_have_id("row-t-web")
        page.mouse.up()
        assert order(page) == ["Counter", "Call", "Page"]


def test_buttons_move_a_touchpoint_without_asking_the_server(desk, chromium):
    with at(desk, chromium, EDIT) as page:
        asked = []
        page.on("request", lambda request: asked.append(request.url) if "/static/" not in request.url else None)
        page.get_by_role("button", name="Move Counter down").click()
        assert order(page) == ["Page", "Call", "Counter"] and asked == []


def test_without_scripts_the_buttons_order_and_save(desk, chromium):
    with at(desk, chromium, EDIT, java_script_enabled=False, **LAPTOP) as page:
        page.get_by_label("What the customer wants to do").fill("Return a hat")
        page.get_by_role("button", name="Move Call up").click()
        assert page.get_by_label("What the customer wants to do").input_value() == "Return a hat"
        page.get_by_role("button", name="Add a touchpoint").click()
        page.get_by_label("Name").last.fill("Refund")
        page.get_by_role("button", name="Take out Counter").click()
        save(page)
        assert page.get_by_role("heading", level=1).text_content() == "Return a hat"
    assert saved_order(desk) == ["Page", "Call", "Refund"]


def test_touchpoints_are_added_in_place_one_after_another_with_the_cursor_in_the_new_one(desk, chromium):
    with at(desk, chromium, EDIT) as page:
        page.evaluate("window.here = true")
        for number, name in ((4, "Refund"), (5, "Letter")):
            page.get_by_role("button", name="Add a touchpoint").click()
            page.locator("[data-row]").nth(number - 1).wait_for()
            expect(page.locator("[data-fresh]")).to_be_focused()
            page.keyboard.type(name)
        page.get_by_role("button", name="Move Letter up").or_(
            page.get_by_role("button", name="Move touchpoint 5 up")).click()
        assert page.evaluate("window.here")
        save(page)
    assert saved_order(desk) == ["Page", "Counter", "Call", "Letter", "Refund"]


def test_what_is_usual_follows_the_channel(desk, chromium):
    with at(desk, chromium, EDIT) as page:
        row = page.locator("#row-t-web")
        row.get_by_label("Channel").select_option("phone")
        assert row.get_by_label("Waiting, tied up").get_attribute("placeholder") == "1:00"
        assert row.get_by_label("Steps").get_attribute("placeholder") == "3"


def test_enter_in_a_field_saves_and_moves_nothing(desk, chromium):
    with at(desk, chromium, EDIT) as page:
        page.get_by_label("Name").nth(2).fill("Help line")
        page.keyboard.press("Enter")
        page.wait_for_url("**/journeys/j-coat?said=saved")
    assert saved_order(desk) == ["Page", "Counter", "Help line"]


def test_a_published_figure_is_added_and_removed_in_place(desk, chromium):
    with at(desk, chromium, "/journeys/j-coat") as page:
        page.evaluate("window.here = true")
        box = page.locator("#official-t-store")
        box.get_by_text("Add a published figure").click()
        box.get_by_label("Organisation").fill("Chick-fil-A")
        box.get_by_label("What was measured").fill("The whole visit")
        box.get_by_label("Figure", exact=True).fill("7:16")
        box.get_by_role("button", name="Add this figure").click()
        box.get_by_text("so that anyone can check it").wait_for()
        assert box.get_by_label("Organisation").input_value() == "Chick-fil-A"
        box.get_by_label("Source").fill("QSR drive-thru study")
        box.get_by_label("Date").fill("2023")
        box.get_by_role("button", name="Add this figure").click()
        box.get_by_text("QSR drive-thru study, 2023").wait_for()
        box.get_by_role("button", name="Remove Chick-fil-A").click()
        box.get_by_text("QSR drive-thru study").wait_for(state="detached")
        assert page.evaluate("window.here")


def test_a_persona_stops_being_an_assumption_in_place(desk, chromium):
    with at(desk, chromium, "/personas/p-tom") as page:
        page.evaluate("window.here = true")
        page.get_by_label("In their own words").fill("I was billed anyway.")
        page.get_by_label("Found in").fill("Survey, October")
        page.get_by_role("button", name="Link this comment").click()
        page.get_by_role("heading", name="Rests on 1 customer comment").wait_for()
        assert page.locator(".mark-assumption").count() == 0
        page.get_by_text("Link a comment that is here already").click()
        page.get_by_role("button", name="Link: Billed twice.").click()
        page.get_by_role("heading", name="Rests on 2 customer comments").wait_for()
        page.get_by_role("button", name="Unlink: Billed twice.").click()
        page.get_by_role("heading", name="Rests on 1 customer comment").wait_for()
        assert page.evaluate("window.here")


def test_access_ticks_what_it_closes_until_someone_ticks_by_hand(desk, chromium):
    with at(desk, chromium, "/personas/new") as page:
        def ticked():
            return page.locator("[name=closed_channels]:checked").evaluate_all("all => all.map(one => one.value)")
        page.get_by_label("No internet at all").check()
        assert ticked() == ["web", "app", "chat", "email", "social"]
        page.get_by_label("A computer and a phone").check()
        assert ticked() == []
        page.get_by_label("Store").check()
        page.get_by_label("No internet at all").check()
        assert ticked() == ["store"]


PAGES = ("/journeys", "/journeys/new", "/journeys/new?start=return", "/journeys/j-coat", EDIT,
         "/journeys/j-coat/revisions/1", "/personas", "/personas/new", "/personas/p-tom",
         "/personas/p-tom/revisions/new", "/personas/p-tom/revisions/1")


def test_every_page_can_be_used_by_everyone_and_fits(desk, chromium):
    page = desk.signed_in(chromium, "mo", **LAPTOP).new_page()
    for path in PAGES:
        page.goto(desk.url + path)
        assert unfair(page) == [], path
