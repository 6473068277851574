"""erasure: tombstones, erasures, how long things are kept, and when old things were last taken away"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user_account", sa.Column("erased_at", UtcDateTime))
    op.add_column("walk", sa.Column("sealed_at", UtcDateTime))
    op.create_table(
        "gone",
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("late", sa.Integer, nullable=False),
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.String, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("kind", "of", "how", "state")),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("counts", sa.JSON, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("asked_by", sa.String),
        sa.Column("made_by", sa.String),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime),
    )
    op.create_index("ix_erasure_of", "erasure", ["of"])
    op.create_table(
        "keeping",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("days", sa.Integer),
        sa.Column("made_by", sa.String),
        sa.Column("made_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "sweep",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("counts", sa.JSON, nullable=False),
        sa.Column("made_by", sa.String),
        sa.Column("made_at", UtcDateTime, nullable=False),
    )
    op.create_index("ix_sweep_made_at", "sweep", ["made_at"])


def downgrade() -> None:
    for table in ("sweep", "keeping", "erasure", "gone"):
        op.drop_table(table)
    op.drop_column("walk", "sealed_at")
    op.drop_column("user_account", "erased_at")
