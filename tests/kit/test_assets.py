"""What static files and kept pages say to a browser, and that making a script small changes no word of it."""

import gzip

import brotli
import pytest

from app.kit import assets
from app.kit.assets import FILES, RELEASE, small_drawing, small_sheet
from app.kit.scripts import small_script
from tests.world import on_sqlite

SHEET = f"/static/{RELEASE}/css/phone.css"


@on_sqlite
@pytest.mark.parametrize(("accepted", "coding"), [("gzip, deflate, br", "br"), ("gzip;q=0.5", "gzip"),
                                                  ("br;q=0, gzip", "gzip"), ("identity", None), ("deflate", None)])
def test_a_file_comes_in_the_smallest_form_the_browser_takes(client, accepted, coding):
    with client.stream("GET", SHEET, headers={"Accept-Encoding": accepted}) as reply:
        raw = b"".join(reply.iter_raw())
    assert reply.headers.get("content-encoding") == coding
    read = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    assert read(raw) == FILES["css/phone.css"].content
    assert "Accept-Encoding" in reply.headers["vary"] and "immutable" in reply.headers["cache-control"]


@on_sqlite
@pytest.mark.parametrize("path", ["/capture", "/offline", "/sw.js", SHEET])
def test_a_copy_that_is_still_right_is_not_sent_again_and_keeps_its_policy(client, path):
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]
    other = client.get(path, headers={"If-None-Match": '"0123456789abcdef"'})
    assert other.status_code == 200 and other.content == first.content


@on_sqlite
@pytest.mark.parametrize("path", ["nothing.css", "../app/main.py", "%2e%2e/pyproject.toml", "", "css"])
def test_only_files_below_static_are_served(client, path):
    assert client.get(f"/static/{RELEASE}/{path}").status_code == 404


def test_static_files_are_only_read(client):
    assert client.post(SHEET, headers={"Origin": "http://shoe.test"}).status_code == 405


@pytest.mark.parametrize(("written", "small"), [
    ("const a = 1; // one\nconst b = a / 2 / 1;\n", "const a=1;const b=a/2/1;"),
    ("a = b\n(c)", "a=b\n(c)"), ("return\na", "return\na"), ("a + +b - -c", "a+ +b- -c"), ("x\n++y", "x\n++y"),
    ("call(/[/'\"`]{2}/g, 'a  b')", "call(/[/'\"`]{2}/g,'a  b')"), ("/a/ in b", "/a/ in b"),
    ("`a  ${ b ? `  ${ '}' }  ` : c }  /* d */`  ;", "`a  ${ b ? `  ${ '}' }  ` : c }  /* d */`;"),
    ("class A { #b = 1\n #c = 2\n get d() { return this.#b } }", "class A{#b=1\n#c=2\nget d(){return this.#b}}"),
    ('"// no comment"  /* one */', '"// no comment"'),
    ("import a from './a.js'\nlet b", "import a from'./a.js'\nlet b")])
def test_a_script_made_small_has_the_same_words(written, small):
    assert small_script(written) == small


def test_a_script_that_cannot_be_read_is_refused():
    with pytest.raises(ValueError, match="template"):
        small_script("const a = `no end")


def test_a_drawing_keeps_its_numbers_and_loses_its_spaces():
    assert small_drawing('<svg><!-- x --> <path d="M10.500 20.00 30.0-1.250 100"/>\n <g/></svg>') == \
        '<svg><path d="M10.5 20 30-1.25 100"/><g/></svg>'


def test_a_sheet_made_small_keeps_the_spaces_that_mean_something():
    assert small_sheet(".a :is(.b , .c) { width: calc(1px + 2px) ; content: ' ; ' } /* x */") \
        == ".a :is(.b,.c){width: calc(1px + 2px);content: ' ; '}"


def test_htmx_never_comes_without_its_gate():
    """A second script could be late: htmx would start without it, open to whatever hx-* stands in a page."""
    gated = assets.FILES[assets.GATED].content
    assert gated.startswith(assets.FILES[assets.HTMX].content) and gated.endswith(assets.FILES[assets.GATE].content)
    for path in (assets.STATIC.parent / "templates").rglob("*.html"):
        assert "vendor/htmx" not in path.read_text() and "vendor/hx-csp" not in path.read_text(), path
