"""Search by keys at the desk, the list of keys, and whether what is found and what is printed can be read by all."""

from playwright.sync_api import expect

from app.demo.walks import maria_by_dana
from app.kit import jobs
from tests.browser.fair import unfair
from tests.browser.live import complaints
from tests.insights.logs import enter_journeys, enter_walk


def test_a_slash_finds_arrows_walk_and_a_question_mark_tells(live_app, chromium):
    with live_app.database.write() as session:
        enter_journeys(session)
        walk = enter_walk(session, live_app.cast["ada"], maria_by_dana())
    jobs.drain(live_app.database)
    page = live_app.signed_in(chromium, "mo", viewport={"width": 1280, "height": 800}).new_page()
    said = complaints(page)
    page.goto(live_app.url + "/walks")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("acco")
    expect(page.locator("#finds mark").first).to_contain_text("ccount")
    expect(page.locator("#finds h2")).to_contain_text("found for “acco”")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".find").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("?")  # typing is typing
    expect(page.locator("#keys")).not_to_be_visible()
    page.keyboard.press("Backspace")
    assert unfair(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.locator("#keys-on").uncheck()
    page.keyboard.press("Escape")
    page.locator(".find").first.focus()
    page.keyboard.press("?")
    expect(page.locator("#keys")).not_to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/walks/{walk}?of=*")
    page.goto(f"{live_app.url}/exports/print/walk?of={walk}")
    assert unfair(page) == []
    assert said == []
