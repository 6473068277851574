"""The drawn walk, walked by Ada, with its jobs done."""

import pytest

from app.demo.walks import maria_by_dana
from app.kit import jobs
from tests.insights.logs import enter_journeys, enter_walk


@pytest.fixture
def drawn(database, cast) -> str:
    """The id of Ada's finished walk of "Dispute a charge"."""
    with database.write() as session:
        enter_journeys(session)
        walk_id = enter_walk(session, cast["ada"], maria_by_dana())
    jobs.drain(database)
    return walk_id
