"""Tables of walks: the list, everything in one walk, its lines as received, and what was decided about walks."""

from collections.abc import Iterator

from sqlalchemy import and_, distinct, func, select
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.accounts.names import name_for
from app.exports import asked as said_of
from app.exports.sheets import MANY, Ask, about, minutes, points, sheet, who_of
from app.insights.filters import OWN_REASON
from app.insights.listing import in_shoes, listed, narrowed_to
from app.insights.models import Score
from app.insights.queries import walk_page
from app.insights.rows import groups_of
from app.insights.weights import in_force
from app.insights.words import ended_words
from app.journeys.models import Journey, JourneyRevision
from app.kit.clock import from_ms
from app.kit.filters import duration
from app.kit.tables import Table
from app.personas.models import PersonaRevision
from app.scoring.effort import METHOD, band
from app.walks.models import Review, Walk
from app.walks.queries import visible
from app.walks.reviews import STATES

MODES = {"be": "Walked as the customer", "see": "Watched a customer"}


@sheet("walks", role="walker")
def walks(ask: Ask) -> Table:
    """The list of walks, newest first, with its own filter: journey, persona, mode, state."""
    by = in_force(ask.session)
    asked = {name: ask.words.get(name, "") for name in ("journey", "persona", "mode", "state")}
    wanted = [Walk.id.in_(listed(ask.actor)), *narrowed_to(asked)]
    n, people = ask.session.execute(_joined(select(func.count(), func.count(distinct(Walk.walker_id))), by.id)
                                    .where(*wanted)).one()
    said = said_of.of_walks(ask.session, asked)
    return Table("walks", "Walks", about(ask, who_of(n, people), lens=said, weights=by, rows=n), (
        ("began_at", "Began"), ("ended_at", "Ended"), ("journey", "Journey"), ("revision", "Revision"),
        ("persona", "Persona"), ("walker", "Walker"), ("mode", "How"), ("handed_in", "Handed in"),
        ("review", "Review"), ("outcome", "How it ended"), ("score", "Score, points"), ("band", "In a word"),
        ("low", "At least, points"), ("high", "At most, points"), ("wait_cut_short", "A wait was cut short"),
        ("spent_minutes", "Minutes spent"), ("waited_minutes", "Minutes waited"), ("steps", "Steps"),
        ("snags", "Snags"), ("photos", "Photos"), ("practice", "Practice"), ("withdrawn", "Withdrawn"),
        ("walk", "Walk"), ("address", "Address")), _walk_rows(ask, wanted, by.id), n, ask.zone)


def _joined(chosen, weight_set: str):
    return in_shoes(chosen.select_from(Walk).join(User, User.id == Walk.walker_id)
                    .join(Score, and_(Score.walk_id == Walk.id, Score.method == METHOD, Score.weight_set == weight_set),
                          isouter=True)
                    .join(JourneyRevision, and_(JourneyRevision.journey_id == Walk.journey_id,
                                                JourneyRevision.revision == Walk.journey_revision), isouter=True))


def _walk_rows(ask: Ask, wanted: list, weight_set: str) -> Iterator[tuple]:
    # Columns and not rows of the model: a session would keep every walk it ever read.
    chosen = _joined(select(
        Walk.id, Walk.began_at, Walk.ended_at, Walk.journey_revision, Walk.mode, Walk.handed_in, Walk.review,
        Walk.outcome, Walk.practice, Walk.withdrawn_at, name_for(ask.actor).label("walker"),
        JourneyRevision.name.label("journey"), JourneyRevision.is_serious, PersonaRevision.name.label("persona"),
        Score.milli, Score.bin, Score.low, Score.high, Score.at_least, Score.spent_ms, Score.waited_ms, Score.steps,
        Score.snags, Score.photos), weight_set).where(*wanted).order_by(Walk.began_at.desc(), Walk.id.desc())
    for row in ask.session.execute(chosen, execution_options=MANY):
        counts = row.handed_in and row.milli is not None
        yield (row.began_at, row.ended_at, row.journey, row.journey_revision,
               row.persona or OWN_REASON, row.walker, MODES.get(row.mode, row.mode), row.handed_in,
               STATES.get(row.review, row.review), ended_words(row.outcome) if row.handed_in else None,
               points(row.milli) if counts else None, band(row.bin, bool(row.is_serious)) if counts else None,
               row.low, row.high, row.at_least, minutes(row.spent_ms), minutes(row.waited_ms), row.steps, row.snags,
               row.photos, row.practice, row.withdrawn_at is not None, row.id, ask.link(f"/walks/{row.id}"))


