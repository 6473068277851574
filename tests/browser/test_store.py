"""A tap is on the phone before it is shown: the store, the lifeboat and the log under injected faults.

Numbers are those of capture.md's list of failures seen in the field.
"""

import hashlib

BREAK_HANDLES = """
  // The waits before each reopening (TRIES of store.js) are over at once.
  const later = setTimeout;
  globalThis.setTimeout = (what, ms, ...more) => later(what, [100, 500, 2000].includes(ms) ? 0 : ms, ...more);
  // Every handle opened before now is dead, as iOS leaves them after the background (and `arg` reopenings too).
  const real = IDBDatabase.prototype.transaction;
  const dead = new WeakSet();
  let left = arg?.reopenings ?? 0;
  const openReal = IDBFactory.prototype.open;
  globalThis.__mend = () => { IDBDatabase.prototype.transaction = real; IDBFactory.prototype.open = openReal; };
  const seen = new WeakSet();
  let fresh = false;
  IDBFactory.prototype.open = function (...args) { fresh = left-- <= 0; return openReal.apply(this, args); };
  IDBDatabase.prototype.transaction = function (...args) {
    if (fresh) seen.add(this);
    if (!seen.has(this)) throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
    return real.apply(this, args);
  };
"""


def test_twenty_fast_taps_are_twenty_gap_free_numbers_in_order(phone):
    got = phone.run("""
      const { log } = await open();
      const all = await taps(log, 20);
      return { seqs: all.map(([e]) => e.seq), kinds: (await log.entriesOf('w1')).map((e) => e.b.kind),
        unsent: (await log.walks())[0].unsent,
          lifeboat: Object.keys(localStorage).filter((k) => k.startsWith('lifeboat')) };
    """)
    assert got["seqs"] == list(range(1, 21))
    assert got["kinds"] == [f"k{i}" for i in range(20)]
    assert (got["unsent"], got["lifeboat"]) == (20, [])


def test_one_tap_of_several_entries_is_one_transaction_with_one_tap_id(phone):
    got = phone.run("""
      const { log } = await open();
      return log.append([{ walk: 'w1', kind: 'wait.end', b: { start: 'x' } },
        { walk: 'w1', kind: 'touchpoint.leave', visit: 'v1' }]);
    """)
    assert [e["seq"] for e in got] == [1, 2]
    assert got[0]["tap"] == got[1]["tap"]
    assert (got[1]["visit"], got[1]["fresh"], got[1]["v"]) == ("v1", "live", 1)


def test_two_windows_never_use_a_number_twice(phone):
    second = phone.window()
    for page in (phone.page, second):
        phone.run("await open()", page=page)
    phone.page.evaluate("() => { globalThis.done = Promise.all(Array.from({length: 15}, (_, i) => "
                        "sl.log.append([{walk: 'a', kind: 'step', b: {kind: 'a' + i}}]))); }")
    phone.run("await taps(sl.log, 15); return 1", page=second)
    phone.page.evaluate("() => globalThis.done.then(() => 1)")
    seqs = phone.run("return (await rows(sl.log, 'entries')).map((row) => row.seq).sort((a, b) => a - b)")
    assert seqs == list(range(1, 31))


def test_9_a_dead_handle_is_reopened_and_the_tap_is_durable(phone):
    got = phone.run("const { log } = await open(); await tap(log);" + BREAK_HANDLES + """
      const [entry] = await log.append([{ walk: 'w1', kind: 'wait.end' }]);
      __mend();
      return { entry, kept: (await log.entriesOf('w1')).length, saved: log.state.saved };
    """)
    assert (got["entry"]["seq"], got["kept"], got["saved"]) == (2, 2, True)


def test_9_when_reopening_fails_the_screen_says_not_saved_and_the_lifeboat_holds_it(phone):
    got = phone.run("const { log } = await open(); await tap(log);" + BREAK_HANDLES + """
      let code;
      await log.append([{ walk: 'w1', kind: 'wait.end',
        b: { how: 'answered' } }]).catch((error) => { code = error.code; });
      const prompts = !dispatchEvent(new Event('beforeunload', { cancelable: true }));
      __mend();
      return { code, saved: log.state.saved, unsaved: log.state.unsaved.map((e) => e.kind), prompts,
        boat: Object.keys(localStorage).filter((k) => k.startsWith('lifeboat')).length };
    """, {"reopenings": 99})
    assert got == {"code": "failed", "saved": False, "unsaved": ["wait.end"], "prompts": True, "boat": 1}
    phone.again()
    after = phone.run("""const { log } = await open();
      return { kinds: (await log.entriesOf('w1')).map((e) => [e.seq, e.kind]), saved: log.state.saved,
        boat: Object.keys(localStorage).filter((k) => k.startsWith('lifeboat')).length };""")
    assert after == {"kinds": [[1, "step"], [2, "wait.end"]], "saved": True, "boat": 0}


