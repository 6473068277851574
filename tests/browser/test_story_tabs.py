"""Two windows of one phone, fast thumbs, and an answer that never arrives: one log, in order, stored once."""

import pytest
from playwright.sync_api import expect

from tests.browser import story

KEYS = ["choice", "repeat_info", "transfer", "dead_end", "jargon", "policy_wall", "channel_switch", "bright_spot"]
TWENTY = [KEYS[i % 8] for i in range(20)]
FAST = "(keys) => keys.forEach((key) => document.querySelector(`[data-key=${key}]`).click())"


@pytest.fixture(scope="module")
def standing(tmp_path_factory, sqlite_template, playwright):
    with story.town(tmp_path_factory.mktemp("tabs"), sqlite_template, playwright) as town:
        yield town


@pytest.fixture
def here(standing):
    return standing.anew()


def steps(lines) -> list[str]:
    """The kinds of the steps, in order, as the keys name them."""
    return [{"menu_choice": "choice", "form_field": "choice"}.get(kind, kind)
            for kind in (line["b"]["kind"] for line in lines if line["kind"] == "step")]


def read_only(page):
    """The line that says so, with its one button."""
    return page.locator("app-bars").get_by_role("button", name="Continue here")


def test_a_second_window_only_looks_until_continue_here(here, chromium):
    phone = here.phone("ada", chromium)
    first = phone.open()
    walk = story.Thumb(first).begin()
    second = phone.window(f"/capture#/walk/{walk}")
    expect(read_only(second)).to_be_visible()
    story.Thumb(second).sees("Started here")
    before = len(second.evaluate(story.LOG, walk))
    story.Thumb(second).tap()
    expect(second.locator("[data-say]")).to_contain_text("another window")
    assert len(second.evaluate(story.LOG, walk)) == before
    story.Thumb(first).step()
    story.Thumb(second).sees("Step")  # it follows what the other one logs

    read_only(second).click()
    expect(read_only(first)).to_be_visible()
    expect(read_only(second)).to_have_count(0)
    story.Thumb(second).snag("Jargon")
    story.Thumb(first).tap()
    expect(first.locator("[data-say]")).to_contain_text("another window")
    story.everything_sent(second)
    story.stored_once(here, second)
    assert steps(second.evaluate(story.LOG, walk)) == ["plain", "jargon"]
    second.close()
    expect(read_only(first)).to_have_count(0)  # whoever stays takes over
    story.Thumb(first).step()
    assert phone.troubles == []


def test_twenty_fast_taps_are_twenty_entries_in_order_on_the_server(here, chromium):
    phone = here.phone("ada", chromium)
    page = phone.open()
    walk = story.Thumb(page).begin()
    page.evaluate(FAST, TWENTY)
    expect(page.locator("walk-thread .moment")).to_have_count(21)
    story.everything_sent(page)
    story.stored_once(here, page)
    told = here.told(walk)
    assert steps(told) == TWENTY
    seqs = [line["seq"] for line in told if line["kind"] == "step"]
    assert seqs == list(range(seqs[0], seqs[0] + 20))
    assert phone.troubles == []


def test_a_batch_whose_answer_was_lost_is_sent_again_and_stored_once(here, chromium):
    phone = here.phone("ada", chromium)
    page = phone.open()
    walk = story.Thumb(page).begin()
    story.everything_sent(page)
    here.wire.swallow(b"POST /api/v1/sync", 4)  # a browser tries again once by itself; the outbox must too
    page.evaluate(FAST, TWENTY)
    expect(page.locator("walk-thread .moment")).to_have_count(21)
    story.until(lambda: steps(here.told(walk)) == TWENTY, "the server has committed them")
    story.until(lambda: here.wire.swallowed == 4, "four answers are lost")
    page.evaluate("dispatchEvent(new Event('online'))")
    story.everything_sent(page)
    story.stored_once(here, page)
    assert steps(here.told(walk)) == TWENTY
    assert phone.troubles == []
