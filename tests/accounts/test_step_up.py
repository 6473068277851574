"""Asking again who sits there: through HTTP, with what was typed kept."""

import re
from datetime import timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from app.accounts import commands
from app.accounts.models import BrowserSession, User
from app.kit import clock
from app.main import _doors
from tests import world
from tests.accounts.soft_key import SoftKey
from tests.world import on_sqlite

HTML = {"accept": "text/html"}


def grow_stale(database, minutes: int = 16) -> None:
    with database.write() as session:
        session.execute(update(BrowserSession).values(proved_at=clock.now() - timedelta(minutes=minutes)))


@pytest.fixture
def una(as_, database):
    """An admin with a password who proved it 16 minutes ago."""
    with database.write() as session:
        commands.set_password(session, session.get(User, "u-una"), world.PASSWORD)
    client = as_("una")
    client.headers.update(HTML)
    grow_stale(database)
    return client


def fields(page: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in
            re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page)}


def secret_of(client) -> str:
    """The secret a browser came in with, or the newest it was handed."""
    held = [one for one in client.cookies.jar if one.name == "sl"]
    return max(held, key=lambda one: one.domain != "").value


DANGEROUS = [("/people/u-ada/role", {"role": "manager"}), ("/people/invites", {"role": "admin", "note": "Pia"}),
             ("/people/u-ada/reset", {}), ("/people/u-ada/closing", {}), ("/people/u-ada/opening", {}),
             ("/account/tokens", {"scope": "read"}), ("/account/passkeys", {"passkey": "x"}),
             ("/account/passkeys/k/removal", {}), ("/account/keys/k/removal", {})]


# Why these and no others: CONTRIBUTING.md. Three more ask only at times: an admin's invite, a passkey's question that
# would add one, and a first password beside other ways in.
ASKS_AGAIN = {
    "POST /people/{user_id}/role", "POST /people/{user_id}/closing", "POST /people/{user_id}/opening",
    "POST /people/{user_id}/reset", "POST /account/tokens", "POST /account/passkeys",
    "POST /account/keys/{key_id}/removal",
    "POST /account/passkeys/{key_id}/removal", "POST /account/company", "POST /account/company/removal",
    "POST /erasures", "POST /retention/{kind_id}", "GET /account/everything.zip",
    "GET /people/{user_id}/everything.zip",
}


def asks_again(needed) -> bool:
    """Whether a route's dependency, or one of its own, wants a fresh proof."""
    return getattr(needed.call, "required", "").startswith("fresh:") or any(map(asks_again, needed.dependencies))


def test_what_asks_again_is_written_down():
    routes = [route for module in _doors() if hasattr(module, "router") for route in module.router.routes]
    assert {f"{method} {route.path}" for route in routes if asks_again(route.dependant)
            for method in route.methods} == ASKS_AGAIN


@on_sqlite
def test_erasing_keeping_and_handing_out_everything_ask_first(una):
    for address, data in (("/erasures", {"kind": "person", "of": "u-ada", "typed": "Ada"}),
                          ("/retention/photos", {"days": "30"})):
        asked = una.post(address, data=data)
        assert asked.status_code == 403 and fields(asked.text) == {**data, "proof_again": "1"}
    for address in ("/people/u-ada/everything.zip", "/account/everything.zip"):
        assert una.get(address).headers["location"] == f"/proof?next={address}"


@on_sqlite
def test_what_is_dangerous_asks_first_and_changes_nothing(una, database):
    for address, data in DANGEROUS:
        asked = una.post(address, data=data)
        assert asked.status_code == 403 and "Confirm that it is you" in asked.text, address
        assert fields(asked.text) == {**data, "proof_again": "1"}
    with database.read() as session:
        assert session.get(User, "u-ada").role == "walker"


def test_an_invite_of_a_walker_asks_nothing(una):
    assert una.post("/people/invites", data={"role": "walker"}).status_code == 201


