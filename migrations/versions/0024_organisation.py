"""organisation: mail and what became of it; that staff were told of the programme"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("user_id", sa.String, sa.ForeignKey("user_account.id", ondelete="CASCADE")),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("said", sa.String, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("tried_at", UtcDateTime, nullable=False),
    )
    for column in ("user_id", "made_at"):
        op.create_index(f"ix_mail_{column}", "mail", [column])
    op.add_column("one_time_link", sa.Column("mailed", sa.String))
    op.create_index("ix_one_time_link_mailed", "one_time_link", ["mailed"])
    op.create_table(
        "staff_told",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("told_on", sa.String, nullable=False),
        sa.Column("how", sa.String, nullable=False),
        sa.Column("by_role", sa.String, nullable=False),
        sa.Column("whom", sa.String, nullable=False),
        sa.Column("team_id", sa.String, sa.ForeignKey("team.id")),
        sa.Column("place_id", sa.String),
        sa.Column("made_by", sa.String, sa.ForeignKey("user_account.id")),
        sa.Column("made_at", UtcDateTime, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("staff_told")
    op.drop_index("ix_one_time_link_mailed", "one_time_link")
    op.drop_column("one_time_link", "mailed")
    op.drop_table("mail")
