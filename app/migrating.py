"""Bring a database to the newest schema, and refuse one that is newer than this release."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import Session

from app.accounts.commands import begin_epoch, epoch
from app.kit.db import Database
from app.kit.errors import Refusal
from app.kit.web import ROOT


def migrate(database: Database) -> tuple[str | None, str]:
    """Upgrade to head; (revision before, revision now). Refuses: newer_schema.

    again: a second run changes nothing.
    """
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    script = ScriptDirectory.from_config(config)
    with database._turn(), database.writer.connect() as connection:
        before = MigrationContext.configure(connection).get_current_revision()
        if before and before not in {revision.revision for revision in script.walk_revisions()}:
            raise Refusal("newer_schema", 409, f"This database is at schema {before}, which this release does "
                          "not know. Use the newer release, or restore a backup made by this one.")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
        with Session(connection) as session:
            if epoch(session) == "unset":
                begin_epoch(session)
            session.commit()
    return before, script.get_current_head()
