"""improvements, their turns and evidence; touchpoint sheets"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "improvement",
        sa.Column("id", sa.String, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("title", "kind")),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("journey_id", sa.String, sa.ForeignKey("journey.id"), nullable=False, index=True),
        sa.Column("touchpoint", sa.String, nullable=False),
        sa.Column("persona_id", sa.String, sa.ForeignKey("persona.id")),
        sa.Column("owner_id", sa.String, sa.ForeignKey("user_account.id")),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("due", sa.Date),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("done_on", sa.Date),
        sa.Column("expected_ms", sa.BigInteger),
        sa.Column("expected_steps", sa.Integer),
        sa.Column("expected_milli", sa.Integer),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("is_demo", sa.Boolean, nullable=False),
        *_made(),
    )
    op.create_table(
        "improvement_turn",
        sa.Column("improvement_id", sa.String, sa.ForeignKey("improvement.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        *_made(),
    )
    for noun in ("walk", "comment"):
        op.create_table(
            f"improvement_{noun}",
            sa.Column("improvement_id", sa.String, sa.ForeignKey("improvement.id", ondelete="CASCADE"),
                      primary_key=True),
            sa.Column(f"{noun}_id", sa.String, sa.ForeignKey(f"{noun}.id", ondelete="CASCADE"), primary_key=True,
                      index=True),
            sa.Column("linked_at", UtcDateTime, nullable=False),
        )
    op.create_table(
        "sheet_answer",
        sa.Column("journey_id", sa.String, sa.ForeignKey("journey.id"), primary_key=True),
        *(sa.Column(name, sa.String, primary_key=True) for name in ("touchpoint", "question")),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("is_demo", sa.Boolean, nullable=False),
        *_made(),
    )


def _made() -> list[sa.Column]:
    return [sa.Column("made_by", sa.String, sa.ForeignKey("user_account.id")),
            sa.Column("made_at", UtcDateTime, nullable=False)]


def downgrade() -> None:
    for table in ("sheet_answer", "improvement_comment", "improvement_walk", "improvement_turn", "improvement"):
        op.drop_table(table)
