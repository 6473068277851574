"""What a program is told of an address before it calls: the answer, every refusal, and what to show. Kept true by
tests/attacks/test_api.py, which calls each and compares.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

API = "/api/v1/"
TOKEN, BROWSER = "token", "browser"
_WAYS = {TOKEN: {"type": "http", "scheme": "bearer", "description": "A token: of a phone, or from your account page."},
         BROWSER: {"type": "apiKey", "in": "cookie", "name": "sl", "description": "A signed-in browser (`__Host-sl` on "
                   "https); a request that changes something must come from our own pages."}}
_WORDS = {400: "What was sent could not be read.", 401: "Nobody known is asking.",
          403: "Not with this role or token, or not from this site.", 404: "Not there, or not yours.",
          405: "That cannot be done at this address.", 408: "The body came too slowly.",
          409: "A rule said no.", 413: "More than is taken at once.", 415: "Not this kind of content.",
          422: "A shape that could not be read, or bytes that are not what was said of them.",
          429: "Too many tries.", 503: "Not just now; send it again later.", 507: "No room left."}
_ANY, _UNSAFE = (405, 422), (403, 408, 413)


class No(BaseModel):
    """code: stable snake_case name; sentence: what was wrong and what to do. More may stand beside them."""

    code: str
    sentence: str


class Refused(BaseModel):
    """The body of every refusal."""

    shoeleather: int
    error: No


def told(answer: type | None, *refusals: int, by: tuple[str, ...] = (), status: int = 200, **extra: Any) -> dict:
    """Arguments of a route's decorator. answer: its model, None without a body; by: what may ask, () for anybody;
    extra: more of its OpenAPI."""
    said: dict[int | str, dict] = {status: {"model": answer} if answer else {"description": "Without a body."}}
    for no in sorted({*refusals, *((401,) if by else ()), *_ANY}):
        said[no] = {"model": Refused, "description": _WORDS[no]}
    return {"responses": said, "status_code": status,
            "openapi_extra": {"security": [{way: []} for way in by] if by else [{}], **extra}}


def document(app: FastAPI) -> dict:
    """The OpenAPI document: the addresses for programs, and no page of the desk. Made once."""
    if app.openapi_schema is None:
        app.openapi_schema = _made(app)
    return app.openapi_schema


def _made(app: FastAPI) -> dict:
    whole = get_openapi(title=app.title, version="1", routes=app.routes, description=(
        "Addresses for programs. A 2xx means stored. Every refusal has a code and a sentence."))
    whole["paths"] = {path: _whole(doings) for path, doings in whole["paths"].items() if path.startswith(API)}
    schemas = whole.get("components", {}).get("schemas", {})
    whole["components"] = {"schemas": _used(whole["paths"], schemas), "securitySchemes": _WAYS}
    return whole


def _whole(doings: dict) -> dict:
    for method, doing in doings.items():
        if method not in ("get", "head"):
            for no in _UNSAFE:
                doing["responses"].setdefault(str(no), {
                    "description": _WORDS[no],
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Refused"}}}})
        if method == "head":
            for said in doing["responses"].values():
                said.pop("content", None)
    return doings


def _used(part: object, schemas: dict, found: dict | None = None) -> dict:
    """The schemas that are pointed to, and those they point to."""
    found = {} if found is None else found
    if isinstance(part, dict):
        name = str(part.get("$ref", "")).rpartition("/")[2]
        if name and name in schemas and name not in found:
            found[name] = schemas[name]
            _used(schemas[name], schemas, found)
        for each in part.values():
            _used(each, schemas, found)
    elif isinstance(part, list):
        for each in part:
            _used(each, schemas, found)
    return found
