"""accounts: which browsers and tokens two factors were shown for; of those that are there nobody knows, so none"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("browser_session", "token"):
        op.add_column(table, sa.Column("is_whole", sa.Boolean, nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for table in ("browser_session", "token"):
        op.drop_column(table, "is_whole")
