"""What every test may ask for: a migrated database of either kind, the app over it, and the cast signed in."""

import gc
import os
import shutil
from itertools import count
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from sqlalchemy import text

from app.kit.db import Database, metadata
from app.main import build
from app.migrating import migrate
from app.settings import Settings
from tests import engines, world
from tests.demo_world import demo_folder, demo_postgres  # noqa: F401
from tests.postgres import Cluster
from tests.world import ORIGIN

# A machine whose disk is nearly full must not turn every test of photos red; test_room.py looks at the floors.
os.environ.update(PHOTO_FLOOR="0", DISK_FLOOR="0")
# A commit waits 7 ms for a disk and a test makes ten; memory keeps it as well, for as long as the test.
MEMORY = Path("/dev/shm")
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 2**31:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
# Nor may a machine with much else to do: no test asserts a time.
hypothesis.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("house")
engines.share()
# What the environment says, read once: it takes as long as all the rest of an app.
SAID = Settings(public_url=ORIGIN, worker=False, _env_file=None)


def pytest_collection_modifyitems(items):
    # The longest first: with two workers the last test may not be one of a minute that the other waits for. They fall
    # to one worker, so that one alone starts a browser.
    items.sort(key=lambda item: "/browser/" not in str(item.path))


_ended = count(1)


def pytest_runtest_logfinish():
    # The collector is set for a server that lives for weeks; here an app is left behind by every test.
    if next(_ended) % 200 == 0:
        gc.collect()


@pytest.fixture(scope="session")
def cluster():
    running = Cluster()
    yield running
    engines.let_go()
    running.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("template") / "t.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_url(cluster) -> str:
    url = cluster.create(engines.KEPT)
    database = Database(url)
    migrate(database)
    database.dispose()
    return url


def _emptied(url: str) -> str:
    database = Database(url)
    names = [table.name for table in metadata.sorted_tables if table.name != "mark"]
    with database.write() as session:
        # TRUNCATE makes new files for every table, thirty times slower than taking out the few rows of a test;
        # `replica` leaves foreign keys alone meanwhile.
        session.execute(text("SET LOCAL session_replication_role = replica"))
        session.connection().exec_driver_sql(";".join(f'DELETE FROM "{name}"' for name in names))
        session.execute(text("DELETE FROM mark WHERE id <> 'epoch'"))
    database.dispose()
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request, tmp_path) -> str:
    """A migrated, empty database; every test that asks for it runs on both kinds."""
    if request.param == "postgresql":
        return _emptied(request.getfixturevalue("postgres_url"))
    target = tmp_path / "shoe.db"
    shutil.copy(request.getfixturevalue("sqlite_template"), target)
    return f"sqlite:///{target}"


@pytest.fixture
def settings(database_url, tmp_path) -> Settings:
    return SAID.model_copy(update={"database_url": database_url, "data_dir": tmp_path})


@pytest.fixture
def app(settings):
    built = build(settings)
    yield built
    built.state.database.dispose()


@pytest.fixture
def database(app) -> Database:
    return app.state.database


@pytest.fixture
def client(app):
    """A browser that has not signed in; use `as_("mo")` for one that has."""
    with world.client(app) as opened:
        yield opened


@pytest.fixture
def cast(app, client):
    """The cast of tests/world.py, added to the database."""
    with app.state.database.write() as session:
        return world.add_cast(session)


@pytest.fixture
def as_(app, cast, client):
    """`as_("ada")`: a client signed in as one of the cast; `as_("ada", "device")`: with a bearer token."""
    def signed(who: str, scope: str | None = None) -> TestClient:
        with app.state.database.write() as session:
            let_in = world.credentials(session, cast[who], scope)
        return world.client(app, let_in, client.portal)
    return signed
