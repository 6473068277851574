"""Items of docs/asvs.md that a page shows: how passwords are typed, and that the way out is on every page."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sqlmodel import select

from app.accounts import invites
from app.accounts.access import Actor
from app.accounts.models import BrowserSession, User
from tests.demo_world import demo_app
from tests.doors import look
from tests.test_access import TABLE
from tests.world import on_sqlite

ROOT = Path(__file__).resolve().parents[2]
# Fields a password is typed into, and what a browser's keeper of passwords is told of each.
PASSWORDS = {"password": {"current-password", "new-password"}, "old": {"current-password"},
             "proof_password": {"current-password"}}
HINDERS = re.compile(r"onpaste|oncopy|oncut|ondrop|[\"'](?:paste|copy|cut|drop|beforeinput|contextmenu)[\"']|readonly")


class Fields(HTMLParser):
    """Every input of a page, and the address every form is sent to."""

    def __init__(self, page: str):
        super().__init__()
        self.inputs, self.actions = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "input":
            self.inputs.append(dict(attrs))
        if tag == "form":
            self.actions.append(dict(attrs).get("action"))


@on_sqlite
def test_passwords_are_masked_and_may_be_pasted_and_kept(client, cast, as_, database):
    una = as_("una")
    with database.write() as session:
        actor = Actor("u-una", "Una", "admin")
        join = invites.invite(session, actor, "walker")
        reset = invites.reset(session, actor, session.get(User, "u-ada"))
        session.get(User, "u-una").password_hash = "kept"
        for browser in session.exec(select(BrowserSession)):
            browser.proved_at = None
    typed = {}
    pages = {path: visitor.get(path) for visitor, path in (
        (client, "/login"), (una, "/account"), (una, "/proof"))}
    pages |= {door: look(client, f"{door}#{secret}") for door, secret in (("/join", join), ("/reset", reset))}
    for path, page in pages.items():
        assert page.status_code == 200 and not HINDERS.search(page.text), path
        for one in Fields(page.text).inputs:
            if one.get("name") in PASSWORDS:
                typed.setdefault(one["name"], []).append(path)
                assert one["type"] == "password" and one["autocomplete"] in PASSWORDS[one["name"]], path
                assert "maxlength" not in one or int(one["maxlength"]) >= 128, "a longer one pasted would be cut off"
    assert typed == {"password": ["/login", "/account", "/join", "/reset"], "old": ["/account"],
                     "proof_password": ["/proof"]}


@on_sqlite
def test_the_first_admin_types_a_masked_password_too(client):
    [one] = [one for one in Fields(client.get("/welcome").text).inputs if one.get("name") == "password"]
    assert (one["type"], one["autocomplete"]) == ("password", "new-password")


def test_no_template_names_a_password_that_is_not_masked():
    for path in (ROOT / "templates").rglob("*.html"):
        words = path.read_text()
        for name in PASSWORDS:
            for said in re.findall(rf'field\("{name}".*|<input[^>]*name="{name}".*', words):
                assert 'type="password"' in said, f"{path}: {name}"
        assert not re.search(r'type="password"[^>]*autocomplete="off"', words), path
    for path in (ROOT / "static/js/elements").glob("desk-*.js"):
        if "passw" in path.read_text():
            assert not re.search(r"[\"'](?:paste|copy|cut)[\"']", path.read_text()), path


# Pages without it, and why: the sheet and the screen of a workshop are for whoever stands in front of them.
SHOWN_TO_ALL = {"workshops/sheet.html", "workshops/screen.html", "offline.html", "care/trust.html", "email/letter.html"}


def test_every_page_has_the_way_out():
    """The bar of base.html has it; who puts another in its place, or has a page of its own, is named here."""
    nav = (ROOT / "templates/_nav.html").read_text()
    assert nav.index("{% if actor %}") < nav.index('action="/logout"') and '{% include "_nav.html" %}' in (
        ROOT / "templates/base.html").read_text()
    others = set()
    for path in (ROOT / "templates").rglob("*.html"):
        words, name = path.read_text(), path.relative_to(ROOT / "templates").as_posix()
        if name != "base.html" and ("<!doctype" in words or "{% block nav %}" in words):
            others.add(name)
    assert others == SHOWN_TO_ALL | {"capture/shell.html"}
    assert 'data-act="forget">Sign this phone out<' in (ROOT / "templates/capture/_settings.html").read_text()


@pytest.mark.parametrize("role", ["walker", "admin"])
def test_whoever_is_signed_in_finds_the_way_out_on_every_page(demo_folder, tmp_path, role):
    plain = [route.split(" ")[1] for route, said in TABLE.items()
             if route.startswith("GET") and "{" not in route and said["nobody"] == "sign"]
    seen = 0
    with demo_app(demo_folder, tmp_path / "d", role) as (_, client):
        for path in plain:
            page = client.get(path)
            if page.status_code == 200 and "<body" in page.text:
                seen += 1
                assert "/logout" in Fields(page.text).actions, path
    assert seen >= {"walker": 4, "admin": 25}[role]
