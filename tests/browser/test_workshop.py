"""A workshop in a room: a sheet on a narrow phone, a screen that fills by itself, themes by keys; fair to everyone."""

from playwright.sync_api import expect

from app.demo.workshops import seed_workshop
from app.workshops import commands
from app.workshops.forms import WorkshopDraft
from tests.browser.fair import unfair


def test_a_group_sends_a_sheet_and_the_room_sees_it(live_app, chromium, monkeypatch):
    monkeypatch.setattr("app.demo.workshops.demo_id", lambda *names: "u-mo" if names[0] == "user" else "w-demo")
    with live_app.database.write() as session:
        seed_workshop(session)
        here = commands.make_workshop(session, WorkshopDraft("How easy are we?"), "u-mo")
        secret = commands.open_doors(session, here, ["staff"], 1)["staff"]
    complaints: list[str] = []
    desk = live_app.signed_in(chromium, "mo", viewport={"width": 1280, "height": 900}).new_page()
    phone = chromium.new_context(viewport={"width": 320, "height": 700}, has_touch=True, is_mobile=True).new_page()
    for page in (desk, phone):
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    desk.clock.install()
    desk.goto(f"{live_app.url}/workshops/{here}/screen")
    phone.goto(f"{live_app.url}/w#{secret}")
    assert unfair(phone, (390, 320)) == []
    phone.get_by_label("How many people").fill("6")
    phone.get_by_label("What do we do well?").fill("We ring back")
    phone.get_by_role("group", name="We use plain words").get_by_label("3").check()
    phone.get_by_role("button", name="Send our sheet").click()
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    again = phone.url
    phone.goto("about:blank")
    phone.goto(again)  # the address a phone comes back to still has the link
    expect(phone.get_by_label("How many people")).to_be_visible()
    phone.context.close()
    desk.clock.fast_forward(2000)  # the screen asks every two seconds
    expect(desk.get_by_text("We ring back")).to_be_visible()  # nobody touched it
    assert unfair(desk, (1280, 320)) == []
    desk.goto(f"{live_app.url}/workshops/w-demo/themes")
    first = desk.locator("#t-1")
    first.focus()
    desk.keyboard.press("1")
    expect(desk.locator("#t-2")).to_be_focused()
    expect(first).to_have_value("Help in the store")
    desk.keyboard.type("Brand new")
    desk.keyboard.press("Enter")
    expect(desk.locator("#t-3")).to_be_focused()
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_role("heading", name="Where they agree")).to_be_visible()
    expect(desk.locator("#themes")).to_contain_text("Brand new")
    assert unfair(desk, (1280, 320)) == []
    assert complaints == []
