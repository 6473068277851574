"""The phone's door for entries: one batch in, one honest answer out, after the commit."""

import logging

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.accounts import gone
from app.accounts.access import bearer_of
from app.kit import clock
from app.kit.errors import Refusal
from app.kit.told import TOKEN, told
from app.settings import Settings
from app.walks import log, phones, photo_names, room
from app.walks.told import LINES, Pong, Synced
from app.walks.turnstile import turnstile_of
from app.walks.wire import BATCH_BYTES, CHUNK_BYTES, Batch, batch_of

router = APIRouter(prefix="/api/v1")
diary = logging.getLogger("shoeleather.sync")


@router.get("/ping", **told(Pong))
async def ping() -> JSONResponse:
    """Somebody of ours answers. A hint for the phone's words; it decides nothing."""
    return JSONResponse({"shoeleather": 1, "server_time": clock.now().isoformat()})


@router.post("/sync", **told(Synced, 400, 403, 413, 415, 503, 507, by=(TOKEN,), requestBody=LINES))
async def sync(request: Request) -> JSONResponse:
    """Take a batch of entries. A 200 means: committed, with one result per line.

    Refuses: sign_in, wrong_scope, not_ndjson, unknown_packing, too_large, unreadable, no_room, busy.
    """
    state, secret = request.app.state, bearer_of(request)
    if secret is None:
        raise Refusal("sign_in", 401, "Send the phone's token. Sign in on the phone to get one.")
    room.for_entries(state.settings)
    batch = await batch_of(request)
    answer = await committed(state.database, lambda session: _taken(session, secret, batch, state.settings))
    return JSONResponse(answer)


async def committed(database, write):
    """The result of a write once it is on disk. Refuses: busy, when the database could not keep it."""
    try:
        return await turnstile_of(database).run(write)
    except SQLAlchemyError:
        diary.exception("a batch could not be committed")
        raise busy() from None


def busy() -> Refusal:
    """Nothing was kept; the same again later is right."""
    return Refusal("busy", 503, "This could not be kept just now. It is safe on the phone and will be sent "
                   "again.", headers={"Retry-After": "5"})


def _taken(session: Session, secret: str, batch: Batch, settings: Settings) -> dict:
    who = phones.sender(session, secret, batch.dev)
    phones.renew(session, who)
    phone = None if who.held else phones.claim(session, who, batch.dev)
    held = who.held or (None if phone else phones.FOREIGN)
    if batch.dev == log.OFFICE:
        held = phones.FOREIGN
    receipt = log.receive(session, who.user_id, batch.dev, batch.lines, held=held)
    device = {"through": 0, "missing": [], "fork": False}
    if who.held == gone.WORDS:
        device = phones.unwanted(session, who, len(batch.lines), batch.said)
    return {
        "shoeleather": 1, "server_time": clock.now().isoformat(), "epoch": who.epoch,
        "results": receipt.results,
        "device": device if held else phones.heard(session, phone, receipt.arrived, batch.said),
        "photos_wanted": [] if held else photo_names.wanted(session, batch.dev),  # asked last: this batch counts
        "limits": {"batch": BATCH_BYTES, "chunk": CHUNK_BYTES}, "min_client": settings.min_client,
    }

