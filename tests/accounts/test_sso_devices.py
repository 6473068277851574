"""Phones of people who come in by the company: thirty days, then a sign-in before they read; what they log is always
taken. And whoever is shut out is out with the next request, on every device."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.accounts import people
from app.accounts.access import Actor
from app.accounts.models import BrowserSession, CompanyIdentity, User
from app.kit import clock
from tests.accounts.fake_provider import offered_by
from tests.accounts.sso_steps import connected, signed_on
from tests.walks.phone import Phone, add_journey, ends, send

UNA = Actor("u-una", "Una", "admin")


@pytest.fixture
def idp(app, cast):
    fake = offered_by(app)
    with app.state.database.write() as session:
        add_journey(session)
        connected(session, "u-ada", "sub-ada", shown_at=clock.now() - timedelta(days=31))
    return fake


def test_a_phone_reads_nothing_after_thirty_days_and_sends_all_the_same(as_, client, idp):
    ada, phone = as_("ada", "device"), Phone()
    no = ada.get("/api/v1/catalogue")
    assert no.status_code == 401 and no.json()["error"]["code"] == "sign_on_again"
    assert "Contoso asks you to sign in every 30 days" in no.json()["error"]["sentence"]
    assert "j-return" not in no.text and "etag" not in no.headers
    assert set(ends(send(ada, phone.batch(phone.begin(), phone.entry())))) == {"stored"}
    assert signed_on(client, idp, "/sso/start?next=/capture").headers["location"] == "/capture"
    assert ada.get("/api/v1/catalogue").status_code == 200, "the same token, after a sign-in in the phone's browser"


def test_a_new_token_is_no_way_around_it(as_, idp):
    made = as_("ada").post("/devices", json={"dev": "d-0123456789"}).json()["token"]
    phone = as_("ada", "device")
    phone.headers["authorization"] = f"Bearer {made}"
    assert phone.get("/api/v1/catalogue").status_code == 401


@pytest.mark.parametrize("scope", ("read", "write"))
def test_a_token_of_a_program_rests_whole_until_its_maker_signs_in(as_, client, database, idp, scope):
    with database.write() as session:
        session.get(User, "u-ada").role = "manager"
    program = as_("ada", scope)
    for no in (program.get("/api/v1/comments"), program.get("/exports/walks.json"), program.get("/api/v1/walks/none"),
               program.post("/api/v1/comments", json=[{"source": "Letters", "words": "slow"}])):
        assert no.status_code in ({401, 403} if scope == "read" else {401}), no.text
    assert "every 30 days before a token of yours" in program.get("/api/v1/comments").text
    assert signed_on(client, idp).status_code == 303
    assert program.get("/api/v1/comments").json()["n"] == 0, "nothing came in meanwhile, and the token reads again"


def test_only_those_who_come_in_by_the_provider_in_force_are_asked(as_, app, idp, database):
    assert as_("zoe", "device").get("/api/v1/catalogue").status_code == 200
    with database.write() as session:
        session.exec(select(CompanyIdentity)).one().iss = "https://former.test"
    assert as_("ada", "device").get("/api/v1/catalogue").status_code == 200


def test_the_days_are_a_setting_and_a_browser_lasts_no_longer(as_, app, client, cast, database):
    idp = offered_by(app, sso_device_days=7)
    with database.write() as session:
        connected(session, "u-ada", "sub-ada", shown_at=clock.now() - timedelta(days=8))
    assert "every 7 days" in as_("ada", "device").get("/api/v1/catalogue").text
    signed_on(client, idp)
    with database.read() as session:
        row = session.exec(select(BrowserSession).where(BrowserSession.browser.contains("testclient"))).one()
        assert row.ends_at <= clock.now() + timedelta(days=7)


def test_whoever_is_shut_out_is_out_with_the_next_request_on_every_device(as_, database, idp):
    desk, phone, reader, device = as_("ada"), as_("ada", "device"), as_("ada", "read"), Phone()
    assert set(ends(send(phone, device.batch(device.begin())))) == {"stored"}
    with database.write() as session:
        people.close(session, UNA, session.get(User, "u-ada"))
    assert desk.get("/account").status_code == 401
    assert phone.get("/api/v1/catalogue").status_code == 401
    assert reader.get("/api/v1/walks/x").status_code == 401
    assert ends(send(phone, device.batch(device.entry()))) == ["quarantined"], "kept for an admin to decide"
    assert signed_on(desk, idp).status_code == 403
