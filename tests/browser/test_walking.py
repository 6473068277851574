"""Stories of the phone while walking: the real /capture page of the served app, in real Chromium at phone size."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from app.journeys import commands as journeys
from app.journeys import places
from app.journeys.forms import JourneyIn
from app.personas import commands as personas
from app.personas.forms import PersonaIn
from tests.browser.fair import breaches
from tests.browser.live import served
from tests.browser.story import until

DISPUTE = JourneyIn(name="Dispute a charge", touchpoints=(
    {"id": "t-web", "name": "Website", "channel": "web", "address": "https://northwind.example/bills",
     "par": {"steps": 5, "live_ms": 10_000}},
    {"id": "t-call", "name": "Call centre", "channel": "phone", "phone": "+44 20 7946 0018",
     "par": {"steps": 7, "live_ms": 120_000}},
    {"id": "t-app", "name": "The app", "channel": "app"},
    {"id": "t-store", "name": "Store", "channel": "store"},
    {"id": "t-mail", "name": "E-mail", "channel": "email"}))
MARIA = PersonaIn(name="Maria Alves, 34", shoes="maryjane", pronoun="she", issue="Billed twice.", goal="The charge",
                  mood=-1, digital_access="phone_only", closed_channels=("app",), rules=("No app",),
                  unknowns=("Her account number",), journeys=("j-dispute",))
BEGIN = """async ([stop, channel]) => {
  const phone = document.querySelector("capture-app");
  const until = async (said) => { while (!said()) await new Promise((done) => setTimeout(done, 30)); };
  await until(() => phone.app?.outbox?.state.enrolled);
  const { app } = phone;
  await app.catalogue.refresh(true);
  await until(() => app.catalogue.journey("j-dispute"));
  const walk = crypto.randomUUID(), visit = crypto.randomUUID(), journey = "j-dispute@1";
  await app.catalogue.keep(app.catalogue.journey("j-dispute"), app.catalogue.persona("p-maria"));
  const [, here] = await app.log.append([
    { walk, journey, kind: "walk.begin", b: { journey: "j-dispute", revision: 1, persona: "p-maria",
      persona_revision: 1, mode: "be", practice: false, prediction: null } },
    { walk, visit, journey, kind: "touchpoint.enter",
      b: { visit, touchpoint: stop, channel, why: "planned", after: null } }]);
  app.go("#/walk/" + walk);
  return [walk, here.id];
}"""


class Walker:
    """A phone that has just arrived at a touchpoint, on a walk of its own. page: Playwright's; walk: its id."""

    def __init__(self, phone, stop: str, channel: str):
        self.phone = phone
        self.walk, here = self.page.evaluate(BEGIN, [stop, channel])
        self.until(f"walk-screen .moment[data-id='{here}']")

    @property
    def page(self):
        return self.phone.page

    def tap(self, act: str) -> None:
        self.page.locator(f"{self.screen} [data-act={act}]:visible").first.click()

    def kind(self, key: str) -> None:
        self.page.locator(f"[data-key={key}]").click()

    @property
    def screen(self) -> str:
        return "wait-screen" if self.page.locator("wait-screen").count() else "main"

    def ask(self, script: str, more=None):
        """Run the body of a function of (app, walk, more) in the page."""
        body = f"async ([walk, more]) => {{ const {{ app }} = document.querySelector('capture-app'); {script} }}"
        return self.page.evaluate(body, [self.walk, more])

    def go(self, hash_: str) -> None:
        self.ask("app.go(more)", hash_)

    def fold(self) -> dict:
        return self.ask("return (await app.walkOf(walk)).fold")

    def entries(self) -> list[dict]:
        return [entry for entry in self.ask("return app.log.entriesOf(walk)") if entry["kind"] != "clock"]

    def began_ago(self, ms: int) -> None:
        """Move the start of the running wait."""
        self.ask("await app.log.amend((await app.walkOf(walk)).fold.open_waits[0], { at: Date.now() - more })", ms)

    def rows(self) -> list[str]:
        return self.page.locator("walk-thread .moment__label").all_inner_texts()

    def until(self, selector: str, **how) -> None:
        self.page.locator(selector).first.wait_for(timeout=8000, **how)

    def waits_for(self, words: str) -> None:
        self.until(f"walk-thread .moment:has-text('{words}')")

    def drafted(self, field: str):
        """What is kept of something half done."""
        return self.ask("return app.drafts.get(more)", field)


