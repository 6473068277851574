"""The wall between teams, tried at every route: what another team has does not exist, and nothing they send changes it.

Every word the red team owns holds MARK; whoever is not in it must meet that word nowhere.
"""

import json
import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import union_all, update
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel, select

from app.accounts import commands, wall
from app.accounts.access import Actor
from app.accounts.models import AuditLine, Membership, OneTimeLink, Team
from app.exports.models import Share
from app.improvements import commands as improvements
from app.improvements.forms import ImprovementIn
from app.improvements.models import SheetAnswer
from app.journeys import commands as journeys
from app.journeys.forms import FigureIn, JourneyIn
from app.journeys.models import Journey
from app.kit import clock, jobs
from app.personas import commands as personas
from app.personas.forms import PersonaIn
from app.personas.models import Persona
from app.personas.queries import persona_revision
from app.voice import commands as voice
from app.voice import imports, themes
from app.voice.models import Comment, Import, Source, Theme
from app.walks import photo_files
from app.walks.models import Message, Photo, Review, Walk
from app.workshops import commands as workshops
from app.workshops.forms import WorkshopDraft
from app.workshops.models import Answer, Sheet, Workshop
from tests import world
from tests.doors import act, link_in
from tests.forms import Form
from tests.insights.logs import CALL, JOURNEY, another, enter_journeys, enter_walk, journey_shape, maria_by_dana
from tests.test_access import declared
from tests.walks.phone import Phone, ends, send

MARK = "zebrafinch"
RED, BLUE = "t-red", "t-blue"
OWN_RED = "w-zias-red-walk"
# Who stands outside: a manager, a viewer and a walker of the blue team, by browser and by token.
OUTSIDE = {"manager": ("zed", None), "viewer": ("vi", None), "walker": ("zoe", None),
           "manager's program": ("zed", "write"), "walker's program": ("zoe", "read"), "phone": ("zoe", "device")}
# The words of an address beside its path, tried on every page.
ASKED = ("", "?journey=j-red&persona=p-red&walk=w-red&of=w-red&theme={theme_id}&comment={comment_id}&page=/walks/w-red"
         "&touchpoint={touchpoint}&source=" + MARK + "&q=" + MARK)


def marked(word: str) -> str:
    return f"{MARK} {word}"


@pytest.fixture
def house(app, database, client):
    """(clients by name, values of path parameters: all of them the red team's)."""
    with database.write() as session:
        cast = world.add_cast(session)
        for who, role in (("zed", "manager"), ("rob", "walker"), ("zia", "walker")):
            cast[who] = commands.add_user(session, f"{who}@shoe.test", role, who.title(), user_id=f"u-{who}")
        session.add_all([Team(id=RED, name=marked("team"), made_at=clock.now()),
                         Team(id=BLUE, name="Blue team", made_at=clock.now())])
        session.flush()
        session.add_all([Membership(user_id=f"u-{who}", team_id=team) for who, team in (
            ("mo", RED), ("rob", RED), ("zed", BLUE), ("vi", BLUE), ("zoe", BLUE))])
        enter_journeys(session)
        enter_walk(session, cast["ada"], maria_by_dana())
        values = _plant(session, app.state.blobs, cast)
    jobs.drain(database)

    def signed(who: str, scope: str | None = None) -> TestClient:
        with database.write() as session:
            let_in = world.credentials(session, cast[who], scope)
        return world.client(app, let_in, client.portal)
    return signed, Known(values)


