"""Ten walks in a row, at the desk: by keys and by mouse."""

import pytest
from playwright.sync_api import expect

from app.demo.walks import maria_by_priti
from app.kit import jobs
from app.walks import reviews
from app.walks.commands import receive
from app.walks.models import Walk
from tests.browser.fair import unfair
from tests.browser.live import complaints
from tests.insights.logs import another, enter_journeys

NAMES = ("w-1", "w-2", "w-3", "w-4")


@pytest.fixture
def queue(live_app):
    """Four walks of Ada's that wait."""
    with live_app.database.write() as session:
        enter_journeys(session)
        for name in NAMES:
            receive(session, live_app.cast["ada"], f"phone-{name}", another(maria_by_priti(), name, "u-ada"))
    jobs.drain(live_app.database)
    return live_app


def state(live_app, name: str) -> str:
    with live_app.database.read() as session:
        return session.get(Walk, name).review


def why(live_app, name: str) -> str:
    with live_app.database.read() as session:
        return reviews.latest(session, name).why


def test_walks_are_reviewed_in_a_row_by_keys_and_by_mouse(queue, chromium):
    page = queue.signed_in(chromium, "mo").new_page()
    said = complaints(page)
    page.goto(queue.url + "/reviews")
    row = {name: page.locator(f'li[data-walk="{name}"]') for name in NAMES}
    focused = "document.activeElement.closest('li')?.dataset.walk"
    page.locator("body").press("a")  # no row has the focus, so a key is only a key
    row["w-1"].locator(".reviews__open").focus()
    page.keyboard.press("j")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(focused) == "w-1"
    page.keyboard.press("a")
    expect(row["w-1"]).to_contain_text("Accepted:")
    expect(page.locator("#reviews-waiting")).to_contain_text("3")
    assert page.evaluate(focused) == "w-2"
    page.keyboard.press("b")
    page.keyboard.type("aj?")
    page.keyboard.press("Enter")
    expect(row["w-2"]).to_contain_text("Asked back:")
    expect(page.locator("[data-said]")).to_contain_text("aj?")
    assert (page.evaluate(focused), state(queue, "w-2"), why(queue, "w-2")) == ("w-3", "asked_back", "aj?")
    page.keyboard.press("u")
    expect(row["w-2"].get_by_role("button", name="Accept")).to_be_visible()
    assert (state(queue, "w-1"), state(queue, "w-2")) == ("accepted", "needs_review")
    row["w-3"].get_by_text("Set aside", exact=True).first.click()
    row["w-3"].get_by_label("Why does it count in no figure?").fill("A test.")
    row["w-3"].get_by_role("button", name="Set aside").click()
    expect(row["w-3"]).to_contain_text("“A test.”")
    row["w-4"].get_by_role("button", name="Accept").click()
    expect(row["w-4"]).to_contain_text("Accepted:")
    assert [state(queue, name) for name in NAMES] == ["accepted", "needs_review", "set_aside", "accepted"]
    with queue.database.write() as session:
        reviews.decide(session, "u-una", session.get(Walk, "w-2"), "accepted")
    row["w-2"].get_by_text("Ask back", exact=True).first.click()
    assert unfair(page) == []
    page.goto(queue.url + "/walks/w-2/review")
    page.get_by_label("Ask or tell the walker").fill("How long did it take?")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".talk")).to_contain_text("How long did it take?")
    page.get_by_text("Answer for a team").click()
    assert unfair(page) == [] and said == []
