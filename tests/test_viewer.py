"""What a viewer meets: every page of the desk with nothing to send, no way to what is not theirs, no walker's name."""

import re
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from sqlmodel import select

from app.accounts.models import User
from app.exports import sheets
from app.insights.models import StageScore
from app.kit import jobs
from app.voice import themes
from app.walks.models import Walk
from app.workshops.models import Workshop
from tests.attacks import crawl
from tests.conftest import ORIGIN
from tests.demo_world import demo_app
from tests.test_access import TABLE

EACH, MOST = 2, 8  # pages looked at of one address with one set of choices, and with any
UNREAD = ("GET /capture", "GET /exports/{report}.pdf")  # the phone; what Chromium prints
PART = "looked at, but not for its links"
OWN = ("/logout", "/account/")
DECIDED = {"GET /improvements", "GET /improvements/{improvement_id}", "GET /walks/{walk_id}/review",
           "GET /insights/fixes-done", "GET /touchpoints/{journey_id}/{touchpoint}/sheet",
           "GET /touchpoints/{journey_id}/{touchpoint}/sheet/summary"}
PUBLISHED = "Published figures"  # walks nobody walked; the words are a heading too


class Seen(HTMLParser):
    """What a page offers. sends: what it could send anywhere but by a filter, a search or signing out; hrefs, parts."""

    def __init__(self, page: str):
        super().__init__()
        self.sends, self.hrefs, self.parts = [], [], []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        said = dict(attrs)
        self.sends += [f"{name} {value}" for name, value in said.items() if name in ("hx-post", "hx-put", "hx-delete")]
        if tag == "form" and said.get("method", "get") not in ("get", "dialog"):
            self.sends += [] if said.get("action", "").startswith(OWN) else [f"form {said.get('action')}"]
        if tag == "a" and said.get("href"):
            self.hrefs.append(said["href"])
        if said.get("hx-get"):
            self.parts.append(said["hx-get"])


@pytest.fixture(scope="module")
def shown(demo_folder, tmp_path_factory):
    """(the app over the demo world, its viewer signed in)."""
    with demo_app(demo_folder, tmp_path_factory.mktemp("viewer"), "viewer") as (app, client):
        with app.state.database.write() as session:
            themes.make_theme(session, "Charges nobody made", None, rule=["charged"])
        jobs.drain(app.state.database)
        yield app, client


@pytest.fixture(scope="module")
def pages(shown) -> dict[str, tuple[str, str]]:
    """address → (route, answer) of what a viewer reaches by links from the first page, a few of each kind; and of what
    no link of the demo world leads to."""
    app, client = shown
    walk, journey, place = f"/walks/{one_walk(app).id}", *one_place(app)
    parts = (f"{walk}/timeline", f"{walk}/what-if", f"{walk}/table.csv", f"/api/v1{walk}", "/api/v1/comments",
             "/insights/unwalked", f"/touchpoints/{journey}/{place}/sheet",
             f"/touchpoints/{journey}/{place}/sheet/summary",
             f"/insights/journeys/{journey}/touchpoints/{place}/ways",
             f"/insights/measured?journey={journey}&touchpoint={place}")
    todo = [("/", ""), *((part, PART) for part in parts)]
    found, kinds, broken = {}, Counter(), []
    while todo:
        address, came = todo.pop(0)
        route = route_of(urlsplit(address).path)
        kind = (route, tuple(sorted(part.partition("=")[0] for part in urlsplit(address).query.split("&"))))
        if address in found or kinds[kind] >= EACH or kinds[route] >= MOST or route in UNREAD:
            continue
        kinds.update((kind, route))
        reply = client.get(address)
        if reply.status_code != 200:
            broken.append((address, reply.status_code, came))
            continue
        is_page = reply.headers["content-type"].startswith("text/html")
        found[address] = (route, reply.text if is_page or route.startswith("GET /api/") else "")
        if is_page and came != PART:
            seen = Seen(reply.text)
            todo += [(to, address) for each in seen.hrefs + seen.parts if (to := local(address, each))]
    assert broken == []
    return found


def one_walk(app) -> Walk:
    with app.state.database.read() as session:
        return session.exec(select(Walk).where(Walk.handed_in, Walk.is_demo).order_by(Walk.id)).first()


def one_place(app) -> tuple[str, str]:
    with app.state.database.read() as session:
        return session.exec(select(StageScore.journey_id, StageScore.touchpoint).where(StageScore.touchpoint != "")
                            .order_by(StageScore.walk_id, StageScore.touchpoint)).first()


def local(here: str, href: str) -> str | None:
    there = urlsplit(urljoin(f"{ORIGIN}{here}", href))
    if f"{there.scheme}://{there.netloc}" != ORIGIN or there.path.startswith("/static/"):
        return None
    return there.path + (f"?{there.query}" if there.query else "")


def route_of(path: str) -> str:
    """The row of the table of rights that answers a GET of this path."""
    row = crawl.route_of("GET", path)
    assert row, f"{path} is no page of this house"
    return row


def walkers(app, *roles: str) -> set[str]:
    with app.state.database.read() as session:
        return set(session.exec(select(User.name).join(Walk, Walk.walker_id == User.id).where(
            User.role.in_(roles)))) - {PUBLISHED}


def test_a_viewer_gets_around_the_whole_desk(pages):
    reached = {route for route, _ in pages.values()}
    reads = {row for row, who in TABLE.items() if row.startswith("GET ") and who["vi views"] == "in" != who["zoe"]}
    assert reads - reached == set()


def test_no_page_lets_a_viewer_send_anything_or_leads_where_they_may_not_go(shown, pages):
    app, _ = shown
    sends, strays = Counter(), Counter()
    for address, (route, page) in pages.items():
        seen = Seen(page)
        for one in seen.sends:
            sends[route, one.split(" ")[0]] += 1
        for href in seen.hrefs + seen.parts:
            to = local(address, href)
            if to and TABLE[there := route_of(urlsplit(to).path)]["vi views"] == "no":
                strays[route, there] += 1
    assert (sends, strays) == ({}, {})


def test_a_viewer_reads_no_name_of_a_walker(shown, pages):
    app, _ = shown
    found = Counter((route, name) for route, page in pages.values() for name in walkers(app, "walker")
                    if name in unescape(page))
    assert found == {}
    # Whoever keeps the desk is named for what they keep and decide, never for a walk.
    named = {route for route, page in pages.values() for name in walkers(app, "manager", "admin")
             if name in unescape(page)}
    assert named <= DECIDED


def test_templates_ask_what_somebody_may_and_not_who_they_are():
    asked = [path.name for path in Path("templates").rglob("*.html")
             if re.search(r"is_at_least|actor\.role ==", path.read_text())]
    assert asked == []


def test_tables_name_no_walker_to_a_viewer(shown):
    app, client = shown
    walk = one_walk(app)
    with app.state.database.read() as session:
        workshop = session.exec(select(Workshop.id)).first()
    known = {"walk": walk.id, "log": walk.id, "workshop": workshop, "walks": "", "comments": "", "fixes": ""}
    for name, (role, _) in sorted(sheets._SHEETS.items()):
        of = known.get(name, walk.journey_id)
        for form in ("csv", "json"):
            reply = client.get(f"/exports/{name}.{form}", params={"of": of})
            assert reply.status_code == (200 if role in ("walker", "viewer") else 403), (name, reply.text[:200])
            assert [each for each in walkers(app, "walker") if each in reply.text] == [], name
