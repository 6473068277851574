"""Every form of every room, sent by an admin with something in it nobody means: never broken, always answered in words.

What is sent is drawn by Hypothesis from a fixed seed; `make soak` draws more (bench/forms.py). Nothing is kept.
"""

import os
import re
import shutil

import pytest
from fastapi.openapi.utils import get_openapi
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import select

from app.accounts import commands
from app.accounts.models import OneTimeLink, Team, User
from app.exports.models import Share
from app.kit import clock, db
from app.kit.db import Database
from app.main import build
from app.settings import Settings
from app.voice import imports
from app.workshops.models import Workshop
from tests import world
from tests.attacks.crawl import ROUTES, Form, Found, crawl, queries, route_of
from tests.attacks.fields import ODD, Body, bodies, encoded
from tests.conftest import ORIGIN
from tests.demo_world import DEMO

EACH, ROLE = int(os.environ.get("FUZZ_EACH", "3")), os.environ.get("FUZZ_ROLE", "admin")
# Not forms of a page: tests/attacks/test_api.py has them.
UNSAFE = [route for route, method, _ in ROUTES if method not in ("GET", "HEAD") and " /api/" not in route]
PAGES = [route for route, method, _ in ROUTES if method == "GET" and not route.endswith((".pdf", "/sw.js"))]


class House:
    """The demo world, an admin's client whose deeds are taken back, and what a crawl of it found.

    each: pages looked at of a kind.
    """

    def __init__(self, database_url: str, folder, each: int = 2):
        self.app = build(Settings(database_url=database_url, data_dir=folder, public_url=ORIGIN, worker=False,
                                  _env_file=None))
        database = self.app.state.database
        with database.write() as session:
            values = _furnish(session, self.app.state.blobs)
            admin = session.exec(select(User).where(User.role == "admin")).first()
            self.cookie = world.credentials(session, admin, None)[1]["sl"]
        self.sought, self.held = "", set()
        _held(self)
        world.take_back(database)
        self.client = TestClient(self.app, base_url=ORIGIN, follow_redirects=False, raise_server_exceptions=False,
                                 headers={"origin": ORIGIN, "cookie": f"sl={self.cookie}"})
        self.client.__enter__()
        before = rows(database)
        self.found = crawl(self.client, begin=("/", *values), each=each)
        self.looked = before, rows(database)
        _declared(self.app, self.found)
        if ROLE != "admin":  # the admin's pages show every form there is; now somebody else sends them
            with database.write() as session:
                other = session.exec(select(User).where(User.role == ROLE).order_by(User.id)).first()
                self.client.headers["cookie"] = f"sl={world.credentials(session, other, None)[1]['sl']}"

    def close(self) -> None:
        self.client.__exit__(None, None, None)
        self.app.state.database.dispose()

    def send(self, route: str, address: str, body: Body):
        """The answer to a body sent there."""
        headers = {"content-type": body.kind} if body.kind and not body.files else {}
        method = route.split(" ")[0]
        self.client.cookies.clear()  # a new secret of the session went with the deed
        if body.files:
            return self.client.request(method, address, files=body.files)
        return self.client.request(method, address, content=body.content, headers=headers)


def rows(database: Database) -> dict[str, list[str]]:
    """Every row of every table; not the log of what was done, tries, and when somebody was last seen."""
    beside = {"audit_line", "audit_chain", "bucket", "browser_session"}
    with database.read() as session:
        return {table.name: sorted(map(str, session.execute(select(table)).all()))
                for table in db.metadata.sorted_tables if table.name not in beside}


def _held(house: House) -> None:
    """Note every table into which what is sought is written."""
    def written(_, cursor, statement: str, values, *rest) -> None:
        if house.sought and statement.startswith(("INSERT", "UPDATE")) and house.sought in str(values):
            house.held.add(statement.split()[2 if statement.startswith("INSERT") else 1])
    event.listen(house.app.state.database.writer, "before_cursor_execute", written)


def _furnish(session, blobs) -> list[str]:
    """What the demo world has none of; the addresses of its pages."""
    session.add(Team(id="t-fuzz", name="Fuzz", made_at=clock.now()))
    session.add(OneTimeLink(id="i-fuzz", purpose="invite", role="walker", note="for Ann", made_by=None,
                            made_at=clock.now(), expires_at=clock.now()))
    session.add(Share(id="s-fuzz", digest="d", key="k", path="/insights/heat", title="Map", made_by=session.exec(
        select(User.id)).first(), made_at=clock.now(), expires_at=clock.now()))
    brought = imports.begin(session, blobs, "Survey", "f.csv", b"Comment,When\nslow,2026-01-01\n", session.exec(
        select(User.id)).first())
    commands.make_token(session, session.exec(select(User)).first(), "read")
    workshop = session.exec(select(Workshop.id)).first()
    return ["/teams/t-fuzz", f"/voice/imports/{brought.id}", "/proof", "/insights/weights", "/shares", "/people",
            f"/workshops/{workshop}", "/login/code", "/walks/rescue", "/voice/themes/suggested", "/account/company"]


def _declared(app, found: Found) -> None:
    """Forms no page showed: the fields the route says it reads, at an address made of the others' parts."""
    document = _whole(app)
    parts = {}
    for addresses in [*found.pages.values(), *([form.address for form in forms] for forms in found.forms.values())]:
        for address in addresses:
            route = route_of("GET", address) or route_of("POST", address)
            shape = next((shape for each, _, shape in ROUTES if each == route), None)
            parts |= shape.match(address.partition("?")[0]).groupdict() if shape else {}
    for route in [*UNSAFE, *PAGES]:
        method, path = route.split(" ")
        held = found.pages if method == "GET" else found.forms
        address = re.sub(r"{(\w+)(:path)?}", lambda each: parts.get(each[1], "no-such"), path)
        if route not in held:
            fields = _read_of(document, document["paths"][path.replace(":path", "")][method.lower()])
            held[route] = [address] if method == "GET" else [Form(method, address, fields)]


