"""The catalogue a phone carries: shape, tag, and who may have it."""

import pytest

from app.journeys import commands as journeys
from app.journeys.forms import JourneyIn
from app.journeys.models import Journey
from app.personas import commands as personas
from app.personas.forms import PersonaIn
from app.scoring.config import DEFAULTS
from app.voice import commands as voice
from tests.world import on_sqlite

COAT = JourneyIn(name="Return a coat", leave_no_trace=("Cancel the courier",), touchpoints=(
    {"id": "t-web", "name": "Returns page", "channel": "web", "address": "https://example.com/returns"},
    {"id": "t-call", "name": "Call centre", "channel": "phone", "phone": "+44 20 7946 0018", "importance": 2,
     "par": {"steps": 4, "live_ms": 120_000}}))
TOM = PersonaIn(name="Tom Reyes, 34", shoes="boot", pronoun="he", issue="Billed for a coat he sent back.",
                goal="The charge gone.", mood=-1, digital_access="none", closed_channels=("web", "app"),
                rules=("No website",), unknowns=("His order number",), journeys=("j-coat",))


@pytest.fixture
def world(database, cast):
    with database.write() as session:
        journeys.make_journey(session, COAT, "u-mo", journey_id="j-coat")
        personas.make_persona(session, TOM, "u-mo", persona_id="p-tom")


@on_sqlite
def test_a_phone_gets_journeys_and_personas_in_the_agreed_shape(world, as_):
    carried = as_("ada", "device").get("/api/v1/catalogue").json()
    assert {"shoeleather", "epoch", "etag", "method", "weight_set", "config", "journeys", "personas", "places"} == set(
        carried)
    assert (carried["weight_set"], carried["config"]) == ("default", DEFAULTS)
    (journey,), (persona,) = carried["journeys"], carried["personas"]
    assert journey["touchpoints"][0] | {"official": []} == {
        "id": "t-web", "position": 1, "name": "Returns page", "channel": "web", "phase": "", "department": "",
        "importance": 1, "url": "https://example.com/returns", "official": [],
        "par": {"steps": None, "live_ms": None, "away_ms": None}}
    assert journey["touchpoints"][1]["par"] == {"steps": 4, "live_ms": 120_000, "away_ms": None}
    assert journey["touchpoints"][1]["phone"] == "+44 20 7946 0018"
    assert (persona["assumption"], persona["journeys"], persona["mood"]) == (True, ["j-coat"], -1)


def test_the_same_words_are_not_sent_twice(world, as_):
    phone = as_("ada", "device")
    tag = phone.get("/api/v1/catalogue").headers["etag"]
    again = phone.get("/api/v1/catalogue", headers={"if-none-match": f"W/{tag}"})
    assert (again.status_code, again.content) == (304, b"")


@on_sqlite
def test_a_changed_word_changes_the_tag(world, as_, database):
    phone = as_("ada", "device")
    tag = phone.get("/api/v1/catalogue").headers["etag"]
    with database.write() as session:
        journeys.revise_journey(session, "j-coat", 1, COAT.model_copy(update={"name": "Return a hat"}), "u-mo")
    carried = phone.get("/api/v1/catalogue", headers={"if-none-match": tag})
    assert carried.status_code == 200
    assert [(one["name"], one["revision"]) for one in carried.json()["journeys"]] == [("Return a hat", 2)]


def test_an_archived_journey_is_not_carried_and_no_persona_names_it(world, as_, database):
    with database.write() as session:
        journeys.archive(session, session.get(Journey, "j-coat"))
    carried = as_("ada", "device").get("/api/v1/catalogue").json()
    assert carried["journeys"] == [] and carried["personas"][0]["journeys"] == []


def test_a_linked_comment_ends_the_assumption(world, as_, database):
    with database.write() as session:
        comment = voice.take_comment(session, voice.CommentIn(words="I was billed anyway.", source="Letter"))
        personas.link_comment(session, "p-tom", comment)
        personas.link_comment(session, "p-tom", comment)
    phone = as_("ada", "device")
    assert phone.get("/api/v1/catalogue").json()["personas"][0]["assumption"] is False
    with database.write() as session:
        personas.unlink_comment(session, "p-tom", comment)
    assert phone.get("/api/v1/catalogue").json()["personas"][0]["assumption"] is True


@on_sqlite
def test_the_catalogue_is_for_devices(world, as_, client):
    assert client.get("/api/v1/catalogue").status_code == 401
    assert as_("ada").get("/api/v1/catalogue").status_code == 401
    assert as_("mo", "read").get("/api/v1/catalogue").status_code == 403
