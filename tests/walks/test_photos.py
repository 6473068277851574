"""A photo's way in, piece by piece, and what comes out of it: through HTTP, on both databases."""

import io
import threading

import pytest
from PIL import Image
from sqlmodel import select

from app.kit import jobs
from app.walks import photo_files
from app.walks.models import Photo
from tests.walks import hostile
from tests.walks.phone import send, sha

ID = "0199aaaa-0000-7000-8000-000000000001"
OTHER = "0199aaaa-0000-7000-8000-000000000002"
RAW = {"content-type": "application/octet-stream"}


def put(client, content, photo=ID, body=True, **headers):
    return client.put(f"/api/v1/photos/{photo}", content=content if body else b"", headers={
        **RAW, "size": str(len(content)), "sha256": sha(content), "entry": "e-1", **headers})


def patch(client, offset, piece, photo=ID, **headers):
    return client.patch(f"/api/v1/photos/{photo}", content=piece, headers={
        **RAW, "upload-offset": str(offset), "chunk-sha256": sha(piece), **headers})


def head(client, photo=ID):
    return client.head(f"/api/v1/photos/{photo}")


def photo_row(database, photo=ID) -> Photo:
    with database.read() as session:
        return session.get(Photo, photo)


def files(app) -> set[str]:
    root = app.state.blobs.root
    return {path.relative_to(root).parts[0] for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def named(ada, phone):
    """A walk of Ada's whose log names the photo."""
    send(ada, phone.batch(phone.begin(), phone.entry("photo", {"photo": ID, "caption": "the queue"})))
    return phone


def test_a_whole_photo_is_stored_at_once_and_again_changes_nothing(ada, named, app, database):
    content = hostile.jpeg()
    for _ in range(2):
        answer = put(ada, content)
        assert answer.status_code == 200
        assert answer.json() == {"shoeleather": 1, "offset": len(content), "complete": True}
    assert photo_row(database).state == "pending" and files(app) == {"upload"}
    assert send(ada, named.batch()).json()["photos_wanted"] == []


def test_a_photo_may_come_before_its_entry(ada, phone, database):
    content = hostile.jpeg()
    assert put(ada, content).json()["complete"] is True
    answer = send(ada, phone.batch(phone.begin(), phone.entry("photo", {"photo": ID})))
    assert answer.json()["photos_wanted"] == []
    assert photo_row(database).walk == phone.walk


def test_a_photo_in_pieces_goes_on_where_it_stopped(ada, named, app, database):
    content = hostile.jpeg((900, 700), quality=95)
    assert put(ada, content, body=False).json() == {"shoeleather": 1, "offset": 0, "complete": False}
    third = len(content) // 3
    first = patch(ada, 0, content[:third])
    assert (first.status_code, first.headers["upload-offset"]) == (204, str(third))
    assert head(ada).headers["upload-offset"] == str(third)
    assert put(ada, content, body=False).json()["offset"] == third
    assert patch(ada, third, content[third:]).headers["upload-offset"] == str(len(content))
    assert put(ada, content, body=False).json()["complete"] is True
    assert head(ada).headers["upload-offset"] == str(len(content))
    assert photo_row(database).state == "pending" and files(app) == {"upload"}


def test_a_piece_at_the_wrong_place_writes_nothing_and_tells_the_true_one(ada, named):
    content = hostile.jpeg()
    put(ada, content, body=False)
    patch(ada, 0, content[:1000])
    for offset in (0, 500, 1001, 999_999):
        answer = patch(ada, offset, content[1000:2000])
        assert (answer.status_code, answer.headers["upload-offset"]) == (409, "1000")
    assert patch(ada, 1000, content[1000:]).status_code == 204
    assert patch(ada, 1000, content[1000:]).headers["upload-offset"] == str(len(content))


def test_a_piece_that_is_not_what_its_hash_says_writes_nothing(ada, named):
    content = hostile.jpeg()
    put(ada, content, body=False)
    for wrong in ({"chunk-sha256": sha(b"other")}, {"chunk-sha256": ""}, {"chunk-sha256": "x" * 64}):
        assert patch(ada, 0, content[:100], **wrong).status_code == 422
    assert patch(ada, 0, b"").status_code == 422
    assert patch(ada, 0, content + b"more").status_code == 422
    assert head(ada).headers["upload-offset"] == "0"


def test_pieces_that_do_not_make_the_whole_go_back_to_the_start(ada, named, database):
    content = hostile.jpeg()
    put(ada, content, body=False)
    answer = patch(ada, 0, b"x" * len(content))
    assert (answer.status_code, answer.headers["upload-offset"]) == (422, "0")
    assert photo_row(database).state == "receiving"
    assert patch(ada, 0, content).status_code == 204


@pytest.mark.parametrize("sent", [b"", b"x", "half", "other"])
def test_a_body_that_is_not_what_its_headers_say_is_not_kept(ada, named, app, database, sent):
    content = hostile.jpeg()
    body = {"half": content[:-1], "other": content[::-1]}.get(sent, sent)
    answer = ada.put(f"/api/v1/photos/{ID}", content=body, headers={
        **RAW, "size": str(len(content)), "sha256": sha(content)})
    assert answer.status_code == (422 if body else 200)
    assert answer.status_code == 422 or answer.json()["complete"] is False
    assert files(app) <= {"part"} and photo_row(database).state == "receiving"


def test_the_same_id_with_another_photo_is_refused(ada, named):
    put(ada, hostile.jpeg())
    assert put(ada, hostile.jpeg((20, 20))).json()["error"]["code"] == "other_bytes"
    assert put(ada, hostile.jpeg((20, 20)), body=False).status_code == 409


@pytest.mark.parametrize("headers", [{"size": "-1"}, {"size": "0"}, {"size": "x"}, {"size": "9" * 30},
                                     {"sha256": "abc"}, {"size": "²"}])
def test_unreadable_headers_are_422(ada, named, headers):
    sent = {name: value.encode() for name, value in headers.items()}
    assert put(ada, b"abc", body=False, **sent).status_code == 422


def test_more_than_15_mb_is_413(ada, named):
    assert put(ada, b"abc", body=False, size=str(15 * 2**20 + 1)).status_code == 413
    assert ada.put(f"/api/v1/photos/{ID}", content=b"x" * (15 * 2**20 + 9000), headers={
        "size": "3", "sha256": "0" * 64}).status_code in (413, 422)


def test_two_photos_with_the_same_bytes_are_two_photos(ada, phone, app, database):
    send(ada, phone.batch(phone.begin(), *(phone.entry("photo", {"photo": name}) for name in (ID, OTHER))))
    content = hostile.jpeg()
    assert [put(ada, content, name).status_code for name in (ID, OTHER)] == [200, 200]
    jobs.drain(database)
    assert [photo_row(database, name).state for name in (ID, OTHER)] == ["ready", "ready"]
    assert files(app) == {"display", "thumb"}


def test_a_strangers_photo_is_not_there(ada, as_, named, client):
    content = hostile.jpeg()
    put(ada, content, body=False)
    zoe = as_("zoe", "device")
    assert [answer.status_code for answer in (put(zoe, content), patch(zoe, 0, content), head(zoe))] == [404] * 3
    assert put(client, content).status_code == 401
    assert put(as_("ada", "read"), content).status_code == 403


@pytest.mark.parametrize("name", ["..%2f..%2fetc", "a.b", "UPPER-CASE-1", "x", "0199aaaa_0000"])
def test_a_name_that_could_be_a_path_is_not_there(ada, journey, name):
    assert put(ada, b"abc", name).status_code == 404


def test_many_senders_of_one_photo_make_one(ada, named, app, database):
    content, answers = hostile.jpeg(), []
    senders = [threading.Thread(target=lambda: answers.append(put(ada, content))) for _ in range(8)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    assert {answer.status_code for answer in answers} == {200}
    with database.read() as session:
        assert len(session.exec(select(Photo)).all()) == 1
    assert files(app) == {"upload"}


def test_a_full_disk_is_said_and_nothing_is_kept(ada, named, app, database, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")
    monkeypatch.setattr(photo_files.os, "fsync", full)
    answer = put(ada, hostile.jpeg())
    assert (answer.status_code, answer.json()["error"]["code"]) == (507, "no_room")
    assert files(app) == set() and photo_row(database).state == "receiving"
    monkeypatch.undo()
    assert put(ada, hostile.jpeg()).json()["complete"] is True


def test_pictures_are_served_to_those_who_see_the_walk_and_to_nobody_else(ada, as_, named, client, database):
    put(ada, hostile.oriented(6))
    address = f"/photos/{ID}/display.jpg"
    assert as_("ada").get(address).status_code == 404
    jobs.drain(database)
    for who, scope, status in (("ada", None, 200), ("mo", None, 200), ("una", None, 200), ("zoe", None, 404),
                               ("mo", "read", 200), ("zoe", "read", 404)):
        assert as_(who, scope).get(address).status_code == status
    answer = as_("mo").get(f"/photos/{ID}/thumb.jpg")
    assert answer.headers["cache-control"] == "private, max-age=300"
    assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert answer.headers["content-type"] == "image/jpeg"
    assert max(Image.open(io.BytesIO(answer.content)).size) == 480
    assert as_("mo").get(f"/photos/{ID}/upload.jpg").status_code == 404
    assert client.get(address, headers={"accept": "image/*"}).status_code == 401


def test_the_upload_goes_when_the_pictures_are_ready(ada, named, app, database):
    put(ada, hostile.oriented(8))
    jobs.drain(database)
    row = photo_row(database)
    assert (row.state, row.width, row.height) == ("ready", 640, 480)
    assert files(app) == {"display", "thumb"}
    assert put(ada, hostile.oriented(8)).json()["complete"] is True


def test_a_photo_that_cannot_be_shown_says_why_and_its_bytes_go(ada, named, app, database):
    assert put(ada, hostile.REFUSED["half"]()).json()["complete"] is True
    jobs.drain(database)
    assert (photo_row(database).state, photo_row(database).why) == (
        "refused", "The photo is damaged or cut off and cannot be shown.")
    assert files(app) == set()
    assert send(ada, named.batch()).json()["photos_wanted"] == []


def test_bytes_that_vanished_are_asked_for_again(ada, named, app, database):
    put(ada, hostile.jpeg())
    for path in app.state.blobs.root.rglob("*"):
        if path.is_file():
            path.unlink()
    jobs.drain(database)
    assert send(ada, named.batch()).json()["photos_wanted"] == [ID]
    assert put(ada, hostile.jpeg()).json()["complete"] is True


def test_a_walk_with_twelve_photos_misses_the_two_that_never_came(ada, phone):
    names = [f"0199aaaa-0000-7000-8000-0000000001{n:02d}" for n in range(12)]
    send(ada, phone.batch(phone.begin(), *(phone.entry("photo", {"photo": name}) for name in names)))
    for n, name in enumerate(names):
        if n not in (3, 8):
            put(ada, hostile.jpeg((40 + n, 40)), name)
    assert send(ada, phone.batch()).json()["photos_wanted"] == [names[3], names[8]]
