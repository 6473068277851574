"""Where secrets and what is personal must not be: each one that a run through the app makes or is given is looked for
in the log, on the console, in the log of deeds, in error answers, in temporary files and in the data folder. A secret
is nowhere at all but with its holder; what is personal is in the database and the pictures alone.
"""

import logging
import re
import shutil
import tempfile
from urllib.parse import parse_qs

import pytest
from sqlmodel import select

from app.accounts.models import AuditLine
from app.kit import jobs
from app.kit.ids import new_secret
from app.settings import Settings
from tests import world
from tests.accounts.test_posting import Bag
from tests.conftest import ORIGIN
from tests.doors import act, look
from tests.forms import Form
from tests.kit.edge import Edge
from tests.walks import hostile
from tests.walks.phone import Phone, add_journey, send, sha

MAIL, NAME, PASSWORD = "zqmail@zqhost.test", "Zqname Zqfamily", "zq password of a long way"
PERSONAL = ("zqmail", "zqhost", "zqname", "zqfamily", "zqnoted", "zqcaption", "zqquote", "zqsegment", "zqsheet",
            "zqinvited", "zqphoto", "zqbrowser", "zqlink")
NOT_KEPT = {"zqphoto", "zqbrowser"}  # a picture is written anew; a browser is told by a word of ours
LINK = re.compile(rf"{ORIGIN}/(?:join|reset|s/[\w-]+|w|sign-in)#([\w-]{{20,}})")
CODE = re.compile(r'class="code"[^>]*>(\d{4} \d{4})<')


@pytest.fixture
def database_url(tmp_path, sqlite_template) -> str:
    (tmp_path / "data").mkdir()
    shutil.copy(sqlite_template, tmp_path / "data/shoe.db")
    return f"sqlite:///{tmp_path / 'data/shoe.db'}"


@pytest.fixture
def settings(database_url, tmp_path) -> Settings:
    return Settings(database_url=database_url, data_dir=tmp_path / "data", public_url=ORIGIN, worker=False,
                    smtp_host="post.test", smtp_password="zqsmtpsecret", mail_from="shoes@shoe.test",
                    oidc_client_secret="zqoidcsecret", _env_file=None)


class Run:
    """People at work. secrets: what was handed out; errors: answers of 400 and more, without the secret of the link
    that this very request brought along: its form takes that along again."""

    def __init__(self, app, portal):
        self.app, self.portal = app, portal
        self.secrets, self.errors = {PASSWORD, "zqsmtpsecret", "zqoidcsecret", "zq wrong password"}, []

    def browser(self, let_in=({}, {})):
        """Somebody's browser or program, listened to."""
        made = world.client(self.app, let_in, self.portal, raise_server_exceptions=False)
        made.headers["user-agent"] = "Zqbrowser"
        made.event_hooks["response"].append(lambda answer: self.heard(made, answer))
        self.secrets |= set(let_in[1].values()) | {one.rpartition(" ")[2] for one in let_in[0].values()}
        return made

    def heard(self, browser, answer) -> None:
        answer.read()
        if answer.status_code >= 400:
            own = parse_qs(answer.request.read().decode("latin-1")).get("secret", ["-"])[0] or "-"
            self.errors.append((answer.url.path, answer.text.replace(own, "")))
        self.secrets |= set(answer.cookies.values()) | set(LINK.findall(answer.text)) | set(CODE.findall(answer.text))
        if answer.headers.get("content-type") == "application/json" and "token" in answer.json():
            self.secrets.add(answer.json()["token"])


@pytest.fixture
def ran(app, client, monkeypatch, tmp_path, caplog, capfd):
    """A run that met everybody: (the run, the console's words, the log's)."""
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.WARNING, "httpx2")  # the tests' own browser
    bag = Bag()
    app.state.database.lay(post=bag)
    run = Run(app, client.portal)
    with app.state.database.write() as session:
        cast = world.add_cast(session)
        add_journey(session)
        una, mo = (run.browser(world.credentials(session, cast[who], None)) for who in ("una", "mo"))
    come_in(run, una)
    forget(run, bag)
    walk(run, app, cast["ada"])
    bring(run, mo)
    lend(run, mo)
    break_things(run, app, mo)
    over_the_wire(run, app.state.settings)
    said = capfd.readouterr()
    return run, said.out + said.err, caplog.text


def come_in(run, una) -> None:
    """By an invite, with wrong turns on the way; a code, a token for a program, and out again."""
    door = LINK.search(una.post("/people/invites", data={"role": "manager", "note": "Zqinvited"}).text)
    pia = run.browser()
    link, known = f"/join#{door[1]}", {"name": NAME, "email": MAIL}
    act(pia, link, {**known, "password": "short"})
    assert act(pia, link, {**known, "password": PASSWORD}).status_code == 303
    pia.post("/account/code")
    pia.post("/account/tokens", data={"name": "zqprogram", "scope": "read"})
    pia.post("/devices", json={"dev": "d-0123456789"})
    pia.post("/logout")
    for password in ("zq wrong password", PASSWORD):
        pia.post("/login", data={"email": MAIL, "password": password})
    pia.get("/account/everything.zip")
    pia.get(f"/nowhere/{MAIL}", params={"q": NAME})


