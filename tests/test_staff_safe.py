"""Staff and walkers are safe: no field asks for a name of staff, and nobody who walks is ranked or compared."""

import importlib
import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import String, event
from sqlmodel import SQLModel, select
from sqlmodel.sql.sqltypes import AutoString

from app.exports import sheets
from app.scoring.entries import BODIES
from app.workshops.models import Workshop
from tests.demo_world import demo_app
from tests.test_viewer import Seen, local, one_place, one_walk, route_of, walkers

ROOT = Path(__file__).resolve().parents[1]
SMELL = re.compile(r"name|who|owner|staff|employee|people|person|colleague|agent|adviser|clerk|served|met|note"
                   r"|(^|_)(by|to|for|of)(_|$)")
TYPED_ELSEWISE = {"radio", "checkbox", "hidden", "submit", "file", "date", "time", "datetime-local", "number",
                  "password", "range", "email"}

# A person's name may stand here: their own account, whom an invite is for, invented personas, who keeps a fix.
OF_PEOPLE = {"user_account.name", "one_time_link.note", "persona_revision.name", "improvement.owner"}
# These only sound like it: names of things, ids, digests, roles and groups in words.
OF_THINGS = {"audit_line.by", "cell.method", "cell.persona", "comment.answered_by", "comment.persona_said", "entry.by",
             "erasure.asked_by", "erasure.made_by", "erasure.of", "journey_revision.name", "keeping.made_by",
             "passkey.name", "place.name", "score.method", "staff_told.by_role", "staff_told.whom",
             "stage_score.method", "stage_score.persona", "sweep.made_by", "team.name", "theme.name", "touchpoint.name",
             "voice_import.file_name", "voice_source.name", "walk.persona_id", "workshop.name"}
ASKED_OF_PEOPLE = {"accounts/account.html name", "accounts/join.html name", "accounts/welcome.html name",
                   "accounts/people.html note", "demo/page.html name", "improvements/edit.html owner"}
ASKED_OF_THINGS = {"accounts/organisation.html name", "accounts/organisation.html to", "accounts/people.html to",
                   "accounts/belongs.html name", "accounts/team.html name", "accounts/teams.html name",
                   "capture/_touchpoints.html name",
                   "journeys/_form.html name", "journeys/_place_form.html name", "journeys/places.html people",
                   "journeys/staff_told.html by_role", "journeys/staff_told.html whom", "voice/_suggested.html name",
                   "voice/_theme_fields.html name", "workshops/edit.html name", "workshops/sheet.html people"}
WORDS_OF_ENTRIES = {"touchpoint.enter": {"name"}, "step": {"words", "key"}, "note": {"words"}, "photo": {"caption"}}
IDS_OF_ENTRIES = {"walk.begin": {"journey", "persona"}, "touchpoint.enter": {"visit", "touchpoint", "after", "place"},
                  "wait.end": {"start"}, "note": {"about"}, "photo": {"photo"}}
ADVICE = "Nothing here may ask who served a customer. If it does not, say in tests/test_staff_safe.py what it holds."

# Where a walker is named to who may know: on a walk, on lists of walks by their day, and among accounts. No page more.
NAMED = {"GET /people", "GET /belongs/{noun}/{key}", "GET /walks", "GET /reviews", "GET /",
         "GET /improvements/{improvement_id}", "GET /insights/proof", "GET /insights/snags",
         *(f"GET /walks/{{walk_id}}{page}" for page in ("", "/log", "/photos", "/table", "/review", "/beside",
                                                        "/beside/{other_id}")),
         *(f"GET /insights/journeys/{{journey_id}}{page}" for page in (
             "", "/walks", "/compare", "/touchpoints/{touchpoint}", "/touchpoints/{touchpoint}/ways"))}


def test_no_column_holds_a_name_of_staff():
    for path in (ROOT / "app").rglob("*models.py"):
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    found = {f"{table.name}.{column.name}" for table in SQLModel.metadata.tables.values() for column in table.columns
             if isinstance(column.type, (String, AutoString)) and not column.foreign_keys and SMELL.search(column.name)}
    assert found - OF_PEOPLE - OF_THINGS == set(), ADVICE
    assert OF_PEOPLE - found == set()


