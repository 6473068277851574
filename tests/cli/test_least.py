"""The database account needs nothing but its own database, and one that may do more is told of."""

import pytest

from app.accounts import commands
from app.care import doctor
from app.kit.db import Database
from app.main import build
from app.migrating import migrate
from app.settings import Settings
from tests import world

pytestmark = pytest.mark.postgres


def as_role(url: str, role: str) -> str:
    """The same database, reached by another role."""
    return url.replace("//sl@", f"//{role}@")


def said(url: str, folder) -> list[str]:
    return [one.sentence for one in doctor.looked_over(Settings(database_url=url, data_dir=folder, _env_file=None))
            if one.about == "postgresql"]


def test_a_role_that_owns_its_database_and_nothing_else_is_enough(cluster, tmp_path):
    tmp_path.chmod(0o700)
    cluster.let_in("least", "--no-superuser", "--no-createdb", "--no-createrole")
    url = as_role(cluster.create("shoe_least", owner="least"), "least")
    database = Database(url)
    migrate(database)
    with database.write() as session:
        commands.add_user(session, "ada@shoe.test", "manager", "Ada", world.PASSWORD)
    app = build(Settings(database_url=url, data_dir=tmp_path, public_url=world.ORIGIN, worker=False, _env_file=None))
    with world.client(app) as client:
        assert client.post("/login", data={"email": "ada@shoe.test", "password": world.PASSWORD}).status_code == 303
        assert client.get("/").status_code == 200 and client.get("/search?q=bill").status_code == 200
    [only] = said(url, tmp_path)
    assert "more there than it needs" not in only
    database.dispose()
    cluster.drop("shoe_least")


@pytest.mark.parametrize("right", ["--superuser", "--createdb", "--createrole", "--replication"])
def test_a_role_that_may_do_more_is_told_of(cluster, tmp_path, right):
    tmp_path.chmod(0o700)
    role = right.strip("-")
    cluster.let_in(role, right)
    assert any("more there than it needs" in one for one in said(as_role(cluster.url("postgres"), role), tmp_path))
