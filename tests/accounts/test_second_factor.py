"""A second factor, asked for: every way in by one leads to the page that asks, a passkey opens, nobody is locked out
for good, and phones go on sending. That no other route is open: tests/test_access.py."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, update
from sqlmodel import select

from app.accounts import commands, invites, people
from app.accounts.access import Actor
from app.accounts.models import BrowserSession, Passkey, Token, User
from app.kit import clock
from tests import world
from tests.accounts.fake_provider import offered_by
from tests.accounts.soft_key import PRESENT, SoftKey
from tests.accounts.sso_steps import connected, signed_on
from tests.doors import act
from tests.walks.phone import Phone, add_journey, ends, send

pytestmark = world.on_sqlite
HOME = "https://walks.example"
UNA = Actor("u-una", "Una", "admin")
GATE = "/second-factor?next="


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"public_url": HOME, "second_factor": "everyone"})


@pytest.fixture
def someone(app, cast):
    """Una, an admin who has a password and nothing else."""
    with app.state.database.write() as session:
        commands.set_password(session, session.get(User, "u-una"), world.PASSWORD)
    return cast["una"]


def browser(app, **cookies) -> TestClient:
    return TestClient(app, base_url=HOME, headers={"origin": HOME, "accept": "text/html"}, follow_redirects=False,
                      cookies=cookies)


def key() -> SoftKey:
    return SoftKey(HOME, "walks.example")


def by_password(app, to: str = "/people", password: str = world.PASSWORD, email: str = "una@shoe.test") -> TestClient:
    client = browser(app)
    reply = client.post("/login", data={"email": email, "password": password, "next": to})
    assert reply.headers["location"] == GATE + to
    return client


def asked(client, purpose: str) -> dict:
    reply = client.post("/passkeys/questions", json={"purpose": purpose})
    assert reply.status_code == 200, reply.text
    return reply.json()["options"]


def made(client, own: SoftKey, **wrong):
    return client.post("/second-factor/first", data={"passkey": own.make(asked(client, "add"), **wrong),
                                                     "next": "/people"})


def shown(client, own: SoftKey, **wrong):
    own.count += 1
    return client.post("/second-factor", data={"passkey": own.show(asked(client, "prove"), **wrong), "next": "/people"})


def is_in(client) -> bool:
    reply = client.get("/account")
    assert reply.status_code == 200 or reply.headers["location"].startswith((GATE, "/login?next=")), reply.text
    return reply.status_code == 200


@pytest.fixture
def una_key(app, someone) -> SoftKey:
    own = key()
    assert made(by_password(app), own).headers["location"] == "/people"
    return own


def test_the_first_passkey_is_made_by_a_password_and_from_then_on_the_password_opens_nothing(app, someone, database):
    first, own = by_password(app), key()
    before = first.cookies["__Host-sl"]
    page = first.get(GATE + "/people")
    assert page.status_code == 200 and "Make your passkey" in page.text and "Sign out" in page.text
    assert "bar__rooms" not in page.text and 'href="/account"' not in page.text, "no rooms in its bar"
    assert not is_in(first) and made(first, own).headers["location"] == "/people" and is_in(first)
    assert not is_in(browser(app, **{"__Host-sl": before})), "under a new secret"
    second = by_password(app)
    page = second.get(GATE + "/people")
    assert "Now your passkey" in page.text and "Make a passkey" not in page.text and "Lost it?" in page.text
    no = second.post("/passkeys/questions", json={"purpose": "add"}, headers={"accept": "application/json"})
    assert no.status_code == 409 and "a passkey here already" in no.json()["error"]["sentence"]
    assert second.post("/second-factor/first", data={"passkey": "x"}).status_code == 409
    assert second.post("/account/passkeys", data={"passkey": "x"}).headers["location"] == GATE + "/"
    with database.read() as session:
        assert len(session.exec(select(Passkey)).all()) == 1
    assert not is_in(second) and shown(second, own).headers["location"] == "/people" and is_in(second)
    third = browser(app)
    own.count += 1
    assert third.post("/login/passkey", data={"passkey": own.show(asked(third, "sign_in"))}).headers["location"] == "/"
    assert is_in(third), "a passkey alone is two factors"


def test_a_question_of_before_makes_no_second_passkey(app, someone):
    """Two browsers came in by the password and were both asked to make one: the slower one is told of the other."""
    quick, slow = by_password(app), by_password(app)
    late = key().make(asked(slow, "add"))
    assert made(quick, key()).status_code == 303
    no = slow.post("/second-factor/first", data={"passkey": late})
    assert no.status_code == 409 and "You have a passkey here already" in no.text and not is_in(slow)


def test_a_wrong_passkey_opens_nothing(app, una_key, cast):
    client = by_password(app)
    for wrong in ({"flags": PRESENT}, {"origin": "https://evil.example"}, {"signature": 1}):
        no = shown(client, una_key, **wrong)
        assert no.status_code == 422 and "does not open this" in no.text and not is_in(client)
    assert client.post("/second-factor", data={}).status_code in (410, 422) and not is_in(client)
    zoe = browser(app, **{"__Host-sl": _session(app, cast["zoe"])})
    assert shown(zoe, una_key).status_code == 422 and not is_in(zoe), "somebody else's"
    assert made(zoe, key(), flags=PRESENT | 0x40).status_code == 422 and not is_in(zoe), "whose device asked nothing"


def _session(app, user) -> str:
    with app.state.database.write() as session:
        return commands.open_session(session, user)[0]


def test_a_browser_that_was_in_before_is_asked_too_and_one_by_a_passkey_is_not(app, someone, settings):
    app.state.settings = settings.model_copy(update={"second_factor": "off"})
    client = browser(app)
    assert client.post("/login", data={"email": "una@shoe.test", "password": world.PASSWORD, "next": "/people"}
                       ).headers["location"] == "/people"
    own = key()
    client.post("/account/passkeys", data={"passkey": own.make(asked(client, "add")), "name": "My key"})
    by_key = browser(app)
    own.count += 1
    by_key.post("/login/passkey", data={"passkey": own.show(asked(by_key, "sign_in"))})
    app.state.settings = settings
    assert client.get("/people").headers["location"] == GATE + "/people" and is_in(by_key)
    swapped = client.get("/people", headers={"hx-request": "true"})
    assert swapped.status_code == 204 and swapped.headers["hx-redirect"] == GATE + "/"
    no = client.get("/people", headers={"accept": "application/json"})
    assert no.status_code == 403 and no.json()["error"]["address"] == "/second-factor"
    client.post("/logout")
    assert client.get("/people").headers["location"] == "/login?next=/people"


def test_it_may_be_asked_of_admins_alone(app, someone, cast, settings):
    app.state.settings = settings.model_copy(update={"second_factor": "admins"})
    assert not is_in(by_password(app))
    mo = browser(app, **{"__Host-sl": _session(app, cast["mo"])})
    assert is_in(mo)
    with app.state.database.write() as session:
        people.change_role(session, UNA, session.get(User, "u-mo"), "admin")
    assert not is_in(mo)


@pytest.mark.parametrize("way", ["first admin", "link", "invite", "code"])
def test_every_way_in_by_one_factor_leads_to_the_page_that_asks(app, cast, way):
    client = browser(app)
    with app.state.database.write() as session:
        if way == "first admin":
            session.execute(delete(User))
            code = commands.make_link(session, "first_admin")
        elif way == "link":
            secret = commands.make_link(session, "sign_in", session.get(User, "u-una"))
        elif way == "invite":
            secret = invites.invite(session, UNA, "manager")
    if way == "first admin":
        reply = client.post("/welcome", data={"code": code, "name": "Una", "email": "una@shoe.test", "languages": "en",
                                              "password": world.PASSWORD})
    elif way == "code":
        digits = by_key_code(app, cast)
        reply = client.post("/login/code", data={"code": digits})
    else:
        reply = act(client, f"{DOORS[way]}#{secret}", {"name": "Pia", "email": "pia@shoe.test",
                                                       "password": world.PASSWORD})
    assert reply.headers["location"].startswith(GATE), reply.text
    assert not is_in(client)
    if way != "code":
        assert made(client, key()).status_code == 303 and is_in(client)
    else:  # another browser's word: it makes nothing either
        assert "Confirm that it is you" in client.get("/second-factor").text
        assert client.post("/passkeys/questions", json={"purpose": "add"}).headers["location"] == GATE + "/"


DOORS = {"link": "/sign-in", "invite": "/join"}


def by_key_code(app, cast) -> str:
    with app.state.database.write() as session:
        commands.set_password(session, session.get(User, "u-una"), world.PASSWORD)
        secret = commands.open_session(session, session.get(User, "u-una"), is_whole=True)[0]
    page = browser(app, **{"__Host-sl": secret}).post("/account/code").text
    return page.split('class="code"')[1].split(">")[1].split("<")[0]


def test_long_after_it_the_password_is_asked_once_more(app, someone, database):
    client = by_password(app)
    with database.write() as session:
        session.execute(update(BrowserSession).values(proved_at=clock.now() - timedelta(minutes=16)))
    assert "Confirm that it is you" in client.get("/second-factor").text
    asks = {"json": {"purpose": "add"}}
    assert client.post("/passkeys/questions", **asks).headers["location"] == GATE + "/"
    no = client.post("/passkeys/questions", headers={"accept": "application/json"}, **asks)
    assert no.json()["error"]["address"] == "/second-factor", "where its own script leads"
    assert client.post("/second-factor/first", data={"passkey": "x"}).status_code == 403
    no = client.post("/second-factor/proof", data={"password": "not it at all"})
    assert no.status_code == 422 and "not your password" in no.text
    reply = client.post("/second-factor/proof", data={"password": world.PASSWORD, "next": "/people"})
    assert reply.headers["location"] == GATE + "/people"
    assert not is_in(client) and made(client, key()).status_code == 303 and is_in(client)


def test_who_lost_theirs_makes_a_new_one_by_an_admins_link_and_by_no_mail(app, una_key, database):
    with database.write() as session:
        mailed = invites.reset(session, None, session.get(User, "u-una"))
    client = browser(app)
    assert reset_by(client, mailed).headers["location"].startswith(GATE)
    assert "Now your passkey" in client.get("/second-factor").text, "a mail is one factor"
    with database.write() as session:
        handed = invites.reset(session, Actor("u-mo", "Mo", "admin"), session.get(User, "u-una"))
    client = browser(app)
    assert reset_by(client, handed).headers["location"].startswith(GATE)
    assert not is_in(client) and "Make your passkey" in client.get("/second-factor").text
    old = browser(app)
    una_key.count += 1
    assert old.post("/login/passkey", data={"passkey": una_key.show(asked(old, "sign_in"))}).status_code == 422
    assert made(client, key()).status_code == 303 and is_in(client)


def reset_by(client, secret: str):
    return act(client, f"/reset#{secret}", {"password": world.PASSWORD + " again"})


def test_where_none_is_asked_an_admins_link_leaves_the_passkeys(app, una_key, database, settings):
    app.state.settings = settings.model_copy(update={"second_factor": "off"})
    app.state.database.lay(settings=app.state.settings)
    with database.write() as session:
        handed = invites.reset(session, UNA, session.get(User, "u-una"))
    client = browser(app)
    assert reset_by(client, handed).headers["location"] == "/" and is_in(client)
    with database.read() as session:
        assert len(session.exec(select(Passkey)).all()) == 1


def test_the_last_passkey_stays(app, una_key, database):
    client = by_password(app)
    shown(client, una_key)
    with database.read() as session:
        (held,) = session.exec(select(Passkey)).all()
    page = client.get("/account").text
    assert "asked of everybody here" in page
    assert "Password or passkey lost?" in client.get("/people/u-ada").text
    assert "and so does every passkey" in client.post("/people/u-ada/reset").text
    no = client.post(f"/account/passkeys/{held.id}/removal")
    assert no.status_code == 409 and "your last one stays" in no.text


def test_a_phone_sends_all_the_same_and_reads_once_its_browser_showed_the_passkey(app, una_key, database):
    with database.write() as session:
        add_journey(session)
        token = commands.make_token(session, session.get(User, "u-una"), "device")
    own, phone = by_password(app, "/capture"), Phone()
    bearer = {"authorization": f"Bearer {token}", "accept": "application/json"}
    assert own.post("/devices", json={"dev": phone.dev}).json()["error"]["code"] == "second_factor"
    sends = TestClient(app, base_url=HOME, headers={"origin": HOME, **bearer})
    assert set(ends(send(sends, phone.batch(phone.begin(), phone.entry())))) == {"stored"}
    for client in (sends, own):  # another browser, and its own before the passkey
        no = client.get("/api/v1/catalogue", headers=bearer)
        assert no.status_code == 401 and no.json()["error"]["code"] == "sign_on_again"
        assert "You can go on walking, and what you log is sent" in no.json()["error"]["sentence"]
    assert own.get("/login/again").headers["location"] == GATE + "/capture"
    shown(own, una_key)
    assert own.get("/api/v1/catalogue", headers=bearer).status_code == 200
    assert sends.get("/api/v1/catalogue").status_code == 200, "the token is whole from then on"
    made_whole = own.post("/devices", json={"dev": "d-0123456789"}).json()["token"]
    assert sends.get("/api/v1/catalogue", headers={"authorization": f"Bearer {made_whole}"}).status_code == 200


def test_somebody_elses_passkey_makes_no_token_whole(app, una_key, database):
    with database.write() as session:
        token = commands.make_token(session, session.get(User, "u-mo"), "device")
    una = by_password(app)
    shown(una, una_key)
    no = una.get("/api/v1/catalogue", headers={"authorization": f"Bearer {token}", "accept": "application/json"})
    assert no.status_code == 401
    with database.read() as session:
        assert not session.exec(select(Token)).one().is_whole


def test_a_token_of_a_program_is_made_where_the_passkey_was_shown(app, una_key):
    client = by_password(app)
    assert client.post("/account/tokens", data={"scope": "read"}).headers["location"] == GATE + "/"
    shown(client, una_key)
    page = client.post("/account/tokens", data={"scope": "read"}).text
    token = page.split('value="sl_')[1].split('"')[0]
    program = TestClient(app, base_url=HOME, headers={"authorization": f"Bearer sl_{token}"})
    assert program.get("/api/v1/comments").status_code == 200


@pytest.mark.parametrize(("claims", "opens"), [
    ({}, False), ({"amr": ["pwd"]}, False), ({"amr": ["pwd", "mfa"]}, True), ({"acr": "mfa"}, True),
    ({"amr": "mfa"}, False), ({"acr": ["mfa"]}, False)])
def test_company_sign_on_is_two_factors_when_the_provider_says_so(app, cast, database, claims, opens):
    idp = offered_by(app)
    idp.claims = claims
    idp.userinfo |= {"amr": ["mfa"], "acr": "mfa"}  # unsigned, and asked for where the token has no e-mail
    with database.write() as session:
        connected(session, "u-ada", "sub-ada")
    client = browser(app)
    where = signed_on(client, idp, "/sso/start?next=/walks").headers["location"]
    assert where == ("/walks" if opens else GATE + "/walks") and is_in(client) is opens
    if not opens:
        assert client.get("/sso/start?to=connect").status_code == 303
        assert made(client, key()).status_code == 303 and is_in(client)
