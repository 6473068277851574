"""A link lends exactly one page: read-only, for a time, without names, and dead in one way whatever killed it."""

import re
from datetime import timedelta

import anyio
import pytest
from sqlalchemy import update
from sqlmodel import select
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.accounts.models import User
from app.exports.inside import LOOKER, ask
from app.exports.models import Share
from app.exports.still import held_still, loads_of, title_of, unnamed
from app.kit import clock
from app.kit.ids import digest
from tests.insights.logs import JOURNEY

PAGE = f"/insights/journeys/{JOURNEY}?only=unhelped"


@pytest.fixture
def lend(as_):
    """`lend(page)`: the address of a new link to it, made by the manager Mo."""
    def make(page: str = PAGE, **more) -> str:
        made = as_("mo").post("/shares", data={"page": page, "title": "What the walks say", "days": 7, **more})
        assert made.status_code == 201, made.text
        return re.search(r'value="[^"]*(/s/[^"]+)"', made.text)[1]
    return make


def test_whoever_has_the_link_reads_that_page_and_finds_no_way_on(rolled, lend, client, database):
    link = lend()
    seen = client.get(link)
    assert seen.status_code == 200 and "Dispute a charge" in seen.text and "without insider help" in seen.text
    assert "Shown to you by" in seen.text and "Internal walkthrough" in seen.text
    assert not re.findall(r"<form|<nav|\shx-|<a [^>]*href=\"[^#]", seen.text)
    assert "How the score works" not in seen.text  # words of a link that is not there
    assert seen.headers["cache-control"] == "no-store" and seen.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in seen.headers["x-robots-tag"] and "script-src" in seen.headers["content-security-policy"]
    with database.read() as session:
        share, names = session.exec(select(Share)).one(), list(session.exec(select(User.name)))
        assert share.digest == digest(link.removeprefix("/s/")) and link.removeprefix("/s/") not in repr(share)
        assert share.opened == 1 and share.path == PAGE
    lender = next(name for name in names if f"Shown to you by {name}" in seen.text)
    assert not [name for name in names if name in seen.text and name != lender]


def test_names_are_shown_only_when_so_chosen(rolled, lend, client, database, cast):
    walk = f"/walks/{rolled[0]}"
    assert cast["ada"].name not in client.get(lend(walk)).text
    assert cast["ada"].name in client.get(lend(walk, named="true")).text


def test_talk_and_review_never_leave_with_a_walk(rolled, lend, client, as_):
    walk = f"/walks/{rolled[0]}"
    as_("mo").post(f"{walk}/messages", data={"words": "Between us: is this true?"})
    assert "Between us" not in client.get(lend(walk)).text


def test_a_wrong_an_ended_a_taken_back_and_a_lost_link_look_the_same(rolled, lend, client, database, as_, cast):
    links = {name: lend() for name in ("ended", "back", "lost")} | {"wrong": "/s/" + "x" * 43}
    with database.write() as session:
        session.execute(update(Share).where(Share.digest == digest(links["ended"][3:])).values(
            expires_at=clock.now() - timedelta(seconds=1)))
        back = session.exec(select(Share.id).where(Share.digest == digest(links["back"][3:]))).one()
    mo = as_("mo")
    assert mo.post(f"/shares/{back}/removal").status_code == 303
    listed = mo.get("/shares").text
    assert "2 links are open" not in listed and "taken back on" in listed and "ended on" in listed
    with database.write() as session:
        session.execute(update(User).where(User.id == cast["mo"].id).values(role="walker"))
    answers = {name: client.get(link) for name, link in links.items()}
    assert {answer.status_code for answer in answers.values()} == {404}
    assert len({re.sub(r"nonce=\"[^\"]+\"", "", answer.text) for answer in answers.values()}) == 1


def test_only_pages_of_figures_walks_and_fixes_are_lent(rolled, as_):
    mo = as_("mo")
    for page in ("/insights/weights", "/shares", "//evil.example/insights/heat", f"/walks/{rolled[0]}/log", "/",
                 "/insights/../shares", "https://evil.example/insights/heat", "/reviews"):
        assert mo.post("/shares", data={"page": page, "title": "x", "days": 7}).status_code == 422, page
    assert mo.post("/shares", data={"page": PAGE, "title": "x", "days": 8}).status_code == 422
    assert mo.get("/shares/new", params={"page": PAGE}).status_code == 200
    assert mo.get("/shares/new", params={"page": "/insights/journeys/none"}).status_code == 404


def test_a_page_to_present_has_no_names_and_no_ways(rolled, as_, cast):
    shown = as_("mo").get("/present", params={"page": f"/walks/{rolled[0]}"})
    assert shown.status_code == 200 and cast["ada"].name not in shown.text and "<form" not in shown.text


def test_holding_still_keeps_what_is_read_and_drops_what_acts():
    page = ('<html><head><title>A &amp; B · Shoeleather</title></head><body><header class="bar"><p>Ada</p></header>'
            '<main class="page"><form><p>gone<form></form></form><p>1 &lt; 2 &#8212; '
            '<a href="/walks/1">Ada &amp; O’Neil</a> <a href="#x">down</a><br><div data-private><p>secret</div></p>'
            '<svg viewBox="0 0 1 1"><a href="/walks/2"><circle r="1"/></a><use href="/static/x#y"/></svg>'
            '<section hx-get="/part?a=1&amp;b=2" hx-trigger="load" hx-swap="outerHTML"><p>wait</p></section>'
            '<img src="/photos/p/thumb.jpg" alt=""><a data-photo="p" href="/walks/1/photos">see</a>'
            '</main></body></html>')
    assert loads_of(page) == ["/part?a=1&b=2"]
    still = held_still(page, lambda address: "/s/k" + address, {"/part?a=1&b=2": "<p>loaded</p>"}, "<p>note</p>")
    assert still == (
        '<html><head><title>A &amp; B · Shoeleather</title></head><body><main class="page"><p>note</p>'
        '<p>1 &lt; 2 &#8212; <a>Ada &amp; O’Neil</a> <a href="#x">down</a><br></p>'
        '<svg viewbox="0 0 1 1"><a><circle r="1"/></a><use href="/static/x#y"/></svg><p>loaded</p>'
        '<img src="/s/k/photos/p/thumb.jpg" alt=""><a data-photo="p" href="/s/k/photos/p/display.jpg">see</a>'
        '</main></body></html>')
    assert title_of(page) == "A & B"
    assert "Ada" not in unnamed(still, ["Ada", "Al"]).partition("<main")[2] and "alt" in unnamed(still, ["al"])


def test_whoever_asks_inside_never_seems_to_say_more_while_a_file_is_sent():
    """A file's answer listens until we leave; an endless answer there holds the whole server."""
    async def file(request):
        first, more = await request.receive(), None
        with anyio.move_on_after(0.01):
            more = await request.receive()
        return PlainTextResponse(f"{first['type']} {more}")

    async def outer(request):
        return PlainTextResponse((await ask(request, "/file", LOOKER)).body)

    app = Starlette(routes=[Route("/file", file), Route("/", outer)])
    assert TestClient(app).get("/").text == "http.request None"
