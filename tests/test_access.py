"""Who gets in where: every route of every room, tried by everybody. A route that is not in the table fails.

Words of the table: in = answered (whatever the answer says of the input), sign = asked to sign in, no = refused
for the role or the token's scope, hid = as if it did not exist.
"""

import re
import shutil
from contextlib import contextmanager

import pytest
from anyio.from_thread import start_blocking_portal
from fastapi.testclient import TestClient
from sqlalchemy import event

from app import pwa
from app.accounts import commands
from app.accounts.models import BrowserSession, Mail, OneTimeLink, Team, Token
from app.care.models import Erasure
from app.exports.models import Share
from app.improvements import commands as improvements
from app.improvements.forms import ImprovementIn
from app.journeys import commands as journeys
from app.journeys import places
from app.journeys.forms import FigureIn
from app.journeys.models import StaffTold
from app.kit import clock, jobs
from app.kit.ids import digest
from app.main import _doors, build
from app.personas import commands as personas
from app.personas.forms import PersonaIn
from app.settings import Settings
from app.voice import commands as voice
from app.voice import imports, themes
from app.walks import photo_files
from app.walks.models import Photo
from app.workshops import commands as workshops
from app.workshops.forms import WorkshopDraft
from tests import world
from tests.conftest import ORIGIN
from tests.walks.phone import JOURNEY, Phone, add_journey, send

# ada walks; zoe walks elsewhere; vi reads the desk; the tokens are ada's, but for zoe's own read token.
ACTORS = ("nobody", "ada", "zoe", "vi views", "mo manages", "una is admin", "device token", "read token",
          "write token", "zoe's read token")


def policy(words: str) -> dict[str, str]:
    return dict(zip(ACTORS, words.split(), strict=True))


ANYBODY = policy("  in   in   in   in   in   in   in   in   in   in")
NOBODY = policy("   hid  hid  hid  hid  hid  hid  hid  hid  hid  hid")
OUT = policy("      sign sign sign sign sign sign sign sign sign sign")
SIGNED_IN = policy("sign in   in   in   in   in   sign sign sign sign")
VIEWERS = policy("  sign no   no   in   in   in   sign sign sign sign")
MANAGERS = policy(" sign no   no   no   in   in   sign sign sign sign")
ADMINS = policy("   sign no   no   no   no   in   sign sign sign sign")
HER_WALK = policy(" sign in   hid  in   in   in   sign sign sign sign")
HER_OWN = policy("  sign in   hid  hid  hid  hid  sign sign sign sign")
TALK = policy("     sign in   hid  no   in   in   sign sign sign sign")
READERS = policy("  sign in   hid  in   in   in   no   in   in   hid")
PHONES = policy("   sign sign sign sign sign sign in   no   no   no")
NONE_OF_MINE = policy("sign hid hid hid hid hid sign sign sign sign")

