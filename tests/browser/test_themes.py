"""Comments sorted into themes at the desk: by keys and by mouse."""

from playwright.sync_api import expect

from app.voice import themes
from app.voice.commands import CommentIn, take_comment
from tests.browser.fair import unfair
from tests.browser.live import complaints


def test_comments_are_sorted_by_keys_and_by_mouse(live_app, chromium):
    with live_app.database.write() as session:
        for name in ("Waits", "Bills"):
            themes.make_theme(session, name, None)
        for words in ("one", "two"):
            take_comment(session, CommentIn(words=words, source="S"))
    page = live_app.signed_in(chromium, "mo").new_page()
    said = complaints(page)
    page.goto(live_app.url + "/voice")
    rows = page.locator("[data-comment]")
    page.locator("body").press("1")  # no comment has the focus, so a key is only a key
    rows.nth(0).focus()
    page.keyboard.press("2")
    expect(rows.nth(0).locator(".theme-tag")).to_contain_text("Bills")
    expect(page.locator("[data-said]")).to_have_text("Themes: Bills")
    expect(rows.nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("1")
    expect(rows.nth(1).locator(".theme-tag")).to_contain_text("Waits")
    page.keyboard.press("x")
    expect(rows.nth(1).locator(".theme-tag")).to_have_count(0)
    rows.nth(0).locator("[data-off]").click()
    expect(rows.nth(0).locator(".theme-tag")).to_have_count(0)
    rows.nth(0).get_by_label("Theme of this comment").select_option("Waits")
    rows.nth(0).get_by_role("button", name="Put").click()
    expect(rows.nth(0).locator(".theme-tag")).to_contain_text("Waits")
    assert unfair(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    for address in ("/voice", "/voice/themes"):
        page.goto(live_app.url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    expect(page.locator("#unwalked h2")).to_contain_text("Nobody has walked 1 of 1 theme")
    assert said == []
