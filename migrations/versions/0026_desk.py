"""desk: what was guessed beside what was walked; who reviews a walk, and by when"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

GUESSED = (("guess_steps", sa.Integer), ("guess_wait_ms", sa.BigInteger), ("guess_milli", sa.Integer),
           ("alike_milli", sa.Integer))


def upgrade() -> None:
    for name, kind in GUESSED:
        op.add_column("stage_score", sa.Column(name, kind))
    op.create_table(
        "review_rule",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("set_by", sa.String, sa.ForeignKey("user_account.id", ondelete="SET NULL")),
        sa.Column("set_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "reviewer",
        sa.Column("walk_id", sa.String, sa.ForeignKey("walk.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("by_id", sa.String, sa.ForeignKey("user_account.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    _score_every_walk_again()


def _score_every_walk_again() -> None:
    """What was guessed is read from the logs; what stands in the sums stays until then."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    args = "'{\"walk_id\": \"' || id || '\"}'" if is_sqlite else "json_build_object('walk_id', id)"
    now = "'2026-11-23 00:00:00.000000'" if is_sqlite else "now()"
    op.execute(sa.text(
        "INSERT INTO job (id, key, fact, handler, args, state, tries, told, run_at) "  # noqa: S608 - our own words
        "SELECT 'guesses-' || id, 'app.insights.jobs.refresh(walk_id=' || id || ')', 'walk.synced', "
        f"'app.insights.jobs.refresh', {args}, 'waiting', 0, 1, {now} "
        "FROM walk WHERE erased_at IS NULL ON CONFLICT DO NOTHING"))


def downgrade() -> None:
    op.drop_table("reviewer")
    op.drop_table("review_rule")
    for name, _ in GUESSED:
        op.drop_column("stage_score", name)
