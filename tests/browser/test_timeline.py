"""A manager opens a walk in a real browser: nothing blocked, nothing sideways, keys and taps open what is behind."""

import base64
import re

import pytest
from sqlmodel import select

from app.demo.walks import maria_by_dana, maria_by_priti
from app.kit import jobs
from app.walks.models import Photo
from tests.browser.conftest import PHONE
from tests.browser.fair import breaches, unfair
from tests.browser.live import complaints, served
from tests.insights.logs import enter_journeys, enter_walk

PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAA"
                         "AABJRU5ErkJggg==")
WIDTHS = (1280, 1440, 1024, 700, 390, 320)


@pytest.fixture(scope="module")
def house(tmp_path_factory, sqlite_template):
    """A served app with Ada's finished walk and one of Mo's; these stories only read."""
    with served(tmp_path_factory.mktemp("timeline"), sqlite_template) as running:
        with running.database.write() as session:
            enter_journeys(session)
            running.walk = enter_walk(session, running.cast["ada"], maria_by_dana())
            enter_walk(session, running.cast["mo"], maria_by_priti())
        jobs.drain(running.database)
        yield running


@pytest.fixture
def walk(house) -> str:
    """The address of Ada's walk."""
    return f"{house.url}/walks/{house.walk}"


@pytest.fixture
def desk(house, chromium):
    """A page of a signed-in manager; anything the policy blocks fails the test."""
    context = house.signed_in(chromium, "mo", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    said = complaints(page)
    yield page
    context.close()
    assert said == []


def beside(walk: str) -> str:
    return f"{walk}/beside/{maria_by_priti().walk}"


def test_no_page_of_a_walk_shuts_anybody_out_or_scrolls_sideways(desk, walk, house):
    for address in (walk, walk + "?of=wait", walk + "?to=0", walk + "/table", walk + "/photos", walk + "/log",
                    walk + "/beside", beside(walk), house.url + "/walks", house.url + "/help"):
        desk.goto(address)
        assert unfair(desk, WIDTHS, phone=address == walk) == [], address


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
    assert desk.locator(".timeline__labels a[tabindex='0']").count() == 1
    desk.locator(".timeline__labels a").first.focus()
    desk.keyboard.press("ArrowDown")
    assert "Call centre" in desk.locator(".timeline__status").inner_text()
    desk.keyboard.press("ArrowRight")
    assert desk.evaluate("document.activeElement.dataset.row") == "1"


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


def test_a_picked_wait_is_asked_what_if_by_keys_buttons_and_boxes(desk, walk):
    desk.goto(walk)
    desk.locator("#walk-review h2").first.wait_for()  # whatever loads by itself has loaded
    desk.locator("a.mark--wait[aria-label*='Hold 4:10']").focus()
    desk.keyboard.press("Enter")
    desk.locator("#what-if-title", has_text="4:10 hold were shorter").wait_for()
    slider = desk.locator("#what-if-to")
    slider.focus()
    for key, length in (("ArrowLeft", "4:05"), ("PageDown", "3:05"), ("ArrowRight", "3:10"), ("PageUp", "4:10"),
                        ("ArrowDown", "4:05")):
        desk.keyboard.press(key)
        desk.locator(f"#what-if-to[aria-valuetext='{length} instead of 4:10']").wait_for()
    desk.keyboard.press("Home")
    desk.locator("#what-if-title", has_text="4:10 hold were gone").wait_for()
    desk.locator(".tl-if-words", has_text="instead").wait_for()
    assert desk.evaluate("document.activeElement.id") == "what-if-to" and "to=0" in desk.url
    desk.locator("button", has_text="Cut to should-be").click()
    desk.locator("#what-if-title", has_text="took 2:00").wait_for()
    assert slider.input_value() == "120"
    desk.locator(".what-if__box input").first.check()
    desk.locator("#what-if-title", has_text="And 1 more change").wait_for()
    assert "/improvements/new?walk=" in desk.locator(".what-if .patch").get_attribute("href")
    desk.go_back()
    desk.locator("#what-if-title", has_text=re.compile(r"took 2:00\?\s*$")).wait_for()  # and no longer one more change
    desk.reload()
    desk.locator("#what-if-title", has_text="took 2:00?").wait_for()
    desk.locator("button", has_text="Put it back").click()
    desk.locator(".what-if__told", has_text="As walked").wait_for()
    assert not desk.locator(".tl-if-words").is_visible()


@pytest.fixture
def ready(house):
    """The photos are ready, while one story runs."""
    def set_all(state: str) -> None:
        with house.database.write() as session:
            for photo in session.scalars(select(Photo)):
                photo.state = state

    with house.database.read() as session:
        (before,) = set(session.scalars(select(Photo.state)))
    set_all("ready")
    yield
    set_all(before)


def test_a_photo_opens_large_turns_by_keys_and_gives_the_focus_back(desk, walk, ready):
    desk.route("**/photos/*/*.jpg", lambda route: route.fulfill(content_type="image/png", body=PIXEL))
    desk.goto(walk + "/photos")
    second = desk.locator("a.shot").nth(1)
    second.focus()
    desk.keyboard.press("Enter")
    desk.locator("dialog[open] .viewer__n", has_text="Photo 2 of 4").wait_for()
    assert breaches(desk) == []
    for press, said in (("ArrowRight", "Photo 3 of 4"), ("Home", "Photo 1 of 4"), ("ArrowLeft", "Photo 1 of 4"),
                        ("End", "Photo 4 of 4")):
        desk.keyboard.press(press)
        assert desk.locator(".viewer__n").inner_text() == said
    desk.locator("button", has_text="Previous").click()
    assert "12 people ahead" in desk.locator(".viewer figcaption").inner_text()
    assert "Store, " in desk.locator(".viewer__says").inner_text()
    desk.keyboard.press("Escape")
    assert desk.evaluate("document.activeElement.dataset.photo") == second.get_attribute("data-photo")


def test_everything_opens_without_scripts(house, chromium, walk):
    page = house.signed_in(chromium, "mo", java_script_enabled=False,
                              viewport={"width": 1280, "height": 900}).new_page()
    page.goto(walk)
    page.locator("a[aria-label*='Hold 4:10']").click()
    assert "Hold" in page.locator("#behind-title").inner_text() or "4:10" in page.locator("#behind-title").inner_text()
    page.locator("button", has_text="Cut to should-be").click()
    assert "took 2:00" in page.locator("#what-if-title").inner_text()
    page.locator(".what-if__box input").first.check()
    page.locator("button", has_text="Remove it").click()
    assert "were gone? And 1 more change" in page.locator("#what-if-title").inner_text()
    page.goto(house.url + "/walks")
    page.locator("select[name=state]").select_option("running")
    page.locator("form.filters button").click()
    assert "No walk fits this choice" in page.locator("#walks").inner_text()


def test_on_a_phone_the_timeline_is_a_thread(house, chromium, walk):
    page = house.signed_in(chromium, "ada", **PHONE).new_page()
    page.goto(walk)
    assert page.locator(".timeline__plot").is_hidden()
    assert page.locator(".tapline__tap").count() > 30
    assert page.locator(".tapline__bar").count() == 4
    page.locator(".tapline a", has_text="Transfer").or_(
        page.locator(".tapline a", has_text="To Billing Disputes")).first.click()
    page.locator("#behind-title", has_text="Transfer").wait_for()


def test_a_filter_answers_as_soon_as_it_is_chosen(desk, walk, house):
    desk.goto(house.url + "/walks")
    desk.locator("select[name=mode]").select_option("see")
    desk.wait_for_url("**mode=see**")
    assert "No walk fits this choice" in desk.locator("#walks").inner_text()


def test_it_prints_on_paper(desk, walk):
    desk.emulate_media(media="print", color_scheme="dark")
    desk.goto(walk)
    assert desk.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()") == "#FFFFFF"
    assert desk.locator(".segments").first.is_hidden() and desk.locator(".timeline__plot").is_visible()
