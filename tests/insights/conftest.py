"""The drawn walk, walked by Ada, and four walks by four people, with their jobs done."""

import pytest

from app.demo.walks import maria_by_dana
from tests.insights.kept import lay_down
from tests.insights.logs import enter_journeys, enter_walk, enter_walks


@pytest.fixture
def drawn(database, cast) -> str:
    """The id of Ada's finished walk of "Dispute a charge"."""
    def walked(session) -> str:
        enter_journeys(session)
        return enter_walk(session, cast["ada"], maria_by_dana())
    return lay_down(database, "drawn", walked)


@pytest.fixture
def entered(database, cast) -> list[str]:
    """Four walks of one journey by four people, jobs not run yet."""
    with database.write() as session:
        return enter_walks(session, cast)


@pytest.fixture
def rolled(database, cast) -> list[str]:
    """The same, with their jobs done."""
    return list(lay_down(database, "rolled", lambda session: enter_walks(session, cast)))
