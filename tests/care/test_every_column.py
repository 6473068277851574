"""Every column of every table that can name a person has an answer: what the file about them says of it, and what their
erasure leaves. A new column fails here until it has one, and the answers are tried, not believed."""

import importlib
import io
import json
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Column, Table, TypeDecorator, create_engine, select
from sqlmodel import SQLModel

from app.care import erasing, everything
from app.care.ledger import Line
from app.kit import clock
from tests.world import on_sqlite

pytestmark = on_sqlite  # planted past the keys of other tables
ROOT = Path(__file__).resolve().parents[2]
ADA = "u-ada"
ROW, WHEN, WALKS, ASIDE, SAID, DONE, DERIVED, NOT = (
    "the whole row", "which and when", "in walks.json", "in set_aside.json", "in messages.json", "in done.json",
    "worked out from what is in walks.json", "a number that says nothing more")
GONE, NUMBER, EMPTY = "the row goes", "the number of an empty shell stays", "the row stays without the number"

PEOPLE = {
    "audit_line.about": (DONE, NUMBER), "audit_line.by": (DONE, NUMBER), "browser_session.user_id": (ROW, GONE),
    "comment.answered_by": (WHEN, NUMBER), "comment.made_by": (WHEN, NUMBER), "comment_theme.made_by": (WHEN, NUMBER),
    "company_identity.user_id": (ROW, GONE), "entry.by": (WALKS, EMPTY), "entry.user_id": (ASIDE, NUMBER),
    "entry_conflict.user_id": (ROW, GONE), "erasure.asked_by": (WHEN, NUMBER), "erasure.made_by": (WHEN, NUMBER),
    "erasure.of": (ROW, NUMBER), "gone.key": (NOT, NUMBER), "improvement.made_by": (WHEN, NUMBER),
    "improvement.owner_id": (WHEN, EMPTY), "improvement_turn.made_by": (WHEN, NUMBER),
    "journey_revision.made_by": (WHEN, NUMBER), "keeping.made_by": (WHEN, NUMBER), "mail.user_id": (ROW, GONE),
    "membership.user_id": (ROW, GONE), "message.by_id": (SAID, NUMBER), "one_time_link.made_by": (WHEN, NUMBER),
    "one_time_link.user_id": (ROW, GONE), "passkey.user_id": (ROW, GONE), "persona_evidence.linked_by": (WHEN, NUMBER),
    "persona_revision.made_by": (WHEN, NUMBER), "phone.user_id": (ROW, GONE), "photo.owner_id": (NOT, GONE),
    "review.by_id": (SAID, NUMBER), "review_rule.set_by": (WHEN, NUMBER), "reviewer.by_id": (WHEN, NUMBER),
    "share.made_by": (WHEN, NUMBER), "share.revoked_by": (WHEN, NUMBER), "sheet_answer.made_by": (WHEN, NUMBER),
    "sign_on.user_id": (ROW, GONE), "staff_told.made_by": (WHEN, NUMBER), "stage_score.walker_id": (DERIVED, NUMBER),
    "sweep.made_by": (WHEN, NUMBER), "theme.made_by": (WHEN, NUMBER), "token.user_id": (ROW, GONE),
    "voice_import.made_by": (WHEN, NUMBER), "walk.walker_id": (WALKS, NUMBER), "weight_set.made_by": (WHEN, NUMBER),
    "workshop.made_by": (WHEN, NUMBER),
}
# Words that are a person's: tests/care/test_erasing.py looks for each in every file of an erased person's server.
NAMES = {"company_identity.label", "company_identity.sub", "improvement.owner", "one_time_link.note", "passkey.name",
         "sign_on.label", "sign_on.sub", "user_account.email", "user_account.name"}
# These only sound like it: names of things, invented personas, ids of places, groups in words, short-lived questions.
THINGS = {"job.key", "journey_revision.name", "mail.about", "message.about", "passkey.public_key", "passkey_ask.about",
          "persona_revision.name", "place.name", "share.key", "staff_told.by_role", "team.name", "theme.name",
          "touchpoint.name", "voice_import.file_name", "voice_source.name", "workshop.name"}
SOUNDS = re.compile(r"(^|_)(by|user|owner|walker|of|about|who|person|email|name|note|label|sub|key)(_|$)")


def tables() -> list[Table]:
    for path in (ROOT / "app").rglob("*models.py"):
        importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return list(SQLModel.metadata.sorted_tables)


