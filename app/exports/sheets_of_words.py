"""Tables of what was said and decided: moments of walks, customers' comments, fixes."""

from sqlalchemy import distinct, func, select

from app.accounts.models import User
from app.exports import asked as said_of
from app.exports.sheets import MANY, Ask, about, minutes, persona_names, points, sheet, who_of
from app.improvements import queries as improvements
from app.improvements.models import Improvement
from app.improvements.pages import rows_of, wanted
from app.insights.models import Moment
from app.insights.snags import through
from app.insights.weights import in_force
from app.insights.words import CHANNEL_WORDS, moment_word
from app.journeys.models import Journey, JourneyRevision
from app.journeys.places import names_of
from app.journeys.queries import journey_today
from app.kit import clock
from app.kit.clock import from_ms
from app.kit.tables import Table
from app.kit.typed import sought
from app.voice import queries as voice
from app.voice.models import Comment
from app.walks.models import Walk
from app.walks.queries import visible


@sheet("moments")
def moments(ask: Ask) -> Table:
    """Every snag, bright spot, sentence and photo of the walks the lens lets through. of: a journey; words:
    touchpoint, kind."""
    by = in_force(ask.session)
    wanted = [Moment.walk_id.in_(visible(ask.actor).with_only_columns(Walk.id))]
    wanted += [Moment.journey_id == ask.of] if ask.of else []
    wanted += [getattr(Moment, name) == ask.words[name] for name in ("kind", "touchpoint") if ask.words.get(name)]
    n, walked, people = ask.session.execute(through(ask.session, ask.lens, by, select(
        func.count(), func.count(distinct(Moment.walk_id)), func.count(distinct(Walk.walker_id)))
        .select_from(Moment).join(Walk, Walk.id == Moment.walk_id)).where(*wanted)).one()
    chosen = (through(ask.session, ask.lens, by, select(
                  Moment.at_ms, Moment.place, Moment.channel, Moment.kind, Moment.words, Moment.photo, Moment.walk_id,
                  Moment.entry, JourneyRevision.name.label("journey"))
                  .select_from(Moment).join(Journey, Journey.id == Moment.journey_id, isouter=True)
                  .join(JourneyRevision, journey_today(), isouter=True))
              .where(*wanted).order_by(Moment.at_ms, Moment.entry))
    rows = ((from_ms(row.at_ms), row.journey, row.place, CHANNEL_WORDS.get(row.channel, row.channel),
             moment_word(row.kind), row.words,
             ask.link(f"/photos/{row.photo}/display.jpg") if row.photo else None,
             ask.link(f"/walks/{row.walk_id}?of={row.entry}"))
            for row in ask.session.execute(chosen, execution_options=MANY))
    said = said_of.of_moments(ask.session, ask.of, ask.words.get("touchpoint", ""), ask.words.get("kind", ""))
    said += ask.lens.words(persona_names(ask.session), names_of(ask.session) if ask.lens.place else {})
    return Table("moments", "What happened on the walks", about(
        ask, who_of(walked, people), lens=said, weights=by, rows=n), (
        ("at", "When"), ("journey", "Journey"), ("touchpoint", "Touchpoint"), ("channel", "Channel"),
        ("kind", "Kind"), ("words", "Words"), ("photo", "Photo"), ("address", "In the walk")), rows, n, ask.zone)


