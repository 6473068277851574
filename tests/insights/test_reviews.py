"""The reviewer's list: oldest first, in few statements, usable without scripts; photos alike are pointed at."""

import io

import pytest
from PIL import Image, ImageDraw
from sqlalchemy import select

from app.demo.walks import maria_by_priti
from app.kit import jobs
from app.walks.commands import receive
from app.walks.models import Photo, Walk
from app.walks.photos import store_photo
from app.walks.twins import twins_of
from tests.insights.kept import lay_down
from tests.insights.logs import another, enter_journeys
from tests.insights.test_pages import statements
from tests.world import on_sqlite

HTMX = {"hx-request": "true"}


@pytest.fixture
def waiting(database, cast) -> list[str]:
    """Twelve walks of Ada's, handed in one after the other."""
    def entered(session) -> list[str]:
        enter_journeys(session)
        for n in range(12):
            _hand_in(session, cast["ada"], f"w-{n:02}")
        return [f"w-{n:02}" for n in range(12)]
    return lay_down(database, "waiting", entered)


def _hand_in(session, user, name: str) -> None:
    receive(session, user, f"phone-{name}", another(maria_by_priti(), name, user.id))


@on_sqlite
def test_the_list_says_what_waits_in_few_statements(app, as_, waiting):
    mo = as_("mo")
    page = mo.get("/reviews").text
    assert "12 walks wait for a review" in page and page.count("data-open") == 12
    assert "as Maria Alves, 71, by Ada" in page and '<span class="bar__count" id="reviews-waiting">12' in page
    for path in ("/reviews", "/walks/w-00/review"):
        assert statements(app, lambda path=path: mo.get(path)) <= 12, path


@on_sqlite
def test_ten_in_a_row_without_scripts_and_the_way_back(as_, database, waiting):
    mo = as_("mo")
    for name in waiting[:10]:
        done = mo.post(f"/reviews/{name}", data={"state": "accepted"})
        assert (done.status_code, done.headers["location"]) == (303, f"/reviews?done={name}")
    page = mo.get(done.headers["location"]).text
    assert "2 walks wait for a review" in page and "Just decided" in page and "Take it back" in page
    assert mo.post("/reviews/w-09", data={"state": "undo"}).status_code == 303
    assert "9 walks accepted" in mo.get("/reviews?state=accepted").text
    assert "Just decided" not in as_("una").get("/reviews?done=w-08").text
    refused = mo.post("/reviews/w-10", data={"state": "asked_back"})
    assert refused.status_code == 422 and "Say what you ask for" in refused.text


@on_sqlite
def test_a_row_answers_as_a_part_with_the_count_beside_it(as_, waiting):
    mo = as_("mo")
    row = mo.post("/reviews/w-00", data={"state": "set_aside", "why": "A test."}, headers=HTMX).text
    assert row.startswith("<li") and "Take it back" in row and 'hx-swap-oob="true"' in row and "11<span" in row
    back = mo.post("/reviews/w-00", data={"state": "undo"}, headers=HTMX).text
    assert "data-open" in back and "12<span" in back
    wrong = mo.post("/reviews/w-00", data={"state": "asked_back", "why": " "}, headers=HTMX)
    assert wrong.status_code == 422 and "Say what you ask for" in wrong.text and "data-open" in wrong.text


@on_sqlite
def test_an_empty_list_says_so(as_):
    assert "No walk waits for a review" in as_("mo").get("/reviews").text
    assert "No walk was set aside" in as_("mo").get("/reviews?state=set_aside").text


def picture(seed: int, side: int = 600, quality: int = 80) -> bytes:
    """A scene of boxes, the same for the same seed, however large and however packed."""
    image = Image.new("RGB", (600, 450), (200, 190, 170))
    draw = ImageDraw.Draw(image)
    for n in range(14):
        x, y = (seed * 131 + n * 97) % 520, (seed * 57 + n * 71) % 380
        draw.rectangle((x, y, x + 90, y + 70), fill=((n * 53 + seed) % 255, (n * 91) % 255, (seed * 37) % 255))
    out = io.BytesIO()
    image.resize((side, side * 3 // 4)).save(out, "JPEG", quality=quality)
    return out.getvalue()


@on_sqlite
def test_a_photo_used_twice_is_pointed_at_and_another_is_not(app, as_, database, waiting, cast):
    with database.write() as session:
        for photo, walk, content in (("aaaaaaaa-1", "w-00", picture(1)), ("aaaaaaaa-2", "w-01", picture(1, 480, 60)),
                                     ("aaaaaaaa-3", "w-02", picture(5)), ("aaaaaaaa-4", "w-03", _plain()),
                                     ("aaaaaaaa-5", "w-04", _plain())):
            store_photo(session, app.state.blobs, "u-ada", photo, None, content)
            session.get(Photo, photo).walk = walk
    jobs.drain(database)
    with database.read() as session:
        looks = dict(session.execute(select(Photo.id, Photo.look)).all())
        found = twins_of(session, waiting)
    assert looks["aaaaaaaa-4"] is None
    assert {walk: [twin.other for twin in twins] for walk, twins in found.items()} == {
        "w-00": ["aaaaaaaa-2"], "w-01": ["aaaaaaaa-1"]}
    page = as_("mo").get("/walks/w-00/review").text
    assert "A photo looks the same as one in" in page and 'href="/walks/w-01"' in page
    assert as_("mo").get("/reviews").text.count("A photo looks the same as another one.") == 2


def _plain() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), (250, 250, 250)).save(out, "JPEG")
    return out.getvalue()


def test_a_walk_set_aside_leaves_the_figures_and_comes_back(as_, database, waiting):
    from app.insights.models import StageScore
    mo = as_("mo")

    def rows() -> int:
        jobs.drain(database)
        with database.read() as session:
            return len(session.scalars(select(StageScore.walk_id).where(StageScore.walk_id == "w-00")).all())
    before = rows()
    mo.post("/reviews/w-00", data={"state": "set_aside", "why": "A test."})
    assert before > 0 and rows() == 0
    mo.post("/reviews/w-00", data={"state": "undo"})
    assert rows() == before
    with database.read() as session:
        assert session.get(Walk, "w-00").review == "needs_review"
