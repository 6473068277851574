"""What the many databases of a run share: compiled statements, and connections to the one on PostgreSQL.

A test opens its database anew, and without this would compile every statement anew: a tenth of the suite. And every
connection is a new process of PostgreSQL that reads its catalogue anew: with three for a test, more than the test.
"""

from collections import defaultdict
from functools import cache

from psycopg.pq import TransactionStatus
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

from app.kit import db

KEPT = "shoe"  # the database whose connections go from one test to the next
_idle: dict[tuple, list] = defaultdict(list)
_compiled = {"sqlite": LRUCache(2000), "postgresql": LRUCache(2000)}
_begin = db.Database.__init__


def share() -> None:
    """From here on, in this process, for every `Database`; engines that a test makes by itself share nothing."""
    db.Database.__init__ = _begun


def _begun(database: db.Database, url: str) -> None:
    _begin(database, url)
    for engine in (database.writer, database.reader):
        engine.update_execution_options(compiled_cache=_compiled[engine.dialect.name])
        engine.dialect.__class__ = _shared(type(engine.dialect))


@cache
def _shared(kind: type[DefaultDialect]) -> type[DefaultDialect]:
    # A compiled statement, here and in the mappers, is kept for the dialect it was compiled for; every engine has one.
    keeping = {"connect": _connect, "do_close": _close} if kind.name == "postgresql" else {}
    return type(kind.__name__, (kind,), {"__eq__": _alike, "__hash__": lambda one: hash(type(one)),
                                         "supports_statement_cache": True, **keeping})


def _connect(dialect: DefaultDialect, *arguments, **said):
    kept = _idle[_where(said)]
    return kept.pop() if kept else DefaultDialect.connect(dialect, *arguments, **said)


def _close(_, connection) -> None:
    about = connection.info
    if connection.closed or about.dbname != KEPT or about.transaction_status != TransactionStatus.IDLE:
        connection.close()
        return
    connection.remove_notice_handler(psycopg._log_notices)  # whoever has it next says so again
    _idle[_where(about.get_parameters())].append(connection)


def let_go() -> None:
    """Close the connections that are kept; for whoever stops their server."""
    for kept in _idle.values():
        while kept:
            kept.pop().close()


def _where(said: dict) -> tuple:
    return tuple(str(said.get(name)) for name in ("host", "port", "dbname", "user", "options"))


def _alike(one: DefaultDialect, other: object) -> bool:
    """Whether both write the same SQL: of one kind, and nothing set otherwise."""
    if type(one) is not type(other):
        return False
    theirs = vars(other)
    return all(worth == theirs.get(name, worth) for name, worth in vars(one).items() if name not in _PARTS)


# Made anew for each dialect, of what is compared.
_PARTS = {"identifier_preparer", "type_compiler", "type_compiler_instance", "_type_memos", "_psycopg_adapters_map"}
