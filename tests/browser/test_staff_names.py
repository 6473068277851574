"""Notes that seem to name a member of staff: the rule's worked cases and properties, the quiet line on phone and desk;
and photos, covered by a finger until the pixels are gone."""

import io
import json
import random
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect
from sqlmodel import Session, create_engine, select

from app.improvements.models import Improvement, SheetAnswer
from app.improvements.models import Turn as FixTurn
from app.journeys.models import JourneyRevision, Place, Touchpoint
from app.kit.assets import FILES
from app.kit.web import static_url
from app.personas.models import PersonaRevision
from app.voice.models import Comment
from app.walks.models import Entry, Message, Review
from app.workshops.models import Answer
from tests.browser.conftest import PHONE
from tests.browser.fair import unfair
from tests.browser.test_walking import at, picture, served_app  # noqa: F401
from tests.demo_world import demo_folder  # noqa: F401

ROOT = Path(__file__).resolve().parents[2]
CASES = json.loads((ROOT / "tests/vectors/staff_names.json").read_text())
READ = """async ([texts, known]) => {
  const { named, withoutName, wordsOf } = await import('/static/js/names/rule.js');
  const house = known === null ? null : wordsOf(known);
  return texts.map(([text, own]) => { const found = named(text, house ?? wordsOf(own));
    return found && { ...found, without: withoutName(text, found),
                      stays: text.slice(found.start, found.end) === found.name }; });
}"""


def test_a_note_warns_as_written(blank_page):
    told = blank_page.evaluate(READ, [[[case["text"], case.get("known", "")] for case in CASES], None])
    read = {case["name"]: (got and got["name"], got and got["without"])
            for case, got in zip(CASES, told, strict=True)}
    assert read == {case["name"]: (case["expect"], case["without"]) for case in CASES}


def test_what_is_found_stands_there_and_taking_it_out_comes_to_an_end(blank_page):
    chance = random.Random(7)
    bits = ["Sandra", "Tom’s", "Mr.", "Dr", "Müller", "called", "by", "with", "name is", "Badge:", "Billing", "May",
            "\n", ". ", " ", " ", "a", "ÅSA", "-", "“", "\\$(.*", "🙂", "Zoë", "é", "", "McAdam", "o’", "x" * 50]
    texts = ["".join(chance.choice(bits) + chance.choice(["", " "]) for _ in range(chance.randrange(30)))
             for _ in range(400)]
    left = [(text, "") for text in texts]
    for _ in range(40):
        told = blank_page.evaluate(READ, [left, ""])
        assert all(got["stays"] and got["without"] != text for (text, _), got in zip(left, told, strict=True) if got)
        left = [(got["without"], "") for got in told if got]
        if not left:
            return
    raise AssertionError(left[:3])


def test_the_demo_world_gives_no_false_alarm(demo_folder, blank_page):  # noqa: F811
    engine = create_engine(f"sqlite:///{demo_folder / 'shoe.db'}")
    with Session(engine) as session:
        texts = [words for line in session.exec(select(Entry.line)) for words in _words(json.loads(line)["b"])]
        for column in (Comment.words, Comment.answer_why, Improvement.title, Improvement.why, FixTurn.why,
                       SheetAnswer.words, Review.why, Message.words, Answer.words):
            texts += [words for words in session.exec(select(column)) if words]
        house = [name for column in (JourneyRevision.name, Touchpoint.name, Place.name, PersonaRevision.name)
                 for name in session.exec(select(column))]
    engine.dispose()
    told = blank_page.evaluate(READ, [[(text, "") for text in texts], "\n".join(house)])
    assert len(texts) > 200
    assert [(text, got["name"]) for text, got in zip(texts, told, strict=True) if got] == []


def _words(said: dict) -> list[str]:
    own = said.get("own_reason") or {}
    return [words for words in (said.get("words"), said.get("caption"), own.get("issue"), own.get("goal")) if words]


def test_the_rule_keeps_its_reading_to_itself_and_is_small():
    for name in ("given", "rule", "line"):
        words = (ROOT / f"static/js/names/{name}.js").read_text()
        assert not re.search(r"\bfetch\b|XMLHttp|Beacon|WebSocket|console\.|Storage|setMeta|postMessage", words), name
    assert len(FILES["js/names/given.js"].brotli) <= 6 * 1024