@pytest.fixture(scope="module")
def served_app(tmp_path_factory, sqlite_template):
    with served(tmp_path_factory.mktemp("walking"), sqlite_template) as running:
        with running.database.write() as session:
            mo = running.cast["mo"].id
            journeys.make_journey(session, DISPUTE, mo, journey_id="j-dispute")
            personas.make_persona(session, MARIA, mo, persona_id="p-maria")
        yield running


@pytest.fixture
def at(handset):
    """at("t-call", "phone") → a Walker who has just arrived there, on the shared phone; more as of `handset`."""
    return lambda stop="t-call", channel="phone", **how: Walker(handset(**how), stop, channel)


def test_twenty_fast_taps_of_different_kinds_are_twenty_rows_in_order(at):
    ada = at()
    keys = ["choice", "repeat_info", "transfer", "dead_end", "jargon", "policy_wall", "channel_switch", "bright_spot"]
    wanted = [keys[i % 8] for i in range(20)]
    ada.page.evaluate("(keys) => keys.forEach((key) => document.querySelector(`[data-key=${key}]`).click())", wanted)
    ada.until("walk-thread .moment:nth-child(21)", state="attached")
    steps = [entry["b"]["kind"] for entry in ada.entries() if entry["kind"] == "step"]
    assert steps == [{"choice": "menu_choice"}.get(key, key) for key in wanted]
    assert [entry["seq"] for entry in ada.entries()] == sorted(entry["seq"] for entry in ada.entries())
    assert ada.rows()[1:4] == ["Menu choice", "Repeat info", "Transfer"]
    assert ada.page.locator("[data-key=jargon] .kind__count").inner_text() == "2"


def test_two_quick_taps_of_one_kind_count_once_and_say_so(at):
    ada = at()
    ada.page.evaluate("() => { const b = document.querySelector('[data-key=jargon]'); b.click(); b.click(); }")
    ada.until("[data-slot=said]:has-text('counted once')")
    assert ada.fold()["visits"][0]["friction"] == {"jargon": 1}


def test_each_undo_exposes_the_one_before_and_put_back_restores_it(at):
    ada = at()
    ada.kind("jargon")
    ada.waits_for("Jargon")
    ada.kind("transfer")
    ada.waits_for("Transfer")
    ada.page.get_by_role("button", name="Undo: Transfer").click()
    ada.page.get_by_role("button", name="Undo: Jargon").click()
    ada.page.get_by_role("button", name="Put back: Transfer").click()
    ada.page.get_by_role("button", name="Undo: Transfer").wait_for()
    assert ada.fold()["visits"][0]["friction"] == {"transfer": 1}
    assert [entry["kind"] for entry in ada.entries()][-3:] == ["void", "void", "void"]


def test_someone_answered_ends_the_wait_and_asks_whether_they_can_help(at):
    ada = at()
    ada.tap("wait")
    ada.until("wait-screen")
    ada.page.get_by_role("button", name="They said how long").click()
    ada.page.get_by_role("button", name="Log: Same message").click()
    ada.until("wait-screen .fact__count:has-text('1')")
    ada.tap("answered")
    ada.page.get_by_role("button", name="No", exact=True).click()
    ada.until("walk-thread .moment:has-text('can’t help')")
    (visit,) = ada.fold()["visits"]
    (wait,) = visit["waits"]
    assert (wait["how"], wait["explained"], wait["occupied"], wait["kind"]) == ("answered", True, None, "hold")
    assert (visit["employees"], visit["to_a_person"]["steps"]) == (1, 0)
    ada.page.get_by_role("button", name="Undo: Someone answered").click()
    ada.until("wait-screen")
    assert ada.fold()["open_waits"] == [wait["id"]]


