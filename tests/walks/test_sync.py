"""What a phone is told of each line it sends, and what is kept: through HTTP, on both databases."""

import gzip
import json
from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts import commands as accounts
from app.accounts.models import Token, User
from app.kit import clock
from app.kit.ids import digest
from app.walks.models import Entry, EntryConflict, Walk
from app.walks.models import Phone as Ledger
from tests.walks.phone import Phone, ends, packed, send, sha, whys


def lines_of(database, model=Entry):
    with database.read() as session:
        return list(session.exec(select(model)))


def test_a_batch_is_stored_line_by_line_with_the_hash_of_its_bytes(ada, phone, database):
    lines = [phone.begin(), phone.entry(), phone.entry("note", {"words": "Wo ist der Zähler? 😂"})]
    answer = send(ada, phone.batch(*lines))
    assert ends(answer) == ["stored"] * 3
    assert [result["h"] for result in answer.json()["results"]] == [sha(line) for line in lines]
    assert [result["id"] for result in answer.json()["results"]] == [line["id"] for line in lines]
    assert [row.line.encode() for row in lines_of(database)] == [packed(line) for line in lines]
    assert answer.json()["device"] == {"through": 3, "missing": [], "fork": False}


def test_resending_changes_nothing(ada, phone, database):
    body = phone.batch(phone.begin(), phone.entry())
    assert ends(send(ada, body)) == ["stored", "stored"]
    assert ends(send(ada, body)) == ["duplicate", "duplicate"]
    assert len(lines_of(database)) == 2


def test_the_same_line_twice_in_one_batch_is_one_row(ada, phone, database):
    line = phone.begin()
    assert ends(send(ada, phone.batch(line, line))) == ["stored", "duplicate"]
    assert len(lines_of(database)) == 1


def test_an_id_cannot_carry_new_content(ada, phone, database):
    first = phone.begin()
    other = {**first, "b": {**first["b"], "mode": "see"}}
    send(ada, phone.batch(first))
    answer = send(ada, phone.batch(other, phone.entry()))
    assert ends(answer) == ["conflict_kept", "stored"]
    assert answer.json()["results"][0]["h"] == sha(other)
    assert ends(send(ada, phone.batch(other))) == ["conflict_kept"]
    assert lines_of(database)[0].sha256 == sha(first)
    assert [row.sha256 for row in lines_of(database, EntryConflict)] == [sha(other)]


POISON = [b"{broken", b"[1,2]", b'"words"', b"\xff\xfe", b'{"v":1}', b'{"id":"a\\u0000b"}', b"[" * 60_000,
          b'{"id": NaN}', b'{"id":"x","n":' + b"9" * 5000 + b"}", b'{"id":"\\ud800"}',
          b'{"id":"big","b":"' + b"x" * 65_536 + b'"}']


@pytest.mark.parametrize("poison", POISON, ids=range(len(POISON)))
def test_a_line_that_can_never_be_stored_is_refused_and_blocks_nobody(ada, phone, database, poison):
    answer = send(ada, phone.batch(phone.begin(), poison, phone.entry()))
    assert ends(answer) == ["stored", "refused", "stored"]
    assert answer.json()["results"][1]["why"]["sentence"].endswith("kept.")
    assert len(lines_of(database)) == 2


ASIDE = {
    "kind": {"kind": "teleport"}, "body": {"b": {"kind": "no such step"}}, "version": {"v": 99},
    "clock": {"t": {"wall": 99_999_999_999_999}}, "time": {"t": "noon"}, "unknown_by": {"by": "u-nobody"},
    "unknown_revision": {"journey": "j-return@99"}, "odd_id": {"visit": "a\u0000b"}, "seq": {"seq": -4},
    "ref": {"kind": "void", "b": {}}, "other_phone": {"dev": "another-phone-0001"},
}


@pytest.mark.parametrize("code", ASIDE)
def test_what_cannot_join_its_walk_is_kept_and_set_aside(ada, phone, database, code):
    odd = phone.entry(**ASIDE[code])
    answer = send(ada, phone.batch(phone.begin(), odd, phone.entry()))
    assert ends(answer) == ["stored", "quarantined", "stored"]
    assert whys(answer) == [None, code, None]
    assert answer.json()["results"][1]["h"] == sha(odd)
    kept = {row.id: row for row in lines_of(database)}[odd["id"]]
    assert (kept.state, kept.why, kept.line) == ("quarantined", code, packed(odd).decode())
    assert ends(send(ada, phone.batch(odd))) == ["quarantined"]


