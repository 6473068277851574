"""insights: scores"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "score",
        sa.Column("walk_id", sa.String, sa.ForeignKey("walk.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("method", sa.String, primary_key=True),
        sa.Column("weight_set", sa.String, primary_key=True),
        sa.Column("milli", sa.Integer),
        sa.Column("bin", sa.Integer),
        sa.Column("contributions", sa.JSON, nullable=False),
        sa.Column("stages", sa.JSON, nullable=False),
        sa.Column("coverage", sa.Float, nullable=False),
        sa.Column("low", sa.Float, nullable=False),
        sa.Column("high", sa.Float, nullable=False),
        sa.Column("spent_ms", sa.BigInteger, nullable=False),
        sa.Column("waited_ms", sa.BigInteger, nullable=False),
        sa.Column("away_ms", sa.BigInteger, nullable=False),
        sa.Column("steps", sa.Integer, nullable=False),
        sa.Column("snags", sa.Integer, nullable=False),
        sa.Column("photos", sa.Integer, nullable=False),
        sa.Column("visits", sa.Integer, nullable=False),
        sa.Column("computed_at", UtcDateTime, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("score")