def test_a_new_queue_is_a_transfer_and_the_next_wait_in_one_tap(at):
    ada = at()
    ada.tap("wait")
    ada.until("wait-screen")
    before = ada.fold()["open_waits"]
    ada.tap("newqueue")
    until(lambda: ada.fold()["open_waits"] != before, "the next wait runs")
    made = ada.entries()[-3:]
    assert [entry["kind"] for entry in made] == ["wait.end", "step", "wait.start"]
    assert len({entry["tap"] for entry in made}) == 1 and ada.fold()["open_waits"] == [made[2]["id"]]


def test_not_a_wait_takes_the_wait_away_and_leaves_what_was_logged(at):
    ada = at()
    ada.tap("wait")
    ada.until("wait-screen")
    ada.page.get_by_role("button", name="Log: Sales pitch").click()
    ada.until("wait-screen .fact__count:has-text('1')")
    ada.tap("notawait")
    ada.until("wait-screen", state="detached")
    assert ada.fold()["visits"][0]["waits"] == []
    notes = [one["b"]["words"] for one in ada.fold()["moments"] if one["kind"] == "note" and not one["voided"]]
    assert notes == ["Sales pitch"]


def test_a_wait_survives_the_death_of_its_page(at):
    ada = at()
    ada.tap("wait")
    ada.until("wait-screen")
    ada.page.get_by_role("button", name="Something to do").click()
    (wait,) = ada.fold()["open_waits"]
    until(lambda: (ada.drafted(f"wait:{wait}") or {}).get("occupied"), "it is kept")
    ada.phone.die()
    ada.until("wait-screen .fact[data-value=true]:has-text('Something to do')")
    ada.tap("answered")
    ada.waits_for("Someone answered")
    assert ada.fold()["visits"][0]["waits"][0]["occupied"] is True


def test_a_forgotten_wait_offers_to_fix_its_time(at):
    ada = at()
    ada.tap("wait")
    ada.until("wait-screen")
    ada.began_ago(3 * 3600_000)
    ada.page.get_by_role("button", name="Fix the time").click()
    started = ada.page.input_value("[name=at]")
    ended = datetime.strptime(started, "%H:%M:%S") + timedelta(minutes=5)
    ada.page.fill("[name=until]", ended.strftime("%H:%M:%S"))
    ada.page.get_by_role("button", name="Keep it").click()
    ada.until("wait-screen", state="detached")
    assert abs(ada.fold()["visits"][0]["waits"][0]["ms"] - 300_000) < 1000


def test_calling_logs_the_step_and_starts_the_wait_and_coming_back_asks_what_happened(at):
    ada = at()
    ada.tap("call")
    ada.until("call-sheet dialog[open]")
    ada.page.evaluate("document.querySelector('call-sheet a').addEventListener('click', (e) => e.preventDefault())")
    ada.page.get_by_role("link", name="Call from this phone").click()
    ada.until("wait-screen")
    ada.began_ago(250_000)
    ada.ask("""const { from } = (await app.walkOf(walk)).fold.visits[0].waits[0];
      await app.drafts.set("away:" + walk, { from });
      document.dispatchEvent(new Event("visibilitychange"));""")
    ada.until("away-sheet h2:has-text('You were away 4:1')")
    ada.page.get_by_label("Menu keys you pressed").fill("2 1 #")
    ada.page.get_by_text("It ended").click()
    ada.page.get_by_label("Minutes you waited").fill("3")
    ada.page.get_by_role("button", name="Steps: one more").click()
    ada.page.locator("away-sheet [data-files]").set_input_files(
        files=[{"name": "shot.png", "mimeType": "image/png", "buffer": picture(ada.page)}])
    ada.until("away-sheet [data-slot=shots]:has-text('1 picture')")
    ada.page.get_by_role("button", name="Add these").click()
    ada.until("wait-screen", state="detached")
    ada.waits_for("Pressed 1")
    (visit,) = ada.fold()["visits"]
    assert visit["steps"] == {"plain": 2, "menu_choice": 3} and visit["waits"][0]["ms"] == 180_000
    assert {one["fresh"] for one in ada.fold()["moments"] if one["b"].get("key")} == {"soon"}
    assert [photo["visit"] for photo in ada.fold()["photos"]] == [visit["visit"]]


