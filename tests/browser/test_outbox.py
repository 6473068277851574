"""Nothing lost, nothing doubled: the sender against a server, proxies and networks that misbehave.

Numbers are those of capture.md's list of failures seen in the field.
"""

import json
import time

import pytest

SENT = "await until(async () => (await rows(sl.log, 'outbox')).length === 0 && sl.outbox.state.pill === 'sent', 30000);"
PICTURE = """
  const picture = async (w, h, noise) => {
    const canvas = document.createElement('canvas'); canvas.width = w; canvas.height = h;
    const pen = canvas.getContext('2d');
    const image = pen.createImageData(w, h);
    let seed = noise || 1;
    for (let i = 0; i < image.data.length;
      i++) image.data[i] = i % 4 === 3 ? 255 : (seed = (seed * 48271) % 2147483647) >> 12 & 255;
    pen.putImageData(image, 0, 0);
    return new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.9));
  };
  const shoot = async (log, w, h, noise) => {
    const { take } = await load('photos');
    const photo = await take(await picture(w, h, noise));
    await log.append([{ walk: 'w1', kind: 'photo', b: { photo: photo.id }, photo }]);
    return photo;
  };
"""


def test_what_is_logged_reaches_the_server_as_the_same_bytes(phone, fake):
    lines = phone.run(f"""const {{ log, outbox }} = await openAll(); await taps(log, 7); {SENT}
      return (await rows(log, 'entries')).map((row) => row.line);""")
    assert sorted(row["line"] for row in fake.entries.values()) == sorted(lines)
    assert fake.headers[-1]["proto"] == 1 and fake.headers[-1]["last_seq"] == 7
    assert phone.run("return sl.outbox.state.words").startswith("Everything sent · ")


def test_the_phone_gets_its_token_from_the_signed_in_browser(phone, fake):
    got = phone.run(f"""const {{ log, outbox }} = await openAll({{ token: null }}); await taps(log, 2);
      await until(() => outbox.state.unsent.entries === 2);
      const before = outbox.state.words; const told = await outbox.enrol(); {SENT}
      return [before, told, log.user];""")
    assert got[0] == "Sign in to send 2"
    assert got[1] == {"ok": True, "status": 201, "user": {"id": "u_1", "name": "Ada", "initials": "A"}}
    assert got[2]["id"] == "u_1"


@pytest.mark.parametrize("portal", ["html", "redirect", "other_json", "no_hash"])
def test_8_a_captive_portal_acks_nothing_and_is_named(phone, fake, portal):
    def fault(handler, path):
        if not path.startswith("/api/"):
            return False
        if portal == "html":
            handler.send(200, b"<html>Welcome to the train</html>", "text/html")
        elif portal == "redirect":
            handler.send(302, b"", "text/html", [("Location", "http://127.0.0.1:9/login")])
        elif portal == "other_json":
            handler.json(200, {"hello": 1})
        else:
            sent = [json.loads(line) for line in _lines(handler)]
            wrong = {"s": "stored", "h": "0" * 64, "why": None}
            handler.json(200, {"shoeleather": 1, "results": [
                {"n": n, "id": entry["id"], **wrong} for n, entry in enumerate(sent)]})
        return True

    fake.fault = fault
    got = phone.run("""const { log, outbox } = await openAll(); await taps(log, 3);
      await until(async () => (await outbox.items()).some((item) => item.tries));
      await until(() => !outbox.state.sending);
      if (arg !== 'no_hash') await until(() => outbox.state.pill === 'portal');
      return [outbox.state.words, (await rows(log, 'receipts')).length, outbox.state.unsent.entries];""", portal)
    phone.troubles.clear()  # the browser itself reports the redirect it refused to follow
    assert got[1:] == [0, 3]
    assert portal == "no_hash" or got[0] == "This network wants a login"


def _lines(handler):
    import gzip

    body = gzip.decompress(handler.body) if handler.headers.get("Content-Encoding") == "gzip" else handler.body
    return body.decode().split("\n")[1:-1]


