"""Erasing: nothing of it is left anywhere, nothing brings it back, and what has to stay stays. On both databases."""

import json
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from app.accounts import commands, gone
from app.accounts.access import Actor
from app.accounts.models import AuditLine, BrowserSession, Gone, Token, User
from app.care import backup, erasing, ledger, restore
from app.care.models import Erasure
from app.exports.models import Share
from app.improvements.models import Improvement
from app.kit import clock, jobs
from app.kit.db import metadata
from app.kit.errors import Refusal
from app.voice import imports
from app.voice.models import Comment, Source
from app.walks.models import Entry, Photo, Walk
from tests.care.conftest import left, quoted
from tests.insights.logs import JOURNEY
from tests.insights.test_rollups import figure
from tests.walks.phone import Phone, ends, send, whys

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # one is enough where no SQL is asked
PERSON = ("zqname", "zqfamily", "zqmail", "zqhost", "zqbrowser", "zqinvited", "zqstorage", "zqapp", "zqdisk",
          "zqconflict", "zqstray")
WALK = ("zqreview", "zqtalk", "zqnote", "zqphoto")
QUOTE = ("zqquote", "zqsegment", "zqpersona", "zqplace", "zq-number", "zqanswer")


def erase(una, kind: str, of: str, how: str = ""):
    """Look, type what is asked for, carry it out; the page of it."""
    looked = una.get("/erasures/new", params={"kind": kind, "of": of, "how": how})
    total = re.search(r"Type (\d+), the number", looked.text)[1]
    made = una.post("/erasures", data={"kind": kind, "of": of, "how": how, "typed": total})
    assert made.status_code == 303, made.text
    jobs.drain(una.app.state.database)
    page = una.get(made.headers["location"])
    assert "Erased for good" in page.text
    return page


def new_backup(settings, tmp_path) -> bytes:
    file = tmp_path / "away" / "new.tar"
    backup.backup(settings, file, lambda n: None)
    return file.read_bytes().lower()


@pytest.mark.parametrize("how", ["keep", "away"])
def test_of_an_erased_person_nothing_is_left_anywhere(app, settings, as_, world, database, how, tmp_path):
    walk, _ = world
    markers = PERSON + (WALK if how == "away" else ())
    assert {one.split(": ")[1] for one in left(app, settings, *markers)} == set(markers)
    before = figure(database)
    erase(as_("una"), "person", "u-ada", how)
    assert left(app, settings, *markers) == []
    if database.is_sqlite:
        made = new_backup(settings, tmp_path)
        assert not [one for one in markers if one.encode() in made]
    after = figure(database)
    assert (after.n, after.cell["walkers"]) == (before.n, before.cell["walkers"]) if how == "keep" else (
        after.n == before.n - 1 and "u-ada" not in after.cell["walkers"])
    with database.read() as session:
        shell = session.get(User, "u-ada")
        assert (shell.name, shell.is_active) == ("Someone erased", False)
        assert session.get(Share, "s-ada").revoked_at
        assert not session.exec(select(Token).where(Token.user_id == "u-ada")).all()


@ON_SQLITE
def test_a_fix_keeps_no_owner_by_the_name_of_an_erased_person(app, as_, world, database):
    with database.write() as session:
        ada = session.get(User, "u-ada")
        ada.name = "Özge Ünal"
        session.add_all([ada, *(Improvement(id=owner, title="Fix", kind="process", why="Slow", journey_id=JOURNEY,
                                            owner=owner, made_at=clock.now()) for owner in
                                ("Özge Ünal", "ÖZGE ünal", "The Ünal team"))])
    erase(as_("una"), "person", "u-ada", "keep")
    with database.read() as session:
        assert {fix.owner for fix in session.exec(select(Improvement))} == {"", "The Ünal team"}


@ON_SQLITE
def test_with_the_walks_kept_their_words_stay_without_a_name(as_, world):
    una = as_("una")
    erase(una, "person", "u-ada", "keep")
    page = una.get(f"/walks/{world[0]}")
    assert page.status_code == 200 and "Someone erased" in page.text and "Zqname" not in page.text
    assert "Someone erased" not in una.get("/people").text
    assert una.get("/people/u-ada").status_code == 404


def test_of_an_erased_walk_nothing_is_left_and_every_sum_is_made_anew(app, settings, as_, world, database):
    before = figure(database).n
    erase(as_("una"), "walk", world[0])
    assert left(app, settings, *WALK) == [] and figure(database).n == before - 1
    assert as_("mo").get(f"/walks/{world[0]}").status_code == 404
    assert "on the way" not in as_("mo").get("/search", params={"q": "zqnote"}).text


