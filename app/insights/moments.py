"""What of a walk is worth finding again: its snags, bright spots, words and photos, a row each. All rebuildable."""

from sqlalchemy import delete
from sqlmodel import Session

from app.insights.models import Moment
from app.insights.story import Story
from app.kit import jobs
from app.kit.db import insert_new
from app.scoring.entries import BRIGHT, FRICTION

TOLD = (*FRICTION, BRIGHT)


def store(session: Session, walk_id: str, story: Story | None, counts: bool) -> None:
    """Replace the moments of a walk by what its log says now; None: the walk is gone. again: the same rows."""
    session.execute(delete(Moment).where(Moment.walk_id == walk_id))
    insert_new(session, Moment.__table__, rows_of(walk_id, story, counts) if story else [], key=("walk_id", "entry"))
    jobs.tell(session, "walk.told", walk_id=walk_id)


def rows_of(walk_id: str, story: Story, counts: bool) -> list[dict]:
    """A row for every moment that has words or a photo or is a snag or bright spot; voided ones have none."""
    rows = []
    for moment in story.fold["moments"]:
        kind = _kind(moment)
        words = str(moment["b"].get("words") or moment["b"].get("caption") or "")[:2000]
        photo = moment["b"].get("photo") if kind == "photo" else None
        if moment["voided"] or not (words or photo or kind in TOLD):
            continue
        lane = story.lane_of.get(moment["visit"])
        rows.append({"walk_id": walk_id, "entry": moment["id"], "journey_id": story.fold["journey"],
                     "touchpoint": lane.place["id"] if lane and lane.place else None,
                     "place": lane.name if lane else "", "channel": lane.channel if lane else None,
                     "at_ms": moment["at"], "kind": kind, "words": words, "photo": photo, "counts": counts})
    return rows


def _kind(moment: dict) -> str:
    """A step's own kind; of everything else the kind of its entry, 'wait' for a wait's start."""
    if moment["kind"] == "step":
        return moment["b"]["kind"]
    return "wait" if moment["kind"] == "wait.start" else moment["kind"]
