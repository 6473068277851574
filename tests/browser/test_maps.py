"""The desk's maps in a real browser: usable by everyone, fitting, and the menu tree walked by keys."""

import pytest
from playwright.sync_api import expect

from tests.browser.fair import unfair
from tests.browser.live import complaints
from tests.insights.logs import CALL, JOURNEY

HERE = f"/insights/journeys/{JOURNEY}"
PLACE = f"{HERE}/touchpoints/{CALL}"
PAGES = ("/insights/heat", f"/insights/heat?show=waiting&journey={JOURNEY}", PLACE, f"{PLACE}/ways",
         f"{HERE}/course?at={CALL}&what=walked", "/insights/snags?kind=dead_end")


@pytest.fixture
def page(walked_app, chromium):
    """A manager's page over four walks; whatever the policy blocks fails the test."""
    page = walked_app.signed_in(chromium, "mo", viewport={"width": 1280, "height": 900}).new_page()
    said = complaints(page)
    yield page
    assert said == []


def test_maps_shut_nobody_out_and_the_menu_is_walked_by_keys(page, live_app):
    for path in PAGES:
        page.goto(live_app.url + path)
        if path == PLACE:
            page.locator("desk-tree").wait_for()
        assert unfair(page) == [], path
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(live_app.url + PLACE)
    items = page.get_by_role("treeitem")
    expect(items.first).to_have_attribute("tabindex", "0")
    assert page.locator("[role=treeitem][tabindex='0']").count() == 1
    assert page.locator(".tree__link:not([tabindex='-1'])").count() == 0
    items.first.focus()
    page.keyboard.press("ArrowRight")
    expect(items.nth(1)).to_be_focused()
    page.keyboard.press("Home")
    expect(items.first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(items.first).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("End")
    expect(items.first).to_be_focused()
    page.get_by_label("The way drawn thick").select_option(index=1)
    page.get_by_role("button", name="Draw it").click()
    expect(page.get_by_label("The way drawn thick")).to_have_value(page.locator("select[name=way] option").nth(1)
                                                                   .get_attribute("value"))
    items.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/walks/*#behind")
