"""Stories of the phone before and after walking: the real /capture page of the served app, in real Chromium."""

import json
import time
import zipfile

import pytest
from sqlmodel import select

from app.journeys import commands as journeys
from app.journeys.forms import JourneyIn
from app.personas import commands as personas
from app.personas.forms import PersonaIn
from app.walks.models import Entry, Walk
from tests.browser.conftest import PHONE
from tests.browser.fair import breaches
from tests.browser.live import served

DISPUTE = JourneyIn(name="Dispute a charge", leave_no_trace=("Cancel the complaint",), touchpoints=(
    {"id": "t-web", "name": "Website", "channel": "web", "par": {"steps": 5, "live_ms": 10_000}},
    {"id": "t-call", "name": "Call centre", "channel": "phone", "par": {"steps": 7, "live_ms": 120_000}}))
MARIA = PersonaIn(name="Maria Alves, 71", shoes="maryjane", pronoun="she", issue="Charged for roaming.",
                  goal="The money back.", mood=-1, digital_access="full", rules=("No staff shortcuts",),
                  unknowns=("What pro-rata means",), journeys=("j-dispute",))
TOM = PersonaIn(name="Tom Reyes, 34", shoes="boot", pronoun="he", issue="Billed twice.", goal="The charge gone.",
                mood=0, digital_access="none", closed_channels=("web",), journeys=("j-dispute",))
SIDEWAYS = """() => { const at = document.getElementById("screen");
  return [document.documentElement.scrollWidth - innerWidth, at.scrollWidth - at.clientWidth]; }"""
SMALL = """() => [...document.querySelectorAll("capture-app :is(a[href], button, input, textarea, summary)")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest("[inert]"))
  .map((one) => (one.matches("[type=radio], [type=checkbox]") ? one.closest("label") : one))
  .map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
  .filter(([, { width, height }]) => width < 47.9 || height < 47.9).map(([words]) => words)"""


def until(page, said, seconds=15):
    """Wait until an expression of `app` is true; the policy forbids Playwright's own way, which evaluates text."""
    end = time.monotonic() + seconds
    while not page.evaluate(f"(() => {{ const {{ app }} = document.querySelector('capture-app'); return {said} }})()"):
        assert time.monotonic() < end, f"never: {said}"
        page.wait_for_timeout(50)


class Phone:
    """A walker's phone with the page open. errors: what the page threw."""

    def __init__(self, context, url):
        self.context, self.url, self.errors = context, url, []
        self.page = self.open()

    def open(self):
        page = self.context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.goto(self.url + "/capture")
        page.locator("main .screen").wait_for()
        return page

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
        self.click("home-screen .dock a")
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
def phone(served_app, chromium):
    """phone(**context options) → a Phone signed in as Ada, with the catalogue on it."""
    opened = []

    def make(signed=True, **options):
        options = {**PHONE, **options}
        context = (served_app.signed_in(chromium, "ada", **options) if signed
                   else chromium.new_context(**options))
        opened.append(Phone(context, served_app.url))
        return opened[-1].ready() if signed else opened[-1]

    yield make
    for one in opened:
        one.context.close()
        assert one.errors == []


def test_a_walk_is_chosen_guessed_walked_and_handed_in(phone, served_app):
    ada = phone().walk_through()
    ada.choose("shortcut", "false")
    ada.choose("recognised", "null")
    ada.page.locator("[name=undone]").check()
    walk = ada.walk
    ada.to_sum()
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


def test_a_guess_stays_sealed_until_the_walk_says_how_it_ended(phone):
    ada = phone().walk_through()
    walk = ada.walk
    ada.go(f"#/sum/{walk}")
    ada.page.locator("summary-screen .verdict__n").wait_for()
    assert "sealed" in ada.words("[data-guess]") and "You guessed" not in ada.words()
    ada.go(f"#/end/{walk}")
    ada.at("end-screen").to_sum()
    assert "You guessed" in ada.words() and "10 fewer than you expected" in ada.words("[data-parts]")


