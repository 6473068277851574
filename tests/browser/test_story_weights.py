"""An admin plans walks, turns a weight, looks, saves and shakes all weights, with the keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.fair import unfair
from tests.browser.live import complaints
from tests.insights.logs import JOURNEY

FOCUS = """() => { const { activeElement: at } = document;
  return [at.id, at.name ?? "", (at.labels?.[0] ?? at).textContent.trim().replace(/\\s+/g, " ")].join("|"); }"""


@pytest.fixture
def una(walked_app, chromium):
    """A page of the admin's on an office with four walks; what its console complained of must be nothing."""
    page = walked_app.signed_in(chromium, "una", viewport={"width": 1280, "height": 900}).new_page()
    said = complaints(page)
    yield page
    assert said == []


def tab_to(page, words: str) -> None:
    """Press Tab until the focus stands on what is called so, and is seen to stand there."""
    for _ in range(90):
        page.keyboard.press("Tab")
        if words in page.evaluate(FOCUS):
            assert page.evaluate("document.activeElement.matches(':focus-visible')")
            return
    raise AssertionError(f"no Tab leads to {words}")


def test_an_admin_plans_weighs_and_shakes_with_the_keyboard(una, live_app):
    una.goto(f"{live_app.url}/insights/planner?journey={JOURNEY}")
    expect(una.get_by_role("heading", name="How many walks?")).to_be_visible()
    assert una.locator("[aria-label='Walks needed'] tbody tr").count() == 3
    tab_to(una, "touchpoint")
    una.keyboard.press("ArrowDown")  # the page answers as soon as something is chosen
    una.wait_for_url("**touchpoint=*")
    assert unfair(una) == []

    una.goto(f"{live_app.url}/insights/weights")
    una.set_viewport_size({"width": 1280, "height": 900})
    tab_to(una, "weights.steps")
    una.keyboard.press("ControlOrMeta+a")
    una.keyboard.type("60")
    una.keyboard.press("Enter")
    expect(una.get_by_role("heading", name="What would change")).to_be_visible()
    assert unfair(una) == []
    una.set_viewport_size({"width": 1280, "height": 900})
    tab_to(una, "f-why")
    una.keyboard.type("Steps cost our customers most")
    tab_to(una, "Save as set 1")
    una.keyboard.press("Enter")
    expect(una.get_by_text("In force: set 1")).to_be_visible()
    expect(una.get_by_text("“Steps cost our customers most”")).to_be_visible()

    tab_to(una, "Does the order depend on them?")
    una.keyboard.press("Enter")
    expect(una.get_by_role("heading", name="Does the order depend on the weights?")).to_be_visible()
    assert una.locator(".moves tbody tr").count() > 2
    tab_to(una, "Swaps in 100")
    assert unfair(una) == []
