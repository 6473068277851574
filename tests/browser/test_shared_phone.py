"""One phone, two people: signing out loses nothing unsent and leaves nothing of the first to read. F20, B20."""

import io
import re
import zipfile
from urllib.request import Request, urlopen

import pytest
from sqlmodel import func, select

from app.accounts import commands
from app.accounts.models import Token, User
from app.kit import clock, jobs
from app.personas import commands as personas
from app.personas.forms import PersonaIn
from app.personas.models import Evidence
from app.voice import commands as voice
from app.walks.models import Entry
from tests import world
from tests.browser.conftest import PHONE
from tests.browser.story import until
from tests.source import ROOT
from tests.walks.phone import JOURNEY, Phone, add_journey

MARK = "ADAS-OWN-WORDS"
LOG = """async ([words, n, journey]) => {
  const { app } = document.querySelector("capture-app");
  const walk = `0197-${words}-${Math.random()}`;
  const envelope = { walk, journey: `${journey}@1` };
  await app.log.append([{ ...envelope, kind: "walk.begin", b: { journey, revision: 1, persona: null, mode: "be",
    own_reason: { issue: words }, practice: false, prediction: null } }]);
  for (let i = 1; i < n; i++) await app.log.append([{ ...envelope, kind: "step", b: { kind: "click", words } }]);
}"""
# {store, keyPath, keys, rows} of every store of every database, those of storage buckets too.
STORES = """const asked = (ask) => new Promise((done) => { ask.onsuccess = () => done(ask.result); });
  const stores = async () => {
    const { storageBuckets } = navigator, named = await storageBuckets?.keys() ?? [], found = [];
    const own = await Promise.all(named.map(async (name) => (await storageBuckets.open(name)).indexedDB));
    for (const keep of [indexedDB, ...own]) for (const { name } of await keep.databases()) {
      const db = await asked(keep.open(name));
      for (const store of db.objectStoreNames) {
        const at = db.transaction(store).objectStore(store);
        found.push({ store, keyPath: at.keyPath, keys: await asked(at.getAllKeys()), rows: await asked(at.getAll()) });
      }
      db.close();
    }
    return found;
  };"""
DUMP = """async () => {
  STORES
  const said = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }),
    document.documentElement.innerHTML];
  const text = (value) => value instanceof ArrayBuffer ? text(new Uint8Array(value))
    : ArrayBuffer.isView(value) ? new TextDecoder("latin1").decode(value)
    : value && typeof value === "object" ? Object.entries(value).map(([key, one]) => key + text(one)).join(" ")
    : String(value);
  for (const { keys, rows } of await stores()) said.push(text(rows), text(keys));
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) said.push(request.url, await (await cache.match(request)).text());
  }
  return said.join("\\n");
}""".replace("STORES", STORES)


# Whatever stands in this browser, by its name alone: store.field, store/key, localStorage/key, cache/address.
NAMES = """async () => {
  STORES
  const said = [...Object.keys(localStorage).map((key) => `localStorage/${key}`),
    ...Object.keys(sessionStorage).map((key) => `sessionStorage/${key}`)];
  for (const { store, keyPath, keys, rows } of await stores()) {
    said.push(store, ...(keyPath ? rows.flatMap((row) => Object.keys(row).map((field) => `${store}.${field}`))
      : keys.map((key) => `${store}/${key}`)));
  }
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) said.push(`cache${new URL(url).pathname}`);
  }
  return [...new Set([...said, ...(await navigator.storageBuckets?.keys() ?? []).map((name) => `bucket/${name}`)])];
}""".replace("STORES", STORES)
PICTURE = """async ([words, journey]) => {
  const { app } = document.querySelector("capture-app");
  const walk = `0197-${words}-picture`, at = { walk, journey: `${journey}@1` };
  const { src } = document.querySelector("script[type=module]");
  const { take } = await import(src.replace(/[/]js[/].*/, "/js/capture/photos.js"));
  const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 30 });
  const photo = await take(await new Promise((done) => canvas.toBlob(done, "image/jpeg")));
  await app.log.append([{ ...at, kind: "walk.begin", b: { journey, revision: 1, persona: null, mode: "be",
    own_reason: { issue: words }, practice: false, prediction: null } }]);
  await app.log.append([{ ...at, kind: "photo", b: { photo: photo.id }, photo }]);
  await app.log.drafts.set(`note:${walk}`, words);
  await app.log.append([{ ...at, kind: "walk.end", b: { outcome: "reached" } }]);
}"""


