"""A wait counts by the clock: through a frozen page, a phone asleep in a pocket, and a clock set by hand."""

import re

import pytest
from playwright.sync_api import expect

from app.scoring.fold import fold
from app.walks.queries import log_of
from tests.browser import story

# A phone whose clocks can be told what happened: `pass_(wall, mono)` moves each on by so many ms.
CLOCKS = """(() => {
  const RealDate = Date, mono = performance.now.bind(performance);
  const moved = { wall: 0, mono: 0 };
  globalThis.Date = class extends RealDate {
    constructor(...given) { given.length ? super(...given) : super(RealDate.now() + moved.wall); }
    static now() { return RealDate.now() + moved.wall; }
  };
  performance.now = () => mono() + moved.mono;
  globalThis.pass_ = (wall, byMono) => { moved.wall += wall; moved.mono += byMono; };
  let hidden = false;
  Object.defineProperty(document, "visibilityState", { get: () => (hidden ? "hidden" : "visible") });
  globalThis.hide_ = (yes) => { hidden = yes; document.dispatchEvent(new Event("visibilitychange")); };
})()"""
TEN_MINUTES = 600_000
LAST_WAIT = """async (walk) => {
  const { fold } = await document.querySelector("capture-app").app.walkOf(walk);
  return fold.visits.at(-1).waits.at(-1);
}"""


@pytest.fixture(scope="module")
def standing(tmp_path_factory, sqlite_template, playwright):
    with story.town(tmp_path_factory.mktemp("frozen"), sqlite_template, playwright) as town:
        yield town


@pytest.fixture
def ada(standing, chromium):
    return Waiting(standing.anew(), chromium)


class Waiting:
    """A phone on a walk at the website with its clocks in our hands."""

    def __init__(self, here, chromium):
        self.here, self.phone = here, here.phone("ada", chromium)
        self.page = self.phone.open(script=CLOCKS)
        self.thumb = story.Thumb(self.page)
        self.walk = self.thumb.begin()
        self.thumb.press("Start wait")
        expect(self.page.locator("wait-screen")).to_be_attached()

    def ended(self) -> tuple[dict, dict]:
        """The wait, ended and sent, as the phone folds it and as the server does."""
        self.thumb.press("It loaded")
        expect(self.page.locator("wait-screen")).to_have_count(0)
        kept = self.page.evaluate(LAST_WAIT, self.walk)
        self.here.wire.mend()
        self.page.evaluate("dispatchEvent(new Event('online'))")
        story.everything_sent(self.page)
        with self.here.app.database.read() as session:
            stored = fold(log_of(session, self.walk))["visits"][-1]["waits"][-1]
        assert self.phone.troubles == []
        return kept, stored


# The big clock, what the wall says it should be, and the title of the page, all of one moment.
CLOCKS_SHOW = """async (walk) => {
  const { fold } = await document.querySelector("capture-app").app.walkOf(walk);
  const { shown } = document.querySelector(".wait__clock").dataset;
  const [seconds, minutes] = shown.split(":").reverse().map(Number);
  const apart = Date.now() - fold.visits.at(-1).waits.at(-1).from - (minutes * 60 + seconds) * 1000;
  return { shown, apart: Math.abs(apart), title: document.title };
}"""


def test_a_wait_across_a_frozen_page_is_as_long_as_the_clock_says(ada):
    tools = ada.page.context.new_cdp_session(ada.page)
    tools.send("Page.setWebLifecycleState", {"state": "frozen"})
    ada.page.wait_for_timeout(3000)  # the page sleeps; nothing in it can tell us when it is over
    tools.send("Page.setWebLifecycleState", {"state": "active"})
    # A clock that counted its own ticks would stay three seconds behind for ever.
    story.until(lambda: ada.page.evaluate(CLOCKS_SHOW, ada.walk)["apart"] < 1500, "the clock has caught up")
    told = ada.page.evaluate(CLOCKS_SHOW, ada.walk)
    assert told["shown"] != "0:00" and told["title"].startswith(told["shown"].split(":")[0] + ":")
    kept, stored = ada.ended()
    assert kept["ms"] >= 3000 and stored["ms"] == kept["ms"]


def test_a_phone_asleep_in_a_pocket_counts_by_the_wall(ada):
    story.everything_sent(ada.page)
    ada.here.wire.cut()  # the server's clock cannot be moved with ours: an answer would show that ours had leapt
    ada.page.evaluate("hide_(true)")
    ada.page.evaluate("pass_(600000, 0)")  # deep sleep: the wall goes on, the phone's own timer stands still
    ada.page.evaluate("hide_(false)")
    expect(ada.page.locator(".wait__clock")).to_have_attribute("data-shown", re.compile(r"^1\d:\d\d$"))
    expect(ada.page.locator("away-sheet")).to_have_count(0)
    kept, stored = ada.ended()
    assert kept["ms"] >= TEN_MINUTES and stored["ms"] == kept["ms"]
    assert kept["quality"] in ("wall", "wall_adj")


def test_a_page_frozen_with_both_clocks_running_counts_all_of_it(ada):
    ada.page.evaluate("hide_(true)")
    ada.page.evaluate("pass_(600000, 600000)")
    ada.page.evaluate("hide_(false)")
    expect(ada.page.locator(".wait__clock")).to_have_attribute("data-shown", re.compile(r"^1\d:\d\d$"))
    kept, stored = ada.ended()
    assert kept["ms"] >= TEN_MINUTES and stored["ms"] == kept["ms"] and kept["quality"] == "mono"


def test_a_clock_set_by_hand_while_waiting_is_told_and_not_counted(ada):
    ada.page.evaluate("pass_(3600000, 0)")
    expect(ada.page.locator("wait-screen [data-still]")).to_contain_text("Your clock changed during this wait")
    kept, stored = ada.ended()
    assert kept["ms"] < TEN_MINUTES and stored["ms"] == kept["ms"] and kept["quality"] == "clock_changed"
