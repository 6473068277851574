"""Links as people open them: the secret behind the # reaches no address, a reload works, and no way takes it away."""

import re

from playwright.sync_api import expect

from app.accounts import commands, invites
from app.accounts.access import Actor
from app.exports import shares
from tests.browser.fair import unfair
from tests.browser.live import complaints

UNA = Actor("u-una", "Una", "admin")


def test_a_link_is_opened_without_its_secret_in_any_address(live_app, chromium):
    with live_app.database.write() as session:
        lent = shares.make(session, UNA, "/insights/heat", "Where it hurts", 7, False)
        links = {"join": f"/join#{invites.invite(session, UNA, 'viewer')}", "share": f"/s/{lent}",
                 "sign-in": f"/sign-in#{commands.make_link(session, 'sign_in', live_app.cast['mo'])}"}
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page, asked = context.new_page(), []
    said = complaints(page)
    page.on("request", lambda one: asked.append(f"{one.url.partition('#')[0]} {one.headers.get('referer')}"))
    page.goto(f"{live_app.url}/join")
    assert unfair(page, (390, 320, 1280)) == []
    page.get_by_label("Paste the link").fill(live_app.url + links["join"])
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_label("Your name")).to_be_visible()
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.reload()
    expect(page.get_by_label("Your name")).to_be_visible()
    assert page.url.endswith(links["join"])
    page.goto("about:blank")
    page.goto(f"{live_app.url}/join#{'x' * 43}")
    expect(page.get_by_role("alert")).to_contain_text("This link has been used")
    page.evaluate("link => { location.hash = link; }", links["join"][6:])  # pasted over the one before
    expect(page.get_by_label("Your name")).to_be_visible()
    page.goto(live_app.url + links["share"])
    expect(page.locator(".lent")).to_contain_text("Shown to you by Una")
    page.reload()
    expect(page.locator(".lent")).to_be_visible()
    assert page.url.endswith(links["share"]) and len(context.cookies()) == 1
    page.goto(live_app.url + links["sign-in"])
    page.get_by_role("button", name="Sign me in").click()
    page.wait_for_url(re.compile(r"^[^#]+/insights/heat$|^[^#]+/first-steps$|^[^#]+/$"))  # and no # goes along
    secrets = [link.partition("#")[2] for link in links.values()]
    assert len(asked) > 30 and not [one for one in asked if any(secret in one for secret in secrets)]
    assert said == ["Failed to load resource: the server responded with a status of 410 (Gone)"]
    context.close()


def test_a_browser_without_cookies_or_without_signal_is_told_so_and_may_try_again(live_app, chromium):
    with live_app.database.write() as session:
        lent = shares.make(session, UNA, "/insights/heat", "Where it hurts", 7, False)
    context = chromium.new_context()
    page = context.new_page()
    link = f"{live_app.url}/s/{lent}"
    told(page, link, "no connection", lambda route: route.abort())
    told(page, link, "keeps no cookies", lambda route: route.fulfill(status=204))
    page.get_by_role("button", name="Open it").click()
    expect(page.locator(".lent")).to_be_visible()
    context.close()


def told(page, link: str, words: str, answered) -> None:
    """What the page says of a link when what it sends is answered like that."""
    page.route("**/s/*", lambda route: answered(route) if route.request.method == "POST" else route.continue_())
    page.goto("about:blank")
    page.goto(link)
    expect(page.get_by_role("status")).to_contain_text(words)
    page.unroute("**/s/*")
