"""What the darkroom makes of hostile and awkward images; each is drawn by the real child process."""

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from app.walks import darkroom, renditions
from tests.walks import hostile

RED, BLUE, GREEN = (220, 30, 30), (30, 30, 220), (30, 220, 30)


def drawn(tmp_path, content: bytes) -> renditions.Drawn:
    upload = tmp_path / "upload"
    upload.write_bytes(content)
    return renditions.draw(upload)


def near(colour, wanted) -> bool:
    return all(abs(have - want) < 45 for have, want in zip(colour, wanted, strict=True))


@pytest.mark.parametrize("name", hostile.REFUSED)
def test_what_cannot_be_shown_is_refused_in_words(tmp_path, name):
    made = drawn(tmp_path, hostile.REFUSED[name]())
    assert made.refused.startswith(("The photo", "This is not")) and made.refused.endswith(".")
    assert made.display == made.thumb == b""


@pytest.mark.parametrize("name", hostile.TAKEN)
def test_every_other_photo_comes_out_as_a_plain_jpeg(tmp_path, name):
    made = drawn(tmp_path, hostile.TAKEN[name]())
    assert made.refused is None
    for picture, side in ((made.display, 2048), (made.thumb, 480)):
        image = Image.open(io.BytesIO(picture))
        assert (image.format, image.mode) == ("JPEG", "RGB") and max(image.size) <= side
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not any(mark in picture for mark in hostile.MARKS)
    assert Image.open(io.BytesIO(made.display)).size == (made.width, made.height)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_and_carries_no_tag(tmp_path, orientation):
    upload = hostile.oriented(orientation)
    assert b"GPS-MARK" in upload and b"SERIAL-12345" in upload
    made = drawn(tmp_path, upload)
    assert (made.width, made.height) == (640, 480)
    for picture in (made.display, made.thumb):
        image = Image.open(io.BytesIO(picture))
        width, height = image.size
        assert near(image.getpixel((width // 2, height // 8)), RED)
        assert near(image.getpixel((width // 2, height * 7 // 8)), BLUE)
        assert near(image.getpixel((width // 24, height // 2)), GREEN)
        assert not any(mark in picture for mark in hostile.MARKS) and not image.getexif()


def test_sixteen_bits_of_grey_keep_their_light(tmp_path):
    image = Image.open(io.BytesIO(drawn(tmp_path, hostile.deep_grey()).display))
    assert image.getpixel((32, 10))[0] > 220 and image.getpixel((32, 54))[0] < 20


def test_a_clear_background_becomes_white(tmp_path):
    clear = hostile.saved(Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "PNG")
    assert Image.open(io.BytesIO(drawn(tmp_path, clear).display)).getpixel((20, 20)) == (255, 255, 255)


def test_the_darkroom_draws_once_for_a_large_photo(tmp_path):
    made = drawn(tmp_path, hostile.jpeg((5000, 4000)))
    assert (made.width, made.height) == (2048, 1638)


TAKEN = """
import os, socket, sys
line = socket.socket(fileno=0)
line.sendall(b"1")
_, (upload, target), _, _ = socket.recv_fds(line, 1, 2)
"""


@pytest.fixture
def another_child(tmp_path, monkeypatch):
    """Put another program in the darkroom's place, in a darkroom of its own."""
    room = renditions.Darkroom()
    monkeypatch.setattr(renditions, "_darkroom", room)
    monkeypatch.setattr(renditions, "DARKROOM", tmp_path / "child.py")

    def put(words: str) -> None:
        room.close()
        (tmp_path / "child.py").write_text(words)
    yield put
    room.close()


@pytest.mark.parametrize("words, said", [
    (TAKEN + "while True: pass", renditions.TOO_LONG), (TAKEN + "os.abort()", renditions.FELL_OVER),
    (TAKEN + "os.write(target, b'{')", renditions.FELL_OVER),
    (TAKEN + "os.write(target, b'{\"lengths\": [5, 5]}\\n')", renditions.FELL_OVER), ("", renditions.FELL_OVER)])
def test_a_child_that_hangs_or_dies_is_a_refusal(tmp_path, another_child, monkeypatch, words, said):
    another_child(words)
    if said == renditions.TOO_LONG:
        monkeypatch.setattr(renditions, "WALL_SECONDS", 1)
    assert drawn(tmp_path, hostile.jpeg()).refused == said


def test_after_the_darkroom_died_the_next_photo_is_drawn_by_a_new_one(tmp_path):
    assert drawn(tmp_path, hostile.jpeg()).refused is None
    renditions._darkroom._process.kill()
    renditions._darkroom._process.wait()
    assert drawn(tmp_path, hostile.jpeg()).refused is None


def test_the_limits_hold_in_the_child(tmp_path, another_child):
    """Tried in the real fork after its limits are set: no file and no socket can be opened."""
    words = Path(darkroom.__file__).read_text().replace("    _limit()\n", """    _limit()
    for attempt in (lambda: open("/etc/hostname"), socket.socket):
        try:
            attempt()
        except OSError:
            continue
        os._exit(9)
""", 1)
    assert "os._exit(9)" in words
    another_child(words)
    assert drawn(tmp_path, hostile.jpeg()).refused is None


def test_a_photo_whose_child_was_killed_is_tried_once_more(tmp_path, another_child):
    once = tmp_path / "once"
    another_child(Path(darkroom.__file__).read_text().replace("    _limit()\n", f"""
    if not os.path.exists({str(once)!r}):
        open({str(once)!r}, "w").close()
        os.abort()
    _limit()
""", 1))
    assert drawn(tmp_path, hostile.jpeg()).refused is None and once.exists()


def test_many_photos_at_once_are_each_drawn(tmp_path):
    uploads = [tmp_path / str(n) for n in range(6)]
    for n, upload in enumerate(uploads):
        upload.write_bytes(hostile.jpeg((100 + n, 50)))
    with ThreadPoolExecutor(6) as hands:
        assert [made.width for made in hands.map(renditions.draw, uploads)] == [100, 101, 102, 103, 104, 105]
