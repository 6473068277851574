"""What the many databases of a run share: compiled statements.

A test opens its database anew, and without this would compile every statement anew: a tenth of the suite.
"""

from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

from app.kit import db

_compiled = {"sqlite": LRUCache(2000), "postgresql": LRUCache(2000)}
_begin = db.Database.__init__


def share() -> None:
    """From here on, in this process."""
    # A compiled statement is kept for the dialect it was compiled for, and every engine has one of its own.
    DefaultDialect.__eq__ = lambda one, other: type(one) is type(other)
    DefaultDialect.__hash__ = lambda one: hash(type(one))
    db.Database.__init__ = _begun


def _begun(database: db.Database, url: str) -> None:
    _begin(database, url)
    for engine in (database.writer, database.reader):
        engine.update_execution_options(compiled_cache=_compiled[engine.dialect.name])
