"""accounts and jobs"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("key", sa.String, nullable=False, unique=True),
        sa.Column("fact", sa.String, nullable=False),
        sa.Column("handler", sa.String, nullable=False),
        sa.Column("args", sa.JSON, nullable=False),
        sa.Column("state", sa.String, nullable=False, index=True),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("told", sa.Integer, nullable=False),
        sa.Column("run_at", UtcDateTime, nullable=False, index=True),
        sa.Column("locked_until", UtcDateTime),
        sa.Column("error", sa.Text),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("email", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("password_hash", sa.String),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("is_demo", sa.Boolean, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "browser_session",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("user_id", sa.String, sa.ForeignKey("user_account.id"), nullable=False, index=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("browser", sa.String, nullable=False),
    )
    op.create_table(
        "one_time_link",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("user_id", sa.String, sa.ForeignKey("user_account.id")),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("used_at", UtcDateTime),
    )
    op.create_table(
        "token",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("user_id", sa.String, sa.ForeignKey("user_account.id"), nullable=False, index=True),
        sa.Column("scope", sa.String, nullable=False),
        sa.Column("dev", sa.String, index=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("revoked_at", UtcDateTime),
    )
    op.create_table(
        "bucket",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("left", sa.Float, nullable=False),
        sa.Column("filled_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "mark",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("value", sa.String, nullable=False),
    )


def downgrade() -> None:
    for table in ("mark", "bucket", "token", "one_time_link", "browser_session", "user_account", "job"):
        op.drop_table(table)
