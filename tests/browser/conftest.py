"""A real Chromium for every story, and a bare origin that serves `static/` for the pure modules."""

import functools
import http.server
import os
import shutil
import threading
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.capture_rig import fake, fake_running, phone  # noqa: F401
from tests.browser.handset import handset, shelf  # noqa: F401
from tests.browser.live import live_app, walked_app  # noqa: F401

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
]
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


def chromium_path() -> str:
    """The first Chromium found; a missing one fails the run, it never skips a story."""
    named = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    for path in filter(None, (shutil.which(name) for name in named if name)):
        return path
    pytest.fail("No Chromium found. Run: apt-get install -y chromium")


def shell_path() -> str:
    """Chromium built to run without a window, where there is one: the same engine, and a new context costs a third.

    What lives on disk and dies (`story.py`) is told in the Chromium people have.
    """
    return os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or chromium_path()


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright):
    browser = playwright.chromium.launch(executable_path=shell_path(), args=FLAGS)
    yield browser
    browser.close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="session")
def static_origin():
    """A loopback origin that serves the repository root: /static/js/…, /tests/vectors/…, /tests/browser/…"""
    handler = functools.partial(_Quiet, directory=str(ROOT))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def blank_page(chromium, static_origin):
    """A page of the bare origin on which a test can `import('/static/js/…')`."""
    context = chromium.new_context(**PHONE)
    page = context.new_page()
    page.goto(f"{static_origin}/tests/browser/blank.html")
    yield page
    context.close()
