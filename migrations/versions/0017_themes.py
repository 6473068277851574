"""voice: themes, and which comments speak of them"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "theme",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("journey_id", sa.String),
        sa.Column("touchpoint", sa.String),
        sa.Column("rule", sa.JSON, nullable=False),
        sa.Column("is_demo", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("made_by", sa.String, sa.ForeignKey("user_account.id", ondelete="SET NULL")),
        sa.Column("made_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "comment_theme",
        sa.Column("comment_id", sa.String, sa.ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("theme_id", sa.String, sa.ForeignKey("theme.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("how", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("made_by", sa.String, sa.ForeignKey("user_account.id", ondelete="SET NULL")),
        sa.Column("made_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_comment_theme_theme_id", "comment_theme", ["theme_id", "state"])


def downgrade() -> None:
    op.drop_table("comment_theme")
    op.drop_table("theme")
