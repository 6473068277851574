"""ASVS V14.2.1: what an address says, every proxy on the way may write down. So no secret stands in one."""

import html
import re
from urllib.parse import urljoin, urlsplit

import pytest
from fastapi import params
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute

from app.accounts import commands, invites, posting
from app.accounts.access import Actor
from app.accounts.models import User
from app.exports import shares
from app.kit import jobs
from app.main import _doors
from app.workshops import commands as workshops
from app.workshops.forms import WorkshopDraft
from tests import world
from tests.accounts.fake_provider import offered_by
from tests.accounts.test_posting import Bag
from tests.conftest import ORIGIN
from tests.world import on_sqlite

UNA = Actor("u-una", "Una", "admin")
SECRET = re.compile(r"secret|token|passw|code|key|state|digest|seal|proof|sign|link|invite|^k$", re.IGNORECASE)
# What sounds like a secret and is none.
NONE = {
    "/sso/start invite": "which invite, by its id; its secret is in a cookie",
    "/sso/callback code": "the provider's, as OpenID Connect has it: used up by this request, and worth nothing "
                          "without the verifier, which only this browser's cookie gives",
    "/sso/callback state": "made of that cookie, and over with this request",
    "/improvements state": "which fixes", "/reviews state": "which walks", "/walks state": "which walks",
    "/staff-told/poster code": "whether the poster has one to scan",
    "/s/{share_id}/photos/{photo_id}/{rendition}.jpg k": "says that the photo stood on the page; the cookie opens it",
    "/account/passkeys/{key_id}/name key_id": "an id", "/account/passkeys/{key_id}/removal key_id": "an id",
    "/account/keys/{key_id}/removal key_id": "an id", "/people/invites/{invite_id}/removal invite_id": "an id",
    "/belongs/{noun}/{key} key": "the id of a thing", "/belongs/{noun}/{key}/people key": "the id of a thing"}


def words_of_addresses() -> set[str]:
    """'<path> <name>' of all that stands in the path or the query of any route."""
    found = set()
    for module in _doors():
        for route in getattr(getattr(module, "router", None), "routes", ()):
            names = set(re.findall(r"{(\w+)", route.path))
            if isinstance(route, APIRoute):
                names |= {each.alias for each in get_flat_params(route.dependant)
                          if isinstance(each.field_info, params.Query)}
            found |= {f"{route.path} {name}" for name in names}
    return found


def test_no_address_takes_a_secret():
    words = words_of_addresses()
    assert len(words) > 150 and "/s/{share_id} share_id" in words
    assert {one for one in words if SECRET.search(one.split(" ")[1])} == set(NONE)


class Proxy:
    """Stands before the house and writes down what every proxy may. lines: the address of each request, who sent it
    there, and where each answer leads."""

    def __init__(self, app):
        self.app, self.state, self.lines = app, app.state, []

    async def __call__(self, scope, receive, send):
        async def told(message):
            self.lines.extend(value.decode() for name, value in message.get("headers", ()) if name == b"location")
            await send(message)
        if scope["type"] == "http":
            self.lines.append(f"{scope['raw_path'].decode()}?{scope['query_string'].decode()}")
            self.lines.extend(value.decode() for name, value in scope["headers"] if name == b"referer")
        await self.app(scope, receive, told)