TABLE = {
    "GET /": SIGNED_IN,
    "GET /capture": ANYBODY,
    "GET /capture/{rest:path}": ANYBODY,
    "GET /offline": ANYBODY,
    "GET /sw.js": ANYBODY,
    "GET /manifest.webmanifest": ANYBODY,
    "GET /up": ANYBODY,
    "GET /login": ANYBODY,
    "POST /login": ANYBODY,
    "POST /logout": OUT,
    "GET /welcome": OUT,  # there are users, so the first admin's page leads to the door
    "POST /welcome": ANYBODY,
    "GET /sign-in": ANYBODY,
    "POST /sign-in": ANYBODY,
    "POST /sign-in/session": ANYBODY,
    "GET /sign-in/{what}": ANYBODY,
    "GET /join": ANYBODY,
    "POST /join": ANYBODY,
    "POST /join/account": ANYBODY,
    "GET /join/{what}": ANYBODY,
    "GET /reset": ANYBODY,
    "POST /reset": ANYBODY,
    "POST /reset/password": ANYBODY,
    "GET /reset/{what}": ANYBODY,
    "GET /forgotten": ANYBODY,
    "POST /forgotten": ANYBODY,
    "GET /organisation": ADMINS,
    "POST /organisation": ADMINS,
    "POST /organisation/mail": ADMINS,
    "GET /organisation/letters/{letter_id}": ADMINS,
    "GET /staff-told": MANAGERS,
    "POST /staff-told": MANAGERS,
    "GET /staff-told/poster": MANAGERS,
    "GET /staff-told/reminder": MANAGERS,
    "POST /staff-told/{record_id}/removal": MANAGERS,
    "GET /account": SIGNED_IN,
    "POST /account/name": SIGNED_IN,
    "POST /account/password": SIGNED_IN,
    "POST /account/keys/{key_id}/removal": policy("sign hid hid hid hid hid sign sign sign sign"),  # none is theirs
    "POST /account/tokens": SIGNED_IN,
    "POST /account/theme": SIGNED_IN,
    "GET /sso/start": NOBODY,  # not set up in this house
    "GET /sso/callback": NOBODY,
    "GET /account/company": SIGNED_IN,
    "POST /account/company": SIGNED_IN,
    "POST /account/company/removal": SIGNED_IN,
    "GET /account/code": SIGNED_IN,
    "POST /account/code": SIGNED_IN,
    "GET /login/code": ANYBODY,
    "POST /login/code": ANYBODY,
    "POST /passkeys/questions": ANYBODY,
    "POST /login/passkey": ANYBODY,
    "POST /account/passkeys": SIGNED_IN,
    "POST /account/passkeys/{key_id}/name": NONE_OF_MINE,
    "POST /account/passkeys/{key_id}/removal": NONE_OF_MINE,
    "GET /proof": SIGNED_IN,
    "POST /proof": SIGNED_IN,
    "GET /second-factor": SIGNED_IN,
    "POST /second-factor": SIGNED_IN,
    "POST /second-factor/first": SIGNED_IN,
    "POST /second-factor/proof": SIGNED_IN,
    "GET /login/again": OUT,
    "POST /first-steps/dismissal": ADMINS,
    "POST /first-steps/{step}/skip": ADMINS,
    "GET /people": ADMINS,
    "POST /people/invites": ADMINS,
    "POST /people/invites/{invite_id}/removal": ADMINS,
    "GET /people/{user_id}": ADMINS,
    "POST /people/{user_id}/role": ADMINS,
    "POST /people/{user_id}/closing": ADMINS,
    "POST /people/{user_id}/opening": ADMINS,
    "POST /people/{user_id}/reset": ADMINS,
    "POST /people/{user_id}/keys/removal": ADMINS,
    "GET /teams": ADMINS,
    "POST /teams": ADMINS,
    "GET /teams/{team_id}": ADMINS,
    "POST /teams/{team_id}/name": ADMINS,
    "POST /teams/{team_id}/closing": ADMINS,
    "POST /teams/{team_id}/members": ADMINS,
    "POST /teams/{team_id}/members/{user_id}/removal": ADMINS,
    "GET /belongs/{noun}/{key}": MANAGERS,
    "POST /belongs/{noun}/{key}": MANAGERS,
    "POST /devices": SIGNED_IN,
    "GET /journeys": VIEWERS,
    "GET /journeys/new": MANAGERS,
    "POST /journeys/draft": MANAGERS,
    "POST /journeys": MANAGERS,
    "GET /journeys/{journey_id}": VIEWERS,
    "GET /journeys/{journey_id}/revisions/new": MANAGERS,
    "GET /journeys/{journey_id}/revisions/{revision}": VIEWERS,
    "POST /journeys/{journey_id}/draft": MANAGERS,
    "POST /journeys/{journey_id}/revisions": MANAGERS,
    "POST /journeys/{journey_id}/archive": MANAGERS,
    "POST /journeys/{journey_id}/figures": MANAGERS,
    "POST /journeys/{journey_id}/figures/{figure_id}/removal": MANAGERS,
    "GET /places": MANAGERS,
    "POST /places": MANAGERS,
    "POST /places/lines": MANAGERS,
    "POST /places/floor": ADMINS,
    "GET /places/{place_id}": MANAGERS,
    "POST /places/{place_id}": MANAGERS,
    "POST /places/{place_id}/closing": MANAGERS,
    "GET /voice": VIEWERS,
    "GET /insights/gaps": VIEWERS,
    "POST /voice/comments": MANAGERS,
    "POST /voice/comments/{comment_id}/answer": MANAGERS,
    "POST /voice/comments/{comment_id}/place": MANAGERS,
    "GET /voice/themes": VIEWERS,
    "POST /voice/themes": MANAGERS,
    "GET /voice/themes/preview": MANAGERS,
    "GET /voice/themes/suggested": MANAGERS,
    "GET /voice/themes/{theme_id}": VIEWERS,
    "POST /voice/themes/{theme_id}": MANAGERS,
    "POST /voice/themes/{theme_id}/acceptance": MANAGERS,
    "POST /voice/themes/{theme_id}/removal": MANAGERS,
    "POST /voice/comments/{comment_id}/themes": MANAGERS,
    "GET /insights/unwalked": VIEWERS,
    "POST /api/v1/comments": policy("sign sign sign sign sign sign no no no no"),  # the tokens are walkers'
    "GET /api/v1/comments": policy("sign no no in in in no no no no"),
    "GET /voice/imports/new": MANAGERS,
    "POST /voice/imports": MANAGERS,
    "GET /voice/imports/{import_id}": MANAGERS,
    "POST /voice/imports/{import_id}/columns": MANAGERS,
    "POST /voice/imports/{import_id}/acceptance": MANAGERS,
    "POST /voice/imports/{import_id}/removal": MANAGERS,
    "GET /voice/imports/{import_id}/refused.csv": MANAGERS,
    "GET /personas": VIEWERS,
    "GET /personas/new": MANAGERS,
    "POST /personas/draft": MANAGERS,
    "POST /personas": MANAGERS,
    "GET /personas/{persona_id}": VIEWERS,
    "GET /personas/{persona_id}/revisions/new": MANAGERS,
    "GET /personas/{persona_id}/revisions/{revision}": VIEWERS,
    "POST /personas/{persona_id}/draft": MANAGERS,
    "POST /personas/{persona_id}/revisions": MANAGERS,
    "POST /personas/{persona_id}/archive": MANAGERS,
    "POST /personas/{persona_id}/comments": MANAGERS,
    "POST /personas/{persona_id}/evidence": MANAGERS,
    "POST /personas/{persona_id}/evidence/{comment_id}/removal": MANAGERS,
    "GET /api/v1/catalogue": PHONES,
    "GET /api/v1/ping": ANYBODY,
    "POST /api/v1/sync": PHONES,
    "PUT /api/v1/photos/{photo_id}": PHONES,
    "PATCH /api/v1/photos/{photo_id}": PHONES,
    "HEAD /api/v1/photos/{photo_id}": PHONES,
    "GET /photos/{photo_id}/{rendition}.jpg": READERS,
    "POST /walks/{walk_id}/withdrawal": HER_OWN,
    "POST /walks/{walk_id}/restoration": HER_OWN,
    "DELETE /walks/{walk_id}/withdrawal": HER_OWN,
    "POST /walks/{walk_id}/practice": HER_OWN,
    "GET /walks/rescue": ADMINS,
    "POST /walks/rescue": ADMINS,
    "POST /api/v1/rescue": ADMINS,
    "GET /walks": SIGNED_IN,
    "GET /insights/journeys/{journey_id}": VIEWERS,
    "GET /insights/journeys/{journey_id}/walks": VIEWERS,
    "GET /insights/heat": VIEWERS,
    "GET /insights/journeys/{journey_id}/touchpoints/{touchpoint}": VIEWERS,
    "GET /insights/journeys/{journey_id}/touchpoints/{touchpoint}/ways": VIEWERS,
    "GET /insights/journeys/{journey_id}/compare": VIEWERS,
    "GET /insights/journeys/{journey_id}/course": VIEWERS,
    "GET /insights/snags": VIEWERS,
    "GET /insights/planner": VIEWERS,
    "GET /insights/weights": ADMINS,
    "POST /insights/weights": ADMINS,
    "GET /insights/weights/sensitivity": ADMINS,
    "GET /walks/{walk_id}/timeline": HER_WALK,
    "GET /walks/{walk_id}": HER_WALK,
    "GET /walks/{walk_id}/what-if": HER_WALK,
    "GET /walks/{walk_id}/beside": HER_WALK,
    "GET /walks/{walk_id}/beside/{other_id}": HER_WALK,
    "GET /walks/{walk_id}/table": HER_WALK,
    "GET /walks/{walk_id}/table.csv": HER_WALK,
    "GET /walks/{walk_id}/photos": HER_WALK,
    "GET /walks/{walk_id}/log": HER_WALK,
    "GET /walks/{walk_id}/review": HER_WALK,
    "POST /walks/{walk_id}/messages": TALK,
    "POST /walks/{walk_id}/review": MANAGERS,
    "POST /walks/{walk_id}/replies": MANAGERS,
    "GET /reviews": MANAGERS,
    "POST /reviews/deadline": MANAGERS,
    "POST /reviews/{walk_id}": MANAGERS,
    "POST /reviews/{walk_id}/reviewer": MANAGERS,
    "GET /improvements": VIEWERS,
    "POST /improvements": MANAGERS,
    "GET /improvements/new": MANAGERS,
    "GET /improvements/of-comment/{comment_id}": VIEWERS,
    "GET /improvements/{improvement_id}": VIEWERS,
    "POST /improvements/{improvement_id}": MANAGERS,
    "GET /improvements/{improvement_id}/edit": MANAGERS,
    "POST /improvements/{improvement_id}/turns": MANAGERS,
    "POST /improvements/{improvement_id}/evidence": MANAGERS,
    "POST /improvements/{improvement_id}/walks/{walk_id}/removal": MANAGERS,
    "POST /improvements/{improvement_id}/comments/{comment_id}/removal": MANAGERS,
    "GET /workshops": VIEWERS,
    "POST /workshops": MANAGERS,
    "GET /workshops/new": MANAGERS,
    "GET /workshops/views": VIEWERS,
    "GET /workshops/{workshop_id}": VIEWERS,
    "POST /workshops/{workshop_id}": MANAGERS,
    "GET /workshops/{workshop_id}/edit": MANAGERS,
    "POST /workshops/{workshop_id}/doors": MANAGERS,
    "POST /workshops/{workshop_id}/doors/again": MANAGERS,
    "POST /workshops/{workshop_id}/closing": MANAGERS,
    "GET /workshops/{workshop_id}/screen": MANAGERS,
    "GET /workshops/{workshop_id}/themes": MANAGERS,
    "POST /workshops/{workshop_id}/themes": MANAGERS,
    "POST /workshops/{workshop_id}/answers/removal": MANAGERS,
    "POST /workshops/{workshop_id}/removal": MANAGERS,
    "GET /w": ANYBODY,
    "POST /w": NOBODY,  # as long as nobody has the secret
    "POST /w/sheets": NOBODY,
    "GET /w/{what}": ANYBODY,
    "GET /touchpoints/{journey_id}/{touchpoint}/sheet": VIEWERS,
    "POST /touchpoints/{journey_id}/{touchpoint}/sheet": MANAGERS,
    "GET /touchpoints/{journey_id}/{touchpoint}/sheet/summary": VIEWERS,
    "GET /insights/proof": VIEWERS,
    "GET /insights/fixes-done": VIEWERS,
    "GET /insights/measured": VIEWERS,
    "GET /help": SIGNED_IN,
    "GET /api/v1/walks/{walk_id}": READERS,
    "GET /search": SIGNED_IN,
    # Which walk is asked for stands in the query, and none is: who may see one is in tests/exports/test_prints.py.
    "GET /exports/print/{report}": policy("sign hid hid hid hid hid no hid hid hid"),
    "GET /exports/{report}.pdf": policy("sign hid hid hid hid hid no hid hid hid"),
    "GET /shares": MANAGERS,
    "GET /shares/new": MANAGERS,
    "POST /shares": MANAGERS,
    "POST /shares/{share_id}/removal": MANAGERS,
    "GET /s/{share_id}": ANYBODY,  # the page that asks for the secret
    "POST /s/{share_id}": NOBODY,  # as long as nobody has it
    "GET /s/{share_id}/photos/{photo_id}/{rendition}.jpg": NOBODY,
    "GET /present": VIEWERS,
    "GET /exports/{table}.{form}": policy("sign in in in in in no in in in"),
    "GET /deeds": ADMINS,
    "GET /erasures": ADMINS,
    "GET /erasures/new": policy("sign no no no no hid sign sign sign sign"),  # as long as it names nobody
    "GET /people/{user_id}/journeys": ADMINS,
    "POST /belongs/{noun}/{key}/people": ADMINS,
    "POST /erasures": ADMINS,
    "POST /erasures/{erasure_id}/refusal": policy("sign no no no no hid sign sign sign sign"),  # nobody asked for it
    "GET /erasures/{erasure_id}": ADMINS,
    "GET /account/erasure": SIGNED_IN,
    "POST /account/erasure": SIGNED_IN,
    "POST /account/erasure/removal": SIGNED_IN,
    "GET /account/everything": SIGNED_IN,
    "GET /account/everything.zip": SIGNED_IN,
    "GET /people/{user_id}/everything": ADMINS,
    "GET /people/{user_id}/everything.zip": ADMINS,
    "GET /retention": ADMINS,
    "POST /retention/{kind_id}": ADMINS,
    "GET /demo": ADMINS,
    "POST /demo/clearance": ADMINS,
}
PHOTO = "f0f0f0f0-0000"


