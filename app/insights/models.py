"""What was worked out of the logs: scores of walks and stages, and their sums. All but the weights can be rebuilt."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Column, Index, Text
from sqlmodel import Field, SQLModel

from app.kit.db import UtcDateTime


class Score(SQLModel, table=True):
    """The score of one walk by one method and weight set.

    milli: 0…100,000 millipoints, higher is harder, None when too little was recorded; low, high: the range it
    surely lies in, points; contributions: millipoints by part; stages: as score_fold gives them. spent_ms,
    waited_ms, steps, snags, photos: counts lists show; at_least: one of its waits had no seen end. course: what was
    planned and what was walked, in order: [{touchpoint, name, channel, state: walked|skipped|not_reached|added,
    marks: [sent, repeated, out_of_order, switched]}].
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
    at_least: bool = False
    course: list = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    computed_at: datetime = Field(sa_type=UtcDateTime)


class WeightSet(SQLModel, table=True):
    """Parameters of the method an organisation chose; never changed once made. The newest is in force.

    number: 1 for the first set made here; the built-in set is "default", number 0, and has no row.
    config: overrides for `config_of`, numbers as text; why: the admin's own words.
    """

    __tablename__ = "weight_set"
    id: str = Field(primary_key=True)
    number: int = Field(unique=True)
    config: dict = Field(sa_column=Column(JSON, nullable=False))
    why: str = Field(default="", sa_column=Column(Text, nullable=False))
    made_by: str | None = Field(default=None, foreign_key="user_account.id", ondelete="SET NULL")
    made_at: datetime = Field(sa_type=UtcDateTime)


class Key(SQLModel):
    """What a figure speaks of. Only figures alike in method, weight_set, par and mode may become one mean.

    touchpoint: "" is the whole walk; par: fingerprint of the should-be values in force; persona: "" is an own
    reason; place: ids with commas between, of a stage where it was, of a walk everywhere it went, "" when nobody
    said; day: of the walk's beginning, in the organisation's zone, ISO;
    help: which of the bias questions were answered yes, by name with commas between; access: full|phone_only|none,
    "" when nobody said; accepted: "yes" once a reviewer accepted the walk. A walk set aside has no rows.
    """

    method: str
    weight_set: str
    journey_id: str
    journey_revision: int
    touchpoint: str
    par: str
    persona: str
    place: str
    day: str
    mode: str
    help: str
    access: str = ""
    accepted: str = ""


class StageScore(Key, table=True):
    """The score of one stage of one walk that counts, or of the whole walk; the source of the cells.

    milli, contributions: as in Score; outcome: reached|partly|not|None; at_least: a wait in it had no seen end;
    loads: the stage as it was measured, before any weight (loads.py), {} for a whole walk. felt, guess: 1…7, of a
    whole walk the mean of its stages; None when not rated or guessed. hour: 0…167 from Monday midnight, local time of
    the place walked; snags: {kind: times}, bright spots among them. Of a whole walk alone: guess_steps, guess_wait_ms;
    guess_milli, alike_milli: the guess and the walk as one visit of the parts both hold (scoring.alike_scores), None
    when they share too little. It outlives an erased walk until the job that takes it out of its cells.
    """

    __tablename__ = "stage_score"
    walk_id: str = Field(primary_key=True)
    method: str = Field(primary_key=True)
    weight_set: str = Field(primary_key=True)
    touchpoint: str = Field(primary_key=True)
    cell: str = Field(index=True)
    milli: int
    contributions: dict = Field(sa_column=Column(JSON, nullable=False))
    outcome: str | None = None
    at_least: bool
    walker_id: str
    felt: float | None = None
    guess: float | None = None
    hour: int = 0
    spent_ms: int = Field(default=0, sa_type=BigInteger)
    waited_ms: int = Field(default=0, sa_type=BigInteger)
    steps: int = 0
    snags: dict = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    loads: dict = Field(sa_column=Column(JSON, nullable=False))
    guess_steps: int | None = None
    guess_wait_ms: int | None = Field(default=None, sa_type=BigInteger)
    guess_milli: int | None = None
    alike_milli: int | None = None
    __table_args__ = (Index("ix_stage_score_journey_id_weight_set", "journey_id", "weight_set"),)


class Cell(Key, table=True):
    """Every stage score of one key, summed: scoring.md 2.9. n = 0 has no row.

    sum, sumsq: of millipoints; hist: {whole points: how many}; contributions: millipoints by part; walkers:
    {user id: how many}; at_least: how many of them hold a wait nobody saw the end of. felt, guess: {value: how many};
    spent_ms, waited_ms (live waits), steps: sums; snags: {kind: [walks, times]}.
    """

    __tablename__ = "cell"
    id: str = Field(primary_key=True)
    n: int
    sum: int = Field(sa_type=BigInteger)
    sumsq: int = Field(sa_type=BigInteger)
    hist: dict = Field(sa_column=Column(JSON, nullable=False))
    contributions: dict = Field(sa_column=Column(JSON, nullable=False))
    outcomes: dict = Field(sa_column=Column(JSON, nullable=False))
    walkers: dict = Field(sa_column=Column(JSON, nullable=False))
    at_least: int
    felt: dict = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    guess: dict = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    spent_ms: int = Field(default=0, sa_type=BigInteger)
    waited_ms: int = Field(default=0, sa_type=BigInteger)
    steps: int = 0
    snags: dict = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    __table_args__ = (Index("ix_cell_journey_id_weight_set", "journey_id", "weight_set", "journey_revision"),)


class Moment(SQLModel, table=True):
    """One thing of a walk worth finding again: a snag, a bright spot, or anything with words or a photo.

    touchpoint: None off the plan; place: its name then and now; kind: the step's kind, or wait|note|photo|mood;
    photo: its id; counts: its walk is in the figures (neither practice, withdrawn, unfinished nor set aside).
    """

    __tablename__ = "moment"
    walk_id: str = Field(primary_key=True)
    entry: str = Field(primary_key=True)
    journey_id: str | None = None
    touchpoint: str | None = None
    place: str
    channel: str | None = None
    at_ms: int = Field(sa_type=BigInteger)
    kind: str
    words: str = Field(sa_column=Column(Text, nullable=False))
    photo: str | None = None
    counts: bool
    __table_args__ = (Index("ix_moment_kind_journey_id", "kind", "journey_id"),)