def test_every_field_for_words_about_an_encounter_asks_for_no_name():
    asked = {"templates/capture/_sheets.html": 3, "templates/capture/_own.html": 2, "templates/walks/_review.html": 3,
             "templates/voice/list.html": 1, "templates/voice/_comment.html": 1, "templates/personas/_evidence.html": 1,
             "templates/improvements/fix.html": 1, "templates/improvements/sheet.html": 1,
             "templates/improvements/edit.html": 2, "templates/workshops/sheet.html": 1,
             "templates/insights/_review_row.html": 1}
    mark = re.compile(r"data-no-staff|no_staff=true")
    assert {path: len(mark.findall((ROOT / path).read_text())) for path in asked} == asked


def test_a_note_on_the_phone_says_it_offline_and_a_tap_takes_the_name_out(at):  # noqa: F811
    ada = at(alone=True)
    sent: list[str] = []
    ada.page.wait_for_function("url => caches.match(url).then(Boolean)", arg=static_url("js/names/given.js"))
    ada.page.context.set_offline(True)
    ada.page.reload()
    ada.until("walk-screen .moment")
    ada.page.on("request", lambda request: sent.append(request.post_data or ""))
    ada.tap("note")
    field = ada.page.get_by_label("Your note")
    field.press_sequentially("Sandra kept me waiting while Maria stood by")  # Maria is the persona
    line = ada.page.get_by_text("This may name a member of staff (“Sandra”). Write what they did, not who they were.")
    line.wait_for()
    assert unfair(ada.page, (390, 320)) == []
    ada.page.get_by_role("button", name="Use “a colleague”").click()
    expect(field).to_have_value("A colleague kept me waiting while Maria stood by")
    expect(field).to_be_focused()
    expect(line).to_be_hidden()
    field.press_sequentially(". Tom too")
    ada.page.get_by_text("(“Tom”)").wait_for()
    ada.page.get_by_role("button", name="Keep note").click()  # it never holds anything up
    ada.waits_for("Tom too")
    assert not any("Sandra" in words for words in sent)


def test_a_photo_is_covered_by_a_finger_and_its_pixels_are_gone(at):  # noqa: F811
    ada = at("t-store", "store")
    plain = Image.open(io.BytesIO(picture(ada.page))).convert("RGB").resize((640, 480))
    exif = Image.Exif()
    exif[0x010F], exif[0x013B] = "Maker of phones", "Sandra Miller"
    file = io.BytesIO()
    plain.save(file, "JPEG", exif=exif, quality=95)
    with ada.page.expect_file_chooser() as chooser:
        ada.tap("photo")
    chooser.value.set_files(files=[{"name": "badge.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}])
    ada.until("photo-sheet .snap__picture[src^=blob]")
    expect(ada.page.get_by_text("Cover faces and names before you keep it.")).to_be_visible()
    ada.page.get_by_role("button", name="Cover", exact=True).click()
    box = ada.page.locator("photo-sheet .snap__covers").bounding_box()
    _drag(ada.page, *[(box["x"] + box["width"] * part, box["y"] + box["height"] * part) for part in (0.25, 0.75)])
    assert ada.page.locator("photo-sheet .snap__covers rect").count() == 1
    ada.page.get_by_role("button", name="Cover it for good").click()
    ada.until("photo-sheet [data-caption]")
    ada.page.get_by_role("button", name="Keep photo").click()
    ada.until("walk-thread .moment img[src^=blob]")
    kept = ada.ask("""const chunks = await app.log.store.read(['chunks'], (t) => t.all('chunks'));
      return Array.from(new Uint8Array(await new Blob(chunks).arrayBuffer()))""")
    covered = Image.open(io.BytesIO(bytes(kept)))
    assert dict(covered.getexif()) == {} and b"Sandra" not in bytes(kept)
    for part in (0.3, 0.5, 0.7):
        assert max(covered.getpixel((int(covered.width * part), int(covered.height * part)))) < 8
    assert max(covered.getpixel((8, 8))) > 40


def _drag(page, begin: tuple, end: tuple) -> None:
    """One finger down, across and up."""
    finger = page.context.new_cdp_session(page)
    for kind, points in (("touchStart", [begin]), ("touchMove", [end]), ("touchEnd", [])):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})


def test_a_comment_pasted_at_the_desk_says_it_too(live_app, chromium):
    page = live_app.signed_in(chromium, "mo", **PHONE).new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{live_app.url}/voice")
    field = page.get_by_label("In their own words")
    field.fill("I spoke to Grace, who hung up")
    page.get_by_text("This may name a member of staff (“Grace”).").wait_for()
    assert unfair(page, (1280, 320)) == []
    page.get_by_role("button", name="Use “a colleague”").click()
    expect(field).to_have_value("I spoke to a colleague, who hung up")
    assert wrong == []
