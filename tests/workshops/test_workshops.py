"""Workshops: sheets without accounts or names, hidden below five people, one answer for every dead link."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import func, select

from app.demo.workshops import seed_workshop
from app.kit import clock, jobs
from app.kit.ids import digest
from app.workshops import commands, queries, reading
from app.workshops.forms import SheetDraft, WorkshopDraft, read_sheet, read_workshop, thoughts
from app.workshops.models import Answer, Door, Given, Line, Sheet, Workshop
from tests.doors import act, look
from tests.forms import Form
from tests.world import on_sqlite

NAME = "How easy are we?"


@pytest.fixture
def here(database, cast) -> str:
    with database.write() as session:
        return commands.make_workshop(session, WorkshopDraft(NAME), "u-mo")


@pytest.fixture
def secrets(database, here) -> dict[str, str]:
    with database.write() as session:
        return commands.open_doors(session, here, ["leader", "staff", "customer"], 1)


def fill(client, secret: str, **said: str):
    """A sheet as a phone sends it, of a page it has seen."""
    form = Form(look(client, f"/w#{secret}").text, "sheet-form")
    for name, value in said.items():
        name = name.replace("_at_", "-")
        form = form.set(name, value) if form[name] else form.tick(name, value)
    return client.post("/w/sheets", data=form.sent())


def many(database, table) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(table))


@on_sqlite
def test_a_manager_plans_one_and_hands_out_codes_shown_once(as_, cast, database):
    mo = as_("mo")
    assert "Nobody was asked yet" in mo.get("/workshops").text
    assert "from five people each" in mo.get("/workshops/views").text
    form = Form(mo.get("/workshops/new").text, "workshop-form")
    wrong = mo.post("/workshops", data=form.set("statements", "Same\nsame").sent())
    assert wrong.status_code == 422 and "Give it a name" in wrong.text and "Two lines say the same" in wrong.text
    form = Form(mo.get("/workshops/new").text, "workshop-form").set("name", NAME)
    made = mo.post("/workshops", data=form.sent()).headers["location"]
    links = mo.post(f"{made}/doors", data={"days": "1"})
    told = re.findall(r'value="(http://shoe.test/w#([\w-]{43}))"', links.text)
    assert links.status_code == 201 and len(told) == 3 and links.text.count('class="ws-qr"') == 3
    with database.read() as session:
        assert {door.digest for door in session.exec(select(Door))} == {digest(secret) for _, secret in told}
    assert not any(secret in mo.get(made).text for _, secret in told)
    assert mo.post(f"{made}/doors", data={"days": "9"}).status_code == 422
    assert mo.post(f"{made}/doors", data={"audience": "everyone"}).status_code == 422


def test_a_group_fills_a_sheet_without_an_account_and_twice_counts_once(client, secrets, here, database):
    form = Form(look(client, f"/w#{secrets['staff']}").text, "sheet-form")
    form.set("people", "7").set("well", "- We smile\n\n<b>We ring back</b>").set("place-2", "1").tick("rating-1", "6")
    for _ in range(2):
        reply = client.post("/w/sheets", data=form.sent())
        assert reply.status_code == 200 and "Thank you" in reply.text and "Fill another sheet" in reply.text
    with database.read() as session:
        assert [(sheet.audience, sheet.people) for sheet in session.exec(select(Sheet))] == [("staff", 7)]
        said = session.exec(select(Answer).order_by(Answer.number)).all()
        assert [answer.words for answer in said] == ["We smile", "<b>We ring back</b>"]
        given = {(one.kind, one.number): one.value for one in session.exec(select(Given))}
        assert given == {("statement", 1): 6, ("priority", 2): 1}


@on_sqlite
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, secrets, database):
    reply = fill(client, secrets["staff"], people="a lot", better="Our <i>menu</i>", start="y\n" * 21, rating_at_2="3")
    assert reply.status_code == 422 and "as a number from 1 to 40" in reply.text and "too much for one" in reply.text
    assert "Our &lt;i&gt;menu&lt;/i&gt;" in reply.text and 'name="rating-2" value="3" checked' in reply.text
    empty = fill(client, secrets["customer"])
    assert empty.status_code == 422 and "The sheet is empty" in empty.text
    assert many(database, Sheet) == 0


def test_wrong_ended_closed_and_replaced_links_look_the_same(client, secrets, here, database):
    with database.write() as session:
        commands.open_doors(session, here, ["leader"], 1)
        session.execute(update(Door).where(Door.audience == "staff").values(
            expires_at=clock.now() - timedelta(seconds=1)))
    dead = [secrets["leader"], secrets["staff"], "x" * 43]
    replies = [do(client, f"/w#{secret}") for secret in dead for do in (look, act)]
    with database.write() as session:
        commands.set_closed(session, session.get(Workshop, here), True)
    replies += [do(client, f"/w#{secrets['customer']}") for do in (look, act)]
    with database.write() as session:
        commands.remove(session, here)
    replies.append(look(client, f"/w#{secrets['customer']}"))
    assert {reply.status_code for reply in replies} == {404}
    assert len({re.sub(r'nonce="[^"]+"', "", reply.text) for reply in replies}) == 1


def test_a_door_can_be_tried_too_often(client, secrets, monkeypatch):
    monkeypatch.setattr(commands, "PER_HOUR", 1)
    assert look(client, f"/w#{secrets['staff']}").status_code == 200
    assert look(client, f"/w#{secrets['staff']}").status_code == 429
    assert [look(client, f"/w#{name * 43}").status_code for name in "ab"] == [404, 429]


@on_sqlite
def test_an_audience_is_hidden_until_five_people_answered(as_, client, secrets, here, database):
    fill(client, secrets["staff"], people="4", well="Only four of us", rating_at_1="7", place_at_1="1")
    for number in range(5):
        fill(client, secrets["customer"], better=f"Words of customer {number}", rating_at_1="2", place_at_2="1")
    mo = as_("mo")
    pages = [mo.get(f"/workshops/{here}{more}").text for more in ("", "/screen", "/themes")]
    for page in pages:
        assert "Only four of us" not in page and "Words of customer 3" in page
        assert "1 sheet, 4 people. Shown from 5 people on." in page
    assert "5 sheets, 5 people" in pages[0] and "Customers 2.0" in pages[0] and "taff 7.0" not in pages[0]
    fill(client, secrets["staff"], people="6", well="Six of us", rating_at_1="5")
    fill(client, secrets["staff"], people="3", well="We did not rate", place_at_1="1")
    page = mo.get(f"/workshops/{here}").text
    assert "3 sheets, 13 people" in page and "Only four of us" in page
    assert "staff 5.8 (2 sheets, 10 people), customers 2.0 (5 sheets, 5 people). gap 3.8." in page.lower()
    assert "Staff and customers are 3.8 apart" in page
    assert "Staff put Responsiveness first; customers put Expertise first" in page


@on_sqlite
def test_the_room_asks_again_while_it_is_open_and_never_after(as_, secrets, here):
    mo = as_("mo")
    part = mo.get(f"/workshops/{here}/screen", headers={"hx-request": "true"}).text
    assert 'hx-trigger="every 2s"' in part and "<html" not in part
    mo.post(f"/workshops/{here}/closing", data={"closed": "true"})
    assert "hx-trigger" not in mo.get(f"/workshops/{here}/screen", headers={"hx-request": "true"}).text
    mo.post(f"/workshops/{here}/closing", data={"closed": "false"})
    assert "hx-trigger" in mo.get(f"/workshops/{here}/screen", headers={"hx-request": "true"}).text


def test_answers_are_grouped_by_hand_and_lead_to_a_fix(as_, client, secrets, here, database):
    for secret, words in ((secrets["staff"], "The menu is long"), (secrets["leader"], "Nobody waits")):
        fill(client, secret, people="6", **{"better" if "menu" in words else "well": words})
    mo, here_ = as_("mo"), f"/workshops/{here}"
    first, second = (Form(mo.get(f"{here_}/themes").text, "themes-form") for _ in range(2))
    boxes = [name for name, _ in first.fields if name.startswith("theme-")]
    assert len(boxes) == 2
    mo.post(f"{here_}/themes", data=first.set(boxes[0], "Waiting").sent())
    mo.post(f"{here_}/themes", data=second.set(boxes[1], " waiting ").sent())  # a page from before the first save
    with database.read() as session:
        assert {answer.theme for answer in session.exec(select(Answer))} == {"Waiting"}
    page = mo.get(here_).text
    differ = page.partition("They differ")[2].partition("Only one says it")[0]
    assert "Waiting" in differ and "Staff: wants mending" in differ and "Leaders: good as it is" in differ
    fix = re.search(r'href="(/improvements/new\?title=The[^"]+)"', page)[1].replace("&amp;", "&")
    draft = mo.get(fix).text
    assert 'value="The menu is long"' in draft and "What could be better, staff, workshop" in draft


def test_what_is_asked_holds_still_once_sheets_are_in(as_, client, secrets, here):
    mo = as_("mo")
    form = Form(mo.get(f"/workshops/{here}/edit").text, "workshop-form").set("statements", "We care\nWe listen")
    assert mo.post(f"/workshops/{here}", data=form.sent()).status_code == 303
    assert "We listen" in look(client, f"/w#{secrets['staff']}").text
    fill(client, secrets["leader"], well="All of it")
    form = Form(mo.get(f"/workshops/{here}/edit").text, "workshop-form").set("name", "Another name")
    assert mo.post(f"/workshops/{here}", data=form.sent()).status_code == 303
    refused = mo.post(f"/workshops/{here}", data=form.set("statements", "Something else").sent())
    assert refused.status_code == 422 and "must stay as it is" in refused.text


def test_answers_go_and_with_the_workshop_everything(as_, client, secrets, here, database):
    fill(client, secrets["leader"], well="All of it", rating_at_1="4")
    mo = as_("mo")
    mo.post(f"/workshops/{here}/answers/removal")
    assert [many(database, table) for table in (Sheet, Answer, Given, Workshop, Door)] == [0, 0, 0, 1, 3]
    mo.post(f"/workshops/{here}/removal")
    assert [many(database, table) for table in (Workshop, Line, Door)] == [0, 0, 0]
    assert mo.get(f"/workshops/{here}").status_code == 404


def test_the_demo_workshop_says_what_it_should_and_goes_alone(as_, cast, here, database, monkeypatch):
    monkeypatch.setattr("app.demo.workshops.demo_id", lambda *names: "u-mo" if names[0] == "user" else "w-demo")
    with database.write() as session:
        seed_workshop(session)
    page = as_("mo").get("/workshops/w-demo").text
    assert "Leaders and customers are 4.6 apart" in page
    assert "Leaders put Expertise first; staff and customers put Responsiveness first" in page
    with database.read() as session:
        told = queries.told(session, session.get(Workshop, "w-demo"))
        agree, differ, alone = reading.themes(told, reading.crowds(told))
        assert [theme.name for theme in differ] == ["Reaching a person"] and len(agree) == 4 and len(alone) == 1
    part = as_("mo").get("/workshops/views", headers={"hx-request": "true"}).text
    assert "4.6 apart" in part and "<html" not in part and part.count('class="ws-axis"') == 4
    with database.write() as session:
        commands.clear_demo(session)
        assert session.exec(select(Workshop.id)).all() == [here] and not session.exec(select(Sheet)).all()


@pytest.mark.parametrize("given, ranked", [
    ({1: 1, 2: 2, 3: 3}, {1: 1, 2: 2, 3: 3}), ({3: 1}, {3: 1, 1: 2.5, 2: 2.5}), ({1: 1, 2: 1}, {1: 1.5, 2: 1.5, 3: 3}),
    ({1: 3, 2: 3, 3: 3}, {1: 2, 2: 2, 3: 2}), ({}, {1: 2, 2: 2, 3: 2})])
def test_places_are_shared_and_what_is_left_open_comes_last(given, ranked):
    assert reading.places(given, 3) == ranked


def test_strangers_words_are_text_and_numbers_are_numbers():
    draft = read_sheet({"people": "５", "well": "a\0b\u202ec", "rating-1": "8", "rating-2": "7", "place-1": "²",
                        "place-9": "1", "sheet": "../x"}, "staff", 2, 2)
    assert draft.answers["well"] == "abc" and draft.ratings == {2: 7} and draft.places == {} and draft.key == ""
    assert "people" in draft.errors
    assert thoughts("• one\n\n -  two\r") == ["one", "two"]
    assert read_workshop({"name": "x" * 121, "statements": "", "priorities": "one"}).errors.keys() == {
        "name", "statements", "priorities"}


def hall(database, here: str, audience: str, people: int, words: str) -> None:
    """One sheet of a group that rated and said something."""
    with database.write() as session:
        commands.keep_sheet(session, here, audience, SheetDraft(
            key=f"{audience}{people}{words}", people=str(people), answers={"better": words}, ratings={1: 6}))


def test_a_code_shown_again_is_a_new_link_that_lasts_as_long_and_ends_the_old(as_, client, secrets, here, database):
    mo = as_("mo")
    assert "Show the code again" in mo.get(f"/workshops/{here}").text
    with database.read() as session:
        ends = {door.audience: door.expires_at for door in session.exec(select(Door))}
    shown = mo.post(f"/workshops/{here}/doors/again", data={"audience": "staff"})
    (link,) = re.findall(r'value="http://shoe.test/w#([\w-]{43})"', shown.text)
    assert shown.status_code == 201 and "as long as the one before" in shown.text
    assert look(client, f"/w#{secrets['staff']}").status_code == 404
    assert look(client, f"/w#{link}").status_code == 200
    assert look(client, f"/w#{secrets['leader']}").status_code == 200
    with database.read() as session:
        doors = {door.audience: door for door in session.exec(select(Door))}
    assert {one: door.expires_at for one, door in doors.items()} == ends and doors["staff"].digest == digest(link)
    assert as_("ada").post(f"/workshops/{here}/doors/again", data={"audience": "staff"}).status_code == 403
    assert mo.post(f"/workshops/{here}/doors/again", data={"audience": "nobody"}).status_code == 409


@on_sqlite
def test_the_table_leaves_without_an_audience_below_five(as_, here, database):
    hall(database, here, "staff", 6, "The menu")
    hall(database, here, "customer", 4, "Secret of four")
    told = as_("mo").get(f"/exports/workshop.csv?of={here}")
    assert told.status_code == 200 and "The menu" in told.text and "Secret of four" not in told.text
    assert "Fewer than 5 people: Customers" in told.text and "2 sheets, 10 people" in told.text
    assert NAME in as_("mo").get("/exports/workshop.json").text
    assert as_("ada").get(f"/exports/workshop.csv?of={here}").status_code in (403, 404)
    assert f"/exports/workshop.xlsx?of={here}" in as_("mo").get(f"/workshops/{here}").text


def test_on_paper_as_on_the_desk_with_its_n_and_without_an_audience_below_five(as_, here, database, monkeypatch):
    sheets = []
    monkeypatch.setattr("app.exports.prints.printed", lambda html: sheets.append(html) or b"%PDF-1.7")
    hall(database, here, "staff", 6, "The menu")
    hall(database, here, "customer", 4, "Secret of four")
    page = as_("mo").get(f"/exports/print/workshop?of={here}")
    assert as_("mo").get(f"/exports/workshop.pdf?of={here}").content == b"%PDF-1.7"
    for words in (page.text, *sheets):
        assert "The menu" in words and "2 sheets, 10 people" in words and "Secret of four" not in words
        assert "<form" not in words.partition("<main")[2] and "Make it a fix" not in words
    for form in ("print/workshop", "workshop.pdf"):
        assert as_("ada").get(f"/exports/{form}?of={here}").status_code == 404
        assert as_("mo").get(f"/exports/{form}?of=nobodys").status_code == 404
    assert f"/exports/print/workshop?of={here}" in as_("mo").get(f"/workshops/{here}").text


def test_search_finds_a_workshop_and_its_answers_from_five_people_on(as_, here, database):
    hall(database, here, "customer", 4, "Zanzibar")
    jobs.drain(database)
    mo = as_("mo")
    assert f"/workshops/{here}\"" in mo.get("/search?q=easy").text
    assert "Nothing found" in mo.get("/search?q=zanzibar").text
    hall(database, here, "customer", 1, "Timbuktu")
    jobs.drain(database)
    assert f"/workshops/{here}#said-head" in mo.get("/search?q=zanzibar").text
    assert "Nothing found" in as_("ada").get("/search?q=zanzibar").text
    with database.write() as session:
        commands.empty(session, here)
    jobs.drain(database)
    assert "Nothing found" in mo.get("/search?q=zanzibar").text
