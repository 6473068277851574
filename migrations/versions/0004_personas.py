"""personas, their revisions, the comments they rest on"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "persona",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("archived_at", UtcDateTime),
        sa.Column("is_demo", sa.Boolean, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "persona_revision",
        sa.Column("persona_id", sa.String, sa.ForeignKey("persona.id"), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("shoes", sa.String, nullable=False),
        sa.Column("pronoun", sa.String, nullable=False),
        sa.Column("summary", sa.String, nullable=False),
        sa.Column("issue", sa.String, nullable=False),
        sa.Column("goal", sa.String, nullable=False),
        sa.Column("mood", sa.Integer, nullable=False),
        sa.Column("mood_words", sa.String, nullable=False),
        sa.Column("digital_access", sa.String, nullable=False),
        sa.Column("access_words", sa.String, nullable=False),
        sa.Column("closed_channels", sa.JSON, nullable=False),
        sa.Column("rules", sa.JSON, nullable=False),
        sa.Column("unknowns", sa.JSON, nullable=False),
        sa.Column("journeys", sa.JSON, nullable=False),
        sa.Column("made_by", sa.String, sa.ForeignKey("user_account.id")),
        sa.Column("made_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "persona_evidence",
        sa.Column("persona_id", sa.String, sa.ForeignKey("persona.id"), primary_key=True),
        sa.Column("comment_id", sa.String, sa.ForeignKey("comment.id"), primary_key=True, index=True),
        sa.Column("linked_by", sa.String, sa.ForeignKey("user_account.id")),
        sa.Column("linked_at", UtcDateTime, nullable=False),
    )


def downgrade() -> None:
    for table in ("persona_evidence", "persona_revision", "persona"):
        op.drop_table(table)
