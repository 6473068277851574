"""Fifty at once at what is there once: one invite, one link to a new password, one code, one share to take back,
one sheet of a workshop and the last places on its pile."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import func, select

from app.accounts.models import AuditLine, BrowserSession, User
from app.exports.models import Share
from app.kit import clock
from app.kit.ids import new_secret
from app.workshops import commands as workshops
from app.workshops.forms import WorkshopDraft
from app.workshops.models import Answer, Sheet
from tests import world
from tests.doors import act, link_in

MANY = 50
NEW = {"password": "a brand new way home"}


@pytest.fixture
def crowd(app, client):
    """`crowd(send)`: how often each status was answered to `send(browser, n)`, from fifty browsers at fifty places."""
    def together(send) -> Counter:
        # One loop for all of them, as a server is.
        browsers = [world.client(app, portal=client.portal, client=(f"203.0.113.{n}", 1)) for n in range(MANY)]
        with ThreadPoolExecutor(MANY) as people:
            return Counter(answer.status_code for answer in people.map(send, browsers, range(MANY)))
    return together


def count(database, table, *where) -> int:
    with database.read() as session:
        return session.exec(select(func.count()).select_from(table).where(*where)).one()


def test_one_invite_makes_one_account(as_, crowd, database):
    door = link_in(as_("una").post("/people/invites", data={"role": "walker", "note": ""}).text)
    said = crowd(lambda browser, n: act(browser, door, {**NEW, "name": "Pia", "email": f"p{n}@shoe.test"}))
    assert said == {303: 1, 410: MANY - 1}
    assert count(database, User) == len(world.CAST) + 1


def test_one_link_sets_one_new_password(as_, crowd, database):
    door = link_in(as_("una").post("/people/u-ada/reset").text)
    said = crowd(lambda browser, n: act(browser, door, {"password": f"a way home, number {n}"}))
    assert said == {303: 1, 410: MANY - 1}
    assert count(database, BrowserSession, BrowserSession.user_id == "u-ada") == 1


def test_one_code_signs_one_app_in(as_, crowd, database):
    code = re.search(r'class="code"[^>]*>(\d{4} \d{4})<', as_("ada").post("/account/code").text)[1]
    before = count(database, BrowserSession)
    said = crowd(lambda browser, n: browser.post("/login/code", data={"code": code}))
    assert said[303] == 1 and set(said) <= {303, 410, 429}
    assert count(database, BrowserSession) == before + 1


def test_a_share_is_taken_back_once(as_, crowd, database):
    una = as_("una")
    with database.write() as session:
        session.add(Share(id="s-1", digest="d", key="k", path="/insights/heat", title="Map", made_by="u-una",
                          made_at=clock.now(), expires_at=clock.now().replace(year=2099)))
    cookie = f"sl={una.cookies['sl']}"
    said = crowd(lambda browser, n: browser.post("/shares/s-1/removal", headers={"cookie": cookie}))
    assert set(said) <= {303, 404}
    assert count(database, AuditLine, AuditLine.deed == "share.revoked") == 1


def a_door(database) -> str:
    with database.write() as session:
        workshop = workshops.make_workshop(session, WorkshopDraft("How easy are we?"), "u-mo")
        return "/w#" + workshops.open_doors(session, workshop, ["staff"], 1)["staff"]


def a_sheet(browser, link: str, key: str, n: int):
    """A sheet with n % 3 + 1 thoughts, told apart from every other."""
    thoughts = "\n".join(f"from {n}, thought {each}" for each in range(n % 3 + 1))
    return act(browser, link, {"sheet": key, "people": "2", "well": thoughts})


def test_one_sheet_sent_fifty_times_is_one_and_whole(cast, crowd, database):
    link, key = a_door(database), new_secret()
    assert crowd(lambda browser, n: a_sheet(browser, link, key, n)) == {200: MANY}
    assert count(database, Sheet) == 1
    with database.read() as session:
        words = session.exec(select(Answer.words)).all()
    senders = {said.split(",")[0] for said in words}
    assert len(senders) == 1 and len(words) == int(senders.pop().removeprefix("from ")) % 3 + 1


def test_a_workshop_takes_no_sheet_over_its_most(cast, crowd, database, monkeypatch):
    monkeypatch.setattr(workshops, "SHEETS_MOST", 10)
    link = a_door(database)
    said = crowd(lambda browser, n: a_sheet(browser, link, new_secret(), n))
    assert said == {200: 10, 409: MANY - 10}
    assert count(database, Sheet) == 10