def declared() -> list[str]:
    """Every METHOD path of every room."""
    return [f"{method} {route.path}" for module in (*_doors(), pwa) if hasattr(module, "router")
            for route in module.router.routes for method in sorted(route.methods)]


def test_every_route_is_in_the_table_and_the_table_names_no_other():
    routes = declared()
    assert sorted(routes) == sorted(set(routes)), "one address, two routes"
    assert set(routes) - set(TABLE) == set(), "say in the table who may use these"
    assert set(TABLE) - set(routes) == set(), "these are gone; take them out of the table"


def test_a_viewer_may_send_only_what_every_walker_may():
    unsafe = {route: who for route, who in TABLE.items() if not route.startswith(("GET ", "HEAD "))}
    assert [route for route, who in unsafe.items() if who["vi views"] == "in" != who["zoe"]] == []


@pytest.fixture(scope="module")
def house(sqlite_template, tmp_path_factory):
    """(app, credentials by actor, values of path parameters). Forms change nothing: their session rolls back."""
    folder = tmp_path_factory.mktemp("access")
    shutil.copy(sqlite_template, folder / "shoe.db")
    app = build(Settings(database_url=f"sqlite:///{folder / 'shoe.db'}", data_dir=folder, public_url=ORIGIN,
                         worker=False, _env_file=None))
    with app.state.database.write() as session:
        values, credentials = _furnish(session, app.state.blobs)
    values["walk_id"] = values["other_id"] = _walk(app, credentials["device token"])
    with app.state.database.write() as session:
        session.add(Photo(id=PHOTO, walk=values["walk_id"], owner_id="u-ada", sha256="ab" * 32, size=1, offset=1,
                          state="ready", width=1, height=1, named_at=clock.now()))
    world.take_back(app.state.database)
    with start_blocking_portal() as app.state.portal, one_writer(app.state.database.writer):
        yield app, credentials, values
    app.state.database.dispose()