def test_12_one_unreadable_photo_is_parked_and_ten_entries_go(phone, fake):
    got = phone.run(PICTURE + """const { log, outbox } = await openAll({ token: null });
      const photo = await shoot(log, 400, 300);
      await log.store.write(['chunks'], (t) => t.delete('chunks', [photo.id, 0]));
      await taps(log, 10);
      await outbox.enrol();
      await until(() => outbox.state.parked === 1 && outbox.state.unsent.entries === 0);
      return [(await outbox.items()).map((item) => [item.lane, item.state, item.last.msg]), outbox.state.words];""")
    assert len(fake.entries) == 11
    assert got == [[["photo", "parked", "The picture is no longer on this phone."]], "1 entry needs help"]


def test_16_all_goes_when_the_server_is_back_and_the_phone_hears_of_it(phone, fake):
    fake.fault = lambda handler, path: path.startswith("/api/") and (handler.cut() or True)
    phone.run("""Math.random = () => 0; const { log, outbox } = await openAll(); await taps(log, 5);
      await until(async () => (await outbox.items()).every((item) => item.tries >= 6), 30000);""")
    fake.fault = None
    phone.run(f"dispatchEvent(new Event('online')); {SENT}")
    assert len(fake.entries) == 5


def test_a_round_that_never_ends_because_its_page_was_put_aside_does_not_keep_the_next_from_sending(phone, fake):
    """WebKit drops the locks of a page it puts aside, and never settles what was asked of them."""
    phone.run(f"""const request = navigator.locks.request.bind(navigator.locks);
      let asked = 0;
      navigator.locks.request = (name, ...how) =>
        name === 'sync' && !asked++ ? new Promise(() => {{}}) : request(name, ...how);
      const {{ log, outbox }} = await openAll();
      await taps(log, 2);
      await until(() => asked === 1);
      dispatchEvent(new PageTransitionEvent('pageshow', {{ persisted: true }})); {SENT}""")
    assert len(fake.entries) == 2


@pytest.mark.parametrize("ping", [b"pong", b"", b'{"shoeleather":2}'])
def test_17_an_odd_ping_never_stops_a_try(phone, fake, ping):
    fake.fault = lambda handler, path: path.endswith("/ping") and (handler.send(500, ping, "text/plain") or True)
    phone.run(f"const {{ log }} = await openAll(); await taps(log, 2); {SENT}")
    assert len(fake.entries) == 2


def test_21_a_proxy_limit_bisects_batches_and_cuts_photos_smaller(phone, fake):
    def fault(handler, path):
        if len(handler.body) > 100_000 // (1 if "photos" in path else 10):
            handler.send(413, b"<html>Request Entity Too Large</html>", "text/html")
            return True
        return False

    fake.fault = fault
    got = phone.run(PICTURE + f"""globalThis.CompressionStream = undefined;
      const {{ log, outbox }} = await openAll({{ token: null }});
      for (let n = 0; n < 200;
        n += 50) await log.append(Array.from({{ length: 50 }},
          (_, i) => ({{ walk: 'w1', kind: 'step', b: {{ kind: 'k' + (n + i) }} }})));
      const photo = await shoot(log, 900, 700);
      await outbox.enrol(); {SENT}
      return [photo.size, outbox.line.pieces.size, outbox.line.whole];""")
    assert len(fake.entries) == 201
    assert got[0] > 300_000 and got[1:] == [65_536, False]
    assert [len(photo["bytes"]) for photo in fake.photos.values()] == [got[0]]