def picture(page) -> bytes:
    """A small real photograph, made by the browser."""
    told = page.evaluate("""async () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
      const brush = canvas.getContext("2d");
      for (let i = 0; i < 64; i++) { brush.fillStyle = `hsl(${i * 5} 70% ${20 + i}%)`; brush.fillRect(i, 0, 1, 48); }
      const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
      return Array.from(new Uint8Array(await blob.arrayBuffer())); }""")
    return bytes(told)


def test_a_photo_is_covered_for_good_captioned_and_shown_in_its_row(at):
    ada = at("t-store", "store")
    with ada.page.expect_file_chooser() as chooser:
        ada.tap("photo")
    chooser.value.set_files(files=[{"name": "sign.png", "mimeType": "image/png", "buffer": picture(ada.page)}])
    ada.until("photo-sheet .snap__picture[src^=blob]")
    before = ada.fold()["photos"][0]["id"]
    sha256 = "return (await app.log.store.read(['photos'], (t) => t.get('photos', more))).sha256"
    first = ada.ask(sha256, before)
    ada.page.get_by_role("button", name="Cover", exact=True).click()
    ada.page.get_by_role("heading", name="Cover faces and names").wait_for()
    ada.page.keyboard.press("Escape")  # out of covering, not past the picture
    ada.until("photo-sheet [data-caption]")
    ada.page.get_by_role("button", name="Cover", exact=True).click()
    ada.page.get_by_role("button", name="Add a block").click()
    ada.page.keyboard.press("ArrowRight")
    ada.page.get_by_role("button", name="Cover it for good").click()
    ada.until("photo-sheet [data-caption]")
    ada.page.get_by_role("button", name="Sign", exact=True).click()
    ada.page.get_by_role("button", name="Keep photo").click()
    ada.until("walk-thread .moment:has-text('Sign') img[src^=blob]")
    assert ada.ask(sha256, before) != first
    assert [(photo["id"], photo["caption"]) for photo in ada.fold()["photos"]] == [(before, "Sign")]
    assert ada.fold()["moments"][-1]["edited"] is False


def test_a_photo_not_kept_is_struck_and_not_sent(at):
    ada = at("t-store", "store")
    with ada.page.expect_file_chooser() as chooser:
        ada.tap("photo")
    chooser.value.set_files(files=[{"name": "x.png", "mimeType": "image/png", "buffer": picture(ada.page)}])
    ada.until("photo-sheet .snap__picture[src^=blob]")
    ada.page.keyboard.press("Escape")
    ada.page.get_by_role("button", name="Put back: Photo").wait_for()
    held = ada.ask("""const rows = await app.log.store.read(["outbox"], (t) => t.all("outbox"));
      return rows.filter((row) => row.lane === "photo" && row.walk === walk).map((row) => row.next_at - Date.now())""")
    assert ada.fold()["photos"] == [] and len(held) == 1 and held[0] > 86400e3


def test_a_half_typed_note_comes_back_after_a_kill(at):
    ada = at()
    ada.tap("note")
    ada.page.get_by_label("Your note").press_sequentially("They said pro-rata")
    until(lambda: ada.drafted(f"note:{ada.walk}") == "They said pro-rata", "it is kept")
    ada.phone.die()
    ada.until("walk-screen .moment")
    ada.tap("note")
    expect(ada.page.get_by_label("Your note")).to_have_value("They said pro-rata")
    ada.page.keyboard.press("Escape")
    ada.until("note-sheet", state="detached")


