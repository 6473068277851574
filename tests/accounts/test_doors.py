"""Signing in and out, the first admin, one-time links: through HTTP, on both databases."""

from fastapi import Request
from fastapi.testclient import TestClient

from app.accounts import commands, tries
from app.accounts.models import User
from tests import world
from tests.conftest import ORIGIN
from tests.doors import act, look


def test_a_right_password_signs_in_and_a_wrong_one_does_not(client, database):
    with database.write() as session:
        commands.add_user(session, "pia@shoe.test", "walker", "Pia", world.PASSWORD)
    wrong = client.post("/login", data={"email": "pia@shoe.test", "password": "not it at all"})
    assert wrong.status_code == 422 and "do not fit" in wrong.text
    right = client.post("/login", data={"email": "PIA@shoe.test", "password": world.PASSWORD, "next": "/capture"})
    assert right.status_code == 303 and right.headers["location"] == "/capture"
    assert client.get("/").headers["location"] == "/capture"


def test_guessing_is_slowed_and_an_unknown_name_looks_like_a_wrong_password(client, cast):
    seen = {client.post("/login", data={"email": "no@shoe.test", "password": "xxxxxxxx"}).status_code
            for _ in range(12)}
    assert seen == {422, 429}


def at(app, place: str) -> Request:
    return Request({"type": "http", "app": app, "client": (place, 1), "headers": [], "scheme": "http"})


def flood(app, places: int, times: int) -> int:
    """Wrong passwords for Ada, so many from each of so many addresses; how many were weighed."""
    with app.state.database.write() as session:
        return sum(tries.take(session, at(app, f"203.0.113.{place}"), "ada@shoe.test")
                   for place in range(places) for _ in range(times))


def sign_in(app, place: str, cookies=None):
    return TestClient(app, base_url=ORIGIN, headers={"origin": ORIGIN}, follow_redirects=False, client=(place, 1),
                      cookies=cookies).post("/login", data={"email": "ada@shoe.test", "password": world.PASSWORD})


def test_a_thousand_wrong_passwords_do_not_lock_a_colleague_out(client, app, database, cast):
    with database.write() as session:
        commands.set_password(session, session.get(User, "u-ada"), world.PASSWORD)
    known = sign_in(app, "198.51.100.7").cookies["sl-known"]
    assert flood(app, 1, 1000 if database.is_sqlite else 100) <= 11
    assert sign_in(app, "203.0.113.0").status_code == 429, "nobody signs in from where the flood comes from"
    assert sign_in(app, "198.51.100.8").status_code == 303, "from elsewhere she does, on a browser nobody knows"
    assert flood(app, 12, 12) <= 110
    assert sign_in(app, "198.51.100.9").status_code == 429, "from everywhere at once, a browser nobody knows waits"
    assert sign_in(app, "198.51.100.9", {"sl-known": known}).status_code == 303, "and her own does not"
    assert sign_in(app, "198.51.100.9", {"sl-known": "f" * 64}).status_code == 429


@world.on_sqlite
def test_an_office_behind_one_address_signs_in_one_after_the_other(app, database):
    with database.write() as session:
        for n in range(2 * tries.HERE):
            assert tries.take(session, at(app, "198.51.100.7"), f"p{n}@shoe.test")
            tries.give_back(session, at(app, "198.51.100.7"), f"p{n}@shoe.test")


def test_signing_out_ends_the_session_on_the_server(as_, app):
    ada = as_("ada")
    assert ada.get("/").status_code == 303
    cookie = ada.cookies["sl"]
    ada.post("/logout")
    ada.cookies.set("sl", cookie)
    assert ada.get("/").headers["location"] == "/login"


def test_the_first_admin_needs_the_code_from_the_console(client, database):
    with database.write() as session:
        code = commands.make_link(session, "first_admin")
    person = {"name": "Una", "email": "una@shoe.test", "password": world.PASSWORD, "languages": "en"}
    assert client.get("/login").headers["location"] == "/welcome"
    assert client.post("/welcome", data={**person, "code": "guess"}).status_code == 410
    assert client.post("/welcome", data={**person, "code": code}).status_code == 303
    client.cookies.clear()
    assert client.post("/welcome", data={**person, "code": code}).status_code == 409


def test_looking_at_a_one_time_link_does_not_spend_it_and_using_it_does(client, database, cast):
    with database.write() as session:
        link = "/sign-in#" + commands.make_link(session, "sign_in", cast["mo"])
    for _ in range(3):
        assert "Sign me in" in look(client, link).text
    assert act(client, link).status_code == 303
    client.cookies.clear()
    assert look(client, link).status_code == act(client, link).status_code == 410


def test_a_form_of_another_site_is_refused(client, cast):
    for headers in ({"origin": "https://evil.test"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        assert client.post("/login", headers=headers, data={"email": "a", "password": "b"}).status_code == 403


def test_sign_in_never_leads_to_another_site(as_):
    for address in ("//evil.test", "/\\evil.test", "https://evil.test", "/a\r\nb", "javascript:alert(1)"):
        assert as_("ada").get("/login", params={"next": address}).headers["location"] == "/"


def test_a_phone_gets_a_token_of_its_own(as_):
    reply = as_("ada").post("/devices", json={"dev": "d-0123456789"})
    assert reply.status_code == 201
    assert reply.json()["user"] == {"id": "u-ada", "name": "Ada", "initials": "A"}


def test_every_answer_carries_the_headers(client, cast):
    for path in ("/login", "/nowhere", "/capture", "/sw.js", "/up", "/manifest.webmanifest"):
        reply = client.get(path)
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["content-security-policy"].startswith("default-src 'none'")
        assert "no-" in reply.headers["cache-control"]
