"""walks: the log, phones, walks, photos"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

Big = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "entry",
        sa.Column("server_seq", Big, primary_key=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("arrival", sa.BigInteger, nullable=False),
        sa.Column("dev", sa.String, nullable=False),
        sa.Column("seq", sa.BigInteger),
        sa.Column("walk", sa.String),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("visit", sa.String),
        sa.Column("ref", sa.String),
        sa.Column("wall_ms", sa.BigInteger),
        sa.Column("user_id", sa.String, nullable=False),
        sa.Column("by", sa.String),
        sa.Column("received_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("why", sa.String),
        sa.Column("why_words", sa.String),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_entry_walk_server_seq", "entry", ["walk", "server_seq"])
    op.create_index("ix_entry_dev_seq", "entry", ["dev", "seq"])
    held = sa.text("state = 'quarantined'")
    op.create_index("ix_entry_quarantined", "entry", ["server_seq"], sqlite_where=held, postgresql_where=held)
    op.create_table(
        "entry_conflict",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("sha256", sa.String, primary_key=True),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("dev", sa.String, nullable=False),
        sa.Column("user_id", sa.String, nullable=False),
        sa.Column("received_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "phone",
        sa.Column("dev", sa.String, primary_key=True),
        sa.Column("user_id", sa.String, sa.ForeignKey("user_account.id"), nullable=False, index=True),
        sa.Column("through", sa.BigInteger, nullable=False),
        sa.Column("highest", sa.BigInteger, nullable=False),
        sa.Column("last_seq", sa.BigInteger, nullable=False),
        sa.Column("pending_entries", sa.BigInteger, nullable=False),
        sa.Column("pending_photos", sa.BigInteger, nullable=False),
        sa.Column("heard_at", UtcDateTime, nullable=False),
        sa.Column("app", sa.String),
        sa.Column("storage", sa.Text),
        sa.Column("forked_at", UtcDateTime),
    )
    op.create_table(
        "walk",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("walker_id", sa.String, sa.ForeignKey("user_account.id"), nullable=False, index=True),
        sa.Column("dev", sa.String, nullable=False),
        sa.Column("journey_id", sa.String, index=True),
        sa.Column("journey_revision", sa.Integer),
        sa.Column("persona_id", sa.String),
        sa.Column("persona_revision", sa.Integer),
        sa.Column("mode", sa.String, nullable=False),
        sa.Column("practice", sa.Boolean, nullable=False),
        sa.Column("began_at", UtcDateTime, index=True),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("ended_seq", sa.BigInteger),
        sa.Column("handed_in", sa.Boolean, nullable=False),
        sa.Column("outcome", sa.String),
        sa.Column("withdrawn_at", UtcDateTime),
        sa.Column("erased_at", UtcDateTime),
        sa.Column("is_demo", sa.Boolean, nullable=False),
        sa.Column("synced_at", UtcDateTime),
    )
    op.create_table(
        "photo",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("entry", sa.String),
        sa.Column("walk", sa.String, index=True),
        sa.Column("owner_id", sa.String, sa.ForeignKey("user_account.id"), nullable=False),
        sa.Column("dev", sa.String, index=True),
        sa.Column("sha256", sa.String, index=True),
        sa.Column("size", sa.BigInteger),
        sa.Column("offset", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String, nullable=False, index=True),
        sa.Column("why", sa.String),
        sa.Column("width", sa.Integer),
        sa.Column("height", sa.Integer),
        sa.Column("named_at", UtcDateTime, nullable=False),
    )


def downgrade() -> None:
    for table in ("photo", "walk", "phone", "entry_conflict", "entry"):
        op.drop_table(table)
