"""Fixes: proposed, changed by two people at once, turned, grounded; and what comments say came of them."""

from datetime import date

import pytest
from sqlmodel import select

from app.accounts.access import Actor
from app.improvements import commands, queries
from app.improvements.drafts import Draft, checked, read_draft
from app.improvements.forms import ImprovementIn
from app.improvements.models import CommentEvidence, Improvement, Turn, WalkEvidence
from app.improvements.words import due_words, is_late
from app.kit import jobs
from app.kit.errors import Refusal
from app.voice import commands as voice
from app.voice.models import Comment
from tests.forms import Form
from tests.insights.conftest import drawn  # noqa: F401 - the drawn walk, to rest on
from tests.insights.logs import CALL, JOURNEY, enter_journeys
from tests.world import on_sqlite

MO = Actor("u-mo", "Mo", "manager")
TODAY = date(2026, 11, 22)


@pytest.fixture
def here(database, cast):
    """A journey to mend, and a comment."""
    with database.write() as session:
        enter_journeys(session)
        return voice.take_comment(session, voice.CommentIn(words="Nobody could credit it.", source="letter"))


def make(session, **said) -> str:
    return commands.make_improvement(session, ImprovementIn(**{
        "title": "Credit up to £50", "kind": "change", "journey_id": JOURNEY, "touchpoint": CALL, **said}), "u-mo")


def test_a_fix_is_proposed_shown_and_listed(as_, here):
    mo = as_("mo")
    assert "Nothing is being mended yet" in mo.get("/improvements").text
    page = mo.get(f"/improvements/new?journey={JOURNEY}&touchpoint={CALL}&title=Shorten+it&minutes=11.7&steps=2"
                  f"&points=7.2&comment={here}").text
    form = Form(page, "fix-form")
    assert form["title"] == ["Shorten it"] and form["place"] == [f"{JOURNEY}/{CALL}"] and form["minutes"] == ["11:42"]
    assert "Nobody could credit it." in form["why"][0] and form["comment"] == [here]
    reply = mo.post("/improvements", data=form.set("owner", "Mo").set("due", "2026-12-24").sent())
    assert reply.status_code == 303, reply.text
    shown = mo.get(reply.headers["location"]).text
    assert "at least 12 minutes, 2 steps, 7.2 points" in shown and "Nobody could credit it." in shown
    assert "Rests on 1 comment" in shown and "Call centre, Dispute a charge on my bill" in shown
    listed = mo.get("/improvements").text
    assert "1 idea." in listed and "Shorten it" in listed
    assert "Shorten it" not in mo.get("/improvements?owner=-").text
    assert "Shorten it" in mo.get("/improvements?owner=Mo&state=idea").text


def test_a_rating_without_words_is_not_offered_as_a_reason(here, database):
    with database.write() as session:
        voice.take_ratings(session, {"journey_id": JOURNEY, "touchpoint": CALL, "source": "Survey", "scale": "ces2",
                                     "said_on": TODAY}, {3: 2})
        fix = make(session)
        assert [one.id for one in queries.comments_to_link(session, MO, fix)] == [here]


def test_the_owner_is_a_person_here_or_a_team_in_words(as_, here, database):
    mo = as_("mo")
    for owner in ("Una", "Billing", "Ada"):
        mo.post("/improvements", data={"title": owner, "kind": "stop", "place": f"{JOURNEY}/", "owner": owner})
    with database.read() as session:
        owners = {fix.title: (fix.owner_id, fix.owner) for fix in session.exec(select(Improvement))}
    assert owners == {"Una": ("u-una", ""), "Billing": (None, "Billing"), "Ada": (None, "Ada")}


@on_sqlite
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(as_, here):
    typed = {"title": " ", "kind": "change", "place": "elsewhere/x", "why": "It hurts", "due": "soon",
             "minutes": "long", "steps": "two", "points": "400"}
    reply = as_("mo").post("/improvements", data=typed)
    assert reply.status_code == 422 and "6 things to put right" in reply.text and "It hurts" in reply.text
    for words in ("Say what to do", "Choose the journey", "2026-12-24", "11:40, or 2 h", "whole number", "0 to 100"):
        assert words in reply.text, words


@pytest.mark.parametrize("typed, ms", [("11.7", 702_000), ("11:40", 700_000), ("2 h", 7_200_000), ("0.0", None),
                                       ("12", 720_000), ("", None)])
def test_minutes_are_read_as_what_if_and_people_write_them(typed, ms):
    draft = read_draft({"title": "x", "place": "j/", "minutes": typed})
    assert checked(draft, {"j/"}, set(), {}).expected_ms == ms


def test_two_people_change_one_fix_and_both_texts_are_kept(as_, here, database):
    with database.write() as session:
        fix = make(session)
    mo, una = as_("mo"), as_("una")
    first, second = (Form(one.get(f"/improvements/{fix}/edit").text, "fix-form") for one in (mo, una))
    assert mo.post(f"/improvements/{fix}", data=first.set("why", "Mo’s reason").sent()).status_code == 303
    refused = una.post(f"/improvements/{fix}", data=second.set("why", "Una’s reason").sent())
    assert refused.status_code == 409
    assert "Mo’s reason" in refused.text and "Una’s reason" in refused.text
    again = Form(refused.text, "fix-form")
    assert una.post(f"/improvements/{fix}", data=again.sent()).status_code == 303
    with database.read() as session:
        kept = session.get(Improvement, fix)
        assert (kept.why, kept.version) == ("Una’s reason", 3)


