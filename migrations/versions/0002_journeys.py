"""journeys, their revisions, touchpoints, official figures"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "journey",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("archived_at", UtcDateTime),
        sa.Column("is_demo", sa.Boolean, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "journey_revision",
        sa.Column("journey_id", sa.String, sa.ForeignKey("journey.id"), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("is_serious", sa.Boolean, nullable=False),
        sa.Column("leave_no_trace", sa.JSON, nullable=False),
        sa.Column("made_by", sa.String, sa.ForeignKey("user_account.id")),
        sa.Column("made_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "touchpoint",
        sa.Column("journey_id", sa.String, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("phase", sa.String, nullable=False),
        sa.Column("department", sa.String, nullable=False),
        sa.Column("phone", sa.String, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("importance", sa.Integer, nullable=False),
        sa.Column("par_steps", sa.Integer),
        sa.Column("par_live_ms", sa.BigInteger),
        sa.Column("par_away_ms", sa.BigInteger),
        sa.ForeignKeyConstraint(["journey_id", "revision"],
                                ["journey_revision.journey_id", "journey_revision.revision"],
                                name="fk_touchpoint_journey_id_journey_revision"),
    )
    op.create_table(
        "official_figure",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("journey_id", sa.String, sa.ForeignKey("journey.id"), nullable=False, index=True),
        sa.Column("touchpoint_id", sa.String, nullable=False),
        sa.Column("organisation", sa.String, nullable=False),
        sa.Column("measure", sa.String, nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("dated", sa.String, nullable=False),
        sa.Column("is_demo", sa.Boolean, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
    )


def downgrade() -> None:
    for table in ("official_figure", "touchpoint", "journey_revision", "journey"):
        op.drop_table(table)
