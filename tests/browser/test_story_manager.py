"""Day one, as `make run` has it: one button, a walk on the demo journey, its timeline, and who may not look."""

import os
import re
import socket
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser import story
from tests.browser.conftest import PHONE, ROOT


@pytest.fixture
def day_one(tmp_path):
    """`python -m app run` on an empty folder: (its address, the sign-in link it printed, a way to run commands)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "data"), "PYTHONUNBUFFERED": "1"}

    def command(*words: str, **how):
        return subprocess.Popen([sys.executable, "-m", "app", *words], cwd=ROOT, env=environment, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **how)

    served = command("run", "--port", str(port))
    try:
        link = next(found[0] for line in served.stdout if (found := re.search(r"http\S+/sign-in#\S+", line)))
        story.until(lambda: _answers(port), "the server answers")
        yield f"http://127.0.0.1:{port}", link, command
    finally:
        served.terminate()
        served.wait(timeout=30)
        served.stdout.close()


def _answers(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def window(chromium):
    """window(**options) → a page of a new browser context at phone size; closed at the end."""
    contexts = []

    def opened(**options):
        contexts.append(chromium.new_context(**{**PHONE, **options}))
        contexts[-1].set_default_timeout(story.PATIENCE_MS)
        return contexts[-1].new_page()

    yield opened
    for context in contexts:
        context.close()


def walked_in_short(page) -> tuple[str, str]:
    """The demo's dispute at two of its four stops: the walk's id, and the number P7 shows."""
    dana = story.Thumb(page)
    walk = dana.begin({"Website": 3, "Call centre": 4, "Store": 3, "Email": 2}, "Dispute a charge on my bill")
    dana.at("Website")
    dana.step()
    dana.snag("Dead end")
    dana.rate("Hard", "Not solved", "No waits here")
    dana.press("Next: Call centre")
    dana.at("Call centre")
    dana.wait("Someone answered")
    dana.snag("Repeat info")
    dana.mood("Fed up")
    dana.rate("Some effort", "Solved")
    dana.press("End the walk")
    dana.finish()
    return walk, dana.score()


def test_one_button_a_walk_on_the_phone_the_timeline_and_a_404_for_zoe(day_one, window):
    address, link, command = day_one
    page = window()
    page.goto(link)
    expect(page.locator("main").get_by_role("button")).to_have_text(["Sign me in"])
    page.get_by_role("button", name="Sign me in").click()
    page.wait_for_url(f"{address}/")
    expect(page.locator("body")).to_contain_text("Pennywhistle")  # the demo says whose world this is
    page.get_by_role("link", name="Start a walk").click()
    expect(page.locator(".home__who")).not_to_contain_text("?")
    walk, shown = walked_in_short(page)
    story.Thumb(page).press("Hand it in")
    story.everything_sent(page)

    page.goto(f"{address}/walks")
    page.locator(f"#walks a[href^='/walks/{walk}']").first.click()
    expect(page.locator(".tally--main .tally__value")).to_have_text(shown)
    expect(page.locator(".tapline")).to_contain_text("Dead end")
    expect(page.locator(".missed")).to_contain_text("Store")

    added = command("user", "add", "--email", "zoe@shoe.test", "--role", "walker", "--password", "a long walk home")
    assert added.communicate(timeout=120)[0].startswith("zoe@shoe.test is a walker") and added.returncode == 0
    zoe = window()
    zoe.goto(f"{address}/login")
    zoe.get_by_label("E-mail").fill("zoe@shoe.test")
    zoe.get_by_label("Password").fill("a long walk home")
    zoe.get_by_role("button", name="Sign in").click()
    zoe.wait_for_url(re.compile(r"/capture"))
    answer = zoe.goto(f"{address}/walks/{walk}")
    assert answer.status == 404
    expect(zoe.get_by_role("heading")).to_have_text("Not here")
    assert "Maria" not in zoe.content()
    stranger = window()
    stranger.goto(link)  # the link has had its one time
    expect(stranger.get_by_role("alert")).to_be_visible()
