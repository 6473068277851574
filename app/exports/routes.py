"""Tables as files: one address for every table and form, with the filter of the page it was taken from."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from app.accounts.access import Reader
from app.accounts.leaving import left
from app.exports import files, prints
from app.insights.lens import Asked
from app.kit.db import Db

router = APIRouter()
Of = Annotated[str, Query(max_length=64, description="id of a walk (walk, log), a journey or a workshop; empty: all")]
SAID = {200: {"description": "The table. As JSON: what it speaks of, the columns, and a row an object.", "content": {
    "application/json": {"schema": {"type": "object", "properties": {
        "shoeleather": {"type": "integer"}, "title": {"type": "string"},
        "about": {"type": "object", "additionalProperties": {"type": "string"}},
        "columns": {"type": "object", "additionalProperties": {"type": "string"}},
        "rows": {"type": "array", "items": {"type": "object"}}}}},
    "text/csv": {"schema": {"type": "string"}}, files.XLSX: {"schema": {"type": "string", "format": "binary"}}}}}


@router.get("/exports/print/{report}")
async def to_print(request: Request, actor: Reader, session: Db, lens: Asked, report: str, of: Of = "") -> HTMLResponse:
    """A walk, a journey or a workshop as a page to print."""
    page = await run_in_threadpool(prints.page, request, session, actor, report, lens, of)
    return await left(request, actor, page, report, "page", of)


@router.get("/exports/{report}.pdf")
async def on_paper(request: Request, actor: Reader, session: Db, lens: Asked, report: str, of: Of = "") -> Response:
    """A walk, a journey or a workshop as PDF, A4 across."""
    page = await run_in_threadpool(prints.pdf, request, session, actor, report, lens, of)
    return await left(request, actor, page, report, "pdf", of)


@router.get("/exports/{table}.{form}", response_class=StreamingResponse, responses=SAID)
async def export(request: Request, actor: Reader, lens: Asked, table: str, form: str, of: Of = "") -> StreamingResponse:
    """A table of the desk as csv, xlsx or json, by browser or read token: walks, walk, log, reviews, journey, trend,
    course, heat, snags, moments, comments, fixes."""
    file = await run_in_threadpool(files.sent, request, actor, lens, table, form, of)
    return await left(request, actor, file, table, form, of)
