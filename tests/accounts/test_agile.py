"""What protects may be exchanged: hashes of passwords, the server's own key; and secrets may come from a vault."""

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.accounts import codes, known, passwords
from app.accounts.access import Actor
from app.accounts.models import Mark, User
from app.kit.errors import Refusal
from app.settings import Settings
from tests import world
from tests.world import on_sqlite

pytestmark = on_sqlite
ADA = Actor("u-ada", "Ada", "walker")


def test_a_hash_of_yesterday_is_made_anew_when_its_person_signs_in(client, cast, database):
    old = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8192, parallelism=1),)).hash(world.PASSWORD)
    with database.write() as session:
        session.get(User, "u-ada").password_hash = old
    for password, status in (("not it at all", 422), (world.PASSWORD, 303)):
        said = client.post("/login", data={"email": "ada@shoe.test", "password": password})
        assert said.status_code == status
        with database.read() as session:
            kept = session.get(User, "u-ada").password_hash
        assert (kept == old) == (status == 422)
    assert "m=19456,t=2,p=1" in kept and passwords.matches(world.PASSWORD, kept)
    client.post("/login", data={"email": "ada@shoe.test", "password": world.PASSWORD})
    with database.read() as session:
        assert session.get(User, "u-ada").password_hash == kept, "one of today stays"


def test_the_key_of_the_server_is_renewed_and_phones_keep_what_they_hold(database, cast):
    with database.write() as session:
        before, seal = known.made(session, "ada@shoe.test"), known.sealed(session, "u-ada")
        digits = codes.made(session, ADA)
    with database.write() as session:
        known.renew(session)
        assert known.made(session, "ada@shoe.test") != before and known.sealed(session, "u-ada") == seal
        with pytest.raises(Refusal):
            codes.redeemed(session, digits, "198.51.100.7")
    with database.write() as session:
        known.renew(session)
        assert known.sealed(session, "u-ada") == seal, "however often"
        known.renew(session, phones=True)
        assert known.sealed(session, "u-ada") != seal
        assert session.get(Mark, known.SEAL).value != session.get(Mark, known.KEY).value


def test_secrets_of_the_host_may_come_from_a_vault(database, tmp_path, monkeypatch):
    (tmp_path / "smtp_password").write_text("kept in a vault\n")
    (tmp_path / "oidc_client_secret").write_text("and this")
    (tmp_path / "database_url").write_text("postgresql+psycopg://db/shoe")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("OIDC_CLIENT_SECRET", "the environment wins")
    settings = Settings(_env_file=None)
    assert settings.smtp_password == "kept in a vault" and settings.oidc_client_secret == "the environment wins"
    assert settings.database == "postgresql+psycopg://db/shoe"
    assert "vault" not in repr(settings) and "environment wins" not in repr(settings)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "not there"))
    assert Settings(_env_file=None).smtp_password == ""
