"""voice: what was said in workshops can be found"""

import sqlalchemy as sa
from alembic import op

from app.kit import clock
from app.kit.db import UtcDateTime
from app.kit.ids import new_id

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # No batch: copying the table would leave SQLite's index of its words pointing nowhere.
    if "workshop_id" not in {column["name"] for column in sa.inspect(op.get_bind()).get_columns("finding")}:
        op.execute("ALTER TABLE finding ADD COLUMN workshop_id VARCHAR REFERENCES workshop (id) ON DELETE CASCADE")
    op.create_index("ix_finding_workshop_id", "finding", ["workshop_id"])
    if op.get_bind().execute(sa.text("SELECT 1 FROM workshop LIMIT 1")).first() is None:
        return
    job = sa.table("job", *(sa.column(name) for name in ("id", "key", "fact", "handler", "state", "tries", "told")),
                   sa.column("args", sa.JSON), sa.column("run_at", UtcDateTime))
    for (workshop_id,) in op.get_bind().execute(sa.text("SELECT id FROM workshop")).all():
        op.execute(job.insert().values(
            id=new_id(), key=f"app.exports.jobs.find_workshop(workshop_id={workshop_id})", fact="workshop.told",
            handler="app.exports.jobs.find_workshop", args={"workshop_id": workshop_id}, state="waiting", tries=0,
            told=1, run_at=clock.now()))


def downgrade() -> None:
    op.execute("DELETE FROM finding WHERE workshop_id IS NOT NULL")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("INSERT INTO finding_fts(finding_fts) VALUES ('rebuild')")
    op.drop_index("ix_finding_workshop_id", "finding")
    if op.get_bind().dialect.name == "sqlite":
        return  # SQLite cannot drop a column that refers to another table; empty, it does no harm and is found again
    op.drop_column("finding", "workshop_id")
