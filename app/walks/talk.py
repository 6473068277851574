"""Talk beside a walk: between its walker and the managers, and what the team of a touchpoint has to say.

Words only: nothing here changes the log or a figure. The team's words are kept apart from the walker's.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import case
from sqlmodel import Session, select

from app.accounts.access import Actor
from app.accounts.models import User
from app.accounts.names import name_for
from app.kit import clock, jobs
from app.kit.errors import Refusal
from app.walks import reviews
from app.walks.models import Message, Walk

LETTERS = 2000
SHOWN = {"step": "a step", "wait.start": "a wait", "rating": "the rating", "mood": "a mood", "note": "a note",
         "photo": "a photo", "touchpoint.leave": "leaving"}


@dataclass
class Place:
    """One stay of the walk that can be talked about. team: who runs it; taps: [(entry id, words)]."""

    visit: str
    name: str
    team: str
    taps: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Said:
    """A message as it is shown. about: words, "" for the whole walk; entry: its id when it is about one tap."""

    words: str
    by: str
    at: datetime
    about: str
    entry: str | None
    team: str | None
    is_walker: bool


def places_of(folded: dict, journey: dict | None) -> list[Place]:
    """The stays of a folded walk in the order of entering, each with its taps that were not taken back."""
    plan = {place["id"]: place for place in (journey or {"touchpoints": []})["touchpoints"]}
    places = {}
    for visit in folded["visits"]:
        known = plan.get(visit["touchpoint"], {})
        name = known.get("name") or visit["name"] or "A place off the plan"
        places[visit["visit"]] = Place(visit["visit"], name, known.get("department") or name)
    for moment in folded["moments"]:
        if moment["visit"] in places and moment["kind"] in SHOWN and not moment["voided"]:
            places[moment["visit"]].taps.append((moment["id"], _named(moment)))
    return list(places.values())


def _named(moment: dict) -> str:
    b = moment["b"]
    said = b.get("words") or b.get("caption")
    if said:
        return f"“{said if len(said) <= 60 else said[:59] + '…'}”"
    if moment["kind"] in ("step", "wait.start") and b["kind"] != "plain":
        return f"{SHOWN[moment['kind']]}: {b['kind'].replace('_', ' ')}"
    return f"{SHOWN[moment['kind']]}: {b['value']}" if moment["kind"] in ("rating", "mood") else SHOWN[moment["kind"]]


def say(session: Session, by_id: str, walk: Walk, words: str, about: str = "", *, places: list[Place],
        as_team: bool = False) -> None:
    """Write a message beside the walk, about all of it ("") or about one visit or tap. Refuses: no_words, no_place.

    as_team: for the team of that touchpoint; then `about` must be a visit. What a walker says to a walk asked back
    lets it wait for review again.
    """
    words = words.strip()[:LETTERS]
    if not words:
        raise Refusal("no_words", 422, "Nothing was written. Write a sentence, then send it.")
    place = next((place for place in places if about == place.visit or about in dict(place.taps)), None)
    if about and place is None or as_team and (place is None or about != place.visit):
        raise Refusal("no_place", 422, "That part of the walk is not there any more. Choose another, then send it.")
    session.add(Message(walk_id=walk.id, about=about or None, team=place.team if as_team else None, words=words,
                        by_id=by_id, at=clock.now()))
    if by_id == walk.walker_id and not as_team:
        reviews.answered(session, walk)
    session.flush()
    jobs.tell(session, "walk.talked", walk_id=walk.id)


def said_of(session: Session, actor: Actor, walk: Walk, places: list[Place]) -> list[Said]:
    """Everything said beside this walk, oldest first; its walker by name only to whoever may read it."""
    names = {place.visit: place.name for place in places}
    taps = {entry: f"{words}, {place.name}" for place in places for entry, words in place.taps}
    who = case((User.id == walk.walker_id, name_for(actor)), else_=User.name)
    rows = session.execute(select(Message, who).join(User, User.id == Message.by_id).where(
        Message.walk_id == walk.id).order_by(Message.id))
    return [Said(one.words, name, one.at, names.get(one.about) or taps.get(one.about) or
                 ("something taken back since" if one.about else ""), one.about if one.about in taps else None,
                 one.team, one.by_id == walk.walker_id) for one, name in rows]
