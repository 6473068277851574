"""GET /api/v1/walks/{id}: one walk as other programs read it (capture.md, "Catalogue and walk")."""

from fastapi import APIRouter

from app.accounts.access import Reader
from app.insights.queries import WalkPage, walk_page
from app.insights.story import WITH_PEOPLE, Story
from app.insights.told import WalkTold
from app.kit.clock import from_ms
from app.kit.db import Db
from app.kit.told import BROWSER, TOKEN
from app.kit.told import told as told_of

router = APIRouter(prefix="/api/v1")
VISIT = ("visit", "touchpoint", "why", "steps", "friction", "active_ms", "wait_live_ms", "wait_away_ms", "rating",
         "outcome", "code", "mood", "measured")
WAIT = ("id", "kind", "ms", "occupied", "explained", "how", "censored", "quality")
STAGE = ("touchpoint", "milli", "bin", "share", "contributions_milli", "coverage", "low", "high")
SCORE = ("milli", "bin", "contributions_milli", "coverage", "low", "high")


@router.get("/walks/{walk_id}", **told_of(WalkTold, 403, 404, by=(TOKEN, BROWSER)))
def walk(actor: Reader, session: Db, walk_id: str) -> dict:
    """One walk, folded now; whose it is where names may be read. Refuses: not_found, also when it is not yours."""
    page = walk_page(session, actor, walk_id)
    told = as_json(page)
    if not actor.may.name and not page.story.is_mine:
        told["walker"]["id"] = None
    return told


def as_json(walk: WalkPage) -> dict:
    """ms are integers, times RFC 3339 UTC; None is unknown, never a nought. The guess is null while sealed."""
    story, folded = walk.story, walk.story.fold
    return {
        "id": walk.walk.id,
        "journey": {"id": folded["journey"], "revision": folded["revision"], "name": story.plan.get("name")},
        "persona": None if story.persona is None else {
            name: story.persona[name] for name in ("id", "revision", "name")},
        "own_reason": folded["own_reason"],
        "walker": {"id": walk.walk.walker_id, "name": story.walker},
        "mode": folded["mode"], "practice": folded["practice"],
        "review": walk.walk.review,
        "began_at": _time(folded["began_at"]), "ended_at": _time(folded["ended_at"]),
        "outcome": folded["outcome"], "bias": folded["bias"], "prediction": story.prediction,
        "touchpoints": [_visit(walk, visit) for visit in folded["visits"]],
        "planned": [{name: place[name] for name in ("touchpoint", "state")} for place in story.planned],
        "quarantined": len(walk.quarantined),
        "score": {**{name: story.score[name] for name in SCORE},
                  "stages": [{name: stage[name] for name in STAGE} for stage in story.score["stages"]]},
        "method": walk.method, "weight_set": walk.weights.id, "flags": folded["flags"],
    }


def _visit(walk: WalkPage, visit: dict) -> dict:
    lane = walk.story.lane_of[visit["visit"]]
    return {
        **{name: visit[name] for name in VISIT}, "name": lane.name, "channel": lane.channel,
        "entered_at": _time(visit["entered_at"]), "left_at": _time(visit["left_at"]),
        "waits": [{name: wait[name] for name in WAIT} for wait in visit["waits"]],
        "to_a_person": visit["to_a_person"] if lane.channel in WITH_PEOPLE else None,
        "photos": [_photo(walk, photo) for photo in _photos(walk.story, visit)],
    }


def _photos(story: Story, visit: dict) -> list[dict]:
    return [photo for photo in story.fold["photos"] if photo["visit"] == visit["visit"]]


def _photo(walk: WalkPage, photo: dict) -> dict:
    row = walk.photos.get(photo["id"])
    state = row.state if row else "receiving"
    return {"id": photo["id"], "caption": photo["caption"], "at": _time(photo["at"]), "state": state,
            "href": f"/photos/{photo['id']}/display.jpg" if state == "ready" else None}


def _time(ms: int | None) -> str | None:
    return None if ms is None else from_ms(ms).isoformat(timespec="milliseconds").replace("+00:00", "Z")
