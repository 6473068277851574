"""A passkey in real Chromium, with its own virtual authenticator: added, signed out, signed in."""

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
    assert said == []
