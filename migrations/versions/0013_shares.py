"""exports: links that share one page"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "share",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("digest", sa.String, nullable=False, unique=True),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("named", sa.Boolean, nullable=False),
        sa.Column("made_by", sa.String, sa.ForeignKey("user_account.id"), nullable=False, index=True),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("revoked_at", UtcDateTime),
        sa.Column("revoked_by", sa.String, sa.ForeignKey("user_account.id")),
        sa.Column("opened", sa.Integer, nullable=False),
        sa.Column("opened_at", UtcDateTime),
    )


def downgrade() -> None:
    op.drop_table("share")
