"""The shape a persona may have; everything unknown is refused here. How people type it: drafts.py."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.journeys.models import Channel
from app.kit.typed import Plain
from app.personas.models import Access

Name = Annotated[str, Plain, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Words = Annotated[str, Plain, StringConstraints(strip_whitespace=True, max_length=300)]
Line = Annotated[str, Plain, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class PersonaIn(BaseModel):
    """A whole persona. mood: −2 fed up … +2 relieved; journeys: ids; shoes: a name of shoes.SHOES."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Name
    shoes: str = Field(pattern=r"^[a-z]{2,20}$")
    pronoun: Words = ""
    summary: Words = ""
    issue: Line
    goal: Line
    mood: int = Field(0, ge=-2, le=2)
    mood_words: Words = ""
    digital_access: Access = Access.full
    access_words: Words = ""
    closed_channels: tuple[Channel, ...] = ()
    rules: tuple[Line, ...] = Field((), max_length=30)
    unknowns: tuple[Line, ...] = Field((), max_length=30)
    journeys: tuple[str, ...] = Field((), max_length=200)
