"""Stories of the phone before and after walking: the real /capture page of the served app, in real Chromium."""

import json
import time
import zipfile

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from app.journeys import commands as journeys
from app.journeys.forms import JourneyIn
from app.personas import commands as personas
from app.personas.forms import PersonaIn
from app.walks.models import Entry, Walk
from tests.browser.fair import breaches
from tests.browser.live import served
from tests.browser.story import until as comes

DISPUTE = JourneyIn(name="Dispute a charge", leave_no_trace=("Cancel the complaint",), touchpoints=(
    {"id": "t-web", "name": "Website", "channel": "web", "par": {"steps": 5, "live_ms": 10_000}},
    {"id": "t-call", "name": "Call centre", "channel": "phone", "par": {"steps": 7, "live_ms": 120_000}}))
MARIA = PersonaIn(name="Maria Alves, 71", shoes="maryjane", pronoun="she", issue="Charged for roaming.",
                  goal="The money back.", mood=-1, digital_access="full", rules=("No staff shortcuts",),
                  unknowns=("What pro-rata means",), journeys=("j-dispute",))
TOM = PersonaIn(name="Tom Reyes, 34", shoes="boot", pronoun="he", issue="Billed twice.", goal="The charge gone.",
                mood=0, digital_access="none", closed_channels=("web",), journeys=("j-dispute",))
VIEWS = ((390, 844, 200), (320, 640, 100), (844, 390, 100), (390, 844, 100))  # width, height, size of the text
# What of the page and of the screen is wider than there is room, and what is too small for a thumb.
LOOK = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const at = document.getElementById("screen");
  const small = [...document.querySelectorAll("capture-app :is(a[href], button, input, textarea, summary)")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("[inert]"))
    .map((one) => (one.matches("[type=radio], [type=checkbox]") ? one.closest("label") : one))
    .map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
    .filter(([, { width, height }]) => width < 47.9 || height < 47.9).map(([words]) => words);
  return [document.documentElement.scrollWidth - innerWidth, at.scrollWidth - at.clientWidth, small];
}"""


def until(page, said, seconds=15):
    """Wait until an expression of `app` is true; the policy forbids Playwright's own way, which evaluates text."""
    end = time.monotonic() + seconds
    while not page.evaluate(f"(() => {{ const {{ app }} = document.querySelector('capture-app'); return {said} }})()"):
        assert time.monotonic() < end, f"never: {said}"
        page.wait_for_timeout(50)


class Phone:
    """A walker's phone with the page open."""

    def __init__(self, held):
        self.held, self.context, self.url = held, held.context, held.url
        self.page.locator("main h1").first.wait_for(state="attached")

    @property
    def page(self):
        return self.held.page

    def ready(self):
        until(self.page, "app?.outbox?.state.enrolled")
        until(self.page, "app.catalogue.journeys.length > 0")
        return self

    def ask(self, script, more=None):
        found = "const { app } = document.querySelector('capture-app');"
        return self.page.evaluate(f"async (more) => {{ {found} {script} }}", more)

    def go(self, hash_):
        self.ask("app.go(more)", hash_)

    def at(self, tag):
        self.page.locator(f"{tag} h1").first.wait_for()
        return self

    def click(self, selector):
        self.page.locator(f"{selector}:visible").first.click()

    def offline(self):
        """No network, once the worker holds the shell."""
        until(self.page, "navigator.serviceWorker.controller !== null")
        self.context.set_offline(True)

    def press(self, selector):
        """A tap that Playwright would not make: on a button that is not ready, and says so."""
        self.page.locator(selector).evaluate("one => one.click()")

    def choose(self, name, value):
        self.page.locator(f"main input[name='{name}'][value='{value}']").evaluate(
            "one => { one.scrollIntoView({ block: 'center' }); one.click(); }")

    def words(self, selector="main"):
        return self.page.locator(selector).first.inner_text()

    @property
    def walk(self):
        return self.page.evaluate("location.hash.split('/')[2]")

    def fold(self, walk=None):
        return self.ask("return (await app.walkOf(more)).fold", walk or self.walk)

    def to_shoes(self):
        self.go("#/journeys")
        self.at("journeys-screen").page.locator(".journey").click()
        return self.at("shoes-screen")

    def to_guess(self):
        self.to_shoes().click("shoes-screen .patch")
        return self.at("guess-screen")

    def guess(self):
        self.choose("felt-t-web", 2)
        self.choose("felt-t-call", 3)
        self.page.fill("[name=steps]", "12")
        self.page.fill("[name=minutes]", "5")
        self.choose("outcome", "reached")
        return self

    def rate(self):
        """Done here, hard, partly, no waits."""
        self.click("walk-screen [data-act=done]")
        self.page.locator("rate-screen form").wait_for()
        for name, value in (("felt", 5), ("end", "partly"), ("waits", "none")):
            self.choose(name, value)
        self.click("rate-screen [data-act=next]")
        return self

    def walk_through(self):
        self.to_guess().guess().click("guess-screen .patch")
        for _ in range(2):
            self.page.locator("walk-screen .walk").wait_for()
            self.click("walk-screen [data-act=step]")
            self.page.locator("walk-thread .moment:has-text('Step')").wait_for()
            self.rate()
        return self.at("end-screen")

    def to_sum(self):
        self.choose("outcome", "partly")
        self.click("end-screen .patch")
        self.page.locator("summary-screen .verdict__n").wait_for()
        return self