@pytest.mark.parametrize(("status", "code"), [(413, "walk_full"), (507, "no_room")])
def test_a_photo_the_server_has_no_room_for_stays_with_its_words_and_holds_nothing_up(phone, fake, status, code):
    words = "This one stays on the phone."

    def fault(handler, path):
        if path.startswith("/api/v1/photos"):
            handler.json(status, {"shoeleather": 1, "error": {"code": code, "sentence": words}})
        return path.startswith("/api/v1/photos")
    fake.fault = fault
    got = phone.run(PICTURE + """const { log, outbox } = await openAll();
      await shoot(log, 300, 200); await taps(log, 2);
      await until(async () => (await outbox.items()).some((item) => item.lane === 'photo' && item.tries));
      await until(() => !outbox.state.unsent.entries);
      const [left] = await outbox.items();
      return [left.lane, left.last.msg, left.next_at > Date.now(), outbox.line.whole, outbox.line.pieces.size];""")
    assert got == ["photo", words, True, True, 262_144] and len(fake.entries) == 3
    fake.fault = None
    phone.run(f"await sl.outbox.flushNow(); {SENT}")
    assert len(fake.photos) == 1


@pytest.mark.parametrize("status", [400, 500])
def test_22_one_bad_entry_is_parked_and_the_others_go(phone, fake, status):
    def fault(handler, path):
        if path.endswith("/sync") and any('"k2"' in line for line in _lines(handler)):
            handler.json(status, {"shoeleather": 1, "error": {"code": "broken", "sentence": "We broke on it."}})
            return True
        return False

    fake.fault = fault
    got = phone.run("""Math.random = () => 0; const { log, outbox } = await openAll({ token: null });
      await taps(log, 50); await outbox.enrol();
      await until(() => outbox.state.parked === 1 && outbox.state.unsent.entries === 1, 30000);
      return (await outbox.items()).map((item) => [item.seq, item.state, item.last.msg]);""")
    assert len(fake.entries) == 49
    assert got == [[3, "parked", "We broke on it."]]
    fake.fault = None
    phone.run(f"await sl.outbox.retry((await sl.outbox.items())[0].id); {SENT}")
    assert len(fake.entries) == 50


def test_a_server_that_refuses_everything_does_not_park_everything(phone, fake):
    fake.fault = lambda handler, path: path.endswith("/sync") and (handler.json(400, {"shoeleather": 1, "error": {
        "code": "proto", "sentence": "Unreadable."}}) or True)
    got = phone.run("""const { log, outbox } = await openAll({ token: null }); await taps(log, 40);
      await outbox.enrol();
      await until(() => outbox.state.trouble && !outbox.state.sending); return outbox.state.parked""")
    assert got <= 3


def test_a_refused_line_is_parked_with_the_servers_words(phone, fake):
    def fault(handler, path):
        if not path.endswith("/sync"):
            return False
        why = {"code": "too_long", "sentence": "This line is too long."}
        results = [{"n": n, "id": json.loads(line)["id"], "s": "refused", "h": None, "why": why}
                   for n, line in enumerate(_lines(handler))]
        handler.json(200, {"shoeleather": 1, "server_time": handler.now(), "results": results, "epoch": "epoch-1"})
        return True

    fake.fault = fault
    got = phone.run("""const { log, outbox } = await openAll(); await tap(log);
      await until(() => outbox.state.pill === 'help');
      return (await outbox.items()).map((item) => [item.state, item.last.msg])""")
    assert got == [["parked", "This line is too long."]]


def test_23_no_number_of_failures_drops_an_entry(phone, fake):
    phone.run("""const { log, outbox } = await openAll({ token: null }); await taps(log, 3);
      await log.store.write(['outbox'], async (t) => { for (const row of await t.all('outbox'))
        await t.put('outbox', { ...row, tries: 500, last: { status: 0, msg: 'No connection.', at: 1 } }); });""")
    phone.again()
    phone.run(f"await openAll(); {SENT}")
    assert len(fake.entries) == 3


