"""The organisation's name and zone: asked at first run, kept over the environment, read everywhere from one place."""

from app.accounts import commands, languages
from app.accounts.models import Mark
from tests.world import on_sqlite

FIRST = {"name": "Una", "email": "una@shoe.test", "password": "a long walk home", "languages": ["en", "de"]}


@on_sqlite
def test_the_first_admin_says_whose_house_it_is(client, database):
    page = client.get("/welcome").text
    assert '<option value="Europe/Lisbon">' in page and "Our own screens are in English" in page
    with database.write() as session:
        code = commands.make_link(session, "first_admin")
    wrong = client.post("/welcome", data={**FIRST, "code": code, "house": "Penny <b>", "time_zone": "Mars/Base"})
    assert wrong.text.count(" checked") == 2 and page.count(" checked") == 1
    assert wrong.status_code == 422 and "no such time zone" in wrong.text and 'value="Penny &lt;b&gt;"' in wrong.text
    made = client.post("/welcome", data={**FIRST, "code": code, "house": " Penny  <b> ", "time_zone": "europe/lisbon"})
    assert made.status_code == 303
    shown = client.get("/organisation").text
    assert "Penny &lt;b&gt;</h1>" in shown and "by the clock of Europe/Lisbon" in shown
    assert "not looked at any more" in shown
    assert "Five steps to your first finding" in client.get("/").text
    table = client.get("/exports/snags.csv").text
    assert "Penny <b>" in table and "Europe/Lisbon" in table


@on_sqlite
def test_the_languages_of_customers_are_kept_and_named(database, as_):
    una = as_("una")
    assert '<input type="checkbox" name="languages" value="en" checked>' in una.get("/organisation").text
    said = {"name": "Penny", "time_zone": "UTC", "languages": ["fr", "de"]}
    assert una.post("/organisation", data=said).status_code == 303
    page = una.get("/organisation").text
    assert 'value="de" checked' in page and 'value="fr" checked' in page and 'value="en">' in page
    with database.read() as session:
        assert languages.named(languages.spoken(session)) == "Deutsch and Français"
    for wrong in ([], ["xx"], ["de", "xx"]):
        refused = una.post("/organisation", data={**said, "languages": wrong})
        assert refused.status_code == 422 and "Tick at least one language" in refused.text


@on_sqlite
def test_the_demo_world_bears_its_invented_name_until_somebody_says_another(database, as_):
    una = as_("una")
    assert "no name yet" in una.get("/organisation").text
    with database.write() as session:
        session.add(Mark(id="demo", value="Pennywhistle Broadband"))
    assert "Pennywhistle Broadband</h1>" in una.get("/organisation").text
    assert "Pennywhistle Broadband" in una.get("/exports/snags.csv").text
    una.post("/organisation", data={"name": "Larkfield", "time_zone": "UTC", "languages": "en"})
    assert "Larkfield</h1>" in una.get("/organisation").text


@on_sqlite
def test_a_name_or_zone_that_is_none_is_refused_in_words(as_):
    una = as_("una")
    for typed in ({"name": " ", "time_zone": "UTC"}, {"name": "x" * 81, "time_zone": "UTC"},
                  {"name": "a\x07b", "time_zone": "UTC"}, {"name": "Penny", "time_zone": "../etc/passwd"}):
        assert una.post("/organisation", data={**typed, "languages": "en"}).status_code == 422