@pytest.fixture(scope="module")
def served_app(tmp_path_factory, sqlite_template):
    with served(tmp_path_factory.mktemp("before"), sqlite_template) as running:
        with running.database.write() as session:
            mo = running.cast["mo"].id
            journeys.make_journey(session, DISPUTE, mo, journey_id="j-dispute")
            personas.make_persona(session, MARIA, mo, persona_id="p-maria")
            personas.make_persona(session, TOM, mo, persona_id="p-tom")
        yield running


@pytest.fixture
def phone(handset):
    """phone(…) → a Phone; signed in as Ada it has the catalogue. Which one: as `handset` is asked."""
    def given(signed=True, **how):
        how = how if signed else {**how, "signed": False}
        made = Phone(handset(**how))
        return made.ready() if signed else made
    return given


def test_a_walk_is_chosen_guessed_walked_handed_in_and_taken_back(phone, served_app):
    """The guess is sealed until the walk says how it ended; neither withdrawing nor practice is asked twice."""
    ada = phone().walk_through()
    walk = ada.walk
    ada.go(f"#/sum/{walk}")
    ada.page.locator("summary-screen .verdict__n").wait_for()
    assert "sealed" in ada.words("[data-guess]") and "You guessed" not in ada.words()
    ada.go(f"#/end/{walk}")
    ada.at("end-screen").choose("shortcut", "false")
    ada.choose("recognised", "null")
    ada.page.locator("[name=undone]").check()
    ada.to_sum()
    assert "You guessed" in ada.words() and "10 fewer than you expected" in ada.words("[data-parts]")
    shown = int(ada.words(".verdict__n"))
    ada.click("summary-screen [data-act=patch]")
    ada.page.locator("summary-screen :text('Handed in')").first.wait_for()
    fold = ada.fold(walk)
    assert fold["handed_in"] and fold["outcome"] == "partly" and not fold["practice"]
    assert fold["bias"] == {"recognised": None, "shortcut": False, "insider": None, "own_department": None}
    assert fold["prediction"] == {"steps": 12, "wait_ms": 300_000, "outcome": "reached",
                                  "touchpoints": {"t-web": 2, "t-call": 3}}
    assert ada.ask("""const w = await app.walkOf(more); const m = await import(document.querySelector("capture-app")
        .dataset.art.replace("icons/art.svg", "js/capture/score.js")); return m.scoreFold(w.fold, w.journey).bin""",
                   walk) == shown
    until(ada.page, "app.outbox.state.unsent.entries === 0")
    with served_app.database.read() as session:
        stored = session.exec(select(Entry).where(Entry.walk == walk)).all()
    kinds = [json.loads(one.line) for one in sorted(stored, key=lambda one: one.seq)]
    begin, enter = kinds[:2]
    assert (begin["kind"], enter["kind"]) == ("walk.begin", "touchpoint.enter") and begin["tap"] == enter["tap"]
    assert begin["b"]["persona"] == "p-maria" and begin["b"]["persona_mood"] == -1
    assert kinds[-1]["b"]["undone"] == ["Cancel the complaint"]
    assert {one.state for one in stored} == {"stored"}
    ada.click("[data-act=withdraw]")
    ada.page.locator("text=You withdrew this walk").wait_for()
    assert ada.fold(walk)["withdrawn"]
    ada.click("[data-act=withdraw]:has-text('Put it back')")
    ada.page.locator("text=You withdrew this walk").wait_for(state="hidden")
    assert not ada.fold(walk)["withdrawn"]
    ada.click("[data-act=practice]")
    ada.page.locator("text=Practice: this walk is never counted").wait_for()
    until(ada.page, "app.outbox.state.unsent.entries === 0")

    def told():
        with served_app.database.read() as session:
            row = session.get(Walk, walk)
            return row and (row.practice, row.handed_in, row.withdrawn_at)
    comes(lambda: told() == (True, True, None), "the server reads it as practice, handed in, not withdrawn")


