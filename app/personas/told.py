"""The shape of the catalogue, as programs are told it (capture.md)."""

from pydantic import BaseModel


class Par(BaseModel):
    """What a touchpoint should cost; None where nothing was set."""

    steps: int | None
    live_ms: int | None
    away_ms: int | None


class CataloguePoint(BaseModel):
    """phone, url and address are there only when known."""

    id: str
    position: int
    name: str
    channel: str
    phase: str
    department: str
    importance: int
    par: Par
    official: list[dict]
    phone: str | None = None
    url: str | None = None
    address: str | None = None


class CatalogueJourney(BaseModel):
    """A journey that may be walked now."""

    id: str
    revision: int
    name: str
    is_serious: bool
    is_demo: bool
    leave_no_trace: list[str]
    touchpoints: list[CataloguePoint]


class CataloguePersona(BaseModel):
    """A persona that may be dealt now."""

    id: str
    revision: int
    name: str
    shoes: str
    issue: str
    goal: str
    closed_channels: list[str]
    rules: list[str]
    unknowns: list[str]
    journeys: list[str]


class CataloguePlace(BaseModel):
    """An open place; journeys []: every one."""

    id: str
    name: str
    kind: str
    channels: list[str]
    journeys: list[str]


class Catalogue(BaseModel):
    """What a phone carries to walk without signal. config: every parameter of the weight set in force."""

    shoeleather: int
    epoch: str
    method: str
    weight_set: str
    config: dict
    journeys: list[CatalogueJourney]
    personas: list[CataloguePersona]
    places: list[CataloguePlace]
    etag: str
