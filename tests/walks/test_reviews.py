"""Reviewing a walk: states and their history, changes that bring it back, talk, teams' answers, photos alike."""

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.kit import jobs
from app.walks import commands, reviews
from app.walks.models import Review, Walk
from tests.walks.phone import send
from tests.world import on_sqlite

HTMX = {"hx-request": "true"}


@pytest.fixture
def handed(app, ada, phone):
    """Ada's walk, handed in and sent; jobs done."""
    phone.visit = "v1"
    lines = [phone.begin(), phone.entry("touchpoint.enter", {"visit": "v1", "touchpoint": "tp-web", "why": "planned"},
                                        visit="v1"),
             phone.entry("step", {"kind": "dead_end", "words": "No such page"}, visit="v1"),
             phone.entry("rating", {"value": 6}, visit="v1"),
             phone.entry("touchpoint.leave", {"outcome": "not"}, visit="v1"),
             phone.entry("walk.end", {"outcome": "not"})]
    phone.step = lines[2]["id"]
    assert send(ada, phone.batch(*lines)).status_code == 200
    jobs.drain(app.state.database)
    return phone.walk


def row(database, walk_id: str) -> Walk:
    with database.read() as session:
        return session.get(Walk, walk_id)


def told(database, walk_id: str) -> list[tuple]:
    with database.read() as session:
        return list(session.execute(select(Review.before, Review.state, Review.why, Review.by_id).where(
            Review.walk_id == walk_id).order_by(Review.id)).all())


def decide(client, walk_id: str, state: str, why: str = "", **more):
    return client.post(f"/walks/{walk_id}/review", data={"state": state, "why": why, **more})


def test_a_walk_handed_in_waits_and_every_change_is_a_row(app, as_, database, handed):
    mo = as_("mo")
    assert row(database, handed).review == "needs_review"
    assert decide(mo, handed, "asked_back", "Which page was it?").status_code == 303
    assert decide(mo, handed, "accepted").status_code == 303
    assert decide(mo, handed, "accepted").status_code == 303  # again
    assert decide(mo, handed, "set_aside", "It was a test.").status_code == 303
    assert told(database, handed) == [
        ("arrived", "needs_review", "handed in", None), ("needs_review", "asked_back", "Which page was it?", "u-mo"),
        ("asked_back", "accepted", "", "u-mo"), ("accepted", "set_aside", "It was a test.", "u-mo")]
    page = mo.get(f"/walks/{handed}/review").text
    assert "Set aside: it counts in no figure" in page and "Which page was it?" in page and "Mo accepted it" in page
    assert as_("mo", "read").get(f"/api/v1/walks/{handed}").json()["review"] == "set_aside"


@on_sqlite
@pytest.mark.parametrize(("state", "words"), [
    ("asked_back", "Say what you ask for"), ("set_aside", "Say why this walk is set aside"),
    ("loved", "accepted, asked back, set aside"), ("undo", "Nothing was changed")])
def test_what_cannot_be_decided_is_said(as_, database, handed, state, words):
    answer = as_("mo").post(f"/walks/{handed}/review", data={"state": state, "why": "  "}, headers=HTMX)
    assert answer.status_code in (409, 422) and words in answer.text and "<html" not in answer.text
    assert row(database, handed).review == "needs_review"


def test_a_walk_not_handed_in_and_practice_are_not_reviewed(app, as_, ada, phone, database):
    send(ada, phone.batch(phone.begin(), phone.entry()))
    jobs.drain(database)
    assert decide(as_("mo"), phone.walk, "accepted").status_code == 409
    send(ada, phone.batch(phone.entry("walk.end", {"outcome": "reached"})))
    with database.write() as session:
        commands.count(session, session.get(Walk, phone.walk), practice=True)
    jobs.drain(database)
    assert row(database, phone.walk).review == "arrived"
    assert "practice" in decide(as_("mo"), phone.walk, "accepted").text


def test_one_takes_back_only_ones_own_newest_decision(as_, database, handed):
    mo, una = as_("mo"), as_("una")
    decide(mo, handed, "asked_back", "Which page?")
    decide(una, handed, "accepted")
    assert decide(mo, handed, "undo").status_code == 409
    assert decide(una, handed, "undo").status_code == 303
    assert decide(una, handed, "undo").status_code == 409
    assert told(database, handed)[-1] == ("accepted", "asked_back", "Which page?", "u-una")
    assert "Una took that back: asked back" in mo.get(f"/walks/{handed}/review").text


