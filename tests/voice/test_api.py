"""Comments from other programs: what is kept, what is refused and where, and that the same again adds nothing."""

import json

import pytest
from sqlmodel import select

from app.voice.models import Comment, Source
from tests import world
from tests.conftest import ORIGIN
from tests.insights.logs import enter_journeys

HERE = "/api/v1/comments"
GOOD = {"source": "Help desk", "words": "Write to jo@mail.example, nobody rang.", "said_on": "2026-11-03",
        "channel": "Phone", "external_id": "T-1", "rating": 2, "scale": "ces2", "persona": "Billing",
        "segment": "North"}


@pytest.fixture
def program(app, cast):
    """`program("write")`: a client with a manager's token of that scope."""
    from fastapi.testclient import TestClient

    def made(scope: str) -> TestClient:
        with app.state.database.write() as session:
            headers, _ = world.credentials(session, cast["mo"], scope)
        return TestClient(app, base_url=ORIGIN, headers=headers, follow_redirects=False)
    return made


def kept(database) -> list[Comment]:
    with database.read() as session:
        return list(session.exec(select(Comment)))


def test_a_comment_is_kept_as_an_import_would_and_read_back(database, program):
    with database.write() as session:
        enter_journeys(session)
    said = program("write").post(HERE, json=[GOOD])
    assert (said.status_code, said.json()) == (200, {"accepted": 1, "known": 0, "refused": []})
    (told,) = program("read").get(HERE).json()["comments"]
    assert told["words"] == "Write to [e-mail], nobody rang." and told["felt"] == 6 and told["channel"] == "phone"
    assert (told["said_on"], told["persona_said"], told["source"]) == ("2026-11-03", "Billing", "Help desk")
    assert program("read").get(HERE, params={"source": "Elsewhere"}).json()["n"] == 0


def test_the_same_call_again_adds_nothing_by_its_number_or_its_words(database, program):
    write = program("write")
    rows = [GOOD, {"source": "S", "words": "slow"}, {"source": "S", "words": "slow"},
            {"source": "S", "rating": 5, "scale": "csat"}, {"source": "S", "rating": 5, "scale": "ces2"}]
    for known in (0, 5):
        assert write.post(HERE, json=rows).json() == {"accepted": 5, "known": known, "refused": []}
    assert write.post(HERE, json=[{**GOOD, "words": "Other words"}, {**GOOD, "words": "y"}]).json()["known"] == 2
    assert len(kept(database)) == 5


BAD = [({"words": "x"}, "source"), ({**GOOD, "mood": 1}, "mood"), ({**GOOD, "rating": 8}, "rating"),
       ({**GOOD, "scale": None}, "scale"), ({**GOOD, "said_on": "3.11.2026"}, "said_on"),
       ({"source": "S", "words": " \0 "}, "words"), ({**GOOD, "rating": "2"}, "rating"), (["x"], ""), (None, ""),
       ({**GOOD, "words": "x" * 40_000}, "words"), ({**GOOD, "source": " "}, "source")]


def test_a_bad_row_is_named_by_its_place_and_the_good_ones_stay(database, program):
    said = program("write").post(HERE, json=[*(row for row, _ in BAD), GOOD]).json()
    assert [(one["index"], one["field"]) for one in said["refused"]] == [
        (place, field) for place, (_, field) in enumerate(BAD)]
    assert all(one["why"] for one in said["refused"]) and said["accepted"] == len(kept(database)) == 1


def test_asked_for_all_or_nothing_it_keeps_nothing(database, program):
    said = program("write").post(f"{HERE}?whole=true", json=[GOOD, {"words": "x"}])
    assert said.status_code == 422 and said.json()["error"]["refused"][0]["index"] == 1
    with database.read() as session:
        assert kept(database) == [] and session.exec(select(Source)).all() == []


def test_hostile_bodies_get_a_sentence(database, program, as_):
    write = program("write")
    for body in (b"{}", b"[", b"[NaN]", b'"x"', b"[" * 5_000, b"\xff", json.dumps([GOOD] * 1_001).encode()):
        said = write.post(HERE, content=body, headers={"content-type": "application/json"})
        assert said.status_code in (400, 422) or said.json()["accepted"] == 0, body[:9]
    broken = b'[{"source": "S\\u0000\\ud800", "words": "a\\ud800b\\u0000", "segment": "\\udfff"}]'
    assert write.post(HERE, content=broken, headers={"content-type": "application/json"}).json()["accepted"] == 1
    assert [one.words for one in kept(database)] == ["a?b"]
    assert program("read").post(HERE, json=[GOOD]).status_code == 403
    assert as_("ada", "write").post(HERE, json=[GOOD]).status_code == 403


def test_it_is_in_the_description_of_the_interface(program):
    told = program("read").get("/api/openapi.json").json()["paths"][HERE]
    row = told["post"]["requestBody"]["content"]["application/json"]["schema"]["items"]
    assert {"words", "source", "external_id", "scale"} <= row["properties"].keys() and "get" in told
