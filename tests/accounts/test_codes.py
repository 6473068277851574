"""Eight digits from one browser into another: once, ten minutes, and not to be guessed."""

import re
from datetime import timedelta

from fastapi.testclient import TestClient

from app.accounts import codes, commands
from app.accounts.models import OneTimeLink
from app.kit import clock
from tests.conftest import ORIGIN


def browser(app, place: str = "198.51.100.7") -> TestClient:
    return TestClient(app, base_url=ORIGIN, headers={"origin": ORIGIN, "accept": "text/html"}, client=(place, 1),
                      follow_redirects=False)


def shown(client) -> str:
    page = client.post("/account/code")
    assert page.status_code == 201
    return re.search(r'class="code"[^>]*>(\d{4} \d{4})<', page.text)[1]


def test_a_code_signs_the_app_in_once_and_the_phone_gets_its_token(app, as_, database):
    ada, phone = as_("ada"), browser(app)
    assert "I have a code" in phone.get("/login").text
    code = shown(ada)
    with database.read() as session:
        assert code.replace(" ", "") not in str(session.execute(OneTimeLink.__table__.select()).all())
    reply = phone.post("/login/code", data={"code": code, "next": "/capture"})
    assert (reply.status_code, reply.headers["location"]) == (303, "/capture")
    assert phone.post("/devices", json={"dev": "d-0123456789"}).json()["user"]["name"] == "Ada"
    assert phone.post("/account/tokens", data={"scope": "read"}).status_code == 403, "another browser's word"
    again = browser(app).post("/login/code", data={"code": code})
    assert again.status_code == 410 and "used already" in again.text


def test_a_new_code_ends_the_one_before_and_ten_minutes_end_each(app, as_, monkeypatch, database):
    ada = as_("ada")
    first, second = shown(ada), shown(ada)
    assert browser(app).post("/login/code", data={"code": first}).status_code == 410
    there = clock.now() + timedelta(minutes=10, seconds=1)
    with monkeypatch.context() as later:
        later.setattr(clock, "now", lambda: there)
        assert browser(app).post("/login/code", data={"code": second}).status_code == 410
    assert browser(app).post("/login/code", data={"code": second.replace(" ", "")}).status_code == 303


def test_a_closed_account_is_not_opened_by_a_code(app, as_):
    code = shown(as_("ada"))
    as_("una").post("/people/u-ada/closing")
    assert browser(app).post("/login/code", data={"code": code}).status_code == 410


def test_what_is_no_code_is_refused_in_words(app, cast):
    for typed in ("1234567", "123456789", "1234 56a8", "١٢٣٤٥٦٧٨", " "):
        reply = browser(app).post("/login/code", data={"code": typed})
        assert reply.status_code == 422 and "eight digits" in reply.text


def test_codes_cannot_be_guessed_from_one_place_nor_from_everywhere(app, as_, database):
    code = shown(as_("ada"))
    with database.write() as session:
        buckets = [("code:203.0.113.1", codes.HERE), ("code", codes.EVERYWHERE)]
        assert [sum(commands.take_try(session, name, each) for _ in range(250)) for name, each in buckets] == [
            codes.HERE, codes.EVERYWHERE]
    no = browser(app, "203.0.113.1").post("/login/code", data={"code": code})
    assert no.status_code == 429 and "password" in no.text
    assert browser(app, "198.51.100.9").post("/login/code", data={"code": code}).status_code == 429
    with database.write() as session:
        session.execute(commands.Bucket.__table__.update().values(left=9))
    for guess in range(7):
        browser(app, "203.0.113.2").post("/login/code", data={"code": f"{guess:08}"})
    right = browser(app, "203.0.113.2").post("/login/code", data={"code": code})
    assert right.status_code == 303, "a few typing mistakes do not stand in the way"