@contextmanager
def one_writer(engine):
    """Fails a request that begins to write while it writes already: on SQLite it would wait for itself."""
    open_now = set()

    def begun(connection) -> None:
        assert not open_now, "a second transaction that writes"
        open_now.add(connection)
    told = (("begin", begun), ("commit", open_now.discard), ("rollback", open_now.discard))
    for name, heard in told:
        event.listen(engine, name, heard)
    yield
    for name, heard in told:
        event.remove(engine, name, heard)


def _furnish(session, blobs) -> tuple[dict, dict]:
    cast = world.add_cast(session)
    add_journey(session)
    figure = journeys.add_figure(session, JOURNEY, "tp-web", FigureIn(
        organisation="A survey", measure="wait_ms", value=1000, source="its page", dated="2024"))
    personas.make_persona(session, PersonaIn(name="Tom", shoes="boot", pronoun="he", issue="x", goal="y", mood=0,
                                             digital_access="full"), "u-mo", persona_id="p-tom")
    fix = improvements.make_improvement(session, ImprovementIn(title="Say it", kind="explain", journey_id=JOURNEY))
    comment = voice.take_comment(session, voice.CommentIn(words="Nobody rang back.", source="letter"))
    for name in photo_files.RENDITIONS:
        blobs.put(photo_files.rendition_key(name, "ab" * 32), b"\xff\xd8\xff")
    brought = imports.begin(session, blobs, "Survey", "f.csv", b"Comment\nslow\n", "u-mo")
    values = {"import_id": brought.id, "journey_id": JOURNEY, "persona_id": "p-tom", "revision": "1",
              "photo_id": PHOTO, "rendition": "thumb",
              "figure_id": getattr(figure, "id", figure), "comment_id": getattr(comment, "id", comment),
              "theme_id": themes.make_theme(session, "Slow", "u-mo").id,
              "improvement_id": fix, "touchpoint": "tp-web", "what": "x" * 43, "rest": "walk",
              "table": "walks", "form": "json", "report": "walk"}
    session.add(Share(id="s-1", digest="d", key="k", path="/insights/heat", title="Map", made_by="u-mo",
                      made_at=clock.now(), expires_at=clock.now()))
    values["share_id"] = "s-1"
    values["workshop_id"] = workshops.make_workshop(session, WorkshopDraft("How easy are we?"), "u-mo")
    session.add(Erasure(id="e-1", kind="walk", of="w-gone", made_at=clock.now()))
    values |= {"erasure_id": "e-1", "kind_id": "photos"}
    session.add(OneTimeLink(id="i-1", purpose="invite", role="walker", expires_at=clock.now()))
    session.add(Team(id="t-1", name="Cards", made_at=clock.now()))
    session.add(Mail(id="m-1", kind="test", made_at=clock.now(), tried_at=clock.now()))
    session.add(StaffTold(id="st-1", told_on="2026-11-01", how="poster", by_role="Store manager", whom="Everybody",
                          made_at=clock.now()))
    values |= {"letter_id": "m-1", "record_id": "st-1"}
    values |= {"team_id": "t-1", "noun": "journey", "key": JOURNEY}
    values |= {"invite_id": "i-1", "user_id": "u-ada", "key_id": "k-nobodys", "step": "walk",
               "place_id": places.make_place(session, places.PlaceIn(name="Highgate store")).id}
    who = {"nobody": None, "ada": ("ada", None), "zoe": ("zoe", None), "vi views": ("vi", None),
           "mo manages": ("mo", None), "una is admin": ("una", None), "zoe's read token": ("zoe", "read"),
           **{f"{scope} token": ("ada", scope) for scope in ("device", "read", "write")}}
    credentials = {actor: world.credentials(session, cast[one[0]], one[1]) if one else ({}, {})
                   for actor, one in who.items()}
    return values, credentials | _shut_out(session, cast)


