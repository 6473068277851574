"""How long an RSA key must be to be believed, a provider's or a passkey's: 2048 bits, or what RSA_BITS says."""

from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi.testclient import TestClient
from joserfc import jwk
from sqlmodel import select

from app.accounts.models import Passkey
from tests import world
from tests.accounts.fake_provider import key, offered_by
from tests.accounts.soft_key import SoftKey
from tests.accounts.sso_steps import connected, is_in, signed_on
from tests.world import on_sqlite

pytestmark = on_sqlite  # nothing of one kind alone
HOME = "https://walks.example"
RS256, OTHERS = -257, [-8, -7]


@cache
def hello(bits: int) -> rsa.RSAPrivateKey:
    """What Windows Hello signs with; made once, for it takes a moment."""
    return rsa.generate_private_key(65537, bits)


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"public_url": HOME})


@pytest.fixture
def ada(app, cast):
    with app.state.database.write() as session:
        secret = world.credentials(session, cast["ada"], None)[1]["sl"]
    return TestClient(app, base_url=HOME, headers={"origin": HOME, "accept": "text/html"}, follow_redirects=False,
                      cookies={"__Host-sl": secret})


def strict(app) -> None:
    app.state.settings = app.state.settings.model_copy(update={"rsa_bits": 3072})


def added(client, bits: int):
    own = SoftKey(HOME, "walks.example", secret=hello(bits))
    options = client.post("/passkeys/questions", json={"purpose": "add"}).json()["options"]
    return own, [one["alg"] for one in options["pubKeyCredParams"]], client.post(
        "/account/passkeys", data={"passkey": own.make(options), "name": "Hello"})


def comes_in(client, own: SoftKey):
    own.count += 1
    options = client.post("/passkeys/questions", json={"purpose": "sign_in"}).json()["options"]
    return client.post("/login/passkey", data={"passkey": own.show(options)})


def test_a_passkey_of_2048_bits_is_taken_until_more_is_asked_and_then_neither_offered_nor_believed(app, ada):
    own, offered, reply = added(ada, 2048)
    assert offered == [*OTHERS, RS256] and reply.headers["location"] == "/account?said=passkey_added"
    assert comes_in(ada, own).status_code == 303
    strict(app)
    no = comes_in(ada, own)
    assert no.status_code == 422 and "RSA of 2048 bits, and none below 3072 is taken here (RSA_BITS)" in no.text
    _, offered, no = added(ada, 2048)
    assert offered == OTHERS and no.status_code == 422 and "on your phone or in a password store" in no.text
    own, _, reply = added(ada, 3072)
    assert reply.status_code == 303 and comes_in(ada, own).status_code == 303, "long enough, though nobody asked for it"


def test_a_passkey_below_2048_bits_is_never_taken(app, ada, database):
    _, _, no = added(ada, 1024)
    assert no.status_code == 422 and "RSA of 1024 bits" in no.text
    with database.read() as session:
        assert session.exec(select(Passkey)).all() == []


def test_a_provider_that_signs_with_less_than_is_asked_lets_nobody_in_and_is_told_of(app, ada, database, caplog):
    ada.post("/logout")
    with database.write() as session:
        connected(session, "u-ada", "sub-ada")
    idp = offered_by(app, rsa_bits=3072)
    no = signed_on(ada, idp)
    assert no.status_code == 503 and "is not set up right" in no.text and not is_in(ada)
    assert "RSA of 2048 bits, and nothing below 3072 is believed here (RSA_BITS)" in caplog.text
    assert "or set RSA_BITS=2048" in caplog.text
    long = jwk.RSAKey.generate_key(3072, {"kid": "long"}, private=True)
    for signing, alg in ((long, "RS256"), (key("two", "EC"), "ES256")):
        idp = offered_by(app, rsa_bits=3072)
        idp.signing, idp.published, idp.alg = signing, [key("one"), signing], alg
        assert signed_on(ada, idp).status_code == 303 and is_in(ada)
        ada.post("/logout")
