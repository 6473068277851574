"""The shapes a journey may have; everything unknown is refused here. How people type it: drafts.py."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.journeys.models import Channel
from app.kit.typed import Plain

Name = Annotated[str, Plain, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Words = Annotated[str, Plain, StringConstraints(strip_whitespace=True, max_length=300)]
Line = Annotated[str, Plain, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
MOST_TOUCHPOINTS = 40
YEAR_MS = 366 * 86_400_000


class Shape(BaseModel):
    """Frozen, and nothing unknown."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ParIn(Shape):
    """What a touchpoint should take; None: the channel default holds. At least 1, as in scoring.md 2.1."""

    steps: int | None = Field(None, ge=1, le=999)
    live_ms: int | None = Field(None, ge=1, le=86_400_000)
    away_ms: int | None = Field(None, ge=1, le=YEAR_MS)


class TouchpointIn(Shape):
    """One touchpoint. id: None for a new one; importance: 1 as usual … 5 counts five times.

    address: a web address, an e-mail address or a place.
    """

    id: str | None = Field(None, max_length=64)
    name: Name
    channel: Channel
    phase: Words = ""
    department: Words = ""
    phone: Words = ""
    address: Words = ""
    importance: int = Field(1, ge=1, le=5)
    par: ParIn = ParIn()


class JourneyIn(Shape):
    """A whole journey, its touchpoints in the order they are met."""

    name: Name
    is_serious: bool = False
    leave_no_trace: tuple[Line, ...] = Field((), max_length=40)
    touchpoints: tuple[TouchpointIn, ...] = Field(min_length=1, max_length=MOST_TOUCHPOINTS)


class FigureIn(Shape):
    """A published figure. measure: a key of figures.MEASURES or words; value: ms, a count, or words."""

    organisation: Name
    measure: Name
    value: int | Name
    source: Line
    dated: Name
