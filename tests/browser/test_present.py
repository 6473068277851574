"""A page goes on a wall and into a picture by keyboard alone, and the names of walkers stay at home."""

from playwright.sync_api import expect

from tests.browser.fair import unfair
from tests.browser.live import complaints
from tests.insights.logs import JOURNEY

PICTURE = """async () => {
  const { picture } = await import(document.querySelector('script[src*="desk-copy"]').src);
  const bitmap = await createImageBitmap(await picture(document.querySelector(".has-part-menu")));
  const ctx = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
  ctx.drawImage(bitmap, 0, 0);
  const seen = new Set(new Uint32Array(ctx.getImageData(96, 200, 1600, 600).data.buffer));
  const corner = ctx.getImageData(0, 0, 1, 1).data;
  return [bitmap.width, bitmap.height, seen.size > 5, corner[3]];
}"""


def test_a_journey_is_presented_by_keys_copied_as_a_picture_and_shared(walked_app, chromium):
    page = walked_app.signed_in(chromium, "mo", viewport={"width": 1280, "height": 900}).new_page()
    said = complaints(page)
    page.goto(f"{walked_app.url}/insights/journeys/{JOURNEY}?only=unhelped")
    assert page.evaluate(PICTURE) == [1920, 1080, True, 255]
    page.locator(".way-out summary").press("Enter")
    page.get_by_role("link", name="Present").press("Enter")
    count = page.locator(".present__n")
    expect(count).to_contain_text("1 of")
    page.keyboard.press("ArrowRight")
    expect(count).to_contain_text("2 of")
    page.keyboard.press("Home")
    expect(count).to_contain_text("1 of")
    shown = page.locator("dialog.present").inner_html()
    assert not [user.name for user in walked_app.cast.values() if user.name in shown]
    page.keyboard.press("Escape")
    expect(page.locator("dialog.present")).to_have_count(0)
    page.goto(f"{walked_app.url}/shares/new?page=/insights/journeys/{JOURNEY}")
    assert unfair(page) == []
    page.get_by_role("button", name="Make the link").click()
    link = page.locator("#f-link").input_value()
    assert unfair(page) == []
    page.goto(link)
    expect(page.locator(".lent")).to_contain_text("Shown to you by")
    expect(page.locator("main [data-keys], main [data-private]")).to_have_count(0)  # no word of keys that open nothing
    assert unfair(page) == []
    page.goto(f"{walked_app.url}/shares")
    assert unfair(page) == []
    assert said == []
