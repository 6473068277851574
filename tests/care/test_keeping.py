"""How long things are kept: what is too old goes, nothing else does, and sums outlive the logs they were made of."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts import commands as accounts
from app.accounts.models import AuditLine, BrowserSession
from app.care import keeping, sweeping
from app.care.models import Keeping, Sweep
from app.exports.search_models import Finding
from app.insights import jobs as insights
from app.insights.models import Cell, Score, StageScore
from app.kit import clock, jobs
from app.voice.models import Comment, Import, Source
from app.walks.models import Entry, EntryConflict, EntryState, Photo, Walk
from app.walks.photo_files import rendition_key
from tests.care.conftest import IMPORT, SHA, left, quoted
from tests.care.test_erasing import ON_SQLITE
from tests.insights.logs import JOURNEY
from tests.insights.test_rollups import figure
from tests.walks.phone import ends, send


@pytest.fixture
def later(monkeypatch):
    """`later(400)`: so many days from now on."""
    real = clock.now

    def go(days: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=days))
    return go


def sums(database) -> list:
    with database.read() as session:
        return [cell.model_dump() for cell in session.exec(select(Cell).order_by(Cell.id))]


def test_a_dry_run_counts_and_takes_nothing_and_the_run_takes_just_that(app, settings, database, world, as_, later):
    with database.write() as session:
        comment = quoted(session)
        accounts.open_session(session, session.get(accounts.User, "u-zoe"))
    jobs.drain(database)
    folder = settings.data_dir / "backups"
    folder.mkdir(exist_ok=True)
    for name in ("shoeleather-20200101-000000.tar", "shoeleather-20200202-000000.tar", "mine.tar"):
        (folder / name).write_bytes(b"")
    (settings.data_dir / "before-restore-20200101-000000-abc").mkdir()
    later(1)
    assert {name for name, n in sweeping.dry(database, app.state.blobs).items() if n} == {"backups"}
    later(800)
    dry = sweeping.dry(database, app.state.blobs)
    assert dry["photos"] == 5 and dry["words"] == 1 and dry["logs"] == 4 and dry["imports"] == 1 and dry["backups"] == 2
    assert dry["aside"] == 2 and dry["sessions"] > 1
    assert sweeping.dry(database, app.state.blobs) == dry
    assert sweeping.sweep(database, app.state.blobs) == dry
    assert not {name: n for name, n in sweeping.sweep(database, app.state.blobs).items() if n}
    assert sorted(path.name for path in folder.iterdir() if path.suffix == ".tar") == [
        "mine.tar", "shoeleather-20200202-000000.tar"]
    assert left(app, settings, "zqquote", "zqsegment", "zqnote", "zqtalk", "zqphoto", "zqstray", "zqconflict") == []
    with database.read() as session:
        assert session.get(Comment, comment).answer == "explained"
        assert session.exec(select(BrowserSession)).all() == [] and session.get(Import, IMPORT).sample == []
        assert session.exec(select(EntryConflict)).all() == []
        assert session.exec(select(Finding).where(Finding.comment_id == comment)).all() == []
        assert [one.deed for one in session.exec(select(AuditLine).order_by(AuditLine.n.desc()).limit(1))] == [
            "retention.run"]


def test_sums_outlive_the_log_they_were_made_of(app, as_, database, world, later):
    walk, phone = world
    before, told = sums(database), figure(database)
    later(740)
    sweeping.sweep(database, app.state.blobs)
    jobs.drain(database)
    insights.rebuild(database)
    assert sums(database) == before and figure(database).n == told.n == 4
    with database.read() as session:
        sealed = session.get(Walk, walk)
        assert sealed.sealed_at and sealed.journey_id == JOURNEY
        assert session.exec(select(Score)).all() == [] and session.exec(select(StageScore)).all()
        assert {one.line for one in session.exec(select(Entry).where(Entry.walk == walk))} == {""}
    mo = as_("mo")
    said = mo.get(f"/walks/{walk}")
    assert said.status_code == 410 and "log is no longer kept" in said.text
    for page in ("", "/walks", "/compare", "/course"):
        assert mo.get(f"/insights/journeys/{JOURNEY}{page}").status_code == 200, page
    assert "4 older walks are in the figures" in mo.get(f"/insights/journeys/{JOURNEY}/walks").text
    for page in ("/", "/walks", "/insights/heat", "/insights/snags", "/insights/gaps", "/insights/planner", "/reviews",
                 "/insights/proof", "/improvements"):
        assert mo.get(page).status_code < 500, page
    assert as_("una").get("/insights/weights").status_code == 200
    assert ends(send(as_("ada", "device"), phone.batch(phone.entry("note", {"words": "zqlate"})))) == ["quarantined"]


@ON_SQLITE
def test_a_picture_goes_before_its_walk_and_the_page_says_so(app, as_, database, world, later):
    later(370)
    sweeping.sweep(database, app.state.blobs)
    with database.read() as session:
        photo = session.get(Photo, "f0f0f0f0-ada")
        assert (photo.state, photo.sha256) == ("refused", None) and "no longer kept" in photo.why
        assert session.get(Walk, world[0]).sealed_at is None
    assert app.state.blobs.get(rendition_key("display", SHA)) is None
    assert as_("ada").get(f"/walks/{world[0]}").status_code == 200


@ON_SQLITE
def test_a_source_with_a_time_of_its_own_goes_by_that(app, database, cast, later):
    with database.write() as session:
        comment = quoted(session)
        session.get(Source, "src").keep_days = 1095
    later(800)
    assert sweeping.sweep(database, app.state.blobs)["words"] == 0
    later(1100)
    with database.write() as session:
        session.add(Keeping(id="words", days=None, made_at=clock.now()))
    assert sweeping.dry(database, app.state.blobs)["words"] == 1
    with database.read() as session:
        assert session.get(Comment, comment).words


@ON_SQLITE
def test_an_admin_types_days_and_types_them_again_where_something_would_go(app, as_, database, world, later):
    una = as_("una")
    page = una.get("/retention").text
    assert "Nothing is past its time" in page and "Photos: 365 days" in page and "It has not run yet" in page
    for days in ("", "0", "-5", "9999", "1e2"):
        said = una.post("/retention/photos", data={"days": days})
        assert said.status_code == 422 and "give a whole number of days from 7 to 3,650" in said.text
    assert una.post("/retention/audit", data={"ever": "yes"}).status_code == 422
    assert una.post("/retention/nothing", data={"days": "5"}).status_code == 404
    assert una.post("/retention/photos", data={"ever": "yes"}).status_code == 303
    assert "Photos: for ever" in una.get("/retention").text
    later(40)
    una = as_("una")
    asked = una.post("/retention/photos", data={"days": "30"})
    assert "With 30 days the next run takes 5 photos away for good" in asked.text
    assert una.post("/retention/photos", data={"days": "30", "sure": "31"}).status_code == 200
    assert una.post("/retention/photos", data={"days": "30", "sure": "30"}).status_code == 303
    assert "5 photos</strong> will go with the next run" in una.get("/retention").text
    with database.read() as session:
        assert keeping.days_of(session)["photos"] == 30
        facts = [line.facts for line in session.exec(select(AuditLine).where(AuditLine.deed == "retention.changed"))]
        assert facts == [{"days": "ever"}, {"days": 30}]


@ON_SQLITE
def test_the_run_of_every_day_lines_up_the_next(app, database, world, later):
    with database.write() as session:
        sweeping.line_up(session)
        sweeping.line_up(session)
    later(1.5)
    jobs.drain(database)
    with database.read() as session:
        assert len(session.exec(select(Sweep)).all()) == 1
        assert len([job for job in session.exec(select(jobs.Job)) if job.fact == "retention.day"]) == 1
        assert not session.exec(select(Entry).where(Entry.state == EntryState.quarantined, Entry.line == "")).all()
