"""The demo world, seeded once a process for each kind of database; every test gets a copy of its own.

A module that imports `database_url` from here runs over the demo world, on both kinds, instead of an empty database.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import select

from app.accounts.models import User
from app.demo import seed
from app.kit import jobs
from app.kit.db import Database
from app.main import build
from app.migrating import migrate
from app.settings import Settings
from tests import world
from tests.postgres import Cluster

DEMO = "shoe_demo"


def _seed(url: str, blobs: Path) -> None:
    # A whole house, so that every room listens to what it is told and pictures have their blobs.
    house = build(Settings(database_url=url, data_dir=blobs.parent, worker=False, _env_file=None)).state
    with house.database.write() as session:
        seed.seed(session, house.blobs)
    jobs.drain(house.database)
    house.database.dispose()


@pytest.fixture(scope="session")
def demo_folder(sqlite_template, tmp_path_factory) -> Path:
    """A folder with `shoe.db` and `blobs`, as a server over the demo world has them."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copy(sqlite_template, folder / "shoe.db")
    _seed(f"sqlite:///{folder / 'shoe.db'}", folder / "blobs")
    return folder


@pytest.fixture(scope="session")
def demo_postgres(cluster: Cluster, tmp_path_factory) -> Path:
    """Fills the database DEMO; the folder of its blobs."""
    folder = tmp_path_factory.mktemp("demo")
    database = Database(cluster.create(DEMO))
    migrate(database)
    database.dispose()
    _seed(cluster.url(DEMO), folder / "blobs")
    return folder


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request, tmp_path):
    """A copy of the demo world of a test's own."""
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("demo_folder"), tmp_path, dirs_exist_ok=True)
        yield f"sqlite:///{tmp_path / 'shoe.db'}"
        return
    shutil.copytree(request.getfixturevalue("demo_postgres"), tmp_path, dirs_exist_ok=True)
    cluster = request.getfixturevalue("cluster")
    yield cluster.copy(DEMO, "shoe_copy")
    cluster.drop("shoe_copy")


@contextmanager
def demo_app(demo_folder: Path, folder: Path, role: str) -> Iterator[tuple[FastAPI, TestClient]]:
    """(the app over a copy of the demo world in `folder`, its first user of that role signed in)."""
    shutil.copytree(demo_folder, folder, dirs_exist_ok=True)
    app = build(Settings(database_url=f"sqlite:///{folder / 'shoe.db'}", data_dir=folder, public_url=world.ORIGIN,
                         worker=False, _env_file=None))
    with app.state.database.write() as session:
        user = session.exec(select(User).where(User.role == role).order_by(User.id)).first()
        let_in = world.credentials(session, user, None)
    with start_blocking_portal() as portal:
        yield app, world.client(app, let_in, portal)
    app.state.database.dispose()