def test_9_an_unsaved_tap_goes_before_the_next_one_in_the_order_of_the_thumb(phone):
    got = phone.run("const { log } = await open();" + BREAK_HANDLES + """
      await tap(log, 1).catch(() => {});
      __mend();
      await tap(log, 2);
      return { kinds: (await log.entriesOf('w1')).map((e) => e.b.kind), saved: log.state.saved };
    """, {"reopenings": 99})
    assert got == {"kinds": ["k1", "k2"], "saved": True}


def test_10_a_handle_closed_in_the_background_costs_no_reload(phone):
    got = phone.run("""
      const { log } = await open();
      await tap(log, 1);
      const real = IDBDatabase.prototype.transaction;
      let handle;
      IDBDatabase.prototype.transaction = function (...args) { handle = this; return real.apply(this, args); };
      await log.drafts.set('note', 'half');
      IDBDatabase.prototype.transaction = real;
      handle.close();                      // what iOS does: closed under us ...
      handle.dispatchEvent(new Event('close'));
      wake();
      await tap(log, 2);
      await log.drafts.set('note', 'half a word');
      return [(await log.entriesOf('w1')).length, await log.drafts.get('note')];
    """)
    assert got == [2, "half a word"]


def test_10_a_handle_that_died_silently_is_found_before_the_first_write(phone):
    got = phone.run("""
      const { log } = await open();
      await tap(log, 1);
      const real = IDBDatabase.prototype.transaction;
      let handle;
      IDBDatabase.prototype.transaction = function (...args) { handle = this; return real.apply(this, args); };
      await log.drafts.fields();
      IDBDatabase.prototype.transaction = real;
      handle.close();                      // no close event at all
      wake();
      await tap(log, 2);
      return (await log.entriesOf('w1')).length;
    """)
    assert got == 2


def test_11_a_full_disk_told_only_by_the_transaction_reaches_the_caller(phone):
    got = phone.run("""
      const { log } = await open();
      const full = new DOMException('full', 'QuotaExceededError');
      const real = IDBDatabase.prototype.transaction;
      IDBDatabase.prototype.transaction = function (names, mode, how) {
        const tx = real.call(this, names, mode, how);
        if (mode !== 'readwrite') return tx;
        Object.defineProperty(tx, 'error', { get: () => full });
        queueMicrotask(() => tx.abort());
        return tx;
      };
      let code;
      await tap(log).catch((error) => { code = error.code; });
      IDBDatabase.prototype.transaction = real;
      return { code, saved: log.state.saved, words: log.state.words };
    """)
    assert got["code"] == "full" and got["saved"] is False and "full" in got["words"]


def test_47_a_full_phone_gives_up_its_ballast_for_a_fact(phone):
    got = phone.run("""
      const { log } = await open();
      const ballast = () => log.store.read(['meta'], (t) => t.keys('meta', IDBKeyRange.bound('ballast', 'ballast~')));
      await until(async () => (await ballast()).length === 4);
      const real = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (value, key) {
        if (this.name === 'entries' && !globalThis.__room) throw new DOMException('full', 'QuotaExceededError');
        return real.call(this, value, key);
      };
      const drop = IDBObjectStore.prototype.delete;
      IDBObjectStore.prototype.delete = function (key) {
        if (String(key).startsWith('ballast')) globalThis.__room = true;
        return drop.call(this, key);
      };
      const saved = await tap(log);
      return { saved: saved.length, ballast: (await ballast()).length };
    """)
    assert got == {"saved": 1, "ballast": 0}