def test_a_half_made_guess_outlives_the_page_seals_nothing_and_is_worked_out_at_every_touch(phone):
    ada = phone().to_guess()
    begun = "return (await app.log.walks()).length"
    before = ada.ask(begun)
    ada.choose("felt-t-web", 6)
    ada.page.fill("[name=steps]", "9")
    half = "return app.drafts.get('begin:' + location.hash.split('/')[2]).then(({ guess }) => guess)"
    comes(lambda: ada.ask(half)["steps"] == 9 and ada.ask(half)["touchpoints"] == {"t-web": 6}, "it is kept")
    ada.page.reload()
    ada.at("guess-screen")
    expect(ada.page.locator("[name=steps]")).to_have_value("9")
    expect(ada.page.locator("[name='felt-t-web'][value='6']")).to_be_checked()
    expect(ada.page.locator("guess-screen .patch")).to_have_attribute("aria-disabled", "true")
    ada.press("guess-screen .patch")
    assert "Still to guess" in ada.words(".dock__why") and ada.ask(begun) == before
    before = int(ada.guess().words(".works__n"))
    plus = ada.page.locator("[data-of=minutes][data-by='1']")
    plus.scroll_into_view_if_needed()
    for _ in range(5):
        plus.click()
    assert ada.page.locator("[name=minutes]").input_value() == "10"
    assert int(ada.words(".works__n")) > before
    plus.focus()
    ada.page.keyboard.press("Enter")
    assert ada.page.locator("[name=minutes]").input_value() == "11"


def test_shoes_that_may_not_go_online_start_where_they_may_and_a_guess_skipped_is_none(phone):
    ada = phone().to_shoes()
    ada.click("shoes-screen [data-act=next]")
    ada.page.locator(".patch:has-text('Walk as Tom')").click()
    ada.at("guess-screen")
    assert "not open to Tom" in ada.words("main")
    ada.click("[data-act=skip]")
    ada.page.locator("walk-screen .walk").wait_for()
    assert [visit["touchpoint"] for visit in ada.fold()["visits"]] == ["t-call"]
    assert ada.fold()["prediction"] is None  # never zero


def test_an_address_may_name_the_shoes_and_works_without_a_network(phone):
    ada = phone(alone=True)
    ada.ready().go("#/shoes/j-dispute/p-tom")
    ada.at("shoes-screen").page.locator(".patch:has-text('Walk as Tom')").wait_for()
    ada.offline()
    ada.page.reload()
    ada.ready().page.locator(".patch:has-text('Walk as Tom')").wait_for()
    ada.go("#/shoes/j-dispute/p-nobody")
    ada.page.locator(".patch:has-text('Walk as Maria')").wait_for()


def test_the_address_of_a_walk_that_is_not_on_this_phone_leads_to_those_that_are_and_says_so(phone):
    ada = phone()
    ada.go("#/")
    told = ada.at("home-screen").page.get_by_text("That walk is not on this phone.")
    for screen in ("walk", "touchpoints", "sum", "log", "end"):
        ada.go(f"#/{screen}/01a2073b-a954-75de-8ae8-a0f9183c7d43")
        ada.at("walks-screen")
        told.wait_for()
        ada.click("[data-bar=elsewhere] [data-act=close]")
        told.wait_for(state="detached")
        ada.click("walks-screen [data-act=back]")
        ada.at("home-screen")


