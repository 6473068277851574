"""Company sign-on through HTTP at a provider of our own: who comes in, by which way, on both databases.

What must not work: test_sso_refused.py.
"""

import html
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from sqlmodel import select

from app.accounts import invites
from app.accounts.access import Actor
from app.accounts.models import BrowserSession, CompanyIdentity, SignOn, User
from app.kit import clock
from app.kit.ids import digest
from tests import world
from tests.accounts.fake_provider import offered_by
from tests.accounts.sso_steps import connected, door, is_in, people, refused, signed_on
from tests.doors import look
from tests.world import on_sqlite

INVITE = Actor("u-una", "Una", "admin")


@on_sqlite
def test_who_is_connected_comes_in_and_is_proved_and_next_leads_on(client, idp, database):
    assert "Sign in with Contoso" in client.get("/login").text
    reply = signed_on(client, idp, "/sso/start?next=/walks")
    assert (reply.status_code, reply.headers["location"]) == (303, "/walks") and is_in(client)
    assert client.get("/proof?next=/account").headers["location"] == "/account", "a proof of a moment ago"
    with database.read() as session:
        assert session.exec(select(SignOn)).one().spent_at


def test_what_is_kept_of_a_sign_on_gives_nothing_away(client, idp, database):
    there = door(client)
    asked = {name: each[0] for name, each in parse_qs(urlsplit(there).query).items()}
    cookie = client.cookies["sl-sso"]
    assert asked["redirect_uri"] == "http://shoe.test/sso/callback"
    with database.read() as session:
        row = session.exec(select(SignOn)).one()
    for secret in (cookie, asked["state"], asked["nonce"], asked["code_challenge"]):
        assert secret not in str(row.model_dump())
    assert cookie not in there


# who may come in
def test_newcomers_come_in_where_the_admin_says_so(client, app, cast, database):
    idp = offered_by(app, oidc_newcomers="anyone", oidc_role="viewer")
    idp.sub = "sub-new"
    assert signed_on(client, idp).status_code == 303 and is_in(client)
    with database.read() as session:
        new = session.exec(select(User).where(User.email == "ada@contoso.test")).one()
        assert (new.name, new.role, new.password_hash) == ("Ada Contoso", "viewer", None)
    client.cookies.clear()
    assert signed_on(client, idp).status_code == 303 and people(database) == len(world.CAST) + 1


@on_sqlite
def test_a_newcomer_without_a_confirmed_e_mail_is_told_what_is_missing(client, app, cast):
    idp = offered_by(app, oidc_newcomers="anyone")
    for claims in ({"email_verified": False}, {"email": None}, {"email": "nonsense"}):
        idp.claims, idp.userinfo = claims, {"sub": "sub-ada", **claims}
        refused(client, signed_on(client, idp), "no confirmed e-mail")


def test_an_invite_is_taken_up_with_the_company_and_used_once(client, idp, database):
    with database.write() as session:
        secret = invites.invite(session, INVITE, "manager")
    idp.sub = "sub-new"
    way = re.search(r'href="(/sso/start[^"]+)">Come in with Contoso', look(client, f"/join#{secret}").text)
    there = html.unescape(way[1])
    assert secret not in there and signed_on(client, idp, there).status_code == 303 and is_in(client)
    with database.read() as session:
        assert session.exec(select(User).where(User.email == "ada@contoso.test")).one().role == "manager"
        assert secret not in str([row.model_dump() for row in session.exec(select(SignOn))])
    idp.sub = "sub-newer"
    client.cookies.delete("sl")
    refused(client, client.get(there), "used")
    client.cookies.clear()
    refused(client, client.get(there), "used")
    assert people(database) == len(world.CAST) + 1


@on_sqlite
def test_an_invite_is_left_as_it_was_by_somebody_who_has_an_account(client, idp, database):
    with database.write() as session:
        secret = invites.invite(session, INVITE, "admin")
    look(client, f"/join#{secret}")
    refused(client, client.get(f"/sso/start?to=join&invite={digest('another')}"), "used, was taken back")
    refused(client, signed_on(client, idp, f"/sso/start?to=join&invite={digest(secret)}"), "the invite was not used")
    assert look(client, f"/join#{secret}").status_code == 200


@on_sqlite
def test_somebody_signed_in_connects_it_after_a_look(as_, idp, database):
    mo = as_("mo")
    idp.sub = "sub-mo"
    assert "Connect with Contoso" in mo.get("/account").text
    assert signed_on(mo, idp, "/sso/start?to=connect").headers["location"] == "/account/company"
    assert "ada@contoso.test" in mo.get("/account/company").text
    with database.read() as session:
        assert len(session.exec(select(CompanyIdentity)).all()) == 1, "nothing before the yes"
    assert mo.post("/account/company").headers["location"] == "/account?said=connected"
    assert "Connected with Contoso" in mo.get("/account").text
    assert "used already" in mo.post("/account/company").text
    mo.cookies.clear()
    assert signed_on(mo, idp).status_code == 303 and "mo@shoe.test" in mo.get("/account").text