def test_rating_needs_both_answers_and_then_moves_on_in_one_tap(at):
    ada = at()
    ada.kind("dead_end")
    ada.waits_for("Dead end")
    ada.tap("done")
    ada.page.get_by_role("button", name="Next: Store").wait_for()
    assert "Choose how hard it was and how it ended." in ada.page.locator(".rate__why").inner_text()
    ada.page.get_by_label("Very hard").check()
    ada.page.get_by_text("Sent elsewhere").click()
    ada.page.get_by_text("Didn’t keep track").click()
    ada.page.get_by_role("button", name="Back to Call centre").click()
    ada.until("walk-screen .moment")
    ada.tap("done")
    ada.page.get_by_text("Harder").click()
    ada.page.get_by_role("button", name="Next: Store").click()
    ada.until("walk-screen .moment:has-text('Came here from')")
    left, here = ada.fold()["visits"]
    assert (left["rating"], left["outcome"], left["code"]) == (6, "not", "sent_elsewhere")
    assert left["measured"]["waits"] is False
    assert (here["touchpoint"], here["after"], here["why"]) == ("t-store", left["visit"], "planned")
    made = ada.entries()[-3:]
    assert [entry["kind"] for entry in made] == ["rating", "touchpoint.leave", "touchpoint.enter"]
    assert made[0]["b"] == {"value": 6, "persona_guess": "harder"} and len({entry["tap"] for entry in made}) == 1
    ada.page.get_by_role("button", name="Undo: Came here from").click()
    ada.until("walk-screen h1:has-text('Call centre')")
    assert ada.fold()["open_visit"] == left["visit"]


def test_no_way_without_internet_is_an_outcome_for_whoever_has_none(at):
    ada = at("t-store", "store")
    ada.tap("step")
    ada.waits_for("Step")
    ada.tap("done")
    ada.page.get_by_role("button", name="More").click()
    ada.page.get_by_text("No way without internet").click()
    ada.page.get_by_label("Hard", exact=False).first.check()
    ada.page.get_by_text("No waits here").click()
    ada.page.get_by_role("button", name="Next: E-mail").click()
    ada.until("walk-screen h1:has-text('E-mail')")
    (left,) = [entry["b"] for entry in ada.entries() if entry["kind"] == "touchpoint.leave"]
    assert (left["outcome"], left["code"], left["why"]) == ("not", "refused", "no_internet")


def test_scrolling_up_lets_go_of_the_end_and_now_brings_it_back(at):
    ada = at()
    ada.page.evaluate("""async () => { for (let i = 0; i < 16; i++)
      document.querySelector(`[data-key=${["jargon", "transfer"][i % 2]}]`).click(); }""")
    ada.until("walk-thread .moment:nth-child(17)")
    ada.page.evaluate("document.querySelector('.thread').scrollTop = 0")
    ada.until(".thread__now")
    ada.kind("dead_end")
    ada.until("walk-thread .moment:nth-child(18)", state="attached")
    assert ada.page.evaluate("document.querySelector('.thread').scrollTop") == 0
    ada.page.get_by_role("button", name="Now").click()
    ada.until(".thread__now", state="hidden")


def test_giving_up_opens_the_rating_with_gave_up_chosen(at):
    ada = at()
    ada.tap("wait")
    ada.until("wait-screen")
    ada.tap("gaveup")
    ada.until("rate-screen [value=gave_up]:checked", state="attached")
    assert ada.fold()["visits"][0]["waits"][0]["censored"] is True


def test_what_is_not_open_to_the_persona_can_be_taken_and_is_kept_as_breaking_the_rule(at):
    ada = at()
    ada.tap("stops")
    ada.until(".stop:has-text('Not open to Maria')")
    ada.page.get_by_role("button", name="Take it anyway: The app").click()
    ada.until("walk-screen h1:has-text('The app')")
    assert ["broke_rule"] in [entry["b"].get("tags") for entry in ada.entries() if entry["kind"] == "note"]
    assert ada.fold()["visits"][1]["touchpoint"] == "t-app"


