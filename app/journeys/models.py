"""A journey, each of its revisions, the touchpoints of a revision, figures others have published, and places."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, BigInteger, Column, ForeignKeyConstraint, Text
from sqlmodel import Field, SQLModel

from app.kit.db import UtcDateTime


class Channel(StrEnum):
    """How a customer and the company meet. `phone` is "Call centre" on screen."""

    web = "web"
    app = "app"
    store = "store"
    phone = "phone"
    chat = "chat"
    email = "email"
    post = "post"
    social = "social"
    other = "other"


class PlaceKind(StrEnum):
    """What sort of site a place is; it says which channels are walked there."""

    store = "store"
    line = "line"
    page = "page"
    other = "other"


class Journey(SQLModel, table=True):
    """A journey's identity. revision: the one in force, from 1; archived_at: not offered to new walks;
    team_id: whose it is with all that hangs on it, None: everybody's."""

    __tablename__ = "journey"
    id: str = Field(primary_key=True)
    revision: int
    archived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_demo: bool = False
    made_at: datetime = Field(sa_type=UtcDateTime)
    team_id: str | None = Field(default=None, index=True)


class JourneyRevision(SQLModel, table=True):
    """What a journey said at one time; never changed once made. made_by: None when the server made it."""

    __tablename__ = "journey_revision"
    journey_id: str = Field(primary_key=True, foreign_key="journey.id")
    revision: int = Field(primary_key=True)
    name: str
    is_serious: bool = False
    leave_no_trace: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    made_by: str | None = Field(default=None, foreign_key="user_account.id")
    made_at: datetime = Field(sa_type=UtcDateTime)


class Touchpoint(SQLModel, table=True):
    """One point of contact in one revision. id: the same through all revisions of its journey.

    position: from 1. importance: 1 as usual … 5 counts five times. par_*: what it should take; None where
    nothing was set and the channel default holds. address: a web address, an e-mail address or a place.
    """

    __tablename__ = "touchpoint"
    __table_args__ = (ForeignKeyConstraint(["journey_id", "revision"],
                                           ["journey_revision.journey_id", "journey_revision.revision"],
                                           name="fk_touchpoint_journey_id_journey_revision"),)
    journey_id: str = Field(primary_key=True)
    revision: int = Field(primary_key=True)
    id: str = Field(primary_key=True)
    position: int
    name: str
    channel: str
    phase: str = ""
    department: str = ""
    phone: str = ""
    address: str = ""
    importance: int = 1
    par_steps: int | None = None
    par_live_ms: int | None = Field(default=None, sa_type=BigInteger)
    par_away_ms: int | None = Field(default=None, sa_type=BigInteger)


class OfficialFigure(SQLModel, table=True):
    """A published figure beside a touchpoint. It belongs to the touchpoint, whatever the revision.

    measure: a key of figures.MEASURES, or words of its own; value: ms, a count, or words;
    dated: as the source dates it ("2020", "March 2023").
    """

    __tablename__ = "official_figure"
    id: str = Field(primary_key=True)
    journey_id: str = Field(foreign_key="journey.id", index=True)
    touchpoint_id: str
    organisation: str
    measure: str
    value: int | str = Field(sa_column=Column(JSON, nullable=False))
    source: str = Field(sa_column=Column(Text, nullable=False))
    dated: str
    is_demo: bool = False
    made_at: datetime = Field(sa_type=UtcDateTime)


class Place(SQLModel, table=True):
    """A site a touchpoint is walked at. time_zone: IANA, "" is the organisation's; journeys: ids of those that offer
    it, [] is every one; closed_at: not offered to walkers any more. What was walked there keeps its id."""

    __tablename__ = "place"
    id: str = Field(primary_key=True)
    name: str
    kind: str
    time_zone: str = ""
    journeys: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_demo: bool = False
    made_at: datetime = Field(sa_type=UtcDateTime)


class StaffTold(SQLModel, table=True):
    """That staff were told of the programme. told_on: ISO day; how: of staff_told.HOWS; by_role, whom: a role and a
    group, never a name; team_id, place_id: whom it concerns, None: everybody."""

    __tablename__ = "staff_told"
    id: str = Field(primary_key=True)
    told_on: str
    how: str
    by_role: str
    whom: str
    team_id: str | None = Field(default=None, foreign_key="team.id")
    place_id: str | None = None
    made_by: str | None = Field(default=None, foreign_key="user_account.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
