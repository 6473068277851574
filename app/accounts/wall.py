"""The wall between teams: what belongs to a team of which somebody is no member does not exist for them.

Each room says here, beside its `visible`, which rows of its tables somebody may see. From the moment a route knows who
asks, every statement of its session holds to that: selects, joins, subqueries, counts, updates and deletes, whoever
wrote them. Sessions without an actor (jobs, the command line, the log that phones send to) see all: nothing captured is
ever refused because a journey moved. What goes around the ORM (`text()`, a bare Table) goes around the wall, too;
tests/test_walls.py looks at every route for that.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, event, false, or_
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.orm import Session as AnySession
from sqlalchemy.orm.util import LoaderCriteriaOption
from sqlmodel import select
from sqlmodel.sql.expression import SelectOfScalar

if TYPE_CHECKING:
    from app.accounts.access import Actor

Clause = Callable[["Actor"], ColumnElement[bool]]
_GUARDED: dict[type, list[Clause]] = {}
_ACTOR = "actor"


def guard(table: type, clause: Clause) -> None:
    """Rows of this table are seen by whom `clause` says; with a second one, also by whom that says."""
    _GUARDED.setdefault(table, []).append(clause)
    _stones.cache_clear()


def guarded() -> frozenset[type]:
    """Every table the wall stands around."""
    return frozenset(_GUARDED)


def ours(column, actor: "Actor") -> ColumnElement[bool]:
    """Of a column that names a team: everybody's, or this actor's."""
    return or_(column.is_(None), column.in_(actor.teams))


def theirs(column, actor: "Actor") -> ColumnElement[bool]:
    """Of a column that names a team: one this actor is not in."""
    return and_(column.is_not(None), column.not_in(actor.teams))


def of_others(table: type, actor: "Actor"):
    """A select of the ids of what belongs to teams this actor is not in. On the bare table: the wall is not asked."""
    own = table.__table__
    return select(own.c.id).where(theirs(own.c.team_id, actor)).correlate(None)


def outside(column, hidden) -> ColumnElement[bool]:
    """Of a column that may name something: nothing that is hidden. hidden: a select of ids, none of them null."""
    return or_(column.is_(None), column.not_in(hidden))


def seen(table: type, actor: "Actor") -> list[ColumnElement[bool]]:
    """Conditions for a `visible(actor)`; none for whoever sees all."""
    return [] if actor.sees_all else [or_(*(clause(actor) for clause in _GUARDED[table]))]


def of_desk(table: type, actor: "Actor") -> SelectOfScalar:
    """A `visible(actor)`: everybody's rows and the own teams' for viewers and managers, none for walkers."""
    chosen = select(table).where(*seen(table, actor))
    return chosen if actor.may.read else chosen.where(false())


def stand(session: AnySession, actor: "Actor | None") -> None:
    """From now on this session asks as this actor."""
    session.info[_ACTOR] = actor


def standing(session: AnySession) -> "Actor | None":
    """As whom this session asks; None: as the server."""
    return session.info.get(_ACTOR)


@contextmanager
def seen_by(session: AnySession, actor: "Actor | None") -> Iterator[None]:
    """Ask as somebody else for a moment."""
    before = standing(session)
    stand(session, actor)
    try:
        yield
    finally:
        stand(session, before)


def lifted(session: AnySession) -> AbstractContextManager[None]:
    """Ask as the server for a moment: for what hangs on a walk of one's own, and for names that must stay unique."""
    return seen_by(session, None)


class _Stones(LoaderCriteriaOption):
    """Criteria of one table. SQLAlchemy 2.1 leaves them unadapted in the ON of an aliased join, which would ask the
    wrong rows; test_walls.py holds this."""

    _traverse_internals = LoaderCriteriaOption._traverse_internals  # what tells two of them apart in the cache

    def _resolve_where_criteria(self, ext_info):
        criteria = super()._resolve_where_criteria(ext_info)
        return ext_info._adapter.traverse(criteria) if ext_info.is_aliased_class else criteria


# Making them costs more than a page's statements. A clause knows nothing but its actor, and an actor is a value:
# whoever changes teams is another one.
@lru_cache(maxsize=64)
def _stones(actor: "Actor") -> tuple[_Stones, ...]:
    return tuple(_Stones(table, *seen(table, actor), include_aliases=True) for table in _GUARDED)


@event.listens_for(AnySession, "do_orm_execute")
def _hold(state: ORMExecuteState) -> None:
    actor = standing(state.session)
    if actor is None or actor.sees_all or state.is_insert or state.is_column_load:
        return
    if hasattr(state.statement, "options"):  # text has none
        state.statement = state.statement.options(*_stones(actor))