def test_an_erased_quote_is_nowhere_and_the_same_file_does_not_bring_it_back(app, settings, as_, cast, database):
    with database.write() as session:
        comment = quoted(session)
    jobs.drain(database)
    assert {one.split(": ")[1] for one in left(app, settings, *QUOTE)} == set(QUOTE)
    with database.read() as session:
        row = {column.name: getattr(session.get(Comment, comment), column.name) for column in Comment.__table__.c}
    erase(as_("una"), "quote", comment)
    assert left(app, settings, *QUOTE, "zqprint") == []
    row.pop("id")
    with database.write() as session:
        source, by = session.get(Source, "src"), Actor("u-mo", "Mo", "manager", sees_all=True)
        assert imports.keep(session, [row, {**row, "fingerprint": "another"}], by, source, None) == 1
    with database.read() as session:
        assert [one.fingerprint for one in session.exec(select(Comment))] == ["another"]


@ON_SQLITE
def test_an_admin_declines_a_wish_in_words_its_walker_reads(as_, world, database):
    ada, una = as_("ada"), as_("una")
    assert ada.post("/account/erasure", data={"how": "keep"}).status_code == 303
    look = una.get("/erasures/new", params={"kind": "person", "of": "u-ada"}).text
    door = re.search(r'action="(/erasures/[^"]+/refusal)"', look)[1]
    assert "Say why" in una.post(door, data={"why": " "}).text and "You asked to be erased" in ada.get(
        "/account/erasure").text
    assert as_("mo").post(door, data={"why": "zqno"}).status_code == 403
    assert una.post(door, data={"why": "zqno: the works council asked us to keep it"}).status_code == 303
    answer = ada.get("/account/erasure").text
    for words in ("an admin declined", "zqno: the works council", "data protection authority"):
        assert words in answer, words
    assert "Nobody waits to be erased" in una.get("/erasures").text
    assert "nothing was erased" in una.get(door.removesuffix("/refusal")).text
    assert una.post(door, data={"why": "again"}).status_code == 409
    assert ada.post("/account/erasure", data={"how": "away"}).status_code == 303, "they may ask again"
    with database.read() as session:
        told = [(line.deed, line.by, line.about) for line in session.exec(select(AuditLine).order_by(AuditLine.n))
                if line.deed.startswith("erasure.")]
    assert told == [("erasure.asked", "u-ada", "u-ada"), ("erasure.declined", "u-una", "u-ada"),
                    ("erasure.asked", "u-ada", "u-ada")]
    erase(una, "person", "u-ada", "away")
    assert "zqno" not in una.get(door.removesuffix("/refusal")).text, "an answer about a person goes with the person"


@ON_SQLITE
def test_a_quote_that_two_teams_brought_in_is_erased_for_both(app, settings, as_, cast, database):
    with database.write() as session:
        first = session.get(Comment, quoted(session))
        session.add(Comment(**{**first.model_dump(), "id": "twin", "team_id": "t-other"}))
    looked = as_("una").get("/erasures/new", params={"kind": "quote", "of": first.id})
    assert "Type 2, the number" in looked.text
    erase(as_("una"), "quote", first.id)
    assert left(app, settings, *QUOTE, "zqprint") == []


def test_a_file_that_is_being_kept_meanwhile_does_not_save_an_erased_quote(app, cast, database):
    with database.write() as session:
        first = session.get(Comment, quoted(session))
        row = {column.name: getattr(first, column.name) for column in Comment.__table__.c if column.name != "id"}
        first.team_id = "t-one"
        line = erasing.line_of(session, Erasure(id="e", kind="quote", of=first.id, made_at=clock.now()))
    by = Actor("u-mo", "Mo", "manager", teams=frozenset({"t-other"}))
    with ThreadPoolExecutor(1) as beside:
        with database.write() as session:
            assert imports.keep(session, [row], by, session.get(Source, "src"), "t-other") == 1
            erased = beside.submit(erasing.carry_out, database, app.state.blobs, line)
            while not (database.is_sqlite or erased.done() or _somebody_waits(database)):
                pass
        erased.result()
    with database.read() as session:
        assert session.exec(select(Comment)).all() == []


def _somebody_waits(database) -> bool:
    with database.read() as session:
        return session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")) > 0