def _whole(app) -> dict:
    return get_openapi(title="every page", version="1", routes=app.routes)


def _read_of(document: dict, operation: dict) -> list[tuple[str, str]]:
    fields = []
    for kind in operation.get("requestBody", {}).get("content", {}).values():
        schema = kind["schema"]
        if "$ref" in schema:
            schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        fields += [(name, "1" if said.get("type") in ("integer", "number", "boolean") else "Some words")
                   for name, said in schema.get("properties", {}).items() if said.get("format") != "binary"]
    return fields


@pytest.fixture(scope="module")
def house(demo_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("forms") / "data"
    shutil.copytree(demo_folder, folder)
    opened = House(f"sqlite:///{folder / 'shoe.db'}", folder)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def on_postgres(demo_postgres, cluster, tmp_path_factory):
    folder = tmp_path_factory.mktemp("forms") / "data"
    shutil.copytree(demo_postgres, folder)
    opened = House(cluster.copy(DEMO, "shoe_forms"), folder, each=1)
    yield opened
    opened.close()
    cluster.drop("shoe_forms")


def in_words(answer) -> bool:
    """A page, a way on, or a refusal that says something."""
    if answer.status_code < 400:
        return True
    if answer.headers.get("content-type", "").startswith("application/json"):
        return len(answer.json()["error"]["sentence"]) > 10
    return answer.headers.get("content-type", "").startswith("text/html") and len(answer.text) > 100


def attack(house: House, route: str, each: int) -> None:
    @settings(max_examples=each, derandomize=True, database=None, deadline=None,
              suppress_health_check=list(HealthCheck))
    @given(st.data())
    def sent(data):
        form = data.draw(st.sampled_from(house.found.forms[route]))
        body = data.draw(bodies(form.fields, form.files))
        answer = house.send(route, form.address, body)
        assert answer.status_code < 500, f"{route} broke at {form.address}: {body.told}"
        assert in_words(answer), f"{route} said {answer.status_code} without words: {body.told}"
    sent()


@pytest.mark.parametrize("route", UNSAFE)
def test_no_form_breaks_anything(house, route):
    attack(house, route, EACH)


def test_no_page_breaks_over_what_stands_in_its_address(house):
    """Path parts and the words behind the question mark, each turned odd once."""
    odd = [value for name, value in sorted(ODD.items()) if len(value) <= 6_000]
    document, turn = _whole(house.app)["paths"], 0
    for route in PAGES:
        path = route.split(" ")[1].replace(":path", "")
        asked = [one["name"] for one in document[path]["get"].get("parameters", ()) if one["in"] == "query"]
        for address in house.found.pages[route][:1]:
            bare, known = address.partition("?")[0], [(n, v.encode()) for n, v in queries(address)]
            for name in sorted({*asked, *(n for n, _ in known)}):
                for _ in range(1 if EACH < 20 else len(odd)):
                    turn += 1
                    words = [(n, v) for n, v in known if n != name] + [(name, odd[turn % len(odd)])]
                    _reads(house, bare, words)


def _reads(house: House, bare: str, words: list[tuple[str, bytes]]) -> None:
    asked = f"{bare}?{encoded(words).decode()}"
    answer = house.client.get(asked)
    assert answer.status_code < 500, asked[:300]
    assert in_words(answer), asked[:300]


def test_no_request_that_only_looks_changes_a_row(house):
    """Every page and part an admin finds from the first one."""
    before, after = house.looked
    assert len(house.found.pages) > 50 and after == before


def test_what_no_page_offers_is_kept_by_no_form(house):
    """Whoever sends a form without its page: another answer than those offered, more letters than a field has room for.
    Refused in words, or left out: not one statement writes it."""
    kept, refused = {}, 0
    for route in UNSAFE:
        for form in house.found.forms[route]:
            for name, worth in [*((name, "zz-no-such") for name in sorted(form.choices)),
                                *((name, "l" * (most + 1)) for name, most in sorted(form.longest.items()))]:
                sent = [(each, (worth if each == name else value).encode()) for each, value in form.fields]
                sent += [] if any(each == name for each, _ in sent) else [(name, worth.encode())]
                files = {each: ("f.csv", b"Comment\nslow\n", "text/csv") for each in form.files}
                house.sought, house.held = worth, set()
                answer = house.send(route, form.address, Body(name, files={
                    **{each: (None, said) for each, said in sent}, **files}) if files else Body(name, encoded(sent)))
                refused += answer.status_code >= 400
                if house.held:
                    kept.setdefault(route, set()).update(f"{name} in {table}" for table in house.held)
    house.sought = ""
    assert refused > 60
    assert not kept, "\n".join(f"{route}: {', '.join(sorted(names))}" for route, names in kept.items())


@pytest.mark.postgres
def test_no_form_breaks_anything_on_postgresql(on_postgres):
    """NUL, numbers past 63 bits and lone surrogates mean something else there."""
    turn = 0
    for route in UNSAFE:
        for form in on_postgres.found.forms[route][:1]:
            for name in sorted({name for name, _ in form.fields})[:3 if EACH < 20 else 20]:
                turn += 1
                how = ("a NUL", "past 63 bits", "a lone surrogate", "the last day")[turn % 4]
                sent = encoded([(each, ODD[how] if each == name else value.encode()) for each, value in form.fields])
                answer = on_postgres.send(route, form.address, Body(how, sent))
                assert answer.status_code < 500, f"{route} broke: {name} = {how}"
                assert in_words(answer), f"{route} has no words: {name} = {how}"