def test_an_absurd_number_or_a_lone_surrogate_reaches_no_column(ada, phone):
    odd = [phone.entry(seq=10**40), phone.entry(walk="\ud800"), phone.entry(t={"wall": 1e300}), phone.entry(seq=2.5)]
    assert set(ends(send(ada, phone.batch(*odd)))) == {"quarantined"}


def test_a_phone_that_lives_in_1970_and_knows_it_loses_nothing(ada, phone):
    past = phone.entry(t={"wall": 1000, "mono": 1, "boot": "b", "tz": 0, "off": 1_795_330_000_000, "offe": 9})
    assert ends(send(ada, phone.batch(phone.begin(), past))) == ["stored", "stored"]


def test_a_begun_walk_of_an_unknown_journey_is_set_aside_but_practice_is_not(ada, phone):
    assert whys(send(ada, phone.batch(phone.begin(journey="j-gone")))) == ["unknown_revision"]
    other = Phone()
    practice = {**other.begin(journey="practice", practice=True), "journey": "practice@1"}
    step = other.entry(journey="practice@1")
    assert ends(send(ada, other.batch(practice, step))) == ["stored", "stored"]


def test_a_live_step_after_the_end_is_set_aside_and_corrections_are_not(ada, phone):
    end = phone.entry("walk.end", {"outcome": "reached"})
    send(ada, phone.batch(phone.begin(), phone.entry(), end))
    late = [phone.entry(), phone.entry(fresh="later"), phone.entry("amend", {"b": {"kind": "click"}}, ref=end["id"])]
    assert whys(send(ada, phone.batch(*late))) == ["closed", None, None]
    reopened = [phone.entry("void", {}, ref=end["id"]), phone.entry()]
    assert ends(send(ada, phone.batch(*reopened))) == ["stored", "stored"]
    assert ends(send(ada, phone.batch(phone.entry()))) == ["stored"]


def test_a_step_from_before_the_end_may_arrive_after_it(ada, phone):
    begin, step, end = phone.begin(), phone.entry(), phone.entry("walk.end", {})
    send(ada, phone.batch(begin, end))
    assert ends(send(ada, phone.batch(step))) == ["stored"]


def test_nobody_writes_into_anothers_walk(ada, as_, phone, database):
    send(ada, phone.batch(phone.begin()))
    intruder = Phone()
    intruder.walk = phone.walk
    assert whys(send(as_("zoe", "device"), intruder.batch(intruder.entry()))) == ["not_yours"]
    assert [walk.walker_id for walk in lines_of(database, Walk)] == ["u-ada"]


def test_another_tokens_phone_is_set_aside_whole(ada, as_, phone, database):
    send(ada, phone.batch(phone.begin()))
    zoe = as_("zoe", "device")
    answer = send(zoe, phone.batch(phone.entry(), phone.entry()))
    assert whys(answer) == ["other_token", "other_token"]
    assert answer.json()["device"] == {"through": 0, "missing": [], "fork": False}
    assert answer.json()["photos_wanted"] == []
    assert send(ada, phone.batch()).json()["device"]["through"] == 1


def test_a_phone_enrolled_by_one_account_is_not_anothers_before_its_first_sync(as_, journey):
    phone = Phone()
    token = as_("ada").post("/devices", json={"dev": phone.dev}).json()["token"]
    assert whys(send(as_("zoe", "device"), phone.batch(phone.begin()))) == ["other_token"]
    assert ends(send(as_("ada"), phone.batch(phone.begin()), authorization=f"Bearer {token}")) == ["stored"]


def test_after_another_person_signed_in_on_a_phone_the_first_ones_entries_stay_theirs(ada, as_, database):
    phone = Phone(by="u-ada")
    send(ada, phone.batch(phone.begin()))
    token = as_("zoe").post("/devices", json={"dev": phone.dev}).json()["token"]
    answer = send(as_("zoe"), phone.batch(phone.entry()), authorization=f"Bearer {token}")
    assert ends(answer) == ["stored"]
    assert [(row.by, row.user_id) for row in lines_of(database)] == [("u-ada", "u-ada"), ("u-ada", "u-zoe")]


