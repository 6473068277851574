"""Open the database the settings name, for a command."""

from app.accounts import abroad
from app.care import door
from app.kit.db import Database
from app.migrating import migrate
from app.settings import Settings


def settled() -> Settings:
    """What a command that reaches the database was told. Its deeds go where DEEDS_TO says; "-" means standard error
    here, for on standard output are the command's own words. Refuses: plain_database, bad_deeds_to."""
    settings = Settings()
    door.plain_database(settings)
    if settings.deeds_to == "-":
        settings = settings.model_copy(update={"deeds_to": "stderr"})
    abroad.send(settings)
    return settings


def opened(settings: Settings | None = None) -> Database:
    """The database, migrated; its folder made where missing, readable by its owner alone. settings: of a server, or
    of a command that was `settled`."""
    settings = settings or settled()
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    abroad.send(settings)
    database = Database(settings.database)
    migrate(database)
    return database
