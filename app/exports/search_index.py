"""What search may find, written anew from what it is of: journeys, personas, walks with their waits, snags, words and
talk, comments, fixes, workshops. Each call replaces the rows of its thing; nothing here decides who may see them
(search.py).
"""

from collections.abc import Callable

from sqlalchemy import and_, delete, insert, or_, select, text
from sqlmodel import Session

from app.exports.search_models import Finding
from app.exports.search_words import folded
from app.improvements.models import Improvement
from app.insights.filters import OWN_REASON
from app.insights.models import Moment
from app.insights.moments import TOLD
from app.insights.snag_words import snag_words
from app.insights.words import CHANNEL_WORDS, moment_word, wait_said, wait_word, waited_words
from app.journeys.models import Journey, JourneyRevision, Touchpoint
from app.journeys.queries import journey_revision, names_today
from app.kit.clock import from_ms
from app.kit.db import Database
from app.personas.models import Persona, PersonaRevision
from app.personas.queries import persona_today
from app.scoring.fold import fold
from app.voice.models import Comment
from app.walks.models import Message, Walk
from app.walks.queries import logs_of
from app.workshops import queries, reading
from app.workshops.models import Workshop
from app.workshops.words import QUESTIONS

CHUNK = 200  # things a transaction
LETTERS = 20_000  # of one text


def write(session: Session, of: str, keys: list, rows: list[dict]) -> None:
    """Replace what is found of these things by `rows`. of: the column that names them. again: the same rows."""
    theirs = getattr(Finding, of).in_(keys)
    _index(session, theirs, "INSERT INTO finding_fts(finding_fts, rowid, folded) VALUES ('delete', :id, :folded)")
    session.execute(delete(Finding).where(theirs))
    if rows:
        empty = {"part": "", "at": None, **{column: None for column in (
            "journey_id", "persona_id", "walk_id", "comment_id", "improvement_id", "workshop_id", "message_id")}}
        session.execute(insert(Finding), [{**empty, **row, "words": row["words"][:LETTERS],
                                           "folded": folded(row["title"], row["words"][:LETTERS])} for row in rows])
        _index(session, theirs, "INSERT INTO finding_fts(rowid, folded) VALUES (:id, :folded)")


def _index(session: Session, theirs, statement: str) -> None:
    """SQLite's index is a table of its own and is told of every row; PostgreSQL's follows by itself."""
    if session.get_bind().dialect.name != "sqlite":
        return
    rows = session.execute(select(Finding.id, Finding.folded).where(theirs)).all()
    if rows:
        session.execute(text(statement), [{"id": key, "folded": words} for key, words in rows])


