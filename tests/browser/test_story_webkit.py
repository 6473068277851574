"""The offline story in WebKit, the engine of every iPhone: one stop, no network, a page thrown away in between.

Its driver cannot pick files, so no photos here; what Safari itself adds is in docs/phone-check.md.
"""

import pytest

from app.walks.models import Walk
from tests.browser import story, webkit

pytestmark = pytest.mark.skipif(bool(webkit.missing()), reason=webkit.missing() or "")
# Named so that a person would know them: what a button says, or its accessible name.
PRELUDE = """
  const until = async (is) => {
    for (const end = Date.now() + 25000; Date.now() < end; await new Promise((done) => setTimeout(done, 40))) {
      const got = is(); if (got) return got; }
    throw new Error('never: ' + is + ' on ' + location.href + ': ' + document.body.innerText.slice(0, 400));
  };
  const shown = (one) => one.checkVisibility();
  const words = (one) => (one.getAttribute('aria-label') ?? one.innerText ?? one.textContent).trim();
  const all = (what) => [...document.querySelectorAll(what)].filter(shown);
  const find = (what, said) => until(() => all(what).find((one) => words(one).startsWith(said)));
  const press = async (said, what = 'button, a') => (await find(what, said)).click();
  const choose = async (said, what = 'label') => (await find(what, said)).click();
  const rows = () => document.querySelectorAll('walk-thread .moment').length;
  const tap = async (key) => { const n = rows(); document.querySelector(key).click(); await until(() => rows() > n); };
  const app = () => document.querySelector('capture-app').app;
"""

NUMBERED = """const { log } = document.querySelector('capture-app').app;
  return log.store.read(['entries'], async (t) => (await t.all('entries')).map((row) => [row.id, row.seq]));"""


@pytest.fixture
def here(tmp_path, sqlite_template, playwright):
    with story.town(tmp_path, sqlite_template, playwright) as town:
        yield town


@pytest.fixture
def safari(tmp_path):
    with webkit.opened(str(tmp_path)) as window:
        yield window


def told(window, body: str, *arguments):
    """Run it in the page with the prelude's words in reach."""
    return window.run(PRELUDE + body, *arguments)


def signed_in(here, window) -> None:
    """Through the button of the link, until the phone holds shell and journeys."""
    window.go(here.link("ada"))
    told(window, "await press('Sign me in');")
    window.until("return location.pathname === '/capture' && Boolean(document.querySelector('.home__who'))")
    window.until("""const { app } = document.querySelector('capture-app');
      return app?.outbox?.state.enrolled && app.catalogue.journeys.length > 0""")
    window.run("""const { active } = await navigator.serviceWorker.ready;
      while (active.state !== 'activated') await new Promise((done) => setTimeout(done, 50));""")


def walked(window) -> str:
    """Set off and log a step, two snags and a wait at the website; the walk's id."""
    told(window, """await press('Start a walk'); await press('Dispute a charge'); await press('Walk as Maria');
      await press('Skip the guess'); await until(() => rows() === 1);
      await tap('[data-act=step]'); await tap('[data-key=dead_end]'); await tap('[data-key=jargon]');
      document.querySelector('[data-act=wait]').click(); await until(() => document.querySelector('wait-screen'));
      await until(() => document.querySelector('.wait__clock').dataset.shown !== '0:00');""")
    return window.run("return location.hash.split('/').at(-1)")


def finished(window) -> str:
    """End the wait, rate, end the walk and hand it in; the number of P7."""
    return told(window, """await press('It loaded'); await until(() => !document.querySelector('wait-screen'));
      await press('Done here'); await until(() => document.querySelector('.rate__sum')?.innerText);
      document.querySelector('rate-screen [name=felt][value="5"]').click(); await choose('Solved');
      await press('End the walk'); await until(() => document.querySelector('end-screen [data-slot=goal]')?.innerText);
      await choose('Yes'); await press('See what it came to');
      const n = (await until(() => all('.verdict__n').find((one) => /^[0-9]+$/.test(one.innerText)))).innerText;
      await press('Hand it in'); await until(() => document.body.innerText.includes('Handed in.'));
      return n;""")


def everything_sent(window) -> None:
    """Wait until the phone says so; otherwise with what it says instead."""
    try:
        window.until("return document.querySelector('app-bars .pill').dataset.pill === 'sent'", seconds=60)
    except AssertionError as never:
        state = told(window, "return [app().outbox.state, JSON.stringify(await navigator.locks.query())]")
        raise AssertionError(str(state)) from never


def test_in_webkit_a_walk_without_a_network_is_kept_and_sent_once(here, safari):
    signed_in(here, safari)
    here.wire.cut()
    safari.go("about:blank")
    safari.go(f"{here.url}/capture")  # a cold start: nobody answers
    safari.until("return Boolean(document.querySelector('home-screen .patch'))")
    walk = walked(safari)
    safari.go("about:blank")  # the page dies in the middle of the wait
    safari.go(f"{here.url}/capture#/walk/{walk}")
    safari.until("return Boolean(document.querySelector('wait-screen'))")
    shown = finished(safari)
    assert here.entries() == []
    offline = safari.run(NUMBERED)

    here.wire.mend()
    safari.run("dispatchEvent(new Event('online'))")
    everything_sent(safari)
    held, rows = safari.run(NUMBERED), here.entries()
    assert sorted([row.id, row.seq] for row in rows) == sorted(held) and {row.state for row in rows} == {"stored"}
    assert {entry for entry, _ in offline} <= {row.id for row in rows}
    assert sorted(seq for _, seq in held) == list(range(1, len(held) + 1))
    story.until(lambda: [(row.id, row.handed_in, row.outcome) for row in here.rows(Walk)] == [(walk, True, "reached")],
                "the walk is read from its log")
    assert shown.isdigit()


def test_in_webkit_a_page_put_aside_keeps_nothing_locked_and_goes_on_when_it_comes_back(here, safari):
    signed_in(here, safari)
    walk = walked(safari)
    safari.go(f"{here.url}/walks")  # WebKit keeps the page it leaves, frozen with whatever it was writing
    safari.go(f"{here.url}/capture#/walk/{walk}")
    safari.until("return Boolean(document.querySelector('wait-screen'))")
    told(safari, "await press('It loaded'); await until(() => !document.querySelector('wait-screen'));")
    safari.go(f"{here.url}/walks")
    safari.back()
    safari.until("return location.pathname === '/capture' && Boolean(document.querySelector('walk-screen .moment'))")
    # It may find its right to log given away, says so, and gets it back by itself: a person taps again.
    told(safari, """
      const steps = async () => (await app().log.entriesOf(args[0])).filter(({ kind }) => kind === 'step');
      for (let i = 0; (await steps()).at(-1).b.kind !== 'plain' && i < 40; i++) {
        document.querySelector('[data-act=step]').click();
        await new Promise((done) => setTimeout(done, 700));
      }""", walk)
    everything_sent(safari)
    held, rows = safari.run(NUMBERED), here.entries()
    assert sorted([row.id, row.seq] for row in rows) == sorted(held)
    assert sorted(seq for _, seq in held) == list(range(1, len(held) + 1))
    assert [line["b"].get("kind") for line in here.told(walk) if line["kind"] == "step"][-1] == "plain"
