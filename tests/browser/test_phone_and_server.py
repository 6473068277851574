"""The phone's own modules against the real server: taps and a photo go through, a rescue file comes back in."""

import base64

from sqlmodel import select

from app.kit.web import static_url
from app.walks.models import Entry, Photo, Walk
from tests.browser.story import until
from tests.walks.phone import JOURNEY, add_journey

WALK = """async ([log_js, outbox_js, photos_js, ids_js, rescue_js, token, journey]) => {
  const [{openLog}, {openOutbox}, {take, openPhotos}, {uuid7}, {exportZip}] =
    await Promise.all([log_js, outbox_js, photos_js, ids_js, rescue_js].map((url) => import(url)));
  const log = await openLog({app: "2026.11.0", name: "meeting"});
  const outbox = await openOutbox({log});
  const canvas = new OffscreenCanvas(1600, 1200);
  const pen = canvas.getContext("2d");
  for (let i = 0; i < 4000; i++) {
    pen.fillStyle = `hsl(${i % 360} 80% 50%)`;
    pen.fillRect((i * 37) % 1600, (i * 91) % 1200, 60, 40);
  }
  const drawn = await canvas.convertToBlob({type: "image/jpeg", quality: 0.99});
  const file = new File([drawn], "x.jpg", {type: "image/jpeg"});
  const taken = await take(file);
  const walk = uuid7();
  const envelope = {walk, journey: `${journey}@1`};
  await log.append([{...envelope, kind: "walk.begin", b: {journey, revision: 1, persona: null, mode: "be",
    own_reason: {issue: "my own"}, practice: false, prediction: null}}]);
  for (const kind of ["click", "form_field", "explain"]) await log.append([{...envelope, kind: "step", b: {kind}}]);
  await log.append([{...envelope, kind: "photo", b: {photo: taken.id}, photo: taken}]);
  await outbox.enrol(async (dev) => token);
  for (let i = 0; i < 40 && outbox.state.pill !== "sent"; i++) {
    await outbox.flushNow();
    if (!outbox.state.unsent.entries && !outbox.state.unsent.photos) break;
    await new Promise((done) => setTimeout(done, 100));
  }
  const {blob} = await exportZip(log);
  const zip = await new Promise((done) => { // as text: Playwright takes a list apart number by number
    const reader = Object.assign(new FileReader(), { onload: () => done(reader.result.split(",")[1]) });
    reader.readAsDataURL(blob);
  });
  return {walk, photo: taken.id, unsent: outbox.state.unsent, zip};
}"""


def test_what_the_phone_sends_is_stored_and_its_rescue_file_is_known_already(live_app, chromium):
    database = live_app.database
    with database.write() as session:
        add_journey(session)
    page = live_app.signed_in(chromium, "ada").new_page()
    page.goto(f"{live_app.url}/offline")
    urls = [static_url(f"js/capture/{name}.js") for name in ("log", "outbox", "photos", "ids", "rescue")]
    token = {"token": live_app.token("ada"), "user": {"id": "u-ada", "name": "Ada", "initials": "A"}, "epoch": "e"}
    told = page.evaluate(WALK, [*urls, token, JOURNEY])
    assert told["unsent"] == {"entries": 0, "photos": 0}
    with database.read() as session:
        entries = session.exec(select(Entry).where(Entry.walk == told["walk"])).all()
        assert [(entry.seq, entry.kind, entry.state) for entry in sorted(entries, key=lambda one: one.seq)] == [
            (1, "walk.begin", "stored"), *((n, "step", "stored") for n in (2, 3, 4)), (5, "photo", "stored")]
        photo = session.get(Photo, told["photo"])
    assert photo.walk == told["walk"] and photo.state in ("pending", "ready")
    rescued = base64.b64decode(told["zip"])
    una = live_app.signed_in(chromium, "una").new_page()
    una.goto(f"{live_app.url}/walks/rescue")
    una.get_by_label("Rescue file").set_input_files({"name": "rescue.zip", "mimeType": "application/zip",
                                                     "buffer": rescued})
    una.get_by_role("button", name="Bring it in").click()
    una.get_by_role("heading", name="What was in the file").wait_for()
    cells = [row.all_inner_texts() for row in (una.locator("tbody tr").nth(n).locator("td") for n in (0, 1))]
    assert cells == [["0", "5", "0", "0"], ["0", "1", "0", "0"]]
    assert rescued[:2] == b"PK"

    def read():  # by the app's own worker
        with database.read() as session:
            walk, photo = session.get(Walk, told["walk"]), session.get(Photo, told["photo"])
            return walk and (walk.journey_id, photo.state)
    until(lambda: read() == (JOURNEY, "ready"), "the walk is summed up and its picture made")
