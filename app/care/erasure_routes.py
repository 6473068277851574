"""Doors of erasing: an admin looks at what would go, types it, and watches; anybody may ask for their own."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from app.accounts.access import Actor, Admin, Walker
from app.accounts.step_up import FreshAdmin
from app.care import erasures, goes
from app.care.models import State
from app.care.named import name_of
from app.kit.db import Db
from app.kit.errors import Refusal
from app.kit.web import answer, see_other

router = APIRouter()
Choice = Annotated[str, Query(max_length=80)]
Text = Annotated[str, Form(max_length=80)]
Words = Annotated[str, Form(max_length=2_000)]


@router.get("/erasures")
def list_erasures(request: Request, actor: Admin, session: Db) -> HTMLResponse:
    """Who asked to be erased, and what was."""
    return answer(request, "care/erasures.html", rows=erasures.all_of_them(session), kinds=erasures.KINDS)


@router.get("/erasures/new")
def look_before(request: Request, actor: Admin, session: Db, kind: Choice = "person", of: Choice = "",
                how: Choice = "") -> HTMLResponse:
    """What would go, before anybody says yes."""
    return _look(request, session, actor, kind, of, how)


@router.post("/erasures")
def confirm(request: Request, actor: FreshAdmin, session: Db, kind: Text, of: Text, typed: Text = "",
            how: Text = "") -> Response:
    """Say yes by typing how many things go."""
    try:
        row = erasures.confirm(session, actor, kind, of, how, typed)
    except Refusal as no:
        if no.status == 404:
            raise
        return _look(request, session, actor, kind, of, how, no)
    return see_other(f"/erasures/{row.id}")


@router.post("/erasures/{erasure_id}/refusal")
def decline(request: Request, actor: Admin, session: Db, erasure_id: str, why: Words = "") -> Response:
    """Say no to a wish, and why."""
    try:
        erasures.decline(session, actor, erasure_id, why)
    except Refusal as no:
        if no.status == 404:
            raise
        row = erasures.one(session, erasure_id).row
        return _look(request, session, actor, row.kind, row.of, row.how, no, why)
    return see_other(f"/erasures/{erasure_id}")


@router.get("/erasures/{erasure_id}")
def show_erasure(request: Request, actor: Admin, session: Db, erasure_id: str) -> HTMLResponse:
    """How far one is, and what went."""
    shown = erasures.one(session, erasure_id)
    return answer(request, "care/erasure.html", "care/_erasure.html", shown=shown, row=shown.row, words=goes.WORDS,
                  busy=shown.row.state in (State.waiting, State.running), kinds=erasures.KINDS)


@router.get("/account/erasure")
def my_wish(request: Request, actor: Walker, session: Db) -> HTMLResponse:
    """Ask to be erased."""
    return _wish(request, session, actor)


@router.post("/account/erasure")
def wish(request: Request, actor: Walker, session: Db, how: Text = "") -> Response:
    """Ask for it; an admin carries it out."""
    try:
        erasures.wish(session, actor, how)
    except Refusal as no:
        return _wish(request, session, actor, no)
    return see_other("/account/erasure")


@router.post("/account/erasure/removal")
def unwish(actor: Walker, session: Db) -> Response:
    """Take the wish back."""
    erasures.unwish(session, actor)
    return see_other("/account/erasure")


def _look(request: Request, session: Db, actor: Actor, kind: str, of: str, how: str,
          refusal: Refusal | None = None, why: str = "") -> HTMLResponse:
    how = how if how in goes.HOWS or kind != "person" else goes.KEEP
    counts = goes.counted(session, kind if kind in erasures.KINDS else "walk", of, how)
    return answer(request, "care/erasure_new.html", status=refusal.status if refusal else 200, refusal=refusal,
                  kind=kind, of=of, how=how, hows=goes.HOWS, counts=counts, total=sum(counts.values()),
                  words=goes.WORDS, name=name_of(session, kind, of), kinds=erasures.KINDS,
                  why=why, wished=erasures.wished(session, of) if kind == "person" else None)


def _wish(request: Request, session: Db, actor: Actor, refusal: Refusal | None = None) -> HTMLResponse:
    counts = {how: goes.counted(session, "person", actor.user_id, how) for how in goes.HOWS}
    return answer(request, "care/wish.html", status=refusal.status if refusal else 200, refusal=refusal,
                  wished=erasures.wished(session, actor.user_id), declined=erasures.declined(session, actor.user_id),
                  hows=goes.HOWS, counts=counts, words=goes.WORDS)
