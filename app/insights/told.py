"""The shape of a walk, as programs are told it. ms are whole numbers, times RFC 3339 UTC, null is unknown."""

from pydantic import BaseModel


class Named(BaseModel):
    """A thing by id and name; null where it was never in the catalogue."""

    id: str | None
    name: str | None


class Revised(Named):
    """A thing at one of its revisions."""

    revision: int | None


class WaitTold(BaseModel):
    """how: it was measured or answered; censored: it had not ended."""

    id: str
    kind: str | None
    ms: int | None
    occupied: bool | None
    explained: bool | None
    how: str
    censored: bool
    quality: str | None


class PhotoTold(BaseModel):
    """href: where the picture is, null until it is ready."""

    id: str
    caption: str | None
    at: str | None
    state: str
    href: str | None


class VisitTold(BaseModel):
    """One stay at one touchpoint."""

    visit: str
    touchpoint: str | None
    name: str
    channel: str
    why: str | None
    entered_at: str | None
    left_at: str | None
    steps: dict[str, int]
    friction: dict[str, int]
    active_ms: int | None
    wait_live_ms: int | None
    wait_away_ms: int | None
    waits: list[WaitTold]
    rating: int | None
    outcome: str | None
    code: str | None
    photos: list[PhotoTold]


class StageTold(BaseModel):
    """milli: effort in thousandths of a point, 0–100,000; share: of the journey, as a fraction."""

    touchpoint: str
    milli: int | None
    bin: int | None
    share: str | None
    contributions_milli: dict[str, int | None] | None
    coverage: float | None
    low: float | None
    high: float | None


class ScoreTold(BaseModel):
    """The journey's score and its stages."""

    milli: int | None
    bin: int | None
    coverage: float | None
    low: float | None
    high: float | None
    stages: list[StageTold]


class WalkTold(BaseModel):
    """One walk, folded now. walker.id is null where names are not for the reader."""

    id: str
    journey: Revised
    persona: Revised | None
    own_reason: str | None
    walker: Named
    mode: str
    practice: bool
    review: str
    began_at: str | None
    ended_at: str | None
    outcome: str | None
    prediction: dict | None
    touchpoints: list[VisitTold]
    planned: list[dict]
    quarantined: int
    score: ScoreTold
    method: str
    weight_set: str
    flags: list
