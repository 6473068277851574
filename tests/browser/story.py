"""What the stories share: a served town with a wire to it, phones whose storage outlives their browser, and a thumb.

    with town(tmp_path, sqlite_template, playwright) as here:
        ada = here.phone("ada")
        page = ada.open("/capture")
"""

import io
import json
import re
import signal
import time
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

import psutil
from PIL import ExifTags, Image
from playwright.sync_api import Error, expect
from sqlmodel import select

from app.accounts import commands as accounts
from app.journeys import commands as journeys
from app.journeys.forms import JourneyIn
from app.personas import commands as personas
from app.personas.forms import PersonaIn
from app.walks.models import Entry, EntryConflict
from tests.browser import live
from tests.browser.conftest import FLAGS, PHONE, chromium_path
from tests.browser.wire import Wire

PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)  # stories share two cores with everybody
SECRET_PLACE = "taken at home, 51 30 26 N"
DISPUTE = JourneyIn(name="Dispute a charge", leave_no_trace=("Take the dispute back",), touchpoints=(
    {"id": "t-web", "name": "Website", "channel": "web", "address": "https://northwind.example/bills",
     "par": {"steps": 5, "live_ms": 10_000}},
    {"id": "t-store", "name": "Store", "channel": "store", "par": {"steps": 4, "live_ms": 180_000}},
    {"id": "t-call", "name": "Call centre", "channel": "phone", "phone": "+44 20 7946 0018",
     "par": {"steps": 7, "live_ms": 120_000}}))
MARIA = PersonaIn(name="Maria Alves, 71", shoes="maryjane", pronoun="she", issue="Charged twice for roaming.",
                  goal="The money back by Friday.", mood=-1, digital_access="full", rules=("No staff shortcuts",),
                  unknowns=("What pro-rata means",), journeys=("j-dispute",))
SHELL_IS_KEPT = """async () => {
  const { active } = await navigator.serviceWorker.ready;
  while (active.state !== "activated") await new Promise((done) => setTimeout(done, 50));
  return (await caches.keys()).length;
}"""
LOG = """async (walk) => {
  const { log } = document.querySelector("capture-app").app;
  return walk ? log.entriesOf(walk) : log.store.read(["entries"], async (t) =>
    (await t.all("entries")).map((row) => JSON.parse(row.line)).sort((a, b) => a.seq - b.seq));
}"""
SCORED = """async (walk) => {
  const { app } = document.querySelector("capture-app");
  const told = await app.walkOf(walk);
  const { src } = document.querySelector("script[type=module]");
  const { scoreFold } = await import(src.replace(/[/]js[/].*/, "/js/capture/score.js"));
  return { fold: told.fold, score: scoreFold(told.fold, told.journey, app.catalogue.config) };
}"""


@contextmanager
def town(folder: Path, template: Path, playwright, **settings):
    """A served app with the cast, one journey (web, store, call centre) and one persona, behind a wire."""
    with live.served(folder, template, **settings) as running:
        with running.database.write() as session:
            journeys.make_journey(session, DISPUTE, running.cast["mo"].id, journey_id="j-dispute")
            personas.make_persona(session, MARIA, running.cast["mo"].id, persona_id="p-maria")
        made = Town(running, folder, playwright)
        try:
            yield made
        finally:
            made.close()


