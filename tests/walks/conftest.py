"""A journey to walk, and a signed-in phone."""

import pytest

from tests.walks.phone import Phone, add_journey


@pytest.fixture
def journey(database, cast):
    with database.write() as session:
        add_journey(session)


@pytest.fixture
def ada(as_, journey):
    """Ada's phone's HTTP client."""
    return as_("ada", "device")


@pytest.fixture
def phone() -> Phone:
    return Phone()