def test_what_changes_after_a_decision_waits_again_but_not_what_was_set_aside(app, as_, ada, phone, database, handed):
    mo = as_("mo")
    for state in ("accepted", "asked_back"):
        decide(mo, handed, state, "Why?")
        jobs.drain(database)
        assert row(database, handed).review == state
        send(ada, phone.batch(phone.entry("note", {"words": state})))
        jobs.drain(database)
        assert told(database, handed)[-1] == (state, "needs_review", reviews.CHANGED[state], None)
    decide(mo, handed, "set_aside", "A test")
    send(ada, phone.batch(phone.entry("note", {"words": "please"})))
    jobs.drain(database)
    assert row(database, handed).review == "set_aside"


def test_nobody_accepts_what_they_have_not_seen(as_, ada, phone, database, handed):
    mo = as_("mo")
    assert 'name="seen" value="6"' in mo.get(f"/walks/{handed}/review").text
    send(ada, phone.batch(phone.entry("note", {"words": "one more"})))
    assert "More of this walk arrived" in decide(mo, handed, "accepted", seen=6).text
    assert decide(mo, handed, "accepted", seen=7).status_code == 303


def test_a_decision_retold_moves_the_sums(app, as_, database, handed):
    decide(as_("mo"), handed, "accepted")
    with database.read() as session:
        facts = set(session.scalars(select(jobs.Job.fact)))
    assert "walk.reviewed" in facts


@on_sqlite
def test_the_walker_reads_what_is_asked_and_answers_and_it_waits_again(as_, database, handed, phone):
    mo, ada = as_("mo"), as_("ada")
    decide(mo, handed, "asked_back", "Which page was it?")
    page = ada.get(f"/walks/{handed}/review").text
    assert "<strong>Asked of you:</strong> Which page was it?" in page and 'value="accepted"' not in page
    assert "asked back: Which page was it?" in ada.get("/walks").text
    said = ada.post(f"/walks/{handed}/messages", data={"words": "The <b>form</b>.", "about": phone.step}, headers=HTMX)
    assert "The &lt;b&gt;form&lt;/b&gt;." in said.text and f"?of={phone.step}#behind" in said.text
    assert "about" in said.text and "“No such page”, Website" in said.text
    assert row(database, handed).review == "needs_review"
    assert "The walker answered, so it waits again" in mo.get(f"/walks/{handed}/review").text


def test_what_was_asked_of_ones_own_walk_is_not_taken_back_once_it_is_answered(as_, database, handed):
    with database.write() as session:
        session.get(User, "u-ada").role = "manager"
    ada = as_("ada")
    decide(ada, handed, "asked_back", "Which page was it?")
    ada.post(f"/walks/{handed}/messages", data={"words": "The form."})
    before = told(database, handed)
    for address in (f"/walks/{handed}/review", f"/reviews/{handed}"):
        said = ada.post(address, data={"state": "undo"}, headers=HTMX)
        assert said.status_code == 409 and "The walker has answered" in said.text
    assert told(database, handed) == before and before[-1][1:] == ("needs_review", reviews.ANSWERED, "u-ada")
    assert 'value="undo"' not in ada.get("/reviews").text


@on_sqlite
def test_a_team_answers_beside_the_walkers_words(as_, database, handed):
    mo = as_("mo")
    sent = mo.post(f"/walks/{handed}/replies", data={"words": "We moved it.", "about": "v1"}, headers=HTMX)
    assert sent.status_code == 200
    page = as_("ada").get(f"/walks/{handed}/review").text
    assert "Mo, as the team of Website" in page and "What the teams say" in page
    assert "Nobody has said anything yet" in page
    for data in ({"words": "x", "about": "v9"}, {"words": "x", "about": ""}, {"words": " ", "about": "v1"}):
        assert mo.post(f"/walks/{handed}/replies", data=data, headers=HTMX).status_code == 422


def test_hints_are_the_walkers_first_and_the_reviewers_after_handing_in(as_, ada, phone, database):
    late = {"fresh": "later", "visit": "v"}
    send(ada, phone.batch(phone.begin(), phone.entry(
        "touchpoint.enter", {"visit": "v", "touchpoint": "tp-web"}, **late), *(phone.entry(**late) for _ in range(3))))
    jobs.drain(database)
    words = "All of it was entered afterwards"
    assert words in as_("ada").get(f"/walks/{phone.walk}/review").text
    assert words not in as_("mo").get(f"/walks/{phone.walk}/review").text
    send(ada, phone.batch(phone.entry("walk.end", {"outcome": "not"})))
    jobs.drain(database)
    assert words in as_("mo").get(f"/walks/{phone.walk}/review").text
    assert words in as_("mo").get("/reviews").text


def test_an_erased_walk_leaves_no_word_of_the_talk(app, as_, database, handed):
    from app.walks.models import Message
    as_("ada").post(f"/walks/{handed}/messages", data={"words": "Mine."})
    with database.write() as session:
        commands.bury(session, app.state.blobs, session.get(Walk, handed))
    with database.read() as session:
        assert session.scalars(select(Message.id)).all() == session.scalars(select(Review.id)).all() == []