def test_24_an_expired_token_stops_nothing_but_sending(phone, fake):
    fake.token = "renewed"
    got = phone.run("""globalThis.alert = globalThis.confirm = globalThis.prompt = () => {
      throw new Error('a dialog'); };
      const { log, outbox } = await openAll(); await taps(log, 20);
      await until(() => outbox.state.pill === 'sign_in' && outbox.state.trouble);
      await tap(log, 99);
      await until(() => outbox.state.unsent.entries === 21);
      return [outbox.state.words, (await rows(log, 'entries')).length];""")
    assert got == ["Sign in to send 21", 21]
    assert fake.count("POST", "/api/v1/sync") <= 3
    phone.run(f"await sl.outbox.enrol(); {SENT}")
    assert len(fake.entries) == 21


def test_26_acks_written_at_once_touch_only_their_own_rows(phone, fake):
    got = phone.run("""const { log } = await open(); await taps(log, 10);
      const { judged, settle } = await load('receipts'); const { nextBatch, Cap } = await load('batch');
      const { sha256hex } = await load('sha256');
      const batch = await nextBatch(log.store, { cap: new Cap(), bytes: 1e6, now: Date.now() });
      const part = async (from, to) => {
        const some = { rows: batch.rows.slice(from, to), lines: batch.lines.slice(from, to) };
        const results = await Promise.all(some.rows.map(async (row, i) => ({ id: row.id, s: 'stored',
          h: await sha256hex(some.lines[i]) })));
        return settle(log.store, await judged(some, { results }, 5), { json: {},
          dev: log.dev, now: 5, wantedBefore: () => 9 });
      };
      await Promise.all([part(0, 4), part(4, 8)]);
      return [(await rows(log, 'outbox')).map((row) => row.seq), (await rows(log, 'receipts')).length];""")
    assert got == [[9, 10], 8]


def test_28_a_slow_server_and_ten_tries_leave_one_row_each(phone, fake):
    def slow(handler, path):
        if path.endswith("/sync"):
            if fake.count("POST", "/api/v1/sync") <= 10:
                original, handler.json = handler.json, lambda *args, **kw: (time.sleep(0.6), handler.cut())
                try:
                    handler._authorised(handler._sync)
                finally:
                    handler.json = original
                return True
        return False

    fake.fault = slow
    phone.run("""Math.random = () => 0; const { log } = await openAll({ stall_ms: 200 }); await tap(log);
      await until(() => sl.outbox.state.unsent.entries === 0 && sl.outbox.state.last_sent_at, 30000);""")
    assert len(fake.entries) == 1 and fake.count("POST", "/api/v1/sync") >= 10


def test_30_an_answer_lost_after_the_commit_is_a_duplicate_the_next_time(phone, fake):
    lost = []

    def fault(handler, path):
        if path.endswith("/sync") and _lines(handler) and not lost:
            lost.append(1)
            handler.json = lambda *args: handler.cut()
            handler._authorised(handler._sync)
            del handler.json
            return True
        return False

    fake.fault = fault
    phone.run(f"Math.random = () => 0; const {{ log }} = await openAll(); await taps(log, 5); {SENT}")
    assert len(fake.entries) == 5 and len(fake.order) > 5 and fake.conflicts == []
    states = phone.run("return (await rows(sl.log, 'receipts')).map((one) => one.s)")
    assert "duplicate" in states and len(states) == 5


def test_33_a_conflict_is_kept_by_the_server_shown_and_not_sent_again(phone, fake):
    phone.run("const { log } = await openAll({ token: null }); await tap(log)")
    entry = phone.run("return (await rows(sl.log, 'entries'))[0]")
    fake.entries[entry["id"]] = {"line": entry["line"].replace('"k0"', '"other"'), "sha": "a" * 64}
    got = phone.run(f"await sl.outbox.enrol(); {SENT} return (await sl.outbox.items()).map((item) => item.state)")
    assert got == ["conflict_kept"] and len(fake.conflicts) == 1
    phone.run("await sl.outbox.flushNow()")
    assert len(fake.conflicts) == 1 and '"other"' in fake.entries[entry["id"]]["line"]


