"""What stands beside a walk: its state and how it came to be, what is worth a look, what people said."""

import json
from dataclasses import dataclass

from sqlmodel import Session, select

from app.accounts.access import Actor
from app.accounts.models import User
from app.accounts.names import name_for
from app.journeys.queries import journey_revision
from app.kit.errors import not_found
from app.scoring.fold import fold
from app.scoring.plausible import hint_words
from app.walks import queries, reviews, talk, twins
from app.walks.models import Entry, EntryState, Review, Walk
from app.walks.talk import Place, Said
from app.walks.twins import Twin

DID = {reviews.NEEDS: "put it back to wait for review", reviews.ASKED: "asked it back", reviews.ACCEPTED: "accepted it",
       reviews.ASIDE: "set it aside"}
ITSELF = {reviews.HANDED_IN: "Handed in, so it waits for review",
          reviews.CHANGED[reviews.ACCEPTED]: "Changed after it was accepted, so it waits again",
          reviews.CHANGED[reviews.ASKED]: "Changed after it was asked back, so it waits again",
          reviews.ANSWERED: "The walker answered, so it waits again"}
HEADS = {reviews.ARRIVED: "Not handed in yet", reviews.NEEDS: "Waiting for a review",
         reviews.ASKED: "Asked back: the walker answers next", reviews.ACCEPTED: "Accepted",
         reviews.ASIDE: "Set aside: it counts in no figure"}


@dataclass
class Beside:
    """The part beside a walk. history: [(change, what happened in words)], newest first.

    hints: for the walker at any time, for others only once it is handed in; seen: entries shown, for `decide`;
    asks: what was asked back, as words of the talk.
    """

    walk: Walk
    actor: Actor
    places: list[Place]
    history: list[tuple[Review, str]]
    said: list[Said]
    hints: list[str]
    twins: list[tuple[Twin, str | None]]
    seen: int
    title: str
    asks: list[Said]
    about: str = ""

    @property
    def here(self) -> str:
        return f"/walks/{self.walk.id}"

    @property
    def is_mine(self) -> bool:
        return self.walk.walker_id == self.actor.user_id

    @property
    def may_decide(self) -> bool:
        return self.actor.may.change and self.walk.handed_in and not self.walk.practice \
            and self.walk.withdrawn_at is None

    @property
    def may_talk(self) -> bool:
        return may_talk(self.actor, self.walk)

    @property
    def may_undo(self) -> bool:
        last = self.history[0][0] if self.history else None
        return self.may_decide and reviews.is_own(last, self.actor.user_id)

    @property
    def head(self) -> str:
        if self.walk.practice:
            return "Practice: nothing to review"
        if self.walk.withdrawn_at is not None:
            return "Withdrawn: nobody reviews it"
        return HEADS[self.walk.review]

    @property
    def asked(self) -> str | None:
        """What is asked of the walker now, or None."""
        return self.history[0][0].why if self.walk.review == reviews.ASKED and self.history else None

    @property
    def talk(self) -> list[Said]:
        return sorted([one for one in self.said if one.team is None] + self.asks, key=lambda one: one.at)

    @property
    def replies(self) -> list[Said]:
        return [one for one in self.said if one.team is not None]


def walk_of(session: Session, actor: Actor, walk_id: str) -> Walk:
    """The walk's row, when this actor may see it. Refuses: not_found."""
    walk = session.exec(queries.visible(actor).where(Walk.id == walk_id)).first()
    if walk is None:
        raise not_found("walk")
    return walk


def may_talk(actor: Actor, walk: Walk) -> bool:
    """Whether this actor may say something beside a walk they see: as its walker, or as a manager."""
    return actor.may.change or walk.walker_id == actor.user_id


def places(session: Session, walk: Walk) -> list[Place]:
    """The stays of the walk, read from its log now."""
    return talk.places_of(*_read(session, walk)[:2])


def _read(session: Session, walk: Walk) -> tuple[dict, dict | None, int]:
    """(the walk folded, its journey, how many lines it has, as `reviews.entries_of` counts them)."""
    chosen = select(Entry.state, Entry.line).where(Entry.walk == walk.id)
    lines = session.execute(chosen.order_by(Entry.server_seq)).all()
    folded = fold([json.loads(line) for state, line in lines if state == EntryState.stored])
    journey = journey_revision(session, folded["journey"], folded["revision"]) if folded["journey"] else None
    return folded, journey, len(lines)


def beside(session: Session, actor: Actor, walk: Walk, about: str = "") -> Beside:
    """Everything the part prints. about: the visit or tap a new message would be about."""
    folded, journey, entries = _read(session, walk)
    stays, history = talk.places_of(folded, journey), reviews.history_of(session, actor, walk)
    walker = session.scalar(select(name_for(actor)).where(User.id == walk.walker_id))
    is_shown = walk.handed_in or walk.walker_id == actor.user_id
    return Beside(walk, actor, stays, [(one, _words(one, name, walk)) for one, name in history],
                  talk.said_of(session, actor, walk, stays),
                  hint_words(walk.hints) if is_shown else [],
                  _twins(session, actor, walk) if is_shown else [], entries,
                  f"{journey['name'] if journey else 'A walk'}, walked by {walker}",
                  [Said(f"Asked back: {one.why}", name or "", one.at, "", None, None, one.by_id == walk.walker_id)
                   for one, name in history if one.state == reviews.ASKED and one.undoes is None], about)


def _words(one: Review, name: str | None, walk: Walk) -> str:
    if one.why in ITSELF and one.undoes is None and one.by_id in (None, walk.walker_id) and one.state == reviews.NEEDS:
        return ITSELF[one.why]
    did = f"took that back: {reviews.STATES[one.state].lower()}" if one.undoes else DID[one.state]
    return f"{name}{' (own walk)' if one.by_id == walk.walker_id else ''} {did}"


def _twins(session: Session, actor: Actor, walk: Walk) -> list[tuple[Twin, str | None]]:
    """[(twin, address of the other walk when this actor may open it)]."""
    found = twins.twins_of(session, [walk.id]).get(walk.id, [])
    opens_all = actor.may.read
    return [(twin, f"/walks/{twin.other_walk}" if opens_all or twin.other_walk == walk.id else None) for twin in found]
