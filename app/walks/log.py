"""The log that only grows: lines received, each kept once, and an honest answer for each.

`receive` is the one door in: phones, rescue files, the demo world and the server's own lines all use it. It
never looks before it inserts; one unique key decides. Not here: tokens and phones (phones.py, intake.py).
"""

import os
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from app.accounts import gone
from app.kit import clock, jobs
from app.kit.db import insert_new
from app.walks import ownership, photo_names
from app.walks.lines import Line, column, read, wall_ms
from app.walks.models import Entry, EntryConflict, EntryState

OFFICE, ERASED = "office", gone.WORDS[0]
_entry = Entry.__table__
_UNSEEN = {name: dialect.insert(_entry).on_conflict_do_nothing(index_elements=["id"])
           for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))}
OTHER_PHONE = ("other_phone", "This entry was written by another phone than the one that sent it.")


@dataclass
class Receipt:
    """What became of a batch. results: one per line, in order: {n, id|null, s, h, why: {code, sentence}|null}
    with s stored | duplicate | conflict_kept | quarantined | refused and h the SHA-256 of the bytes kept;
    arrived: the seqs that are new here; walks: the walks that now say more than before."""

    results: list[dict]
    arrived: list[int] = field(default_factory=list)
    walks: list[str] = field(default_factory=list)

    def count(self, s: str) -> int:
        """How many lines ended this way."""
        return sum(result["s"] == s for result in self.results)


def receive(session: Session, user_id: str, dev: str, lines: list[bytes | str], *,
            held: tuple[str, str] | None = None, vouched: bool = False) -> Receipt:
    """Keep these lines, in the caller's transaction; nothing is acknowledged before its commit.

    user_id: whose token or hand brings them; dev: the phone that wrote them (`office`: this server); lines:
    exact bytes without the line break. held: (code, sentence) when all of them are to be set aside;
    vouched: an admin or the server itself says that `by` is true, so no phone has to prove it.
    Tells `walk.synced` for each walk that grew.
    again: the same bytes under the same id change nothing; other bytes are kept as a conflict. Of what was erased
    nothing is kept, whatever comes: its number alone, so that the phone need not send it again.
    """
    session.flush()
    now = clock.now()
    told = read([line.encode() if isinstance(line, str) else line for line in lines])
    if held and held[0] == ERASED:
        return Receipt([_result(line, "refused", line.refused) if line.refused else
                        _result(line, "quarantined", held) for line in told])
    kept = [line for line in told if line.refused is None]
    _set_aside(session, kept, user_id, dev, held, vouched)
    arrival = int.from_bytes(os.urandom(7))
    settled = _insert(session, kept, user_id, arrival, now, proven=held is None)
    receipt = Receipt([settled.get(line.n) or _result(line, "refused", line.refused) for line in told])
    _after(session, receipt, kept, user_id, dev)
    return receipt


def _set_aside(session: Session, kept: list[Line], user_id: str, dev: str, held, vouched: bool) -> None:
    for line in kept:
        if held:
            line.why = held
        elif line.why is None and line.entry["dev"] != dev:
            line.why = OTHER_PHONE
    sound = [line for line in kept if line.why is None]
    if sound:
        ownership.judge(session, sound, user_id, dev, vouched)


def _insert(session: Session, kept: list[Line], user_id: str, arrival: int, now: datetime,
            proven: bool) -> dict[int, dict]:
    """The results by place in the batch."""
    rows = [_row(line, user_id, arrival, now, proven) for line in kept]
    if not rows:
        return {}
    if _insert_unseen(session, rows) == len(rows):
        return {line.n: _arrived(line) for line in kept}
    return _compared(session, kept, user_id, arrival, now)


def _insert_unseen(session: Session, rows: list[dict]) -> int:
    """How many of them were new."""
    unseen = _UNSEEN[session.get_bind().dialect.name]
    return session.connection().execute(unseen, rows).rowcount