def _plant(session, blobs, cast) -> dict[str, str]:
    """Everything the red team may have, each with the mark."""
    shape = journey_shape("dispute")
    journeys.make_journey(session, JourneyIn(name=marked("journey"), leave_no_trace=[marked("trace")], touchpoints=[
        {"id": place["id"], "name": marked(place["name"]), "channel": place["channel"], "department": marked("desk")}
        for place in shape["touchpoints"]]), "u-mo", journey_id="j-red")
    session.get(Journey, "j-red").team_id = RED
    figure = journeys.add_figure(session, "j-red", CALL, FigureIn(
        organisation=marked("paper"), measure="wait_ms", value=1000, source=marked("page"), dated="2024"))
    personas.make_persona(session, PersonaIn(name=marked("persona"), shoes="boot", issue=marked("issue"), goal="g",
                                             summary=marked("summary"), journeys=[JOURNEY, "j-red"]),
                          "u-mo", persona_id="p-red")
    session.get(Persona, "p-red").team_id = RED
    values = {"journey_id": "j-red", "persona_id": "p-red", "touchpoint": CALL, "figure_id": figure, "revision": "1"}
    values |= _walks(session, blobs, cast) | _words(session, blobs, values)
    session.add(Share(id="s-red", digest="d", key="k", path="/insights/journeys/j-red", title=marked("share"),
                      made_by="u-mo", made_at=clock.now(), expires_at=clock.now()))
    session.add(OneTimeLink(id="i-red", purpose="invite", role="walker", note=marked("invite"), made_by="u-una",
                            made_at=clock.now(), expires_at=clock.now()))
    return {**values, "share_id": "s-red", "invite_id": "i-red", "user_id": "u-mo", "key_id": "none",
            "secret": "unknown",
            "team_id": RED, "noun": "journey", "key": "j-red", "step": "walk", "rendition": "thumb", "rest": "walk"}


class Known(dict):
    """Values of path parameters; of one nobody planted, something there is not."""

    def __missing__(self, name: str) -> str:
        return "never-was"


def _walks(session, blobs, cast) -> dict[str, str]:
    """A walk of the red journey, one of everybody's journey as the red persona, and one somebody made before the
    journey went to the red team."""
    for walk, who, journey, persona in (("w-red", "rob", "j-red", "p-red"), ("w-red-shoes", "rob", JOURNEY, "p-red"),
                                        (OWN_RED, "zia", "j-red", None)):
        lines = another(maria_by_dana(), walk, f"u-{who}", begin={"journey": journey, "persona": persona})
        told = []
        for line in map(json.loads, lines):
            said = line["b"]
            for name in ("words", "caption"):
                if said.get(name) and walk != OWN_RED:
                    said[name] = marked(said[name])
            if said.get("photo"):
                said["photo"] = f"{walk}-photo-{line['seq']}"
            told.append(json.dumps({**line, "journey": f"{journey}@1"}))
        script = type("Script", (), {"lines": told, "dev": f"phone-{walk}", "walk": walk})
        enter_walk(session, cast[who], script)
    for name in photo_files.RENDITIONS:
        blobs.put(photo_files.rendition_key(name, "cd" * 32), MARK.encode())
    session.merge(Photo(id="ph-red", walk="w-red", owner_id="u-rob", sha256="cd" * 32, size=1, offset=1,
                        state="ready", width=1, height=1, named_at=clock.now()))
    session.add(Message(walk_id="w-red", words=marked("talk"), by_id="u-mo", team=marked("team"), at=clock.now()))
    session.add(Review(walk_id="w-red", before="arrived", state="asked_back", why=marked("why"), by_id="u-mo",
                       at=clock.now(), entries=3))
    return {"walk_id": "w-red", "other_id": "w-red-shoes", "photo_id": "ph-red"}


