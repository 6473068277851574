"""By when a walk should be reviewed, and who took it: working days from the day it began to wait, in the organisation's
zone. Working days are Monday to Friday; holidays are unknown to us. Not here: what is decided (reviews.py).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlmodel import Session, select

from app.accounts import audit
from app.accounts.models import User
from app.kit import clock
from app.kit.db import insert_new
from app.kit.errors import Refusal
from app.walks.models import Reviewer, ReviewRule, Walk

DAYS, MOST = 5, 60
FRIDAY = 4
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Deadline:
    """When one walk is due. today: in the organisation's zone."""

    due: date
    today: date

    @property
    def late(self) -> int:
        """Working days since it was due; 0 while there is time, and on the weekend after."""
        return _working_days(self.due, self.today)

    @property
    def is_late(self) -> bool:
        return self.late > 0

    @property
    def is_today(self) -> bool:
        return self.due == self.today

    @property
    def words(self) -> str:
        """'2 days late', 'due today', 'due tomorrow', 'due Thu 26 Nov'."""
        if self.is_late:
            return f"{self.late} day{'' if self.late == 1 else 's'} late"
        near = {0: "today", 1: "tomorrow"}.get((self.due - self.today).days)
        return f"due {near or format(self.due, '%a %-d %b')}"


def deadline(since: datetime, days: int, now: datetime | None = None, *, zone: str) -> Deadline:
    """Of a walk that waits since then. days: working days it may take; now: UTC, of the clock when left out; zone: the
    organisation's."""
    arrived, today = (at.astimezone(ZoneInfo(zone)).date() for at in (since, now or clock.now()))
    return Deadline(due_on(arrived, days), today)


def due_on(arrived: date, days: int) -> date:
    """The day this many working days after; what arrives on a weekend arrived on Friday."""
    day, left = arrived, days
    while left:
        day += DAY
        left -= day.weekday() <= FRIDAY
    return day


def _working_days(after: date, until: date) -> int:
    """Those after the first day, up to and with the last; 0 when there are none."""
    span = max(0, (until - after).days)
    weeks, rest = divmod(span, 7)
    return weeks * 5 + sum((after + DAY * n).weekday() <= FRIDAY for n in range(1, rest + 1))


def late_before(days: int, now: datetime | None = None, *, zone: str) -> datetime:
    """What waits since before this instant is late (UTC). zone: the organisation's."""
    today = (now or clock.now()).astimezone(ZoneInfo(zone)).date()
    first = today
    while not Deadline(due_on(first - DAY, days), today).is_late:
        first -= DAY
    return datetime.combine(first, time(), ZoneInfo(zone)).astimezone(UTC)


def days_of(session: Session) -> int:
    """Working days a review may take."""
    return session.scalar(select(ReviewRule.days)) or DAYS


def set_days(session: Session, by_id: str, typed: str) -> int:
    """Let a review take this many working days. Refuses: bad_days. again: nothing."""
    days = int(typed) if typed.strip().isdecimal() and len(typed.strip()) < 4 else 0
    if not 1 <= days <= MOST:
        raise Refusal("bad_days", 422, f"Say how many working days a review may take: 1 to {MOST}.")
    rule = session.get(ReviewRule, 1) or ReviewRule(id=1, days=0, set_at=clock.now())
    if rule.days != days:
        rule.days, rule.set_by, rule.set_at = days, by_id, clock.now()
        session.add(rule)
        audit.note(session, by_id, "settings.changed", about="review_days", days=days)
    return days


def take(session: Session, by_id: str, walk: Walk, mine: bool) -> None:
    """Say who reviews a walk: mine puts this person there, in place of anybody before; else the own name goes.

    again: nothing.
    """
    chosen = delete(Reviewer).where(Reviewer.walk_id == walk.id)
    session.execute(chosen if mine else chosen.where(Reviewer.by_id == by_id))
    if mine:
        insert_new(session, Reviewer.__table__, [{"walk_id": walk.id, "by_id": by_id, "at": clock.now()}],
                   key=("walk_id",))


def takers(session: Session, walks: list[str]) -> dict[str, tuple[str, str]]:
    """walk → (id, name) of who took it."""
    rows = session.execute(select(Reviewer.walk_id, User.id, User.name).join(User, User.id == Reviewer.by_id).where(
        Reviewer.walk_id.in_(walks)))
    return {walk: (user, name) for walk, user, name in rows}
