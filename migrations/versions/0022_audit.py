"""audit: what was done, line after line, and where the log begins and ends"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_line",
        sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("deed", sa.String, nullable=False),
        sa.Column("by", sa.String),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("before", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
    )
    for column in ("at", "deed", "by"):
        op.create_index(f"ix_audit_line_{column}", "audit_line", [column])
    op.create_table(
        "audit_chain",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("first_n", sa.Integer, nullable=False),
        sa.Column("first_hash", sa.String, nullable=False),
        sa.Column("last_n", sa.Integer, nullable=False),
        sa.Column("last_hash", sa.String, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("audit_chain")
    op.drop_table("audit_line")