@sheet("walk", role="walker")
def walk(ask: Ask) -> Table:
    """Everything on the timeline of one walk, in order; the last `so far` is its score. Refuses: not_found."""
    page = walk_page(ask.session, ask.actor, ask.of)
    rows = [(duration(row.at_ms), from_ms(row.at), group.name, row.word, row.words, row.lasted, row.should_be,
             points(row.worth), points(row.so_far), "; ".join(row.marks))
            for group in groups_of(page.story) for row in group.rows]
    return Table("walk", page.story.heading, _of_one(ask, page, len(rows)), (
        ("at", "At"), ("time", "Time"), ("touchpoint", "Touchpoint"), ("kind", "Kind"), ("words", "What happened"),
        ("lasted", "Lasted"), ("should_be", "Should be"), ("points", "Points"), ("so_far", "So far"),
        ("marks", "Marks")), rows, len(rows), ask.zone)


def _of_one(ask: Ask, page, rows: int) -> list[tuple[str, str]]:
    story = page.story
    who = f"{'Watched' if story.fold['mode'] == 'see' else 'Walked'} by {story.walker}, {page.days}"
    return [("Journey", story.plan.get("name") or "A journey this server does not know"), ("Walk", who),
            *about(ask, who_of(1, 1), weights=page.weights, rows=rows),
            *(("Note", notice) for notice in page.notices)]


@sheet("log", role="walker")
def log(ask: Ask) -> Table:
    """The lines of one walk exactly as received; while the guess is sealed, not those that carry it."""
    page = walk_page(ask.session, ask.actor, ask.of)
    rows = [(entry.server_seq, entry.id, entry.kind, None if entry.wall_ms is None else from_ms(entry.wall_ms),
             entry.received_at, entry.state, entry.why_words or entry.why, entry.dev, entry.seq, page.line_of(entry))
            for entry in page.open_entries]
    return Table("log", f"The log: {page.story.heading}", _of_one(ask, page, len(rows)), (
        ("number", "Number here"), ("entry", "Entry"), ("kind", "Kind"), ("phone_time", "By the phone’s clock"),
        ("received_at", "Received"), ("state", "State"), ("why", "Why set aside"), ("phone", "Phone"),
        ("phone_number", "Number there"), ("line", "Line, as received")), rows, len(rows), ask.zone)


@sheet("reviews", role="manager")
def reviews(ask: Ask) -> Table:
    """Every decision about a walk: when, by whom, from what to what, and why. of: a journey, "" for all."""
    reviewer = aliased(User)
    wanted = [Walk.id.in_(visible(ask.actor).with_only_columns(Walk.id)), Walk.practice.is_(False)]
    wanted += [Walk.journey_id == ask.of] if ask.of else []
    joined = select(func.count(), func.count(distinct(Review.walk_id)), func.count(distinct(Walk.walker_id))).join(
        Walk, Walk.id == Review.walk_id).where(*wanted)
    n, walked, people = ask.session.execute(joined).one()
    chosen = (select(Review.at, Review.before, Review.state, Review.why, Review.undoes, Review.walk_id,
                     reviewer.name.label("by"), User.name.label("walker"), JourneyRevision.name.label("journey"))
              .join(Walk, Walk.id == Review.walk_id).join(User, User.id == Walk.walker_id)
              .join(reviewer, reviewer.id == Review.by_id, isouter=True)
              .join(Journey, Journey.id == Walk.journey_id, isouter=True)
              .join(JourneyRevision, and_(JourneyRevision.journey_id == Journey.id,
                                          JourneyRevision.revision == Journey.revision), isouter=True)
              .where(*wanted).order_by(Review.at.desc(), Review.id.desc()))
    rows = ((row.at, row.journey, row.walker, STATES.get(row.before, row.before), STATES.get(row.state, row.state),
             row.why, row.by or "The server", row.undoes is not None, ask.link(f"/walks/{row.walk_id}"))
            for row in ask.session.execute(chosen, execution_options=MANY))
    return Table("reviews", "What was decided about walks", about(ask, who_of(walked, people), rows=n), (
        ("at", "When"), ("journey", "Journey"), ("walker", "Walker"), ("before", "Before"), ("state", "Now"),
        ("why", "Why"), ("by", "By"), ("took_back", "Took one back"), ("address", "Walk")), rows, n, ask.zone)
