"""places: the sites a touchpoint is walked at"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "place",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("time_zone", sa.String, nullable=False),
        sa.Column("journeys", sa.JSON, nullable=False),
        sa.Column("closed_at", UtcDateTime),
        sa.Column("is_demo", sa.Boolean, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("place")