def test_37_two_taps_within_300_ms_are_one_entry_and_it_is_told(phone):
    got = phone.run("""
      let mono = 1000;
      const { log } = await open({ mono: () => mono });
      const told = [];
      log.subscribe((event) => told.push(event.type));
      const first = tap(log); mono += 250;
      const second = tap(log); mono += 100;
      const other = tap(log, 7); mono += 1000;
      const third = tap(log);
      const all = await Promise.all([first, second, other, third]);
      return { n: all.map((list) => list.length), dropped: told.filter((type) => type === 'dropped').length };
    """)
    assert got == {"n": [1, 0, 1, 1], "dropped": 1}


def test_undo_takes_back_a_whole_tap_and_put_back_restores_it(phone):
    got = phone.run("""
      const { log } = await open();
      const both = await log.append([{ walk: 'w1', kind: 'wait.end', visit: 'v' },
        { walk: 'w1', kind: 'step', b: { kind: 'click' } }]);
      const undone = await log.undoTap(both[0].tap);
      const again = await log.undoTap(both[0].tap);
      const back = await log.putBack(both[0].tap);
      const { voided } = await load('undo');
      return { refs: undone.map((e) => e.ref), ids: both.map((e) => e.id),
        oneTap: new Set(undone.map((e) => e.tap)).size,
        again: again.length, back: back.map((e) => e.ref), voids: undone.map((e) => e.id), visit: undone[0].visit,
        dead: [...voided(await log.entriesOf('w1'))].filter((id) => both.some((e) => e.id === id)) };
    """)
    assert got["refs"] == got["ids"] and got["oneTap"] == 1 and got["again"] == 0
    assert got["back"] == got["voids"] and got["dead"] == [] and got["visit"] == "v"


def test_18_nothing_but_the_id_must_be_unique(phone):
    got = phone.run("""
      const { log } = await open();
      await log.append([{ walk: 'a', kind: 'walk.begin', b: { journey: 'j' } }]);
      await log.append([{ walk: 'b', kind: 'walk.begin', b: { journey: 'j', mode: 'be' } }]);
      return (await log.walks()).map((walk) => [walk.open, walk.entries]);
    """)
    assert got == [[True, 1], [True, 1]]


def test_54_walk_begin_has_the_lowest_number_of_its_walk_and_every_entry_its_user(phone):
    got = phone.run("""
      const { log } = await openAll();
      log.append([{ walk: 'a', kind: 'walk.begin' }]);
      await taps(log, 5, { walk: 'a' });
      return (await log.entriesOf('a')).map((e) => [e.seq, e.kind, e.by]);
    """)
    assert got[0][1] == "walk.begin" and [row[0] for row in got] == sorted(row[0] for row in got)
    assert {row[2] for row in got} == {"u_1"}


def test_27_an_old_window_makes_way_for_a_newer_build_and_loses_nothing(phone):
    phone.run("const { log } = await open(); await tap(log, 1);")
    newer = phone.window()
    opened = phone.run("""
      const { openStore } = await load('store');
      const began = performance.now();
      const count = await openStore({ version: 2 }).read(['entries'], (t) => t.count('entries'));
      return { count, fast: performance.now() - began < 3000 };
    """, page=newer)
    assert opened == {"count": 1, "fast": True}
    old = phone.run("""
      let code;
      await tap(sl.log, 2).catch((error) => { code = error.code; });
      return { code, readable: (await sl.log.entriesOf('w1')).length, boat: sl.log.state.unsaved.length,
        readonly: sl.log.store.readonly };
    """)
    assert old == {"code": "newer", "readable": 1, "boat": 1, "readonly": "newer"}


def test_27_a_window_that_will_not_close_is_named(phone):
    phone.run("""
      globalThis.held = await new Promise((done) => { const r = indexedDB.open('shoeleather', 1);
        r.onupgradeneeded = () => ['meta', 'entries'].forEach((n) => r.result.createObjectStore(n));
          r.onsuccess = () => done(r.result); });
    """)
    other = phone.window()
    got = phone.run("""
      const { openStore } = await load('store');
      const told = [];
      const store = openStore({ version: 2 });
      store.onTrouble((what) => told.push(what));
      const began = performance.now();
      let code;
      const work = store.meta('dev').catch((error) => { code = error.code; });
      await until(() => told.includes('blocked'));
      await work;
      return { code, told: [...new Set(told)], within: performance.now() - began < 6000 };
    """, page=other)
    assert got == {"code": "blocked", "told": ["blocked"], "within": True}


DROP = "await new Promise((done) => { indexedDB.deleteDatabase('shoeleather').onsuccess = done; });"