def index_anew(session: Session) -> None:
    """Let SQLite's index read every row again, so that no word of a row that went with its walk stays in it."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("INSERT INTO finding_fts(finding_fts) VALUES ('rebuild')"))


def let_go_of_words(session: Session) -> None:
    """Comments whose words were let go are found no more. `index_anew` must follow."""
    session.execute(delete(Finding).where(Finding.comment_id.in_(select(Comment.id).where(Comment.words == ""))))


def journeys(session: Session, keys: list[str]) -> None:
    """Journeys and their touchpoints, as they are in force."""
    said = session.execute(names_today().where(Journey.id.in_(keys))).all()
    places = session.scalars(select(Touchpoint).join(Journey, and_(
        Journey.id == Touchpoint.journey_id, Journey.revision == Touchpoint.revision))
        .where(Journey.id.in_(keys)).order_by(Touchpoint.position))
    write(session, "journey_id", keys, [
        *({"noun": "journey", "journey_id": key, "title": name, "words": ""} for key, name in said),
        *({"noun": "touchpoint", "journey_id": place.journey_id, "part": place.id, "title": place.name,
           "words": _joined(CHANNEL_WORDS.get(place.channel, place.channel), place.phase, place.department,
                            place.address, place.phone)} for place in places)])


def personas(session: Session, keys: list[str]) -> None:
    """Personas as they are in force."""
    said = session.execute(select(Persona.id, PersonaRevision).join(PersonaRevision, persona_today())
                           .where(Persona.id.in_(keys)))
    write(session, "persona_id", keys, [
        {"noun": "persona", "persona_id": key, "title": one.name, "words": _joined(
            one.summary, one.issue, one.goal, one.mood_words, one.access_words, *one.rules, *one.unknowns)}
        for key, one in said])


def comments(session: Session, keys: list[str]) -> None:
    """What customers said; a rating without words is not found."""
    said = session.scalars(select(Comment).where(Comment.id.in_(keys), Comment.words != ""))
    write(session, "comment_id", keys, [
        {"noun": "comment", "comment_id": one.id, "title": one.source, "words": one.words, "at": one.made_at}
        for one in said])


def fixes(session: Session, keys: list[str]) -> None:
    """Fixes: title and why."""
    said = session.scalars(select(Improvement).where(Improvement.id.in_(keys)))
    write(session, "improvement_id", keys, [
        {"noun": "fix", "improvement_id": one.id, "title": one.title, "words": one.why, "at": one.made_at}
        for one in said])


def workshops(session: Session, keys: list[str]) -> None:
    """Workshops with what they ask; themes and answers only of audiences of five people and more."""
    rows = []
    for one in session.scalars(select(Workshop).where(Workshop.id.in_(keys))).all():
        told = queries.told(session, one)
        shown = reading.crowds(told)
        seen = [answer for answer in told.answers if shown[told.sheets[answer.sheet_id].audience].is_shown]
        same = {"noun": "workshop", "workshop_id": one.id, "at": one.made_at}
        lines = [line.words for lines in told.lines.values() for line in lines]
        themes = sorted({answer.theme for answer in seen if answer.theme})
        rows += [{**same, "title": one.name, "words": _joined(*lines, *themes)},
                 *({**same, "part": "said", "title": QUESTIONS[answer.question][1], "words": answer.words}
                   for answer in seen)]
    write(session, "workshop_id", keys, rows)


def walks(session: Session, keys: list[str]) -> None:
    """Walks, what was said on them, and what was said beside them. An erased walk leaves nothing."""
    told = session.execute(
        select(Walk.id, Walk.began_at, JourneyRevision.name, PersonaRevision.name)
        .join(JourneyRevision, and_(JourneyRevision.journey_id == Walk.journey_id,
                                    JourneyRevision.revision == Walk.journey_revision), isouter=True)
        .join(Persona, Persona.id == Walk.persona_id, isouter=True)
        .join(PersonaRevision, persona_today(), isouter=True)
        .where(Walk.id.in_(keys), Walk.erased_at.is_(None), Walk.began_at.is_not(None))).all()
    known = [key for key, *_ in told]
    moments = session.scalars(select(Moment).where(
        Moment.walk_id.in_(known), or_(Moment.words != "", Moment.kind.in_(TOLD))))
    talk = session.scalars(select(Message).where(Message.walk_id.in_(known)))
    write(session, "walk_id", keys, [
        *({"noun": "walk", "walk_id": key, "title": f"{journey or 'A journey'}, {persona or OWN_REASON.lower()}",
           "words": "", "at": began} for key, began, journey, persona in told),
        *({"noun": "words", "walk_id": one.walk_id, "part": one.entry, "words": one.words, "at": from_ms(one.at_ms),
           "title": ", ".join(filter(None, (_named(one.kind), one.place)))}
          for one in moments),
        *_waits(session, known),
        *({"noun": "talk", "walk_id": one.walk_id, "message_id": one.id, "title": one.team or "", "words": one.words,
           "at": one.at} for one in talk)])


def _named(kind: str) -> str:
    """'Repeat info: asked again': the word of the walk, and the one of pages about many walks where it is another."""
    word, again = moment_word(kind), snag_words(kind) if kind in TOLD else ""
    return f"{word}: {again.lower()}" if again not in ("", word) else word


def _waits(session: Session, keys: list[str]) -> list[dict]:
    """Every wait of these walks: a walker taps it and seldom writes a word. Read from the log once more, for a moment
    holds neither how long it was nor how it ended."""
    rows, plans = [], {}
    for walk_id, lines in logs_of(session, keys).items():
        folded = fold(lines)
        plan = folded["journey"], folded["revision"]
        if plan not in plans:
            journey = journey_revision(session, *plan) if plan[0] else None
            plans[plan] = {one["id"]: one["name"] for one in journey["touchpoints"]} if journey else {}
        rows += [{"noun": "words", "walk_id": walk_id, "part": wait["id"], "at": from_ms(wait["from"]),
                  "title": ", ".join(filter(None, (
                      "Wait on hold" if wait["kind"] == "hold" else f"Wait, {wait_word(wait['kind']).lower()}",
                      plans[plan].get(visit["touchpoint"]) or visit["name"]))),
                  "words": ", ".join((waited_words(wait), *wait_said(wait)))}
                 for visit in folded["visits"] for wait in visit["waits"]]
    return rows


def _joined(*texts: str) -> str:
    return " · ".join(text for text in texts if text)


def in_chunks(database: Database, written: Callable[[Session, list], None], keys: list,
              told: Callable[[int], None] | None = None) -> None:
    """Write these things anew, some hundred a transaction. told: called with how many each one wrote."""
    for first in range(0, len(keys), CHUNK):
        some = keys[first:first + CHUNK]
        with database.write() as session:
            written(session, some)
        if told:
            told(len(some))


EVERY = ((Journey, journeys), (Persona, personas), (Comment, comments), (Improvement, fixes), (Workshop, workshops),
         (Walk, walks))


def rebuild(database: Database, told: Callable[[int], None] | None = None) -> int:
    """Write all of it anew, some hundred things a transaction; how many things. again: the same rows."""
    done = 0
    for table, written in EVERY:
        with database.read() as session:
            keys = list(session.scalars(select(table.id).order_by(table.id)))
        in_chunks(database, written, keys, told)
        done += len(keys)
    with database.write() as session:
        index_anew(session)
    return done
