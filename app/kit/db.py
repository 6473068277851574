"""The database: two engines, one write turn, and a session that commits before the answer leaves.

On SQLite one connection writes at a time; waiters queue in the event loop, so a waiting request never
holds the thread that the writer needs to finish. It is not a place for queries: those live in the rooms.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any

from anyio import CancelScope, CapacityLimiter, to_thread
from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import DateTime, MetaData, TypeDecorator, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine
from sqlmodel import Session, SQLModel

from app.settings import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata


class UtcDateTime(TypeDecorator):
    """An aware UTC instant on both databases; SQLite alone would hand it back naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect):
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time was about to be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect):
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


SQLITE_PRAGMAS = (
    "journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON", "trusted_schema=OFF",
    "cell_size_check=ON", "mmap_size=0", "secure_delete=ON", "journal_size_limit=67108864",
    "cache_size=-16000", "temp_store=MEMORY",
)


class Database:
    """Both engines of one database, and whose turn it is to write."""

    def __init__(self, url: str):
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.writer = _sqlite_engine(url, write=True) if self.is_sqlite else _postgres_engine(url)
        # A pool of its own on PostgreSQL too: a page that is drawn within a write reads a little more, and every
        # connection of the other pool may be waiting for the row that write holds.
        self.reader = _sqlite_engine(url, write=False) if self.is_sqlite else _postgres_engine(url)
        self._thread_turn = threading.Lock()
        self._loop_turn: dict[asyncio.AbstractEventLoop, asyncio.Lock] = {}

    def lay(self, **things) -> None:
        """Lay beside the database what those need who are handed nothing else: blobs, settings, post."""
        for engine in (self.writer, self.reader):
            engine.update_execution_options(**things)

    def dispose(self) -> None:
        """Close every connection."""
        self.writer.dispose()
        self.reader.dispose()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only reads."""
        with Session(self.reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        with self._turn(), Session(self.writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        with self._thread_turn:
            yield

    @asynccontextmanager
    async def session_for(self, method: str) -> AsyncIterator[Session]:
        """A request's own session: one that only reads for a method that changes nothing. For threads alone."""
        if method not in SAFE_METHODS:
            async with self._write_later() as session:
                yield session
            return
        session = Session(self.reader, expire_on_commit=False)
        try:
            yield session
        finally:
            await _surely(session.close)

    async def keep(self, work: Callable[..., Any], *arguments) -> Any:
        """What `work(session, *arguments)` returned, once it is committed: `write` for the event loop.

        The work runs in a thread: on PostgreSQL a statement may wait for a row that another request of this very
        loop is about to commit.
        """
        async with self._write_later() as session:
            return await run_in_threadpool(work, session, *arguments)

    @asynccontextmanager
    async def _write_later(self) -> AsyncIterator[Session]:
        """The queue forms in the loop, not in the thread pool. Its session is for threads alone."""
        if not self.is_sqlite:
            async with _committed(self.writer) as session:
                yield session
            return
        loop = asyncio.get_running_loop()
        async with self._loop_turn.setdefault(loop, asyncio.Lock()):
            if not self._thread_turn.acquire(blocking=False):
                await run_in_threadpool(self._thread_turn.acquire)
            try:
                async with _committed(self.writer) as session:
                    yield session
            finally:
                self._thread_turn.release()


@asynccontextmanager
async def _committed(engine: Engine) -> AsyncIterator[Session]:
    session = Session(engine, expire_on_commit=False)
    try:
        yield session
        await to_thread.run_sync(session.commit, limiter=_endings())
    except BaseException:
        await _surely(session.rollback)
        raise
    finally:
        await _surely(session.close)


async def _surely(ending) -> None:
    # A request that was cut off must still give its connection back.
    with CancelScope(shield=True):
        await to_thread.run_sync(ending, limiter=_endings())


@cache
def _endings() -> CapacityLimiter:
    # Threads of their own: on PostgreSQL all the others may be waiting for the row that this one lets go.
    return CapacityLimiter(20)


async def _session(request: Request) -> AsyncIterator[Session]:
    async with request.app.state.database.session_for(request.method) as session:
        yield session


# scope="function": the commit happens before the answer is sent; a 2xx means stored.
Db = Annotated[Session, Depends(_session, scope="function")]


def settings_beside(session: Session) -> Settings:
    """The settings laid beside a session's database (`lay`), for whoever has no request; where none were, those of the
    environment."""
    return session.get_bind().get_execution_options().get("settings") or Settings()


def insert_new(session: Session, table, rows: list[dict], key: tuple[str, ...] = ("id",)) -> None:
    """Insert rows, leaving every row whose key already exists untouched.

    again: a second call with the same rows changes nothing. One unique key decides, never a look first.
    """
    if not rows:
        return
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(dialect.insert(table).on_conflict_do_nothing(index_elements=list(key)), rows)


def _sqlite_engine(url: str, write: bool) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False, "isolation_level": None},
                           hide_parameters=True)  # no value of a statement reaches the console

    @event.listens_for(engine, "connect")
    def _prepare(connection, _record):
        cursor = connection.cursor()
        for pragma in SQLITE_PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        if not write:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection):
        # A deferred BEGIN that upgrades to a write ignores busy_timeout and fails at once.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _postgres_engine(url: str) -> Engine:
    limits = "-c statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s"
    return create_engine(url, pool_size=10, max_overflow=5, pool_pre_ping=True, hide_parameters=True,
                         connect_args={"options": limits})
