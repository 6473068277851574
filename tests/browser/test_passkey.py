"""A passkey in real Chromium, with its own virtual authenticator: added, signed out, signed in; and asked for."""

from app.accounts import commands
from app.accounts.models import User
from tests import world
from tests.browser.fair import unfair
from tests.browser.live import complaints


def test_a_passkey_is_added_and_signs_in(live_app, chromium):
    home = live_app.url.replace("127.0.0.1", "localhost")
    context = live_app.signed_in(chromium, "mo")
    context.add_cookies([{**cookie, "url": home} for cookie in live_app.cookies("mo")])
    page = context.new_page()
    said = complaints(page)
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True}})
    page.goto(f"{home}/account")
    page.click('button:text-is("Add a passkey")')
    page.wait_for_selector("text=The passkey is added")
    assert page.is_visible("text=1 passkey")
    page.click("summary.badge")
    page.click("desk-leave button")
    page.wait_for_url("**/login")
    page.click('button:text-is("Sign in with a passkey")')
    page.wait_for_url(f"{home}/")
    page.goto(f"{home}/account")
    assert page.is_visible("text=last used")
    asks_after_a_password(live_app, page, home)
    assert said == []


def asks_after_a_password(live_app, page, home: str) -> None:
    """The same browser, in a house that asks everybody for two: Mo shows the passkey, Zoe makes her first."""
    live_app.app.state.settings = live_app.settings.model_copy(update={"second_factor": "everyone"})
    with live_app.database.write() as session:
        for who in ("mo", "zoe"):
            commands.set_password(session, session.get(User, f"u-{who}"), world.PASSWORD)
    for who, button in (("mo", "Show my passkey"), ("zoe", "Make a passkey"), ("zoe", "Show my passkey")):
        page.context.clear_cookies()
        page.goto(f"{home}/walks")
        page.fill("#f-email", f"{who}@shoe.test")
        page.fill("#f-password", world.PASSWORD)
        page.click("button.patch")
        page.wait_for_selector(f"button:visible:has-text('{button}')")
        assert page.locator(".bar__rooms").count() == 0
        page.click(f"button:has-text('{button}')")
        page.wait_for_selector("summary.badge")
        assert page.url == f"{home}/walks"
    page.context.add_cookies([{**cookie, "url": home} for cookie in live_app.cookies("mo")])
    page.goto(f"{home}/walks")
    page.wait_for_selector("button:visible:has-text('Show my passkey')")
    assert unfair(page, (1280, 320)) == []  # last: a second hand at the browser lets go of its authenticator
