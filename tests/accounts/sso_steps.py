"""Steps of company sign-on that its tests share."""

from sqlmodel import select

from app.accounts.models import CompanyIdentity, User
from app.kit import clock
from tests.accounts.fake_provider import ISSUER


def connected(session, user_id: str, sub: str, iss: str = ISSUER, shown_at=None) -> None:
    now = clock.now()
    session.add(CompanyIdentity(id=f"c-{user_id}-{sub}", user_id=user_id, iss=iss, sub=sub, label="ada@contoso.test",
                                made_at=now, shown_at=shown_at or now))


def door(client, address: str = "/sso/start") -> str:
    reply = client.get(address)
    assert reply.status_code == 303, reply.text
    return reply.headers["location"]


def signed_on(client, idp, address: str = "/sso/start", **more):
    """The whole way: out, sign in there, back."""
    return client.get(idp.browse(door(client, address), **more))


def is_in(client) -> bool:
    return client.get("/account").status_code == 200


def refused(client, reply, *words: str) -> None:
    """Nobody is in, and the page says what to do in a sentence."""
    assert 400 <= reply.status_code < 504 and "You are not signed in" in reply.text, reply.text
    for word in words:
        assert word in reply.text
    assert "Traceback" not in reply.text and "Other ways to sign in" in reply.text
    assert not is_in(client)


def people(database) -> int:
    with database.read() as session:
        return len(session.exec(select(User)).all())