def test_a_new_token_of_the_same_person_goes_on_where_the_old_one_stopped(ada, as_, phone):
    send(ada, phone.batch(phone.begin()))
    assert ends(send(as_("ada", "device"), phone.batch(phone.entry()))) == ["stored"]


def test_nobody_can_speak_as_the_server(ada):
    office = Phone(dev="office")
    assert set(whys(send(ada, office.batch(office.begin(), office.entry())))) == {"other_token"}


def revoked(database, days):
    with database.write() as session:
        secret = accounts.make_token(session, session.get(User, "u-ada"), "device")
        session.get(Token, digest(secret)).revoked_at = clock.now() - timedelta(days=days)
    return f"Bearer {secret}"


def test_a_token_taken_back_lately_brings_everything_into_quarantine(client, journey, database, phone):
    answer = send(client, phone.batch(phone.begin(), phone.entry()), authorization=revoked(database, 29))
    assert whys(answer) == ["revoked", "revoked"]
    assert lines_of(database, Walk) == []
    later = send(client, phone.batch(phone.entry()), authorization=revoked(database, 31))
    assert later.status_code == 401 and later.json()["error"]["code"] == "sign_in"


def test_a_closed_account_loses_nothing(ada, phone, database):
    send(ada, phone.batch(phone.begin()))
    with database.write() as session:
        session.get(User, "u-ada").is_active = False
    assert whys(send(ada, phone.batch(phone.entry()))) == ["disabled"]


def test_without_a_token_or_with_a_wrong_one_nothing_is_taken(client, as_, journey, phone, database):
    body = phone.batch(phone.begin())
    for headers in ({}, {"authorization": "Bearer nonsense"}, {"authorization": "Basic abc"}):
        answer = send(client, body, **headers)
        assert (answer.status_code, answer.json()["shoeleather"]) == (401, 1)
    assert send(as_("ada", "read"), body).status_code == 403
    assert send(as_("ada"), body).status_code == 401
    assert lines_of(database) == []


def test_the_ledger_names_what_is_missing(ada, phone):
    lines = [phone.begin(), *(phone.entry() for _ in range(9))]
    answer = send(ada, phone.batch(*lines[:2], lines[4], *lines[7:]))
    assert answer.json()["device"] == {"through": 2, "missing": [3, 4, 6, 7], "fork": False}
    answer = send(ada, phone.batch(lines[2], lines[3], lines[5], lines[6]))
    assert answer.json()["device"] == {"through": 10, "missing": [], "fork": False}


def test_at_most_500_missing_numbers_are_named(ada, phone):
    phone.seq = 5_000_000
    missing = send(ada, phone.batch(phone.begin())).json()["device"]["missing"]
    assert missing == list(range(1, 501))


def test_two_phones_with_one_identity_are_told_apart(ada, phone, database):
    twin = Phone(dev=phone.dev)
    send(ada, phone.batch(phone.begin(), phone.entry()))
    answer = send(ada, twin.batch(twin.begin()))
    assert ends(answer) == ["stored"] and answer.json()["device"]["fork"] is True
    assert len(lines_of(database)) == 3 and lines_of(database, Ledger)[0].forked_at is not None
    assert send(ada, phone.batch(phone.entry())).json()["device"]["fork"] is False


def test_what_the_phone_still_holds_is_known_to_the_office(ada, phone, database):
    send(ada, phone.batch(phone.begin(), last_seq=44, pending={"entries": 41, "photos": 3}, app="2026.11.0"))
    ledger = lines_of(database, Ledger)[0]
    assert (ledger.user_id, ledger.last_seq, ledger.pending_entries, ledger.pending_photos, ledger.app) == (
        "u-ada", 44, 41, 3, "2026.11.0")


def test_every_answer_names_this_servers_life_limits_and_oldest_client(ada, phone, database):
    with database.read() as session:
        epoch = accounts.epoch(session)
    answer = send(ada, phone.batch()).json()
    assert answer["epoch"] == epoch != "unset"
    assert answer["limits"] == {"batch": 262144, "chunk": 262144} and answer["min_client"] and answer["server_time"]
    assert (answer["shoeleather"], answer["results"]) == (1, [])


