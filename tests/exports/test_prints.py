"""Reports on paper: the page to print, the PDF with everything inside it, and the way out where nothing can print."""

import re

import pytest

from app.exports import prints
from app.kit import pdf
from app.kit.errors import Refusal
from tests.insights.logs import JOURNEY
from tests.world import on_sqlite

PHOTO = b"\xff\xd8\xff-photo"


@pytest.fixture
def sheet(monkeypatch) -> list[str]:
    """What the printer was given, instead of printing it."""
    given = []
    monkeypatch.setattr(prints, "printed", lambda html: given.append(html) or b"%PDF-1.7")
    return given


@on_sqlite
def test_a_walk_has_its_drawing_its_table_and_its_photos(drawn, as_):
    words = as_("ada").get(f"/exports/print/walk?of={drawn}").text
    assert [words.index(part) for part in ('id="chart"', 'id="paper-table"', 'id="paper-photos"')] == sorted(
        words.index(part) for part in ('id="chart"', 'id="paper-table"', 'id="paper-photos"'))
    assert "walk by 1 person" in words and "Back to the walk" in words


def test_a_journey_has_its_charts_then_its_tables_and_says_what_they_are(rolled, as_):
    words = as_("mo").get(f"/exports/print/journey?of={JOURNEY}&until=2031-01-01").text
    assert "4 walks by 4 people" in words and "to 1 Jan 2031" in words and 'id="paper-tables"' in words
    assert as_("mo").get(f"/exports/print/journey?of={JOURNEY}&since=2031-01-01").status_code == 200


@on_sqlite
def test_paper_is_for_those_who_may_see_the_page(rolled, sheet, as_):
    for form in ("/exports/print/{}", "/exports/{}.pdf"):
        assert as_("zoe").get(f"{form.format('walk')}?of={rolled[0]}").status_code == 404
        assert as_("zoe").get(f"{form.format('journey')}?of={JOURNEY}").status_code == 403
        assert as_("mo").get(f"{form.format('shoes')}?of=x").status_code == 404
    assert sheet == []


@on_sqlite
def test_what_is_printed_asks_nothing_of_anybody(rolled, sheet, as_):
    for name, of in (("walk", rolled[0]), ("journey", JOURNEY)):
        reply = as_("mo").get(f"/exports/{name}.pdf?of={of}")
        assert reply.headers["content-type"] == "application/pdf" and "no-store" in reply.headers["cache-control"]
    for html in sheet:
        assert "<script" not in html and "<link" not in html and "/static/" not in html
        assert not re.findall(r"""(?:src|data-src|action)=["']/""", html.split("</header>")[-1])
        assert not re.findall(r"<a\b[^>]*href=\"/", html)
        assert "default-src 'none'" in html.split("<style>")[0] and "counter(pages)" in html
        assert set(re.findall(r"url\((?!#)([^):]{1,12})", html)) <= {"data"}


def test_photos_are_inside_and_hostile_words_stay_words():
    html = ('<head></head><body><a href="/walks/1">x</a><a href="//evil">y</a><img src="/photos/p-1/display.jpg">'
            '<script nonce="1">bad()</script></body>')
    made = prints.self_contained(html, lambda *_: PHOTO, "https://shoe.test", ('"; } </style><b>', "Printed"))
    assert "data:image/jpeg;base64,/9j/LXBob3Rv" in made and "bad()" not in made
    assert 'href="https://shoe.test/walks/1"' in made and "</style><b>" not in made


@on_sqlite
def test_without_a_printer_the_way_out_is_said(monkeypatch, drawn, as_):
    monkeypatch.setattr(pdf, "browser", lambda: None)
    with pytest.raises(Refusal) as no:
        pdf.printed("x")
    assert no.value.code == "no_printer" and "your own browser" in no.value.sentence
    reply = as_("mo").get(f"/exports/walk.pdf?of={drawn}", headers={"accept": "text/html"})
    assert reply.status_code == 501 and "your own browser" in reply.text


def test_a_real_sheet_comes_out_of_chromium():
    made = pdf.printed("<html><head><style>@page{size:A4 landscape}</style></head><body>Shoes</body></html>")
    assert made.startswith(b"%PDF-") and len(re.findall(rb"/Type\s*/Page\b", made)) == 1


def test_a_printer_that_fails_is_a_refusal(monkeypatch):
    monkeypatch.setattr(pdf, "browser", lambda: "/bin/false")
    with pytest.raises(Refusal) as no:
        pdf.printed("x")
    assert no.value.code == "not_printed"
