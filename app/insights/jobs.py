"""Scores worked out of the log when a walk has grown. Every row here can be thrown away and rebuilt."""

from collections.abc import Callable

from sqlalchemy import delete
from sqlmodel import Session, select

from app.accounts.organisation import time_zone
from app.insights import days, moments, rollups, weights
from app.insights.courses import course_of
from app.insights.lens import is_at
from app.insights.models import Score, StageScore
from app.insights.rollups import Standing
from app.insights.story import Story
from app.insights.zones import zones_of
from app.journeys.places import zones_of_places
from app.journeys.queries import journey_revision
from app.kit import clock
from app.kit.db import Database, insert_new
from app.kit.jobs import on
from app.personas.queries import persona_revision
from app.scoring.effort import METHOD
from app.scoring.fold import fold
from app.walks.models import Walk
from app.walks.queries import log_of


@on("walk.synced")
def refresh(session: Session, args: dict) -> None:
    """Work the scores of one walk out of its log, by every weight set. again: the same rows."""
    store(session, args["walk_id"])


@on("walk.reviewed")
def count_anew(session: Session, args: dict) -> None:
    """A walk accepted or set aside counts otherwise in the sums; one that only waits does not. again: the same rows."""
    walk = session.get(Walk, args["walk_id"])
    if walk is None or not rollups.stands_so(session, walk.id, walk.review):
        store(session, args["walk_id"])


@on("walk.erased")
def forget(session: Session, args: dict) -> None:
    """Nothing worked out of an erased walk stays. again: nothing."""
    rollups.take_turn(session)
    session.execute(delete(Score).where(Score.walk_id == args["walk_id"]))
    rollups.store(session, args["walk_id"], Standing(None), {})
    moments.store(session, args["walk_id"], None, counts=False)


@on("place.moved", slow=True)
def tell_hours_anew(database: Database, args: dict) -> None:
    """The walks of a place whose time zone was changed. again: the same rows."""
    with database.read() as session:
        walks = sorted(set(session.exec(select(StageScore.walk_id).where(is_at(StageScore, args["place_id"])))))
    for walk_id in walks:
        with database.write() as session:
            store(session, walk_id)


@on("zone.changed", slow=True)
def tell_days_anew(database: Database, args: dict) -> None:
    """Every walk on its day in the zone the organisation is in now. again: the same rows."""
    days.tell_anew(database)


@on("walk.sealed")
def seal(session: Session, args: dict) -> None:
    """A walk whose log grew too old: score and moments go; the rows its sums are made of stay. again: nothing."""
    session.execute(delete(Score).where(Score.walk_id == args["walk_id"]))
    moments.store(session, args["walk_id"], None, counts=False)


@on("weights.saved", slow=True)
def score_anew(database: Database, args: dict) -> None:
    """Every walk by the new weights too, beside what it had. again: the same rows."""
    rebuild(database)


def store(session: Session, walk_id: str) -> None:
    """Replace the walk's scores by what its log says now; a walk without a beginning has none, and one whose log is no
    longer kept has what it had."""
    rollups.take_turn(session)
    if rollups.is_sealed(session, walk_id):
        return
    lines = log_of(session, walk_id)
    stories = stories_of(session, lines)
    session.execute(delete(Score).where(Score.walk_id == walk_id, Score.method == METHOD))
    # A walk erased between the fact and this job has no row to hold a score.
    walk = session.exec(select(Walk).where(Walk.id == walk_id, Walk.erased_at.is_(None))).first()
    if walk is None:
        stories = {}
    course = course_of(stories[weights.DEFAULT]) if stories else []  # of the log alone: weights change nothing in it
    insert_new(session, Score.__table__, [
        {**score_row(walk_id, weight_set, story), "course": course, "computed_at": clock.now()}
        for weight_set, story in stories.items()], key=("walk_id", "method", "weight_set"))
    standing = standing_of(session, walk, lines, stories)
    told = stories.get(weights.DEFAULT)
    rollups.store(session, walk_id, standing, stories)
    moments.store(session, walk_id, told, counts=told is not None and rollups.counts(told, standing))


def stories_of(session: Session, lines: list[dict]) -> dict[str, Story]:
    """The walk as each weight set tells it; {} before its beginning arrived."""
    folded = fold(lines)
    if not folded["began"]:
        return {}
    journey = journey_revision(session, folded["journey"], folded["revision"]) if folded["journey"] else None
    return {weight_set: Story(folded, journey, None, "", config=config)
            for weight_set, config in weights.configs(session).items()}


def standing_of(session: Session, walk: Walk | None, lines: list[dict], stories: dict[str, Story]) -> Standing:
    """What the sums need beside the log."""
    if walk is None or not stories:
        return Standing(None)
    folded = next(iter(stories.values())).fold
    persona = persona_revision(session, folded["persona"], walk.persona_revision) if folded["persona"] else None
    access = (persona or folded["own_reason"] or {}).get("digital_access") or ""
    clocks = zones_of_places(session) if any(visit["place"] for visit in folded["visits"]) else {}
    return Standing(walk.walker_id, access, walk.review, tuple(zones_of(lines)), clocks, time_zone(session))


def score_row(walk_id: str, weight_set: str, story: Story) -> dict:
    """The score row of a walk by today's method and these weights, but for course and computed_at."""
    score = story.score
    return {
        "walk_id": walk_id, "method": METHOD, "weight_set": weight_set, "milli": score["milli"],
        "bin": score["bin"], "contributions": score["contributions_milli"], "stages": score["stages"],
        "coverage": float(score["coverage"]), "low": float(score["low"]), "high": float(score["high"]),
        "spent_ms": story.spent_ms, "waited_ms": story.waited_ms, "away_ms": story.away_ms, "steps": story.steps,
        "snags": story.snags, "photos": len(story.pictures), "visits": len(story.fold["visits"]),
        "at_least": bool(story.cut_short),
    }


def rebuild(database: Database, told: Callable[[int], None] | None = None) -> int:
    """Work every score and every sum out again, a walk a transaction; how many walks. told: called once a walk.

    again: what is stored stays equal.
    """
    with database.read() as session:
        walks = list(session.exec(select(Walk.id).order_by(Walk.id)))
        gone = rollups.left_over(session)
    for walk_id in [*walks, *gone]:
        with database.write() as session:
            store(session, walk_id)
        if told and walk_id not in gone:
            told(1)
    with database.write() as session:
        rollups.take_turn(session)
        rollups.drop_orphans(session)
        weights.carry(session)
    return len(walks)