def _names_a_person(column: Column) -> bool:
    return any(key.column.table.name == "user_account" for key in column.foreign_keys) or (
        issubclass(_type(column), str) and bool(SOUNDS.search(column.name)))


def _type(column: Column) -> type:
    kind = column.type
    while isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    return kind.python_type


def test_every_column_that_can_name_a_person_has_an_answer(app):
    found = {f"{table.name}.{column.name}" for table in tables() for column in table.c if _names_a_person(column)}
    known = {*PEOPLE, *NAMES, *THINGS}
    assert found - known == set(), "say here what the file about a person tells of it, and what an erasure leaves"
    assert known - found == set(), "these are gone"


@pytest.fixture
def planted(app, cast, database) -> dict[str, tuple]:
    """One row for every column of PEOPLE that holds Ada's number there: column → its primary key."""
    engine, keys = create_engine(database.url), {}  # without the foreign keys of the house's own
    with engine.begin() as connection:
        for name in sorted(PEOPLE):
            table = SQLModel.metadata.tables[name.partition(".")[0]]
            row = {column.name: _worth(column, len(keys)) for column in table.c}
            row |= {name.partition(".")[2]: ADA, **SPECIAL.get(name, {})}
            connection.execute(table.insert().values(**row))
            keys[name] = tuple(row[column.name] for column in table.primary_key)
    engine.dispose()
    return keys


SPECIAL = {"entry.user_id": {"state": "quarantined", "walk": None}, "entry.by": {"state": "stored", "walk": "w-ada"},
           "walk.walker_id": {"id": "w-ada", "began_at": None, "erased_at": None, "sealed_at": None, "practice": False,
                             "hints": []},
           "photo.owner_id": {"id": "0f0f0f0f-0ada", "walk": None, "sha256": None, "state": "refused"},
           "gone.key": {"kind": "person"},
           "erasure.of": {"kind": "person", "state": "declined", "why": "zqwhy"}}


def _worth(column: Column, n: int):
    """Something of the column's type; keys are told apart by n."""
    kind = _type(column)
    if column.nullable and not column.primary_key:
        return None
    made = {str: f"zq{n}", int: 10_000 + n if column.primary_key else 1, float: 1.0, bool: False,
            datetime: clock.now(), date: clock.now().date(), dict: {}, list: [], bytes: b""}
    return next((made[each] for each in (bool, datetime, *made) if issubclass(kind, each)), {})


def _row(session, name: str, key: tuple):
    table = SQLModel.metadata.tables[name.partition(".")[0]]
    return session.execute(select(table).where(*(column == part for column, part in zip(
        table.primary_key, key, strict=True)))).mappings().first()


def test_the_file_about_a_person_says_what_is_promised_here(app, planted, database):
    with database.read() as session:
        packed = io.BytesIO(b"".join(everything.packed(session, app.state.blobs, ADA)))
    told = zipfile.ZipFile(packed)
    files = {name: json.loads(told.read(name)) for name in told.namelist() if name.endswith(".json")}
    where = {WALKS: "walks.json", ASIDE: "set_aside.json", SAID: "messages.json", DONE: "done.json"}
    for name, (says, _) in PEOPLE.items():
        rows, key = files["about.json"].get(name), planted[name]
        if says in (ROW, WHEN):
            assert rows and any(set(map(str, key)) <= set(map(str, row.values())) for row in rows), name
            columns = {column.name for column in SQLModel.metadata.tables[name.partition(".")[0]].c}
            whole = columns - set(everything.SECRET) <= set(rows[0])
            assert whole == (says == ROW), f"{name}: {sorted(rows[0])}"
        else:
            assert rows is None, name
        if says in where:
            assert str(key[0]) in json.dumps(files[where[says]]), name


def test_an_erasure_leaves_what_is_promised_here(app, planted, database):
    erasing.carry_out(database, app.state.blobs, Line("e-1", "person", ADA, "keep", clock.now().isoformat(), []))
    left = {}
    with database.read() as session:
        for name, key in planted.items():
            row = _row(session, name, key)
            left[name] = GONE if row is None else NUMBER if row[name.partition(".")[2]] == ADA else EMPTY
        assert _row(session, "erasure.of", planted["erasure.of"])["why"] == ""
    assert left == {name: leaves for name, (_, leaves) in PEOPLE.items()}