def _words(session, blobs, values) -> dict[str, str]:
    """What customers said to the red team, and what it made of it."""
    comment = voice.take_comment(session, voice.CommentIn(
        words=marked("comment"), source=marked("letter"), journey_id="j-red", touchpoint=CALL), "u-mo")
    loose = voice.take_comment(session, voice.CommentIn(words=marked("loose"), source=marked("mail")), "u-mo")
    session.get(Comment, loose).team_id = RED
    brought = imports.begin(session, blobs, marked("survey"), f"{MARK}.csv", f"{MARK}\nslow\n".encode(), "u-mo")
    session.get(Import, brought.id).team_id = session.get(Source, brought.source_id).team_id = RED
    bound = themes.make_theme(session, marked("theme"), "u-mo", place=("j-red", CALL), rule=[MARK])
    free = themes.make_theme(session, marked("free theme"), "u-mo")
    session.get(Theme, free.id).team_id = RED
    for one in (comment, loose):
        themes.tag(session, one, free.id, True, "u-mo")
    personas.link_comment(session, "p-red", comment, "u-mo")
    fix = improvements.make_improvement(session, ImprovementIn(
        title=marked("fix"), why=marked("why"), kind="explain", journey_id="j-red", touchpoint=CALL), "u-mo")
    improvements.make_improvement(session, ImprovementIn(
        title=marked("fix in red shoes"), kind="explain", journey_id=JOURNEY, persona_id="p-red"), "u-mo")
    session.add(SheetAnswer(journey_id="j-red", touchpoint=CALL, question="need", number=1, words=marked("sheet"),
                            made_by="u-mo", made_at=clock.now()))
    workshop = workshops.make_workshop(session, WorkshopDraft(marked("workshop"), marked("statement"), marked("first")),
                                       "u-mo")
    session.get(Workshop, workshop).team_id = RED
    session.add(Sheet(id="sh-red", workshop_id=workshop, audience="leader", people=9, made_at=clock.now()))
    session.flush()
    session.add(Answer(sheet_id="sh-red", question="well", number=1, words=marked("answer"), theme=marked("group")))
    return {"comment_id": comment, "import_id": brought.id, "theme_id": bound.id, "improvement_id": fix,
            "workshop_id": workshop}


TABLES = ("walks", "walk", "log", "moments", "comments", "fixes", "reviews", "journey", "heat", "snags", "trend",
          "course", "gaps", "workshop", "sheets")
NAMES = ("journey_id", "persona_id", "walk_id", "photo_id", "comment_id", "theme_id", "import_id", "improvement_id",
         "workshop_id", "share_id", "other_id", "key")
TAKE_TOKENS = ("/api", "/exports", "/photos")
NEVER = {"touchpoint": CALL, "revision": "1", "rendition": "thumb", "step": "walk", "noun": "journey"}
OF_NOBODY = ("/people", "/login", "/s/", "/w", "/join", "/reset", "/sign-in", "/capture", "/account", "/first-steps",
             "/exports", "/devices", "/places", "/teams")


def _paths(method: str) -> list[str]:
    return [path for verb, path in (route.split(" ") for route in declared()) if verb == method]


def _addresses(path: str, values: dict) -> list[str]:
    if path == "/exports/{table}.{form}":
        return [f"/exports/{table}.json" for table in TABLES]
    if "{report}" in path:  # a PDF is the page to print
        return [] if path.endswith(".pdf") else [path.format_map({**values, "report": report}) + "?of=" + values[of]
                                                 for report, of in (("walk", "walk_id"), ("journey", "journey_id"))]
    if path == "/present":
        return [f"/present?page={page}" for page in ("/insights/heat", "/walks/w-red")]
    return [path.replace(":path", "").format_map(values)]


def _own_red(path: str) -> bool:
    return "walk_id" in path


def _without_own_words(text: str) -> str:
    """What somebody typed comes back to them; that is no leak."""
    for said in (f"“{MARK}”", f'value="{MARK}"', f"q={MARK}", f"source={MARK}", f"source: {MARK}",
                 f"found in {MARK}"):
        text = text.lower().replace(said, "")
    return re.sub(r'(nonce|never-was|[?&;][a-z]+=)[^"&]*', "", text)


def _is_of_red(path: str) -> bool:
    """Addresses of one thing that belongs to a team; what lies under OF_NOBODY is the house's, or secret."""
    return "{" in path and not path.startswith(OF_NOBODY)


