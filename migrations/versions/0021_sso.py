"""sso: who somebody is to the company's identity provider, and sign-ons under way"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "company_identity",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("user_id", sa.String, sa.ForeignKey("user_account.id"), nullable=False, index=True),
        sa.Column("iss", sa.String, nullable=False),
        sa.Column("sub", sa.String, nullable=False),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("shown_at", UtcDateTime, nullable=False),
        sa.UniqueConstraint("iss", "sub"),
    )
    op.create_table(
        "sign_on",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("next", sa.String, nullable=False),
        sa.Column("user_id", sa.String, sa.ForeignKey("user_account.id"), index=True),
        sa.Column("begun_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False, index=True),
        sa.Column("spent_at", UtcDateTime),
        sa.Column("iss", sa.String),
        sa.Column("sub", sa.String),
        sa.Column("label", sa.String, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("sign_on")
    op.drop_table("company_identity")
