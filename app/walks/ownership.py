"""Whose walk a line belongs to, and whether it may join it: walker, journey, author, and walks that are closed.

What may not join is set aside with a reason, never refused.
"""

from sqlalchemy import and_, bindparam, exists, func, or_, select, tuple_, update
from sqlmodel import Session

from app.accounts import gone
from app.accounts.models import Token, User
from app.journeys.models import JourneyRevision
from app.kit.db import insert_new
from app.walks.lines import Line, column, whole
from app.walks.models import Entry, EntryState, Phone, Walk

_walk, _entry, _user = Walk.__table__, Entry.__table__, User.__table__
_token, _phone = Token.__table__, Phone.__table__
_revision = JourneyRevision.__table__

UNKNOWN_BY = ("unknown_by", "The person this entry names never signed in on this phone.")
UNKNOWN_REVISION = ("unknown_revision", "This server does not know this journey in this revision.")
NOT_YOURS = ("not_yours", "This walk belongs to somebody else.")
CLOSED = ("closed", "This walk was handed in before this happened.")
ERASED = ("erased", "This walk has been erased. What came late was not kept.")
# What happens live on the way. Corrections, words and photos may follow after a walk was handed in.
ON_THE_WAY = frozenset(("touchpoint.enter", "touchpoint.leave", "step", "wait.start", "wait.end",
                        "walk.pause", "walk.resume"))


def judge(session: Session, lines: list[Line], user_id: str, dev: str, vouched: bool) -> None:
    """Set aside the lines that may not join their walk; begin the walks that are new here."""
    _judge_authors(session, lines, user_id, dev, vouched)
    walks = _claimed(session, [line for line in lines if line.why is None and line.walk], user_id, dev)
    _judge_journeys(session, lines, walks)
    ended = {walk.id: walk.ended_seq for walk in walks.values()}
    reopened = _ends_among(session, lines) if any(seq is not None for seq in ended.values()) else set()
    for line in lines:
        if line.why is None and line.walk:
            line.why = _misfit(line, walks[line.walk], user_id, dev, ended, reopened)


def _judge_authors(session: Session, lines: list[Line], user_id: str, dev: str, vouched: bool) -> None:
    named = {line.entry.get("by") for line in lines} - {None, user_id}
    erased = gone.among(session, gone.PERSON, {by for by in named if isinstance(by, str)}) if named else set()
    known = _known_authors(session, named, dev, vouched) if named else set()
    for line in lines:
        by = line.entry.get("by")
        if line.why is None and by in erased:
            line.why = gone.WORDS
            gone.came_late(session, gone.PERSON, by)
        elif line.why is None and by in named - known:
            line.why = UNKNOWN_BY


def _known_authors(session: Session, named: set[str], dev: str, vouched: bool) -> set[str]:
    chosen = select(_user.c.id).where(_user.c.id.in_(named))
    if not vouched:
        chosen = chosen.where(or_(
            exists().where(_token.c.user_id == _user.c.id, _token.c.dev == dev),
            exists().where(_phone.c.user_id == _user.c.id, _phone.c.dev == dev)))
    return set(session.connection().execute(chosen).scalars())


def _claimed(session: Session, lines: list[Line], user_id: str, dev: str) -> dict:
    """The walks of these lines by id; whoever's line comes first is the walker."""
    names = {line.walk for line in lines}
    known = _known_walks(session, names)
    if len(known) < len(names):
        lines = _not_erased(session, lines, names - set(known))
        insert_new(session, _walk, _begun([line for line in lines if line.walk not in known], user_id, dev))
        known = _known_walks(session, names)
    return known


def _not_erased(session: Session, lines: list[Line], unknown: set[str]) -> list[Line]:
    """A server restored from an older backup may never have heard of a walk that was erased since."""
    erased = gone.among(session, gone.WALK, unknown)
    for line in lines:
        if line.walk in erased:
            line.why = ERASED
    return [line for line in lines if line.why is None]


def _known_walks(session: Session, names: set[str]) -> dict:
    rows = session.connection().execute(_WALKS, {"names": sorted(names)}) if names else ()
    return {row.id: row for row in rows}


