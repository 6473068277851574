"""Personas as a manager makes and changes them, without any script; their comments; and who may not."""

import re

import pytest

from app.journeys import commands as journeys
from app.journeys.forms import JourneyIn
from app.kit.web import STATIC
from app.personas import commands
from app.personas.forms import PersonaIn
from app.personas.models import Persona
from app.personas.queries import persona_revision
from app.personas.shoes import SHOES
from app.voice import commands as voice
from tests.forms import Form
from tests.world import on_sqlite

TOM = PersonaIn(name="Tom Reyes, 34", shoes="boot", pronoun="he", issue="Billed for a coat he sent back.",
                goal="The charge gone.", mood=-1, digital_access="none", closed_channels=("web", "app"),
                rules=("No website",), unknowns=("His order number",))
COMMENT = {"words": "I was billed anyway.", "said_on": "2026-10-06", "channel": "phone", "source": "Survey, October"}


@pytest.fixture
def tom(database, cast) -> str:
    with database.write() as session:
        return commands.make_persona(session, TOM, "u-mo", persona_id="p-tom")


@pytest.fixture
def mo(as_):
    return as_("mo")


def today(database, revision=None) -> dict:
    with database.read() as session:
        return persona_revision(session, "p-tom", revision)


def edit_form(client) -> Form:
    return Form(client.get("/personas/p-tom/revisions/new").text, "persona-form")


def test_an_empty_rack_invites_to_make_the_first_persona(mo):
    assert "Make the first persona" in mo.get("/personas").text


def test_every_pair_of_shoes_is_drawn():
    art = (STATIC / "icons/art.svg").read_text()
    assert all(f'id="shoe-{name}"' in art for name in SHOES)


@on_sqlite
def test_a_persona_is_made_with_everything_that_can_be_said(mo, database):
    with database.write() as session:
        journeys.make_journey(session, JourneyIn(name="Return a coat", touchpoints=[
            {"name": "Page", "channel": "web"}]), journey_id="j-coat")
    form = Form(mo.get("/personas/new").text, "persona-form")
    for name, value in {"name": "Lin Morrow, 29", "shoes": "sandal", "pronoun": "ze", "summary": "Just moved in.",
                        "issue": "Wrong router.", "goal": "Send it back.", "mood": "2", "mood_words": "Hopeful",
                        "digital_access": "phone_only", "access_words": "Old phone", "rules": "Read all\nNo calls",
                        "unknowns": "Serial number"}.items():
        form.set(name, value)
    made = mo.post("/personas", data=form.tick("closed_channels", "app").tick("journeys", "j-coat").sent())
    own = re.search(r"/personas/([^?]+)", made.headers["location"])[1]
    with database.read() as session:
        persona = persona_revision(session, own)
    assert {key: persona[key] for key in ("shoes", "pronoun", "mood", "digital_access", "closed_channels", "rules",
                                          "unknowns", "journeys", "assumption")} == {
        "shoes": "sandal", "pronoun": "ze", "mood": 2, "digital_access": "phone_only", "closed_channels": ["app"],
        "rules": ["Read all", "No calls"], "unknowns": ["Serial number"], "journeys": ["j-coat"], "assumption": True}
    assert "Return a coat" in mo.get(made.headers["location"]).text


@on_sqlite
def test_what_is_missing_is_said_beside_it_and_what_was_typed_stays(mo):
    form = Form(mo.get("/personas/new").text, "persona-form").set("name", "Half a persona")
    refused = mo.post("/personas", data=form.sent())
    assert refused.status_code == 422 and "Say what is wrong" in refused.text
    assert Form(refused.text, "persona-form")["name"] == ["Half a persona"]


@on_sqlite
@pytest.mark.parametrize(("access", "closed"), [
    ("none", ["web", "app", "chat", "email", "social"]), ("phone_only", []), ("full", [])])
def test_access_suggests_what_is_closed_and_the_ticks_stay_editable(mo, access, closed):
    form = Form(mo.get("/personas/new").text, "persona-form").set("digital_access", access).set("name", "Kept")
    suggested = Form(mo.post("/personas/draft", data=form.sent()).text, "persona-form")
    assert sorted(suggested["closed_channels"]) == sorted(closed) and suggested["name"] == ["Kept"]


def test_a_change_is_a_new_revision_and_the_old_one_stays(mo, tom, database):
    form = edit_form(mo).set("mood", "1").set("rules", "No website\nNo app")
    assert mo.post("/personas/p-tom/revisions", data=form.sent()).status_code == 303
    assert (today(database)["revision"], today(database)["mood"]) == (2, 1)
    assert today(database, 1)["rules"] == ["No website"]
    page = mo.get("/personas/p-tom").text
    assert "Mood fine, was uneasy" in page and "Changed the rules" in page
    assert "Revision 1 of 2" in mo.get("/personas/p-tom/revisions/1").text


def test_saving_without_a_change_makes_no_revision(mo, tom, database):
    assert mo.post("/personas/p-tom/revisions", data=edit_form(mo).sent()).headers["location"].endswith("unchanged")
    assert today(database)["revision"] == 1


def test_a_revision_of_thousands_of_digits_is_one_nobody_has(mo, tom, database):
    sent = edit_form(mo).set("revision", "9" * 5000).sent()
    assert mo.post("/personas/p-tom/revisions", data=sent).status_code == 409
    assert today(database)["revision"] == 1


