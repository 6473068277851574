"""accounts: invites, and when a browser or a program was last seen"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("one_time_link") as table:
        table.add_column(sa.Column("role", sa.String))
        table.add_column(sa.Column("note", sa.String, nullable=False, server_default=""))
        table.add_column(sa.Column("made_by", sa.String, sa.ForeignKey("user_account.id",
                                                                       name="fk_one_time_link_made_by_user_account")))
        table.add_column(sa.Column("made_at", UtcDateTime))
    op.add_column("browser_session", sa.Column("seen_at", UtcDateTime))
    op.add_column("token", sa.Column("seen_at", UtcDateTime))


def downgrade() -> None:
    op.drop_column("token", "seen_at")
    op.drop_column("browser_session", "seen_at")
    with op.batch_alter_table("one_time_link") as table:
        for name in ("made_at", "made_by", "note", "role"):
            table.drop_column(name)
