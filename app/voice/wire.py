"""A comment as another program sends it, one of many in a call. What its words mean is mapping.py's business."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from app.voice.mapping import FIELDS, SCALES
from app.voice.reading import CELL, plain

CALL_ROWS, CALL_BYTES = 1_000, 8 * 2**20
Plain = BeforeValidator(lambda said: plain(said) if isinstance(said, str) else said)
Line = Annotated[str, Plain, StringConstraints(strip_whitespace=True, max_length=200)]
SCALE_OF = {key: (least, most) for key, _, least, most in SCALES}


class CommentRow(BaseModel):
    """What a customer said, as the import has it. words or rating must be there; said_on: YYYY-MM-DD.

    scale: ces2 (7 = easiest), ces2010 (5 = hardest), effort (7 = hardest), csat (5 = best), zero_ten (10 = best).
    touchpoint: its name, or "journey: touchpoint"; external_id: the source's own number, by which a second call adds
    nothing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    source: Annotated[Line, Field(min_length=1)]
    words: Annotated[str, Plain, StringConstraints(strip_whitespace=True, max_length=CELL)] = ""
    said_on: Line = ""
    channel: Line = ""
    touchpoint: Line = ""
    persona: Line = ""
    segment: Line = ""
    external_id: Line = ""
    rating: float | None = Field(None, allow_inf_nan=False)
    scale: str | None = None

    @model_validator(mode="after")
    def _rated_on_a_scale(self):
        if self.rating is not None and self.scale not in SCALE_OF:
            raise ValueError(f"scale: say which the rating is on: {', '.join(SCALE_OF)}")
        return self

    def cells(self) -> list[str]:
        """As a row of a file whose columns are the fields of mapping.FIELDS."""
        said = {**self.model_dump(), "rating": "" if self.rating is None else f"{self.rating:.10g}"}
        return [said[field] for field, _, _ in FIELDS]


class CommentTold(BaseModel):
    """A comment as it is kept. felt: 1–7, 7 = hardest, null when it was not rated; answer: what it led to."""

    id: str
    words: str
    said_on: date | None
    channel: str
    source: str
    external_id: str | None
    journey_id: str | None
    touchpoint: str | None
    scale: str | None
    rating: float | None
    felt: float | None
    answer: str
    answer_why: str
    made_at: datetime


class Heard(BaseModel):
    """A page of comments, newest first. n: all that fit; more: `before` of the next page, null on the last."""

    shoeleather: int
    n: int
    more: str | None
    comments: list[CommentTold]


def row_of(said: object) -> tuple[CommentRow | None, tuple[str, str]]:
    """(the row, …) or (None, (field, why))."""
    try:
        return CommentRow.model_validate(said), ("", "")
    except ValidationError as wrong:
        first = wrong.errors()[0]
        why = first["msg"].removeprefix("Value error, ")
        field = str(first["loc"][0]) if first["loc"] else "scale" if why.startswith("scale") else ""
        return None, (field, WORDS.get(first["type"], why.removeprefix("scale: ")))


WORDS = {"extra_forbidden": "There is no such field. See CommentRow in /api/openapi.json.",
         "missing": "This field must be there.", "model_type": "Each comment is an object with fields.",
         "string_type": "This field is text.", "float_type": "A rating is a number."}
