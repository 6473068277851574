"""Lists of walks: every walk this actor may see, narrowed by journey, persona, mode and state."""

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy import and_, case, distinct, func, or_
from sqlmodel import Session, select

from app.accounts.access import Actor
from app.accounts.models import User
from app.accounts.names import name_for
from app.insights.figures import many
from app.insights.models import Score
from app.insights.weights import id_in_force
from app.insights.words import ended_words
from app.journeys.models import Journey, JourneyRevision
from app.journeys.queries import names_today as names_of_journeys
from app.kit.filters import spell
from app.personas.models import Persona, PersonaRevision
from app.personas.queries import names_today
from app.scoring.effort import METHOD, band
from app.walks.models import Photo, PhotoState, Walk
from app.walks.queries import visible
from app.walks.reviews import ACCEPTED, ASIDE, ASKED, asked_words

PAGE = 50
STATES = (("", "Any state"), ("handed_in", "Handed in"), ("running", "Still walking"), ("scored", "Scored"),
          ("unscored", "Not scored"))
MODES = (("", "Walked and watched"), ("be", "Walked as the customer"), ("see", "Watched a customer"))
FILTERS = ("journey", "persona", "mode", "state", "before")


@dataclass
class WalkRow:
    """One walk of a list. bin None: not scored; low, high: then the range, whole points, or None."""

    id: str
    journey: str
    persona: str | None
    shoes: str | None
    walker: str
    is_mine: bool
    mode: str
    began_at: datetime
    is_running: bool
    bin: int | None
    band: str | None
    low: int | None
    high: int | None
    ended: str
    minutes: str
    marks: list[str]
    first: str | None

    @property
    def shoes_words(self) -> str:
        """'as Maria Alves, 71', 'watching Maria Alves, 71', 'for a reason of their own, at Call centre'."""
        if self.persona is None:
            place = f", at {self.first}" if self.first else ""
            return f"{'' if self.mode == 'be' else 'watched, '}for a reason of their own{place}"
        return f"{'as' if self.mode == 'be' else 'watching'} {self.persona}"


@dataclass
class Listing:
    """What the list page prints. is_first: there is nothing to choose from yet."""

    rows: list[WalkRow]
    summary: str
    asked: dict
    sees_all: bool
    choices: list[tuple[str, str, list]] = field(default_factory=list)
    next_page: str | None = None
    is_first: bool = False

    @property
    def heading(self) -> str:
        return "Walks" if self.sees_all else "Your walks"


def walks_of(session: Session, actor: Actor, **asked: str) -> Listing:
    """A page of walks, newest first. asked: journey, persona, mode, state, before; unknown values find nothing."""
    asked = {name: asked.get(name) or "" for name in FILTERS}
    mine = listed(actor).subquery()
    wanted = narrowed_to(asked)
    found = session.exec(chosen_rows(actor, mine).where(*wanted, *_before(asked)).order_by(
        Walk.began_at.desc(), Walk.id.desc()).limit(PAGE + 1)).all()
    rows = [walk_row(actor, *one) for one in found[:PAGE]]
    following = {**asked, "before": found[PAGE - 1][0].id} if len(found) > PAGE else None
    choices = _choices(session, mine)
    narrowed = any(asked.values())
    return Listing(rows, _summary(session, mine, wanted), asked, actor.may.read, choices,
                   f"/walks?{urlencode(following)}" if following else None, not rows and not narrowed)


def listed(actor: Actor):
    """Ids of the walks this actor finds in lists; practice stays out, but for the walker's own."""
    return visible(actor).with_only_columns(Walk.id).where(
        or_(Walk.practice.is_(False), Walk.walker_id == actor.user_id))


def chosen_rows(actor: Actor, mine):
    """The select behind any list of walks; `walk_row` reads its rows. mine: a subquery of walk ids."""
    waiting = select(func.count()).select_from(Photo).where(
        Photo.walk == Walk.id, Photo.state.in_((PhotoState.receiving, PhotoState.pending))).scalar_subquery()
    chosen = select(Walk, name_for(actor), JourneyRevision.name, JourneyRevision.is_serious, PersonaRevision.name,
                    PersonaRevision.shoes, Score, waiting, asked_words())
    return (in_shoes(chosen.join(mine, mine.c.id == Walk.id).join(User, User.id == Walk.walker_id)
                     .join(JourneyRevision, and_(JourneyRevision.journey_id == Walk.journey_id,
                                                 JourneyRevision.revision == Walk.journey_revision), isouter=True))
            .join(Score, _scores(), isouter=True))


def in_shoes(chosen):
    """A select from Walk, joined to the persona it was walked as: Persona, and PersonaRevision of that day; both are
    absent for an own reason."""
    return (chosen
            .join(Persona, Persona.id == Walk.persona_id, isouter=True)
            .join(PersonaRevision, and_(
                PersonaRevision.persona_id == Walk.persona_id,
                PersonaRevision.revision == func.coalesce(Walk.persona_revision, Persona.revision)), isouter=True))


