"""voice: indexes that answer the gap page and the list of comments without reading every comment"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_comment_journey_id", "comment")
    op.drop_index("ix_comment_made_at", "comment")
    op.create_index("ix_comment_felt", "comment", ["journey_id", "touchpoint", "felt"])
    op.create_index("ix_comment_newest", "comment", ["made_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_comment_felt", "comment")
    op.drop_index("ix_comment_newest", "comment")
    op.create_index("ix_comment_journey_id", "comment", ["journey_id", "touchpoint"])
    op.create_index("ix_comment_made_at", "comment", ["made_at"])
