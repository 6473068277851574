"""Open the database the settings name, for a command."""

from app.accounts import abroad
from app.kit.db import Database
from app.migrating import migrate
from app.settings import Settings


def opened(settings: Settings | None = None) -> Database:
    """The database, migrated; its folder made where missing, readable by its owner alone."""
    settings = settings or Settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    abroad.send(settings)
    database = Database(settings.database)
    migrate(database)
    return database