class Visitor:
    """A browser without scripts, behind the proxy: it opens a link, pastes it, and sends the form it finds."""

    def __init__(self, proxy: Proxy, portal):
        self.browser = world.client(proxy, portal=portal)
        self.at = self.page = ""

    def go(self, address: str, **form: str):
        """Open an address, or send a form there, and follow where it leads as a browser does."""
        self.at = urljoin(self.at or ORIGIN, address)
        reply = self.browser.post(self.at, data=form) if form else self.browser.get(self.at)
        while reply.status_code == 303:
            self.at = urljoin(self.at, reply.headers["location"])
            reply = self.browser.get(self.at)
        self.page = reply.text
        return reply

    def send(self, **typed: str):
        """The first form of the page, with what stands in it and what is typed."""
        action, inside = re.search(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', self.page, re.DOTALL).groups()
        held = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', inside))
        return self.go(html.unescape(action), **{**held, **typed})

    def open(self, link: str):
        """Look at a link that was handed out, and paste it whole."""
        assert self.go(link).status_code == 200 and "Paste the link" in self.page
        return self.send(secret=link)


@pytest.fixture
def proxy(app):
    return Proxy(app)


@on_sqlite
def test_a_walk_through_every_door_leaves_no_secret_in_the_log_of_a_proxy(app, proxy, as_, cast, client, database):
    bag, portal = Bag(), client.portal
    app.state.database.lay(post=bag)
    idp = offered_by(app)
    with database.write() as session:
        sign_in = commands.make_link(session, "sign_in", cast["vi"])
        company = invites.invite(session, UNA, "viewer")
        sheet = workshops.open_doors(session, workshops.make_workshop(session, WorkshopDraft("How easy?"), "u-mo"),
                                     ["staff"], 1)["staff"]
        lent = shares.make(session, UNA, "/insights/heat", "A page", 7, False)
        posting.ask(session, session.get(User, "u-zoe").email, "somewhere")
    jobs.drain(database)
    told = as_("una").post("/people/invites", data={"role": "walker"}).text
    invite = re.search(r'value="(http[^"]+#[^"]+)"', told)[1]
    links = {"invite": invite, "reset": bag.letters[0][1].link, "sign-in": f"{ORIGIN}/sign-in#{sign_in}",
             "sheet": f"{ORIGIN}/w#{sheet}", "share": f"{ORIGIN}/s/{lent}", "company": f"{ORIGIN}/join#{company}"}
    people = {name: Visitor(proxy, portal) for name in links}
    shown = {name: person.open(links[name]) for name, person in people.items()}
    assert {reply.status_code for reply in shown.values()} == {200}
    assert "Shown to you by" in people["share"].page and "/s/" in people["share"].at
    words = {"name": "Pia", "email": "pia@shoe.test"}
    assert people["invite"].send(**words, password="short").status_code == 422
    ended = [people["invite"].send(**words, password=world.PASSWORD), people["sign-in"].send(),
             people["reset"].send(password=world.PASSWORD), people["sheet"].send(people="2", well="We smile")]
    way = html.unescape(re.search(r'href="(/sso/start[^"]+)"', people["company"].page)[1])
    idp.sub = "sub-new"
    there = people["company"].browser.get(way).headers["location"]
    ended.append(people["company"].go(idp.browse(there)))
    assert {reply.status_code for reply in ended} == {200}
    secrets = {link.partition("#")[2] for link in links.values()}
    secrets |= {cookie.value for person in people.values() for cookie in person.browser.cookies.jar}
    log = "\n".join(proxy.lines)
    assert len(secrets) >= 10 and log.count("\n") > 25 and "/join/account" in log and "/sso/callback" in log
    assert [secret for secret in secrets if secret in log] == []
    asked = {urlsplit(line).path for line in proxy.lines}
    assert {"/sign-in", "/join", "/reset", "/w"} < asked


@pytest.mark.parametrize("address", ["/sign-in", "/join", "/reset", "/w", "/s"])
@on_sqlite
def test_a_link_of_the_old_form_is_told_so_and_leads_nowhere(client, cast, address):
    old = client.get(f"{address}/{'x' * 43}")
    assert old.status_code == 410 and "old form" in old.text and "location" not in old.headers
    assert "x" * 43 not in old.text
    assert client.post(f"{address}/{'x' * 43}", data={"name": "x"}).status_code in (404, 405)


@pytest.mark.parametrize("form", ["/sign-in/session", "/join/account", "/reset/password", "/w/sheets"])
@on_sqlite
def test_the_address_of_a_form_leads_back_to_its_door(client, cast, form):
    back = client.get(form)
    assert (back.status_code, back.headers["location"]) == (303, form.rpartition("/")[0]), "without a # of its own"