class Town:
    """url: where browsers reach the app, through the wire; app: the LiveApp behind it."""

    def __init__(self, app: live.LiveApp, folder: Path, playwright):
        self.app, self.folder, self.playwright = app, folder, playwright
        self.wire = Wire(int(app.url.rpartition(":")[2]))
        self.url = f"http://127.0.0.1:{self.wire.port}"
        self._phones: list[Phone] = []
        self._numbers, self._since = count(), 0

    def anew(self) -> "Town":
        """For the next story: no phone is there, the wire is whole, and of the log only what is written from now on."""
        while self._phones:
            self._phones.pop().close()
        self.wire.mend()
        self._since = max((row.server_seq for row in self.entries()), default=self._since)
        return self

    def phone(self, who: str, browser=None) -> "Phone":
        """A phone that belongs to one of the cast; signed in when its first page has pressed the button.

        browser: one that others use too, for a phone whose browser never ends in the story; signed in from the start.
        """
        self._phones.append(Phone(self, self.folder / f"phone-{next(self._numbers)}", who, browser))
        return self._phones[-1]

    def link(self, who: str) -> str:
        """An address that signs one of the cast in, once."""
        with self.app.database.write() as session:
            return f"{self.url}/sign-in#{accounts.make_link(session, 'sign_in', self.app.cast[who])}"

    def entries(self) -> list[Entry]:
        """Every row of the server's log, in the server's order."""
        with self.app.database.read() as session:
            return list(session.exec(select(Entry).where(Entry.server_seq > self._since).order_by(Entry.server_seq)))

    def told(self, walk: str) -> list[dict]:
        """The lines of a walk as the server stores them, in its order, without the phone's notes on its clock."""
        return [json.loads(row.line) for row in self.entries() if row.walk == walk and row.kind != "clock"]

    def rows(self, table) -> list:
        """Every row of a table."""
        with self.app.database.read() as session:
            return list(session.exec(select(table)))

    def close(self) -> None:
        """Close every phone and the wire."""
        for phone in self._phones:
            phone.close()
        self.wire.close()


class Phone:
    """One browser profile on disk. page: the window in front, None while the browser is closed.

    troubles: errors of pages and breaches of the content policy, over all its windows.
    """

    def __init__(self, here: Town, profile: Path, who: str, browser=None):
        self.town, self.profile, self.who, self.browser = here, profile, who, browser
        self.context = self.page = None
        self.troubles: list[str] = []

    def open(self, path: str = "/capture", script: str = ""):
        """Start the browser on what is on disk and open a page. script: what runs before those of every page."""
        self.context = self._begun()
        if script:
            self.context.add_init_script(script)
        self.page = self.window(path, next(iter(self.context.pages), None))
        return self.page

    def _begun(self):
        if not self.browser:
            return self.town.playwright.chromium.launch_persistent_context(
                str(self.profile), executable_path=chromium_path(), args=FLAGS, timeout=PATIENCE_MS, **PHONE)
        context = self.browser.new_context(**PHONE)
        context.add_cookies(self.town.app.cookies(self.who))
        return context

    def window(self, path: str, page=None):
        """One more page; the storage is the phone's."""
        page = page or self.context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", lambda said: self.troubles.append(said.text) if "Policy" in said.text else None)
        page.goto(self.town.url + path)
        return page

    def sign_in(self):
        """Press the one button of a sign-in link, and wait until the walking pages work without a network."""
        page = self.open(self.town.link(self.who).removeprefix(self.town.url))
        page.get_by_role("button", name="Sign me in").click()
        page.wait_for_url("**/capture*")
        expect(page.locator(".home__who")).not_to_contain_text("?")
        page.get_by_role("link", name="Journeys").click()
        expect(page.get_by_role("button", name=re.compile("Dispute a charge"))).to_be_visible()
        assert page.evaluate(SHELL_IS_KEPT) == 1
        page.get_by_role("button", name="Back").click()
        expect(page.get_by_role("link", name="Start a walk")).to_be_visible()
        return page

    def pid(self) -> int:
        """The browser's own process: of those on this profile, the one that is nobody's helper."""
        [found] = [one.pid for one in psutil.process_iter(["cmdline"]) if one.info["cmdline"]
                   and any(str(self.profile) in word for word in one.info["cmdline"][1:])
                   and not any(word.startswith("--type=") for word in one.info["cmdline"])]
        return found

    def kill(self) -> None:
        """SIGKILL the browser and all its helpers, with all the politeness a phone out of memory has."""
        browser = psutil.Process(self.pid())
        doomed = [browser, *browser.children(recursive=True)]
        for one in doomed:
            with suppress(psutil.NoSuchProcess):
                one.send_signal(signal.SIGKILL)
        until(lambda: all(map(_is_dead, doomed)), "the browser is dead")  # buried or not: that takes a second more
        self.close()

    def close(self) -> None:
        """Close the browser; what is on disk stays."""
        if self.context:
            try:
                self.context.close()
            except Error:
                pass  # it was killed
        self.context = self.page = None


