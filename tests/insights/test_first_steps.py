"""The five steps of a new server: who sees them, how they are told apart, and how they go."""

from app.accounts.models import Mark
from app.voice import commands as voice
from tests.world import on_sqlite


@on_sqlite
def test_an_admin_of_a_new_server_sees_five_steps_until_they_are_put_away(as_, database):
    una, mo = as_("una"), as_("mo")
    page = una.get("/").text
    # The cast are people already, so the step of inviting is done.
    assert "4 steps left to your first finding" in page and page.count('aria-current="step"') == 1
    assert "steps-head" not in mo.get("/").text
    with database.write() as session:
        for n in range(3):
            voice.take_comment(session, voice.CommentIn(words=f"Nobody rang back, {n}.", source="letter"))
    assert "3 of 10 comments so far" in una.get("/").text
    for _ in range(2):
        assert una.post("/first-steps/comments/skip").status_code == 303
    assert "3 steps left" in una.get("/").text
    assert una.post("/first-steps/nothing/skip").status_code == 404
    una.post("/first-steps/dismissal")
    assert "steps-head" not in una.get("/").text


def test_all_steps_skipped_are_gone_and_the_demo_world_shows_none(as_, database):
    una = as_("una")
    with database.write() as session:
        session.add(Mark(id="demo", value="1"))
    assert "steps-head" not in una.get("/").text
    with database.write() as session:
        session.delete(session.get(Mark, "demo"))
    for step in ("comments", "persona", "journey", "walk"):
        assert "steps-head" in una.get("/").text
        una.post(f"/first-steps/{step}/skip")
    assert "steps-head" not in una.get("/").text