def _row(line: Line, user_id: str, arrival: int, now: datetime, proven: bool) -> dict:
    entry = line.entry
    code, words = line.why or (None, None)
    if code == ERASED:
        return _tombstone(line, user_id, arrival, now, proven)
    return {
        "id": line.id, "arrival": arrival, "dev": column(entry.get("dev")) or "?",
        "seq": line.seq if proven and line.why != OTHER_PHONE else None, "walk": line.walk, "kind": line.kind,
        "line": line.text, "sha256": line.sha256, "visit": column(entry.get("visit")),
        "ref": column(entry.get("ref")), "wall_ms": wall_ms(entry), "user_id": user_id,
        "by": column(entry.get("by")), "received_at": now, "why": code, "why_words": words,
        "state": EntryState.quarantined if line.why else EntryState.stored,
    }


def _tombstone(line: Line, user_id: str, arrival: int, now: datetime, proven: bool) -> dict:
    """What stays of a line of something erased: its id and its place on its phone, and no word of it."""
    empty = dict.fromkeys(("visit", "ref", "wall_ms", "by", "why", "why_words"))
    return {"id": line.id, "arrival": arrival, "dev": column(line.entry.get("dev")) or "?",
            "seq": line.seq if proven else None, "walk": line.walk, "kind": ERASED, "line": "", "sha256": "",
            "user_id": user_id, "received_at": now, "state": EntryState.erased, **empty}


def _compared(session: Session, kept: list[Line], user_id: str, arrival: int, now: datetime) -> dict[int, dict]:
    found = {row.id: row for row in session.connection().execute(
        select(_entry.c.id, _entry.c.sha256, _entry.c.arrival, _entry.c.state, _entry.c.why, _entry.c.why_words)
        .where(_entry.c.id.in_([line.id for line in kept])))}
    fresh, results = {name for name, row in found.items() if row.arrival == arrival}, {}
    for line in kept:
        row = found[line.id]
        if row.state == EntryState.erased and line.id not in fresh:
            results[line.n] = _result(line, "duplicate", None)
        elif row.sha256 != line.sha256 and row.state != EntryState.erased:
            results[line.n] = _conflict(session, line, user_id, now)
        elif line.id in fresh:
            fresh.discard(line.id)
            results[line.n] = _arrived(line)
        else:
            results[line.n] = _known(line, row)
    return results


def _arrived(line: Line) -> dict:
    return _result(line, "quarantined" if line.why else "stored", line.why, new=True)


def _known(line: Line, row) -> dict:
    if row.state == EntryState.quarantined:
        return _result(line, "quarantined", (row.why, row.why_words))
    return _result(line, "duplicate", None)


def _conflict(session: Session, line: Line, user_id: str, now: datetime) -> dict:
    insert_new(session, EntryConflict.__table__, [{
        "id": line.id, "sha256": line.sha256, "line": line.text, "dev": column(line.entry.get("dev")) or "?",
        "user_id": user_id, "received_at": now}], key=("id", "sha256"))
    return _result(line, "conflict_kept", (
        "conflict", "Another entry came first under this id. Both are kept, and the office is told."))


def _result(line: Line, s: str, why: tuple[str, str] | None, new: bool = False) -> dict:
    result = {"n": line.n, "id": line.id, "s": s, "h": line.sha256,
              "why": {"code": why[0], "sentence": why[1]} if why else None}
    if new:
        result["new"] = True
    return result


def _after(session: Session, receipt: Receipt, kept: list[Line], user_id: str, dev: str) -> None:
    new = [line for line in kept if receipt.results[line.n].pop("new", False)]
    stored = [line for line in new if line.why is None]
    late = [line for line in new if line.why and line.why[0] == ERASED]
    receipt.arrived = [line.seq for line in new if line.seq is not None]
    receipt.walks = sorted({line.walk for line in new if line.walk} - {line.walk for line in late})
    photo_names.shut_out(session, late)
    photo_names.note(session, [line for line in stored if line.kind == "photo"], user_id, dev)
    ownership.note_ends(session, stored)
    for walk in receipt.walks:
        jobs.tell(session, "walk.synced", walk_id=walk)


def next_office_seq(session: Session) -> int:
    """The place of the next line this server writes itself."""
    last = session.connection().execute(
        select(func.max(_entry.c.seq)).where(_entry.c.dev == OFFICE)).scalar()
    return (last or 0) + 1

