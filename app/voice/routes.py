"""The customers' room: what they said, what it led to, and the files it comes in."""

import csv
import io
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from app.accounts.access import Manager, Viewer
from app.accounts.leaving import left
from app.accounts.teams import chosen
from app.kit.db import Db
from app.kit.errors import Refusal
from app.kit.tables import guarded
from app.kit.typed import fields
from app.kit.web import answer, see_other
from app.voice import commands, forms, imports, pages
from app.voice.belonging import bind
from app.voice.drafts import comment_of
from app.voice.mapping import place_at
from app.voice.models import Comment, Import
from app.voice.queries import mine, my_import, places
from app.voice.reading import FILE_BYTES

router = APIRouter(prefix="/voice")
Choice = Annotated[str, Query(max_length=300)]
Text = Annotated[str, Form(max_length=10_000)]
Typed = Annotated[FormData, fields(40)]


@router.get("")
def comments(request: Request, actor: Viewer, session: Db, journey: Choice = "", touchpoint: Choice = "",
             source: Choice = "", channel: Choice = "", kind: Choice = "", before: Choice = "",
             theme: Choice = "", answered: Annotated[str, Query(alias="answer", max_length=20)] = "") -> HTMLResponse:
    """What customers said, newest first."""
    asked = {"journey": journey, "touchpoint": touchpoint, "source": source, "channel": channel, "kind": kind,
             "before": before, "answer": answered, "theme": theme}
    return answer(request, "voice/list.html", "voice/_comments.html", **pages.listed(session, actor, asked))


@router.post("/comments")
def take(request: Request, actor: Manager, session: Db, typed: Typed) -> Response:
    """Keep one comment, typed or pasted."""
    asked, wrong = comment_of(dict(typed), places(session))
    if asked is None:
        return answer(request, "voice/list.html", status=422, **pages.listed(session, actor, {}, dict(typed), wrong))
    commands.take_comment(session, asked, actor.user_id, team=chosen(actor, typed.get("team")))
    return see_other("/voice?said=saved")


@router.post("/comments/{comment_id}/answer")
def say_what_it_led_to(request: Request, actor: Manager, session: Db, comment_id: str, led_to: Text = "none",
                       why: Text = "") -> Response:
    """Say what a comment led to."""
    comment = mine(session, actor, comment_id)
    wrong = ""
    try:
        commands.answer_comment(session, comment, led_to, why, actor.user_id)
    except Refusal as no:
        wrong = no.sentence
    return _one(request, session, actor, comment, wrong)


@router.post("/comments/{comment_id}/place")
def say_where(request: Request, actor: Manager, session: Db, comment_id: str, about: Text = "") -> Response:
    """Say which touchpoint a comment speaks of."""
    comment = mine(session, actor, comment_id)
    if about != pages.AS_IT_IS:
        place = place_at(places(session), about)
        bind(session, comment, (place.journey_id, place.touchpoint) if place else None)
    return _one(request, session, actor, comment, "")


@router.get("/imports/new")
def new_import(request: Request, actor: Manager, session: Db) -> HTMLResponse:
    """The page that takes a file of comments."""
    return answer(request, "voice/import_new.html", **pages.new_import(session, actor))


@router.post("/imports", max_body_size=FILE_BYTES + 2**16)
def upload(request: Request, actor: Manager, session: Db, file: UploadFile, source: Text = "",
           team: Annotated[str | None, Form(max_length=64)] = None) -> Response:
    """Keep a file and look at its header."""
    try:
        if not source.strip():
            raise Refusal("source", 422, "Say where these comments come from, such as “Survey after calls”.")
        row = imports.begin(session, request.app.state.blobs, " ".join(source.split())[:200], file.filename or "",
                            file.file.read(FILE_BYTES + 1), actor.user_id, chosen(actor, team))
    except Refusal as no:
        return answer(request, "voice/import_new.html", status=no.status,
                      **pages.new_import(session, actor, no.sentence, source))
    return see_other(f"/voice/imports/{row.id}")


@router.get("/imports/{import_id}")
def one_import(request: Request, actor: Manager, session: Db, import_id: str) -> HTMLResponse:
    """One file: its columns, what would become of each row, how far it is."""
    return _import_page(request, session, actor, my_import(session, actor, import_id))


@router.post("/imports/{import_id}/columns")
def name_columns(request: Request, actor: Manager, session: Db, import_id: str, typed: Typed) -> Response:
    """Say what each column is, and look at every row."""
    row = my_import(session, actor, import_id)
    mapping, keep_days = forms.columns_of(typed)
    try:
        imports.name_columns(session, row, mapping, keep_days)
    except Refusal as no:
        return _import_page(request, session, actor, row, no.sentence, mapping, no.status)
    return see_other(f"/voice/imports/{import_id}")


@router.post("/imports/{import_id}/acceptance")
def keep(actor: Manager, session: Db, import_id: str) -> Response:
    """Keep every good row."""
    imports.accept(session, my_import(session, actor, import_id))
    return see_other(f"/voice/imports/{import_id}")


@router.post("/imports/{import_id}/removal")
def drop(request: Request, actor: Manager, session: Db, import_id: str) -> Response:
    """Forget a file whose comments were not kept."""
    imports.forget(session, request.app.state.blobs, my_import(session, actor, import_id))
    return see_other("/voice/imports/new")


@router.get("/imports/{import_id}/refused.csv")
async def refused(request: Request, actor: Manager, session: Db, import_id: str) -> Response:
    """Every refused row, with where and why."""
    row = await run_in_threadpool(my_import, session, actor, import_id)
    return await left(request, actor, Response(
        _refused_rows(row), media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="refused.csv"'}), "refused", "csv", import_id)


def _refused_rows(row: Import) -> str:
    out = io.StringIO("\ufeff")
    out.seek(1)
    sheet = csv.writer(out)
    sheet.writerow(["Line", "Column", "What it held", "Why"])
    sheet.writerows([line, *(guarded(cell) for cell in cells)] for line, *cells in row.trouble)
    return out.getvalue()


def _one(request: Request, session, actor, comment: Comment, wrong: str) -> HTMLResponse:
    return answer(request, "voice/comment.html", "voice/_comment.html", status=422 if wrong else 200,
                  **pages.one(session, actor, comment, wrong))


def _import_page(request: Request, session, actor, row: Import, wrong: str = "", mapping: dict | None = None,
                 status: int = 200) -> HTMLResponse:
    return answer(request, "voice/import.html", "voice/_import.html", status=status,
                  **pages.one_import(session, actor, row, wrong, mapping))
