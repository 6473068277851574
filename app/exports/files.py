"""A table as a file: streamed while it is read, with a session of its own that ends with the last byte.

Not here: prints (prints.py), which tables there are (sheets.py).
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import chain
from typing import BinaryIO

from fastapi import Request
from fastapi.responses import StreamingResponse

from app.accounts import wall
from app.accounts.access import Actor
from app.exports import (  # noqa: F401 — each lists itself
    sheets_of_deeds,
    sheets_of_figures,
    sheets_of_gaps,
    sheets_of_walks,
    sheets_of_words,
    sheets_of_workshops,
)
from app.exports.sheets import Ask, table_of
from app.insights.lens import Lens
from app.kit import clock
from app.kit.errors import Refusal
from app.kit.headers import origin_of
from app.kit.tables import CHUNK, Table, csv_of, json_of, xlsx_of
from app.kit.web import settings_of

PRIVATE = {"Cache-Control": "private, no-store"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _sheet(table: Table) -> Iterator[bytes]:
    file: BinaryIO = xlsx_of(table)
    with file:
        while chunk := file.read(CHUNK):
            yield chunk


FORMS: dict[str, tuple[str, Callable[[Table], Iterator[bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", csv_of), "xlsx": (XLSX, _sheet), "json": ("application/json", json_of)}


def sent(request: Request, actor: Actor, lens: Lens, name: str, form: str, of: str) -> StreamingResponse:
    """The table of this name in this form. Refuses: no_such_form, and what the table refuses."""
    if form not in FORMS:
        raise Refusal("no_such_form", 404, f"Tables come as {', '.join(FORMS)}.")
    media_type, written = FORMS[form]
    with ExitStack() as opened:
        session = opened.enter_context(request.app.state.database.read())
        wall.stand(session, actor)
        table = table_of(name, _ask(request, actor, session, lens, of))
        body = written(table)
        first = next(body)  # what is wrong with it shows now, while it can still be said
        kept = opened.pop_all()
    headers = headers_of(table.name, form)
    if table.many is not None:
        headers["X-Rows"] = str(table.many)
    return StreamingResponse(_then_closed(chain((first,), body), kept), media_type=media_type, headers=headers)


def headers_of(name: str, form: str) -> dict[str, str]:
    """What a file that leaves goes out with, called 'shoeleather-walks-2026-11-22.csv'."""
    called = f"shoeleather-{name}-{clock.now():%Y-%m-%d}.{form}"
    return {"Content-Disposition": f'attachment; filename="{called}"', **PRIVATE}


def _ask(request: Request, actor: Actor, session, lens: Lens, of: str) -> Ask:
    settings = settings_of(request)
    words = {name: value[:300] for name, value in request.query_params.items()}
    return Ask(session, actor, lens, of, words, settings.time_zone, settings.organisation,
               origin_of(request.scope, settings))


def _then_closed(body: Iterator[bytes], kept: ExitStack) -> Iterator[bytes]:
    with kept:
        yield from body