def test_a_half_made_guess_outlives_the_page_and_seals_nothing(phone):
    ada = phone().to_guess()
    ada.choose("felt-t-web", 6)
    ada.page.fill("[name=steps]", "9")
    ada.page.wait_for_timeout(200)
    ada.page.reload()
    ada.at("guess-screen")
    assert ada.page.locator("[name=steps]").input_value() == "9"
    assert ada.page.locator("[name='felt-t-web'][value='6']").is_checked()
    assert ada.page.locator("guess-screen .patch").get_attribute("aria-disabled") == "true"
    ada.press("guess-screen .patch")
    assert "Still to guess" in ada.words(".dock__why") and ada.ask("return (await app.log.walks()).length") == 0


def test_what_a_guess_works_out_at_follows_every_touch(phone):
    ada = phone().to_guess().guess()
    before = int(ada.words(".works__n"))
    plus = ada.page.locator("[data-of=minutes][data-by='1']")
    plus.scroll_into_view_if_needed()
    for _ in range(5):
        plus.click()
    assert ada.page.locator("[name=minutes]").input_value() == "10"
    assert int(ada.words(".works__n")) > before
    plus.focus()
    ada.page.keyboard.press("Enter")
    assert ada.page.locator("[name=minutes]").input_value() == "11"


def test_skipping_the_guess_is_no_guess_and_never_zero(phone):
    ada = phone().to_guess()
    ada.click("[data-act=skip]")
    ada.page.locator("walk-screen .walk").wait_for()
    assert ada.fold()["prediction"] is None


def test_shoes_that_may_not_go_online_start_where_they_may(phone):
    ada = phone().to_shoes()
    ada.click("shoes-screen [data-act=next]")
    ada.page.locator(".patch:has-text('Walk as Tom')").click()
    ada.at("guess-screen")
    assert "not open to Tom" in ada.words("main")
    ada.click("[data-act=skip]")
    ada.page.locator("walk-screen .walk").wait_for()
    assert [visit["touchpoint"] for visit in ada.fold()["visits"]] == ["t-call"]


def test_an_address_may_name_the_shoes_and_works_without_a_network(phone):
    ada = phone()
    ada.ready().go("#/shoes/j-dispute/p-tom")
    ada.at("shoes-screen").page.locator(".patch:has-text('Walk as Tom')").wait_for()
    ada.offline()
    ada.page.reload()
    ada.ready().page.locator(".patch:has-text('Walk as Tom')").wait_for()
    ada.go("#/shoes/j-dispute/p-nobody")
    ada.page.locator(".patch:has-text('Walk as Maria')").wait_for()


def test_the_address_of_a_walk_that_is_not_on_this_phone_leads_to_those_that_are_and_says_so(phone):
    ada = phone().ready()
    told = ada.page.get_by_text("That walk is not on this phone.")
    for screen in ("walk", "touchpoints", "sum", "log", "end"):
        ada.go(f"#/{screen}/01a2073b-a954-75de-8ae8-a0f9183c7d43")
        ada.at("walks-screen")
        told.wait_for()
        ada.click("[data-bar=elsewhere] [data-act=close]")
        told.wait_for(state="detached")
        ada.click("walks-screen [data-act=back]")
        ada.at("home-screen")


def test_a_first_visit_by_an_address_waits_for_its_shoes_and_says_what_is_missing(phone, served_app):
    context = phone(signed=False).context
    context.pages[0].close()
    page = context.new_page()
    waiting = page.locator("shoes-screen [data-slot=place]")
    page.goto(f"{served_app.url}/capture#/shoes/j-dispute/p-tom")
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
    ada = phone()
    begin = """for (let i = 0; i < 3; i++) await app.log.append([{ walk: crypto.randomUUID(), kind: "walk.begin",
      b: { journey: "j-dispute", revision: 1, persona: "p-maria", mode: "be", n: i } }]);"""
    ada.ask(begin)
    ada.page.reload()
    ada.ready().go("#/shoes/j-dispute")
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


