"""The drawn walk, walked by Ada, and four walks by four people, with their jobs done."""

import pytest

from app.demo.walks import maria_by_dana
from app.kit import jobs
from tests.insights.logs import enter_journeys, enter_walk, enter_walks


@pytest.fixture
def drawn(database, cast) -> str:
    """The id of Ada's finished walk of "Dispute a charge"."""
    with database.write() as session:
        enter_journeys(session)
        walk_id = enter_walk(session, cast["ada"], maria_by_dana())
    jobs.drain(database)
    return walk_id


@pytest.fixture
def entered(database, cast) -> list[str]:
    """Four walks of one journey by four people, jobs not run yet."""
    with database.write() as session:
        return enter_walks(session, cast)


@pytest.fixture
def rolled(database, entered) -> list[str]:
    jobs.drain(database)
    return entered