def _shut_out(session, cast) -> dict:
    """Credentials that were good once: an admin's whose account is closed, an ended browser, a token taken back."""
    gone = commands.add_user(session, "gone@shoe.test", "admin", user_id="u-gone")
    held = {"closed account": world.credentials(session, gone, None),
            "closed account's token": world.credentials(session, gone, "write"),
            "ended browser": world.credentials(session, cast["una"], None),
            "token taken back": world.credentials(session, cast["mo"], "write")}
    gone.is_active = False
    session.get(BrowserSession, digest(held["ended browser"][1]["sl"])).expires_at = clock.now()
    session.get(Token, digest(held["token taken back"][0]["authorization"].split(" ")[1])).revoked_at = clock.now()
    return held


def _walk(app, credentials) -> str:
    phone = Phone()
    assert send(_client(app, credentials), phone.batch(phone.begin(), phone.entry())).status_code == 200
    jobs.drain(app.state.database)
    return phone.walk


def _client(app, credentials) -> TestClient:
    return world.client(app, credentials, getattr(app.state, "portal", None))


def ask(house, route: str, actor: str, **other: str):
    app, credentials, values = house
    method, path = route.split(" ")
    client = _client(app, credentials[actor])
    if path == "/api/v1/sync":  # a batch is asked for its shape before its token is asked for its scope
        return send(client, Phone().batch())
    return client.request(method, path.replace(":path", "").format_map({**values, **other}))