def test_what_a_phone_still_sends_is_thrown_away_and_it_is_told_so_once(app, as_, world, database):
    walk, phone = world
    ada, una = as_("ada", "device"), as_("una")
    erase(una, "walk", walk)
    late = phone.entry("note", {"words": "zqlate"}, journey=None)
    photo = phone.entry("photo", {"photo": "0199aaaa-0000-7000-8000-0000000000aa"}, journey=None)
    answer = send(ada, phone.batch(late, photo))
    assert whys(answer) == ["erased", "erased"] and answer.json()["device"]["missing"] == []
    assert answer.json()["device"]["through"] == phone.seq and answer.json()["photos_wanted"] == []
    assert ends(send(ada, phone.batch(late, {**photo, "b": {"photo": "f" * 36}}))) == ["duplicate", "duplicate"]
    put = ada.put("/api/v1/photos/0199aaaa-0000-7000-8000-0000000000aa", content=b"x", headers={
        "size": "1", "sha256": "0" * 64})
    assert put.status_code == 200 and put.json()["complete"]
    with database.read() as session:
        assert session.get(Gone, (gone.WALK, walk)).late == 2
        assert not [one for one in session.exec(select(Entry)) if "zqlate" in one.line]
        assert session.exec(select(Photo)).all() == []
    page = una.get(f"/erasures/{_of(database, walk).id}")
    assert "2 lines that came later were thrown away" in page.text


def _of(database, of: str) -> Erasure:
    with database.read() as session:
        return session.exec(select(Erasure).where(Erasure.of == of)).one()


@ON_SQLITE
def test_the_phone_of_an_erased_person_is_told_that_nothing_is_wanted(as_, world, database):
    ada, phone = as_("ada", "device"), world[1]
    erase(as_("una"), "person", "u-ada", "away")
    own = Phone()
    answer = send(ada, phone.batch(own.begin(), own.entry("note", {"words": "zqlate"})))
    assert whys(answer) == ["erased", "erased"] and answer.json()["device"] == {
        "through": phone.seq, "missing": [], "fork": False}
    put = ada.put(f"/api/v1/photos/{'0' * 36}", content=b"x", headers={"size": "1", "sha256": "0" * 64})
    assert put.json()["complete"]
    with database.read() as session:
        assert session.get(Walk, own.walk) is None
    shared = Phone(by="u-ada")
    assert whys(send(as_("zoe", "device"), shared.batch(shared.begin()))) == ["erased"]


@ON_SQLITE
def test_nobody_is_erased_by_a_wrong_number_nor_the_last_admin_at_all(as_, world, database):
    una = as_("una")
    said = una.post("/erasures", data={"kind": "person", "of": "u-ada", "how": "keep", "typed": "1"})
    assert said.status_code == 409 and "You typed 1, and" in said.text
    said = una.post("/erasures", data={"kind": "person", "of": "u-ada", "how": "keep", "typed": "yes"})
    assert said.status_code == 422 and "Type " in said.text
    looked = una.get("/erasures/new", params={"kind": "person", "of": "u-una"})
    total = re.search(r"Type (\d+), the number", looked.text)[1]
    said = una.post("/erasures", data={"kind": "person", "of": "u-una", "how": "keep", "typed": total})
    assert said.status_code == 409 and "only admin" in said.text
    with database.read() as session:
        assert session.exec(select(Erasure)).all() == []
        assert session.get(User, "u-ada").erased_at is None


@ON_SQLITE
def test_a_walker_asks_and_an_admin_sees_it(as_, cast, database):
    ada, una = as_("ada"), as_("una")
    assert "Ask to be erased" in ada.get("/account/erasure").text
    ada.post("/account/erasure", data={"how": "away"})
    assert "You asked to be erased" in ada.get("/account/erasure").text
    assert "1 person asks to be erased" in una.get("/erasures").text
    ada.post("/account/erasure/removal")
    assert "Nothing was erased so far" in una.get("/erasures").text
    ada.post("/account/erasure", data={"how": "keep"})
    erase(una, "person", "u-ada", "keep")
    assert "Nobody waits to be erased" in una.get("/erasures").text
    assert ada.get("/account").status_code == 401
    with database.read() as session:
        line = session.exec(select(AuditLine).where(AuditLine.deed == "erasure.made")).one()
        assert line.facts["kind"] == "person" and line.by == "u-una"
        assert session.exec(select(BrowserSession).where(BrowserSession.user_id == "u-ada")).all() == []


@ON_SQLITE
def test_the_ledger_holds_numbers_and_salted_digests_alone(app, settings, as_, world, database):
    with database.write() as session:
        comment = quoted(session)
    erase(as_("una"), "quote", comment)
    erase(as_("una"), "person", "u-ada", "away")
    salt, lines = ledger.read(ledger.file_of(settings.data_dir))
    assert [(line.kind, line.of) for line in lines] == [("quote", comment), ("person", "u-ada")]
    assert lines[0].salted == [gone.salted(salt, "zqprint")]
    words = ledger.file_of(settings.data_dir).read_text().lower()
    assert not [one for one in (*PERSON, *QUOTE) if one in words]
    assert oct(ledger.file_of(settings.data_dir).stat().st_mode & 0o777) == "0o600"
    erasing.catch_up(database, app.state.blobs)
    assert ledger.read(ledger.file_of(settings.data_dir)) == (salt, lines)


