"""Customers' comments for other programs: sent a list at a time, read a page at a time."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query
from pydantic import BaseModel

from app.accounts.access import Actor, Reader, by_token
from app.journeys import queries as journeys
from app.journeys.models import Journey
from app.kit.db import Db
from app.kit.errors import forbidden
from app.kit.told import BROWSER, TOKEN, told
from app.voice import sending
from app.voice.models import Comment
from app.voice.queries import heard, places
from app.voice.wire import CALL_BYTES, CALL_ROWS, CommentRow, Heard

router = APIRouter(prefix="/api/v1")


def _sender(actor: Annotated[Actor, Depends(by_token("write"))]) -> Actor:
    if not actor.may.change:
        raise forbidden()
    return actor


def _reader(actor: Reader) -> Actor:
    if not actor.may.read:
        raise forbidden()
    return actor


Sender = Annotated[Actor, Depends(_sender)]
Teller = Annotated[Actor, Depends(_reader)]
Choice = Annotated[str, Query(max_length=300)]
Rows = Annotated[list[Any], Body(max_length=CALL_ROWS)]
# The body is told by its row, yet read one by one, so that a bad row is refused alone.
TOLD = {"requestBody": {"required": True, "content": {"application/json": {"schema": {
    "type": "array", "maxItems": CALL_ROWS, "items": CommentRow.model_json_schema()}}}}}
SHOWN = ("id", "words", "said_on", "channel", "source", "external_id", "journey_id", "touchpoint", "touchpoint_said",
         "persona_said", "segment", "scale", "rating", "felt", "answer", "answer_why", "made_at")


class RefusedRow(BaseModel):
    """index: place in the list that was sent, from 0; field: "" when the row as a whole is wrong."""

    index: int
    field: str
    why: str


class Report(BaseModel):
    """accepted + refused = what was sent; known: of the accepted, here already."""

    accepted: int
    known: int
    refused: list[RefusedRow]


@router.post("/comments", max_body_size=CALL_BYTES, **told(Report, 400, 403, 409, by=(TOKEN,), **TOLD))
def send_comments(actor: Sender, session: Db, comments: Rows, mask: bool = True, whole: bool = False) -> Report:
    """Take up to 1,000 comments in. The same again adds nothing. A token of scope write, of a manager.

    mask: take mail addresses, telephone, card and account numbers out of the words. whole: refuse all when one is bad.
    """
    return Report(**sending.send(session, comments, places(session), actor, mask=mask, whole=whole))


@router.get("/comments", **told(Heard, 403, by=(TOKEN, BROWSER)))
def read_comments(actor: Teller, session: Db, journey: Choice = "", touchpoint: Choice = "", source: Choice = "",
                  channel: Choice = "", answer: Choice = "", theme: Choice = "", kind: Choice = "every",
                  before: Choice = "") -> dict:
    """Comments, newest first, fifty at a time. kind: "" words, rated, every; before: `more` of the page before."""
    found = heard(session, actor, journey=journey, touchpoint=touchpoint, source=source, channel=channel,
                  answer=answer, theme=theme, kind=kind, before=before)
    known = set(session.scalars(journeys.visible(actor).with_only_columns(Journey.id)))
    return {"shoeleather": 1, "n": found.n, "more": found.more,
            "comments": [_shown(comment, known) for comment in found.rows]}


def _shown(comment: Comment, known: set[str]) -> dict:
    """A comment as programs read it; of a journey that is closed to them nothing. known: ids of those that are not."""
    row = {name: getattr(comment, name) for name in SHOWN}
    return row if comment.journey_id in known else {**row, "journey_id": None, "touchpoint": None}