@sheet("comments")
def comments(ask: Ask) -> Table:
    """What customers said, newest first, with its page's own filter: without a kind those in words. of: a journey, ""
    for all."""
    asked = {name: sought(ask.words.get(name, "")) for name in (
        "journey", "touchpoint", "source", "channel", "answer", "theme", "kind")}
    asked["journey"] = sought(ask.of) or asked["journey"]
    wanted = [Comment.id.in_(voice.visible(ask.actor).with_only_columns(Comment.id)), *voice.wanted_of(asked)]
    n = ask.session.scalar(select(func.count()).select_from(Comment).where(*wanted))
    chosen = (select(Comment.said_on, Comment.made_at, Comment.source, Comment.channel, Comment.touchpoint_said,
                     Comment.persona_said, Comment.segment, Comment.scale, Comment.rating, Comment.felt,
                     Comment.words, Comment.answer, Comment.answer_why, Comment.id,
                     JourneyRevision.name.label("journey"))
              .join(Journey, Journey.id == Comment.journey_id, isouter=True)
              .join(JourneyRevision, journey_today(), isouter=True)
              .where(*wanted).order_by(Comment.made_at.desc(), Comment.id.desc()))
    rows = ((row.said_on, row.made_at, row.source, CHANNEL_WORDS.get(row.channel, row.channel), row.journey,
             row.touchpoint_said, row.persona_said, row.segment, row.scale, row.rating, row.felt, row.words,
             voice.ANSWERS.get(row.answer, row.answer), row.answer_why, row.id)
            for row in ask.session.execute(chosen, execution_options=MANY))
    who = f"{n:,} things customers said, beside no walk"
    return Table("comments", "What customers said", about(
        ask, who, asked=voice.asked_words(ask.session, ask.actor, asked), rows=n), (
        ("said_on", "Said on"), ("made_at", "Kept since"), ("source", "Source"), ("channel", "Channel"),
        ("journey", "Journey"), ("touchpoint", "Touchpoint, as the source says"), ("persona", "Persona, as it says"),
        ("segment", "Segment"), ("scale", "Scale"), ("rating", "Rating, as given"), ("felt", "The same, felt 1 to 7"),
        ("words", "Words"), ("answer", "What it led to"), ("answer_why", "In words"), ("comment", "Comment")),
        rows, n, ask.zone)


@sheet("fixes")
def fixes(ask: Ask) -> Table:
    """Fixes, oldest first, dropped ones too, with their page's own filter: journey, state, owner. of: a journey, ""
    for all."""
    chosen = improvements.visible(ask.actor).order_by(Improvement.made_at, Improvement.id)
    asked = {name: ask.words.get(name, "") for name in ("journey", "state", "owner")}
    asked["journey"] = ask.of or asked["journey"]
    today = clock.today(ask.zone)
    found = [row.fix for row in rows_of(ask.session, list(ask.session.scalars(chosen)), today) if wanted(row, asked)]
    names = improvements.named(ask.session, found)
    makers = {user_id: name for user_id, name in ask.session.execute(
        select(User.id, User.name).where(User.id.in_({fix.made_by for fix in found})))}
    rows = [(fix.title, fix.kind, fix.state, names["journeys"].get(fix.journey_id),
             names["places"].get(f"{fix.journey_id}/{fix.touchpoint}", "The whole journey"),
             names["personas"].get(fix.persona_id) if fix.persona_id else "Everybody",
             names["people"].get(fix.owner_id) or fix.owner, fix.due, fix.done_on, minutes(fix.expected_ms),
             fix.expected_steps, points(fix.expected_milli), fix.why, fix.made_at, makers.get(fix.made_by),
             ask.link(fix.href)) for fix in found]
    return Table("fixes", "Fixes", about(ask, f"{len(rows)} fix{'' if len(rows) == 1 else 'es'}",
                                         asked=said_of.of_fixes(ask.session, asked), rows=len(rows)), (
        ("title", "Fix"), ("kind", "Kind"), ("state", "State"), ("journey", "Journey"), ("touchpoint", "Touchpoint"),
        ("persona", "For whom"), ("owner", "Owner"), ("due", "Due"), ("done_on", "Done on"),
        ("saves_minutes", "Should save, minutes"), ("saves_steps", "Should save, steps"),
        ("saves_points", "Should save, points"), ("why", "Why"), ("made_at", "Proposed"), ("made_by", "By"),
        ("address", "Address")), rows, len(rows), ask.zone)