WHOLE = """return { rows: Object.fromEntries(await Promise.all(['entries', 'outbox', 'photos', 'chunks'].map(
    async (name) => [name, (await rows(log, name)).map((row) => row instanceof ArrayBuffer ? row.byteLength : row)]))),
  draft: await log.drafts.get('note:w1'), token: await log.store.meta('token'),
  wiped: log.canary.wiped, dev: log.dev };"""


def test_a_keep_the_browser_dropped_is_put_back_whole_and_counts_anew(phone):
    before = phone.run(f"""const {{ log }} = await open(); const {{ takePhoto }} = await load('photos');
      await taps(log, 3);
      const photo = {{ id: 'p1', sha256: 'x', size: 3, mime: 'image/jpeg', w: 1, h: 1, raw: false,
        chunks: [new Uint8Array([1, 2, 3]).buffer] }};
      await log.append([{{ walk: 'w1', kind: 'photo', b: {{ photo: 'p1' }}, photo }}]);
      await log.drafts.set('note:w1', 'half a senten');
      await log.store.setMeta({{ token: 'secret' }});
      {WHOLE}""")
    phone.again()
    phone.run(DROP)
    after = phone.run(f"const {{ log }} = await open(); {WHOLE}")
    assert after["rows"] == before["rows"] and len(before["rows"]["chunks"]) == 1
    assert (after["draft"], after["token"], after["wiped"]) == ("half a senten", "secret", False)
    assert after["dev"] != before["dev"]
    got = phone.run("const [e] = await tap(sl.log, 9); return [e.seq, e.dev === sl.log.dev]")
    assert got == [1, True]  # numbers are never used twice


def test_what_is_gone_from_the_keep_is_gone_from_its_copy(phone):
    phone.run("""const { log } = await open(); await taps(log, 3); await log.drafts.set('note:w1', 'words');
      const { clearOut } = await load('handover');
      await clearOut(log.store, { user: { id: 'u_1' }, seal: null, keep: false });""")
    phone.again()
    assert phone.run("""const { log } = await open();
      return [(await rows(log, 'entries')).length, (await rows(log, 'drafts')).length]""") == [0, 0]


def test_a_copy_that_cannot_be_reached_goes_with_its_walker_all_the_same(phone):
    phone.run("const { log } = await open(); await taps(log, 3);")
    phone.again()
    phone.run("""navigator.storageBuckets.open = () => new Promise(() => {});
      const { log } = await open(); await tap(log, 4);
      const { clearOut } = await load('handover');
      await clearOut(log.store, { user: { id: 'u_1' }, seal: null, keep: false });""")
    phone.again()
    assert phone.run("const { log } = await open(); return (await rows(log, 'entries')).length") == 0


def test_a_copy_that_fell_behind_is_brought_up_at_the_next_start(phone):
    phone.run("""const { log } = await open(); await taps(log, 2); await log.drafts.set('old', 'words');
      log.store.second.repeat = () => {};
      await tap(log, 7); await log.drafts.delete('old');""")
    phone.again()
    phone.run("""const { log } = await open();
      const seen = async () => { const ours = await navigator.storageBuckets.open('second');
        const db = await new Promise((done) => { const r = ours.indexedDB.open('shoeleather');
          r.onsuccess = () => done(r.result); });
        const keys = (name) => new Promise((done) => { const r = db.transaction(name).objectStore(name).getAllKeys();
          r.onsuccess = () => done(r.result); });
        const got = [(await keys('entries')).length, (await keys('drafts')).length];
        db.close();
        return got.join() === '3,0'; };
      await until(seen);""")


def test_14_a_cleared_store_gets_a_new_device_and_says_which_one_is_gone(phone):
    before = phone.run("const { log } = await open(); await tap(log); log.store.drop(); return log.dev")
    phone.again()
    phone.run(f"await navigator.storageBuckets.delete('second'); {DROP}")
    got = phone.run("""const { log } = await open(); const [e] = await tap(log);
      return { ...log.canary, seq: e.seq, wrote: e.dev };""")
    assert got["was"] == before and got["wiped"] and got["dev"] != before
    assert (got["seq"], got["wrote"]) == (1, got["dev"])


