"""A walk's row, who may see it, withdrawal, practice, erasure: through the doors, on both databases."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts.access import Actor
from app.kit import clock, jobs
from app.scoring.fold import fold
from app.walks import queries
from app.walks.models import Entry, EntryConflict, Photo, Walk
from tests.walks import hostile
from tests.walks.phone import Phone, ends, send, sha, whys
from tests.world import on_sqlite

MO, ADA, ZOE, UNA = (Actor(f"u-{name}", name, role) for name, role in (
    ("mo", "manager"), ("ada", "walker"), ("zoe", "walker"), ("una", "admin")))


@pytest.fixture
def walked(ada, phone, database):
    """A short walk of Ada's, sent and settled."""
    begin = phone.begin(persona="p-1", persona_revision=3)
    lines = [begin, phone.entry("touchpoint.enter", {"visit": "v1", "touchpoint": "tp-web", "why": "planned"}),
             phone.entry(visit="v1"), phone.entry("walk.end", {"outcome": "reached"})]
    assert ends(send(ada, phone.batch(*lines))) == ["stored"] * 4
    jobs.drain(database)
    return phone


def seen(database, actor) -> list[str]:
    with database.read() as session:
        return [walk.id for walk in session.exec(queries.visible(actor))]


def row(database, walk_id) -> Walk:
    with database.read() as session:
        return session.get(Walk, walk_id)


def test_a_walks_row_says_what_its_log_says(walked, database):
    walk = row(database, walked.walk)
    assert (walk.walker_id, walk.journey_id, walk.journey_revision, walk.persona_id, walk.persona_revision) == (
        "u-ada", "j-return", 1, "p-1", 3)
    assert (walk.mode, walk.practice, walk.handed_in, walk.outcome) == ("be", False, True, "reached")
    assert walk.ended_at - walk.began_at == timedelta(seconds=3) and walk.synced_at is not None


@on_sqlite
def test_a_walker_sees_the_own_walks_and_a_manager_all(walked, database):
    assert [seen(database, actor) for actor in (ADA, MO, UNA, ZOE)] == [[walked.walk]] * 3 + [[]]


def test_what_was_set_aside_is_not_in_the_log_but_named(ada, walked, database):
    odd = walked.entry(kind="teleport")
    send(ada, walked.batch(odd))
    with database.read() as session:
        assert len(queries.log_of(session, walked.walk)) == 4
        aside = queries.quarantined_of(session, walked.walk)
    assert [(entry.id, entry.why) for entry in aside] == [(odd["id"], "kind")]


@on_sqlite
def test_a_withdrawn_walk_is_hidden_from_all_but_its_walker_who_may_restore_it(as_, walked, database):
    ada = as_("ada")
    for _ in range(2):
        assert ada.post(f"/walks/{walked.walk}/withdrawal").headers["location"] == f"/walks/{walked.walk}"
    jobs.drain(database)
    assert [seen(database, actor) for actor in (ADA, MO, UNA)] == [[walked.walk], [], []]
    for method, address in (("DELETE", "withdrawal"), ("POST", "restoration")):
        assert ada.request(method, f"/walks/{walked.walk}/{address}").status_code == 303
        jobs.drain(database)
        assert seen(database, MO) == [walked.walk]
    with database.read() as session:
        log = queries.log_of(session, walked.walk)
    assert [entry["kind"] for entry in log][4:] == ["void", "void"]
    assert fold(log)["flags"] == []


def test_withdrawing_again_after_restoring_withdraws(as_, walked, database):
    ada = as_("ada")
    for address in ("withdrawal", "restoration", "withdrawal"):
        ada.post(f"/walks/{walked.walk}/{address}")
    jobs.drain(database)
    assert seen(database, MO) == []


@on_sqlite
def test_a_walk_can_be_made_practice_and_count_again(as_, walked, database):
    ada = as_("ada")
    for practice in (True, True, False):
        assert ada.post(f"/walks/{walked.walk}/practice", data={"practice": str(practice)}).status_code == 303
        jobs.drain(database)
        assert row(database, walked.walk).practice is practice
    assert row(database, walked.walk).journey_id == "j-return"


@pytest.mark.parametrize("who", ["zoe", "mo", "una"])
@pytest.mark.parametrize("address", ["withdrawal", "restoration", "practice"])
def test_only_the_walker_decides_about_a_walk(as_, walked, database, who, address):
    assert as_(who).post(f"/walks/{walked.walk}/{address}").status_code == 404
    jobs.drain(database)
    assert row(database, walked.walk).withdrawn_at is None


def test_a_withdrawal_by_the_phone_hides_as_well(ada, phone, database):
    begin = phone.begin()
    send(ada, phone.batch(begin, phone.entry("void", {}, ref=begin["id"])))
    jobs.drain(database)
    assert seen(database, MO) == [] and row(database, phone.walk).withdrawn_at is not None


def later(database, monkeypatch, days):
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=days))
    jobs.drain(database)


def test_thirty_days_after_a_withdrawal_nothing_is_left_but_tombstones(ada, as_, walked, app, database, monkeypatch):
    named = walked.entry("photo", {"photo": "0199aaaa-0000-7000-8000-000000000001"})
    words = walked.entry("note", {"words": "my secret"})
    other = {**words, "b": {"words": "my other secret"}}
    send(ada, walked.batch(named, words, other))
    content = hostile.jpeg()
    ada.put("/api/v1/photos/0199aaaa-0000-7000-8000-000000000001", content=content,
            headers={"size": str(len(content)), "sha256": sha(content)})
    as_("ada").post(f"/walks/{walked.walk}/withdrawal")
    jobs.drain(database)
    files = [path for path in app.state.blobs.root.rglob("*") if path.is_file()]
    assert len(files) == 2
    later(database, monkeypatch, 29)
    assert row(database, walked.walk).erased_at is None
    later(database, monkeypatch, 2)
    with database.read() as session:
        assert {entry.line for entry in session.exec(select(Entry))} == {""}
        assert session.exec(select(EntryConflict)).all() == session.exec(select(Photo)).all() == []
    assert not any(path.exists() for path in files)
    assert seen(database, ADA) == []
    assert ends(send(ada, walked.batch(words))) == ["duplicate"]
    assert whys(send(ada, walked.batch(walked.entry("note", {"words": "late"})))) == ["erased"]


@on_sqlite
def test_a_restored_walk_is_not_erased(as_, walked, database, monkeypatch):
    ada = as_("ada")
    ada.post(f"/walks/{walked.walk}/withdrawal")
    jobs.drain(database)
    ada.post(f"/walks/{walked.walk}/restoration")
    later(database, monkeypatch, 40)
    assert seen(database, MO) == [walked.walk] and row(database, walked.walk).erased_at is None


def test_a_second_phone_of_the_walker_may_write_into_the_walk(ada, walked):
    second = Phone()
    second.walk = walked.walk
    assert ends(send(ada, second.batch(second.entry("note", {"words": "from my other phone"})))) == ["stored"]