@pytest.mark.parametrize("has_locks", [True, False])
def test_35_two_windows_send_every_entry_once(phone, fake, has_locks):
    without = "" if has_locks else "Object.defineProperty(navigator, 'locks', { value: undefined });"
    phone.run(f"{without} const {{ log }} = await openAll({{ token: null }}); await taps(log, 100)")
    second = phone.window()
    phone.run(f"{without} await openAll({{ token: null }})", page=second)
    fetch = "async () => ({ token: 'device-token', user: { id: 'u_1' }, epoch: 'epoch-1' })"
    for page in (phone.page, second):
        page.evaluate(f"() => {{ sl.outbox.enrol({fetch}); }}")
    for page in (phone.page, second):
        phone.run(f"dispatchEvent(new Event('online')); {SENT}", page=page)
    assert len(fake.order) == len(set(fake.order)) == 100


def test_36_sending_again_makes_no_new_rows(phone, fake):
    phone.run(f"const {{ log }} = await openAll(); await taps(log, 5); {SENT}")
    phone.run(f"""await sl.log.store.write(['entries', 'outbox'],
      async (t) => {{ for (const row of await t.all('entries'))
      await t.put('outbox', {{ id: row.id, lane: 'entry', state: 'pending', tries: 0, next_at: 0, last: null,
        bytes: 400,
        seq: row.seq, dev: sl.log.dev, walk: row.walk, kind: row.kind }}); }});
      await sl.outbox.flushNow(); {SENT}""")
    assert len(fake.entries) == 5 and len(fake.order) == 10


def test_61_a_server_restored_from_yesterday_gets_back_what_it_lost(phone, fake):
    phone.run(f"const {{ log }} = await openAll(); await taps(log, 30); {SENT}")
    fake.entries = {key: row for key, row in fake.entries.items() if json.loads(row["line"])["seq"] <= 20}
    phone.run(f"await sl.outbox.flushNow(); {SENT}")
    assert sorted(json.loads(row["line"])["seq"] for row in fake.entries.values()) == list(range(1, 31))


def test_61_holes_the_server_names_are_filled_from_the_kept_copies(phone, fake):
    phone.run(f"const {{ log }} = await openAll(); await taps(log, 12); {SENT}")
    fake.entries = {key: row for key, row in fake.entries.items() if json.loads(row["line"])["seq"] not in (4, 7)}
    phone.run(f"await tap(sl.log, 50); await until(() => sl.outbox.state.unsent.entries === 0); {SENT}")
    assert len(fake.entries) == 13


def test_61_a_new_epoch_is_offered_everything_again_photos_too(phone, fake):
    phone.run(PICTURE + f"const {{ log }} = await openAll(); await taps(log, 3); await shoot(log, 300, 200); {SENT}")
    fake.entries, fake.photos, fake.epoch = {}, {}, "epoch-2"
    phone.run(f"await sl.outbox.flushNow(); await until(() => !sl.outbox.state.sending); {SENT}")
    assert len(fake.entries) == 4 and len(fake.photos) == 1


def test_a_hole_nobody_can_fill_does_not_keep_the_phone_sending(phone, fake):
    phone.run(f"const {{ log }} = await openAll(); await taps(log, 6); {SENT}")
    gone = next(key for key, row in fake.entries.items() if json.loads(row["line"])["seq"] == 3)
    del fake.entries[gone]
    phone.run("await sl.log.store.write(['entries'], (t) => t.delete('entries', arg))", gone)
    phone.run(f"for (let i = 0; i < 5; i++) await sl.outbox.flushNow(); {SENT}")
    assert len(fake.order) == 6


def test_62_a_forked_phone_goes_on_as_a_new_device(phone, fake):
    fake.fork = True
    got = phone.run(f"""const {{ log }} = await openAll(); const before = log.dev; await tap(log, 1); {SENT}
      const [entry] = await tap(log, 2); return [before !== entry.dev, entry.seq, entry.dev === log.dev];""")
    assert got[0] and got[2]


