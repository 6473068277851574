"""The real app, served on a free loopback port over a fresh SQLite database with the cast in it.

    def test_a_story(live_app, chromium):
        page = live_app.signed_in(chromium, "mo", **PHONE).new_page()
        page.goto(live_app.url + "/journeys")
"""

import shutil
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn

from app.kit import jobs
from app.main import build
from app.settings import Settings
from tests import world
from tests.insights.logs import enter_walks


class LiveApp:
    """A served app. url: http://127.0.0.1:port; database, settings: the app's own; cast: users by short name."""

    def __init__(self, app, url: str, cast: dict):
        self.app, self.url, self.cast = app, url, cast
        self.database, self.settings = app.state.database, app.state.settings
        self._contexts: list = []

    def cookies(self, who: str) -> list[dict]:
        """The cookie of a new browser session of one of the cast, as Playwright takes it."""
        with self.database.write() as session:
            _, cookies = world.credentials(session, self.cast[who], None)
        return [{"name": name, "value": value, "url": self.url} for name, value in cookies.items()]

    def token(self, who: str, scope: str = "device") -> str:
        """A bearer token of one of the cast."""
        with self.database.write() as session:
            return world.credentials(session, self.cast[who], scope)[0]["authorization"].removeprefix("Bearer ")

    def signed_in(self, browser, who: str, **options):
        """A new browser context signed in as one of the cast; closed with the app."""
        context = browser.new_context(**options)
        self._contexts.append(context)
        context.add_cookies(self.cookies(who))
        return context

    def close(self) -> None:
        """Let every browser context go."""
        while self._contexts:
            self._contexts.pop().close()


def complaints(page) -> list[str]:
    """What the page's console and its scripts complain of, as it comes; what the policy blocks is among it."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@contextmanager
def served(folder: Path, template: Path, **settings):
    """Serve until the block ends. template: a migrated SQLite file to copy."""
    shutil.copy(template, folder / "shoe.db")
    app = build(Settings(database_url=f"sqlite:///{folder / 'shoe.db'}", data_dir=folder, _env_file=None,
                         **settings))
    with app.state.database.write() as session:
        cast = world.add_cast(session)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", server_header=False))
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    _until(lambda: server.started or not running.is_alive())
    host, port = server.servers[0].sockets[0].getsockname()
    living = LiveApp(app, f"http://{host}:{port}", cast)
    try:
        yield living
    finally:
        living.close()
        server.should_exit = True
        running.join(timeout=20)


@pytest.fixture
def live_app(tmp_path, sqlite_template):
    """The app as people use it: its worker runs, its cookies are real, its policy is in force."""
    with served(tmp_path, sqlite_template) as running:
        yield running


@pytest.fixture
def walked_app(live_app):
    """The same over four walks of one journey, with their jobs done."""
    with live_app.database.write() as session:
        enter_walks(session, live_app.cast)
    jobs.drain(live_app.database)
    return live_app


def _until(ready, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError("the app did not start")
        time.sleep(0.02)