class Shared:
    def __init__(self, live_app, chromium, who: str = "ada", name: str = "Ada"):
        self.app = live_app
        self.context = live_app.signed_in(chromium, who, **PHONE)
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.open(name)

    def open(self, name: str = ""):
        self.page.goto(f"{self.app.url}/capture")
        self.page.wait_for_function("() => navigator.serviceWorker.controller")
        self.enrolled(name)

    def enrolled(self, name: str):
        self.page.wait_for_function("(name) => (document.querySelector('capture-app')?.app?.user?.name ?? '') === name",
                                    arg=name)

    def log(self, n: int, words: str = MARK):
        self.page.evaluate(LOG, [words, n, JOURNEY])

    def ask_out(self):
        self.page.goto(f"{self.app.url}/capture#/settings")
        self.page.click('[data-act="forget"]')

    def asked_what(self) -> int:
        """How many things the screen says are only here, while it offers the three ways."""
        words = self.page.wait_for_selector('text=/things could not be sent and are only on this phone/').inner_text()
        assert self.page.inner_text('[data-act="forget"]') == "Try to send again"
        assert [self.page.is_visible(f'[data-act="{act}"]') for act in ("keep", "file", "drop")] == [True] * 3
        return int(words.split()[0])

    def dump(self) -> str:
        """Everything a curious next user could find in this browser."""
        return self.page.evaluate(DUMP)

    def as_somebody(self, who: str):
        self.context.add_cookies(self.app.cookies(who))

    def count(self) -> int:
        with self.app.database.read() as session:
            return session.exec(select(func.count()).select_from(Entry)).one()


@pytest.fixture
def shared(live_app, chromium):
    with live_app.database.write() as session:
        add_journey(session)
    return Shared(live_app, chromium)


def test_what_is_unsent_is_kept_locked_and_sent_when_its_walker_is_back(shared):
    page, before = shared.page, shared.count()
    shared.context.set_offline(True)
    shared.log(4)
    assert MARK in shared.dump()
    shared.ask_out()
    n = shared.asked_what()
    page.click('[data-act="keep"]')
    page.wait_for_url("**/login**")
    assert MARK not in shared.dump(), "locked"
    shared.context.set_offline(False)
    shared.open("")
    page.wait_for_selector('[data-bar="sign_in"]')
    assert page.evaluate("() => localStorage.getItem('shoeleather.out')") is None
    assert page.request.get(f"{shared.app.url}/account").status == 401, "the server signed Ada out too"
    shared.as_somebody("zoe")
    shared.open("Zoe")
    assert MARK not in shared.dump() and shared.count() == before
    page.goto(f"{shared.app.url}/walks")
    page.click("summary.badge")
    page.click('desk-leave button')  # the desk's way out leads through the phone's
    page.wait_for_url("**/capture#/settings")
    page.click('[data-act="forget"]')
    page.wait_for_url("**/login**")
    shared.as_somebody("ada")
    shared.open("Ada")
    until(lambda: page.wait_for_timeout(50) or shared.count() == before + n, "what she held is with the team")
    assert MARK in shared.dump(), "and hers to see again"


def test_what_is_unsent_can_be_taken_as_a_file_or_discarded_by_name(shared):
    page, before = shared.page, shared.count()
    shared.context.set_offline(True)
    shared.log(3)
    shared.ask_out()
    n = shared.asked_what()
    with page.expect_download() as got:
        page.click('[data-act="file"]')
    with zipfile.ZipFile(io.BytesIO(got.value.path().read_bytes())) as file:
        assert file.read("entries.ndjson").decode().count(MARK) >= 3
    assert MARK in shared.dump(), "the file takes nothing away"
    page.click(f'button:text-is("Discard {n} things")')
    page.click(f'button:text-is("Really discard {n} things? Tap again")')
    page.wait_for_url("**/login**")
    assert MARK not in shared.dump()
    shared.context.set_offline(False)
    shared.open("")  # the cookie of before the sign-out is let go first
    page.wait_for_selector('[data-bar="sign_in"]')
    shared.as_somebody("zoe")
    shared.open("Zoe")
    assert MARK not in shared.dump() and shared.count() == before