def forget(run, bag) -> None:
    """A new password by mail."""
    somebody = run.browser()
    somebody.post("/forgotten", data={"email": MAIL})
    jobs.drain(run.app.state.database)
    link = bag.letters[0][1].link
    run.secrets |= set(LINK.findall(link))
    link = link.removeprefix(ORIGIN)
    look(somebody, link)
    act(somebody, link, {"password": "short"})
    assert act(somebody, link, {"password": PASSWORD + " home"}).status_code == 303
    assert act(somebody, link, {"password": PASSWORD}).status_code == 410


def walk(run, app, ada) -> None:
    """A walk with a note and a photo; lines and pictures that are refused."""
    with app.state.database.write() as session:
        phone, device = Phone(), run.browser(world.credentials(session, ada, "device"))
    photo = phone.entry("photo", {"photo": "f0f0f0f0-0001", "caption": "zqcaption"})
    lines = [phone.begin(), phone.entry("note", {"words": "zqnoted"}), photo, b'{"words": "zqnoted', phone.entry(
        "teleport", {"words": "zqnoted"})]
    assert send(device, phone.batch(*lines)).status_code == 200
    send(device, b"zqnoted")
    for name, content in (("f0f0f0f0-0001", hostile.jpeg(comment=b"zqphoto")), ("f0f0f0f0-0002", b"zqphoto"),
                          ("zqphoto", b"zqphoto")):
        device.put(f"/api/v1/photos/{name}", content=content, headers={
            "content-type": "application/octet-stream", "size": str(len(content)), "sha256": sha(content)})
    jobs.drain(app.state.database)


def bring(run, mo) -> None:
    """Customers' words by file and one by one; files that are none."""
    told = b"Comment,Date,Segment\nzqquote,2026-11-01,zqsegment\nzqquote two,when,zqsegment\n"
    for content in (told, told + b'"zqquote', b"PK\x03\x04zqquote", told.replace(b"q", b"\0")):
        made = mo.post("/voice/imports", data={"source": "Zqsegment"}, files={"file": ("zqquote.csv", content)})
        if made.status_code == 303:
            mo.post(f"{made.headers['location']}/columns", data={"words": "Comment", "said_on": "Date"})
            jobs.drain(run.app.state.database)
            mo.post(f"{made.headers['location']}/acceptance")
            jobs.drain(run.app.state.database)
    mo.get("/search", params={"q": "zqquote"})


def lend(run, mo) -> None:
    """A page lent by a link; a workshop's sheet; both with wrong keys."""
    mo.post("/shares", data={"page": "/insights/heat", "title": "zqlink", "days": "7"})
    form = Form(mo.get("/workshops/new").text, "workshop-form").set("name", "How easy are we?")
    made = mo.post("/workshops", data=form.sent())
    assert mo.post(f"{made.headers['location']}/doors", data={"days": "1"}).status_code == 201
    for kind, secret in [(kind, one) for kind in ("s", "w", "join") for one in run.secrets if len(one) > 40]:
        run.browser().get(f"/{kind}/{secret}")
        look(run.browser(), f"/{kind}{'/nowhere' if kind == 's' else ''}#{secret}")
        act(run.browser(), f"/w#{secret}", {"sheet": new_secret(), "well": "zqsheet", "people": "2"})


def break_things(run, app, mo) -> None:
    """A database that fails in the middle of what was said."""
    broken = "CREATE TRIGGER broken BEFORE UPDATE OF name ON user_account BEGIN SELECT RAISE(FAIL, 'disk'); END"
    with app.state.database.writer.begin() as connection:
        connection.exec_driver_sql(broken)
    assert mo.post("/account/name", data={"name": NAME}).status_code == 500


def over_the_wire(run, settings) -> None:
    """Addresses as old links had them, asked of a server as `serve` runs it: it keeps no list of them."""
    served = Edge(settings)
    for secret in sorted(one for one in run.secrets if re.fullmatch(r"[\w-]{20,}", one)):
        for kind in ("join", "reset", "s", "w", "sign-in"):
            assert served.ask("GET", f"/{kind}/{secret}?email={MAIL}").status
    assert served.say(f"GET /join/{MAIL} HTTP/9\r\n\r\n".encode()).status == 400
    served.stop()


def test_no_secret_and_nothing_personal_lies_about(ran, database, settings, tmp_path):
    run, console, log = ran
    secrets = {one for one in run.secrets if one}
    assert len(secrets) > 12 and len(run.errors) > 12
    with database.read() as session:
        deeds = "".join(str(line.model_dump()) for line in session.exec(select(AuditLine)))
        assert deeds.count("deed") > 10
    for place, words in {"console": console, "log": log, "deeds": deeds}.items():
        assert found(words, {*secrets, *PERSONAL}) == [], place
    # Whoever typed a name or an address reads it again in the form, and nobody else does.
    assert [(path, found(words, secrets)) for path, words in run.errors if found(words, secrets)] == []
    assert [path.name for path in (tmp_path / "temp").rglob("*")] == []
    for path in settings.data_dir.rglob("*"):
        if path.is_file():
            words = path.read_bytes().decode("latin-1")
            assert found(words, secrets) == [], path
            waits = "/blobs/voice/" in str(path)  # a file of comments nobody has answered for yet
            assert path.name.startswith("shoe.db") or waits or found(words, PERSONAL) == [], path
    kept = "".join(path.read_bytes().decode("latin-1") for path in settings.data_dir.glob("shoe.db*"))
    assert set(PERSONAL) - set(found(kept, PERSONAL)) <= NOT_KEPT  # what was sent came that far


def found(words: str, markers) -> list[str]:
    """Which of these stand in the words, however they are written."""
    low = words.lower()
    return sorted(one for one in markers if one.lower() in low)
