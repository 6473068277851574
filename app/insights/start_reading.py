"""Read what the manager's first page needs: whole walks as cells, their dots while few, fixes, bright spots. What it
says: start.py.
"""

from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, tuple_
from sqlmodel import Session, select

from app.accounts.access import Actor
from app.accounts.models import User
from app.improvements import queries as improvements
from app.improvements.models import Improvement, State
from app.insights import lens as lenses
from app.insights.dots import Strip, strip_of
from app.insights.figures import DOTS, Figure, added
from app.insights.filters import UNKNOWN
from app.insights.journey_page import words_of
from app.insights.lens import Lens
from app.insights.models import Cell, Moment, StageScore
from app.insights.plans import plans_of
from app.insights.proof import Expected, Proof, weighed
from app.insights.start import SHOWN, Kept, Start, holes_of, rows_of
from app.insights.weights import Weights, in_force
from app.insights.words import channel_icon
from app.kit import clock
from app.personas.models import Persona, PersonaRevision
from app.scoring.effort import par_score
from app.scoring.entries import BRIGHT
from app.settings import Settings
from app.walks import reviews
from app.walks.models import Walk
from app.walks.queries import visible

KEPT = 3
LENS = Lens()


def start_page(session: Session, actor: Actor, settings: Settings) -> Start:
    """Everything on the first page, for a manager."""
    weights = in_force(session)
    cells = lenses.cells(session, LENS, weights, wholes=True)
    walked: dict[str, int] = {}
    for cell in cells:
        walked[cell.journey_id] = max(walked.get(cell.journey_id, 0), cell.journey_revision)
    plans = [plan for plan in plans_of(session, actor, walked) if not plan["archived"]]
    shown = {plan["id"]: plan["revision"] for plan in plans}
    cells = [cell for cell in cells if cell.journey_id in shown]
    personas = _personas(session, {cell.persona for cell in cells})
    strip = _strips(session, actor, weights, cells, shown, personas)
    today = clock.now().astimezone(ZoneInfo(settings.time_zone)).date()
    rows, no_difference, comparisons = rows_of(plans, cells, personas, strip, today)
    stages = _stages(session, actor, weights, shown)
    fixes = _weighed(session, actor, plans, weights, cells, stages, personas)
    holes = holes_of(rows, plans, cells, personas, fixes)
    waiting, oldest = session.execute(select(func.count(), func.min(Walk.ended_at)).where(*reviews.waiting())).one()
    easy = _easy(plans, stages)
    bright, easy = _with_words(session, actor, plans, easy)
    walkers = {who for cell in cells for who in cell.walkers}
    return Start(rows, no_difference, comparisons, fixes, waiting, oldest, holes[:SHOWN], len(holes[SHOWN:]), bright,
                 easy, sum(cell.n for cell in cells), len(walkers), weights,
                 [plan for plan in plans if plan["id"] not in walked])


def _personas(session: Session, walked: set[str]) -> dict[str, tuple]:
    """id → (name, shoes, journeys, archived) of every persona; "" is an own reason."""
    rows = session.execute(select(Persona.id, PersonaRevision.name, PersonaRevision.shoes, PersonaRevision.journeys,
                                  Persona.archived_at).join(PersonaRevision, and_(
                                      PersonaRevision.persona_id == Persona.id,
                                      PersonaRevision.revision == Persona.revision)))
    found = {row.id: (row.name, row.shoes, row.journeys, row.archived_at is not None) for row in rows}
    return {**{key: (UNKNOWN if key else "A reason of their own", None, (), True) for key in walked}, **found}


def _strips(session: Session, actor: Actor, weights: Weights, cells: list, shown: dict[str, int], personas: dict):
    """(plan, figure) → its strip, with dots where the walks are few enough."""
    n: dict[str, int] = {}
    for cell in cells:
        if cell.journey_revision == shown[cell.journey_id]:
            n[cell.journey_id] = n.get(cell.journey_id, 0) + cell.n
    few = [(key, shown[key]) for key, many in n.items() if many <= DOTS]
    wanted = lenses.stages(session, LENS, StageScore.walk_id, StageScore.journey_id, StageScore.persona,
                           StageScore.milli, StageScore.at_least, User.name.label("walker"), Walk.began_at,
                           weights=weights, wholes=True)
    rows = session.execute(
        wanted.join(Walk, Walk.id == StageScore.walk_id).join(User, User.id == StageScore.walker_id).where(
            tuple_(StageScore.journey_id, StageScore.journey_revision).in_(few),
            StageScore.walk_id.in_(visible(actor).with_only_columns(Walk.id)))).all() if few else []
    should_be = par_score(weights.config)["milli"] / 1000

    def strip(plan: dict, figure: Figure) -> Strip:
        dots = [(row.milli / 1000, words_of(row, personas), f"/walks/{row.walk_id}") for row in rows
                if row.journey_id == plan["id"]]
        return strip_of(plan["name"], figure, dots if figure.n <= DOTS else None, should_be,
                        href=f"/insights/journeys/{plan['id']}")
    return strip


