"""A rescue file brought in by an admin: through HTTP, on both databases."""

import io
import json
import zipfile

import pytest
from sqlmodel import select

from app.kit import jobs
from app.walks.models import Entry, Photo, Walk
from tests.walks import hostile
from tests.walks.phone import Phone, packed, send, sha

ID = "0199aaaa-0000-7000-8000-000000000001"


def rescue_file(lines, photos=None, **more) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("entries.ndjson", b"".join(packed(line) + b"\n" for line in lines))
        for name, (content, _) in (photos or {}).items():
            archive.writestr(f"photos/{name}.jpg", content)
        archive.writestr("hashes.json", json.dumps({"photos": {
            name: {"sha256": sha(content), "entry": entry} for name, (content, entry) in (photos or {}).items()}}))
        for name, content in more.items():
            archive.writestr(name, content)
    return out.getvalue()


def bring(client, content: bytes, address="/api/v1/rescue"):
    return client.post(address, files={"file": ("rescue.zip", content, "application/zip")})


@pytest.fixture
def exported(journey):
    phone = Phone(by="u-ada")
    lines = [phone.begin(), phone.entry(), phone.entry("photo", {"photo": ID})]
    return phone, lines, rescue_file(lines, {ID: (hostile.jpeg(), lines[2]["id"])})


def test_a_rescue_file_is_taken_once_in_the_walkers_name(as_, exported, database):
    phone, lines, content = exported
    una = as_("una")
    first = bring(una, content).json()
    assert (first["entries"]["stored"], first["photos"]) == (3, {"new": 1, "known": 0})
    again = bring(una, content).json()
    assert (again["entries"]["duplicate"], again["entries"]["stored"]) == (3, 0)
    assert again["photos"] == {"new": 0, "known": 1}
    jobs.drain(database)
    with database.read() as session:
        assert {entry.user_id for entry in session.exec(select(Entry))} == {"u-ada"}
        walk = session.exec(select(Walk)).one()
        photo = session.exec(select(Photo)).one()
    assert (walk.walker_id, walk.id, photo.state, photo.walk) == ("u-ada", phone.walk, "ready", phone.walk)


def test_the_phone_may_still_send_what_was_rescued(as_, ada, exported):
    phone, lines, content = exported
    bring(as_("una"), content)
    answer = send(ada, phone.batch(*lines, phone.entry()))
    assert [result["s"] for result in answer.json()["results"]] == ["duplicate"] * 3 + ["stored"]
    assert answer.json()["device"]["through"] == 4 and answer.json()["photos_wanted"] == []


def test_a_bad_line_or_photo_in_it_blocks_nothing(as_, journey):
    phone = Phone(by="u-ada")
    content = rescue_file([phone.begin(), b"{broken", phone.entry(kind="teleport")], {ID: (b"", None)})
    report = bring(as_("una"), content).json()
    assert report["entries"] == {"stored": 1, "duplicate": 0, "conflict_kept": 0, "quarantined": 1, "refused": 1}


def test_lines_that_claim_to_be_the_servers_are_set_aside(as_, exported):
    office = Phone(dev="office", by="u-ada")
    report = bring(as_("una"), rescue_file([office.begin()])).json()
    assert report["entries"]["quarantined"] == 1


def test_only_an_admin_brings_a_file_in(as_, exported, client, ada):
    content = exported[2]
    assert [bring(as_(who), content).status_code for who in ("ada", "mo")] == [403, 403]
    assert [bring(one, content).status_code for one in (client, ada)] == [401, 401]


def bombs():
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("entries.ndjson", b"\n" * 500_000_000)
    crowd = io.BytesIO()
    with zipfile.ZipFile(crowd, "w") as archive:
        archive.writestr("entries.ndjson", b"")
        for n in range(5001):
            archive.writestr(f"photos/{n:08x}.jpg", b"")
    return {"large": many.getvalue(), "crowd": crowd.getvalue()}


STRANGE = {"empty": b"", "words": b"hello", "page": b"<html>", "other_zip": rescue_file([], **{"evil.exe": b"x"}),
           "climbing": rescue_file([], **{"../../etc/passwd": b"x"}), "cut": rescue_file([])[:40],
           "no_log": (lambda out: (zipfile.ZipFile(out, "w").close(), out.getvalue())[1])(io.BytesIO())}


@pytest.mark.parametrize("name", STRANGE)
def test_what_is_no_rescue_file_is_refused_in_words(as_, cast, name):
    answer = bring(as_("una"), STRANGE[name])
    assert answer.status_code == 422
    assert "rescue file" in answer.json()["error"]["sentence"]


def test_zip_bombs_are_refused(as_, cast):
    assert {name: bring(as_("una"), content).status_code for name, content in bombs().items()} == {
        "large": 413, "crowd": 413}


def test_a_lying_directory_does_not_unpack_more_than_it_may(as_, cast, monkeypatch):
    from app.walks import rescue
    monkeypatch.setattr(rescue, "LOG_BYTES", 1000)
    assert bring(as_("una"), rescue_file([b"x" * 5000])).status_code == 413


def test_the_page_takes_the_file_and_says_what_was_in_it(as_, exported):
    una = as_("una")
    page = una.get("/walks/rescue")
    assert page.status_code == 200 and "Bring it in" in page.text
    done = bring(una, exported[2], "/walks/rescue")
    assert done.status_code == 200 and "What was in the file" in done.text
    wrong = bring(una, b"nonsense", "/walks/rescue")
    assert wrong.status_code == 422 and "not a rescue file" in wrong.text
    assert as_("mo").get("/walks/rescue").status_code == 403