def test_with_everything_sent_signing_out_asks_nothing(shared):
    shared.log(2)
    shared.page.wait_for_function("() => document.querySelector('capture-app').app.outbox.state.pill === 'sent'")
    shared.ask_out()
    shared.page.wait_for_url("**/login**")
    assert MARK not in shared.dump() and shared.count() >= 2
    shared.page.go_back()
    assert MARK not in shared.dump()
    with shared.app.database.read() as session:
        assert all(token.revoked_at for token in session.exec(select(Token).where(Token.user_id == "u-ada")))


LISTED = (ROOT / "docs/security-limits.md").read_text().partition("## What may stand in a browser")[2]


def listed(name: str) -> bool:
    """Whether the page lists what stands here; it writes … for what differs from phone to phone."""
    return any(re.fullmatch(re.escape(each).replace("…", ".+"), name) for each in re.findall(r"`([^`]+)`", LISTED))


def test_a_browser_keeps_nothing_but_what_is_listed_and_nothing_of_anybody_else(live_app, chromium):
    """A manager walks with a picture, part of it unsent, and reads the desk in the same browser: her own walk stands
    there and the house's journeys; no name, e-mail or walk of another, no customer's words, no other secret."""
    others = {"ada": "Zqada Walkedbefore", "una": "Zquna Adminname"}
    with live_app.database.write() as session:
        add_journey(session)
        for who, name in others.items():
            session.get(User, f"u-{who}").name = name
        commands.set_password(session, session.get(User, "u-mo"), world.PASSWORD)
        persona = personas.make_persona(session, PersonaIn(name="Tom", shoes="boot", pronoun="he", issue="x", goal="y",
                                                           mood=0, digital_access="full"), "u-una")
        said = voice.take_comment(session, voice.CommentIn(words="Zqcustomer was never rung back.", source="Zqletters"))
        session.add(Evidence(persona_id=persona, comment_id=said, linked_by="u-una", linked_at=clock.now()))
    ada = Phone()
    batch = ada.batch(ada.begin(own_reason={"issue": "ZQADAS-WALK"}), ada.entry())
    urlopen(Request(f"{live_app.url}/api/v1/sync", batch, {
        "authorization": f"Bearer {live_app.token('ada')}", "content-type": "application/x-ndjson"})).close()
    jobs.drain(live_app.database)
    mo = Shared(live_app, chromium, "mo", "Mo")
    mo.log(2)
    mo.page.wait_for_function("() => document.querySelector('capture-app').app.outbox.state.pill === 'sent'")
    for path, words in (("/walks", "Zqada"), (f"/walks/{ada.walk}", "ZQADAS-WALK"), ("/voice", "Zqcustomer"),
                        ("/account", "Mo"), ("/personas", "Tom"), ("/insights/heat", "")):
        mo.page.goto(live_app.url + path)
        assert words in mo.page.content(), path
    mo.page.keyboard.press("?")
    mo.page.goto(f"{live_app.url}/capture")
    mo.enrolled("Mo")
    mo.context.set_offline(True)
    mo.page.evaluate(PICTURE, [MARK, JOURNEY])
    names, text = mo.page.evaluate(NAMES), mo.dump()
    assert [name for name in names if not listed(name)] == [], "list it in docs/security-limits.md, or do not keep it"
    assert {"photos.sha256", "meta/token", "meta/user", "outbox.id", "receipts.id", "drafts/note:…"} - {
        re.sub("note:.*", "note:…", name) for name in names} == set(), "the walk was real"
    assert MARK in text, "her own, in clear"
    for mark in ("Zqada", "Walkedbefore", "Zquna", "shoe.test", "Zqcustomer", "Zqletters", "ZQADAS-WALK", ada.walk,
                 world.PASSWORD, *(cookie["value"] for cookie in mo.context.cookies())):
        assert mark not in text, mark
    tokens = set(re.findall(r"sl_[\w-]{20,}", text))
    assert len(tokens) == 1, "the phone's own, and no other"
