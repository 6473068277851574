"""customer comments"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comment",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("said_on", sa.Date),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("is_demo", sa.Boolean, nullable=False),
        sa.Column("made_by", sa.String, sa.ForeignKey("user_account.id")),
        sa.Column("made_at", UtcDateTime, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("comment")