@ON_SQLITE
def test_a_ledger_nobody_can_read_stops_everything(app, settings, database):
    file = ledger.file_of(settings.data_dir)
    file.parent.mkdir(exist_ok=True)
    file.write_text('{"shoeleather_ledger": 1, "salt": "s"}\nnonsense\n')
    with pytest.raises(Refusal, match="cannot be read"):
        erasing.catch_up(database, app.state.blobs)


@ON_SQLITE
def test_an_erasure_that_was_cut_off_goes_on(app, as_, world, database, monkeypatch):
    """The job falls over after the ledger was written; its second run ends it."""
    una = as_("una")
    real = erasing._forget_account
    monkeypatch.setattr(erasing, "_forget_account", lambda *_: 1 / 0)
    looked = una.get("/erasures/new", params={"kind": "person", "of": "u-ada", "how": "away"})
    total = re.search(r"Type (\d+), the number", looked.text)[1]
    made = una.post("/erasures", data={"kind": "person", "of": "u-ada", "how": "away", "typed": total})
    jobs.drain(database)
    assert "Erasing" in una.get(made.headers["location"]).text
    monkeypatch.setattr(erasing, "_forget_account", real)
    with database.write() as session:
        for job in session.exec(select(jobs.Job).where(jobs.Job.fact == "erasure.confirmed")):
            job.run_at = job.run_at.replace(year=2020)
            session.add(job)
    jobs.drain(database)
    assert "Erased for good" in una.get(made.headers["location"]).text


@ON_SQLITE
def test_every_table_that_names_a_person_by_user_id_loses_the_row(as_, world, database):
    erase(as_("una"), "person", "u-ada", "keep")
    with database.read() as session:
        for table in metadata.sorted_tables:
            column = table.c.get("user_id")
            if column is not None and column.foreign_keys:
                assert session.execute(select(table).where(column == "u-ada")).all() == [], table.name
        lines = [json.loads(one.line) for one in session.exec(select(Entry).where(Entry.walk == world[0])) if one.line]
    assert lines and not any("zqname" in json.dumps(line).lower() for line in lines)


def test_a_restored_older_backup_erases_again_before_anybody_listens(app, settings, as_, world, database, tmp_path):
    """D6: five people and a quote are erased after the backup; of none is anything left when it is restored."""
    with database.write() as session:
        quote = quoted(session)
        people = [commands.add_user(session, f"zqmore{n}@x.test", "walker", f"Zqmore{n}").id for n in (1, 2)]
    una = as_("una")
    file = tmp_path / "away" / "old.tar"
    backup.backup(settings, file, lambda n: None)
    assert not file.with_name(ledger.NAME).exists()
    erase(una, "quote", quote)
    for one, how in zip(("u-ada", "u-zoe", "u-mo", *people), ("away", "keep", "keep", "away", "keep"), strict=True):
        erase(una, "person", one, how)
    database.dispose()
    done = restore.restore(settings, file, True, lambda n: None)
    assert done["erased"] == 6
    shutil.rmtree(done["aside"])
    file.unlink()
    assert left(app, settings, *PERSON, *WALK, *QUOTE, "zqmore", "mo@shoe.test") == []
    with database.read() as session:
        assert session.exec(select(BrowserSession)).all() == []
        assert all(share.revoked_at for share in session.exec(select(Share)))
        assert len(session.exec(select(Erasure).where(Erasure.why == "ledger")).all()) == 6
    assert erasing.catch_up(database, app.state.blobs) == 0


@ON_SQLITE
def test_a_walk_withdrawn_and_erased_after_30_days_does_not_come_back_with_a_backup(
        app, settings, as_, world, database, monkeypatch):
    as_("ada").post(f"/walks/{world[0]}/withdrawal")
    jobs.drain(database)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=31))
    jobs.drain(database)
    assert [(line.kind, line.of) for line in ledger.read(ledger.file_of(settings.data_dir))[1]] == [("walk", world[0])]
    with database.read() as session:
        assert gone.among(session, gone.WALK, [world[0]]) and session.get(Erasure, world[0]).why == "withdrawn"


@ON_SQLITE
def test_the_ledger_goes_along_with_every_backup_and_a_lost_one_is_written_anew(app, settings, as_, world, database,
                                                                                  tmp_path):
    erase(as_("una"), "walk", world[0])
    own, file = ledger.file_of(settings.data_dir), tmp_path / "away" / "one.tar"
    backup.backup(settings, file, lambda n: None)
    assert file.with_name(ledger.NAME).read_text() == own.read_text()
    own.unlink()
    assert erasing.catch_up(database, app.state.blobs) == 0
    assert [line.of for line in ledger.read(own)[1]] == [world[0]]
