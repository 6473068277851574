"""walks: what reviewers decided, talk inside a walk, hints, and how photos look"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.add_column("walk", sa.Column("hints", sa.JSON, nullable=False, server_default="[]"))
    op.create_index("ix_walk_review", "walk", ["review"])
    op.create_table(
        "review",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("walk_id", sa.String, sa.ForeignKey("walk.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("before", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("by_id", sa.String, sa.ForeignKey("user_account.id")),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("undoes", sa.BigInteger),
    )
    op.create_table(
        "message",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("walk_id", sa.String, sa.ForeignKey("walk.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("about", sa.String),
        sa.Column("team", sa.String),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("by_id", sa.String, sa.ForeignKey("user_account.id"), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    op.add_column("photo", sa.Column("look", sa.String))
    op.create_table(
        "photo_band",
        sa.Column("photo_id", sa.String, sa.ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("band", sa.Integer, primary_key=True),
        sa.Column("bits", sa.Integer, nullable=False),
    )
    op.create_index("ix_photo_band_bits", "photo_band", ["bits", "band"])
    _read_every_walk_again()


def _read_every_walk_again() -> None:
    """Walks handed in before begin to wait for a review, and get their hints, when their log is read anew."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    args = "'{\"walk_id\": \"' || id || '\"}'" if is_sqlite else "json_build_object('walk_id', id)"
    now = "'2026-11-22 00:00:00.000000'" if is_sqlite else "now()"
    op.execute(sa.text(
        "INSERT INTO job (id, key, fact, handler, args, state, tries, told, run_at) "  # noqa: S608 - our own words
        "SELECT 'review-' || id, 'app.walks.jobs.refresh(walk_id=' || id || ')', 'walk.synced', "
        f"'app.walks.jobs.refresh', {args}, 'waiting', 0, 1, {now} "
        "FROM walk WHERE erased_at IS NULL ON CONFLICT DO NOTHING"))


def downgrade() -> None:
    for table in ("photo_band", "message", "review"):
        op.drop_table(table)
    op.drop_column("photo", "look")
    op.drop_index("ix_walk_review", "walk")
    op.drop_column("walk", "hints")
