"""Files of our own making, far more than anybody would think of: pictures cut and bent everywhere, tables with anything
in their cells."""

import io
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from app.kit.errors import Refusal
from app.kit.tables import Table, csv_of, guarded
from app.voice.reading import rows_of
from app.walks import renditions
from tests.exports.test_tables import FORMULAS, HARMLESS
from tests.walks import hostile

SMALL = {"plain": hostile.jpeg((64, 48), comment=b"GPS-MARK"), "progressive": hostile.jpeg((64, 48), progressive=True),
         "tagged": hostile.oriented(6), "png": hostile.saved(hostile.two_halves((64, 48)), "PNG"),
         "webp": hostile.saved(hostile.two_halves((64, 48)), "WEBP")}
CUTS, BENDS = 8, 16


def damaged() -> dict[str, bytes]:
    """Each picture ended early at many places, and with a few bytes changed at many others; always the same ones."""
    made, chance = {}, random.Random(3)
    for name, whole in SMALL.items():
        for n in range(CUTS):
            made[f"{name} cut {n}"] = whole[:len(whole) * (n + 1) // (CUTS + 1)]
        for n in range(BENDS):
            bent = bytearray(whole)
            for place in chance.sample(range(2, len(whole)), 1 + n % 4):
                bent[place] = chance.randrange(256)
            made[f"{name} bent {n}"] = bytes(bent)
    return made


def test_a_damaged_picture_is_refused_in_words_or_comes_out_plain(tmp_path):
    made = damaged()
    assert len(made) + len(hostile.REFUSED) + len(hostile.TAKEN) + 8 >= 150

    def drawn(one: tuple[int, bytes]) -> renditions.Drawn:
        upload = tmp_path / str(one[0])
        upload.write_bytes(one[1])
        return renditions.draw(upload)
    with ThreadPoolExecutor(2) as hands:
        results = dict(zip(made, hands.map(drawn, enumerate(made.values())), strict=True))
    assert {bool(one.refused) for one in results.values()} == {True, False}
    for name, one in results.items():
        if one.refused:
            assert one.refused.endswith(".") and one.refused != renditions.FELL_OVER and one.display == b"", name
            continue
        for picture in (one.display, one.thumb):
            image = Image.open(io.BytesIO(picture))
            assert (image.format, image.mode) == ("JPEG", "RGB") and not image.getexif(), name
            assert not any(mark in picture for mark in hostile.MARKS), name
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(str(n) for n in range(len(made)))


# What a cell of ours may hold: anything a database keeps. A file of text knows one kind of line's end.
CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), max_size=40)


def written(rows: list[tuple[str, ...]]) -> bytes:
    """Heads and rows as we hand them out, without the words above them."""
    whole = b"".join(csv_of(Table("t", "T", [], tuple((f"c{n}", f"C {n}") for n in range(len(rows[0]))), rows)))
    return whole.partition(b"\r\n\r\n")[2]


def read(content: bytes) -> list[tuple[str, ...]]:
    """The rows as an import reads them, heads first. Empty cells at a row's end are none to it."""
    return [tuple(cells) for _, cells in rows_of(content, "t.csv")]


@settings(max_examples=200)
@given(st.lists(st.tuples(CELLS, CELLS, st.text("abc", min_size=1)), min_size=1, max_size=6))
@example([(words, words, "a") for words in [*FORMULAS, *HARMLESS] if "\r" not in words])
def test_what_we_hand_out_comes_in_and_goes_out_the_same(rows):
    """Every row and every cell; only what a spreadsheet would take for a formula keeps its apostrophe."""
    first = written(rows)
    back = read(first)[1:]
    assert back == [tuple(guarded(cell) for cell in row) for row in rows]
    assert written(back) == first


TABLES = {
    "a mark alone": (b"\xef\xbb\xbf", 0), "a mark and a head": (b"\xef\xbb\xbfa,b\n", 1),
    "ends of old Macs": (b"a,b\r1,2\r", 2), "three ends": (b"a,b\r\n1,2\n3,4\r", 3), "no end": (b"a,b\n1,2", 2),
    "empty lines": (b"a,b\n\n\n1,2\n\n", 2), "commas alone": (b"a,b\n,,,\n", 1), "too few": (b"a,b\n1\n", 2),
    "too many": (b"a,b\n1,2,3\n", 2), "one column": (b"a\n1\n2\n", 3), "a quote inside": (b'a,b\n1"2,3\n', 2),
    "a doubled quote": (b'a,b\n"1""2",3\n', 2), "a line in a cell": (b'a,b\n"1\n2",3\n', 2),
    "spaces": (b"a , b\n 1 , 2 \n", 2), "tabs": (b"a\tb\n1\t2\n", 2), "semicolons": (b"a;b\n1;2\n", 2),
    "other ends": ("a,b\n1\u2028x,2\u0085y\n".encode(), 2), "right to left": ("ת,ש\n1,2\n".encode(), 2),
    "markup": (b"<script>,b\n<img src=x onerror=alert(1)>,2\n", 2), "heads alike": (b"a,a,a\n1,2,3\n", 2),
    "a form feed": (b"a,b\n1\x0c,2\n", 2),
}


@pytest.mark.parametrize(("content", "lines"), TABLES.values(), ids=TABLES)
def test_every_line_of_an_odd_table_is_read_or_refused_in_words(content, lines):
    try:
        assert len(read(content)) == lines
    except Refusal as no:
        assert no.status in (413, 422) and no.sentence.endswith(".") and lines == 0
