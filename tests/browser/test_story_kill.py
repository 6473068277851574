"""The browser dies at any moment of fast tapping: whatever was painted as saved is there, and numbers have no holes."""

import json
import os
import random

import pytest
from playwright.sync_api import expect

from tests.browser import story

KILLS = 20
# Counted as painted the moment the row is in the page: earlier than any eye.
WATCH = """() => {
  const list = document.querySelector("walk-thread ol");
  const told = new Set();
  const look = () => [...list.children].forEach(({ dataset: { id } }) => {
    if (id && !told.has(id)) told.add(id), painted(id);
  });
  new MutationObserver(look).observe(list, { childList: true });
  look();
}"""
# Neighbours differ, so that no tap is a double tap; the pause between two is at most 40 ms.
TAP = """(seed) => {
  const names = ["choice", "repeat_info", "transfer", "dead_end", "jargon", "policy_wall", "bright_spot"];
  let n = seed;
  const tap = () => {
    n = (n * 1103515245 + 12345) % 2147483648;
    const at = document.querySelector(`[data-key=${names[globalThis.turn = ((globalThis.turn ?? 0) + 1) % 7]}]`);
    at?.click();
    setTimeout(tap, n % 40);
  };
  tap();
}"""

# As text: hundreds of objects, taken over one by one, are slower than the life they came from.
HELD = """async () => {
  const { log } = document.querySelector("capture-app").app;
  const rows = await log.store.read(["entries"], (t) => t.all("entries"));
  const lines = rows.map((row) => JSON.parse(row.line)).sort((a, b) => a.seq - b.seq);
  return JSON.stringify(lines.map(({ id, seq, dev }) => [id, seq, dev]));
}"""

PUT_BACK = """async () => {
  const { log } = document.querySelector("capture-app").app;
  return (await log.store.read(["journal"], (t) => t.all("journal"))).filter(({ what }) => what === "put back").length;
}"""

STATE = """async () => {
  const { log, outbox } = document.querySelector("capture-app").app;
  const counts = log.store.read(["entries", "outbox", "meta"], (t) => Promise.all(["entries", "outbox", "meta"].map(
    (name) => t.count(name))));
  return [location.href, log.dev, log.canary, log.state, outbox.state, { ...localStorage }, await counts,
    await navigator.storage.estimate(), await indexedDB.databases(), await caches.keys()];
}"""


@pytest.fixture
def here(tmp_path, sqlite_template, playwright):
    with story.town(tmp_path, sqlite_template, playwright) as town:
        yield town


@pytest.fixture
def dice():
    seed = int(os.environ.get("STORY_SEED", 0)) or random.SystemRandom().randrange(1, 10**6)
    print(f"STORY_SEED={seed}")  # shown by pytest when the test fails
    return random.Random(seed)


class Doomed:
    """A phone on one walk, killed again and again. painted: ids of rows that were in the page, of all its lives."""

    def __init__(self, phone, walk: str, dice: random.Random):
        self.phone, self.walk, self.dice = phone, walk, dice
        self.painted: set[str] = set()

    def wake(self):
        """Start the browser on the walk, as a person who finds it gone would."""
        page = self.phone.open(f"/capture#/walk/{self.walk}")
        try:
            expect(page.locator("walk-thread .moment").first).to_be_attached()
        except AssertionError as gone:
            raise AssertionError(f"the walk is gone: {page.evaluate(STATE)}") from gone
        return page

    def tap_until_killed(self, page) -> None:
        """Tap as fast as a thumb cannot, and die in the middle of it."""
        page.expose_binding("painted", lambda source, row: self.painted.add(row))
        page.evaluate(WATCH)
        before = len(self.painted)
        page.evaluate(TAP, self.dice.randrange(2**31))
        story.until(lambda: page.wait_for_timeout(10) or len(self.painted) > before, "a row is painted")
        page.wait_for_timeout(self.dice.uniform(0, 250))
        self.phone.kill()

    def held(self, page) -> list[dict]:
        """What is on disk, in order: id, seq and dev of each line."""
        return [dict(zip(("id", "seq", "dev"), row, strict=True)) for row in json.loads(page.evaluate(HELD))]


def test_after_twenty_kills_every_painted_row_is_there_and_is_stored_once(here, dice):
    phone = here.phone("ada")
    page = phone.sign_in()
    walk = story.Thumb(page).begin()
    ada = Doomed(phone, walk, dice)
    counts = []
    for _ in range(KILLS):
        (here.wire.mend if dice.random() < 0.5 else here.wire.cut)()  # some deaths fall into the sending
        ada.tap_until_killed(page)
        page = ada.wake()
        held = ada.held(page)
        assert ada.painted - {line["id"] for line in held} == set()
        numbers = story.numbers_of(held)
        assert all(given == list(range(1, len(given) + 1)) for given in numbers.values())
        assert len(numbers) <= 1 + page.evaluate(PUT_BACK), "only a keep that was dropped and put back counts anew"
        counts.append(len(held))
    assert counts == sorted(set(counts)), "each life added something"

    here.wire.mend()
    thumb = story.Thumb(page)
    thumb.step()  # carry on
    page.evaluate("dispatchEvent(new Event('online'))")
    story.everything_sent(page)
    story.stored_once(here, page)
    assert ada.painted <= {row.id for row in here.entries()}
    assert phone.troubles == []


def test_what_a_torn_write_makes_the_browser_drop_is_put_back(here):
    """Chromium appends to a log whose last record is torn, and drops the whole database at the start after next."""
    phone = here.phone("ada")
    page = phone.sign_in()
    walk = story.Thumb(page).begin()
    here.wire.cut()
    ada = Doomed(phone, walk, random.Random(1))
    ada.tap_until_killed(page)
    [log] = phone.profile.glob("Default/IndexedDB/*.leveldb/*.log")
    with log.open("ab") as torn:
        torn.write(b"\0\0\0\0" + (100).to_bytes(2, "little") + b"\1" + b"half a record")
    for _ in range(3):
        page = ada.wake()
        assert ada.painted - {line["id"] for line in ada.held(page)} == set()
        ada.tap_until_killed(page)

    page = ada.wake()
    here.wire.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    story.everything_sent(page)
    story.stored_once(here, page)
    assert ada.painted <= {row.id for row in here.entries()}
    assert phone.troubles == []