@on_sqlite
def test_the_form_goes_on_with_what_was_typed(una, database):
    typed = {"role": "admin", "note": 'Pia <b> & "Co"'}
    asked = una.post("/people/invites", data=typed)
    assert 'action="/proof?next=/people/invites"' in asked.text
    kept = fields(asked.text)
    wrong = una.post("/proof?next=/people/invites", data={**kept, "proof_password": "not it at all"})
    assert wrong.status_code == 422 and "not your password" in wrong.text and fields(wrong.text) == kept
    before = secret_of(una)
    reply = una.post("/proof?next=/people/invites", data={**kept, "proof_password": world.PASSWORD},
                     follow_redirects=True)
    assert reply.status_code == 201 and "The invite for Pia &lt;b&gt; &amp; &#34;Co&#34; is ready" in reply.text
    assert secret_of(una) != before, "the secret is a new one"
    assert TestClient(una.app, base_url=str(una.base_url), cookies={"sl": before}).get("/account").status_code == 401
    assert una.post("/people/u-ada/role", data={"role": "manager"}).status_code == 303, "and asks no more for a while"
    grow_stale(database, 14)
    assert una.post("/people/u-ada/role", data={"role": "walker"}).status_code == 303
    grow_stale(database, 15)
    assert una.post("/people/u-ada/role", data={"role": "manager"}).status_code == 403


@on_sqlite
def test_a_page_comes_back_to_where_it_was_and_never_to_another_site(una):
    assert "Confirm that it is you" in una.get("/proof", params={"next": "/people"}).text
    reply = una.post("/proof?next=//evil.test", data={"proof_password": world.PASSWORD})
    assert (reply.status_code, reply.headers["location"]) == (303, "/")
    assert una.get("/proof", params={"next": "/people"}).headers["location"] == "/people", "fresh already"


@on_sqlite
def test_htmx_and_programs_are_told_where_to_go(una):
    headers = {"hx-request": "true", "hx-current-url": "http://shoe.test/people/u-ada?x=1"}
    reply = una.post("/people/u-ada/role", data={"role": "manager"}, headers=headers)
    assert reply.headers["hx-redirect"] == "/proof?next=/people/u-ada%3Fx%3D1"
    evil = una.post("/people/u-ada/role", data={"role": "manager"}, headers={
        **headers, "hx-current-url": "https://evil.test//evil.test/"})
    assert evil.headers["hx-redirect"] == "/proof?next=/"
    reply = una.post("/passkeys/questions", json={"purpose": "add"}, headers={"accept": "application/json"})
    assert reply.status_code in (403, 409)


def test_guessing_is_slowed(una):
    seen = {una.post("/proof", data={"proof_password": "not it at all"}).status_code for _ in range(12)}
    assert seen == {422, 429}


@on_sqlite
def test_whoever_came_by_a_link_and_has_nothing_to_show_is_told_to_set_a_password(as_, database):
    ada = as_("ada")
    ada.headers.update(HTML)
    assert ada.post("/account/tokens", data={"scope": "read"}).status_code == 201, "a sign-in is a proof"
    grow_stale(database)
    asked = ada.post("/account/tokens", data={"scope": "read"})
    assert asked.status_code == 403 and "Set a password in your account" in asked.text
    assert ada.post("/proof", data={"proof_password": ""}).status_code == 422
    assert ada.post("/account/password", data={"password": world.PASSWORD}).status_code == 303
    assert ada.post("/account/tokens", data={"scope": "read"}).status_code == 201, "setting it proves who set it"


@on_sqlite
def test_a_passkey_proves_as_well_and_guards_a_password_not_yet_set(settings, app, cast, database):
    home = "http://localhost"
    app.state.settings = settings.model_copy(update={"public_url": home})
    with database.write() as session:
        cookies = world.credentials(session, cast["ada"], None)[1]
    ada = TestClient(app, base_url=home, headers={"origin": home, **HTML, "sec-fetch-site": "same-origin"},
                     cookies=cookies, follow_redirects=False)
    key = SoftKey(home, "localhost")

    def options(purpose: str) -> dict:
        return ada.post("/passkeys/questions", json={"purpose": purpose}).json()["options"]

    assert ada.post("/account/passkeys", data={"passkey": key.make(options("add"))}).status_code == 303
    grow_stale(database)
    assert ada.post("/account/password", data={"password": world.PASSWORD}).status_code == 403
    key.count += 1
    reply = ada.post("/proof?next=/account/tokens", follow_redirects=True, data={
        "scope": "read", "proof_again": "1", "proof_passkey": key.show(options("prove"))})
    assert reply.status_code == 201 and "The token is ready" in reply.text