def test_the_servers_offset_is_stamped_on_entries(phone, fake):
    fake.skew_ms = 90_000
    got = phone.run(f"""const {{ log }} = await openAll(); const [first] = await tap(log, 1); {SENT}
      const [then] = await tap(log, 2); return [first.t, then.t];""")
    assert abs(got[1]["off"] - 90_000) < 1500 and 0 <= got[1]["offe"] < 1500
    assert got[0]["off"] is None or abs(got[0]["off"] - 90_000) < 1500


def test_retry_after_wins_over_every_trigger_but_a_persons_tap(phone, fake):
    fake.fault = lambda handler, path: path.endswith("/sync") and (handler.send(
        503, b"{}", "application/json", [("Retry-After", "600")]) or True)
    phone.run("""const { log, outbox } = await openAll(); await tap(log, 1);
      await until(() => outbox.state.next_at && !outbox.state.sending);""")
    before = fake.count("POST", "/api/v1/sync")
    later = phone.run("""dispatchEvent(new Event('online')); await tap(sl.log, 2); await sleep(300);
      return sl.outbox.state.next_at - Date.now();""")
    assert fake.count("POST", "/api/v1/sync") == before and later > 500_000
    fake.fault = None
    phone.run(f"await sl.outbox.flushNow(); {SENT}")


def test_backoff_is_full_jitter_capped_at_five_minutes(phone):
    got = phone.run("""const { backoff } = await load('wire');
      return [0, 1, 5, 30, 500].map((n) => [backoff(n, 0), backoff(n, 1)]);""")
    assert got == [[0, 2000], [0, 4000], [0, 64_000], [0, 300_000], [0, 300_000]]


def test_44_a_cut_photo_goes_on_where_the_server_says(phone, fake):
    starts = []

    def fault(handler, path):
        if handler.command != "PATCH":
            return False
        starts.append(int(handler.headers["Upload-Offset"]))
        if len(starts) >= 3 and not fake.count("HEAD", "/api/v1/photos/"):
            handler.cut()  # until the phone notices: Chromium itself repeats on kept connections
            return True
        return False

    fake.fault = fault
    size = phone.run(PICTURE + f"""Math.random = () => 0; const {{ log, outbox }} = await openAll({{ token: null }});
      outbox.line.whole = false;
      const photo = await shoot(log, 1400, 1100); await outbox.enrol(); {SENT} return photo.size""")
    assert size > 3 * 262_144
    assert [len(photo["bytes"]) for photo in fake.photos.values()] == [size]
    assert fake.count("HEAD", "/api/v1/photos/") == 1
    assert starts[:2] == [0, 262_144] and set(starts[2:]) == set(range(524_288, size, 262_144))


def test_a_small_photo_goes_in_one_put_and_a_new_entry_goes_before_the_next_piece(phone, fake):
    order = []

    def fault(handler, path):
        order.append((handler.command, path.rsplit("/", 1)[-1]))
        if handler.command == "PATCH":
            time.sleep(0.4)
        return False

    fake.fault = fault
    phone.run(PICTURE + f"""const {{ log, outbox }} = await openAll({{ token: null }}); await shoot(log, 300, 200);
      await outbox.enrol(); {SENT}""")
    assert [verb for verb, _ in order if verb in ("PUT", "PATCH", "HEAD")] == ["PUT"]
    order.clear()
    phone.run(PICTURE + f"""sl.outbox.line.whole = false; await shoot(sl.log, 1200, 1000, 7); await sleep(600);
      await tap(sl.log, 77); {SENT}""")
    verbs = ["sync" if name == "sync" else verb for verb, name in order if verb != "GET"]
    assert "sync" in verbs[verbs.index("PATCH"):][: len(verbs) - 1 - verbs[::-1].index("PATCH")]
    assert len(fake.entries) == 3 and all(len(photo["bytes"]) == photo["size"] for photo in fake.photos.values())


def test_2_a_photo_the_server_lost_is_sent_again(phone, fake):
    got = phone.run(PICTURE + f"""const {{ log }} = await openAll(); const photo = await shoot(log, 300, 200); {SENT}
      return photo.id;""")
    fake.photos, fake.wanted = {}, [got]
    phone.run(f"await sl.outbox.flushNow(); {SENT}")
    assert list(fake.photos) == [got]


