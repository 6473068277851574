"""Room for photos and for words: what is refused, in which words, and that nothing else is held up."""

import shutil
from collections import namedtuple

import pytest

from app.walks import room
from tests.walks import hostile
from tests.walks.phone import send
from tests.walks.test_photos import ID, OTHER, head, patch, photo_row, put

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def allowed(app):
    """Change what this server allows."""
    def change(**limits):
        app.state.settings = app.state.settings.model_copy(update=limits)
    return change


@pytest.fixture
def disk(monkeypatch, allowed):
    """`disk(5)`: five in a hundred of the disk are free, and the floors are as shipped."""
    allowed(photo_floor=0.10, disk_floor=0.02)
    return lambda free: monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(100, 100 - free, free))


def refusal(answer) -> tuple[int, str]:
    error = answer.json()["error"]
    assert "stays" in error["sentence"]
    return answer.status_code, error["code"]


def test_a_nearly_full_disk_takes_words_and_no_photos(ada, phone, disk, database):
    content = hostile.jpeg()
    send(ada, phone.batch(phone.begin(), phone.entry("photo", {"photo": ID})))
    put(ada, content, body=False)
    disk(9)
    assert refusal(put(ada, content)) == refusal(patch(ada, 0, content)) == (507, "no_room")
    assert send(ada, phone.batch(phone.entry())).json()["results"][0]["s"] == "stored"
    assert head(ada).headers["upload-offset"] == "0" and photo_row(database).state == "receiving"
    disk(10)
    assert put(ada, content).json()["complete"] is True
    disk(9)
    assert put(ada, content).json()["complete"] is True, "what is here already is told so"


def test_a_full_disk_takes_nothing_and_says_that_nothing_is_lost(ada, phone, disk):
    disk(1)
    line = phone.begin()
    assert refusal(send(ada, phone.batch(line))) == (507, "no_room")
    disk(2)
    assert send(ada, phone.batch(line)).json()["results"][0]["s"] == "stored"


def test_a_walk_has_so_many_photos_and_the_next_waits_on_the_phone(ada, phone, allowed, database):
    allowed(photos_a_walk=1)
    send(ada, phone.batch(phone.begin(), *(phone.entry("photo", {"photo": name}) for name in (ID, OTHER))))
    content = hostile.jpeg()
    assert put(ada, content).json()["complete"] is True
    assert refusal(put(ada, content, OTHER)) == (413, "walk_full")
    assert put(ada, content).json()["complete"] is True, "the one that is here is still here"
    assert send(ada, phone.batch()).json()["photos_wanted"] == [OTHER]
    allowed(photos_a_walk=2)
    assert put(ada, content, OTHER).json()["complete"] is True


def test_a_person_sends_so_much_a_month(ada, as_, phone, allowed):
    content = hostile.jpeg()
    allowed(photo_month_bytes=2 * len(content))
    assert [put(ada, content, f"{ID[:-1]}{n}").status_code for n in (1, 2)] == [200, 200]
    answer = put(ada, content, f"{ID[:-1]}3")
    assert refusal(answer) == (413, "month_full") and "in the last 30 days" in answer.json()["error"]["sentence"]
    assert put(as_("zoe", "device"), content, f"{ID[:-1]}4").status_code == 200


def test_the_disk_is_asked_even_before_its_folder_is_made(tmp_path):
    assert 0 < room.share_free(tmp_path / "not" / "there") <= 1