def test_a_first_visit_by_an_address_waits_for_its_shoes_and_says_what_is_missing(phone, served_app):
    nobody = phone(signed=False, path="/capture#/shoes/j-dispute/p-tom")
    context, page = nobody.context, nobody.page
    waiting = page.locator("shoes-screen [data-slot=place]")
    waiting.get_by_text("not on this phone yet").wait_for()
    context.set_offline(True)
    waiting.get_by_text("Find signal: it opens by itself").wait_for()
    context.set_offline(False)
    waiting.get_by_text("once you are signed in").wait_for()
    assert page.locator("shoes-screen .dock").is_hidden() and breaches(page) == []
    page.locator("[data-act=login]:visible").click()
    page.wait_for_url("**/login**")
    assert page.locator("[name=next]").input_value() == "/capture#/shoes/j-dispute/p-tom"
    context.add_cookies(served_app.cookies("ada"))
    page.goto(f"{served_app.url}/login?next=/capture%23/shoes/j-dispute/p-tom")
    page.locator(".patch:has-text('Walk as Tom')").wait_for()
    page.goto(f"{served_app.url}/capture#/shoes/j-none")
    page.locator("journeys-screen h1").wait_for()


def test_a_deal_favours_shoes_that_were_walked_less(phone):
    ada = phone(alone=True)
    begin = """for (let i = 0; i < 3; i++) await app.log.append([{ walk: crypto.randomUUID(), kind: "walk.begin",
      b: { journey: "j-dispute", revision: 1, persona: "p-maria", mode: "be", n: i } }]);"""
    ada.ask(begin)
    ada.go("#/shoes/j-dispute")
    ada.at("shoes-screen").page.locator("text=walked 3 times").wait_for()
    # Three in ten would be Maria if both were dealt alike; walked three times, she has one part in five.
    ada.page.evaluate("() => { crypto.getRandomValues = (into) => into.fill(0.3 * 2 ** 32); }")
    ada.click("[data-act=deal]")
    ada.page.locator(".patch:has-text('Walk as Tom')").wait_for()


def test_your_own_reason_is_told_on_the_phone_without_a_network(phone):
    ada = phone().to_shoes()
    ada.offline()
    ada.page.locator(".deck").focus()
    ada.page.keyboard.press("End")
    ada.page.locator(".patch:has-text('Walk for myself')").click()
    ada.at("own-screen").press("own-screen .patch")
    assert ada.words(".dock__why") == "Say what is wrong and what would count as done."
    ada.page.fill("[name=issue]", "My router is dead")
    ada.page.fill("[name=goal]", "A new one")
    ada.choose("mood", -2)
    ada.choose("digital_access", "phone_only")
    ada.click(".patch")
    ada.at("guess-screen").click("[data-act=skip]")
    ada.page.locator("walk-screen .walk").wait_for()
    fold = ada.fold()
    assert fold["persona"] is None and fold["own_reason"] == {
        "issue": "My router is dead", "goal": "A new one", "mood": -2, "digital_access": "phone_only"}
    ada.context.set_offline(False)


def test_watching_and_practice_are_said_at_the_start(phone):
    ada = phone()
    ada.go("#/journeys")
    ada.at("journeys-screen").choose("mode", "see")
    ada.page.locator("[name=practice]").check()
    ada.page.locator(".journey").click()
    ada.at("shoes-screen").click(".patch:has-text('Watch as Maria')")
    ada.at("guess-screen").click("[data-act=skip]")
    ada.page.locator("walk-screen .walk").wait_for()
    assert (ada.fold()["mode"], ada.fold()["practice"]) == ("see", True)


def test_home_carries_on_the_newest_walk_and_lists_the_others(phone):
    ada = phone(alone=True)
    for _ in range(2):
        ada.go("#/journeys")
        ada.at("journeys-screen").page.locator(".journey").click()
        ada.at("shoes-screen").click(".patch")
        ada.at("guess-screen").click("[data-act=skip]")
        ada.page.locator("walk-screen .walk").wait_for()
    newest = ada.walk
    ada.go("#/")
    ada.page.locator(".swing").wait_for()
    assert ada.page.locator(".swing").get_attribute("href") == f"#/walk/{newest}"
    assert "not finished" in ada.words(".walks") and ada.page.locator(".walkrow").count() == 1
    assert ada.page.locator("[data-private]").is_hidden()
    # A private window of Safari or Firefox: no folder for anybody.
    ada.page.evaluate("""() => {
      StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException("", "UnknownError"));
    }""")
    ada.go("#/settings")
    ada.at("settings-screen").go("#/")
    ada.page.get_by_text("This is a private window").wait_for()
    assert "It forgets every walk when it closes" in ada.words("[data-private]")
    ada.page.locator(".patch:has-text('Carry on as Maria')").click()
    ada.page.locator("walk-screen .walk").wait_for()
    assert ada.walk == newest


