"""Scores worked out of the log when a walk has grown. Every row here can be thrown away and rebuilt."""

from collections.abc import Callable

from sqlalchemy import delete
from sqlmodel import Session, select

from app.insights.models import Score
from app.insights.story import Story
from app.journeys.queries import journey_revision
from app.kit import clock
from app.kit.db import Database, insert_new
from app.kit.jobs import on
from app.scoring.effort import METHOD
from app.scoring.fold import fold
from app.walks.models import Walk
from app.walks.queries import log_of

WEIGHT_SET = "default"


@on("walk.synced")
def refresh(session: Session, args: dict) -> None:
    """Work the score of one walk out of its log. again: the same row."""
    store(session, args["walk_id"])


@on("walk.erased")
def forget(session: Session, args: dict) -> None:
    """Nothing worked out of an erased walk stays. again: nothing."""
    session.execute(delete(Score).where(Score.walk_id == args["walk_id"]))


def store(session: Session, walk_id: str) -> None:
    """Replace the walk's score by what its log says now; a walk without a log has none."""
    row = worked_out(session, walk_id)
    session.execute(delete(Score).where(Score.walk_id == walk_id, Score.method == METHOD,
                                        Score.weight_set == WEIGHT_SET))
    # A walk erased between the fact and this job has no row to hold a score.
    if row and session.scalar(select(Walk.id).where(Walk.id == walk_id, Walk.erased_at.is_(None))):
        insert_new(session, Score.__table__, [{**row, "computed_at": clock.now()}],
                   key=("walk_id", "method", "weight_set"))


def worked_out(session: Session, walk_id: str) -> dict | None:
    """The score row of a walk by today's method, but for computed_at; None before its beginning arrived."""
    folded = fold(log_of(session, walk_id))
    if not folded["began"]:
        return None
    journey = journey_revision(session, folded["journey"], folded["revision"]) if folded["journey"] else None
    story = Story(folded, journey, None, "")
    score = story.score
    return {
        "walk_id": walk_id, "method": METHOD, "weight_set": WEIGHT_SET, "milli": score["milli"],
        "bin": score["bin"], "contributions": score["contributions_milli"], "stages": score["stages"],
        "coverage": float(score["coverage"]), "low": float(score["low"]), "high": float(score["high"]),
        "spent_ms": story.spent_ms, "waited_ms": story.waited_ms, "away_ms": story.away_ms, "steps": story.steps,
        "snags": story.snags, "photos": len(folded["photos"]), "visits": len(folded["visits"]),
    }


def rebuild(database: Database, told: Callable[[int], None] | None = None) -> int:
    """Work every score out again, a walk a transaction; how many walks. told: called once a walk.

    again: what is stored stays equal.
    """
    with database.read() as session:
        walks = list(session.exec(select(Walk.id).order_by(Walk.id)))
    for walk_id in walks:
        with database.write() as session:
            store(session, walk_id)
        if told:
            told(1)
    return len(walks)
