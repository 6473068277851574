"""The first page and a journey's page in real Chromium: for everybody, by keys, by touch, and through a filter."""

from datetime import date

import pytest
from playwright.sync_api import expect

from app.demo.script import demo_id
from app.improvements import commands as improvements
from app.improvements.forms import ImprovementIn
from app.kit import jobs
from tests.browser.fair import unfair
from tests.browser.live import complaints, served
from tests.insights.logs import JOURNEY, enter_walks

HERE = f"/insights/journeys/{JOURNEY}"
MARIA = demo_id("persona", "maria")


@pytest.fixture(scope="module")
def house(tmp_path_factory, sqlite_template):
    """A served app with four walks and a fix; these stories only read."""
    with served(tmp_path_factory.mktemp("start"), sqlite_template) as running:
        with running.database.write() as session:
            enter_walks(session, running.cast)
            fix = improvements.make_improvement(session, ImprovementIn(
                title="Shorter menu", kind="change", journey_id=JOURNEY))
            improvements.turn(session, fix, "done", "", None, date(2026, 11, 22), date(2026, 11, 8))
        jobs.drain(running.database)
        yield running


@pytest.fixture
def desk(house, chromium):
    """A page of Mo's over them."""
    context = house.signed_in(chromium, "mo", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    said = complaints(page)
    page.goto(house.url + HERE)
    yield page
    context.close()
    assert said == []


def test_no_page_shuts_anybody_out_or_scrolls_sideways(desk, house):
    for path in (HERE, f"{HERE}?as=tables", "/"):
        desk.goto(house.url + path)
        assert unfair(desk, phone=path == HERE) == [], path


def test_a_chart_is_one_tab_stop_arrows_walk_and_enter_opens(desk):
    chart = desk.locator("#chart-walks")
    assert chart.locator(".dot[tabindex='0']").count() == 1
    chart.locator(".dot").first.focus()
    desk.keyboard.press("Home")
    easiest = desk.evaluate("document.activeElement.dataset.x")
    said = chart.locator(".dots__status")
    expect(said).to_contain_text("Priti" if "Priti" in said.text_content() else ",")
    desk.keyboard.press("ArrowRight")
    assert float(desk.evaluate("document.activeElement.dataset.x")) > float(easiest)
    desk.keyboard.press("ArrowDown")
    assert desk.evaluate("document.activeElement.dataset.row") == "1"
    address = desk.evaluate("document.activeElement.getAttribute('href')")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**{address}")


def test_a_filter_swaps_the_page_stays_in_the_address_and_back_undoes_it(desk):
    desk.evaluate("window.here = true")
    desk.get_by_label("In whose shoes").select_option(MARIA)
    desk.wait_for_url(f"**{HERE}?persona={MARIA}")
    expect(desk.locator("#chart-stops .stops__one").first).to_be_visible()
    expect(desk.locator("#chart-walks")).to_contain_text("All 2 walks")
    assert desk.evaluate("window.here") and desk.locator("#chart-walks .dot[tabindex='0']").count() == 1
    desk.locator(".strips__pick[aria-current]").click()
    desk.wait_for_url(f"**{HERE}")
    expect(desk.locator("#chart-walks")).to_contain_text("All 4 walks")
    desk.go_back()
    expect(desk.locator("#chart-walks")).to_contain_text("All 2 walks")


def test_a_finger_asks_first_and_without_scripts_everything_is_a_link(desk, house, chromium):
    phone = house.signed_in(chromium, "mo", viewport={"width": 390, "height": 844}, has_touch=True,
                               is_mobile=True).new_page()
    phone.goto(house.url + HERE)
    phone.locator("#chart-walks .dot__mark--big").first.tap()
    expect(phone.locator("#chart-walks .dots__status")).to_contain_text("Open the walk")
    phone.locator("#chart-walks .dots__status a").tap()
    phone.wait_for_url("**/walks/*")
    plain = house.signed_in(chromium, "mo", java_script_enabled=False).new_page()
    plain.goto(house.url + HERE)
    plain.get_by_label("In whose shoes").select_option(MARIA)
    plain.get_by_role("button", name="Show").click()
    expect(plain.locator("#chart-walks")).to_contain_text("All 2 walks")
