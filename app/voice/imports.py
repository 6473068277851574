"""A file of comments on its way in: upload, columns, a look before anything is kept, then one transaction.

again: the same file brings nothing new to those it is for; what other teams have of it counts for nothing. The file
itself is deleted when its comments are stored or forgotten.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import insert, or_, select, update
from sqlmodel import Session

from app.accounts import audit, gone, wall
from app.accounts.access import Actor, sight_of
from app.accounts.models import Role
from app.kit import clock, jobs
from app.kit.blobs import Folder
from app.kit.db import Database, insert_new
from app.kit.errors import Refusal
from app.kit.ids import new_id
from app.voice import mapping as mappings
from app.voice.commands import hold_source
from app.voice.mapping import Place, Reader
from app.voice.models import Answer, Comment, Import, ImportState, Source
from app.voice.reading import header_of, plain, refuse_misnamed, rows_of

SAMPLE, STEP, CHUNK = 12, 2_500, 1_000
SHOWN = ("words", "said_on", "channel", "touchpoint_said", "persona_said", "segment", "scale", "rating")


def key_of(import_id: str) -> str:
    return f"voice/{import_id}"


def source_named(session: Session, name: str, team: str | None = None) -> Source:
    """The source of this name, made when it is new. team: then, None = everyone's. Refuses: source_taken."""
    name = " ".join(plain(name).split())[:200]
    named = select(Source).where(Source.name == name)
    known = session.scalars(named).first()
    if known is None:  # nobody has it, or others whose it is
        insert_new(session, Source.__table__, [{"id": new_id(), "name": name, "mapping": {}, "keep_days": None,
                                                "made_at": clock.now(), "team_id": team}], key=("name",))
        known = session.scalars(named).first()
    if known is None:
        raise Refusal("source_taken", 409, f"“{name}” is a name you cannot use here. Choose another, such as "
                      f"“{name}, ours”.")
    return known


def begin(session: Session, blobs: Folder, source_name: str, file_name: str, content: bytes, by: str,
          team: str | None = None) -> Import:
    """Keep the file and guess its columns. team: whose its comments will be, None = everyone's. Refuses: source_taken,
    whatever reading.rows_of refuses in the first rows."""
    refuse_misnamed(content, file_name)
    lines = rows_of(content, file_name)
    columns = header_of(lines)
    first = [cells for _, cells in (next(lines, (0, [])) for _ in range(200)) if cells]
    if not first:
        raise Refusal("not_a_table", 422, "This file has a header and no rows.")
    source = source_named(session, source_name, team)
    mapping = mappings.guessed(columns, source.mapping)
    if mapping["said_on"] and not mapping["days"]:
        at = columns.index(mapping["said_on"])
        mapping["days"] = mappings.days_of([row[at] for row in first if at < len(row) and row[at].strip()])
    row = Import(id=new_id(), source_id=source.id, file_name=plain(file_name)[:200] or "a file", columns=columns,
                 mapping=mapping, made_by=by, made_at=clock.now(), team_id=team)
    blobs.put(key_of(row.id), content)
    session.add(row)
    session.flush()
    return row


def name_columns(session: Session, row: Import, mapping: dict, keep_days: int | None) -> None:
    """Take these columns and look at every row; nothing is kept yet. Refuses: mapping, busy."""
    if row.state not in (ImportState.uploaded, ImportState.checked, ImportState.failed):
        raise Refusal("busy", 409, "This file is being worked on, or is done.")
    wrong = mappings.problem(mapping, row.columns)
    if wrong:
        raise Refusal("mapping", 422, wrong)
    row.mapping, row.state, row.done, row.why = mapping, ImportState.checking, 0, ""
    source = session.get(Source, row.source_id)
    source.mapping, source.keep_days = mapping, keep_days
    session.add_all([row, source])
    jobs.tell(session, "comments.mapped", import_id=row.id)


def accept(session: Session, row: Import) -> None:
    """Keep the rows that were looked at. Refuses: busy."""
    if row.state != ImportState.checked or not row.accepted:
        raise Refusal("busy", 409, "There is nothing to keep: look at the rows first.")
    row.state, row.done = ImportState.storing, 0
    session.add(row)
    jobs.tell(session, "comments.accepted", import_id=row.id)


def forget(session: Session, blobs: Folder, row: Import) -> None:
    """Drop a file whose comments were not kept."""
    if row.state in (ImportState.checking, ImportState.storing):
        raise Refusal("busy", 409, "This file is being worked on. Wait until that is done.")
    if row.state != ImportState.stored:
        row.state = ImportState.forgotten
        session.add(row)
    blobs.delete(key_of(row.id))


@dataclass
class Looked:
    """Every row of a file, read: the comments it would make and what is wrong with the others."""

    rows: list[dict]
    trouble: list[mappings.Trouble]

    @property
    def total(self) -> int:
        return len(self.rows) + len(self.trouble)