_WALKS = select(_walk.c.id, _walk.c.walker_id, _walk.c.dev, _walk.c.practice, _walk.c.ended_seq, _walk.c.erased_at,
                _walk.c.journey_id, _walk.c.journey_revision).where(
    _walk.c.id.in_(bindparam("names", expanding=True)))


def _begun(lines: list[Line], user_id: str, dev: str) -> list[dict]:
    new: dict[str, dict] = {}
    for line in lines:
        row = new.setdefault(line.walk, {
            "id": line.walk, "walker_id": line.entry.get("by") or user_id, "dev": dev, "mode": "be",
            "practice": False, "handed_in": False, "is_demo": False})
        if line.kind == "walk.begin" and line.body.get("practice") is True:
            row["practice"] = True
    return [new[name] for name in sorted(new)]


def _judge_journeys(session: Session, lines: list[Line], walks: dict) -> None:
    asked = {line.n: _revision_of(line) for line in lines if line.why is None and not (
        line.walk in walks and walks[line.walk].practice)}
    named = set(asked.values()) - {None}
    known = {(walk.journey_id, walk.journey_revision) for walk in walks.values()}
    if not named <= known:
        known |= _known_revisions(session, named - known)
    for line in lines:
        if asked.get(line.n) and asked[line.n] not in known:
            line.why = UNKNOWN_REVISION


def _known_revisions(session: Session, named: set[tuple]) -> set[tuple]:
    readable = [(journey, number) for journey, number in named if number is not None and number < 2**31]
    chosen = select(_revision.c.journey_id, _revision.c.revision).where(
        tuple_(_revision.c.journey_id, _revision.c.revision).in_(readable))
    return {tuple(row) for row in session.connection().execute(chosen)} if readable else set()


def _revision_of(line: Line) -> tuple[str, int | None] | None:
    """(journey, revision) an entry says it belongs to; None when it says nothing."""
    if line.kind == "walk.begin":
        return column(line.body.get("journey")) or "", whole(line.body.get("revision"))
    named = line.entry.get("journey")
    if named is None:
        return None
    journey, _, number = named.rpartition("@") if isinstance(named, str) else ("", "", "")
    return column(journey) or "", int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None


def _misfit(line: Line, walk, user_id: str, dev: str, ended: dict, reopened: set) -> tuple[str, str] | None:
    if walk.erased_at is not None:
        return ERASED
    if walk.dev != dev and walk.walker_id not in (user_id, line.entry.get("by")):
        return NOT_YOURS
    if line.kind == "walk.end":
        ended[line.walk] = line.seq
    elif line.kind == "void" and line.entry.get("ref") in reopened:
        ended[line.walk] = None
    over = ended.get(line.walk)
    if over is not None and line.kind in ON_THE_WAY and line.entry.get("fresh") == "live" \
            and walk.dev == dev and line.seq > over:
        return CLOSED
    return None


def _ends_among(session: Session, lines: list[Line]) -> set[str]:
    """Which of the entries that these lines take back are ends of walks."""
    refs = [line.entry["ref"] for line in lines if line.kind == "void" and line.why is None]
    chosen = select(_entry.c.id).where(_entry.c.id.in_(refs), _entry.c.kind == "walk.end")
    stored = set(session.connection().execute(chosen).scalars()) if refs else set()
    return stored | {line.id for line in lines if line.kind == "walk.end"}


def note_ends(session: Session, lines: list[Line]) -> None:
    """Remember where each walk was handed in, when these lines may have changed that."""
    for walk in sorted({line.walk for line in lines if line.kind in ("walk.end", "void") and line.walk}):
        taken_back = _entry.alias()
        chosen = select(func.max(_entry.c.seq)).where(
            _entry.c.walk == walk, _entry.c.kind == "walk.end", _entry.c.state == EntryState.stored,
            ~exists().where(and_(taken_back.c.walk == walk, taken_back.c.ref == _entry.c.id,
                                 taken_back.c.kind == "void")))
        session.connection().execute(update(_walk).where(_walk.c.id == walk).values(
            ended_seq=chosen.scalar_subquery()))
