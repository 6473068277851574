"""The shell starts without a network, always of one build, and never changes under a walk.

Numbers are those of capture.md's list of failures seen in the field.
"""

import pytest

START = """
  const started = globalThis.sl ?? await open();
  globalThis.worker = await (await load('worker')).openWorker({ log: started.log,
    onUpdate: () => { globalThis.offered = true; } });
  await until(() => navigator.serviceWorker.controller, 10000);
"""


def build(fake, name, extra=()):
    """A build of two pages and one module, each naming its release."""
    fake.release = name
    script = f"<script type=module src=/static/{name}/app.js></script>"
    fake.pages |= {"/capture": f"<!doctype html><title>{name}</title>{script}".encode(),
                   "/offline": f"<!doctype html><title>offline {name}</title><a href=/capture>walk</a>".encode(),
                   f"/static/{name}/app.js": f"document.title += ' runs {name}';".encode()}
    fake.shell = ["/capture", "/offline", f"/static/{name}/app.js", *extra]


@pytest.fixture
def down(fake):
    """Call it to take the server away: every connection is closed without an answer."""
    def cut():
        fake.fault = lambda handler, path: handler.cut() or True
    return cut


def title(page):
    page.wait_for_load_state("load")
    page.wait_for_timeout(50)
    return page.title()


def test_the_walking_shell_starts_cold_without_a_network(phone, fake, down):
    build(fake, "r1")
    phone.run(START)
    down()
    for path in ("/capture", "/capture/?from=home#/w/1", "/capture/anything"):
        phone.page.goto(phone.origin + path)
        assert title(phone.page) == "r1 runs r1"
    phone.page.goto(phone.origin + "/walks")
    assert title(phone.page) == "offline r1"


def test_what_comes_later_is_kept_from_its_first_use(phone, fake, down):
    build(fake, "r1")
    late = "/static/r1/accents.woff2"
    fake.pages[late] = b"letters"
    fake.later = [late]
    phone.run(START)
    assert fake.count("GET", late) == 0
    ask = f"fetch('{late}').then((answer) => answer.text())"
    assert phone.page.evaluate(ask) == "letters"
    down()
    assert phone.page.evaluate(ask) == "letters"


def test_a_page_that_takes_longer_than_four_seconds_gives_way_to_the_offline_page(phone, fake):
    import time

    def hasty(words):
        assert words.count("4000") == 1
        return words.replace("4000", "400")

    fake.worker = hasty
    build(fake, "r1")
    phone.run(START)
    fake.fault = lambda handler, path: path == "/walks" and (time.sleep(6) or False)
    phone.page.goto(phone.origin + "/walks")
    assert title(phone.page) == "offline r1"


def test_56_an_update_waits_while_a_walk_is_open_and_builds_never_mix(phone, fake, down):
    build(fake, "r1")
    phone.run("const { log } = await open(); await log.append([{ walk: 'w1', kind: 'walk.begin' }]);" + START)
    build(fake, "r2")
    got = phone.run("""await worker.check(); await until(() => worker.updateReady());
      return [worker.takeOver(), globalThis.offered];""")
    assert got == [False, True]
    down()
    phone.page.goto(phone.origin + "/capture")
    assert title(phone.page) == "r1 runs r1"


def test_56_without_an_open_walk_the_update_is_taken_and_old_pages_keep_their_files(phone, fake, down):
    build(fake, "r1")
    phone.run(START)
    old = phone.window("/capture")
    build(fake, "r2")
    phone.run("await worker.check(); await until(() => worker.updateReady());")
    with phone.page.expect_navigation():
        assert phone.run("return worker.takeOver()") is True
    down()
    phone.page.goto(phone.origin + "/capture")
    assert title(phone.page) == "r2 runs r2"
    assert phone.run("return (await fetch('/static/r1/app.js')).status", page=old) == 200
    assert phone.run("return caches.keys()") == ["r1", "r2"]


def test_the_build_before_the_previous_one_is_dropped(phone, fake):
    build(fake, "r1")
    phone.run(START)
    for name in ("r2", "r3"):
        build(fake, name)
        with phone.page.expect_navigation():
            phone.run("await worker.check(); await until(() => worker.updateReady()); worker.takeOver()")
        phone.run(START)
    assert phone.run("return caches.keys()") == ["r2", "r3"]