def test_14_a_store_deleted_under_the_running_page_gets_a_new_device_at_the_next_tap(phone):
    got = phone.run("""
      const { log } = await open();
      await tap(log, 1);
      const before = log.dev;
      await new Promise((done) => { indexedDB.deleteDatabase('shoeleather').onsuccess = done; });
      const [entry] = await tap(log, 2);
      return { changed: entry.dev !== before && entry.dev === log.dev, seq: entry.seq,
        was: log.canary.was === before };
    """)
    assert got == {"changed": True, "seq": 1, "was": True}


def test_48_no_blob_ever_gets_into_the_store(phone):
    got = phone.run("""
      const { log } = await open();
      const refused = [];
      for (const value of [new Blob(['x']), { deep: { file: new File(['x'], 'x') } }, new ArrayBuffer(262145)]) {
        await log.drafts.set('d', value).then(() => refused.push(false), (error) => refused.push(error.name));
      }
      return [refused, await log.drafts.fields()];
    """)
    assert got == [["TypeError"] * 3, []]


def test_without_secure_context_helpers_everything_still_works(phone):
    got = phone.run("""
      for (const name of ['subtle', 'randomUUID']) Object.defineProperty(crypto, name, { value: undefined });
      for (const name of ['locks', 'storage', 'serviceWorker']) Object.defineProperty(navigator, name,
        { value: undefined });
      globalThis.CompressionStream = undefined;
      const { log, outbox } = await openAll();
      await taps(log, 3);
      await until(() => outbox.state.pill === 'sent' && outbox.state.last_sent_at);
      const worker = await (await load('worker')).openWorker({ log });
      return [outbox.state.unsent, worker.works];
    """)
    assert got == [{"entries": 0, "photos": 0}, False]


OWN = """const { sha256own } = await import('/static/js/plain/sha256.js');
const own = (bytes) => Array.from(sha256own(bytes), (b) => b.toString(16).padStart(2, '0')).join('');"""


def test_our_own_sha256_equals_the_standard_at_every_block_edge(phone):
    lengths = [0, 3, 55, 56, 63, 64, 65, 119, 120, 1000, 70_000]
    got = phone.run(OWN + "return arg.map((n) => own(Uint8Array.from({ length: n }, (_, i) => i * 7)))", lengths)
    assert got == [hashlib.sha256(bytes(i * 7 % 256 for i in range(n))).hexdigest() for n in lengths]


def test_our_own_sha256_gives_the_nist_vectors(phone):
    vectors = {
        "": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "abc": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq":
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        "a" * 1_000_000: "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
    }
    got = phone.run(f"{OWN} return arg.map((text) => own(new TextEncoder().encode(text)))", list(vectors))
    assert got == list(vectors.values())


def test_ids_rise_even_within_a_millisecond_and_when_the_clock_goes_back(phone):
    got = phone.run("""
      const { uuid7 } = await load('ids');
      const ids = [...Array.from({ length: 5000 }, () => uuid7(1795330000123)), uuid7(1795330000000)];
      return { rising: ids.every((id, i) => i === 0 || id > ids[i - 1]), shape: ids.every((id) =>
        /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id)), sample: ids[0].slice(0,
          13).replace('-', '') };
    """)
    assert got == {"rising": True, "shape": True, "sample": f"{1795330000123:012x}"}


def test_49_a_wait_across_a_frozen_page_is_as_long_as_the_wall_says(phone):
    got = phone.run("""
      let wall = 1795330000000, mono = 5000;
      const { log } = await open({ now: () => wall, mono: () => mono });
      await log.append([{ walk: 'w1', kind: 'walk.begin' }]);
      const [start] = await log.append([{ walk: 'w1', kind: 'wait.start', b: { kind: 'hold' } }]);
      const see = (state) => { Object.defineProperty(document, 'visibilityState', { value: state,
        configurable: true }); wake(); };
      see('hidden'); wall += 600000; mono += 30000; see('visible');
      await until(async () => (await log.entriesOf('w1')).filter((e) => e.kind === 'clock').length === 2);
      return { ...log.clock.elapsed(start),
        clocks: (await log.entriesOf('w1')).filter((e) => e.kind === 'clock').map((e) => e.b) };
    """)
    assert (got["ms"], got["quality"]) == (600_000, "wall")
    assert [b["event"] for b in got["clocks"]] == ["hide", "show"]
    assert got["clocks"][1]["drift_ms"] == 570_000


