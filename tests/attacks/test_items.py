"""Items of docs/asvs.md that a request shows and no room's own test would miss: what is decoded once, sent twice, set
as a cookie, called a file, lies beside the app, or is put into a form by somebody nobody asked."""

import gzip
import html
import json
import re
import unicodedata
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.accounts import commands, invites
from app.accounts.access import Actor
from app.accounts.models import AuditLine, BrowserSession, OneTimeLink, Token, User
from app.exports import shares
from app.exports.models import Share
from app.kit import clock, ids
from app.kit.db import metadata
from app.main import build
from app.voice.models import Comment, Import
from tests import world
from tests.accounts.fake_provider import SETTINGS, offered_by
from tests.accounts.sso_steps import connected
from tests.doors import act, link_in, look, secret_of
from tests.kit.peer import Peer
from tests.voice.workbooks import with_doctype
from tests.walks.phone import Phone, add_journey, send

HTTPS = "https://walks.example"
UNA = Actor("u-una", "Una", "admin")


@pytest.fixture
def database_url(sqlite_template, tmp_path) -> str:
    """One kind of database: nothing here is about SQL."""
    (tmp_path / "shoe.db").write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{tmp_path / 'shoe.db'}"


# V1.1.1, V1.1.2: undone once on the way in, made safe once on the way out
TWICE = "\"</script> %253Cb%253E %2e%2e &amp;lt;i&amp;gt; &lt;u&gt; \\u003cs\\u003e + ＜"


def test_what_is_encoded_twice_is_decoded_once_and_escaped_once(as_, database):
    ada, program = as_("ada"), as_("mo", "write")
    assert ada.post("/account/name", data={"name": TWICE}).status_code == 303
    page = ada.get("/account").text
    escaped = html.escape(TWICE, quote=False).replace('"', "&#34;")
    assert escaped in page
    assert program.post("/api/v1/comments", json=[{"words": TWICE, "source": "Letter"}]).status_code < 300
    with database.read() as session:
        assert session.get(User, "u-ada").name == TWICE == session.exec(select(Comment.words)).one()
    mo = as_("mo")
    assert json.loads(mo.get("/exports/comments.json").content)["rows"][0]["words"] == TWICE
    assert escaped in mo.get("/search", params={"q": TWICE}).text
    with database.write() as session:
        add_journey(session)
    phone = Phone()
    body = phone.batch(phone.begin())
    assert send(as_("ada", "device"), gzip.compress(gzip.compress(body)), content_encoding="gzip").status_code == 400


# V3.3.1 to V3.3.4: every cookie there is
def test_every_cookie_is_ours_alone(app, settings, cast, database):
    """Signing in, a passkey's question, company sign-on, an invite, a shared page, colours: Secure, `__Host-`, HttpOnly
    and SameSite on https."""
    house = build(settings.model_copy(update={"public_url": HTTPS}))
    offered_by(house)
    with database.write() as session:
        commands.set_password(session, session.get(User, "u-ada"), world.PASSWORD)
        invite = invites.invite(session, UNA, "walker")
        share = shares.make(session, UNA, "/insights/heat", "Map", 7, False)
    client = TestClient(house, base_url=HTTPS, headers={"origin": HTTPS}, follow_redirects=False)
    replies = [client.post("/login", data={"email": "ada@shoe.test", "password": world.PASSWORD}),
               client.post("/passkeys/questions", json={"purpose": "add"}), client.get("/sso/start"),
               look(client, f"/join#{invite}"), look(client, f"/s/{share}"),
               client.post("/account/theme", data={"theme": "dark"}), client.get("/account"), client.post("/logout")]
    set_ = [line for reply in replies for line in reply.headers.get_list("set-cookie")]
    names = {line.partition("=")[0] for line in set_}
    assert names == {"__Host-sl", "__Host-sl-known", "__Host-sl-ask", "__Host-sl-sso", "__Host-sl-theme",
                     "__Host-sl-invite", f"__Host-sl-share-{share.partition('#')[0]}"}
    for line in set_:
        words = {part.strip().lower().partition("=")[0]: part.strip().lower() for part in line.split(";")[1:]}
        assert {"secure", "httponly"} <= words.keys() and words["path"] == "path=/" and "domain" not in words, line
        assert words["samesite"] == ("samesite=strict" if line.startswith("__Host-sl-ask") else "samesite=lax"), line
    assert replies[-1].headers["clear-site-data"] == '"cache"', "signing out takes along what the browser kept"
    secret = replies[0].cookies["__Host-sl"]
    assert not any(secret in reply.text or secret in str(reply.headers.get("location")) for reply in replies)
    house.state.database.dispose()


