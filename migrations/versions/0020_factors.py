"""accounts: passkeys, the questions they answer, and when a browser was last proved to be its person's"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("browser_session", sa.Column("ends_at", UtcDateTime))
    op.add_column("browser_session", sa.Column("proved_at", UtcDateTime))
    op.create_table(
        "passkey",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("user_id", sa.String, sa.ForeignKey("user_account.id"), nullable=False, index=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("public_key", sa.String, nullable=False),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("used_at", UtcDateTime),
        sa.Column("doubted_at", UtcDateTime),
    )
    op.create_table(
        "passkey_ask",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("challenge", sa.String, nullable=False),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("passkey_ask")
    op.drop_table("passkey")
    op.drop_column("browser_session", "proved_at")
    op.drop_column("browser_session", "ends_at")
