"""A link lends exactly one page: read-only, for a time, without names, and dead in one way whatever killed it."""

import re
from datetime import timedelta
from email.utils import parsedate_to_datetime

import anyio
import pytest
from sqlalchemy import update
from sqlmodel import select
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from app.accounts.models import Bucket, User
from app.exports import shares
from app.exports.inside import LOOKER, ask
from app.exports.models import Share
from app.exports.still import held_still, loads_of, title_of, unnamed
from app.kit import clock
from app.kit.ids import digest, new_id
from tests import world
from tests.doors import link_in, look, secret_of
from tests.insights.logs import JOURNEY
from tests.world import on_sqlite

PAGE = f"/insights/journeys/{JOURNEY}?only=unhelped"


@pytest.fixture
def lend(as_):
    """`lend(page)`: the address of a new link to it, made by the manager Mo."""
    def make(page: str = PAGE, **more) -> str:
        made = as_("mo").post("/shares", data={"page": page, "title": "What the walks say", "days": 7, **more})
        assert made.status_code == 201, made.text
        return link_in(made.text)
    return make


def opened(browser, link: str):
    """The page a link lends, as a browser without scripts comes to it; or what it is told instead."""
    shown = look(browser, link)
    return browser.get(shown.headers["location"]) if shown.status_code == 303 else shown


def test_whoever_has_the_link_reads_that_page_and_finds_no_way_on(rolled, lend, client, database):
    link = lend()
    seen = opened(client, link)
    assert seen.status_code == 200 and "Dispute a charge" in seen.text and "without insider help" in seen.text
    assert "Shown to you by" in seen.text and "Internal walkthrough" in seen.text
    assert not re.findall(r"<form|<nav|\shx-|<a [^>]*href=\"[^#]", seen.text)
    assert "How the score works" not in seen.text  # words of a link that is not there
    assert seen.headers["cache-control"] == "no-store" and seen.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in seen.headers["x-robots-tag"] and "script-src" in seen.headers["content-security-policy"]
    with database.read() as session:
        share, names = session.exec(select(Share)).one(), list(session.exec(select(User.name)))
        assert share.digest == digest(secret_of(link)) and secret_of(link) not in repr(share) + seen.text
        assert share.opened == 1 and share.path == PAGE
    lender = next(name for name in names if f"Shown to you by {name}" in seen.text)
    assert not [name for name in names if name in seen.text and name != lender]


@on_sqlite
def test_a_form_left_empty_opens_nothing_and_takes_no_link_away(rolled, lend, client):
    link = lend()
    opened(client, link)
    address = link.partition("#")[0]
    assert client.post(address, data={"secret": ""}).status_code == 404
    assert client.get(address).status_code == 200 and "Shown to you by" in client.get(address).text


@on_sqlite
def test_names_are_shown_only_when_so_chosen(rolled, lend, client, database, cast):
    walk = f"/walks/{rolled[0]}"
    assert cast["ada"].name not in opened(client, lend(walk)).text
    assert cast["ada"].name in opened(client, lend(walk, named="true")).text


@on_sqlite
def test_talk_and_review_never_leave_with_a_walk(rolled, lend, client, as_):
    walk = f"/walks/{rolled[0]}"
    as_("mo").post(f"{walk}/messages", data={"words": "Between us: is this true?"})
    assert "Between us" not in opened(client, lend(walk)).text


def test_a_wrong_an_ended_a_taken_back_and_a_lost_link_look_the_same(rolled, lend, app, client, database, as_, cast):
    links = {name: lend() for name in ("ended", "back", "lost")}
    was_in = {name: world.client(app, portal=client.portal) for name in links}  # browsers that hold the cookie
    assert {opened(was_in[name], link).status_code for name, link in links.items()} == {200}
    links |= {"wrong": f"{lend().partition('#')[0]}#{'x' * 43}", "nowhere": f"/s/{new_id()}#{secret_of(lend())}"}
    with database.write() as session:
        session.execute(update(Share).where(Share.digest == digest(secret_of(links["ended"]))).values(
            expires_at=clock.now() - timedelta(seconds=1)))
        back = session.exec(select(Share.id).where(Share.digest == digest(secret_of(links["back"])))).one()
    mo = as_("mo")
    assert mo.post(f"/shares/{back}/removal").status_code == 303
    listed = mo.get("/shares").text
    assert "3 links are open" in listed and "taken back on" in listed and "ended on" in listed
    with database.write() as session:
        session.execute(update(User).where(User.id == cast["mo"].id).values(role="walker"))
    answers = [opened(client, link) for link in links.values()]
    answers += [browser.get(links[name].partition("#")[0]) for name, browser in was_in.items()]
    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r"nonce=\"[^\"]+\"", "", answer.text) for answer in answers}) == 1


def test_whoever_only_asks_for_the_address_opens_nothing_and_learns_nothing(rolled, lend, client, database):
    """As the robot of a chat tool does, of a link there is and of one there is not."""
    link, nowhere = lend(), f"/s/{new_id()}"
    pages = [client.get(address) for address in (link, nowhere, link) for _ in range(3)]
    assert {page.status_code for page in pages} == {200} and "noindex" in pages[0].headers["x-robots-tag"]
    assert "Paste the link" in pages[0].text and "Dispute" not in pages[0].text and not client.cookies
    blank = {re.sub(r'nonce="[^"]+"|/s/[\w-]+', "", page.text) for page in pages}
    assert len(blank) == 1 and "<title>A shared page · Shoeleather</title>" in blank.pop()
    with database.read() as session:
        assert (session.exec(select(Share.opened)).one(), session.exec(select(Bucket)).all()) == (0, [])


def test_a_browser_that_showed_the_link_is_shown_the_page_and_no_other_page(rolled, lend, client, database):
    link, other = lend(), lend()
    kept = look(client, link, headers={"prefer": "return=minimal"})
    assert (kept.status_code, kept.content) == (204, b"")
    assert "Shown to you by" in client.get(link).text and "Paste the link" in client.get(other).text
    assert look(client, f"{other.partition('#')[0]}#{secret_of(link)}").status_code == 404
    ends = re.search(r"expires=([^;]+)", kept.headers["set-cookie"])[1]
    with database.read() as session:
        share = session.exec(select(Share).where(Share.digest == digest(secret_of(link)))).one()
        assert abs(parsedate_to_datetime(ends) - share.expires_at) < timedelta(seconds=2)


def test_looks_at_a_link_are_counted_however_it_is_shown(rolled, lend, client, monkeypatch):
    monkeypatch.setattr(shares, "PER_HOUR", 3)
    link = lend()
    assert [look(client, link).status_code, *(client.get(link).status_code for _ in range(3))] == [303, 200, 200, 429]
    wrong = [look(client, f"{link.partition('#')[0]}#{n * 43}").status_code for n in "abcd"]
    assert wrong == [404] * 3 + [429]


@on_sqlite
def test_only_pages_of_figures_walks_and_fixes_are_lent(rolled, as_):
    mo = as_("mo")
    for page in ("/insights/weights", "/shares", "//evil.example/insights/heat", f"/walks/{rolled[0]}/log", "/",
                 "/insights/../shares", "https://evil.example/insights/heat", "/reviews"):
        assert mo.post("/shares", data={"page": page, "title": "x", "days": 7}).status_code == 422, page
    assert mo.post("/shares", data={"page": PAGE, "title": "x", "days": 8}).status_code == 422
    assert mo.get("/shares/new", params={"page": PAGE}).status_code == 200
    assert mo.get("/shares/new", params={"page": "/insights/journeys/none"}).status_code == 404


@on_sqlite
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
