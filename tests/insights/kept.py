"""A world that many tests begin with, made once a process for each kind of database and laid down again for the next.

Its rows are put in as they were, jobs done; what a test makes of them is its own. Only over a database that holds what
it held when the world was made: over any other it is made anew.
"""

import sqlite3
from collections.abc import Callable

from sqlalchemy import literal, select, text, union_all
from sqlmodel import Session, func

from app.kit import jobs
from app.kit.db import Database, metadata

_kept: dict[tuple, tuple] = {}


def lay_down(database: Database, name: str, make: Callable[[Session], object]):
    """What `make(session)` returns, its rows written and their jobs done."""
    key = (name, database.is_sqlite, _counted(database))
    if key in _kept:
        made, rows = _kept[key]
        (_put_file if database.is_sqlite else _put_rows)(database, rows)
        return made
    with database.write() as session:
        made = make(session)
    jobs.drain(database)
    _kept[key] = made, (_take_file if database.is_sqlite else _take_rows)(database)
    return made


def _counted(database: Database) -> tuple:
    tables = metadata.sorted_tables
    with database.read() as session:
        return tuple(session.execute(union_all(*(
            select(literal(table.name), func.count()).select_from(table) for table in tables))).all())


def _take_file(database: Database) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    with database.reader.connect() as connection:
        connection.connection.driver_connection.backup(copy)
    return copy


def _put_file(database: Database, copy: sqlite3.Connection) -> None:
    raw = database.writer.raw_connection()  # no transaction is begun on it
    copy.backup(raw.driver_connection)
    raw.close()


def _take_rows(database: Database) -> dict[str, bytes]:
    with database.read() as session:
        cursor = session.connection().connection.cursor()
        taken = {}
        for table in metadata.sorted_tables:
            with cursor.copy(f'COPY "{table.name}" TO STDOUT') as out:
                taken[table.name] = b"".join(bytes(part) for part in out)
    return {name: rows for name, rows in taken.items() if rows}


def _put_rows(database: Database, rows: dict[str, bytes]) -> None:
    """Numbers of a sequence only go up in this database, so what comes after these rows is numbered after them."""
    with database.write() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        cursor = session.connection().connection.cursor()
        for name, told in rows.items():
            cursor.execute(f'DELETE FROM "{name}"')
            with cursor.copy(f'COPY "{name}" FROM STDIN') as into:
                into.write(told)
