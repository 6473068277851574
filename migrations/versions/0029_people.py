"""people: two teams may hold the same comment, each with its own row; unknown to each other"""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One fingerprint may stand in several rows."""
    op.drop_index("ix_comment_fingerprint", "comment")
    op.create_index("ix_comment_fingerprint", "comment", ["fingerprint"])


def downgrade() -> None:
    """Only where no two teams hold the same."""
    op.drop_index("ix_comment_fingerprint", "comment")
    op.create_index("ix_comment_fingerprint", "comment", ["fingerprint"], unique=True)