def test_a_stop_left_unrated_is_rated_later_without_growing(at):
    ada = at("t-web", "web")
    ada.tap("stops")
    ada.page.get_by_role("button", name="Go here: Store").click()
    ada.until("walk-screen h1:has-text('Store')")
    stayed = ada.fold()["visits"][0]["left_at"]
    ada.tap("stops")
    ada.page.get_by_role("button", name="Not rated yet").click()
    ada.page.get_by_label("Fairly easy").check()
    ada.page.get_by_text("Partly solved").click()
    ada.page.get_by_text("No waits here").click()
    ada.page.get_by_role("button", name="Keep it").click()
    ada.until(".stops .stop")
    web, store = ada.fold()["visits"]
    assert (web["rating"], web["outcome"], web["left_at"], web["measured"]["waits"]) == (3, "partly", stayed, True)
    assert ada.fold()["open_visit"] == store["visit"]


def test_a_place_can_be_added_on_the_spot(at):
    ada = at()
    ada.tap("stops")
    ada.page.get_by_text("Somewhere not on the list").click()
    ada.page.get_by_label("What is it called?").fill("Help desk")
    ada.page.locator(".stops__add").get_by_text("Chat").click()
    ada.page.get_by_role("button", name="Add it and go there").click()
    ada.until("walk-screen h1:has-text('Help desk')")
    added = ada.fold()["visits"][1]
    assert (added["name"], added["channel"], added["why"], added["touchpoint"]) == ("Help desk", "chat", "added", None)


def test_a_reply_is_waited_for_while_the_walk_goes_on(at):
    ada = at("t-mail", "email")
    ada.tap("wait")
    ada.until(".away:has-text('Waiting for a reply')")
    ada.tap("step")
    ada.waits_for("Step")
    ada.page.get_by_role("button", name="It came").click()
    ada.until(".away", state="detached")
    assert [(wait["kind"], wait["how"]) for wait in ada.fold()["visits"][0]["waits"]] == [("reply", "answered")]


def test_a_row_is_amended_never_edited_and_a_forgotten_wait_is_marked(at):
    ada = at()
    ada.tap("step")
    ada.waits_for("Step")
    ada.page.locator(".moment__words", has_text="Step").click()
    ada.page.get_by_label("Words").fill("Gave the account number")
    ada.page.locator("row-sheet").get_by_text("Repeat info").click()
    ada.page.locator("row-sheet").get_by_text("Our job").click()
    ada.page.get_by_role("button", name="Employees met: one more").click()
    ada.page.get_by_role("button", name="Keep it").click()
    ada.waits_for("Gave the account number")
    (visit,) = ada.fold()["visits"]
    assert (visit["steps"], visit["friction"], visit["our_job"], visit["employees"]) == ({}, {"repeat_info": 1}, 1, 1)
    assert [entry["kind"] for entry in ada.entries()][-2:] == ["step", "amend"]
    ada.go(f"#/log/{ada.walk}")
    ada.page.get_by_role("button", name="Add something").click()
    ada.page.locator("row-sheet").get_by_text("A wait", exact=True).click()
    ada.page.get_by_role("button", name="Keep it").click()
    ada.until("log-screen .moment:has-text('from memory')")
    assert [wait["how"] for wait in ada.fold()["visits"][0]["waits"]] == ["answered"]


def test_pausing_counts_neither_as_walking_nor_as_waiting(at):
    ada = at()
    ada.page.get_by_role("button", name="Pause").click()
    ada.page.get_by_role("button", name="Carry on").wait_for()
    assert [name for name in ("walk-thread", ".walk__dock") if ada.page.locator(f"{name}[inert]").count() == 0] == []
    ada.page.get_by_role("button", name="Carry on").click()
    ada.waits_for("Paused")
    expect(ada.page.locator("walk-screen [inert]")).to_have_count(0)
    assert [entry["kind"] for entry in ada.entries()][-2:] == ["walk.pause", "walk.resume"]
    assert ada.fold()["paused"] is False and len(ada.fold()["pauses"]) == 1


