"""What /api/openapi.json promises, held: every address for programs, asked by everybody with what fits and what does
not. Schemathesis draws it from a fixed seed; `make soak` draws more, over a socket, with every check it has.
"""

import os
import shutil

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from requests import Request
from schemathesis import GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlmodel import select

from app.kit import jobs
from app.main import build
from app.settings import Settings
from app.walks.models import Photo, Walk
from tests import world
from tests.conftest import ORIGIN
from tests.insights.logs import enter_walks
from tests.test_access import declared

EACH = int(os.environ.get("FUZZ_EACH", "2"))
ACTORS = {"nobody": None, "walker": ("ada", None), "viewer": ("vi", None), "manager": ("mo", None),
          "admin": ("una", None), "device token": ("ada", "device"), "read token": ("mo", "read"),
          "write token": ("mo", "write")}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
          response_schema_conformance]
OPERATIONS = [route.split(" ") for route in declared() if " /api/" in route]
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY")


@schemathesis.serializer("application/x-ndjson", "image/jpeg", "application/octet-stream")
def _as_it_is(_, value):
    return {"data": value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")}


@pytest.fixture(scope="module")
def house(sqlite_template, tmp_path_factory):
    """(the document as Schemathesis reads it, clients by actor, ids that are there)."""
    folder = tmp_path_factory.mktemp("api")
    shutil.copy(sqlite_template, folder / "shoe.db")
    app = build(Settings(database_url=f"sqlite:///{folder / 'shoe.db'}", data_dir=folder, public_url=ORIGIN,
                         worker=False, _env_file=None))
    database = app.state.database
    with database.write() as session:
        cast = world.add_cast(session)
        enter_walks(session, cast)
        let_in = {who: world.credentials(session, cast[one[0]], one[1]) if one else ({}, {})
                  for who, one in ACTORS.items()}
    jobs.drain(database)
    with database.read() as session:
        ids = {"walk_id": list(session.exec(select(Walk.id))), "photo_id": list(session.exec(select(Photo.id)))}
    clients = {who: world.client(app, one, raise_server_exceptions=False) for who, one in let_in.items()}
    with clients["nobody"] as first:
        for client in clients.values():
            client.portal = first.portal  # one event loop for all of them
        yield schemathesis.openapi.from_dict(app.openapi()), clients, ids
    database.dispose()


def asked(client: TestClient, case, ids: dict, data) -> Response:
    """The answer to what was drawn; half of the ids in its path are of something that is there."""
    for name in case.path_parameters or {}:
        if ids.get(name) and data.draw(st.booleans()):
            case.path_parameters[name] = data.draw(st.sampled_from(ids[name]))
    drawn = Request(**case.as_transport_kwargs(base_url=ORIGIN)).prepare()
    headers = {name: value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
               for name, value in drawn.headers.items() if name.lower() not in ("content-length", "authorization")}
    # A body that comes in pieces is drawn as a generator now and then.
    body = b"".join(drawn.body) if drawn.body and not isinstance(drawn.body, (bytes, str)) else drawn.body
    said = client.request(drawn.method, drawn.url, content=body, headers=headers)
    return Response(said.status_code, {name: [value] for name, value in said.headers.items()}, said.content, drawn,
                    elapsed=0.0, verify=False)


@pytest.mark.parametrize(("mode", "method", "path"), [
    (mode, *one) for one in OPERATIONS for mode in GenerationMode
    if mode == GenerationMode.POSITIVE or not one[1].endswith("/ping")])  # nothing can be said wrong to that
def test_every_answer_was_promised(house, mode, method, path):
    schema, clients, ids = house

    @settings(max_examples=EACH * len(clients), derandomize=True, database=None, deadline=None,
              suppress_health_check=list(HealthCheck))
    @given(st.data())
    def promised(data):
        case = data.draw(schema[path][method].as_strategy(generation_mode=mode))
        who = data.draw(st.sampled_from(sorted(clients)))
        case.validate_response(asked(clients[who], case, ids, data), checks=CHECKS)
    promised()


def test_every_address_of_the_document_is_asked(house):
    schema, _, _ = house
    assert sorted(OPERATIONS) == sorted(
        [method.upper(), path] for path, doings in schema.raw_schema["paths"].items() for method in doings)


def test_a_method_there_is_not_is_refused_with_those_there_are(house):
    schema, clients, _ = house
    for path, doings in schema.raw_schema["paths"].items():
        for method in METHODS:
            if method.lower() not in doings:
                answer = clients["admin"].request(method, path.replace("{", "").replace("}", ""))
                assert answer.status_code == 405, (method, path)
                allowed = {one.strip() for one in answer.headers["allow"].split(",")}
                assert allowed and allowed <= {one.upper() for one in doings} | {"HEAD"}, (method, path)


def test_who_may_ask_is_said_and_nobody_else_is_answered(house):
    """An address that names a way to be known answers 401 to nobody, and with a token that is not one."""
    schema, clients, ids = house
    for path, doings in schema.raw_schema["paths"].items():
        for method, doing in doings.items():
            there = path.format(walk_id=ids["walk_id"][0], photo_id="f0f0f0f0-0000")
            for headers in ({}, {"authorization": "Bearer sl_wrong"}, {"authorization": "Basic YTpi"}):
                body = {"content": b"{}", "headers": {**headers, "content-type": "application/json"}}
                if path.endswith("/rescue"):
                    body = {"files": {"file": b""}, "headers": headers}
                answer = clients["nobody"].request(method.upper(), there, **({"headers": headers} if method in (
                    "get", "head") else body))
                open_to_all = doing["security"] == [{}]
                assert (answer.status_code != 401) == open_to_all or answer.status_code in (415,), (method, path)


def test_every_refusal_is_told_and_has_words(house):
    schema, _, _ = house
    for path, doings in schema.raw_schema["paths"].items():
        for method, doing in doings.items():
            assert {"405", "422"} <= doing["responses"].keys(), (method, path)
            assert all(said["description"] for said in doing["responses"].values())
            assert doing.get("description"), f"{method} {path} says nothing of itself"