# V5.4.1, V5.4.2: what a file is called
def test_a_file_that_leaves_is_called_by_us(as_, database):
    """Nothing of the request or of what people wrote is in the name a browser keeps it under."""
    evil = 'x"; filename="evil.html\r\nSet-Cookie: a=b'
    with database.write() as session:
        add_journey(session)
    una = as_("una")
    asked = [("/exports/walks.csv", {"filename": evil, "of": evil}), ("/exports/comments.json", {"source": evil}),
             ("/exports/heat.xlsx", {"name": evil}), ("/account/everything.zip", {"name": evil})]
    una.post("/account/name", data={"name": evil})
    for path, words in asked:
        answer = una.get(path, params=words)
        assert answer.status_code == 200, (path, answer.text[:300])
        assert re.fullmatch(r'attachment; filename="shoeleather-[a-z-]+-\d{4}-\d\d-\d\d\.[a-z]+"',
                            answer.headers["content-disposition"]), path
        assert "evil" not in str(answer.headers)


# V13.4.1, V13.4.3, V13.4.4, V13.4.5: what lies beside the app
BESIDE = """/.git/config /.git/HEAD /.svn/entries /.env /.hg/store /static/.git/config /pyproject.toml /app/main.py
/static/../app/main.py /tests/ /var/ /shoeleather.db /backup /server-status /docs /redoc /openapi.json /metrics
/api/docs /debug /admin /actuator/env /graphql /console /static /static/ /static/js/ /static/css/ /photos/ /blobs/ /api/
/api/v1/ /exports/print/""".split()


def test_nothing_lies_beside_the_app_and_no_folder_is_listed(as_, client):
    for who in (client, as_("una")):
        for path in BESIDE:
            answer = who.get(path, headers={"accept": "text/html"})
            assert answer.status_code in (303, 307, 404), path
            if answer.status_code != 404:  # a slash too many leads to the page, which leads to the door
                assert re.fullmatch(r"(http://shoe\.test)?/(login\?next=)?[\w/%.-]+", answer.headers["location"]), path
            assert "Index of" not in answer.text and "canonical" not in answer.text, path


def test_nothing_is_traced(as_):
    una = as_("una")
    for path in ("/", "/login", "/api/v1/ping", "/people", "/capture", "/sw.js", "/nowhere", "/static/x"):
        answer = una.request("TRACE", path, headers={"x-mark": "zqmark"})
        assert answer.status_code in (404, 405) and "zqmark" not in answer.text, path


# V15.3.3: fields nobody asked for
MORE = {"role": "admin", "is_active": "0", "user_id": "u-una", "id": "u-una", "email": "evil@shoe.test",
        "password_hash": "x", "is_demo": "1", "team_id": "t-1", "scope": "write", "made_by": "u-una", "by": "u-una",
        "walker_id": "u-una", "created_at": "2000-01-01", "expires_at": "2099-01-01", "proved_at": "2099-01-01"}


def test_fields_nobody_asked_for_change_nothing(as_, client, database):
    ada, una = as_("ada"), as_("una")
    with database.read() as session:
        before = session.get(User, "u-ada").model_dump()
    assert ada.post("/account/name", data={**MORE, "name": "Ada L"}).status_code == 303
    assert ada.post("/account/theme", data={**MORE, "theme": "dark"}).status_code == 303
    assert ada.post("/devices", json={**MORE, "dev": "d-0123456789"}).status_code == 422
    with database.read() as session:
        assert session.get(User, "u-ada").model_dump() == {**before, "name": "Ada L"}
        assert session.exec(select(Token)).all() == [], "a phone is told that there is no such field"
    link = link_in(una.post("/people/invites", data={
        "made_by": "u-zoe", "purpose": "reset", "expires_at": "2099-01-01", "role": "walker"}).text)
    joined = act(client, link, {**MORE, "name": "Pia", "email": "pia@shoe.test", "password": world.PASSWORD})
    assert joined.status_code == 303
    with database.read() as session:
        pia = session.exec(select(User).where(User.email == "pia@shoe.test")).one()
        assert (pia.role, pia.is_active, pia.is_demo) == ("walker", True, False) and pia.id != "u-una"
        made = session.exec(select(OneTimeLink)).one()
        assert (made.purpose, made.made_by) == ("invite", "u-una") and made.expires_at.year < 2099
    written = as_("mo", "write").post("/api/v1/comments", json=[{**MORE, "words": "Slow.", "source": "Letter"}])
    with database.read() as session:
        kept = session.exec(select(Comment)).all()
    assert kept == [] and "There is no such field" in written.text