@on_sqlite
def test_a_stranger_cannot_have_somebody_connect_an_account_of_theirs(as_, client, idp):
    """The stranger's answer in Mo's browser: another browser's cookie, or Mo's without a yes, connect nothing."""
    mo, zoe = as_("mo"), as_("zoe")
    idp.sub = "sub-evil"
    back = idp.browse(door(zoe, "/sso/start?to=connect"))
    assert mo.get(back).status_code == 410
    mo.cookies.set("sl-sso", zoe.cookies["sl-sso"])
    assert mo.get(back).status_code == 410, "begun by Zoe"
    assert mo.post("/account/company", headers={"origin": "https://evil.test"}).status_code == 403


def test_what_is_connected_with_one_account_is_not_connected_with_another(as_, idp):
    zoe = as_("zoe")
    signed_on(zoe, idp, "/sso/start?to=connect")
    assert "connected with an account here already" in zoe.post("/account/company").text


def test_the_only_way_in_stays_and_another_makes_it_removable(as_, idp, database):
    ada = as_("ada")
    assert "the only thing you can sign in with" in ada.post("/account/company/removal").text
    with database.write() as session:
        session.get(User, "u-ada").password_hash = "x"
    assert ada.post("/account/company/removal").headers["location"] == "/account?said=disconnected"
    assert "Connect with Contoso" in ada.get("/account").text


@on_sqlite
def test_it_confirms_who_sits_there(as_, idp, database):
    ada = as_("ada")
    stale(database, "u-ada")
    assert "Confirm with Contoso" in ada.get("/proof?next=/account").text
    assert "Confirm with Contoso in a new window" in ada.post(
        "/account/company/removal", headers={"accept": "text/html"}).text, "the form waits"
    there = door(ada, "/sso/start?to=prove&next=/account")
    assert "prompt=login" in there and "max_age=0" in there
    idp.claims = {"auth_time": int(clock.now().timestamp()) - 3600}
    assert "did not ask you again" in ada.get(idp.browse(there)).text
    for unsaid in ({}, {"auth_time": None}, {"auth_time": "now"}, {"auth_time": 0}):
        idp.claims = unsaid
        assert "did not ask you again" in ada.get(idp.browse(door(ada, "/sso/start?to=prove&next=/account"))).text
    assert ada.get("/proof?next=/walks").status_code == 200, "nothing was confirmed"
    idp.claims = {"auth_time": int(clock.now().timestamp())}
    assert signed_on(ada, idp, "/sso/start?to=prove&next=/account").headers["location"] == "/account"
    assert ada.get("/proof?next=/walks").headers["location"] == "/walks"


def test_somebody_else_there_confirms_nothing(as_, idp, database):
    ada = as_("ada")
    stale(database, "u-ada")
    idp.sub = "sub-mo"
    assert "Nothing was confirmed" in signed_on(ada, idp, "/sso/start?to=prove&next=/account").text


def stale(database, user_id: str) -> None:
    with database.write() as session:
        for row in session.exec(select(BrowserSession).where(BrowserSession.user_id == user_id)):
            row.proved_at = clock.now() - timedelta(hours=1)


@on_sqlite
def test_a_closed_account_stays_closed(client, idp, database):
    with database.write() as session:
        session.get(User, "u-ada").is_active = False
    refused(client, signed_on(client, idp), "closed")


def test_without_it_nothing_is_offered(client, cast):
    assert "/sso/" not in client.get("/login").text
    assert client.get("/sso/start").status_code == 404
    assert client.get("/sso/callback?code=x&state=y").status_code == 404


def test_beginning_is_limited_by_address(client, idp, monkeypatch):
    monkeypatch.setattr("app.accounts.sso.AN_HOUR", 2)
    assert [client.get("/sso/start").status_code for _ in range(3)] == [303, 303, 429]


def test_a_house_that_changes_its_provider_connects_its_people_anew(as_, app, cast, database):
    idp, ada = offered_by(app), as_("ada")
    with database.write() as session:
        connected(session, "u-ada", "sub-former", "https://former.test")
    assert "Connect with Contoso" in ada.get("/account").text
    signed_on(ada, idp, "/sso/start?to=connect")
    assert ada.post("/account/company").headers["location"] == "/account?said=connected"
    with database.read() as session:
        assert [row.sub for row in session.exec(select(CompanyIdentity))] == ["sub-ada"]
