"""Four scored walks, and markers in everything that can hold a word about one person."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.accounts import commands as accounts
from app.accounts.models import Bucket, OneTimeLink
from app.exports.models import Share
from app.kit import clock, jobs
from app.kit.ids import new_id
from app.voice.models import Comment, Import, Source
from app.walks.models import EntryConflict, Message, Phone, Photo, PhotoState, Review, Walk
from app.walks.photo_files import rendition_key
from app.walks.talk import say
from tests.insights.conftest import drawn, entered, rolled  # noqa: F401
from tests.walks import phone as phones
from tests.walks.phone import send

SHA = "ab" * 32
IMPORT = "0f0f0f0f-0f0f"


def marked(database, app, rolled_walk: str) -> None:  # noqa: F811
    """A marker of its own, `zq…`, in every field that speaks of Ada or her walk; the photo's file holds one too."""
    now = clock.now()
    with database.write() as session:
        ada = session.get(accounts.User, "u-ada")
        ada.name, ada.email = "Zqname Zqfamily", "zqmail@zqhost.test"
        session.add(ada)
        accounts.open_session(session, ada, "Zqbrowser")
        session.add(OneTimeLink(id="l-ada", purpose="invite", user_id="u-ada", note="Zqinvited", expires_at=now))
        session.add(Bucket(id="login:zqmail@zqhost.test@10.0.0.9", left=1, filled_at=now))
        session.add(Phone(dev="dev-ada", user_id="u-ada", heard_at=now, storage="zqstorage", app="zqapp"))
        session.add(Share(id="s-ada", digest="d-ada", key="k", path="/walks", title="A page", made_by="u-ada",
                          made_at=now, expires_at=now + timedelta(days=7)))
        session.add(EntryConflict(id="c-ada", sha256=SHA, line='{"zq": "zqconflict"}', dev="d", user_id="u-ada",
                                  received_at=now))
        walk = session.get(Walk, rolled_walk)
        session.add(Review(walk_id=walk.id, before="arrived", state="needs_review", why="zqreview", at=now, entries=1))
        session.add(Photo(id="f0f0f0f0-ada", walk=walk.id, owner_id="u-ada", sha256=SHA, size=1, offset=1,
                          state=PhotoState.ready, named_at=now))
        say(session, "u-ada", walk, "zqtalk of mine", places=[])
        say(session, "u-mo", walk, "zqtalk of Mo", places=[])
    for name in ("display", "thumb"):
        app.state.blobs.put(rendition_key(name, SHA), b"zqphoto")


def sent(app, as_, walk: str) -> phones.Phone:
    """Ada's own phone, with a note and a practice walk of hers; a line that joins nothing."""
    ada, phone = as_("ada", "device"), phones.Phone()
    phone.walk = walk
    note = phone.entry("note", {"words": "zqnote on the way"}, journey=None)
    stray = phone.entry("note", {"words": "zqstray"}, journey=None, by="u-nobody")
    assert send(ada, phone.batch(note, stray, storage={"zq": "zqdisk"})).status_code == 200
    jobs.drain(app.state.database)
    return phone


def quoted(session) -> str:
    """A customer's comment with markers, from a file; its id."""
    session.add(Source(id="src", name="Survey", mapping={}, made_at=clock.now()))
    session.flush()
    session.add(Import(id=IMPORT, source_id="src", file_name="f.csv", columns=["a"], mapping={}, state="stored",
                       sample=[{"words": "zqquote was slow"}], made_at=clock.now()))
    comment = Comment(id=new_id(), words="zqquote was slow", source="Survey", source_id="src", import_id=IMPORT,
                      made_at=clock.now(), segment="zqsegment", persona_said="zqpersona", touchpoint_said="zqplace",
                      external_id="zq-number", answer="explained", answer_why="zqanswer", fingerprint="zqprint")
    session.add(comment)
    session.flush()
    jobs.tell(session, "comment.taken", comment_id=comment.id)
    return comment.id


def left(app, settings, *markers: str) -> list[str]:
    """Where any of these still stands: every file of the data folder, and every text of PostgreSQL's rows."""
    found = []
    for path in settings.data_dir.rglob("*"):
        if path.is_file():
            content = path.read_bytes().lower()
            found += [f"{path.name}: {one}" for one in markers if one.lower().encode() in content]
    if not app.state.database.is_sqlite:
        found += _rows(app.state.database, markers)
    return found


def _rows(database, markers) -> list[str]:
    with database.read() as session:
        tables = session.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
        return [f"{table}: {one}" for table in tables for one in markers if session.execute(text(
            f'SELECT 1 FROM "{table}" AS t WHERE t::text ILIKE :one LIMIT 1'), {"one": f"%{one}%"}).first()]  # noqa: S608


def messages_of(session, walk: str) -> list[str]:
    return [one.words for one in session.query(Message).filter_by(walk_id=walk)]


@pytest.fixture
def world(app, as_, database, rolled):  # noqa: F811
    """(Ada's walk, her phone), with markers everywhere."""
    marked(database, app, rolled[0])
    return rolled[0], sent(app, as_, rolled[0])
