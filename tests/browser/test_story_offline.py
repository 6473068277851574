"""The main job, whole: a walk with two photos and no network, kept through a closed browser, read at the desk."""

import io
import re

import pytest
from PIL import ExifTags, Image
from playwright.sync_api import expect

from app.walks.models import Photo, Walk
from tests.browser import story

GUESS = {"Website": 3, "Store": 2, "Call centre": 5}


@pytest.fixture
def here(tmp_path, sqlite_template, playwright):
    with story.town(tmp_path, sqlite_template, playwright) as town:
        yield town


def walked(page) -> str:
    """Website, store and call centre, each with something of its own; the walk's id. Ends on P7."""
    ada = story.Thumb(page)
    walk = ada.begin(GUESS)
    ada.at("Website")
    ada.step()
    ada.snag("Choice, field")
    ada.snag("Dead end")
    ada.wait("It loaded")
    ada.shoot(story.photo("#7a2e1d"), "Error")
    ada.rate("Hard", "Not solved")
    ada.press("Next: Store")
    ada.at("Store")
    ada.step()
    ada.mood("Uneasy")
    ada.shoot(story.photo("#1d4a7a", 1200), "Sign")
    ada.note("They said: go online, we cannot do this here")
    ada.rate("Some effort", "Sent elsewhere", "No waits here")
    ada.press("Next: Call centre")
    ada.at("Call centre")
    ada.snag("Repeat info")
    ada.wait("Someone answered")
    ada.snag("Transfer")
    ada.rate("Very hard", "Partly solved")
    ada.press("That was the last")
    ada.finish("Partly")
    return walk


def pictures_tell_nothing(here, desk) -> None:
    """Both photos are ready, upright, and say nothing of where they were taken; nor does any file the server keeps."""
    story.until(lambda: [photo.state for photo in here.rows(Photo)] == ["ready", "ready"], "both photos ready")
    for photo in here.rows(Photo):
        for size in ("display", "thumb"):
            answer = desk.request.get(f"{here.url}/photos/{photo.id}/{size}.jpg")
            assert answer.ok and story.SECRET_PLACE.encode() not in answer.body()
            picture = Image.open(io.BytesIO(answer.body()))
            assert dict(picture.getexif().get_ifd(ExifTags.IFD.GPSInfo)) == {} and picture.height > picture.width
    kept = [path for path in here.folder.glob("blobs/**/*") if path.is_file()]
    assert kept and not any(story.SECRET_PLACE.encode() in path.read_bytes() for path in kept)


def desk_agrees(here, desk, walk: str, shown: str, milli: int) -> None:
    """The manager's page says the number the phone said, and the log behind it comes to the same thousandths."""
    desk.goto(f"{here.url}/walks/{walk}")
    expect(desk.locator(".tally--main .tally__value")).to_have_text(shown)
    told = desk.request.get(f"{here.url}/api/v1/walks/{walk}",
                            headers={"authorization": f"Bearer {here.app.token('mo', 'read')}"}).json()
    assert told["score"]["milli"] == milli and told["prediction"]["touchpoints"] == {
        "t-web": 3, "t-store": 2, "t-call": 5}
    desk.goto(f"{here.url}/walks/{walk}/table")
    so_far = [words for words in desk.locator(".ledger__far").all_inner_texts() if words]
    assert so_far[-1] == f"{milli / 1000:.1f}"


def test_a_walk_without_a_network_is_kept_scored_sent_once_and_read_at_the_desk(here, chromium):
    phone = here.phone("ada")
    phone.sign_in()
    here.wire.cut()
    phone.page.close()
    page = phone.page = phone.window("/capture")  # a cold start: nobody answers
    walk = walked(page)
    ada = story.Thumb(page)
    shown = ada.score()
    scored = page.evaluate(story.SCORED, walk)
    assert int(shown) == (scored["score"]["milli"] + 500) // 1000
    ada.press("Hand it in")
    expect(page.locator(".dock__safe")).to_contain_text(re.compile(r"Handed in. \d+ still to send"))
    assert here.entries() == []
    phone.close()

    page = phone.open("/capture")  # the browser again, still without a network
    expect(page.locator(".queue[href='#/outbox']")).to_contain_text("only on this phone")
    expect(page.locator(".walkrow").first).to_contain_text(shown)
    here.wire.mend()
    page.evaluate("dispatchEvent(new Event('online'))")
    story.everything_sent(page)
    expect(page.locator(".queue[href='#/outbox']")).to_contain_text("Everything sent")
    story.stored_once(here, page)
    story.until(lambda: all(row.handed_in for row in here.rows(Walk)), "the walk is summed up")
    assert [(row.id, row.handed_in, row.outcome, row.walker_id) for row in here.rows(Walk)] == [
        (walk, True, "partly", "u-ada")]

    desk = here.app.signed_in(chromium, "mo", viewport={"width": 1280, "height": 900}).new_page()
    pictures_tell_nothing(here, desk)
    desk_agrees(here, desk, walk, shown, scored["score"]["milli"])
    assert phone.troubles == []