# V15.3.7: one name twice, or in two places
def test_a_field_sent_twice_or_in_the_address_is_not_taken_from_there(as_, client, database, cast):
    ada = as_("ada")
    assert ada.post("/account/name?name=Eve", data={"name": "Ada L"}).status_code == 303
    assert ada.post("/account/name?name=Eve", data={}).status_code == 422, "an address does not stand in for a form"
    ada.headers["x-name"] = "Eve"
    ada.cookies.set("name", "Eve")
    assert ada.post("/account/name", data={}).status_code == 422
    with database.write() as session:
        assert session.get(User, "u-ada").name == "Ada L"
        commands.set_password(session, session.get(User, "u-ada"), world.PASSWORD)
    form = {"content-type": "application/x-www-form-urlencoded"}
    twice = f"email=ada@shoe.test&email=una@shoe.test&password={world.PASSWORD}".replace(" ", "+")
    assert client.post("/login", content=twice, headers=form).status_code == 422, "one is looked at, and weighed"
    assert client.post("/login?password=x&email=y", content=twice.replace("&email=una@shoe.test", ""),
                       headers=form).status_code == 303
    who = client.get("/account").text
    assert "ada@shoe.test" in who and "una@shoe.test" not in who


# V1.5.1: XML that says where to look for more
DOCTYPES = {"a file": '<!ENTITY more SYSTEM "file://{canary}">', "a host": '<!ENTITY more SYSTEM "{peer}">',
            "another DTD": '<!ENTITY % all SYSTEM "{peer}"> %all;',
            "a million laughs": '<!ENTITY a "zqlaugh">' + "".join(
                f'<!ENTITY {name} "{f"&{of};" * 30}">' for of, name in zip("abcde", "bcdef", strict=True))
            + '<!ENTITY more "&f;">'}


@pytest.mark.parametrize("kind", DOCTYPES)
def test_no_xml_leads_anywhere_or_grows(as_, database, tmp_path, kind):
    canary = tmp_path / "canary.txt"
    canary.write_text("zqcanary")
    with Peer() as peer:
        doctype = DOCTYPES[kind].replace("{canary}", str(canary)).replace("{peer}", f"http://127.0.0.1:{peer.port}/x")
        answer = as_("mo").post("/voice/imports", data={"source": "Survey"}, files={
            "file": ("survey.xlsx", with_doctype(f"<!DOCTYPE x [{doctype}]>", "&more;"))})
        assert peer.calls == 0
    assert answer.status_code == 422 and "XLSX" in answer.text
    assert "zqcanary" not in answer.text and answer.text.count("zqlaugh") == 0
    with database.read() as session:
        assert session.exec(select(Import)).all() == []


# V6.2.8: to the last letter, from the form to the database
def test_a_password_goes_through_the_forms_as_it_was_typed(as_, client):
    typed = " Ünïcödé  \u200b🦜 & + %41 "
    ada = as_("ada")
    for number in (7, 129):
        assert ada.post("/account/password", data={"password": "q" * (number - 1) + "7"}).status_code == 422
    assert ada.post("/account/password", data={"password": typed}).status_code == 303
    for other in (typed.strip(), typed.upper(), typed.replace("  ", " "), typed.replace("%41", "A"), typed[:-1],
                  unicodedata.normalize("NFD", typed)):
        assert client.post("/login", data={"email": "ada@shoe.test", "password": other}).status_code == 422, other
    assert client.post("/login", data={"email": "ada@shoe.test", "password": typed}).status_code == 303


# V6.2.10, V6.4.2: a password neither runs out nor has a way around it in somebody's memory
def test_no_password_runs_out_and_nobody_is_asked_a_secret_question(cast, client, database, monkeypatch):
    with database.write() as session:
        commands.set_password(session, session.get(User, "u-ada"), world.PASSWORD)
    there = clock.now() + timedelta(days=10 * 365)
    monkeypatch.setattr(clock, "now", lambda: there)
    said = client.post("/login", data={"email": "ada@shoe.test", "password": world.PASSWORD})
    assert said.status_code == 303 and client.get("/account").status_code == 200
    assert not [name for name in User.__table__.columns.keys() if re.search("hint|question|answer|maiden|expire", name)]


# V10.1.1: what the provider hands us stays with us
def test_no_token_of_the_provider_reaches_the_browser_or_a_row(app, client, cast, database):
    idp = offered_by(app)
    with database.write() as session:
        connected(session, "u-ada", "sub-ada")
    handed, really = [], idp.ask

    def heard(method, url, *rest):
        reply = really(method, url, *rest)
        if url.endswith("/token"):
            handed.extend(said for said in json.loads(reply.body).values() if isinstance(said, str) and len(said) >= 10)
        return reply
    idp.ask = heard
    replies = [client.get("/sso/start")]
    back = idp.browse(replies[0].headers["location"])
    replies += [client.get(back), client.get("/account"), client.get("/account/company")]
    assert replies[1].status_code == 303 and len(handed) >= 2, "an id token and one for access"
    told = "".join(f"{reply.headers} {reply.text}" for reply in replies)
    with database.read() as session:
        kept = "".join(str(session.execute(select(table)).all()) for table in metadata.sorted_tables)
    assert not any(token in told or token in kept for token in [*handed, SETTINGS["oidc_client_secret"]])