def test_what_another_team_has_is_nowhere_and_looks_like_what_never_was(house, database):
    """Pages, parts, tables, programs: not one marked word, and one answer for theirs and for nothing."""
    signed, values = house
    leaks, unlike, seen = [], [], 0
    # Every role once; the rows are the same for all of them, so PostgreSQL is asked as a manager alone.
    for name, (who, scope) in OUTSIDE.items() if database.is_sqlite else [("manager", OUTSIDE["manager"])]:
        client = signed(who, scope)
        for path in _paths("GET"):
            if "{user_id}" in path or scope and not path.startswith(TAKE_TOKENS):
                continue  # people are the house's, and for admins
            for address in _addresses(path, values):
                for asked in ASKED if name == "manager" else ASKED[:1]:
                    reply = client.get(address + asked.replace("?", "&" if "?" in address else "?").format_map(values))
                    assert reply.status_code < 500, (name, address, asked, reply.text[-600:])
                    seen += reply.status_code == 200
                    text = _without_own_words(reply.text)
                    if MARK in text:
                        at = text.index(MARK)
                        leaks.append((name, address + asked, text[max(0, at - 80):at + 60]))
            if _is_of_red(path) and name in ("manager", "walker"):
                unlike += _unlike(client, "GET", path, values, name)
    assert not leaks, "\n".join(map(str, leaks[:12]))
    assert not unlike, "\n".join(map(str, unlike))
    assert seen > 60


def test_what_they_send_to_it_changes_nothing(house, database):
    signed, values = house
    before, unlike = _everything(database), []
    for name in ("manager", "walker") if database.is_sqlite else ("manager",):
        client = signed(*OUTSIDE[name])
        for route in declared():
            verb, path = route.split(" ")
            if verb not in ("GET", "HEAD") and _is_of_red(path):
                unlike += _unlike(client, verb, path, values, name)
    assert not unlike, "\n".join(map(str, unlike))
    assert _everything(database) == before


def _unlike(client, verb: str, path: str, values: dict, name: str) -> list:
    """The route, when their thing and one that never was are answered otherwise, or either is let in."""
    theirs, never = (client.request(verb, path.format_map(of), data=_typed(verb)) for of in (values, Known(NEVER)))
    if theirs.status_code == never.status_code and theirs.status_code >= 400:
        return []
    text = _without_own_words(theirs.text)
    for key in NAMES:
        text = text.replace(values[key].lower(), "")
    return [] if text == _without_own_words(never.text).replace("never-was", "") else [
        (name, verb, path, theirs.status_code, never.status_code)]


def _typed(verb: str) -> dict | None:
    return None if verb == "GET" else {
        "words": "x", "name": "x", "title": "x", "state": "accepted", "why": "x", "answer": "explained", "on": "1",
        "journey": "", "touchpoint": CALL, "archived": "yes", "comment_id": "x", "question": "well", "do": "add",
        "archive": "yes", "page": "/", "team": BLUE}


def _everything(database) -> dict:
    with database.read() as session:
        return {table.__tablename__: [str(row) for row in session.execute(select(table.__table__).order_by(
            *table.__table__.primary_key.columns))] for table in wall.guarded()}


def test_the_wall_stands_around_every_name_a_table_goes_by(house, database):
    """Joined twice under other names, counted, asked for by key, in a union: the red walk is nowhere."""
    _, _ = house
    zed = Actor("u-zed", "Zed", "manager", teams=frozenset({BLUE}))
    first, second = aliased(Walk), aliased(Walk)
    with database.read() as session:
        every = set(session.scalars(select(Walk.id)))
        wall.stand(session, zed)
        pairs = session.execute(select(first.id, second.id).join(second, first.id == second.id)).all()
        outer = session.execute(select(second.id).select_from(first).join(second, first.id == second.id, isouter=True))
        assert {*(one for pair in pairs for one in pair), *outer.scalars()} == set(session.scalars(select(Walk.id)))
        assert {"w-red", "w-red-shoes"} <= every - set(session.scalars(select(Walk.id)))
        assert session.get(Walk, "w-red") is None
        assert "w-red" not in set(session.scalars(union_all(select(Walk.id), select(first.id))))
        wall.stand(session, replace(zed, teams=frozenset({RED})))  # the same statements, another actor: nothing cached
        assert set(session.scalars(select(Walk.id))) == every
    with database.write() as session:
        wall.stand(session, zed)
        assert session.execute(update(Walk).where(Walk.id == "w-red").values(practice=True)).rowcount == 0


