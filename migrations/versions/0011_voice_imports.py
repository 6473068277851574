"""voice: sources, imports, and what a comment says beside its words"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COLUMNS = (("source_id", sa.String), ("import_id", sa.String), ("external_id", sa.String), ("journey_id", sa.String),
           ("touchpoint", sa.String), ("scale", sa.String), ("rating", sa.Float), ("felt", sa.Float),
           ("answered_by", sa.String), ("answered_at", UtcDateTime))
WORDS = ("touchpoint_said", "persona_said", "segment", "answer_why")


def upgrade() -> None:
    op.create_table(
        "voice_source",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("mapping", sa.JSON, nullable=False),
        sa.Column("keep_days", sa.Integer),
        sa.Column("made_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "voice_import",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("source_id", sa.String, sa.ForeignKey("voice_source.id"), nullable=False, index=True),
        sa.Column("file_name", sa.String, nullable=False),
        sa.Column("columns", sa.JSON, nullable=False),
        sa.Column("mapping", sa.JSON, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("accepted", sa.Integer, nullable=False),
        sa.Column("refused", sa.Integer, nullable=False),
        sa.Column("known", sa.Integer, nullable=False),
        sa.Column("trouble", sa.JSON, nullable=False),
        sa.Column("sample", sa.JSON, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("made_by", sa.String, sa.ForeignKey("user_account.id", ondelete="SET NULL")),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime),
    )
    for name, kind in COLUMNS:
        op.add_column("comment", sa.Column(name, kind))
    for name in WORDS:
        op.add_column("comment", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.add_column("comment", sa.Column("answer", sa.String, nullable=False, server_default="none"))
    op.add_column("comment", sa.Column("fingerprint", sa.String))
    op.create_index("ix_comment_fingerprint", "comment", ["fingerprint"], unique=True)
    op.create_index("ix_comment_journey_id", "comment", ["journey_id", "touchpoint"])
    op.create_index("ix_comment_made_at", "comment", ["made_at"])


def downgrade() -> None:
    for name in ("fingerprint", "journey_id", "made_at"):
        op.drop_index(f"ix_comment_{name}", "comment")
    for name in ("fingerprint", "answer", *WORDS, *(name for name, _ in COLUMNS)):
        op.drop_column("comment", name)
    op.drop_table("voice_import")
    op.drop_table("voice_source")
