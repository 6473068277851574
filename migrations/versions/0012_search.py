"""search: what can be found, with an index of its words of each database's own kind"""

import sqlalchemy as sa
from alembic import op

from app.kit.db import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OF = {"journey_id": "journey.id", "persona_id": "persona.id", "walk_id": "walk.id", "comment_id": "comment.id",
      "improvement_id": "improvement.id", "message_id": "message.id"}
LEXEMES = "array_to_tsvector(string_to_array(folded, ' '))"


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "finding",
        sa.Column("id", big, primary_key=True),
        sa.Column("noun", sa.String, nullable=False),
        *(sa.Column(name, big if name == "message_id" else sa.String, sa.ForeignKey(key, ondelete="CASCADE"), index=True)
          for name, key in OF.items()),
        sa.Column("part", sa.String, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime),
    )
    if op.get_bind().dialect.name == "sqlite":
        _fts5()
    else:
        op.execute(f"CREATE INDEX ix_finding_folded ON finding USING gin ({LEXEMES})")


def _fts5() -> None:
    op.execute("CREATE VIRTUAL TABLE finding_fts USING fts5(folded, content='finding', content_rowid='id', "
               "tokenize='unicode61', prefix='2 3')")
    gone = "INSERT INTO finding_fts(finding_fts, rowid, folded) VALUES ('delete', old.id, old.folded);"
    new = "INSERT INTO finding_fts(rowid, folded) VALUES (new.id, new.folded);"
    op.execute(f"CREATE TRIGGER finding_new AFTER INSERT ON finding BEGIN {new} END")
    op.execute(f"CREATE TRIGGER finding_gone AFTER DELETE ON finding BEGIN {gone} END")
    op.execute(f"CREATE TRIGGER finding_changed AFTER UPDATE ON finding BEGIN {gone} {new} END")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE finding_fts")
    op.drop_table("finding")