def test_a_walk_that_only_waits_to_be_handed_in_says_so_and_back_leads_where_one_was(phone):
    ada = phone(alone=True).to_guess()
    ada.click("[data-act=skip]")
    ada.page.locator("walk-screen .walk").wait_for()
    ada.click("walk-screen [data-act=done]")
    ada.page.locator("rate-screen form").wait_for()
    for name, value in (("felt", 5), ("end", "partly"), ("waits", "none")):
        ada.choose(name, value)
    ada.click("rate-screen [data-act=end]")  # one stop of two
    ada.at("end-screen").to_sum()
    ada.click("[data-fix]")  # a plain link
    ada.at("log-screen").click("[data-act=back]")
    ada.at("summary-screen").offline()
    ada.go("#/")
    ada.page.get_by_text("Not handed in yet").wait_for()
    ada.click(".patch:has-text('Finish this walk')")
    ada.at("summary-screen").click("[data-act=patch]")
    ada.page.locator("summary-screen :text('Handed in')").first.wait_for()
    ada.go("#/")
    ada.page.get_by_text("Not sent yet").wait_for()
    ada.context.set_offline(False)
    ada.page.locator(".walks .walkrow__unsent").wait_for(state="hidden")


def test_cleared_storage_is_told_once(phone):
    ada = phone(alone=True)
    ada.page.goto(ada.url + "/offline")
    client = ada.context.new_cdp_session(ada.page)
    client.send("Storage.clearDataForOrigin", {"origin": ada.url, "storageTypes": "indexeddb"})
    ada.page.goto(ada.url + "/capture")
    line = ada.page.locator("[data-bar=wiped]")
    line.wait_for()
    assert "storage was cleared" in line.inner_text()
    line.locator("[data-act=close]").click()
    line.wait_for(state="detached")
    ada.page.reload()
    ada.ready().page.locator("home-screen .screen").wait_for()
    assert line.count() == 0


def test_someone_signed_out_is_asked_to_sign_in_and_can_still_practise(phone):
    nobody = phone(signed=False)
    line = nobody.page.locator("[data-bar=sign_in]")
    line.wait_for()
    assert line.locator("a:visible").get_attribute("href") == "/login?next=/capture"
    assert "Open this page once with a network" in nobody.words()
    nobody.go("#/practice")
    nobody.at("practice-screen").click(".patch")
    nobody.page.locator("walk-screen .walk").wait_for()
    assert nobody.fold()["practice"] is True


def test_the_practice_walk_teaches_one_control_at_a_time_and_never_counts(phone):
    ada = phone()
    ada.go("#/practice")
    ada.at("practice-screen").click(".patch")
    coach = ada.page.locator("practice-coach")

    def taught(words):
        coach.locator(f"text={words}").wait_for()

    taught("one tap on Step")
    assert ada.page.locator(".coached").get_attribute("data-act") == "step"
    walk = ada.walk
    ada.click("walk-screen [data-act=step]")
    taught("Tap Repeat info")
    ada.click(".kind[data-key=repeat_info]")
    taught("Tap Undo")
    ada.page.locator("walk-thread [data-act=undo]:visible").first.click()
    taught("Tap Start wait")
    ada.click("walk-screen .walk [data-act=wait]")
    taught("Someone answered")
    ada.page.locator("wait-screen [data-act=answered]").click()
    taught("Tap Mood")
    ada.click("walk-screen .walk [data-act=mood]")
    ada.page.locator("dialog[open] .face").first.click()
    taught("Tap Done here")
    ada.click("walk-screen .walk [data-act=done]")
    taught("how hard it was")
    ada.choose("felt", 3)
    ada.choose("end", "reached")
    ada.click("rate-screen [data-act=next]")
    taught("Was the goal reached")
    ada.at("end-screen").to_sum()
    taught("Practice is never counted")
    ada.click("summary-screen [data-act=patch]")
    coach.wait_for(state="detached")
    fold = ada.fold(walk)
    assert fold["practice"] and fold["handed_in"] and fold["journey"] == "practice"


