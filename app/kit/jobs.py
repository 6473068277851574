"""Facts and the jobs they start: one table, claimed by a conditional update, run at least once.

`tell` records a fact in the caller's transaction; `on` names who listens; `work_once` claims and runs.
It is no broker: a handler must be safe to run twice, and it gets its own transaction.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import JSON, Column, Text, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel

from app.kit import clock
from app.kit.db import Database, UtcDateTime
from app.kit.ids import new_id

log = logging.getLogger("shoeleather.jobs")
LEASE = timedelta(minutes=5)
GRACE = timedelta(seconds=0.5)
RETRY_SECONDS = (1, 5, 30, 120, 600)

Handler = Callable[[Session, dict], None]
_handlers: dict[str, list[tuple[str, Handler]]] = {}
_slow: set[Handler] = set()


class Job(SQLModel, table=True):
    """One handler to run for one fact. key: unique, so that telling twice runs once while it waits."""

    __tablename__ = "job"
    id: str = Field(primary_key=True)
    key: str = Field(unique=True)
    fact: str
    handler: str
    args: dict = Field(sa_column=Column(JSON, nullable=False))
    state: str = Field(default="waiting", index=True)
    tries: int = 0
    told: int = 0
    run_at: datetime = Field(sa_type=UtcDateTime, index=True)
    locked_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str | None = Field(default=None, sa_column=Column(Text))


def on(fact: str, *, slow: bool = False) -> Callable[[Handler], Handler]:
    """Listen to a fact: `@on("walk.synced")`. The handler gets (session, args) and must bear a second run.

    slow: it gets (database, args) instead and makes its own short transactions, so that nobody waits for it.
    """
    def listen(handler: Handler) -> Handler:
        if slow:
            _slow.add(handler)
        _handlers.setdefault(fact, []).append((f"{handler.__module__}.{handler.__name__}", handler))
        return handler
    return listen


def tell(session: Session, fact: str, *, after_seconds: float = 0, **args) -> None:
    """Record a fact in this transaction; each listener will run once it is committed.

    again: telling the same fact with the same args while its job still waits changes nothing.
    """
    run_at = clock.now() + timedelta(seconds=after_seconds)
    named = ",".join(f"{name}={args[name]}" for name in sorted(args))
    rows = [{"id": new_id(), "key": f"{name}({named})", "fact": fact, "handler": name, "args": args,
             "state": "waiting", "tries": 0, "told": 1, "run_at": run_at} for name, _ in _handlers.get(fact, [])]
    if rows:
        session.connection().execute(_LINE_UP[session.get_bind().dialect.name], rows)


# Counting up locks the row until we commit: a worker that would read too early skips it, and one already
# running sees the count differ and goes another round. A row it just deleted is put back.
_LINE_UP = {name: dialect.insert(Job.__table__).on_conflict_do_update(
    index_elements=["key"], set_={"told": Job.__table__.c.told + 1})
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))}


def work_once(database: Database, grace: timedelta = timedelta()) -> bool:
    """Claim and run one job. True when there was one; a failing job is put off, never lost.

    grace: how long a job must have been due, so that a burst of the same fact is one run.
    """
    with database.write() as session:
        job = _claim(session, clock.now() - grace)
    if job is None:
        return False
    try:
        handler = _handler(job.handler)
        if handler in _slow:
            handler(database, job.args)
        with database.write() as session:
            if handler not in _slow:
                handler(session, job.args)
            _settle(session, job)
    except Exception as failure:  # noqa: BLE001 — any failure of any room puts its own job off
        log.exception("job %s failed", job.key)
        with database.write() as session:
            _put_off(session, job, failure)
    return True


def work(database: Database, stop: threading.Event, idle_seconds: float = 0.5) -> None:
    """Run jobs until told to stop."""
    while not stop.is_set():
        try:
            if not work_once(database, GRACE):
                stop.wait(idle_seconds)
        except Exception:  # noqa: BLE001 — a database that is away must not end the worker
            log.exception("the worker could not reach the database")
            stop.wait(5)


def drain(database: Database) -> int:
    """Run every job that is due; how many ran."""
    ran = 0
    while work_once(database):
        ran += 1
    return ran


def _claim(session: Session, due_by: datetime) -> Job | None:
    now = clock.now()
    due = or_(Job.state == "waiting", (Job.state == "running") & (Job.locked_until < now))
    job = session.scalars(select(Job).where(due, Job.run_at <= due_by).order_by(Job.run_at).limit(1)
                          .with_for_update(skip_locked=True)).first()
    if job is None:
        return None
    job.state, job.tries, job.locked_until = "running", job.tries + 1, now + LEASE
    session.add(job)
    return job


def _settle(session: Session, job: Job) -> None:
    stored = session.get(Job, job.id, populate_existing=True, with_for_update=True)
    if stored is None:
        return
    if stored.told != job.told:
        stored.state, stored.tries, stored.run_at = "waiting", 0, clock.now()
        session.add(stored)
    else:
        session.delete(stored)


def _put_off(session: Session, job: Job, failure: Exception) -> None:
    stored = session.get(Job, job.id)
    if stored is None:
        return
    delay = RETRY_SECONDS[min(stored.tries, len(RETRY_SECONDS)) - 1]
    stored.state, stored.error = "waiting", f"{type(failure).__name__}: {failure}"[:2000]
    stored.run_at = clock.now() + timedelta(seconds=delay)
    session.add(stored)


def _handler(name: str) -> Handler:
    for listeners in _handlers.values():
        for listed, handler in listeners:
            if listed == name:
                return handler
    raise LookupError(f"no room listens as {name}")
