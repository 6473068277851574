"""Passwords that were breached or are made of the words of house and person are refused wherever one is set."""

import re

import pytest

from app.accounts import commands, easy, organisation
from app.accounts.models import Mark, User
from app.kit.errors import Refusal
from tests import world
from tests.accounts.test_people import invited
from tests.doors import act
from tests.world import on_sqlite

pytestmark = on_sqlite
OURS = ("Pennywhistle2026!", "penny.whistle-BROADBAND", "p3nnywh1stle$$", "broadband-walker7", "Admin-Pennywhistle",
        "pia.winterbottom1", "Winterbottom!!", "winterb0ttom-99")


@pytest.fixture
def pennywhistle(database, cast):
    with database.write() as session:
        session.merge(Mark(id=organisation.NAME, value="Pennywhistle Broadband Ltd"))


def test_half_a_million_breached_passwords_are_known(database):
    known = set()
    for file in (easy.BREACHED, easy.COMMON):
        kept = file.read_bytes()
        digests = [kept[at:at + easy.WIDTH] for at in range(0, len(kept), easy.WIDTH)]
        assert digests == sorted(set(digests))
        known |= set(digests)
    assert len(known) == 475_794
    for password in ("baseball", "BASEBALL", "football", "vjht1963", "1qaz2wsx3edc", "trustno1", "000webhost"):
        assert easy.is_breached(password), password
        with pytest.raises(Refusal, match="breach"):
            easy.demand(password)
    assert not any(easy.is_breached(f"{world.PASSWORD} {n}") for n in range(200))


def test_words_of_house_and_person_make_no_password(database, pennywhistle):
    with database.read() as session:
        words = easy.words_of(session, "pia.winterbottom@penny.example", "Pia Winterbottom")
    for password in OURS:
        assert easy.is_made_of(password, easy.OWN | words), password
    for password in ("a penny for my thoughts on trains", "whistling kettles", world.PASSWORD, "correct horse 12",
                     "123-456-789-000", "pias grandmother knits"):
        assert not easy.is_made_of(password, easy.OWN | words), password


def test_an_invite_refuses_them_and_still_works_after(as_, client, pennywhistle):
    door = invited(as_("una"))
    pia = {"name": "Pia Winterbottom", "email": "pia.winterbottom@shoe.test"}
    for password in (*OURS, "baseball", "SHOE-shoe-1"):
        no = act(client, door, {**pia, "password": password})
        assert no.status_code == 422 and re.search("words of this house|in a breach", no.text), password
    assert act(client, door, {**pia, "password": world.PASSWORD}).status_code == 303


def test_a_change_a_reset_and_the_first_admin_refuse_them(as_, client, database, pennywhistle):
    ada = as_("ada")
    with database.write() as session:
        user = session.get(User, "u-ada")
        with pytest.raises(Refusal):
            commands.set_password(session, user, "Pennywhistle2026!")
        user.name = "Ada Winterbottom"
        door = "/reset#" + commands.make_link(session, "reset", user)
    for password in OURS[:5] + OURS[6:]:
        assert ada.post("/account/password", data={"password": password}).status_code == 422, password
        assert act(client, door, {"password": password}).status_code == 422, password
    assert act(client, door, {"password": world.PASSWORD}).status_code == 303


def test_the_first_admin_s_may_not_be_the_name_given_in_the_same_form(client, database):
    with database.write() as session:
        code = commands.make_link(session, "first_admin")
    form = {"code": code, "name": "Una", "email": "una@shoe.test", "house": "Pennywhistle Ltd",
            "languages": ["en"]}
    no = client.post("/welcome", data={**form, "password": "Pennywhistle2026"})
    assert no.status_code == 422 and "words of this house" in no.text
    assert client.post("/welcome", data={**form, "password": world.PASSWORD}).status_code == 303
