"""The list of comments: what is pasted, what it led to, and how long nobody answered."""

from datetime import timedelta

import pytest
from sqlmodel import select

from app.kit import clock, jobs
from app.voice.commands import CommentIn, take_comment
from app.voice.jobs import let_go
from app.voice.models import Comment, Source
from tests.world import on_sqlite

PASTED = {"words": "Nobody rang back.", "source": "Letter", "said_on": "2026-11-02", "rating": "2", "scale": "ces2"}


def first(database) -> Comment:
    with database.read() as session:
        return session.exec(select(Comment)).one()


@on_sqlite
def test_a_pasted_comment_is_listed_with_its_rating_and_counts_as_unanswered(database, as_):
    mo = as_("mo")
    empty = mo.get("/voice").text
    assert "Start with what customers say" in empty and "Take it out" not in empty
    assert mo.post("/voice/comments", data=PASTED).status_code == 303
    page = mo.get("/voice").text
    assert "Take it out" in page
    assert "1 comment, 1 still unanswered" in page and "ease 2 of 7" in page
    assert first(database).felt == 6


@on_sqlite
@pytest.mark.parametrize(("wrong", "says"), [
    ({"words": " "}, "Paste what the customer said."), ({"source": ""}, "Say where it was found"),
    ({"said_on": "soon"}, "Write the day as"), ({"said_on": "2999-01-01"}, "has not come yet"),
    ({"rating": "9"}, "from 1 to 7"), ({"scale": ""}, "which scale"),
])
def test_a_half_typed_comment_comes_back_with_what_to_do(database, as_, wrong, says):
    said = as_("mo").post("/voice/comments", data={**PASTED, **wrong})
    assert said.status_code == 422 and says in said.text
    assert (wrong.get("words") or "Nobody rang back.") in said.text


def test_what_a_comment_led_to_is_said_and_needs_a_reason_where_nothing_changed(database, as_):
    mo = as_("mo")
    mo.post("/voice/comments", data=PASTED)
    address = f"/voice/comments/{first(database).id}/answer"
    assert "in a sentence" in mo.post(address, data={"led_to": "wont", "why": " "}).text
    assert first(database).answer == "none"
    assert "Won’t, because" in mo.post(address, data={"led_to": "wont", "why": "The law asks for it."}).text
    assert "every one answered" in mo.get("/voice").text
    assert "No comment fits" in mo.get("/voice?answer=none").text
    mo.post(address, data={"led_to": "none"})
    assert first(database).answered_at is None


@on_sqlite
def test_a_walker_reads_no_comments(as_, database):
    with database.write() as session:
        comment = take_comment(session, CommentIn(words="x", source="y"))
    ada = as_("ada")
    assert ada.get("/voice").status_code == 403
    assert ada.post(f"/voice/comments/{comment}/answer").status_code == 403


def test_words_are_let_go_when_their_time_is_over_and_ratings_stay(database, as_):
    with database.write() as session:
        session.add(Source(id="s", name="Survey", mapping={}, keep_days=90, made_at=clock.now()))
        for name, days in (("old", 91), ("new", 89)):
            session.add(Comment(id=name, words="private", source="Survey", source_id="s", rating=3, scale="ces2",
                                felt=5, made_at=clock.now() - timedelta(days=days)))
    with database.write() as session:
        let_go(session, {"day": "today"})
    with database.read() as session:
        assert [(session.get(Comment, name).words, session.get(Comment, name).felt) for name in ("old", "new")] == [
            ("", 5), ("private", 5)]
    jobs.drain(database)
    assert "let go when their time was over" not in as_("mo").get("/voice").text  # it has a rating to show