def test_a_stale_save_is_refused_and_every_typed_word_stays(mo, as_, tom, database):
    mine, theirs = edit_form(mo).set("goal", "My own words"), edit_form(as_("una")).set("issue", "Another issue")
    as_("una").post("/personas/p-tom/revisions", data=theirs.sent())
    refused = mo.post("/personas/p-tom/revisions", data=mine.sent())
    kept = Form(refused.text, "persona-form")
    assert refused.status_code == 409 and "Una saved this persona" in refused.text
    assert kept["goal"] == ["My own words"] and today(database)["goal"] == "The charge gone."
    assert mo.post("/personas/p-tom/revisions", data=kept.sent()).status_code == 303
    assert today(database)["goal"] == "My own words"


@on_sqlite
def test_a_persona_is_an_assumption_until_a_comment_is_pasted(mo, tom, database):
    assert "An assumption until a customer says so" in mo.get("/personas/p-tom").text
    assert mo.post("/personas/p-tom/comments", data=COMMENT).status_code == 303
    page = mo.get("/personas/p-tom").text
    assert "Rests on 1 customer comment" in page and "I was billed anyway." in page
    assert "6 October 2026 · Call centre · Survey, October" in page
    assert not today(database)["assumption"] and "mark-assumption" not in page


def test_unlinking_the_last_comment_makes_it_an_assumption_again_and_keeps_the_comment(mo, tom, database):
    with database.write() as session:
        own = voice.take_comment(session, voice.CommentIn(words="Billed twice.", source="Letter"))
    mo.post("/personas/p-tom/evidence", data={"comment": own})
    assert not today(database)["assumption"]
    mo.post(f"/personas/p-tom/evidence/{own}/removal")
    assert today(database)["assumption"]
    assert "Link a comment that is here already (1)" in mo.get("/personas/p-tom").text


@on_sqlite
@pytest.mark.parametrize(("wrong", "sentence"), [
    ({"words": " "}, "Paste what the customer said"), ({"source": ""}, "Say where it was found"),
    ({"said_on": "yesterday"}, "Write the day as"), ({"said_on": "2999-01-01"}, "has not come yet"),
    ({"channel": "pigeon"}, "")])
def test_a_comment_that_cannot_be_checked_is_refused_and_kept_on_the_page(mo, tom, database, wrong, sentence):
    refused = mo.post("/personas/p-tom/comments", data={**COMMENT, **wrong})
    assert refused.status_code == 422 and sentence in refused.text
    assert wrong.keys() & {"words"} or "I was billed anyway." in refused.text
    assert today(database)["assumption"]


@on_sqlite
def test_htmx_gets_the_persona_alone_with_its_mark_gone(mo, tom):
    part = mo.post("/personas/p-tom/comments", data=COMMENT, headers={"hx-request": "true"}).text
    assert part.lstrip().startswith('<div class="persona" id="persona"') and "mark-assumption" not in part


def test_a_character_no_database_keeps_is_dropped(mo, tom, database):
    mo.post("/personas/p-tom/comments", data={**COMMENT, "words": "Cut\0off"})
    assert "Cutoff" in mo.get("/personas/p-tom").text


@on_sqlite
def test_a_customers_words_are_never_markup(mo, tom):
    mo.post("/personas/p-tom/comments", data={**COMMENT, "words": "<script>alert(1)</script>"})
    assert "<script>alert" not in mo.get("/personas/p-tom").text


@on_sqlite
def test_a_persona_put_away_says_so_and_comes_out_again(mo, tom, database):
    mo.post("/personas/p-tom/archive", data={"archived": "yes"})
    assert today(database)["archived"] and "nobody is dealt these shoes" in mo.get("/personas/p-tom").text
    mo.post("/personas/p-tom/archive", data={"archived": "no"})
    assert not today(database)["archived"]


@on_sqlite
@pytest.mark.parametrize("path", ["", "/new", "/p-tom", "/p-tom/revisions/new", "/p-tom/revisions/1"])
def test_walkers_have_no_desk(as_, tom, path):
    assert as_("ada").get(f"/personas{path}").status_code == 403


@on_sqlite
@pytest.mark.parametrize("path", ["", "/draft", "/p-tom/draft", "/p-tom/revisions", "/p-tom/archive",
                                  "/p-tom/comments", "/p-tom/evidence", "/p-tom/evidence/c/removal"])
def test_walkers_change_nothing(as_, tom, path):
    assert as_("zoe").post(f"/personas{path}", data={"archived": "yes", "comment": "c"}).status_code == 403


@on_sqlite
def test_a_persona_or_comment_that_is_not_there_is_404(mo, tom):
    for path in ("", "/revisions/new", "/revisions/1"):
        assert mo.get(f"/personas/p-none{path}").status_code == 404
    assert mo.post("/personas/p-tom/evidence", data={"comment": "c-none"}).status_code == 404


def test_clearing_the_demo_frees_a_real_persona_of_demo_comments(tom, database):
    with database.write() as session:
        comment = voice.take_comment(session, voice.CommentIn(words="Demo", source="Demo"), is_demo=True)
        commands.link_comment(session, "p-tom", comment)
        for demo in ("p-demo", "p-walked"):
            commands.make_persona(session, TOM, persona_id=demo, is_demo=True)
        commands.link_comment(session, "p-demo", comment)
    with database.write() as session:
        commands.clear_demo(session, keep={"p-walked"})
        voice.clear_demo(session)
        assert session.get(Persona, "p-demo") is None
        assert persona_revision(session, "p-walked")["archived"] and persona_revision(session, "p-tom")["assumption"]
