"""workshops: three audiences, sheets without names"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workshop",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("closed_at", UtcDateTime),
        sa.Column("is_demo", sa.Boolean, nullable=False),
        sa.Column("made_by", sa.String, sa.ForeignKey("user_account.id")),
        sa.Column("made_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "workshop_line",
        sa.Column("workshop_id", sa.String, sa.ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("words", sa.String, nullable=False),
    )
    op.create_table(
        "workshop_door",
        sa.Column("workshop_id", sa.String, sa.ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("audience", sa.String, primary_key=True),
        sa.Column("digest", sa.String, nullable=False, unique=True),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "workshop_sheet",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("workshop_id", sa.String, sa.ForeignKey("workshop.id", ondelete="CASCADE"), nullable=False,
                  index=True),
        sa.Column("audience", sa.String, nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "workshop_answer",
        *_of_sheet("question"),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("theme", sa.String, nullable=False),
    )
    op.create_table(
        "workshop_given",
        *_of_sheet("kind"),
        sa.Column("value", sa.Integer, nullable=False),
    )


def _of_sheet(what: str) -> tuple[sa.Column, ...]:
    return (sa.Column("sheet_id", sa.String, sa.ForeignKey("workshop_sheet.id", ondelete="CASCADE"), primary_key=True),
            sa.Column(what, sa.String, primary_key=True), sa.Column("number", sa.Integer, primary_key=True))


def downgrade() -> None:
    for name in ("given", "answer", "sheet", "door", "line"):
        op.drop_table(f"workshop_{name}")
    op.drop_table("workshop")