def test_the_outbox_names_what_waits_and_carries_it_out(phone, tmp_path):
    ada = phone(alone=True).to_guess()
    ada.offline()
    ada.click("[data-act=skip]")
    ada.page.locator("walk-screen .walk").wait_for()
    ada.page.locator(".pill", has_text="2 to send").wait_for()
    assert ada.page.locator(".pill[href]").count() == 0
    ada.go("#/outbox")
    ada.page.locator(".outitem").first.wait_for()
    assert "Set off" in ada.words("[data-items]") and "Arrived" in ada.words("[data-items]")
    states = ada.page.locator(".outitem__state").all_inner_texts()
    assert states and set(states) <= {"Waiting", "Sending"}
    with ada.page.expect_download() as download:
        ada.click("[data-act=export]")
    download.value.save_as(tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as carried:
        lines = carried.read("entries.ndjson").decode().splitlines()
    assert [json.loads(line)["kind"] for line in lines] == ["walk.begin", "touchpoint.enter"]
    ada.context.set_offline(False)
    ada.click("[data-act=send]")
    until(ada.page, "app.outbox.state.unsent.entries === 0")
    ada.page.locator(".outitem").first.wait_for(state="detached")


def test_what_could_not_be_saved_is_shouted_until_it_is(phone):
    ada = phone()
    ada.go("#/practice")
    ada.at("practice-screen").click(".patch")
    ada.page.locator("walk-screen .walk").wait_for()
    ada.ask("""app.log.store.realWrite = app.log.store.write;
      app.log.store.write = () => Promise.reject(new Error("no"));""")
    ada.click("walk-screen [data-act=step]")
    line = ada.page.locator("[data-bar=not_saved]")
    line.wait_for()
    assert line.get_attribute("role") == "alert" and "NOT SAVED" in line.inner_text()
    assert ada.page.locator("walk-thread .moment").count() == 1
    ada.ask("app.log.store.write = app.log.store.realWrite; await app.log.retry()")
    line.wait_for(state="detached")
    ada.page.locator("walk-thread .moment:has-text('Step')").wait_for()


def test_settings_hold_from_the_next_start_on(phone):
    ada = phone(alone=True)
    ada.go("#/settings")
    ada.at("settings-screen").choose("theme", "dark")
    ada.choose("text", 150)
    ada.choose("hand", "left")
    ada.page.reload()
    ada.page.locator("main h1").wait_for()
    assert ada.page.evaluate("({ ...document.documentElement.dataset })") == {
        "theme": "dark", "text": "150", "hand": "left"}
    ada.go("#/settings")
    ada.page.locator("[name=quiet]").check()
    assert ada.page.evaluate("document.documentElement.dataset.quiet") == "on"


SCREENS = ("#/", "#/journeys", "#/walks", "#/shoes/j-dispute", "#/own/j-dispute", "#/outbox", "#/install", "#/practice",
           "#/settings")


def every_screen(ada):
    """Each screen in turn, a whole walk included; yields its name."""
    for hash_ in SCREENS:
        ada.go(hash_)
        ada.page.locator("main h1").wait_for()
        yield hash_
    ada.go("#/")
    ada.click("home-screen .dock a")
    ada.at("journeys-screen").to_guess()
    yield "guess"
    ada.guess()
    yield "guess made"
    ada.click("guess-screen .patch")
    ada.page.locator("walk-screen .walk").wait_for()
    ada.go("#/")
    ada.page.locator(".swing").wait_for()
    yield "home with a walk"
    ada.click("home-screen .patch")
    for _ in range(2):
        ada.page.locator("walk-screen .walk").wait_for()
        ada.click("walk-screen [data-act=step]")
        ada.page.locator("walk-thread .moment:has-text('Step')").wait_for()
        ada.rate()
    ada.at("end-screen")
    yield "end"
    ada.to_sum()
    yield "sum"
    ada.click("summary-screen [data-act=patch]")
    ada.page.locator("summary-screen :text('Handed in')").first.wait_for()
    ada.go("#/")
    ada.page.locator(".walkrow").wait_for()
    yield "home with a score"


def test_every_screen_fits_and_every_control_suits_a_thumb(phone):
    ada, found = phone(reduced_motion="reduce"), {}
    for name in every_screen(ada):
        for width, height, text in VIEWS:
            ada.page.set_viewport_size({"width": width, "height": height})
            ada.ask("app.set({ text: more })", text)
            found[name, width, text] = ada.page.evaluate(LOOK)
        found[name] = [0, 0, breaches(ada.page)]
    assert {where: told for where, told in found.items() if told != [0, 0, []]} == {}
