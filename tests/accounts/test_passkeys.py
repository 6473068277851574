"""Passkeys through HTTP, with a key in Python that can answer wrong in every way: B19."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update
from webauthn.helpers import bytes_to_base64url

from app.accounts import invites
from app.accounts.access import Actor
from app.accounts.models import AuditLine, Passkey, PasskeyAsk, User
from app.kit import clock
from app.main import build
from tests import world
from tests.accounts.soft_key import PRESENT, VERIFIED, SoftKey
from tests.doors import act, look

HOME = "https://walks.example"


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"public_url": HOME})


def browser(app, **cookies) -> TestClient:
    return TestClient(app, base_url=HOME, headers={"origin": HOME, "accept": "text/html"}, follow_redirects=False,
                      cookies=cookies)


@pytest.fixture
def at(app, cast):
    """`at("ada")`: a browser of this person on https."""
    def opened(who: str) -> TestClient:
        with app.state.database.write() as session:
            return browser(app, **{"__Host-sl": world.credentials(session, cast[who], None)[1]["sl"]})
    return opened


def asked(client, purpose: str, **more) -> dict:
    reply = client.post("/passkeys/questions", json={"purpose": purpose, **more})
    assert reply.status_code == 200, reply.text
    return reply.json()["options"]


def added(client, key: SoftKey, **wrong):
    return client.post("/account/passkeys", data={"passkey": key.make(asked(client, "add"), **wrong), "name": "My key"})


def signed_in(client, answer: str):
    return client.post("/login/passkey", data={"passkey": answer, "next": "/account"})


@pytest.fixture
def ada_key(at) -> SoftKey:
    key = SoftKey(HOME, "walks.example")
    assert added(at("ada"), key).headers["location"] == "/account?said=passkey_added"
    return key


def test_a_passkey_is_added_signs_in_is_renamed_and_is_removed(app, at, ada_key):
    new = browser(app)
    options = asked(new, "sign_in")
    assert options["rpId"] == "walks.example" and options["userVerification"] == "required"
    assert len(options["challenge"]) == 43 and options["allowCredentials"] == []
    ada_key.count += 1
    reply = signed_in(new, ada_key.show(options))
    assert reply.headers["location"] == "/account" and "__Host-sl=" in str(reply.headers)
    page = new.get("/account").text
    assert "1 passkey" in page and "My key" in page
    with app.state.database.read() as session:
        (held,) = session.exec(Passkey.__table__.select())
    new.post(f"/account/passkeys/{held.id}/name", data={"name": "The blue one"})
    assert "The blue one" in new.get("/account").text
    assert at("mo").post(f"/account/passkeys/{held.id}/removal").status_code == 404
    refused = new.post(f"/account/passkeys/{held.id}/removal")
    assert refused.status_code == 409 and "the only thing you can sign in with" in refused.text
    new.post("/account/password", data={"password": world.PASSWORD})
    gone = new.post(f"/account/passkeys/{held.id}/removal")
    assert gone.headers["location"] == "/account?said=passkey_removed"
    assert signed_in(browser(app), ada_key.show(options)).status_code == 410


WRONG = {
    "origin": {"origin": "https://evil.example"},
    "a port beside": {"origin": HOME + ":8443"},
    "rpId": {"rp_id": "evil.example"},
    "type": {"type": "webauthn.create"},
    "nobody there": {"flags": VERIFIED},
    "not verified": {"flags": PRESENT},
    "flipped signature": {"signature": 1},
    "somebody else's handle": {"user_handle": "dS16b2U"},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_an_answer_that_is_wrong_is_refused_in_words(app, ada_key, wrong):
    ada_key.count += 1
    client = browser(app)
    reply = signed_in(client, ada_key.show(asked(client, "sign_in"), **wrong))
    assert reply.status_code == 422 and "That passkey does not open this" in reply.text
    assert client.get("/account").status_code == 303, "and nobody is signed in"


@pytest.mark.parametrize("wrong", ({"origin": "https://evil.example"}, {"rp_id": "evil.example"},
                                   {"type": "webauthn.get"}, {"flags": PRESENT | 0x40}))
def test_a_passkey_made_wrong_is_not_kept(app, at, wrong):
    ada = at("ada")
    assert added(ada, SoftKey(HOME, "walks.example"), **wrong).status_code == 422
    assert "No passkey yet" in ada.get("/account").text


def test_a_question_is_answered_once_by_the_browser_it_was_put_to_within_five_minutes(app, ada_key, database):
    client = browser(app)
    ada_key.count += 1
    options = asked(client, "sign_in")
    cookie = client.cookies["__Host-sl-ask"]
    answer = ada_key.show(options)
    other = browser(app)
    assert signed_in(other, answer).status_code == 410, "a browser that was asked nothing"
    asked(other, "sign_in")
    assert signed_in(other, answer).status_code == 422, "one that was asked something else"
    assert signed_in(client, answer).status_code == 303
    assert signed_in(browser(app, **{"__Host-sl-ask": cookie}), answer).status_code == 410, "once"
    ada_key.count += 1
    late = asked(client, "sign_in")
    with database.write() as session:
        session.execute(update(PasskeyAsk).values(expires_at=clock.now() - timedelta(seconds=1)))
    reply = signed_in(client, ada_key.show(late))
    assert reply.status_code == 410 and "five minutes" in reply.text


def test_a_question_of_one_purpose_or_person_answers_no_other(app, at, ada_key):
    ada_key.count += 1
    ada, zoe = at("ada"), at("zoe")
    assert signed_in(ada, ada_key.show(asked(ada, "prove"))).status_code == 410
    reply = zoe.post("/proof", data={"proof_passkey": ada_key.show(asked(zoe, "prove"))})
    assert reply.status_code == 422, "Ada's passkey does not prove Zoe"
    options = asked(ada, "add")
    ask = ada.cookies["__Host-sl-ask"]
    zoe.cookies.delete("__Host-sl-ask")
    zoe.cookies.set("__Host-sl-ask", ask)
    key = SoftKey(HOME, "walks.example")
    assert zoe.post("/account/passkeys", data={"passkey": key.make(options)}).status_code == 422


def test_a_passkey_known_already_is_not_added_again(at, ada_key, app):
    zoe = at("zoe")
    again = SoftKey(HOME, "walks.example", id=ada_key.id)
    assert added(zoe, again).status_code == 409
    with app.state.database.read() as session:
        assert session.get(Passkey, bytes_to_base64url(ada_key.id)).user_id == "u-ada"


def test_a_counter_that_goes_back_is_refused_and_noted(app, ada_key, database):
    client = browser(app)
    ada_key.count = 7
    assert signed_in(client, ada_key.show(asked(client, "sign_in"))).status_code == 303
    for count in (7, 3, 0):
        ada_key.count = count
        reply = signed_in(client, ada_key.show(asked(client, "sign_in")))
        assert reply.status_code == 409 and "counted backwards" in reply.text
    page = client.get("/account").text
    assert "Not let in on" in page
    with database.read() as session:
        assert any(line.facts.get("why") == "passkey_doubted" for line in session.exec(
            AuditLine.__table__.select().with_only_columns(AuditLine.facts)))
    ada_key.count = 8
    assert signed_in(client, ada_key.show(asked(client, "sign_in"))).status_code == 303


def test_a_key_that_counts_nothing_signs_in_again_and_again(app, at):
    key = SoftKey(HOME, "walks.example", count=0)
    added(at("zoe"), key)
    client = browser(app)
    for _ in range(2):
        assert signed_in(client, key.show(asked(client, "sign_in"))).status_code == 303


def test_a_closed_account_is_not_opened_by_its_passkey(app, ada_key, database):
    with database.write() as session:
        session.execute(update(User).where(User.id == "u-ada").values(is_active=False))
    client = browser(app)
    ada_key.count += 1
    assert signed_in(client, ada_key.show(asked(client, "sign_in"))).status_code == 422


def test_an_answer_that_is_none_is_refused(app, ada_key):
    client = browser(app)
    for answer in ("", "{", "[]", "null", '{"id": 7}', '{"a":' * 900, "x" * 19_000, '{"id":"a","rawId":"a",'
                   '"type":"public-key","response":{}}'):
        asked(client, "sign_in")
        assert signed_in(client, answer).status_code == 422


def test_an_invite_is_accepted_with_a_passkey(app, at, database, cast):
    with database.write() as session:
        secret = invites.invite(session, Actor("u-una", "Una", "admin"), "manager")
    key, client = SoftKey(HOME, "walks.example"), browser(app)
    who = {"name": "Pia", "email": "pia@shoe.test"}
    assert "Come in with a passkey instead" in look(client, f"/join#{secret}").text
    answer = key.make(asked(client, "join", link=secret, **who))
    assert act(client, f"/join#{secret}", {**who, "email": "ada@shoe.test", "passkey": answer}).status_code == 409
    answer = key.make(asked(client, "join", link=secret, **who))
    assert act(client, f"/join#{secret}", {**who, "passkey": answer}).status_code == 303
    assert "pia@shoe.test" in client.get("/account").text
    key.count += 1
    new = browser(app)
    assert signed_in(new, key.show(asked(new, "sign_in"))).status_code == 303
    assert asked_no(new, "join", link=secret, **who) == 410, "the invite is used"


def asked_no(client, purpose: str, **more) -> int:
    return client.post("/passkeys/questions", json={"purpose": purpose, **more}).status_code


def test_passkeys_are_offered_only_where_browsers_give_them(settings, cast, app):
    for url, words in (("http://walks.example", "plain http"), ("https://192.168.1.20", "number address"),
                       ("http://[::1]:8000", "number address"), ("http://localhost:8000", "")):
        other = build(settings.model_copy(update={"public_url": url}))
        client = TestClient(other, base_url=url, headers={"origin": url}, follow_redirects=False)
        page = client.get("/login").text
        assert (words in page) and (("Sign in with a passkey" in page) == (words == ""))
        assert asked_no(client, "sign_in") == (409 if words else 200)
        other.state.database.dispose()


def test_only_somebody_signed_in_is_asked_to_prove_or_add(app, cast):
    client = browser(app)
    assert [asked_no(client, purpose) for purpose in ("prove", "add", "anything")] == [401, 401, 422]