def test_50_a_clock_set_forward_by_hand_changes_no_duration(phone):
    got = phone.run("""
      const { Clock } = await load('clock');
      let wall = 1795330000000, mono = 5000;
      const clock = new Clock({ now: () => wall, mono: () => mono });
      const start = { t: clock.stamp() };
      wall += 3600000 + 20000; mono += 20000;
      const gap = clock.check();
      return { ...clock.elapsed(start), gap };
    """)
    assert got == {"ms": 20_000, "quality": "clock_changed", "gap": 3_600_000}


def test_50_a_known_offset_moves_with_the_clock(phone):
    got = phone.run("""
      const { Clock } = await load('clock');
      let wall = 1795330000000, mono = 5000;
      const clock = new Clock({ now: () => wall, mono: () => mono });
      clock.sample({ t0: { wall, mono: mono - 100 }, server: wall - 50 - 1840 });
      const before = clock.offset();
      const slow = clock.sample({ t0: { wall, mono: mono - 4000 }, server: wall });
      wall += 3600000; clock.check();
      return { before, after: clock.offset(), corrected: clock.corrected(), slow };
    """)
    assert got == {"before": {"off": -1840, "offe": 50}, "after": {"off": -3_601_840, "offe": 50},
                   "corrected": 1795330000000 - 1840, "slow": None}


def test_a_wait_across_a_restart_uses_the_servers_offsets(phone):
    got = phone.run("""
      const { Clock } = await load('clock');
      const clock = new Clock({ now: () => 1795330060000, mono: () => 10 });
      clock.restore([{ off: 500, offe: 10, at: 1795330060000 }]);
      const t = { wall: 1795330000000, mono: 99999, boot: 'other', tz: 0, off: -500, offe: 10 };
      return [clock.elapsed({ t }), clock.elapsed({ t: { ...t, off: null } })];
    """)
    assert got == [{"ms": 61_000, "quality": "wall_adj"}, {"ms": 60_000, "quality": "wall"}]


def test_only_one_window_may_log_until_the_other_steals_the_right(phone):
    hold = """
      globalThis.seen = [];
      const { holdCapture } = await load('locks');
      const { log } = await open();
      globalThis.lock = holdCapture((held) => { log.writer = held; seen.push(held); });
      await until(() => seen.length);
      return seen;
    """
    assert phone.run(hold) == [True]
    second = phone.window()
    assert phone.run(hold, page=second) == [False]
    refused = "return tap(sl.log).then(() => 'taken', (error) => error.code)"
    assert phone.run(refused, page=second) == "other_window"
    steal = "lock.steal(); await until(() => seen.at(-1)); return tap(sl.log).then((l) => l.length)"
    assert phone.run(steal, page=second) == 1
    assert phone.run("await until(() => seen.at(-1) === false);" + refused) == "other_window"


def test_the_rescue_file_holds_every_line_and_picture_and_opens_anywhere(phone, tmp_path):
    import io
    import json
    import zipfile

    got = phone.run("""
      const { log } = await open();
      await taps(log, 3);
      const { take } = await load('photos');
      const canvas = document.createElement('canvas'); canvas.width = 300; canvas.height = 200;
      const pen = canvas.getContext('2d'); for (let i = 0; i < 300; i += 20) { pen.fillStyle = `hsl(${i} 80% 50%)`;
        pen.fillRect(i, 0, 20, 200); }
      const photo = await take(await new Promise((done) => canvas.toBlob(done, 'image/png')));
      await log.append([{ walk: 'w1', kind: 'photo', b: { photo: photo.id }, photo }]);
      const { exportZip } = await load('rescue');
      const file = await exportZip(log);
      return { bytes: Array.from(new Uint8Array(await file.blob.arrayBuffer())), entries: file.entries,
        photo: photo.id, name: file.name };
    """)
    archive = zipfile.ZipFile(io.BytesIO(bytes(got["bytes"])))
    assert archive.testzip() is None
    hashes = json.loads(archive.read("hashes.json"))
    lines = archive.read("entries.ndjson").decode().splitlines()
    assert [json.loads(line)["seq"] for line in lines] == [1, 2, 3, 4] and got["entries"] == 4
    assert [hashes["entries"][json.loads(line)["id"]] for line in lines] == [
        hashlib.sha256(line.encode()).hexdigest() for line in lines]
    picture = archive.read(f"photos/{got['photo']}.jpg")
    assert hashlib.sha256(picture).hexdigest() == hashes["photos"][got["photo"]]["sha256"]
    assert got["name"].endswith(".zip")
