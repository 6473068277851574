"""insights: what a filter may ask for, what was felt and told, beside every score; walks: what a reviewer decided"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

LENGTHS = ("spent_ms", "waited_ms")


def upgrade() -> None:
    op.add_column("walk", sa.Column("review", sa.String, nullable=False, server_default="arrived"))
    op.add_column("score", sa.Column("course", sa.JSON, nullable=False, server_default="[]"))
    # Sums are disposable: those made before are thrown away and worked out again by the jobs told below.
    for table in ("cell", "stage_score"):
        op.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608 - two names of our own
        for name in ("access", "accepted"):
            op.add_column(table, sa.Column(name, sa.String, nullable=False, server_default=""))
        for name in LENGTHS:
            op.add_column(table, sa.Column(name, sa.BigInteger, nullable=False, server_default="0"))
        op.add_column(table, sa.Column("steps", sa.Integer, nullable=False, server_default="0"))
        op.add_column(table, sa.Column("snags", sa.JSON, nullable=False, server_default="{}"))
    for name in ("felt", "guess"):
        op.add_column("stage_score", sa.Column(name, sa.Float))
        op.add_column("cell", sa.Column(name, sa.JSON, nullable=False, server_default="{}"))
    op.add_column("stage_score", sa.Column("hour", sa.Integer, nullable=False, server_default="0"))
    op.create_table(
        "moment",
        sa.Column("walk_id", sa.String, primary_key=True),
        sa.Column("entry", sa.String, primary_key=True),
        sa.Column("journey_id", sa.String),
        sa.Column("touchpoint", sa.String),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("channel", sa.String),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("photo", sa.String),
        sa.Column("counts", sa.Boolean, nullable=False),
    )
    op.create_index("ix_moment_kind_journey_id", "moment", ["kind", "journey_id"])
    op.execute(sa.text(
        "INSERT INTO job (id, key, fact, handler, args, state, tries, told, run_at) "
        "SELECT 'sums-' || id, 'app.insights.jobs.refresh(walk_id=' || id || ')', 'walk.synced', "
        "'app.insights.jobs.refresh', '{\"walk_id\": \"' || id || '\"}', 'waiting', 0, 1, "
        "'2026-11-22 00:00:00.000000' FROM walk WHERE erased_at IS NULL ON CONFLICT DO NOTHING")
        if op.get_bind().dialect.name == "sqlite" else sa.text(
        "INSERT INTO job (id, key, fact, handler, args, state, tries, told, run_at) "
        "SELECT 'sums-' || id, 'app.insights.jobs.refresh(walk_id=' || id || ')', 'walk.synced', "
        "'app.insights.jobs.refresh', json_build_object('walk_id', id), 'waiting', 0, 1, now() "
        "FROM walk WHERE erased_at IS NULL ON CONFLICT DO NOTHING"))


def downgrade() -> None:
    op.drop_table("moment")
    for table in ("cell", "stage_score"):
        for name in ("felt", "guess", "snags", "steps", *LENGTHS, "accepted", "access"):
            op.drop_column(table, name)
    op.drop_column("stage_score", "hour")
    op.drop_column("score", "course")
    op.drop_column("walk", "review")
