"""What the many databases of a run share: compiled statements.

A test opens its database anew, and without this would compile every statement anew: a tenth of the suite.
"""

from functools import cache

from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

from app.kit import db

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
    return type(kind.__name__, (kind,), {"__eq__": _alike, "__hash__": lambda one: hash(type(one)),
                                         "supports_statement_cache": True})


def _alike(one: DefaultDialect, other: object) -> bool:
    """Whether both write the same SQL: of one kind, and nothing set otherwise."""
    if type(one) is not type(other):
        return False
    theirs = vars(other)
    return all(worth == theirs.get(name, worth) for name, worth in vars(one).items() if name not in _PARTS)


# Made anew for each dialect, of what is compared.
_PARTS = {"identifier_preparer", "type_compiler", "type_compiler_instance", "_type_memos", "_psycopg_adapters_map"}
