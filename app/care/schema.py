"""Which database schemas this release knows."""

from alembic.config import Config
from alembic.script import ScriptDirectory

from app.kit.web import ROOT


def heads() -> tuple[frozenset[str], str]:
    """(every revision known here, the newest)."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    script = ScriptDirectory.from_config(config)
    return frozenset(revision.revision for revision in script.walk_revisions()), script.get_current_head()
