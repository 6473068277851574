"""search: what can be found, with an index of its words of each database's own kind"""

import sqlalchemy as sa
from alembic import op

from app.kit import clock
from app.kit.db import UtcDateTime
from app.kit.ids import new_id

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
        sqlite_autoincrement=True,  # an id is never used again, so that a stale line of the index names nothing
    )
    if op.get_bind().dialect.name == "sqlite":
        _fts5()
    else:
        op.execute(f"CREATE INDEX ix_finding_folded ON finding USING gin ({LEXEMES})")
    _ask_for_what_is_here()


def _fts5() -> None:
    # No triggers: with trusted_schema off, SQLite 3.40 lets none of them write to it (search_index.py does).
    op.execute("CREATE VIRTUAL TABLE finding_fts USING fts5(folded, content='finding', content_rowid='id', "
               "tokenize='unicode61', prefix='2 3')")


def _ask_for_what_is_here() -> None:
    """A house that is lived in already lets its worker fill the index."""
    if op.get_bind().execute(sa.text("SELECT 1 FROM journey LIMIT 1")).first() is None:
        return
    job = sa.table("job", *(sa.column(name) for name in ("id", "key", "fact", "handler", "state", "tries", "told")),
                   sa.column("args", sa.JSON), sa.column("run_at", UtcDateTime))
    op.execute(job.insert().values(
        id=new_id(), key="app.exports.jobs.find_everything()", fact="search.asked",
        handler="app.exports.jobs.find_everything", args={}, state="waiting", tries=0, told=1, run_at=clock.now()))


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE finding_fts")
    op.drop_table("finding")
