"""What the darkroom makes of hostile and awkward images; each is drawn by the real child process."""

import io

import pytest
from PIL import Image

from app.walks import renditions
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
    made = drawn(tmp_path, hostile.REFUSED[name])
    assert made.refused.startswith(("The photo", "This is not")) and made.refused.endswith(".")
    assert made.display == made.thumb == b""


@pytest.mark.parametrize("name", hostile.TAKEN)
def test_every_other_photo_comes_out_as_a_plain_jpeg(tmp_path, name):
    made = drawn(tmp_path, hostile.TAKEN[name])
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


def test_a_child_that_hangs_or_dies_is_a_refusal(tmp_path, monkeypatch):
    upload = tmp_path / "upload"
    upload.write_bytes(hostile.jpeg())
    child = tmp_path / "child.py"
    monkeypatch.setattr(renditions, "DARKROOM", child)
    monkeypatch.setattr(renditions, "WALL_SECONDS", 0.5)
    for words, said in (("while True: pass", renditions.TOO_LONG), ("import os; os.abort()", renditions.FELL_OVER),
                        ("print('{')", renditions.FELL_OVER), ("print('{\"lengths\": [5, 5]}')", renditions.FELL_OVER)):
        child.write_text(words)
        assert renditions.draw(upload).refused == said


def test_the_limits_hold_in_the_child(tmp_path, monkeypatch):
    """Run in the real child after its limits are set: no file and no socket can be opened."""
    child = tmp_path / "child.py"
    words = renditions.DARKROOM.read_text().replace("import io\n", "import io\nimport socket\n", 1)
    child.write_text(words.replace("    _limit()\n", """    _limit()
    for attempt in (lambda: open("/etc/hostname"), socket.socket):
        try:
            attempt()
        except OSError:
            continue
        raise SystemExit(9)
""", 1))
    monkeypatch.setattr(renditions, "DARKROOM", child)
    assert drawn(tmp_path, hostile.jpeg()).refused is None