def test_every_table_that_hangs_on_something_owned_stands_behind_the_wall():
    """A new table with one of these columns fails here until its room says who sees its rows."""
    on = {"team_id", "journey_id", "persona_id", "walk_id", "walk", "comment_id", "theme_id", "improvement_id",
          "workshop_id", "sheet_id", "source_id", "import_id"}
    alone = {"membership", "team"}  # who is in which team is the admins' alone to see
    tables = {mapper.class_ for mapper in SQLModel._sa_registry.mappers}
    bare = {table.__tablename__ for table in tables if on & set(table.__table__.columns.keys())
            } - {table.__tablename__ for table in wall.guarded()} - alone
    assert bare == set()
    assert Walk in wall.guarded()


def test_teams_are_made_joined_given_things_and_closed(house, database):
    """An admin makes a team and invites into it; a manager of it gives it a journey; it closes when it owns nothing."""
    signed, values = house
    una, zed = signed("una"), signed("zed")
    assert zed.get("/teams").status_code == 403
    assert una.post("/teams", data={"name": "Blue team"}).status_code == 409, "a name is given once"
    made = una.post("/teams", data={"name": "  Green   team "}).headers["location"].split("?")[0]
    green = made.rsplit("/", 1)[1]
    assert "Nobody is in it yet" in una.get(made).text
    link = link_in(una.post("/people/invites", data={"role": "manager", "team": green}).text)
    joined = act(signed("zed"), link, {"name": "Gil", "email": "gil@shoe.test", "password": "a long walk home"})
    assert joined.status_code == 303 and "Gil" in una.get(made).text
    assert una.post(f"{made}/members", data={"user_id": "u-zed"}).status_code == 303
    page = zed.get(f"/belongs/journey/{JOURNEY}")
    assert "Green team" in page.text and MARK not in page.text.lower()
    assert "1 walk" in page.text, "the walk in red shoes is no number of theirs"
    assert zed.post(f"/belongs/journey/{JOURNEY}", data={"team": RED}).status_code == 422, "not one of theirs"
    assert zed.post(f"/belongs/journey/{JOURNEY}", data={"team": green}).status_code == 303
    assert signed("mo").get(f"/journeys/{JOURNEY}").status_code == 404
    assert zed.post("/belongs/journey/j-red", data={"team": green}).status_code == 404
    refused = una.post(f"{made}/closing", data={"to": ""})
    assert refused.status_code == 409 and "1 journey" in refused.text
    assert una.post(f"{made}/closing", data={"to": "everyone"}).status_code == 303
    assert signed("mo").get(f"/journeys/{JOURNEY}").status_code == 200
    assert una.get(made).status_code == 404
    with database.read() as session:
        told = [line.deed for line in session.scalars(select(AuditLine).order_by(AuditLine.n))]
    for deed in ("team.made", "member.added", "journey.moved", "team.closed"):
        assert deed in told


