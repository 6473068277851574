"""The list of places: made, pasted, changed, closed, refused in words; and what phones carry of it."""

import pytest

from app.journeys import places
from app.kit.errors import Refusal

LIST = "Name;Kind;Zone\nHighgate store;store;\n\nSales line;LINE;europe/dublin\nHelp pages;Pages\nKiosk"


@pytest.fixture
def mo(as_):
    return as_("mo")


def known(database) -> dict:
    with database.read() as session:
        return {one.name: (one.kind, one.time_zone, one.closed_at is None) for one in places.every_place(session)}


def test_a_pasted_list_is_held_against_the_known_places_once(mo, monkeypatch):
    looks, every = [], places.every_place
    monkeypatch.setattr(places, "every_place", lambda session: looks.append(1) or every(session))
    assert "60 new places taken" in mo.post("/places/lines", data={"lines": "\n".join(
        f"Store {number}" for number in range(60))}).text
    assert len(looks) == 2  # for the list, and for the page that shows it


def test_an_empty_list_says_what_places_are_for(mo):
    told = mo.get("/places").text
    assert "No place to choose from yet" in told and "whether Highgate is harder than Camden" in told


def test_a_place_is_made_changed_closed_and_opened(mo, database):
    assert mo.post("/places", data={"name": " Highgate  store ", "kind": "store"}).status_code == 303
    with database.read() as session:
        (one,) = places.every_place(session)
    assert mo.post(f"/places/{one.id}", data={"name": "Highgate", "kind": "store",
                                              "time_zone": "Asia/Tokyo"}).status_code == 303
    assert known(database) == {"Highgate": ("store", "Asia/Tokyo", True)}
    mo.post(f"/places/{one.id}/closing", data={"closed": "yes"})
    assert known(database) == {"Highgate": ("store", "Asia/Tokyo", False)}
    assert "Open it again" in mo.get("/places").text and "This place is closed" in mo.get(f"/places/{one.id}").text
    mo.post(f"/places/{one.id}/closing", data={"closed": "no"})
    assert known(database)["Highgate"][2]


@pytest.mark.parametrize(("typed", "said"), [
    ({"name": ""}, "Give the place a name"), ({"name": "x" * 121}, "120 letters at most"),
    ({"name": "Up", "time_zone": "Mars/Olympus"}, "Write a time zone such as Europe/London"),
    ({"name": "Up", "kind": "moon"}, "Choose store, line, page or other"),
    ({"name": "highgate STORE"}, "called “Highgate store” already")])
def test_what_is_wrong_is_said_beside_what_was_typed(mo, database, typed, said):
    mo.post("/places", data={"name": "Highgate store", "kind": "store"})
    no = mo.post("/places", data={"kind": "store", **typed})
    assert no.status_code in (409, 422) and said in no.text and len(known(database)) == 1


def test_a_list_is_pasted_once(mo, database):
    assert "4 new places taken" in mo.post("/places/lines", data={"lines": LIST}).text
    assert known(database) == {"Highgate store": ("store", "", True), "Sales line": ("line", "Europe/Dublin", True),
                               "Help pages": ("page", "", True), "Kiosk": ("store", "", True)}
    assert "No new places taken. 4 known already" in mo.post("/places/lines", data={"lines": LIST}).text


@pytest.mark.parametrize(("pasted", "said"), [
    ("Ok, store\nSales, telephone", "Line 2: Choose store"), ("", "The list is empty"),
    ("a\n" * 2001, "2,001 lines")])
def test_a_list_that_cannot_be_read_is_refused_whole(mo, database, pasted, said):
    no = mo.post("/places/lines", data={"lines": pasted})
    assert no.status_code == 422 and said in no.text and not known(database)


def test_phones_carry_the_open_ones_and_the_tag_follows(mo, as_, database):
    ada = as_("ada", "device")
    before = ada.get("/api/v1/catalogue").json()
    mo.post("/places/lines", data={"lines": LIST})
    after = ada.get("/api/v1/catalogue").json()
    assert before["places"] == [] and before["etag"] != after["etag"]
    assert [(one["name"], one["channels"]) for one in after["places"]][1:3] == [
        ("Highgate store", ["store"]), ("Kiosk", ["store"])]
    gone = next(one["id"] for one in after["places"] if one["name"] == "Kiosk")
    mo.post(f"/places/{gone}/closing", data={"closed": "yes"})
    assert "Kiosk" not in ada.get("/api/v1/catalogue").text


@pytest.mark.parametrize(("walks", "people"), [("", "2"), ("2", "2"), ("5", "1"), ("101", "2"), ("x", "2")])
def test_the_floor_has_a_floor(database, walks, people):
    with database.write() as session, pytest.raises(Refusal):
        places.set_floor(session, walks, people)
    with database.read() as session:
        assert places.floor_of(session) == (5, 2)
