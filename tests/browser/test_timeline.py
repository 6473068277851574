"""A manager opens a walk in a real browser: nothing blocked, nothing sideways, keys and taps open what is behind."""

import pytest

from app.demo.walks import maria_by_dana
from app.kit import jobs
from tests.browser.conftest import PHONE
from tests.browser.fair import unfair
from tests.insights.logs import enter_journeys, enter_walk

WIDTHS = (1440, 1280, 1024, 700, 390, 320)


@pytest.fixture
def walk(live_app) -> str:
    """The address of Ada's finished walk on a served app."""
    with live_app.database.write() as session:
        enter_journeys(session)
        walk_id = enter_walk(session, live_app.cast["ada"], maria_by_dana())
    jobs.drain(live_app.database)
    return f"{live_app.url}/walks/{walk_id}"


@pytest.fixture
def desk(live_app, chromium):
    """A page of a signed-in manager; anything the policy blocks fails the test."""
    page = live_app.signed_in(chromium, "mo", viewport={"width": 1280, "height": 900}).new_page()
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert said == []


def test_no_page_of_a_walk_shuts_anybody_out_or_scrolls_sideways(desk, walk, live_app):
    for address in (walk, walk + "?of=wait", walk + "/table", walk + "/photos", walk + "/log",
                    live_app.url + "/walks", live_app.url + "/help"):
        desk.goto(address)
        assert unfair(desk) == [], address
        for width in WIDTHS:
            desk.set_viewport_size({"width": width, "height": 800})
            assert desk.evaluate("document.documentElement.scrollWidth") <= width, (address, width)


def test_the_chart_is_one_tab_stop_and_arrows_walk_in_time(desk, walk):
    desk.goto(walk)
    assert desk.locator(".timeline__plot a[tabindex='0']").count() == 1
    desk.locator(".timeline__plot a[tabindex='0']").focus()
    names = []
    for _ in range(6):
        names.append(desk.evaluate("document.activeElement.getAttribute('aria-label')"))
        desk.keyboard.press("ArrowRight")
    assert names[1].startswith("0:05: Step, Searched") and len(set(names)) == 6
    assert desk.locator(".timeline__status").inner_text() != ""
    desk.keyboard.press("End")
    last = desk.evaluate("document.activeElement.getAttribute('aria-label')")
    desk.keyboard.press("Home")
    first = desk.evaluate("document.activeElement.getAttribute('aria-label')")
    assert "Email" in last and first == names[0]
    row = desk.evaluate("document.activeElement.dataset.row")
    desk.keyboard.press("ArrowDown")
    assert desk.evaluate("document.activeElement.dataset.row") != row
    desk.keyboard.press("Escape")
    assert desk.evaluate("document.activeElement.className") == "timeline__view"


def test_enter_opens_the_sentence_behind_a_pin(desk, walk):
    desk.goto(walk)
    desk.locator("a[aria-label*='Dead end']").focus()
    desk.keyboard.press("Enter")
    desk.locator("#behind-title", has_text="Dead end").wait_for()
    assert "can't be disputed online" in desk.locator("#behind").inner_text()
    assert "?of=" in desk.url


def test_a_click_on_a_wait_opens_it_and_close_takes_it_away(desk, walk):
    desk.goto(walk)
    desk.locator("a.mark--wait[aria-label*='Hold 11:40']").click()
    desk.locator("#behind-title", has_text="11:40").wait_for()
    desk.locator("#behind .behind__close").click()
    desk.locator("#behind-title", has_text="points come from").wait_for()


def test_everything_opens_without_scripts(live_app, chromium, walk):
    page = live_app.signed_in(chromium, "mo", java_script_enabled=False,
                              viewport={"width": 1280, "height": 900}).new_page()
    page.goto(walk)
    page.locator("a[aria-label*='Hold 4:10']").click()
    assert "Hold" in page.locator("#behind-title").inner_text() or "4:10" in page.locator("#behind-title").inner_text()
    page.goto(live_app.url + "/walks")
    page.locator("select[name=state]").select_option("running")
    page.locator("form.filters button").click()
    assert "No walk fits this choice" in page.locator("#walks").inner_text()


def test_on_a_phone_the_timeline_is_a_thread(live_app, chromium, walk):
    page = live_app.signed_in(chromium, "ada", **PHONE).new_page()
    page.goto(walk)
    assert page.locator(".timeline__plot").is_hidden()
    assert page.locator(".tapline__tap").count() > 30
    assert page.locator(".tapline__bar").count() == 4
    page.locator(".tapline a", has_text="Transfer").or_(
        page.locator(".tapline a", has_text="To Billing Disputes")).first.click()
    page.locator("#behind-title", has_text="Transfer").wait_for()


def test_a_filter_answers_as_soon_as_it_is_chosen(desk, walk, live_app):
    desk.goto(live_app.url + "/walks")
    desk.locator("select[name=mode]").select_option("see")
    desk.wait_for_url("**mode=see**")
    assert "No walk fits this choice" in desk.locator("#walks").inner_text()


def test_it_prints_on_paper(desk, walk):
    desk.emulate_media(media="print", color_scheme="dark")
    desk.goto(walk)
    assert desk.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()") == "#FFFFFF"
    assert desk.locator(".segments").first.is_hidden() and desk.locator(".timeline__plot").is_visible()