def test_what_a_team_said_of_everybodys_journey_stays_its_own_when_another_gets_that(house, database):
    signed, _ = house
    with database.write() as session:
        said = session.get(Comment, voice.take_comment(session, voice.CommentIn(
            words="Bluebird was slow", source="Letter", journey_id=JOURNEY, touchpoint=CALL), "u-zed"))
        theme = themes.make_theme(session, "Bluebird theme", "u-zed", place=(JOURNEY, CALL))
        said.team_id = theme.team_id = BLUE
        themes.tag(session, said.id, theme.id, True, "u-zed")
        key = theme.id
    jobs.drain(database)
    pages = ("/voice", "/voice/themes", f"/voice/themes/{key}", "/exports/comments.json", "/api/v1/comments",
             "/search?q=bluebird", "/insights/unwalked")
    una, zed, mo = (signed(who) for who in ("una", "zed", "mo"))
    assert JOURNEY in zed.get("/api/v1/comments").text
    for team, is_told in ((RED, False), ("everyone", True)):
        assert una.post(f"/belongs/journey/{JOURNEY}", data={"team": team}).status_code == 303
        for page in pages:
            told = zed.get(page).text
            assert "luebird" in told or page.endswith("unwalked") and is_told, page
            assert is_told or JOURNEY not in told and "Dispute a charge" not in told, page
            assert "luebird" not in mo.get(page).text.replace("q=bluebird", "").replace("“bluebird”", "").replace(
                'value="bluebird"', ""), page
        assert (JOURNEY in zed.get("/api/v1/comments").text) is is_told
        if not is_told:  # saving a form that cannot name the touchpoint does not untie it
            kept = 'value="as-it-is" selected>A touchpoint of another team<'
            assert kept in zed.post(f"/voice/comments/{said.id}/place", data={"about": "as-it-is"}).text
            assert kept in zed.get(f"/voice/themes/{key}").text
            zed.post(f"/voice/themes/{key}", data={"name": "Bluebird calls", "about": "as-it-is", "words": ""})
            with database.read() as session:
                kept = session.get(type(theme), key)
                assert (kept.name, kept.journey_id, kept.touchpoint) == ("Bluebird calls", JOURNEY, CALL)


def test_own_walks_stay_and_what_a_phone_brings_is_kept(house, database):
    """Zia walked the red journey and is in no team: her walk is hers, the catalogue is without it, entries come in."""
    signed, values = house
    zia, phone = signed("zia"), signed("zia", "device")
    for path in (f"/walks/{OWN_RED}", f"/walks/{OWN_RED}/timeline", f"/walks/{OWN_RED}/table"):
        assert MARK in zia.get(path).text.lower(), path
    assert zia.get("/walks/w-red").status_code == 404 == signed("zed").get(f"/walks/{OWN_RED}").status_code
    assert {one["id"] for one in phone.get("/api/v1/catalogue").json()["journeys"]} == {JOURNEY}
    assert signed("rob", "device").get("/api/v1/catalogue").json()["journeys"][1]["id"] == "j-red"
    played = Phone()
    lines = [{**line, "journey": "j-red@1"} for line in (played.begin(journey="j-red"), played.entry())]
    assert ends(send(phone, played.batch(*lines))) == ["stored", "stored"]
    jobs.drain(database)
    assert zia.get(f"/walks/{played.walk}").status_code == 200
    assert signed("mo").get(f"/walks/{played.walk}").status_code == 200
    mo = signed("mo")
    assert mo.get("/journeys/j-red").status_code == 200
    assert signed("una").post(f"/teams/{RED}/members/u-mo/removal").status_code == 303
    assert mo.get("/journeys/j-red").status_code == 404, "from the next request on"


def test_shoes_for_everybody_keep_journeys_their_reviser_cannot_see(house, database):
    signed, _ = house
    with database.write() as session:
        personas.make_persona(session, persona_id="p-tom", asked=PersonaIn(
            name="Tom", shoes="boot", pronoun="he", issue="x", goal="y", mood=0, digital_access="full",
            journeys=[JOURNEY, "j-red"]))
    zed = signed("zed")
    form = Form(zed.get("/personas/p-tom/revisions/new").text, "persona-form")
    assert zed.post("/personas/p-tom/revisions", data=form.set("name", "Thomas").sent()).status_code == 303
    with database.read() as session:
        today = persona_revision(session, "p-tom")
    assert today["name"] == "Thomas" and today["journeys"] == [JOURNEY, "j-red"]
