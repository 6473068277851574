"""Many small writes, one commit: whoever waits while a transaction runs goes into the next one together.

A group that fails is taken apart and each write tried alone, so nobody fails for another's fault. A write's
answer is given only after the commit that holds it. On PostgreSQL, which does this itself, each write goes alone.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from weakref import WeakKeyDictionary

from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from app.kit.db import Database
from app.kit.errors import Refusal

GROUP = 32
Write = Callable[[Session], Any]
_turnstiles: "WeakKeyDictionary[Database, Turnstile]" = WeakKeyDictionary()


class Turnstile:
    """The line of writes in front of one database. A write may run twice: it must only touch its session."""

    def __init__(self, database: Database):
        self._write = database.write
        self._alone = not database.is_sqlite
        self._lock = threading.Lock()
        self._waiting: list[tuple[Write, Future]] = []
        self._is_serving = False
        self._server = ThreadPoolExecutor(1, thread_name_prefix="turnstile")

    async def run(self, write: Write) -> Any:
        """What `write(session)` returned, once it is committed; raises what it or the commit raised."""
        if self._alone:
            return await run_in_threadpool(self._run_alone, write)
        future: Future = Future()
        with self._lock:
            self._waiting.append((write, future))
            starts, self._is_serving = not self._is_serving, True
        if starts:
            self._server.submit(self._serve)
        return await asyncio.wrap_future(future)

    def _run_alone(self, write: Write) -> Any:
        try:
            return self._run_once(write)
        except OperationalError:
            # Two senders of the same lines in another order wait for each other until one is sent away.
            return self._run_once(write)

    def _run_once(self, write: Write) -> Any:
        with self._write() as session:
            return write(session)

    def _serve(self) -> None:
        while True:
            with self._lock:
                group, self._waiting = self._waiting[:GROUP], self._waiting[GROUP:]
                if not group:
                    self._is_serving = False
                    return
            self._commit([(write, future) for write, future in group if future.set_running_or_notify_cancel()])

    def _commit(self, group: list[tuple[Write, Future]]) -> None:
        try:
            with self._write() as session:
                results = [_tried(write, session) for write, _ in group]
        except Exception as failure:  # noqa: BLE001 — whatever broke the group, each gets its own answer
            if len(group) == 1:
                group[0][1].set_exception(failure)
                return
            for one in group:
                self._commit([one])
            return
        for (_, future), result in zip(group, results, strict=True):
            future.set_exception(result) if isinstance(result, Refusal) else future.set_result(result)


def _tried(write: Write, session: Session) -> Any:
    """A refusal comes before anything was written and is an answer, not a failure of the group."""
    try:
        return write(session)
    except Refusal as no:
        return no


def turnstile_of(database: Database) -> Turnstile:
    """The one turnstile of a database."""
    found = _turnstiles.get(database)
    return found or _turnstiles.setdefault(database, Turnstile(database))
