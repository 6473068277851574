"""Read what a proof weighs: cells of a place, names of shoes, the walks that are its dots. What it says: proof.py."""

from collections import defaultdict
from datetime import date

from sqlmodel import Session, select

from app.accounts.access import Actor
from app.accounts.models import User
from app.accounts.names import name_for
from app.insights.dots import Strip, strip_of
from app.insights.figures import DOTS, Figure
from app.insights.models import Cell, StageScore
from app.insights.proof import Expected, Proof, weighed
from app.insights.weights import Weights, in_force
from app.journeys import queries as journeys
from app.personas.models import Persona
from app.personas.queries import names_today
from app.scoring.effort import METHOD, par_score
from app.walks.models import Walk
from app.walks.queries import visible


def proof_of(session: Session, actor: Actor, journey_id: str, touchpoint: str, persona: str, since: date | None,
             expected: Expected) -> Proof:
    """The proof of a fix at a touchpoint ("": the whole journey), for a persona ("": each that walked on both sides).

    Refuses: not_found.
    """
    journeys.mine(session, actor, journey_id)
    journey = journeys.journey_revision(session, journey_id)
    weights = in_force(session)
    cells = cells_at(session, weights.id, {(journey_id, touchpoint)})
    names = names_of(session, {cell.persona for cell in cells})
    proof = weighed(journey, touchpoint, persona, since, expected, weights, cells, names)
    _draw(session, actor, proof)
    return proof


def cells_at(session: Session, weight_set: str, places: set[tuple[str, str]]) -> list:
    """Cells of walks as the customer at these (journey, touchpoint), by today's method."""
    rows = session.execute(select(*Cell.__table__.c).where(
        Cell.method == METHOD, Cell.weight_set == weight_set, Cell.mode == "be",
        Cell.journey_id.in_({journey for journey, _ in places}), Cell.touchpoint.in_({place for _, place in places})))
    return [row for row in rows if (row.journey_id, row.touchpoint) in places]


def names_of(session: Session, ids: set[str]) -> dict[str, str]:
    """Persona id → name today."""
    return dict(session.execute(names_today().where(Persona.id.in_(ids))).all())


def _draw(session: Session, actor: Actor, proof: Proof) -> None:
    """Give every figure its dots, where they are few enough to be told apart."""
    drawn = [one for pair in proof.pairs for one in zip((pair.before, pair.after), pair.cells, strict=True)]
    walks = _walks(session, actor, proof.weights, drawn or [(proof.now, proof.now_cells)])
    should_be = par_score(proof.weights.config)["milli"] / 1000

    def strip(name: str, figure: Figure) -> Strip:
        return strip_of(name, figure, walks.get(id(figure)), should_be)
    for pair in proof.pairs:
        pair.strips = (strip("Before", pair.before), strip("After", pair.after))
    if proof.now and proof.now.n:
        proof.now_strip = strip("So far", proof.now)


def _walks(session: Session, actor: Actor, weights: Weights, figures: list[tuple[Figure | None, list[str]]]) -> dict:
    """By figure: (points, words, address) of each walk this actor may see."""
    of = {cell: figure for figure, cells in figures if figure and figure.n <= DOTS for cell in cells}
    rows = session.execute(
        select(StageScore.cell, StageScore.milli, StageScore.at_least, StageScore.walk_id, name_for(actor),
               Walk.began_at)
        .join(Walk, Walk.id == StageScore.walk_id).join(User, User.id == StageScore.walker_id).where(
            StageScore.cell.in_(list(of)), StageScore.method == METHOD, StageScore.weight_set == weights.id,
            StageScore.walk_id.in_(visible(actor).with_only_columns(Walk.id)))).all() if of else []
    walks = defaultdict(list)
    for cell, milli, at_least, walk_id, walker, began in rows:
        words = f"{'at least ' if at_least else ''}{round(milli / 1000)}, {walker}, {began:%-d %b %Y}"
        walks[id(of[cell])].append((milli / 1000, words, f"/walks/{walk_id}"))
    return walks
