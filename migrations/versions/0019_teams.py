"""teams: who is in them, and what belongs to them"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

OWNED = ("journey", "persona", "voice_source", "voice_import", "comment", "theme", "workshop")


def upgrade() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("closed_at", UtcDateTime),
        sa.Column("is_demo", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
        sa.UniqueConstraint("name", name="uq_team_name"),
    )
    op.create_table(
        "membership",
        sa.Column("user_id", sa.String, nullable=False),
        sa.Column("team_id", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("user_id", "team_id", name="pk_membership"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_membership_user_id_user_account",
                                ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_membership_team_id_team", ondelete="CASCADE"),
    )
    op.create_index("ix_membership_team_id", "membership", ["team_id"])
    # Without a foreign key: on SQLite that would copy every comment and walk-bearing table, and the wall holds
    # closed: a team that is gone hides its rows from everybody but admins.
    for table in OWNED:
        op.add_column(table, sa.Column("team_id", sa.String))
        op.create_index(f"ix_{table}_team_id", table, ["team_id"])
    op.add_column("one_time_link", sa.Column("teams", sa.String, nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("one_time_link", "teams")
    for table in OWNED:
        op.drop_index(f"ix_{table}_team_id", table)
        op.drop_column(table, "team_id")
    op.drop_table("membership")
    op.drop_table("team")
