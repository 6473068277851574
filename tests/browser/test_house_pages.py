"""The pages of the house itself, over the demo world: everybody can use them, and they fit."""

import pytest
from sqlmodel import select

from app.accounts.models import Team, User
from app.journeys.models import Journey, Place
from app.kit import clock
from app.workshops.models import Workshop
from tests.browser.fair import unfair
from tests.browser.live import complaints, served

WIDTHS = (1280, 320)
DESK = ("/people", "/people/{user}", "/people/{user}/everything", "/teams", "/teams/t-web",
        "/belongs/journey/{journey}", "/places", "/places/{place}", "/organisation", "/staff-told",
        "/staff-told/poster", "/deeds", "/retention", "/erasures", "/erasures/new?kind=person&of={user}", "/account",
        "/account/code", "/account/erasure", "/account/everything", "/shares", "/voice", "/voice/imports/new",
        "/voice/themes", "/insights/unwalked", "/insights/gaps", "/insights/journeys/{journey}/compare",
        "/improvements", "/improvements/new", "/workshops/{workshop}", "/workshops/{workshop}/themes", "/demo")
DOORS = ("/login", "/login/code", "/forgotten", "/offline")


@pytest.fixture
def house(tmp_path, demo_folder):
    with served(tmp_path, demo_folder / "shoe.db") as running:
        yield running


def _keys(house) -> dict[str, str]:
    with house.database.write() as session:
        session.add(Team(id="t-web", name="Web", made_at=clock.now()))
        return {"user": session.scalars(select(User.id).where(User.is_demo)).first(),
                "journey": session.scalars(select(Journey.id).where(Journey.is_demo)).first(),
                "place": session.scalars(select(Place.id)).first(),
                "workshop": session.scalars(select(Workshop.id)).first()}


def test_no_page_of_the_house_shuts_anybody_out_or_scrolls_sideways(house, chromium):
    keys = _keys(house)
    page = house.signed_in(chromium, "una").new_page()
    said, wrong = complaints(page), {}
    for path in DESK:
        assert page.goto(house.url + path.format_map(keys)).status == 200, path
        wrong[path] = unfair(page, WIDTHS)
    stranger = chromium.new_context().new_page()
    for path in DOORS:
        assert stranger.goto(house.url + path).status == 200, path
        wrong[path] = unfair(stranger, WIDTHS)
    stranger.context.close()
    assert {path: faults for path, faults in wrong.items() if faults} == {} and said == []
