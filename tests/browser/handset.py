"""A phone with /capture open, and one that the stories of a file share.

Starting the page anew costs a second of a processor; a walk of its own on a phone that has walked before costs a tenth.
"""

import pytest

TIDY = "() => navigator.onLine && !document.querySelector('dialog[open]')"


class Handset:
    """A phone of Ada's, or of nobody's who has signed in. page: the window in front; wrong: what its pages threw."""

    def __init__(self, live, browser, signed=True, path="/capture", **options):
        from tests.browser.conftest import PHONE

        self.url, self.wrong, how = live.url, [], {**PHONE, **options}
        self.context = live.signed_in(browser, "ada", **how) if signed else browser.new_context(**how)
        self.open(self.url + path)

    def open(self, address: str) -> None:
        """A new window in front."""
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.goto(address)

    def die(self) -> None:
        """Take the page away as a phone does, and open it again where it was."""
        address = self.page.url
        self.page.close()
        self.open(address)


class Shelf:
    """Where the shared phone lies between two stories."""

    def __init__(self, live, browser):
        self.live, self.browser, self.phone = live, browser, None

    def take(self) -> Handset:
        """The shared phone; a new one where the last was not left as it was found."""
        self.phone = self.phone or Handset(self.live, self.browser)
        return self.phone

    def put_back(self, unharmed: bool) -> None:
        """unharmed: the story before went well. A phone with a sheet open or without a network is nobody's any more."""
        if self.phone and not (unharmed and self.phone.page.evaluate(TIDY)):
            self.phone.context.close()
            self.phone = None


@pytest.fixture(scope="module")
def shelf(served_app, chromium):
    return Shelf(served_app, chromium)


@pytest.fixture
def handset(request, shelf):
    """handset() → the phone this file shares; handset(alone=True) → one of its own; and so with
    any option of a Handset or of a browser's context."""
    own, lent, failed = [], [], request.session.testsfailed

    def given(alone=False, **options) -> Handset:
        if alone or options:
            own.append(Handset(shelf.live, shelf.browser, **options))
            return own[-1]
        lent[:] = [shelf.take()]
        return lent[0]

    yield given
    for one in own:
        one.context.close()
    wrong = [words for one in own + lent for words in one.wrong]
    shelf.put_back(unharmed=not wrong and request.session.testsfailed == failed)
    assert wrong == []
