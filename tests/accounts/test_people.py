"""Letting people in and out: invites, roles, closed accounts, lost passwords, what one holds; on both databases."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import func, select

from app.accounts import commands, keys, people
from app.accounts.models import BrowserSession, OneTimeLink, Role, Token, User
from app.kit import clock
from app.kit.errors import Refusal
from tests import world
from tests.doors import act, link_in, look, secret_of
from tests.walks.phone import Phone, add_journey, send

PIA = {"name": "Pia", "email": "Pia@shoe.test", "password": world.PASSWORD}


def invited(una, role: str = "walker") -> str:
    made = una.post("/people/invites", data={"role": role, "note": "Pia of the shop"})
    assert made.status_code == 201 and "<svg class=\"qr\"" in made.text and made.headers["cache-control"] == "no-store"
    return link_in(made.text)


def test_an_invite_makes_one_account_of_its_own_role_and_leads_to_the_walk(as_, client, database):
    una = as_("una")
    door = invited(una)
    assert "Pia of the shop" in una.get("/people").text
    for _ in range(5):  # as link previews look
        assert "Come in" in look(client, door).text
    weak = act(client, door, {**PIA, "password": "password", "role": "admin"})
    taken = act(client, door, {**PIA, "email": "ada@shoe.test"})
    assert weak.status_code == 422 and taken.status_code == 409 and 'value="Pia"' in taken.text
    assert f'name="secret" value="{secret_of(door)}"' in taken.text, "a refusal keeps the link"
    joined = act(client, door, {**PIA, "role": "admin"})
    assert (joined.status_code, joined.headers["location"]) == (303, "/capture")
    assert client.post("/devices", json={"dev": "d-0123456789"}).status_code == 201
    assert act(client, door, {**PIA, "email": "two@shoe.test"}).status_code == 410
    with database.read() as session:
        assert session.exec(select(User.role).where(User.email == "pia@shoe.test")).one() == "walker"
        assert secret_of(door) not in {row.id for row in session.exec(select(OneTimeLink))}
    assert "No invite is open" in una.get("/people").text


def test_an_invite_ends_when_taken_back_and_after_three_days(as_, client, database):
    una = as_("una")
    back, late = invited(una), invited(una)
    with database.read() as session:
        ids = [row.id for row in session.exec(select(OneTimeLink))]
    assert una.post(f"/people/invites/{ids[0]}/removal").status_code == 303
    with database.write() as session:
        for row in session.exec(select(OneTimeLink)):
            assert row.expires_at - row.made_at <= timedelta(hours=72)
            row.expires_at = min(row.expires_at, clock.now())
            session.add(row)
    for door in (back, late):
        assert look(client, door).status_code == act(client, door, PIA).status_code == 410


def test_twenty_at_the_same_invite_make_one_account(as_, client, database):
    door = invited(as_("una"))

    def come(n: int) -> int:  # the client is one loop for all of them, as a server is
        return act(client, door, {**PIA, "email": f"p{n}@shoe.test"}).status_code
    with ThreadPoolExecutor(20) as crowd:
        assert sorted(crowd.map(come, range(20))) == [303] + [410] * 19
    with database.read() as session:
        assert session.exec(select(func.count()).select_from(User)).one() == len(world.CAST) + 1


def test_a_closed_account_is_out_with_its_next_request(as_, database, app):
    una, ada, phone, reader = as_("una"), as_("ada"), as_("ada", "device"), as_("ada", "read")
    with database.write() as session:
        add_journey(session)
    assert ada.get("/account").status_code == phone.get("/api/v1/catalogue").status_code == 200
    assert una.post("/people/u-ada/closing").headers["location"] == "/people/u-ada?said=account_closed"
    assert ada.get("/account").status_code == 401
    assert phone.get("/api/v1/catalogue").status_code == reader.get("/api/v1/walks/w").status_code == 401
    walk = Phone()
    held = send(phone, walk.batch(walk.begin())).json()
    assert "disabled" in str(held), "what its phone brings is set aside, not lost"
    assert "closed" in una.get("/people/u-ada").text
    una.post("/people/u-ada/opening")
    assert phone.get("/api/v1/catalogue").status_code == 200, "its phone goes on"
    assert ada.get("/account").status_code == 401, "its browsers do not"


def test_a_role_holds_from_the_next_request_and_an_admin_stays(as_, database):
    una, mo = as_("una"), as_("mo")
    assert mo.get("/people").status_code == 403
    una.post("/people/u-mo/role", data={"role": "admin"})
    assert mo.get("/people").status_code == 401, "with a new role one signs in anew"
    mo = as_("mo")
    assert mo.get("/people").status_code == 200
    assert mo.post("/people/u-una/role", data={"role": "walker"}).status_code == 303
    assert una.get("/people").status_code == 401 and as_("una").get("/people").status_code == 403
    for form, data in (("role", {"role": "manager"}), ("closing", {})):
        no = mo.post(f"/people/u-mo/{form}", data=data)
        assert no.status_code == 409 and "the only admin" in no.text
    assert mo.post("/people/u-ada/role", data={"role": "owner"}).status_code == 422


def test_two_admins_cannot_let_each_other_go_at_once(database, cast):
    with database.write() as session:
        people.change_role(session, None, session.get(User, "u-mo"), Role.admin)

    def let_go(who: str) -> bool:
        try:
            with database.write() as session:
                people.close(session, None, session.get(User, who))
                return True
        except Refusal:
            return False
    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(let_go, ("u-mo", "u-una"))) == [False, True]


def test_a_lost_password_comes_back_by_a_link_that_works_once(as_, client, database):
    una, mo = as_("una"), as_("mo")
    old, door = (link_in(una.post("/people/u-mo/reset").text) for _ in range(2))
    assert look(client, old).status_code == 410, "the newer link ends the older"
    assert look(client, door).status_code == 200
    assert act(client, door, {"password": "short"}).status_code == 422
    assert act(client, door, {"password": "a new long walk"}).headers["location"] == "/"
    assert client.get("/account").status_code == 200 and mo.get("/account").status_code == 401
    assert act(client, door, {"password": "another long one"}).status_code == 410


def test_guessing_links_is_slowed_and_a_right_one_still_works(as_, client):
    door = invited(as_("una"))
    assert {act(client, f"/join#{n}", PIA).status_code for n in range(25)} == {410, 429}
    assert act(client, door, PIA).status_code == 303


def test_changing_the_password_asks_the_old_one_and_ends_other_browsers(as_, database):
    as_("ada")
    with database.write() as session:
        commands.set_password(session, session.get(User, "u-ada"), world.PASSWORD)
    here, there = as_("ada"), as_("ada")
    wrong = here.post("/account/password", data={"old": "not it at all", "password": "a new long walk"})
    assert wrong.status_code == 422 and "Nothing was changed" in wrong.text
    right = here.post("/account/password", data={"old": world.PASSWORD, "password": "a new long walk"})
    assert right.headers["location"] == "/account?said=password_changed"
    assert here.get("/account").status_code == 200 and there.get("/account").status_code == 401
    assert 429 in {here.post("/account/password", data={"old": "no", "password": "xxxxxxxx"}).status_code
                   for _ in range(12)}


def test_what_i_hold_is_mine_to_cut_off_and_nobody_elses(as_, database, app):
    ada, zoe = as_("ada"), as_("zoe")
    made = ada.post("/account/tokens", data={"scope": "read"})
    secret = re.search(r'value="(sl_[^"]+)"', made.text)[1]
    assert made.status_code == 201 and secret not in ada.get("/account").text
    assert ada.post("/account/tokens", data={"scope": "device"}).status_code == 422
    with database.read() as session:
        token = session.exec(select(Token.id).where(Token.scope == "read")).one()
        here = session.exec(select(BrowserSession.id).where(BrowserSession.user_id == "u-ada")).one()
    for key in (token, here):
        assert zoe.post(f"/account/keys/{key}/removal").status_code == 404
    assert ada.post(f"/account/keys/{token}/removal").status_code == 303
    assert "No program has a token" in ada.get("/account").text
    ada.post("/account/name", data={"name": "Ada <b>L"})
    assert "Ada &lt;b&gt;L" in ada.get("/account").text
    assert ada.post("/account/name", data={"name": " "}).status_code == 422


def test_a_browser_is_seen_again_after_an_hour(as_, database):
    ada = as_("ada")
    with database.write() as session:
        row = session.exec(select(BrowserSession).where(BrowserSession.user_id == "u-ada")).one()
        row.created_at = clock.now() - timedelta(hours=2)
        session.add(row)
    assert ada.get("/account").status_code == 200
    with database.read() as session:
        assert clock.now() - session.exec(select(BrowserSession.seen_at).where(
            BrowserSession.user_id == "u-ada")).one() < timedelta(minutes=5)


def test_colours_stay_with_the_browser(as_):
    ada = as_("ada")
    assert ada.post("/account/theme", data={"theme": "dark"}).cookies["sl-theme"] == "dark"
    assert 'data-theme="dark"' in ada.get("/account").text
    assert ada.post("/account/theme", data={"theme": '"><b>'}).cookies.get("sl-theme") in (None, "", '""')


@pytest.mark.parametrize(("says", "words"), [
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit Version/26.0 Mobile Safari/604.1",
     "Safari on an iPhone"),
    ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/150.0 Safari/537.36 Edg/150.0", "Edge on Windows"),
    ("", "A browser")])
def test_a_browser_is_called_by_what_it_says(says, words):
    assert keys.browser_words(says) == words