def test_no_form_asks_for_a_name_of_staff():
    found = set()
    for path in (ROOT / "templates").rglob("*.html"):
        words = path.read_text()
        tags = [tag for tag in re.findall(r"<(?:input|textarea)\b[^>]*>", words)
                if not set(re.findall(r'\btype="([\w-]+)"', tag)) & TYPED_ELSEWISE]
        names = [name for tag in tags for name in re.findall(r'\bname="([^"]*)"', tag)]
        names += re.findall(r'\b(?:field|area|lines)\("([^"]+)"', words)
        found |= {f"{path.relative_to(ROOT / 'templates').as_posix()} {name}" for name in names if SMELL.search(name)
                  and "{{" not in name}
    assert found - ASKED_OF_PEOPLE - ASKED_OF_THINGS == set(), ADVICE
    assert ASKED_OF_PEOPLE - found == set()


def test_no_entry_of_the_log_has_a_place_for_a_name_of_staff():
    found = {kind: {name for name, check in body.items() if check("Sandra Miller")} for kind, body in BODIES.items()}
    known = {kind: WORDS_OF_ENTRIES.get(kind, set()) | IDS_OF_ENTRIES.get(kind, set()) for kind in BODIES}
    assert found == known, ADVICE
    assert not [name for body in BODIES.values() for name in body if re.search(r"staff|agent|badge|clerk|who", name)]


@pytest.fixture(scope="module")
def asked(demo_folder, tmp_path_factory):
    """(the app over the demo world, its admin signed in, every statement it ran)."""
    with demo_app(demo_folder, tmp_path_factory.mktemp("safe"), "admin") as (app, client):
        statements: list[str] = []
        for engine in (app.state.database.reader, app.state.database.writer):
            event.listen(engine, "before_cursor_execute", lambda *said: statements.append(said[2]))
        yield app, client, statements


@pytest.fixture(scope="module")
def pages(asked) -> list[tuple[str, str, str]]:
    """(route, address, page) of what an admin reaches from the first page and from one walk and touchpoint."""
    app, client, _ = asked
    journey, place = one_place(app)
    todo = ["/", f"/walks/{one_walk(app).id}", f"/walks/{one_walk(app).id}/review",
            f"/insights/journeys/{journey}/touchpoints/{place}/ways"]
    found, kinds = {}, Counter()
    while todo:
        address = todo.pop(0)
        route = route_of(address.partition("?")[0])
        if address in found or kinds[route] >= 2 or route.startswith(("GET /capture", "GET /exports", "GET /api")):
            continue
        kinds[route] += 1
        reply = client.get(address)
        if reply.status_code != 200 or not reply.headers["content-type"].startswith("text/html"):
            continue
        found[address] = (route, address, unescape(reply.text))
        seen = Seen(reply.text)
        todo += [to for each in seen.hrefs + seen.parts if (to := local(address, each))]
    assert len({route for route, _, _ in found.values()}) > 40
    return list(found.values())


def test_a_walker_is_named_only_where_somebody_needs_to_know(asked, pages):
    app, _, _ = asked
    found = {route for route, _, page in pages for name in walkers(app, "walker") if name in page}
    assert found <= NAMED, "\n".join(sorted(found - NAMED))


def test_no_page_offers_people_in_an_order_of_theirs(pages):
    offers = re.compile(r"""[?&;](?:sort|order|by)=(?:walker|person|people|user)"""
                        r"""|name="(?:sort|order)"[^>]*value="(?:walker|person)""")
    assert [(address, *offers.findall(page)) for _, address, page in pages if offers.search(page)] == []


def test_nothing_is_summed_up_or_ordered_by_person(asked, pages):
    app, client, statements = asked
    walk = one_walk(app)
    with app.state.database.read() as session:
        workshop = session.exec(select(Workshop.id)).first()
    known = {"walk": walk.id, "log": walk.id, "workshop": workshop, "walks": "", "comments": "", "fixes": ""}
    for name in sorted(sheets._SHEETS):
        reply = client.get(f"/exports/{name}.json", params={"of": known.get(name, walk.journey_id)})
        assert reply.status_code == 200, (name, reply.text[:200])
        _in_order_of_time(name, reply.json())
    per_person = re.compile(r"(?:GROUP|ORDER|PARTITION) BY (?:(?!\b(?:LIMIT|FROM|WHERE|HAVING|UNION)\b).)*?"
                            r"(?:walker_id|walk\.user_id|user_account\.name)", re.DOTALL)
    assert len(statements) > 200
    assert [one for one in statements if per_person.search(one) and "walk" in one] == []


def _in_order_of_time(name: str, told: dict) -> None:
    """A table that names walkers lists their walks by the day, and has no sum of them."""
    rows = told["rows"]
    if not rows or "walker" not in rows[0]:
        return
    when = next(key for key in rows[0] if key in ("began", "at", "day", "began_at", "handed_in"))
    days = [row[when] for row in rows if row[when]]
    assert days in (sorted(days), sorted(days, reverse=True)), name