def test_sent_bodies_leave_after_fourteen_days_but_never_of_an_open_walk(phone, fake):
    got = phone.run(f"""const {{ log }} = await openAll();
      for (const walk of ['open', 'done']) await log.append([{{ walk, kind: 'walk.begin' }}]);
      await log.append([{{ walk: 'done', kind: 'walk.end' }}]); {SENT}
      const {{ purge }} = await load('purge');
      const day = 24 * 3600e3;
      const early = await purge(log.store, Date.now() + 13 * day);
      const late = await purge(log.store, Date.now() + 15 * day);
      return [early, late, (await log.walks()).map((walk) => walk.walk)];""")
    assert got == [[], ["done"], ["open"]]


CRASH = PICTURE + """
  const hit = JSON.parse(localStorage.getItem('test.hit') ?? '[]');
  globalThis.__step = (n) => {
    if (n !== arg.at) return undefined;
    localStorage.setItem('test.hit', JSON.stringify([...hit, n]));
    return new Promise(() => {});
  };
  const shown = JSON.parse(localStorage.getItem('test.shown') ?? '[]');
  const show = (list) => {
    shown.push(...list.map((entry) => entry.id));
    localStorage.setItem('test.shown', JSON.stringify(shown));
  };
  const sendInPieces = async () => {
    const { log } = await open();
    await shoot(log, 500, 400, arg.at);
    const outbox = new (await load('outbox')).Outbox({ log, base: '' });
    outbox.line.whole = false;
    await outbox.start();
    await outbox.enrol(enrolled);
  };
  const life = (async () => {
    if (arg.photo) return sendInPieces();
    const { log, outbox } = await openAll();
    for (let i = 0; i < 4; i++) show(await tap(log, arg.at + '-' + i));
    await outbox.flushNow();
  })();
  await until(() => JSON.parse(localStorage.getItem('test.hit') ?? '[]').includes(arg.at), 8000);
"""


def test_7_killed_at_every_step_nothing_reported_saved_is_lost_or_doubled(phone, fake):
    steps = (11, 12, 13, 14, 20, 21, 22, 30, 31, 32, 33, 34, 35, 36)
    for at in steps:
        fake.fault = _unavailable if at == 36 else None
        phone.run(CRASH, {"at": at})
        phone.again()
    held = phone.run("""const { log } = await open(); return { outbox: (await rows(log, 'outbox')).map((row) => row.id),
      shown: JSON.parse(localStorage.getItem('test.shown')), hit: JSON.parse(localStorage.getItem('test.hit')),
      seqs: (await rows(log, 'entries')).map((row) => row.seq).sort((a, b) => a - b) };""")
    assert held["hit"] == list(steps)
    assert held["shown"] and set(held["shown"]) <= set(held["outbox"]) | set(fake.entries)
    assert held["seqs"] == list(range(1, len(held["seqs"]) + 1))
    fake.fault = None
    phone.again()
    phone.run(f"await openAll(); {SENT}")
    assert set(held["shown"]) <= set(fake.entries) and fake.conflicts == []
    assert sorted(json.loads(row["line"])["seq"] for row in fake.entries.values()) == held["seqs"]


def _unavailable(handler, path):
    return path.endswith("/sync") and (handler.send(503, b"{}", "application/json") or True)


def test_7_killed_at_every_step_of_a_photo_it_arrives_whole(phone, fake):
    steps = (50, 51, 52, 53, 54, 55, 56, 57)
    for at in steps:
        phone.run(CRASH, {"at": at, "photo": True})
        phone.again()
    assert phone.run("return JSON.parse(localStorage.getItem('test.hit'))") == list(steps)
    phone.run(f"await openAll(); {SENT}")
    assert len(fake.photos) == 8 and all(len(photo["bytes"]) == photo["size"] for photo in fake.photos.values())