def _scores():
    return and_(Score.walk_id == Walk.id, Score.method == METHOD, Score.weight_set == id_in_force())


def narrowed_to(asked: dict) -> list:
    """Conditions on Walk and Score. asked: journey, persona, mode, state, "" for any; unknown values find nothing."""
    wanted = [getattr(Walk, column) == asked[name] for name, column in (
        ("journey", "journey_id"), ("persona", "persona_id"), ("mode", "mode")) if asked[name]]
    states = {"handed_in": Walk.handed_in.is_(True), "running": Walk.handed_in.is_(False),
              "scored": Score.milli.is_not(None), "unscored": Score.milli.is_(None)}
    return wanted + ([states.get(asked["state"], Walk.id.is_(None))] if asked["state"] else [])


def _before(asked: dict) -> list:
    if not asked["before"]:
        return []
    then = select(Walk.began_at).where(Walk.id == asked["before"]).scalar_subquery()
    return [or_(Walk.began_at < then, and_(Walk.began_at == then, Walk.id < asked["before"]))]


def walk_row(actor: Actor, walk: Walk, walker, journey, is_serious, persona, shoes, score: Score | None,
             waiting: int, asked: str | None) -> WalkRow:
    """One row of `chosen_rows` as it is printed."""
    counts = score.milli is not None and walk.handed_in if score else False
    ended = ended_words(walk.outcome) if walk.handed_in else None
    return WalkRow(
        walk.id, journey or "A journey this server does not know", persona, shoes, walker,
        walk.walker_id == actor.user_id, walk.mode, walk.began_at, not walk.handed_in,
        score.bin if counts else None, band(score.bin, bool(is_serious)) if counts else None,
        round(score.low) if score and score.visits else None, round(score.high) if score and score.visits else None,
        ended or ("" if not walk.handed_in else "Nothing said"), spell(score.spent_ms) if score else "",
        _marks(walk, score, waiting, asked), score.stages[0].get("name") if score and score.stages else None)


def _marks(walk: Walk, score: Score | None, waiting: int, asked: str | None) -> list[str]:
    marks = ["at least: a wait was cut short"] if score and score.at_least and walk.handed_in else []
    if walk.practice:
        marks.append("practice, not counted")
    if walk.withdrawn_at:
        marks.append("withdrawn")
    decided = {ASKED: f"asked back: {asked}", ACCEPTED: "accepted", ASIDE: "set aside"}.get(walk.review)
    if decided:
        marks.append(decided)
    if waiting:
        marks.append(f"{many(waiting, 'photo')} to come")
    return marks


def _summary(session: Session, mine, wanted: list) -> str:
    """'8 walks by 5 people as the customer, scores 18 to 67; 1 watched': the two modes are never one figure."""
    counted = case((Walk.handed_in, Score.bin))
    chosen = (select(Walk.mode, func.count(), func.count(distinct(Walk.walker_id)), func.min(counted),
                     func.max(counted), func.count(counted),
                     func.count(case((and_(Walk.handed_in, Score.milli.is_not(None), Score.at_least), 1))))
              .join(mine, mine.c.id == Walk.id).join(Score, _scores(), isouter=True)
              .where(*wanted, Walk.practice.is_(False), Walk.withdrawn_at.is_(None))
              .group_by(Walk.mode).order_by(Walk.mode))
    parts = []
    for mode, n, people, low, high, scored, cut_short in session.exec(chosen):
        words = f"{many(n, 'walk')} by {many(people, 'person', 'people')}"
        words += " as the customer" if mode == "be" else ", watching a customer"
        if scored:
            words += f", scored {low}" if low == high else f", scored {low} to {high}"
        if cut_short:
            words += f" ({cut_short} of them at least: a wait was cut short)"
        parts.append(words)
    return "; ".join(parts) + "." if parts else "No walk counts here yet."


def _choices(session: Session, mine) -> list[tuple[str, str, list]]:
    """The filters: journeys and personas that were walked, modes, states."""
    walked = select(Walk.journey_id, Walk.persona_id).join(mine, mine.c.id == Walk.id).subquery()
    journeys = session.exec(
        names_of_journeys().where(Journey.id.in_(select(walked.c.journey_id))).order_by(JourneyRevision.name)).all()
    personas = session.exec(
        names_today().where(Persona.id.in_(select(walked.c.persona_id))).order_by(PersonaRevision.name)).all()
    return [("journey", "Journey", [("", "Every journey"), *map(tuple, journeys)]),
            ("persona", "Persona", [("", "Every persona"), *map(tuple, personas)]),
            ("mode", "How", list(MODES)), ("state", "State", list(STATES))]