def _is_dead(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def photo(colour: str = "#8a6d4f", width: int = 3000) -> dict:
    """A picture as a camera makes it: three to two, turned, and telling where it was taken."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.ImageDescription] = SECRET_PLACE
    exif[ExifTags.IFD.GPSInfo] = {1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)}
    picture = Image.effect_noise((300, 200), 90).resize((width, width * 2 // 3)).convert("RGB")
    picture.paste(Image.new("RGB", (900, 500), colour), (200, 200))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85, exif=exif)
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def until(ready, what: str, seconds: float = PATIENCE_MS / 1000):
    """Ask again until it is true; what it was in the end."""
    end = time.monotonic() + seconds
    while not (got := ready()):
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.05)
    return got


class Thumb:
    """A person on the phone's screen: finds buttons by what they say."""

    def __init__(self, page):
        self.page = page

    def press(self, name: str, role: str = "button", exact: bool = True) -> None:
        """Press what is called so."""
        self.page.get_by_role(role, name=name, exact=exact).click()

    def choose(self, name: str, within: str = "main") -> None:
        """Choose an answer by its words."""
        self.page.locator(f"{within} label:visible").filter(
            has_text=re.compile(rf"^\s*{re.escape(name)}\s*$")).first.click()

    def begin(self, guess: dict | None = None, journey: str = "Dispute a charge", persona: str = "Maria") -> str:
        """Choose journey and shoes, guess or skip it, set off; the walk's id. guess: {stop name: 1–7}."""
        self.press("Start a walk", "link")
        self.press(journey, exact=False)
        self._turn_to(f"Walk as {persona}")
        self.press(f"Walk as {persona}")
        self._guess(guess) if guess else self.press("Skip the guess")
        self.page.wait_for_url("**#/walk/*")
        self.sees("Started here")
        return self.page.url.rpartition("/")[2]

    def _turn_to(self, wanted: str) -> None:
        place = self.page.locator("shoes-screen [data-slot=place]")
        for card in range(1, 10):
            expect(place).to_have_text(re.compile(f"^{card} of [1-9]"))
            if self.page.locator("shoes-screen [data-slot=patch]").text_content() == wanted:
                return
            self.press("The next card")

    def _guess(self, guess: dict) -> None:
        for stop, felt in guess.items():
            row = self.page.locator("fieldset.rungs").filter(has_text=stop)
            row.get_by_role("radio", name=re.compile(f"^{felt}, ")).check()
        self.page.get_by_role("textbox", name="Steps").fill("9")
        self.page.get_by_role("textbox", name="Minutes waiting").fill("3")
        self.choose("Yes")
        self.press("Seal it and start walking")

    def at(self, stop: str) -> None:
        """Wait until the walking screen is that stop's."""
        expect(self.page.locator("walk-screen h1")).to_contain_text(stop)

    def sees(self, words: str) -> None:
        """Wait until a row of the thread says so."""
        expect(self.page.locator("walk-thread .moment").filter(has_text=words).first).to_be_attached()

    def tap(self) -> None:
        """The leather button, whatever comes of it."""
        self.page.get_by_role("group", name="Walking pad").get_by_role("button", name="Step", exact=True).click()

    def step(self) -> None:
        """One step, painted."""
        rows = self.page.locator("walk-thread .moment")
        expect(rows.first).to_be_attached()
        before = rows.count()
        self.tap()
        expect(rows).not_to_have_count(before)

    def snag(self, name: str) -> None:
        """One of the eight small keys, painted."""
        rows = self.page.locator("walk-thread .moment")
        expect(rows.first).to_be_attached()
        before = rows.count()
        self.press(f"Log: {name}", exact=False)
        expect(rows).not_to_have_count(before)

    def wait(self, ends: str, for_at_least: int = 1) -> None:
        """Wait until the big clock has begun to count, then say how it ended."""
        self.press("Start wait")
        until(lambda: shown_seconds(self.page) >= for_at_least, "the clock counts")
        self.press(ends)
        expect(self.page.locator("wait-screen")).to_have_count(0)

    def mood(self, word: str) -> None:
        """A face."""
        self.press("Mood")
        self.page.locator("mood-sheet").get_by_role("button", name=word).click()
        self.sees(word)

    def note(self, words: str) -> None:
        """A sentence."""
        self.press("Note")
        self.page.get_by_label("Your note").fill(words)
        self.press("Keep note")
        self.sees(words)

    def shoot(self, picture: dict, caption: str) -> None:
        """A photo with a caption from the chips."""
        with self.page.expect_file_chooser() as chooser:
            self.press("Photo")
        chooser.value.set_files(files=[picture])
        sheet = self.page.locator("photo-sheet")
        sheet.get_by_role("button", name=caption, exact=True).click()
        sheet.get_by_role("button", name="Keep photo").click()
        expect(sheet).to_have_count(0)
        expect(self.page.locator("walk-thread .moment", has_text=caption).locator("img")).to_be_visible()

    def rate(self, felt: str, end: str, waits: str | None = None) -> None:
        """Say how hard it was and how it ended; waits: asked where none was logged."""
        self.press("Done here")
        expect(self.page.get_by_role("heading", name="How hard was that?")).to_be_visible()
        self.page.locator(".rung").filter(has_text=re.compile(rf"\d\s*{felt}$")).click()
        for answer in filter(None, (end, waits)):
            self.choose(answer)

    def finish(self, goal: str = "Yes") -> None:
        """The questions at the end, as an honest walker answers them."""
        expect(self.page.get_by_role("heading", name="Was the goal reached?")).to_be_visible()
        self.page.locator("fieldset.ends label").filter(has_text=goal).first.click()
        for asked in ("Did anyone recognise you?", "Did you use a staff shortcut?"):
            self.page.locator("fieldset.asked").filter(has_text=asked).locator("label").filter(has_text="No").first.click()
        self.press("See what it came to")
        expect(self.page.locator("summary-screen")).to_be_attached()

    def score(self) -> str:
        """The big number of P7."""
        shown = self.page.locator("summary-screen .verdict__n")
        expect(shown).to_have_text(re.compile(r"^\d+$"))
        return shown.inner_text()


def shown_seconds(page) -> int:
    """What the big clock of a wait says, in seconds."""
    total = 0
    for part in (page.locator(".wait__clock").get_attribute("data-shown") or "0").split(":"):
        total = total * 60 + int(part)
    return total


def numbers_of(lines: list[dict]) -> dict[str, list[int]]:
    """The numbers each device gave its lines, rising."""
    return {dev: sorted(line["seq"] for line in lines if line["dev"] == dev) for dev in {line["dev"] for line in lines}}


def stored_once(here: Town, page) -> None:
    """Every line of the phone is one row of the server, of the same bytes and place, and nothing was set aside."""
    held = page.evaluate(LOG, None)
    rows = here.entries()
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in numbers_of(held).values())
    assert {line["id"]: line["seq"] for line in held} == {row.id: row.seq for row in rows}
    assert len(rows) == len(held) and {row.state for row in rows} == {"stored"}
    assert here.rows(EntryConflict) == []


def everything_sent(page) -> None:
    """Wait until the phone says that nothing is left on it alone."""
    expect(page.locator("app-bars .pill")).to_have_attribute("data-pill", "sent")
