"""insights: weight sets, stage scores, cells"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = ("journey_id", "par", "persona", "place", "day", "mode", "help")


def upgrade() -> None:
    op.create_table(
        "weight_set",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False, unique=True),
        sa.Column("config", sa.JSON, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("made_by", sa.String, sa.ForeignKey("user_account.id", ondelete="SET NULL")),
        sa.Column("made_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "stage_score",
        sa.Column("walk_id", sa.String, primary_key=True),
        sa.Column("method", sa.String, primary_key=True),
        sa.Column("weight_set", sa.String, primary_key=True),
        sa.Column("touchpoint", sa.String, primary_key=True),
        *_key(),
        sa.Column("cell", sa.String, nullable=False, index=True),
        sa.Column("milli", sa.Integer, nullable=False),
        sa.Column("contributions", sa.JSON, nullable=False),
        sa.Column("outcome", sa.String),
        sa.Column("at_least", sa.Boolean, nullable=False),
        sa.Column("walker_id", sa.String, nullable=False),
        sa.Column("loads", sa.JSON, nullable=False),
    )
    op.create_index("ix_stage_score_journey_id_weight_set", "stage_score", ["journey_id", "weight_set"])
    op.create_table(
        "cell",
        sa.Column("id", sa.String, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("method", "weight_set", "touchpoint")),
        *_key(),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("sum", sa.BigInteger, nullable=False),
        sa.Column("sumsq", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.JSON, nullable=False) for name in ("hist", "contributions", "outcomes", "walkers")),
        sa.Column("at_least", sa.Integer, nullable=False),
    )
    op.create_index("ix_cell_journey_id_weight_set", "cell", ["journey_id", "weight_set", "journey_revision"])
    op.add_column("score", sa.Column("at_least", sa.Boolean, nullable=False, server_default=sa.false()))


def _key() -> list[sa.Column]:
    return [sa.Column("journey_revision", sa.Integer, nullable=False),
            *(sa.Column(name, sa.String, nullable=False) for name in KEY)]


def downgrade() -> None:
    op.drop_column("score", "at_least")
    for table in ("cell", "stage_score", "weight_set"):
        op.drop_table(table)
