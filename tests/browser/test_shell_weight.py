"""The phone's first load, to the last byte: what a fresh browser fetches until the worker keeps the shell."""

import json
import re
from collections import Counter
from itertools import count
from urllib.parse import urlsplit

import pytest

from app import pwa
from app.kit.assets import FILES, PACK, RELEASE
from tests.browser.conftest import PHONE
from tests.browser.live import served
from tests.browser.relay import Relay

BOUND = 120 * 1024
STANDING = """async () => {
  const until = async (said) => { while (!said()) await new Promise((done) => setTimeout(done, 30)); };
  await until(() => navigator.serviceWorker.controller?.state === "activated");
  await until(() => document.querySelector("capture-app")?.app?.worker);
  return (await caches.keys()).length;
}"""


NO_PATIENCE = """() => { const later = setTimeout;
  globalThis.setTimeout = (what, ms, ...more) => (ms === 6000 ? 0 : later(what, ms, ...more)); }"""
SIX_SECONDS_AT_ONCE = """() => { const later = setTimeout;
  globalThis.setTimeout = (what, ms, ...more) => later(what, ms === 6000 ? 0 : ms, ...more); }"""


class Heard:
    """What a page and its worker ask for. sizes: bytes on the wire by address, 0 when they came from the worker."""

    def __init__(self, page):
        self.sizes, self.urls, self.workers, self._id = Counter(), {}, [], count(1)
        self._session = page.context.new_cdp_session(page)
        for event in ("Network.requestWillBeSent", "Network.loadingFinished"):
            self._session.on(event, lambda said, event=event: self._note("page", event, said))
        self._session.on("Target.attachedToTarget", self._attached)
        self._session.on("Target.receivedMessageFromTarget", self._relayed)
        self._session.send("Network.enable")
        self._session.send("Target.setAutoAttach",
                           {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": False})

    def enough(self) -> "Heard":
        """Hear nothing more."""
        self._session.detach()
        return self

    def _attached(self, said):
        self.workers.append(said["targetInfo"]["url"])
        for method in ("Network.enable", "Runtime.runIfWaitingForDebugger"):
            message = json.dumps({"id": next(self._id), "method": method})
            self._session.send("Target.sendMessageToTarget", {"sessionId": said["sessionId"], "message": message})

    def _relayed(self, said):
        message = json.loads(said["message"])
        self._note(said["sessionId"], message.get("method"), message.get("params"))

    def _note(self, whose, event, said):
        if event == "Network.requestWillBeSent":
            self.urls[whose, said["requestId"]] = said["request"]["url"]
        elif event == "Network.loadingFinished":
            url = self.urls.get((whose, said["requestId"]), "/sw.js")
            self.sizes[urlsplit(url).path] += said["encodedDataLength"]


@pytest.fixture(scope="module")
def house(tmp_path_factory, sqlite_template):
    with served(tmp_path_factory.mktemp("shell"), sqlite_template) as running:
        yield running


@pytest.fixture(scope="module")
def first_load(house, chromium):
    """(address, bytes that came back, what was heard, page) once a fresh browser has opened /capture and its worker
    keeps the shell."""
    relay = Relay(urlsplit(house.url).port)
    context = chromium.new_context(**PHONE)
    page = context.new_page()
    heard = Heard(page)
    page.goto(f"{relay.url}/capture")
    assert page.evaluate(STANDING) == 1
    page.wait_for_load_state("networkidle")
    yield relay.url, relay.back, heard.enough(), page
    context.close()
    relay.close()


def test_a_first_load_is_small_and_asks_nobody_else(first_load):
    address, back, heard, _ = first_load
    assert [urlsplit(url).path for url in heard.workers] == ["/sw.js"]
    assert {urlsplit(url).netloc for url in heard.urls.values()} == {urlsplit(address).netloc}
    assert back <= BOUND, heard.sizes.most_common(12)


def test_a_first_page_runs_what_its_worker_kept_and_no_file_travels_twice(first_load):
    _, _, heard, _ = first_load
    app = f"/static/{RELEASE}/js/elements/capture-app.js"
    assert app in heard.sizes and heard.sizes[app] == 0
    twice = Counter(urlsplit(url).path for url in heard.urls.values() if "/static/" in url)
    whole = {path: size for path, size in heard.sizes.items() if size > 4000}
    pages = {"/capture": pwa.shell_page(), "/sw.js": pwa.worker_script()}
    assert whole.keys() <= twice.keys() | pages.keys()
    for path, size in whole.items():
        held = pages.get(path) or FILES[path.removeprefix(f"/static/{RELEASE}/")]
        assert size < len(held.brotli if not held.is_packed_already else held.content) + 3000, path


@pytest.mark.parametrize("trouble", ["none here", "refused", "never done"])
def test_a_first_page_starts_without_its_worker(house, chromium, trouble):
    context = chromium.new_context(**PHONE)
    page = context.new_page()
    if trouble == "none here":
        page.add_init_script("Object.defineProperty(navigator, 'serviceWorker', { value: undefined })")
    elif trouble == "refused":
        page.add_init_script("navigator.serviceWorker.register = () => Promise.reject(new Error('refused'))")
        page.add_init_script(f"({NO_PATIENCE})()")
    else:
        page.add_init_script("navigator.serviceWorker.register = () => new Promise(() => {})")
        page.add_init_script(f"({SIX_SECONDS_AT_ONCE})()")
    page.goto(f"{house.url}/capture")
    page.locator("home-screen h1").first.wait_for(state="attached")
    context.close()


def test_a_forced_reload_does_not_wait_for_a_worker_that_will_not_come(first_load):
    _, _, _, page = first_load
    page.add_init_script(f"({NO_PATIENCE})()")
    with page.expect_navigation():
        page.context.new_cdp_session(page).send("Page.reload", {"ignoreCache": True})
    page.locator("home-screen h1").first.wait_for(state="attached")
    assert page.evaluate("navigator.serviceWorker.controller") is None


def test_every_file_the_shell_names_is_kept_on_the_phone():
    words = pwa.shell_page().content.decode() + pwa.offline_page().content.decode()
    named = set(re.findall(r'/static/[^/"]+/([^"#]+)["#]', words)) - {"icons/apple-touch-icon.png"}
    packed = {member.split("\n")[0] for member in FILES[PACK].content.decode().split("\0")}
    assert named <= packed | set(pwa.SHELL)
    urls = set(re.findall(r"url\(\.\./([^)]+)\)", FILES["css/phone.css"].content.decode()))
    assert urls and urls <= {*pwa.SHELL, *pwa.LATER}


def test_every_module_still_loads_when_made_small(house, chromium):
    page = chromium.new_page()
    page.goto(f"{house.url}/offline")
    names = [name for name in FILES if name.startswith("js/") and name.endswith(".js") and "/vendor/" not in name]
    got = page.evaluate("""(names) => Promise.all(names.map((name) =>
      import(`/static/${name[0]}/${name[1]}`).then(() => null, (error) => `${name[1]}: ${error}`)))""",
                        [[RELEASE, name] for name in names])
    page.close()
    assert len(names) > 80 and [one for one in got if one] == []


def test_every_sheet_means_the_same_when_made_small(blank_page, static_origin):
    sheets = [name for name in FILES if name.endswith(".css") and name != "css/phone.css"]
    got = blank_page.evaluate("""async (sheets) => {
      const told = (words) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(words);
        return [...sheet.cssRules].map((rule) => rule.cssText).join("\\n").replaceAll(/,\\s+/g, ","); };
      const written = (name) => fetch(`/static/${name}`).then((answer) => answer.text());
      return Promise.all(sheets.map(async ([name, small]) => told(small) === told(await written(name)) ? null : name));
    }""", [[name, FILES[name].content.decode()] for name in sheets])
    assert len(sheets) > 15 and [one for one in got if one] == []
