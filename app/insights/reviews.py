"""What waits for a review: a list to go through in a row, first due first, with scores, personas and hints."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import case, func
from sqlmodel import Session, select

from app.accounts.access import Actor
from app.insights.figures import many
from app.insights.listing import WalkRow, chosen_rows, walk_row
from app.kit import clock
from app.kit.errors import not_found
from app.kit.filters import spell
from app.scoring.plausible import hint_words
from app.walks import deadlines, reviews
from app.walks.deadlines import Deadline
from app.walks.models import Entry, Review, Walk
from app.walks.queries import visible
from app.walks.twins import twins_of

SHOWN = 50
TABS = ((reviews.NEEDS, "Waiting"), (reviews.ASKED, "Asked back"), (reviews.ACCEPTED, "Accepted"),
        (reviews.ASIDE, "Set aside"))


@dataclass
class Waiting:
    """One walk of the queue. seen: entries it had when shown; mine: I decided last, so I may take it back;
    due: None unless it waits; taken_by: the name of who took it, taken: I did; refusal, typed: of a form that was sent
    back."""

    row: WalkRow
    state: str
    why: str
    since: datetime | None
    seen: int
    hints: list[str]
    mine: bool
    due: Deadline | None = None
    taken_by: str = ""
    taken: bool = False
    refusal: str = ""
    typed: dict = field(default_factory=dict)

    @property
    def name(self) -> str:
        """'Dispute a charge, as Maria Alves, 71, by Priti Solanki'."""
        return f"{self.row.journey}, {self.row.shoes_words}, by {self.row.walker}"

    @property
    def waits(self) -> str:
        return f"waiting for {spell(round((clock.now() - self.since).total_seconds() * 1000))}" if self.since else ""

    @property
    def state_words(self) -> str:
        return reviews.STATES[self.state]


@dataclass
class Queue:
    """The page. state: the tab shown; counts: by state; days: working days a review may take; done: the walk just
    decided about, for browsers without scripts."""

    state: str
    rows: list[Waiting]
    counts: dict[str, int]
    days: int
    done: Waiting | None = None

    @property
    def late(self) -> int:
        """Of those listed."""
        return sum(one.due is not None and one.due.is_late for one in self.rows)

    @property
    def tabs(self) -> list[tuple[str, str, int]]:
        return [(state, words, self.counts.get(state, 0)) for state, words in TABS]

    @property
    def heading(self) -> str:
        """The finding: '4 walks wait for a review, the oldest for 9 days'."""
        n = self.counts.get(self.state, 0)
        walks = many(n, "walk")
        if self.state != reviews.NEEDS:
            done = {reviews.ASKED: "asked back, waiting for the walker", reviews.ACCEPTED: "accepted",
                    reviews.ASIDE: "set aside"}[self.state]
            return f"{walks} {done}" if n else f"No walk {'is' if self.state == reviews.ASKED else 'was'} {done}"
        if not n:
            return "No walk waits for a review"
        if self.late:
            many_late = f"{self.late} or more" if self.late == SHOWN < n else str(self.late)
            return f"{walks} wait{'s' if n == 1 else ''} for a review, {'and is' if n == 1 else many_late} late"
        oldest = self.rows[0].waits.removeprefix("waiting for ") if self.rows else ""
        return f"{walks} wait{'s' if n == 1 else ''} for a review" + (
            f", {'' if n == 1 else 'the oldest '}for {oldest}" if oldest else "")


def queue_of(session: Session, actor: Actor, zone: str, state: str = "", done: str = "") -> Queue:
    """The walks of one state, oldest first, at most 50. zone: the organisation's; done: a walk to offer the way back
    for."""
    state = state if state in dict(TABS) else reviews.NEEDS
    counts = session.execute(select(Walk.review, func.count()).where(*reviews.reviewable()).group_by(Walk.review)).all()
    days = deadlines.days_of(session)
    rows = _rows(session, actor, [Walk.review == state], (days, zone))
    just = _rows(session, actor, [Walk.id == done], (days, zone))[:1] if done else []
    return Queue(state, rows, {name: n for name, n in counts}, days, next((one for one in just if one.mine), None))


def one_of(session: Session, actor: Actor, zone: str, walk_id: str, refusal: str = "", **typed: str) -> Waiting:
    """One walk as the queue shows it. Refuses: not_found."""
    found = _rows(session, actor, [Walk.id == walk_id], (deadlines.days_of(session), zone))
    if not found:
        raise not_found("walk")
    found[0].refusal, found[0].typed = refusal, typed
    return found[0]


def _rows(session: Session, actor: Actor, wanted: list, rule: tuple[int, str]) -> list[Waiting]:
    mine = visible(actor).with_only_columns(Walk.id).subquery()
    entries = select(func.count()).select_from(Entry).where(Entry.walk == Walk.id).correlate(Walk).scalar_subquery()
    newest = select(func.max(Review.id)).where(Review.walk_id == Walk.id).correlate(Walk).scalar_subquery()
    chosen = (chosen_rows(actor, mine).add_columns(entries, Review)
              .join(Review, Review.id == newest, isouter=True).where(*reviews.reviewable(), *wanted)
              .order_by(case((Review.at.is_(None), 0), else_=1), Review.at, Walk.id).limit(SHOWN))
    found = session.execute(chosen).all()
    twins = twins_of(session, [one[0].id for one in found])
    takers = deadlines.takers(session, [one[0].id for one in found])
    return [_waiting(actor, one[0], walk_row(actor, *one[:-2]), one[-2], one[-1], len(twins.get(one[0].id, ())),
                     rule, takers.get(one[0].id, ("", ""))) for one in found]


def _waiting(actor: Actor, walk: Walk, row: WalkRow, entries: int, last: Review | None, twins: int,
             rule: tuple[int, str], taker: tuple[str, str]) -> Waiting:
    (days, zone), hints = rule, hint_words(walk.hints)
    if twins:
        hints.append("A photo looks the same as another one." if twins == 1 else
                     f"{twins} photos look the same as others.")
    return Waiting(row, walk.review, last.why if last else "", last.at if last else None, entries, hints,
                   reviews.is_own(last, actor.user_id),
                   deadlines.deadline(last.at, days, zone=zone) if last and walk.review == reviews.NEEDS else None,
                   taker[1], taker[0] == actor.user_id)
