"""organisation: a house that named itself before keeps English; rules of themes read every comment anew, accents or not"""

import sqlalchemy as sa
from alembic import op

from app.kit.clock import now
from app.kit.db import UtcDateTime
from app.kit.ids import new_id

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("INSERT INTO mark (id, value) SELECT 'languages', 'en' FROM mark WHERE id = 'organisation'")
    job = sa.table("job", *(sa.column(name) for name in ("id", "key", "fact", "handler", "state", "tries", "told")),
                   sa.column("args", sa.JSON), sa.column("run_at", UtcDateTime))
    waiting = set(op.get_bind().scalars(sa.select(job.c.key)))
    for theme_id in op.get_bind().scalars(sa.text("SELECT id FROM theme")).all():
        if (key := f"app.voice.jobs.run_rule(theme_id={theme_id})") in waiting:
            continue
        op.execute(job.insert().values(
            id=new_id(), key=key, fact="theme.ruled",
            handler="app.voice.jobs.run_rule", args={"theme_id": theme_id}, state="waiting", tries=0, told=1,
            run_at=now()))


def downgrade() -> None:
    op.execute("DELETE FROM mark WHERE id = 'languages'")