@pytest.mark.parametrize("fault", ["wrong_bytes", "missing"])
def test_57_58_a_build_with_one_wrong_or_missing_file_is_not_installed(phone, fake, down, fault):
    build(fake, "r1")
    phone.run(START)
    build(fake, "r2", extra=["/static/r2/more.js"])
    fake.promised = {"/static/r2/more.js": b"what the build made"}
    if fault == "wrong_bytes":
        fake.pages["/static/r2/more.js"] = b"what an old proxy kept"
    got = phone.run("""
      const registration = await navigator.serviceWorker.getRegistration();
      let ended; registration.addEventListener('updatefound', () => {
        const made = registration.installing; made.addEventListener('statechange', () => { ended = made.state; }); });
      await worker.check(); await until(() => ended);
      return [ended, worker.updateReady(), await caches.keys()];
    """)
    assert got == ["redundant", False, ["r1"]]
    down()
    phone.page.goto(phone.origin + "/capture")
    assert title(phone.page) == "r1 runs r1"


def packed(fake, name, members):
    """A build whose modules travel in one pack."""
    build(fake, name)
    fake.pages[f"/static/{name}/shell.pack"] = "\0".join(f"{at}\n{text}" for at, text in members.items()).encode()
    fake.shell.append(f"/static/{name}/shell.pack")


def test_modules_of_the_pack_are_kept_under_their_own_addresses(phone, fake, down):
    packed(fake, "r1", {"js/one.js": "export default 'one\\n';", "js/two.js": "export { default } from './one.js';\n"})
    phone.run(START)
    down()
    assert phone.run("return (await import('/static/r1/js/two.js')).default") == "one\n"
    assert phone.run("return (await caches.match('/static/r1/shell.pack')) === undefined")


def test_57_a_pack_with_one_other_letter_is_not_installed(phone, fake):
    build(fake, "r1")
    phone.run(START)
    packed(fake, "r2", {"js/one.js": "export default 1;"})
    fake.promised = {"/static/r2/shell.pack": b"js/one.js\nexport default 2;"}
    got = phone.run("""
      const registration = await navigator.serviceWorker.getRegistration();
      let ended; registration.addEventListener('updatefound', () => {
        const made = registration.installing; made.addEventListener('statechange', () => { ended = made.state; }); });
      await worker.check(); await until(() => ended);
      return [ended, await caches.keys()];
    """)
    assert got == ["redundant", ["r1"]]
    assert fake.count("GET", "/static/r2/shell.pack") == 2


def test_5_requests_that_change_something_never_pass_through_the_worker(phone, fake):
    build(fake, "r1")
    phone.run(START)
    [worker] = phone.context.service_workers
    got = worker.evaluate("""() => [['/capture', { method: 'POST' }], ['/api/v1/photos/x', { method: 'PUT',
      body: 'b' }],
        ['/static/r1/app.js', { method: 'PATCH' }], ['/api/v1/ping', {}], ['/walks', {}],
          ['https://elsewhere.example/static/x.js', {}],
        ['/static/r1/app.js', { headers: { Range: 'bytes=0-3' } }], ['/static/r1/app.js', {}], ['/offline', {}]]
        .map(([url, how]) => Boolean(route(new Request(new URL(url, location.href), how))))""")
    assert got == [False] * 7 + [True, True]


def test_60_everything_is_sent_without_background_sync(phone, fake):
    build(fake, "r1")
    phone.run("delete globalThis.SyncManager; await openAll(); await taps(sl.log, 3);" + START + """
      await until(async () => (await rows(sl.log, 'outbox')).length === 0);""")
    assert len(fake.entries) == 3


def test_a_foreign_or_odd_message_changes_no_build(phone, fake):
    build(fake, "r1")
    phone.run(START)
    [worker] = phone.context.service_workers
    got = worker.evaluate("""() => { let taken = 0; self.skipWaiting = () => { taken += 1; };
      const here = self.location.origin, ours = { type: 'take-over' };
      return [['https://elsewhere.example', ours], ['null', ours], ['', ours], [here, null], [here, 'take-over'],
        [here, { type: 'purge' }], [here, ['take-over']], [here, ours]].map(([origin, data]) => {
          self.dispatchEvent(new ExtendableMessageEvent('message', { origin, data })); return taken; }); }""")
    assert got == [0] * 7 + [1]
