"""What was done, on the screen and as a table: every deed has words, and names are those of today."""

import re
from pathlib import Path

import pytest
from sqlalchemy import update

from app.accounts import audit
from app.accounts.models import AuditLine, User
from app.exports.deed_words import SENTENCES
from app.kit import clock
from tests.doors import act, link_in

APP = Path(__file__).resolve().parents[2] / "app"
NOTED = re.compile(r"note(?:_apart)?\([^\"]{0,120}?\"([a-z_]+\.[a-z_]+)\"", re.DOTALL)


def test_every_deed_that_is_noted_has_words():
    files = [path.read_text() for path in APP.rglob("*.py")]
    noted = {deed for words in files if "audit" in words for deed in NOTED.findall(words)}
    assert {"session.opened", "role.changed", "export.made"} <= noted
    assert noted <= set(SENTENCES), "say in app/exports/deed_words.py what these are"


@pytest.fixture
def una(as_):
    return as_("una")


def deeds_of(client, query: str = "") -> str:
    answer = client.get(f"/deeds{query}")
    assert answer.status_code == 200, answer.text
    return re.sub(r"<[^>]+>", "", answer.text)


def test_what_people_do_stands_there_in_words(una, as_, client, database):
    una.post("/people/u-mo/role", data={"role": "walker"})
    una.post("/people/u-ada/closing")
    una.post("/account/tokens", data={"scope": "read"})
    una.get("/exports/heat.csv?since=2026-01-01&mode=see")
    una.get("/exports/heat.csv?persona=own&until=2026-02-01")
    as_("zoe").get("/people")
    as_("ada", "write").get("/exports/walks.csv")
    client.post("/login", data={"email": "nobody@shoe.test", "password": "wrong wrong wrong"})
    said = deeds_of(una)
    for words in ("Una changed Mo’s role from manager to walker", "Una closed Ada’s account",
                  "Una made a token for a program, to read", "Una took out heat as csv",
                  "through since=2026-01-01, mode=see", "through for a reason of their own, until=2026-02-01",
                  "Zoe was refused at GET /people",
                  "Somebody tried to come in as nobody here and was refused"):
        assert words in said, words
    assert "nobody@shoe.test" not in said
    assert audit.verify(database).broken is None


def test_a_sign_in_and_a_share_are_written_down(una, client, database):
    made = una.post("/people/zoe-is-none/reset")
    assert made.status_code == 404
    link = link_in(una.post("/people/u-zoe/reset").text)
    assert act(client, link, {"password": "another long walk home"}).status_code == 303
    assert client.post("/logout").status_code == 303
    said = deeds_of(una)
    for words in ("Una made a link to a new password for Zoe", "Zoe set a new password by a link",
                  "Zoe signed in by a reset link", "Zoe signed out"):
        assert words in said, words


def test_whoever_was_erased_is_nobody_here(una, database):
    una.post("/people/u-mo/role", data={"role": "walker"})
    with database.write() as session:
        session.execute(update(User).where(User.id == "u-mo").values(erased_at=clock.now()))
    assert "Una changed someone erased’s role from manager to walker" in deeds_of(una)


def test_one_kind_one_person_one_day_a_page_at_a_time(una, database):
    with database.write() as session:
        for _ in range(60):
            audit.note(session, "u-mo", "export.made", table="walks", form="csv", rows=1)
        audit.note(session, None, "backup.made", photos=3)
    assert "2 of 61" not in deeds_of(una, "?deed=export.made")
    first = una.get("/deeds?deed=export.made&who=u-mo").text
    assert first.count('class="deed"') == 50 and "60 of 61 things done fit" in first
    more = re.search(r'href="(/deeds\?[^"]*before=\d+)"', first)[1].replace("&amp;", "&")
    assert una.get(more).text.count('class="deed"') == 10
    assert una.get(f"/deeds?day={clock.now():%Y-%m-%d}").text.count('class="deed"') == 50
    assert "Nothing fits this choice" in una.get("/deeds?day=2020-01-01").text
    assert una.get("/deeds?day=soon").status_code == 422
    assert una.get("/deeds?before=-1").status_code == 422
    table = una.get("/exports/deeds.json?deed=export.made&who=u-mo").json()
    assert table["about"]["Filter"] == "Taken out; by or about Mo"


def test_before_anything_was_done_the_page_says_what_will_stand_there(una):
    assert "The log is empty" in una.get("/deeds").text


def test_the_table_can_be_checked_by_others(una, database):
    with database.write() as session:
        audit.note(session, "u-mo", "role.changed", "u-ada", was="walker", role="manager")
    told = una.get("/exports/deeds.json").json()
    first = told["rows"][0]
    assert first["words"] == "Mo changed Ada’s role from walker to manager"
    assert (first["line"], first["deed"], first["by"], first["about"]) == (1, "Role changed", "u-mo", "u-ada")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first["at"]), "when, in UTC"
    with database.read() as session:
        assert told["rows"][0]["digest"] == session.get(AuditLine, 1).digest
    assert una.get("/exports/deeds.xlsx").status_code == 200
    assert una.get("/exports/deeds.csv?who=u-zoe").headers["x-rows"] == "0"


def test_only_admins_see_it(as_):
    assert as_("mo").get("/exports/deeds.csv").status_code == 403


