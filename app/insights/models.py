"""What was worked out of the logs: one score a walk and method. Every row can be thrown away and rebuilt."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Column
from sqlmodel import Field, SQLModel

from app.kit.db import UtcDateTime


class Score(SQLModel, table=True):
    """The score of one walk by one method and weight set.

    milli: 0…100,000 millipoints, higher is harder, None when too little was recorded; low, high: the range it
    surely lies in, points; contributions: millipoints by part; stages: as score_fold gives them. spent_ms,
    waited_ms, steps, snags, photos: counts lists show.
    """

    __tablename__ = "score"
    walk_id: str = Field(primary_key=True, foreign_key="walk.id", ondelete="CASCADE")
    method: str = Field(primary_key=True)
    weight_set: str = Field(primary_key=True)
    milli: int | None = None
    bin: int | None = None
    contributions: dict = Field(sa_column=Column(JSON, nullable=False))
    stages: list = Field(sa_column=Column(JSON, nullable=False))
    coverage: float
    low: float
    high: float
    spent_ms: int = Field(sa_type=BigInteger)
    waited_ms: int = Field(sa_type=BigInteger)
    away_ms: int = Field(sa_type=BigInteger)
    steps: int
    snags: int
    photos: int
    visits: int
    computed_at: datetime = Field(sa_type=UtcDateTime)