def test_watching_and_practice_are_said_at_the_start(phone):
    ada = phone()
    ada.click("home-screen .dock a")
    ada.at("journeys-screen").choose("mode", "see")
    ada.page.locator("[name=practice]").check()
    ada.page.locator(".journey").click()
    ada.at("shoes-screen").click(".patch:has-text('Watch as Maria')")
    ada.at("guess-screen").click("[data-act=skip]")
    ada.page.locator("walk-screen .walk").wait_for()
    assert (ada.fold()["mode"], ada.fold()["practice"]) == ("see", True)


def test_a_cold_start_without_a_network_begins_a_walk(phone):
    ada = phone()
    ada.offline()
    ada.page.close()
    ada.page = ada.open()
    ada.walk_through().to_sum()
    ada.click("summary-screen [data-act=patch]")
    ada.page.locator("summary-screen :text('still to send')").first.wait_for()
    ada.go("#/")
    ada.page.locator(".queue:visible").wait_for()
    assert "only on this phone" in ada.words(".queue")


def test_home_carries_on_the_newest_walk_and_lists_the_others(phone):
    ada = phone()
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
    ada.go("#/")
    ada.page.get_by_text("This is a private window").wait_for()
    assert "It forgets every walk when it closes" in ada.words("[data-private]")
    ada.page.locator(".patch:has-text('Carry on as Maria')").click()
    ada.page.locator("walk-screen .walk").wait_for()
    assert ada.walk == newest


def test_a_walk_that_only_waits_to_be_handed_in_says_so_and_back_leads_where_one_was(phone):
    ada = phone().to_guess()
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


def test_a_second_window_only_looks_until_it_continues_here(phone):
    ada = phone()
    second = ada.open()
    second.locator("[data-bar=other_window]").wait_for()
    assert second.evaluate("document.querySelector('capture-app').app.log.writer") is False
    second.locator("[data-bar=other_window] [data-act=steal]").click()
    until(second, "app.log.writer")
    second.locator("[data-bar=other_window]").wait_for(state="detached")
    ada.page.locator("[data-bar=other_window]").wait_for(state="attached")


def test_cleared_storage_is_told_once(phone):
    ada = phone()
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
    ada.page.locator("home-screen .screen").wait_for()
    ada.page.wait_for_timeout(300)
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


def test_a_walk_is_withdrawn_and_put_back_and_made_practice_without_a_question(phone, served_app):
    ada = phone().walk_through()
    walk = ada.walk
    ada.to_sum().click("summary-screen [data-act=patch]")
    ada.page.locator("summary-screen :text('Handed in')").first.wait_for()
    ada.click("[data-act=withdraw]")
    ada.page.locator("text=You withdrew this walk").wait_for()
    assert ada.fold(walk)["withdrawn"]
    ada.click("[data-act=withdraw]:has-text('Put it back')")
    ada.page.locator("text=You withdrew this walk").wait_for(state="hidden")
    assert not ada.fold(walk)["withdrawn"]
    ada.click("[data-act=practice]")
    ada.page.locator("text=Practice: this walk is never counted").wait_for()
    until(ada.page, "app.outbox.state.unsent.entries === 0")
    ada.page.wait_for_timeout(1500)
    with served_app.database.read() as session:
        row = session.get(Walk, walk)
        assert row.practice and row.handed_in and row.withdrawn_at is None


def test_the_outbox_names_what_waits_and_carries_it_out(phone, tmp_path):
    ada = phone().to_guess()
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
    ada = phone()
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
    ada.to_guess()
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


@pytest.mark.parametrize(("width", "height", "text"),
                         [(390, 844, 100), (320, 640, 100), (844, 390, 100), (390, 844, 200)])
def test_every_screen_fits_and_every_control_suits_a_thumb(phone, width, height, text):
    ada = phone(viewport={"width": width, "height": height}, reduced_motion="reduce")
    ada.ask("app.set({ text: more })", text)
    for name in every_screen(ada):
        assert ada.page.evaluate(SIDEWAYS) == [0, 0], name
        assert ada.page.evaluate(SMALL) == [], name
        if (width, text) == (390, 100):
            assert breaches(ada.page) == [], name