def outcome(reply) -> str:
    if reply.status_code == 401 or reply.headers.get("location", "").startswith("/login"):
        return "sign"
    assert reply.status_code < 500, reply.text
    return {403: "no", 404: "hid"}.get(reply.status_code, "in")


@pytest.mark.parametrize("route", TABLE)
def test_everybody_gets_exactly_as_far_as_the_table_says(house, route):
    assert {actor: outcome(ask(house, route, actor)) for actor in ACTORS} == TABLE[route]


@pytest.mark.parametrize("actor", ["closed account", "closed account's token", "ended browser", "token taken back"])
def test_whoever_is_shut_out_gets_as_far_as_nobody(house, actor):
    """A phone's door, which sets aside what a late phone brings (tests/walks/test_sync.py), says no to a token that was
    never a phone's, and not that it is over."""
    found = {route: outcome(ask(house, route, actor)) for route in TABLE}
    assert {route: got for route, got in found.items() if got != TABLE[route]["nobody"]
            and (got, TABLE[route]) != ("no", PHONES)} == {}


@pytest.mark.parametrize("route", [route for route, who in TABLE.items() if who in (HER_WALK, HER_OWN, TALK)])
def test_what_is_not_yours_looks_like_what_does_not_exist(house, route):
    hers, nothing = (ask(house, route, "zoe", **other) for other in ({}, {"walk_id": "w-nothing"}))
    assert hers.status_code == nothing.status_code == 404
    assert _said(hers) == _said(nothing)