def test_after_a_restore_the_ledger_is_back_where_the_backup_was(ada, phone, database):
    first, rest = [phone.begin(), phone.entry()], [phone.entry() for _ in range(3)]
    send(ada, phone.batch(*first, *rest))
    with database.write() as session:
        for row in session.exec(select(Entry).where(Entry.seq > 2)):
            session.delete(row)
        session.get(Ledger, phone.dev).through = 2
        epoch = accounts.begin_epoch(session)
    answer = send(ada, phone.batch()).json()
    assert (answer["device"]["through"], answer["epoch"]) == (2, epoch)
    assert ends(send(ada, phone.batch(*first, *rest))) == ["duplicate"] * 2 + ["stored"] * 3


def test_a_packed_batch_is_read_and_a_bomb_is_not(ada, phone, database):
    assert ends(send(ada, gzip.compress(phone.batch(phone.begin())), content_encoding="gzip")) == ["stored"]
    bomb = gzip.compress(phone.batch() + b" " * 50_000_000)
    assert send(ada, bomb, content_encoding="gzip").status_code == 413
    for broken in (gzip.compress(phone.batch())[:-9], b"not gzip", gzip.compress(b"{}") + b"tail"):
        assert send(ada, broken, content_encoding="gzip").status_code == 400
    assert len(lines_of(database)) == 1


def test_too_much_at_once_is_413_and_nothing_is_kept(ada, phone, database):
    assert send(ada, phone.batch(*(phone.entry() for _ in range(101)))).status_code == 413
    wide = [phone.entry("note", {"words": "x" * 60_000}) for _ in range(5)]
    answer = send(ada, phone.batch(*wide))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert send(ada, b"x" * 3_000_000).json()["error"]["code"] == "too_large"
    assert lines_of(database) == []


@pytest.mark.parametrize("header", [b"", b"{}", b"<html>", b'{"proto":2,"dev":"d-1"}', b'{"proto":1}', b"[" * 9000,
                                    b'{"proto":1,"dev":"a\\u0000"}', b"\xff"])
def test_a_batch_without_a_readable_header_is_400(ada, phone, header):
    answer = send(ada, header + b"\n" + packed(phone.begin()))
    assert answer.status_code == 400 and answer.json()["error"]["code"] == "unreadable"


@pytest.mark.parametrize("kind", ["text/html", "application/json", "multipart/form-data; boundary=x", ""])
def test_another_kind_of_content_is_415(ada, phone, kind):
    answer = ada.post("/api/v1/sync", content=phone.batch(phone.begin()), headers={"content-type": kind})
    assert answer.status_code == 415 and answer.json()["shoeleather"] == 1
    assert send(ada, b"x", content_encoding="br").status_code == 415


def test_ping_answers_in_our_name(client):
    answer = client.get("/api/v1/ping")
    assert answer.json()["shoeleather"] == 1 and answer.headers["content-type"] == "application/json"


def test_a_photo_the_log_names_is_asked_for_until_it_is_here(ada, phone):
    named = phone.entry("photo", {"photo": "0199aaaa-0000-7000-8000-000000000001"})
    answer = send(ada, phone.batch(phone.begin(), named))
    assert answer.json()["photos_wanted"] == ["0199aaaa-0000-7000-8000-000000000001"]


def test_a_photo_under_a_name_no_file_can_have_is_not_asked_for(ada, phone):
    named = phone.entry("photo", {"photo": "../../etc/passwd"})
    assert send(ada, phone.batch(phone.begin(), named)).json()["photos_wanted"] == []


def test_a_token_in_use_does_not_run_out(ada, phone, database):
    with database.write() as session:
        token = session.exec(select(Token).where(Token.user_id == "u-ada")).one()
        token.expires_at = clock.now() + timedelta(days=2)
    send(ada, phone.batch(phone.begin()))
    assert lines_of(database, Token)[0].expires_at > clock.now() + timedelta(days=179)


def test_answers_are_json_objects_in_order(ada, phone):
    lines = [phone.entry() for _ in range(40)]
    answer = send(ada, phone.batch(*reversed(lines)))
    assert [result["n"] for result in answer.json()["results"]] == list(range(40))
    assert [result["id"] for result in answer.json()["results"]] == [line["id"] for line in reversed(lines)]
    assert set(answer.json()["results"][0]) == {"n", "id", "s", "h", "why"}
    json.dumps(answer.json())
