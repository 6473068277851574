"""The shapes a fix and an answer of a touchpoint's sheet may have. How people type them: drafts.py."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.improvements.models import Kind
from app.kit.typed import Plain

Title = Annotated[str, Plain, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Words = Annotated[str, Plain, StringConstraints(strip_whitespace=True, max_length=2000)]
Name = Annotated[str, Plain, StringConstraints(strip_whitespace=True, max_length=120)]
MOST_MS = 366 * 86_400_000


class ImprovementIn(BaseModel):
    """What a fix says. owner_id: a user; owner: else a team in words. expected_*: at least, None when nobody said."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: Title
    kind: Kind
    why: Words = ""
    journey_id: str = Field(max_length=64)
    touchpoint: str = Field("", max_length=64)
    persona_id: str | None = Field(None, max_length=64)
    owner_id: str | None = Field(None, max_length=64)
    owner: Name = ""
    due: date | None = None
    expected_ms: int | None = Field(None, ge=0, le=MOST_MS)
    expected_steps: int | None = Field(None, ge=0, le=999)
    expected_milli: int | None = Field(None, ge=0, le=100_000)