def _said(reply) -> str:
    return "\n".join(line for line in reply.text.splitlines() if "nonce" not in line)


# Where somebody shows a second factor, and what a phone sends whoever holds it: docs/asvs.md, V6.3.3.
HALFWAY = {"GET /second-factor", "POST /second-factor", "POST /second-factor/first", "POST /second-factor/proof",
           "GET /login/again", "POST /passkeys/questions"}
CAPTURE = {"POST /api/v1/sync", "PUT /api/v1/photos/{photo_id}", "PATCH /api/v1/photos/{photo_id}",
           "HEAD /api/v1/photos/{photo_id}"}


@pytest.fixture
def two_asked(house):
    """The same house, which asks everybody for a second factor from now on."""
    app = house[0]
    before, app.state.settings = app.state.settings, app.state.settings.model_copy(
        update={"second_factor": "everyone"})
    yield house
    app.state.settings = before


def is_gate(reply) -> bool:
    return reply.status_code == 403 and reply.json()["error"]["code"] == "second_factor"


def needs(dependant, name: str) -> bool:
    return getattr(dependant.call, "__name__", "") == name or any(needs(one, name) for one in dependant.dependencies)


def test_the_doors_that_open_halfway_are_written_down():
    routes = [route for module in _doors() if hasattr(module, "router") for route in module.router.routes]
    assert {f"{method} {route.path}" for route in routes if needs(route.dependant, "_halfway")
            for method in route.methods} == HALFWAY


def test_a_password_alone_opens_what_is_open_to_nobody_and_the_page_that_asks(two_asked):
    """On every route an admin who owes a second factor meets the gate, or gets what somebody unknown gets."""
    got = {route: ask(two_asked, route, "una is admin") for route in TABLE}
    met = {route for route, reply in got.items() if is_gate(reply)}
    assert {route for route in got.keys() - met - HALFWAY
            if _told(got[route]) != _told(ask(two_asked, route, "nobody"))} == set()
    assert met >= {route for route, who in TABLE.items() if who["una is admin"] == "in" and who["nobody"] == "sign"
                   } - HALFWAY - {"POST /logout"}


def _told(reply) -> tuple[int, str]:
    return reply.status_code, re.sub(r"T[\d:.]{8,}", "", _said(reply))  # a ping tells the time


def test_a_token_made_by_a_password_alone_reads_nothing_and_a_phone_still_sends(two_asked):
    for actor in ("device token", "read token", "write token"):
        was = {route for route, who in TABLE.items() if who[actor] == "in"}
        assert {route for route in was if outcome(ask(two_asked, route, actor)) == "in"} == {
            route for route in was if TABLE[route] == ANYBODY or route in CAPTURE}, actor
