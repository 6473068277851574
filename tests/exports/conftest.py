"""The walks of the desk's tests, for what leaves it."""

from tests.insights.conftest import drawn, entered, rolled  # noqa: F401