# V7.2.3, V11.5.1, V6.5.3: secrets
def test_secrets_are_256_bits_of_the_system_and_kept_as_digests(as_, database, monkeypatch):
    drawn = []
    really = ids.secrets.token_urlsafe
    monkeypatch.setattr(ids.secrets, "token_urlsafe", lambda n=None: drawn.append((n, really(n))) or drawn[-1][1])
    ada, una = as_("ada"), as_("una")
    token = re.search(r'value="(sl_[\w-]+)"', ada.post("/account/tokens", data={"scope": "read"}).text)[1]
    invite = secret_of(link_in(una.post("/people/invites", data={"role": "walker"}).text))
    reset = secret_of(link_in(una.post("/people/u-ada/reset").text))
    lent = una.post("/shares", data={"page": "/insights/heat", "title": "Map", "days": "7"})
    share = secret_of(link_in(lent.text))
    held = [ada.cookies["sl"], token.removeprefix("sl_"), invite, reset, share]
    long = {made for n, made in drawn if n == 32}
    assert len(set(held)) == len(held) and all(one in long and len(one) == 43 for one in held)
    with database.read() as session:
        kept = str([row.model_dump() for table in (BrowserSession, Token, OneTimeLink, Share) for row in session.exec(
            select(table))])
    assert not any(one in kept for one in held)


# V7.4.5: an admin signs somebody out everywhere
def test_an_admin_ends_every_session_and_token_of_one_person_and_of_no_other(as_, database):
    with database.write() as session:
        add_journey(session)
    una, ada, there, phone, zoe = as_("una"), as_("ada"), as_("ada"), as_("ada", "device"), as_("zoe")
    assert as_("mo").post("/people/u-ada/keys/removal").status_code == 403 and ada.get("/account").status_code == 200
    assert una.post("/people/u-ada/keys/removal").status_code == 303
    assert ada.get("/account").status_code == there.get("/account").status_code == 401
    assert phone.get("/api/v1/catalogue").status_code == 401
    assert zoe.get("/account").status_code == una.get("/account").status_code == 200


# V16.3.1: who came in, and who did not
def test_every_way_in_is_written_down_when_it_works_and_when_it_does_not(app, as_, client, database, cast):
    idp = offered_by(app)
    with database.write() as session:
        commands.set_password(session, session.get(User, "u-ada"), world.PASSWORD)
    ada = as_("ada")
    code = re.search(r'class="code"[^>]*>(\d{4} \d{4})<', ada.post("/account/code").text)[1]
    una = as_("una")
    join = secret_of(link_in(una.post("/people/invites", data={"role": "walker"}).text))
    wrong = {"/login": {"email": "ada@shoe.test", "password": "not it at all"}, "/login/code": {"code": "0000 0000"},
             "/login/passkey": {"passkey": "{}"}, "/sign-in/session": {}, "/proof": {"proof_password": "no"},
             "/join/account": {"name": "P", "email": "p@x.test", "password": world.PASSWORD},
             "/reset/password": {"password": world.PASSWORD}}
    for path, words in wrong.items():
        who = ada if path == "/proof" else client
        before = deeds(database)
        assert who.post(path, data=words).status_code >= 400, path
        assert deeds(database)[len(before):], f"{path} was refused and nobody wrote it down"
        assert deeds(database)[-1][0] in ("session.refused", "proof.refused"), path
    before = deeds(database)
    client.get(idp.browse(client.get("/sso/start").headers["location"]))  # nobody here is connected
    assert deeds(database)[len(before):] == [("session.refused", "company")]
    for path, words in (("/login", {"email": "ada@shoe.test", "password": world.PASSWORD}),
                        ("/login/code", {"code": code}),
                        ("/join/account", {"secret": join, "name": "Pia", "email": "pia@shoe.test",
                                           "password": world.PASSWORD})):
        before = deeds(database)
        assert client.post(path, data=words).status_code == 303, path
        assert "session.opened" in {deed for deed, _ in deeds(database)[len(before):]}, path


def deeds(database) -> list[tuple[str, str]]:
    """(what was done, by which way) so far."""
    with database.read() as session:
        return [(line.deed, line.facts.get("way") or line.facts.get("at", "")) for line in session.exec(
            select(AuditLine).order_by(AuditLine.n))]
