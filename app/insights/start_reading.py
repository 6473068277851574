"""Read what the manager's first page needs: whole walks as cells, their dots while few, fixes, bright spots. What it
says: start.py.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, or_, tuple_
from sqlmodel import Session, select

from app.accounts.access import Actor
from app.accounts.models import User
from app.accounts.names import name_for
from app.improvements import queries as improvements
from app.improvements.models import Improvement, State
from app.insights import lens as lenses
from app.insights.apart import bare
from app.insights.dots import Strip, strip_of
from app.insights.figures import SAME, Figure, figure_of, pooled
from app.insights.filters import OWN_REASON, UNKNOWN
from app.insights.journey_page import words_of
from app.insights.lens import Lens
from app.insights.models import Cell, Moment, StageScore
from app.insights.plans import plans_of
from app.insights.proof import Expected, Proof, weighed
from app.insights.start import SHOWN, Kept, Start, holes_of, rows_of
from app.insights.visits import light, revisions
from app.insights.weights import Weights, in_force
from app.insights.words import channel_icon
from app.kit import clock
from app.personas.models import Persona, PersonaRevision
from app.personas.queries import persona_today
from app.scoring.effort import par_score
from app.scoring.entries import BRIGHT
from app.settings import Settings
from app.walks import deadlines, reviews
from app.walks.models import Review, ReviewRule, Walk
from app.walks.queries import visible

KEPT = 3
EASY = 30  # points; from there it is uphill
LENS = Lens()


def start_page(session: Session, actor: Actor, settings: Settings) -> Start:
    """Everything on the first page, for a manager."""
    weights = in_force(session)
    walks = _walks(session, actor, weights)
    walked = revisions(walks)
    plans = [plan for plan in plans_of(session, actor, walked) if not plan["archived"]]
    shown = {plan["id"]: plan["revision"] for plan in plans}
    walks = [row for row in walks if row.journey_id in shown]
    personas = _personas(session, {row.persona for row in walks})
    today = clock.today(settings.time_zone)
    rows, no_difference, comparisons = rows_of(plans, walks, personas, _strips(weights, personas), today)
    easy = _easiest(session, weights, shown)
    stages = _stages(session, weights, easy)
    fixes = _weighed(session, actor, plans, weights, walks, stages, personas)
    holes = holes_of(rows, plans, walks, personas, fixes)
    waiting, late, oldest = _waiting(session, settings.time_zone)
    bright, kept = _with_words(session, actor, plans, _easy(plans, easy, stages))
    return Start(rows, no_difference, comparisons, fixes, waiting, late, oldest, holes[:SHOWN], len(holes[SHOWN:]),
                 bright, kept, len(walks), len({row.walker_id for row in walks}), weights,
                 [plan for plan in plans if plan["id"] not in walked])


def _waiting(session: Session, zone: str) -> tuple[int, int, datetime | None]:
    """(walks that wait for a reviewer, those that are late, when the oldest was handed in)."""
    since = select(func.max(Review.at)).where(Review.walk_id == Walk.id).correlate(Walk).scalar_subquery()
    rule = select(ReviewRule.days).scalar_subquery()
    rows = session.execute(select(since, Walk.ended_at, rule).where(*reviews.waiting())).all()
    line = deadlines.late_before(rows[0][2] or deadlines.DAYS, zone=zone) if rows else None
    return len(rows), sum(at is not None and at < line for at, *_ in rows), min(
        (ended for _, ended, _ in rows if ended), default=None)


READ = tuple(getattr(StageScore, name) for name in (
    *SAME, "walk_id", "walker_id", "persona", "milli", "at_least", "day", "help"))


def _walks(session: Session, actor: Actor, weights: Weights) -> list:
    """Scores of whole walks, of every journey and revision."""
    wanted = lenses.stages(session, LENS, *READ, StageScore.snags, name_for(actor).label("walker"), weights=weights,
                           wholes=True)
    return light(session, wanted.join(User, User.id == StageScore.walker_id).where(
        StageScore.walk_id.in_(visible(actor).with_only_columns(Walk.id))))


def _personas(session: Session, walked: set[str]) -> dict[str, tuple]:
    """id → (name, shoes, journeys, archived) of every persona; "" is an own reason."""
    rows = session.execute(select(Persona.id, PersonaRevision.name, PersonaRevision.shoes, PersonaRevision.journeys,
                                  Persona.archived_at).join(PersonaRevision, persona_today()))
    found = {row.id: (row.name, row.shoes, row.journeys, row.archived_at is not None) for row in rows}
    return {**{key: (UNKNOWN if key else OWN_REASON, None, (), True) for key in walked}, **found}


def _strips(weights: Weights, personas: dict):
    """(plan, its walks, figure) → its strip, with dots where the walks are few enough."""
    should_be = par_score(weights.config)["milli"] / 1000

    def strip(plan: dict, walks: list, figure: Figure) -> Strip:
        dots = ((row.milli / 1000, words_of(row, personas), f"/walks/{row.walk_id}") for row in walks)
        return strip_of(plan["name"], figure, dots, should_be, href=f"/insights/journeys/{plan['id']}")
    return strip


def _easiest(session: Session, weights: Weights, shown: dict[str, int]) -> list[tuple[str, int, str]]:
    """(journey, revision, touchpoint) of the lowest means of three walks and more, easiest first."""
    return [tuple(row) for row in session.execute(
        select(Cell.journey_id, Cell.journey_revision, Cell.touchpoint)
        .where(Cell.weight_set == weights.id, *LENS.of(Cell), Cell.touchpoint != "",
               tuple_(Cell.journey_id, Cell.journey_revision).in_(list(shown.items())))
        .group_by(Cell.journey_id, Cell.journey_revision, Cell.touchpoint).having(func.sum(Cell.n) >= 3)
        .order_by(func.sum(Cell.sum) * 1.0 / func.sum(Cell.n), Cell.touchpoint).limit(KEPT))]


def _stages(session: Session, weights: Weights, easy: list) -> dict[tuple[str, str], list]:
    """(journey, touchpoint) → its stage scores: of the easiest touchpoints, and of those that were fixed."""
    fixed = select(Improvement.journey_id, Improvement.touchpoint).where(Improvement.state == State.done)
    places = tuple_(StageScore.journey_id, StageScore.touchpoint)
    found: dict[tuple[str, str], list] = {}
    for row in light(session, lenses.stages(session, LENS, *READ, weights=weights, wholes=False).where(
            or_(places.in_(fixed), places.in_([(journey_id, place) for journey_id, _, place in easy])))):
        found.setdefault((row.journey_id, row.touchpoint), []).append(row)
    return found


def _weighed(session: Session, actor: Actor, plans: list[dict], weights: Weights, walks: list, stages: dict,
             personas: dict) -> list[tuple[Improvement, Proof, str]]:
    """(fix, its proof, journey) of fixes that are done, the newest first."""
    known = {plan["id"]: plan for plan in plans}
    names = {key: one[0] for key, one in personas.items()}
    told = []
    for fix in session.exec(improvements.visible(actor).where(Improvement.state == State.done).order_by(
            Improvement.done_on.desc(), Improvement.id)):
        if fix.journey_id in known:
            place = stages.get((fix.journey_id, fix.touchpoint), []) if fix.touchpoint else [
                row for row in walks if row.journey_id == fix.journey_id]
            if fix.persona_id:
                place = [row for row in place if row.persona == fix.persona_id]
            told.append((fix, weighed(known[fix.journey_id], fix.touchpoint, fix.persona_id or "", fix.done_on,
                                      Expected(fix.expected_milli, fix.expected_ms, fix.expected_steps), weights,
                                      _around(place, fix.done_on.isoformat()), names),
                         known[fix.journey_id]["name"]))
    return told


def _around(rows: list, day: str) -> list:
    """As few cells as a proof can be weighed by: before and from the day, shoes and versions apart."""
    groups: dict[tuple, list] = {}
    for row in rows:
        groups.setdefault((row.day >= day, row.persona, row.par, row.journey_revision), []).append(row)
    return [pooled(group) for group in groups.values()]


def _easy(plans: list[dict], easy: list, stages: dict) -> list[tuple[str, Kept]]:
    """[(touchpoint, what to keep)] of the easiest touchpoints a mean may be printed of."""
    kept, known = [], {plan["id"]: plan for plan in plans}
    for journey_id, revision, touchpoint in easy:
        plan = known[journey_id]
        figure = figure_of([row for row in stages.get((journey_id, touchpoint), ())
                            if row.journey_revision == revision])
        place = next((place for place in plan["touchpoints"] if place["id"] == touchpoint), None)
        if place and figure.has_mean and figure.mean < EASY:
            href = f"/insights/journeys/{journey_id}/touchpoints/{touchpoint}"
            kept.append((touchpoint, Kept(place["name"], plan["name"], "", href, figure,
                                          channel_icon(place["channel"]))))
    return kept


def _with_words(session: Session, actor: Actor, plans: list[dict],
                easy: list[tuple[str, Kept]]) -> tuple[list[Kept], list[Kept]]:
    """(bright spots in the walkers' words, newest first and each of another place; the easy touchpoints with one)."""
    names = {plan["id"]: plan["name"] for plan in plans}
    said = [row for row in session.execute(
        select(Moment.walk_id, Moment.entry, Moment.words, Moment.place, Moment.touchpoint, Moment.journey_id,
               Moment.channel)
        .join(Walk, Walk.id == Moment.walk_id).where(
            Moment.kind == BRIGHT, Moment.counts, Moment.words != "",
            Moment.walk_id.in_(visible(actor).with_only_columns(Walk.id)))
        .order_by(Moment.at_ms.desc(), Moment.entry).limit(60)) if row.journey_id in names]
    told = []
    for touchpoint, kept in easy:
        own = next((row for row in said if row.touchpoint == touchpoint), None)
        told.append(replace(kept, words=bare(own.words)) if own else kept)
    used = {kept.words for kept in told}
    bright: dict[tuple, Kept] = {}
    for row in said:
        if bare(row.words) not in used:
            bright.setdefault((row.journey_id, row.place), Kept(
                row.place, names[row.journey_id], bare(row.words), f"/walks/{row.walk_id}?of={row.entry}#behind",
                icon=channel_icon(row.channel)))
    return list(bright.values())[:KEPT], told

