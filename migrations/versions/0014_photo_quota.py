"""photo quota: how much somebody sent lately is asked at every photo"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_photo_owner_id_named_at", "photo", ["owner_id", "named_at"])


def downgrade() -> None:
    op.drop_index("ix_photo_owner_id_named_at", "photo")