def test_keys_work_on_a_laptop_while_the_pad_has_focus(at):
    ada = at(viewport={"width": 1280, "height": 800}, is_mobile=False, has_touch=False, device_scale_factor=1)
    ada.page.locator("[data-pad]").first.focus()
    for key, logged in (("Space", "Step"), ("5", "Jargon")):
        ada.page.keyboard.press(key)
        ada.waits_for(logged)
    ada.page.keyboard.press("w")
    ada.until("wait-screen")
    ada.page.keyboard.press("w")
    ada.waits_for("Someone answered")
    ada.page.keyboard.press("z")
    ada.until("wait-screen")
    assert ada.fold()["visits"][0]["steps"] == {"plain": 1} and ada.fold()["visits"][0]["friction"] == {"jargon": 1}
    ada.page.get_by_role("button", name="Music").focus()
    ada.page.keyboard.press("5")
    assert ada.fold()["visits"][0]["friction"] == {"jargon": 1}


def test_sheets_keep_the_focus_give_it_back_and_close_by_esc_and_by_back(at):
    ada = at()
    for close in (lambda: ada.page.keyboard.press("Escape"), ada.page.go_back):
        ada.page.locator(".walk [data-act=mood]").focus()
        ada.page.keyboard.press("Enter")
        ada.until("mood-sheet dialog[open]")
        for _ in range(9):
            ada.page.keyboard.press("Tab")
        assert ada.page.evaluate("!!document.activeElement.closest('body > mood-sheet, body:not(:focus-within)')"
                                 " || document.activeElement === document.body")
        close()
        ada.until("mood-sheet", state="detached")
        assert ada.page.evaluate("document.activeElement.dataset.act") == "mood"
    assert ada.page.url.endswith(ada.walk)