def test_every_turn_is_a_row_with_who_and_why(as_, here, database):
    with database.write() as session:
        fix = make(session)
    mo = as_("mo")
    here_ = f"/improvements/{fix}"
    assert mo.post(f"{here_}/turns", data={"state": "doing", "why": "Agreed"}).status_code == 303
    assert "for whoever thinks of it next" in mo.post(f"{here_}/turns", data={"state": "dropped"}).text
    late = mo.post(f"{here_}/turns", data={"state": "done", "done_on": "2999-01-01", "why": "Kept words"})
    assert late.status_code == 422 and "not come yet" in late.text and "Kept words" in late.text
    assert mo.post(f"{here_}/turns", data={"state": "done", "done_on": "yesterday"}).status_code == 422
    assert mo.post(f"{here_}/turns", data={"state": "gone"}).status_code == 422
    assert mo.post(f"{here_}/turns", data={"state": "done", "done_on": "2026-11-12"}).status_code == 303
    assert mo.post(f"{here_}/turns", data={"state": "done", "done_on": "2026-11-12"}).status_code == 303
    with database.read() as session:
        turns = [(turn.state, turn.why, turn.made_by) for turn in session.exec(select(Turn).order_by(Turn.number))]
        assert turns == [("idea", "", "u-mo"), ("doing", "Agreed", "u-mo"), ("done", "", "u-mo")]
        assert session.get(Improvement, fix).done_on == date(2026, 11, 12)
    page = mo.get(here_).text
    assert "Done, Thu 12 Nov 2026" in page and f"/capture#/shoes/{JOURNEY}" in page
    assert "since=2026-11-12" in page


def test_a_comment_says_what_came_of_it(as_, here, database):
    with database.write() as session:
        fix = make(session, title="Let Billing credit")
        commands.rest_on(session, fix, [], [here])
        commands.turn(session, fix, "done", "", "u-mo", TODAY)
    with database.read() as session:
        said = session.get(Comment, here)
        assert (said.answer, said.answer_why) == ("changed", "Let Billing credit")
    part = as_("mo").get(f"/improvements/of-comment/{here}", headers={"hx-request": "true"}).text
    assert "Let Billing credit" in part and "done" in part and "<html" not in part
    with database.write() as session:
        commands.turn(session, fix, "doing", "It did not hold", "u-mo", TODAY)
        assert session.get(Comment, here).answer == "none"


def test_it_rests_on_walks_and_comments_that_may_be_seen(as_, drawn, database):  # noqa: F811
    with database.write() as session:
        fix = make(session)
        comment = voice.take_comment(session, voice.CommentIn(words="Slow", source="x"))
    mo, here_ = as_("mo"), f"/improvements/{fix}"
    assert "Link this walk" in mo.get(here_).text
    for data in ({"walk": drawn}, {"walk": drawn}, {"comment": comment}, {"walk": "w-nothing"}, {"comment": ""}):
        assert mo.post(f"{here_}/evidence", data=data).status_code == 303
    page = mo.get(here_).text
    assert "Rests on 1 walk and 1 comment" in page and f'href="/walks/{drawn}"' in page
    filled = Form(mo.get(f"/improvements/new?walk={drawn}&touchpoint={CALL}").text, "fix-form")
    assert filled["place"] == [f"{JOURNEY}/{CALL}"] and filled["persona"][0] and filled["walk"] == [drawn]
    assert mo.get("/improvements/new?walk=w-nothing").status_code == 404
    mo.post(f"{here_}/walks/{drawn}/removal")
    mo.post(f"{here_}/comments/{comment}/removal")
    with database.read() as session:
        assert not session.exec(select(WalkEvidence)).all() and not session.exec(select(CommentEvidence)).all()


def test_fixes_of_a_touchpoint_are_its_own_and_the_journeys(here, database):
    with database.write() as session:
        ids = {place: make(session, title=place or "whole", touchpoint=place) for place in (CALL, "", "tp-other")}
        gone = make(session, title="gone")
        commands.turn(session, gone, "dropped", "too dear", "u-mo", TODAY)
        assert [fix.id for fix in queries.fixes_of(session, MO, JOURNEY, CALL)] == [ids[CALL], ids[""]]
        assert len(queries.fixes_of(session, MO, JOURNEY)) == 3
        assert queries.fixes_of(session, Actor("u-ada", "Ada", "walker"), JOURNEY) == []


@on_sqlite
def test_each_change_is_told(here, database):
    heard = []
    jobs.on("improvement.changed")(listen := lambda session, args: heard.append(args["improvement_id"]))
    try:
        with database.write() as session:
            fix = make(session)
        jobs.drain(database)
        assert heard == [fix]
    finally:
        jobs._handlers["improvement.changed"] = [
            one for one in jobs._handlers["improvement.changed"] if one[1] is not listen]


def test_late_is_said_in_words_and_only_while_it_matters():
    due = date(2026, 11, 20)
    assert due_words(due, "doing", TODAY) == "Overdue by 2 days" and is_late(due, "idea", TODAY)
    assert due_words(TODAY, "idea", TODAY) == "Due today" and not is_late(TODAY, "idea", TODAY)
    assert due_words(due, "done", TODAY) == "" and not is_late(due, "done", TODAY)


def test_a_stale_save_by_command_is_refused(here, database):
    with pytest.raises(Refusal, match="Someone else saved"), database.write() as session:
        fix = make(session)
        asked = checked(Draft({**Draft().texts, "title": "New", "place": f"{JOURNEY}/"}), {f"{JOURNEY}/"}, set(), {})
        commands.revise_improvement(session, fix, 1, asked)
        commands.revise_improvement(session, fix, 1, asked.model_copy(update={"title": "Other"}))