def look(content: bytes, row: Import, places: list[Place], told: Callable[[int], None]) -> Looked:
    """Read every row by the import's mapping. told: called with how many are read. Refuses: as reading.rows_of."""
    lines = rows_of(content, row.file_name)
    reader = Reader(header_of(lines), row.mapping, places, row.source_id)
    looked = Looked([], [])
    for n, (line, cells) in enumerate(lines, 1):
        comment, trouble = reader.read(line, cells)
        looked.rows.append(comment) if comment else looked.trouble.append(trouble)
        if n % STEP == 0:
            told(n)
    return looked


def check(database: Database, blobs: Folder, import_id: str, places: list[Place]) -> None:
    """Look at every row and say what would become of it. again: the same."""
    row, looked = _looked(database, blobs, import_id, places, ImportState.checking)
    if looked is None:
        return
    with database.write() as session:
        known = len(known_among(session, bringer(session, row), row.team_id, looked.rows))
        session.execute(update(Import).where(Import.id == import_id).values(
            state=ImportState.checked, done=looked.total, total=looked.total, accepted=len(looked.rows),
            refused=len(looked.trouble), known=known, trouble=[list(one) for one in looked.trouble],
            sample=[{name: str(one[name] if one[name] is not None else "") for name in SHOWN}
                    for one in looked.rows[:SAMPLE]]))


def store(database: Database, blobs: Folder, import_id: str, places: list[Place]) -> None:
    """Keep every good row, all in one transaction. again: nothing new."""
    row, looked = _looked(database, blobs, import_id, places, ImportState.storing)
    if looked is None:
        return
    now = clock.now()
    with database.write() as session:
        source = session.get(Source, row.source_id)
        new = keep(session, looked.rows, bringer(session, row), source, row.team_id, import_id=import_id,
                   made_by=row.made_by, made_at=now)
        session.execute(update(Import).where(Import.id == import_id).values(
            state=ImportState.stored, done=looked.total, total=looked.total, accepted=len(looked.rows),
            refused=len(looked.trouble), known=len(looked.rows) - new, ended_at=now))
        audit.note(session, row.made_by, "comments.imported", import_id, rows=new, refused=len(looked.trouble))
        jobs.tell(session, "comments.stored", import_id=import_id)
    blobs.delete(key_of(import_id))


def _looked(database: Database, blobs: Folder, import_id: str, places, state: str) -> tuple[Import, Looked | None]:
    with database.read() as session:
        row = session.get(Import, import_id)
    if row is None or row.state != state:
        return row, None

    def told(n: int) -> None:
        with database.write() as session:
            session.execute(update(Import).where(Import.id == import_id).values(done=n))
    try:
        content = blobs.get(key_of(import_id))
        if content is None:
            raise Refusal("gone", 410, "The file is not here any more. Bring it in again.")
        return row, look(content, row, places, told)
    except Refusal as no:
        with database.write() as session:
            session.execute(update(Import).where(Import.id == import_id).values(
                state=ImportState.failed, why=no.sentence))
        return row, None


def bringer(session: Session, row: Import) -> Actor:
    """Whoever brought a file, as they stand now, seeing what those it is for see."""
    return for_team(Actor(row.made_by or "", "", Role.manager, **sight_of(session, row.made_by or "")), row.team_id)


def for_team(actor: Actor, team: str | None) -> Actor:
    """The same person as one of that team alone: what another team of theirs has is nothing this one knows."""
    return replace(actor, teams=frozenset({team}), sees_all=False) if team else actor


def keep(session: Session, rows: list[dict], by: Actor, source: Source, team: str | None, **same) -> int:
    """Keep rows of one source that were read as comments, unless those they are for have them already or they were
    erased on request; how many were new. by: who brings them, as for_team; same: columns all of them share."""
    hold_source(session, source.id)
    once: dict[str, dict] = {}
    for row in rows:
        once.setdefault(row["fingerprint"], row)
    known = known_among(session, by, team, rows) | gone.quotes_among(session, once)
    same |= {"source": source.name, "source_id": source.id, "team_id": team, "is_demo": False, "answer": Answer.none,
             "answer_why": ""}
    new = [{"id": new_id(), **same, **row} for mark, row in once.items() if mark not in known]
    for chunk in _chunks(new):
        session.execute(insert(Comment.__table__), chunk)
    return len(new)


def known_among(session: Session, by: Actor, team: str | None, rows: list[dict]) -> set[str]:
    """The fingerprints of these rows that are here already, of what is everybody's or that team's and `by` sees."""
    found, ours = set(), or_(Comment.team_id.is_(None), Comment.team_id == team)
    with wall.seen_by(session, by):
        for chunk in _chunks([row["fingerprint"] for row in rows]):
            found |= set(session.scalars(select(Comment.fingerprint).where(Comment.fingerprint.in_(chunk), ours)))
    return found


def _chunks(rows: list) -> Iterator[list]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start:start + CHUNK]
