"""A phone with the capture modules and nothing else: a page of the fake server, under the shell's strict policy."""

import pytest

from tests.browser.fake_server import running

PRELUDE = """
  const load = (name) => import('/static/js/capture/' + name + '.js');
  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
  const until = async (is, ms = 15000) => {
    for (const end = performance.now() + ms; performance.now() < end; await sleep(20)) { const got = await is();
      if (got) return got; }
    throw new Error('never: ' + is);
  };
  const wake = () => document.dispatchEvent(new Event('visibilitychange'));
  const open = async (more = {}) => {
    const log = await (await load('log')).openLog({ app: 'test', ...more });
    return Object.assign(globalThis.sl ??= {}, { log });
  };
  const enrolled = async () => ({ token: 'device-token', user: { id: 'u_1' }, epoch: 'epoch-1' });
  const openAll = async (more = {}) => {
    const { log } = await open(more);
    const outbox = await (await load('outbox')).openOutbox({ log, ...more });
    if (more.token !== null) await outbox.enrol(enrolled);
    return Object.assign(globalThis.sl, { outbox });
  };
  const tap = (log, i = 0, more = {}) => log.append([{ walk: 'w1', kind: 'step', b: { kind: 'k' + i }, ...more }]);
  const taps = (log, n, more) => Promise.all(Array.from({ length: n }, (_, i) => tap(log, i, more)));
  const rows = (log, name) => log.store.read([name], (t) => t.all(name));
"""


class Phone:
    """One browser context; every page of it shares storage, as windows of one phone do."""

    def __init__(self, context, origin):
        self.context, self.origin, self.troubles = context, origin, []
        self.page = self.window()

    def window(self, path="/blank"):
        page = self.context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", lambda said: self.troubles.append(said.text) if "Policy" in said.text else None)
        page.goto(self.origin + path)
        return page

    def run(self, body, arg=None, page=None):
        """Run `body` (JavaScript, may await, may return) with the prelude's names in reach; 40 s at most."""
        late = "new Promise((_, fail) => setTimeout(() => fail(new Error('40 s are over')), 40000))"
        return (page or self.page).evaluate(
            f"(arg) => Promise.race([(async () => {{ {PRELUDE}\n{body} }})(), {late}])", arg)

    def again(self):
        """Kill the page's world and start afresh on the same storage."""
        self.page.goto("about:blank")
        self.page.goto(self.origin + "/blank")


@pytest.fixture(scope="session")
def fake_running():
    with running() as (fake, origin):
        yield fake, origin


@pytest.fixture
def fake(fake_running):
    """The server's state and faults, clean."""
    fake_running[0].reset()
    return fake_running[0]


@pytest.fixture
def phone(chromium, fake, fake_running):
    """A phone at the fake server; the test fails on a page error or a breach of the content policy."""
    from tests.browser.conftest import PHONE

    context = chromium.new_context(**PHONE)
    made = Phone(context, fake_running[1])
    yield made
    context.close()
    assert made.troubles == []
