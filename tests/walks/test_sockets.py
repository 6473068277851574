"""The phone's promises over real sockets, against the app in a process of its own, on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

import pytest
from sqlmodel import select

from app.accounts import commands as accounts
from app.kit.db import Database
from app.walks.models import Entry, Photo, Walk
from tests import world
from tests.walks import hostile
from tests.walks.phone import Phone, add_journey, packed, sha
from tests.walks.served import Served


@pytest.fixture
def store(database_url):
    """The database seen from outside the server."""
    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def token(store):
    with store.write() as session:
        cast = world.add_cast(session)
        add_journey(session)
        return accounts.make_token(session, cast["ada"], "device")


@pytest.fixture
def served(database_url, tmp_path, token):
    running = Served(database_url, tmp_path)
    yield running
    running.flag.unlink(missing_ok=True)
    running.stop()


def stored(store, model=Entry) -> list:
    with store.read() as session:
        return list(session.exec(select(model)))


def ends(answer) -> list[str]:
    status, body, _ = answer
    assert status == 200 and body["shoeleather"] == 1, body
    return [result["s"] for result in body["results"]]


TAPS = ["plain", "form_field", "click", "explain", "show_document", "sign", "pay", "message", "dead_end",
        "repeat_info", "policy_wall", "transfer", "jargon", "bright_spot", "menu_choice"]


def test_twenty_fast_taps_of_different_kinds_are_twenty_entries_in_order(served, token, store):
    phone = Phone()
    lines = [phone.begin(), phone.entry("touchpoint.enter", {"visit": "v1", "touchpoint": "tp-web"}),
             *(phone.entry(b={"kind": kind}, visit="v1") for kind in TAPS), phone.entry("mood", {"value": -1}),
             phone.entry("wait.start", {"kind": "hold"}, visit="v1"), phone.entry("rating", {"value": 6}, visit="v1")]
    assert len(lines) == 20
    for line in lines:
        assert ends(served.sync(token, phone.batch(line))) == ["stored"]
    rows = sorted(stored(store), key=lambda row: row.server_seq)
    assert [row.line.encode() for row in rows] == [packed(line) for line in lines]
    assert [row.seq for row in rows] == list(range(1, 21))


def test_a_batch_sent_sixteen_times_at_once_is_one_row_each_and_sixteen_honest_answers(served, token, store):
    for _ in range(3):
        phone = Phone()
        lines = [phone.begin(), *(phone.entry() for _ in range(19))]
        body, gate = phone.batch(*lines), threading.Barrier(16)

        def send(body=body, gate=gate):
            gate.wait()
            return served.sync(token, body)
        with ThreadPoolExecutor(16) as senders:
            answers = [future.result() for future in [senders.submit(send) for _ in range(16)]]
        results = [ends(answer) for answer in answers]
        assert all([result["h"] for result in body["results"]] == [sha(line) for line in lines]
                   for _, body, _ in answers)
        for n in range(20):
            assert sorted(ends[n] for ends in results) == ["duplicate"] * 15 + ["stored"]
        assert sum(row.walk == phone.walk for row in stored(store)) == 20


def test_sixteen_senders_of_one_id_in_different_batches_make_one_row(served, token, store):
    phones = [Phone() for _ in range(16)]
    shared, gate = phones[0].begin(), threading.Barrier(16)

    def send(phone):
        own = [phone.entry("note", {"words": "own"}, walk=phone.walk) for _ in range(3)]
        gate.wait()
        return served.sync(token, phone.batch(own[0], {**shared, "b": {**shared["b"], "n": phone.dev}}, *own[1:]))
    with ThreadPoolExecutor(16) as senders:
        answers = list(senders.map(send, phones))
    of_shared = sorted(ends(answer)[1] for answer in answers)
    assert of_shared.count("conflict_kept") == 15 and of_shared[-1] in ("stored", "quarantined")
    assert sum(row.id == shared["id"] for row in stored(store)) == 1
    assert len(stored(store)) == 1 + 16 * 3


def test_a_failed_commit_is_never_a_200(served, token, store):
    phone, content = Phone(), hostile.jpeg()
    body = phone.batch(phone.begin(), phone.entry())
    photo = {"Authorization": f"Bearer {token}", "Size": str(len(content)), "Sha256": sha(content)}
    address = "/api/v1/photos/0199aaaa-0000-7000-8000-000000000001"
    served.flag.touch()
    with ThreadPoolExecutor(8) as senders:
        answers = list(senders.map(lambda _: served.sync(token, body), range(8)))
    assert {status for status, _, _ in answers} == {503}
    assert {headers["retry-after"] for _, _, headers in answers} == {"5"}
    assert served.ask("PUT", address, content, photo)[0] == 503
    assert stored(store) == [] and stored(store, Photo) == [] and stored(store, Walk) == []
    served.flag.unlink()
    assert ends(served.sync(token, body)) == ["stored", "stored"]
    assert served.ask("PUT", address, content, photo)[1]["complete"] is True


def test_what_was_acknowledged_survives_a_killed_server(served, token, store):
    acked, stop = [], threading.Event()

    def walk_on():
        phone = Phone()
        while not stop.is_set():
            lines = [phone.entry() for _ in range(5)]
            try:
                status, _, _ = served.sync(token, phone.batch(*lines))
            except (OSError, HTTPException):  # an answer cut off in the middle, too
                return
            acked.extend(line["id"] for line in lines if status == 200)
    walkers = [threading.Thread(target=walk_on) for _ in range(4)]
    for walker in walkers:
        walker.start()
    while len(acked) < 100:
        stop.wait(0.01)
    served.kill()
    stop.set()
    for walker in walkers:
        walker.join()
    served.start()
    kept = [row.id for row in stored(store)]
    assert set(acked) <= set(kept) and len(kept) == len(set(kept))


def test_a_head_after_a_cut_upload_tells_where_to_go_on(served, token):
    content = hostile.jpeg((900, 900), quality=95)
    auth = {"Authorization": f"Bearer {token}", "Content-Type": "application/octet-stream"}
    address = "/api/v1/photos/0199aaaa-0000-7000-8000-000000000002"
    headers = {**auth, "Size": str(len(content)), "Sha256": sha(content)}
    assert served.ask("PUT", address, b"", headers)[1] == {"shoeleather": 1, "offset": 0, "complete": False}
    served.ask("PATCH", address, content[:2000], {**auth, "Upload-Offset": "0", "Chunk-Sha256": sha(content[:2000])})
    served.kill()
    served.start()
    assert served.ask("HEAD", address, b"", auth)[2]["upload-offset"] == "2000"
    rest = content[2000:]
    status, _, told = served.ask("PATCH", address, rest, {**auth, "Upload-Offset": "2000", "Chunk-Sha256": sha(rest)})
    assert (status, told["upload-offset"]) == (204, str(len(content)))
    assert served.ask("PUT", address, b"", headers)[1]["complete"] is True
