"""What tests of accounts share: a company's identity provider."""

import pytest

from tests.accounts.fake_provider import offered_by
from tests.accounts.sso_steps import connected


@pytest.fixture
def idp(app, cast):
    """The provider; Ada has connected `sub-ada`."""
    fake = offered_by(app)
    with app.state.database.write() as session:
        connected(session, "u-ada", "sub-ada")
    return fake