VIEWS = ((390, 844, 200), (320, 640, 100), (844, 390, 100), (390, 844, 100))  # width, height, size of the text
LOOK = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const small = [...document.querySelectorAll("main, dialog[open]")]
    .flatMap((part) => [...part.querySelectorAll("button, a[href], summary, label:has(input)")])
    .filter((one) => one.checkVisibility() && !one.closest("[inert]"))
    .map((one) => [one.textContent.trim().replace(/\\s+/g, " "), one.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.width < 47.9 || box.height < 47.9))
    .map(([words, box]) => `${words} ${box.width}×${box.height}`);
  return [small, document.scrollingElement.scrollWidth - innerWidth];
}"""


def stations(ada):
    """Every screen and sheet of the walk, one after the other: (name, already shown)."""
    ada.kind("jargon")
    ada.waits_for("Jargon")
    yield "walk"
    for act, sheet in (("mood", "mood-sheet"), ("note", "note-sheet"), ("call", "call-sheet")):
        ada.tap(act)
        ada.until(f"{sheet} dialog[open]")
        yield sheet
        ada.page.keyboard.press("Escape")
        ada.until(sheet, state="detached")
    ada.page.locator(".moment__words", has_text="Jargon").click()
    ada.until("row-sheet dialog[open]")
    yield "row-sheet"
    ada.page.keyboard.press("Escape")
    ada.until("row-sheet", state="detached")
    ada.tap("wait")
    ada.until("wait-screen")
    yield "wait"
    for act, sheet in (("morekinds", "kinds-sheet"), ("promised", "facts-sheet")):
        ada.tap(act)
        ada.until(f"{sheet} dialog[open]")
        yield sheet
        ada.page.keyboard.press("Escape")
        ada.until(sheet, state="detached")
    ada.tap("answered")
    ada.until("wait-screen", state="detached")
    here = f"{ada.walk}/{ada.fold()['open_visit']}"
    for name, address in (("rate", here), ("touchpoints", ada.walk), ("log", ada.walk)):
        ada.go(f"#/{name}/{address}")
        ada.until(f"{name}-screen h1")
        ada.ask("await document.querySelector(more).ready", f"{name}-screen")
        yield name


def test_every_control_is_large_enough_and_nothing_scrolls_sideways(at):
    ada, found = at(reduced_motion="reduce"), {}
    ada.page.context.route("**/api/**", lambda route: route.abort())  # the pill has most to say without signal
    ada.page.reload()
    ada.until("walk-screen .moment")
    for name in stations(ada):
        for width, height, text in VIEWS:
            ada.page.set_viewport_size({"width": width, "height": height})
            ada.ask("app.set({ text: more })", text)
            found[name, width, text] = ada.page.evaluate(LOOK)
        found[name] = [breaches(ada.page), 0]
    assert {where: told for where, told in found.items() if told != [[], 0]} == {}


def test_a_screen_that_was_left_sends_nobody_elsewhere(at):
    ada = at()
    ada.ask("app.go('#/walks'); app.go(`#/touchpoints/${walk}`, { replace: true })")
    ada.until("walks-screen", state="attached")
    ada.ask("location.hash = '#screen'; app.go(`#/touchpoints/${walk}`, { replace: true })")  # no screen
    ada.until("touchpoints-screen")


def test_a_company_that_wants_a_sign_in_hides_walks_that_are_over_and_stops_no_walk(at):
    """Thirty days after the last company sign-on the server says no; the phone says why, and goes on logging."""
    ada = at(alone=True)
    no = {"shoeleather": 1, "error": {"code": "sign_on_again", "sentence": "Contoso asks you to sign in."}}
    ada.page.route("**/api/v1/catalogue", lambda route: route.fulfill(status=401, json=no))
    ada.ask("await app.catalogue.refresh(true)")
    ada.until("[data-bar=again]:has-text('Contoso asks you to sign in.') a:visible[href='/login/again']")
    ada.kind("jargon")
    ada.waits_for("Jargon")
    ada.ask("await app.log.append([{ walk, journey: 'j-dispute@1', kind: 'walk.end', b: { outcome: 'reached' } }])")
    ada.go("#/walks")
    ada.until("walks-screen [data-walks]", state="attached")
    ada.ask("await document.querySelector('walks-screen').ready")
    assert ada.page.locator("walks-screen [data-walks] > *").count() == 0
    ada.page.unroute("**/api/v1/catalogue")
    ada.ask("await app.catalogue.refresh(true)")
    ada.until("walks-screen [data-walks] > *")
    assert ada.page.locator("[data-bar=again]").count() == 0


@pytest.fixture
def stores(served_app):
    """Four stores on the list while one test runs; {name: id}."""
    with served_app.database.write() as session:
        made = {name: places.make_place(session, places.PlaceIn(name=name)).id for name in (
            "Camden store", "Highgate store", "Soho store", "Strand store")}
    yield made
    with served_app.database.write() as session:
        for one in made.values():
            session.delete(places.place(session, one))


def test_a_walker_says_where_with_one_tap_offline_and_changes_it_later(at, stores):
    walker = at("t-store", "store", alone=True)
    page = walker.page
    walker.until("[data-where] [data-act=at]")
    assert page.locator("[data-where] button").all_inner_texts() == ["Camden store", "Highgate store", "Another"]
    assert breaches(page) == []
    page.context.set_offline(True)
    walker.tap("at")
    page.locator(".moment__more", has_text="Camden store").wait_for()
    assert page.locator("[data-where]").is_hidden()
    walker.tap("edit")
    page.locator("#row-place").select_option(stores["Soho store"])
    page.locator("row-sheet button[type=submit]").click()
    page.locator(".moment__more", has_text="Soho store").wait_for()
    assert [visit["place"] for visit in walker.fold()["visits"]] == [stores["Soho store"]]
    page.context.set_offline(False)
    again = Walker(walker.phone, "t-store", "store")
    again.until("[data-where] [data-act=at]")
    again.tap("step")
    again.page.locator("[data-where]").wait_for(state="hidden")
    assert again.fold()["visits"][0]["place"] is None
