"""The catalogue: what a phone must carry to walk without signal. Its tag changes when any word of it does."""

import json

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from app.accounts import commands as accounts
from app.accounts.access import Device
from app.journeys.places import catalogue_places
from app.journeys.queries import catalogue_journeys
from app.kit.db import Db
from app.kit.ids import digest
from app.kit.told import TOKEN, told
from app.personas.queries import carried_weights, catalogue_personas
from app.personas.told import Catalogue
from app.scoring.config import DEFAULTS, METHOD

router = APIRouter(prefix="/api/v1")


@router.get("/catalogue", **told(Catalogue, 403, by=(TOKEN,)))
def read_catalogue(request: Request, actor: Device, session: Db) -> Response:
    """Journeys and personas that may be walked now; 304 when the phone has these very words."""
    carried = catalogue(session)
    headers = {"ETag": f'"{carried["etag"]}"', "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    if carried["etag"] in _tags(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    return Response(json.dumps(carried, ensure_ascii=False), media_type="application/json", headers=headers)


def catalogue(session: Session) -> dict:
    """The catalogue's shape (capture.md). config: every parameter of the weight set in force."""
    weight_set, values = carried_weights(session)
    said = {"shoeleather": 1, "epoch": accounts.epoch(session), "method": METHOD, "weight_set": weight_set,
            "config": _laid_over(values),
            "journeys": catalogue_journeys(session), "personas": catalogue_personas(session),
            "places": catalogue_places(session)}
    return {**said, "etag": digest(json.dumps(said, sort_keys=True))[:32]}


def _laid_over(values: dict) -> dict:
    """Every parameter, so that a phone of another release needs no defaults of its own."""
    return DEFAULTS | {name: DEFAULTS[name] | value if isinstance(value, dict) else value
                       for name, value in values.items()}


def _tags(header: str) -> set[str]:
    return {tag.strip().removeprefix("W/").strip('"') for tag in header.split(",")}