def _done():
    """The places of fixes that are done."""
    return select(Improvement.journey_id, Improvement.touchpoint).where(Improvement.state == State.done)


def _stages(session: Session, actor: Actor, weights: Weights, shown: dict[str, int]) -> list:
    """Cells of the easiest touchpoints, and of those that were fixed, in one statement."""
    means = (select(Cell.journey_id, Cell.journey_revision, Cell.touchpoint)
             .where(Cell.weight_set == weights.id, *LENS.of(Cell), Cell.touchpoint != "",
                    tuple_(Cell.journey_id, Cell.journey_revision).in_(list(shown.items())))
             .group_by(Cell.journey_id, Cell.journey_revision, Cell.touchpoint).having(func.sum(Cell.n) >= 3)
             .order_by(func.sum(Cell.sum) * 1.0 / func.sum(Cell.n), Cell.touchpoint).limit(KEPT).subquery())
    easy = tuple_(Cell.journey_id, Cell.journey_revision, Cell.touchpoint).in_(select(means))
    fixed = tuple_(Cell.journey_id, Cell.touchpoint).in_(_done())
    return list(session.execute(select(*Cell.__table__.c, easy.label("is_easy")).where(
        Cell.weight_set == weights.id, *LENS.of(Cell), Cell.touchpoint != "", or_(easy, fixed))))


def _weighed(session: Session, actor: Actor, plans: list[dict], weights: Weights, wholes: list, stages: list,
             personas: dict) -> list[tuple[Improvement, Proof, str]]:
    """(fix, its proof, journey) of fixes that are done, the newest first."""
    known = {plan["id"]: plan for plan in plans}
    names = {key: one[0] for key, one in personas.items()}
    told = []
    for fix in session.exec(improvements.visible(actor).where(Improvement.state == State.done).order_by(
            Improvement.done_on.desc(), Improvement.id)):
        if fix.journey_id in known:
            cells = [cell for cell in (stages if fix.touchpoint else wholes)
                     if (cell.journey_id, cell.touchpoint) == (fix.journey_id, fix.touchpoint)]
            told.append((fix, weighed(known[fix.journey_id], fix.touchpoint, fix.persona_id or "", fix.done_on,
                                      Expected(fix.expected_milli, fix.expected_ms, fix.expected_steps), weights,
                                      cells, names), known[fix.journey_id]["name"]))
    return told


def _easy(plans: list[dict], stages: list) -> list[tuple[str, Kept]]:
    """[(touchpoint, what to keep)] of the easiest touchpoints a mean may be printed of."""
    kept = []
    for plan in plans:
        for place in plan["touchpoints"]:
            figure = added([cell for cell in stages if cell.is_easy and (
                cell.journey_id, cell.journey_revision, cell.touchpoint) == (plan["id"], plan["revision"],
                                                                           place["id"])])
            if figure.n and figure.has_mean and figure.mean < 30:
                href = f"/insights/journeys/{plan['id']}/touchpoints/{place['id']}"
                kept.append((place["id"], Kept(place["name"], plan["name"], "", href, figure,
                                               channel_icon(place["channel"]))))
    return sorted(kept, key=lambda one: one[1].figure.cell["sum"] / one[1].figure.n)


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
        told.append(Kept(**{**kept.__dict__, "words": own.words}) if own else kept)
    used = {kept.words for kept in told}
    bright: dict[tuple, Kept] = {}
    for row in said:
        if row.words not in used:
            bright.setdefault((row.journey_id, row.place), Kept(
                row.place, names[row.journey_id], row.words, f"/walks/{row.walk_id}?of={row.entry}#behind",
                icon=channel_icon(row.channel)))
    return list(bright.values())[:KEPT], told

