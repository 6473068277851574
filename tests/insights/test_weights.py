"""Weights: looked at before they are saved, saved as a new set, scored beside the old ones; and by whom."""

import pytest
from sqlmodel import select

from app.insights import lens as lenses
from app.insights import weights
from app.insights.figures import added
from app.insights.models import Cell, Score, StageScore, WeightSet
from app.insights.sensitivity import means, measured
from app.kit import jobs
from app.kit.errors import Refusal
from app.scoring.effort import Invalid, config_of, score_fold
from app.scoring.fold import fold
from app.walks.queries import log_of
from tests.forms import Form
from tests.insights.logs import JOURNEY, journey_shape
from tests.world import on_sqlite

HERE = "/insights/weights"
HEAVY = {"weights.steps": "60", "weights.friction": "5", "half.wait": "3", "friction.jargon": "2",
         "wait_extra.unexplained": "1", "peak": "10"}


def look(una, **typed):
    return una.get(HERE, params={**HEAVY, **typed})


def save(una, page, **over):
    """Press the patch of a page that was looked at."""
    form = Form(page.text, "weights")
    return una.post(HERE, data={**dict(form.fields), **over})


def stored(database, weight_set: str) -> list:
    with database.read() as session:
        return [[row.model_dump(exclude={"computed_at"}) for row in session.scalars(
            select(table).where(table.weight_set == weight_set).order_by(*table.__table__.primary_key))]
            for table in (Score, StageScore, Cell)]


def test_looking_stores_nothing_and_shows_the_order(database, rolled, as_):
    page = look(as_("una"))
    assert "What would change" in page.text and "Save as set 1" in page.text and "Call centre" in page.text
    with database.read() as session:
        assert session.scalars(select(WeightSet)).all() == [] and weights.in_force(session).id == "default"


@pytest.fixture
def saved(database, rolled, as_) -> str:
    """The id of a set saved through the page, its scores worked out."""
    una = as_("una")
    reply = save(una, look(una), why="Steps hurt our customers most")
    assert (reply.status_code, reply.headers["location"]) == (303, f"{HERE}?said=saved")
    jobs.drain(database)
    with database.read() as session:
        return weights.in_force(session).id


def test_a_set_is_scored_beside_the_old_one_never_over_it(database, rolled, as_):
    before = stored(database, "default")
    una = as_("una")
    save(una, look(una))
    jobs.drain(database)
    assert stored(database, "default") == before
    with database.read() as session:
        new = weights.in_force(session)
        walks = session.scalars(select(Score).where(Score.weight_set == new.id)).all()
        assert len(walks) == 4
        for walk in walks:
            told = score_fold(fold(log_of(session, walk.walk_id)), journey_shape("dispute"), new.config)
            assert (walk.milli, walk.contributions) == (told["milli"], told["contributions_milli"])
        mean = added(lenses.cells(session, lenses.Lens(), new, JOURNEY, wholes=True))
        assert mean.cell["sum"] == sum(walk.milli for walk in walks)


@on_sqlite
def test_what_the_preview_says_is_what_comes(database, rolled, as_):
    una = as_("una")
    with database.read() as session:
        values = {"weights": {"steps": "60", "friction": "5"}, "half": {"wait": "3"}, "friction": {"jargon": "2"},
                  "wait_extra": {"unexplained": "1"}, "peak": "0.1"}
        told = means(measured(session)[0], config_of(values))
    save(una, look(una))
    jobs.drain(database)
    with database.read() as session:
        cells = lenses.cells(session, lenses.Lens(), journey_id=JOURNEY)
        for place, points in told.items():
            figure = added([cell for cell in cells if cell.touchpoint == place])
            assert figure.cell["sum"] / figure.n / 1000 == pytest.approx(points, abs=.002)


def test_pages_score_by_the_set_in_force_and_keep_the_old_within_reach(database, rolled, saved, as_):
    mo = as_("mo")
    with database.read() as session:
        old, new = (session.get(Score, (rolled[0], "jes-1.0.0", each)).bin for each in ("default", saved))
    assert old != new
    assert f">{new}</a>" in mo.get(f"/walks/{rolled[0]}").text and "weights set 1" in mo.get(f"/walks/{rolled[0]}").text
    listed = mo.get("/walks").text
    assert f'<span class="walks__n">{new}</span>' in listed and listed.count('class="walks__row"') == 4
    summary = mo.get(f"/insights/journeys/{JOURNEY}").text
    assert "scored by set 1" in summary and "Not compared: they were scored by different weights." in summary
    assert "no longer in force" in mo.get(f"/insights/journeys/{JOURNEY}?weights=default").text
    told = as_("mo", "read").get(f"/api/v1/walks/{rolled[0]}").json()
    assert (told["weight_set"], told["score"]["bin"]) == (saved, new)


@on_sqlite
def test_the_list_of_sets_says_who_changed_what_and_why(saved, as_):
    words = as_("una").get(HERE).text
    assert "Steps hurt our customers most" in words and "Una" in words
    assert "steps: 20 → 60" in words and "worst touchpoint, %: 30 → 10" in words


def test_a_rebuild_gives_every_set_again(database, saved):
    from app.insights.jobs import rebuild
    before = stored(database, "default"), stored(database, saved)
    rebuild(database)
    assert (stored(database, "default"), stored(database, saved)) == before


def test_a_walk_taken_back_leaves_the_sums_of_every_set(database, rolled, saved, as_):
    as_("ada").post(f"/walks/{rolled[0]}/practice")
    jobs.drain(database)
    for weight_set in ("default", saved):
        assert rolled[0] not in {row["walk_id"] for row in stored(database, weight_set)[1]}


def test_only_what_was_looked_at_can_be_saved(database, rolled, as_):
    una = as_("una")
    page = look(una)
    again = save(una, page, **{"weights.mood": "9"})
    assert again.status_code == 409 and "not the ones you looked at" in again.text
    with database.read() as session:
        assert session.scalars(select(WeightSet)).all() == []
    assert save(una, again).status_code == 303


def test_two_admins_do_not_save_over_each_other(database, rolled, as_):
    una = as_("una")
    first, second = look(una), look(una, **{"weights.mood": "9"})
    assert save(una, first).status_code == 303
    late = save(una, second)
    assert late.status_code == 409 and "Someone else saved other weights" in late.text
    with database.read() as session:
        assert len(session.scalars(select(WeightSet)).all()) == 1


def test_weights_in_force_make_no_new_set(database, saved, as_):
    una = as_("una")
    same = look(una)
    assert "Nothing: these are the weights in force." in same.text and "Save as set" not in same.text
    with database.write() as session:
        current = weights.in_force(session)
        typed = {**current.values, "weights": {**current.values["weights"], "steps": "60.0"}}
        assert weights.save(session, typed, "", current.id, "u-una").id == current.id


@on_sqlite
@pytest.mark.parametrize("name, value, words", [
    ("weights.steps", "61", "A number from 0 to 60."), ("weights.felt", "51", "A number from 0 to 50."),
    ("weights.steps", "-1", "A number"), ("weights.steps", "ten", "A number"), ("weights.steps", "", "A number"),
    ("half.wait", "0", "A number from 0.1 to 100."), ("peak", "51", "A number from 0 to 50."),
    ("friction.jargon", "1e3", "A number"), ("weights.steps", "١٢", "A number"), ("weights.steps", "٣", "A number")])
def test_what_cannot_be_is_refused_in_place(rolled, as_, name, value, words):
    page = look(as_("una"), **{name: value})
    assert page.status_code == 422 and words in page.text and "Save as set" not in page.text
    assert as_("una").post(HERE, data={name: value}).status_code == 422


@on_sqlite
def test_all_weights_nought_is_refused(rolled, as_):
    nought = {f"weights.{part}": "0" for part in ("steps", "wait", "friction", "felt", "outcome", "mood")}
    page = as_("una").get(HERE, params=nought)
    assert page.status_code == 422 and "At least one part should count." in page.text


@on_sqlite
def test_a_comma_is_a_decimal_point(rolled, as_):
    assert 'value="1.25"' in look(as_("una"), **{"friction.transfer": "1,25"}).text


def test_the_door_behind_the_form_holds_the_bounds_too(database, rolled):
    with database.write() as session:
        values = weights.in_force(session).values
        with pytest.raises(Invalid):
            weights.save(session, {**values, "weights": {**values["weights"], "felt": "51"}}, "", "default", "u-una")
        with pytest.raises(Refusal, match="Someone else"):
            weights.save(session, values, "", "an older set", "u-una")


@on_sqlite
def test_whoever_is_no_admin_turns_nothing(rolled, as_):
    for who in ("ada", "mo"):
        assert as_(who).get(HERE).status_code == 403 and as_(who).post(HERE, data=HEAVY).status_code == 403


@on_sqlite
def test_words_of_an_admin_are_only_words(database, rolled, as_):
    una = as_("una")
    save(una, look(una), why="<script>alert(1)</script>")
    assert "<script>alert(1)" not in una.get(HERE).text


@on_sqlite
def test_help_is_worked_out_by_the_weights_in_force(saved, as_):
    words = as_("ada").get("/help").text
    assert "to 90 parts in a hundred the average" in words and "Steps, up to 50 points" in words
    assert "54, hard going" not in words


def test_phones_carry_the_set_in_force_from_the_moment_it_is_saved(database, rolled, as_):
    una, phone = as_("una"), as_("ada", "device")
    before = phone.get("/api/v1/catalogue")
    save(una, look(una))
    carried = phone.get("/api/v1/catalogue", headers={"if-none-match": before.headers["etag"]}).json()
    with database.read() as session:
        current = weights.in_force(session)
    assert carried["weight_set"] == current.id and carried["config"]["peak"] == "0.1"
    assert carried["config"]["weights"]["steps"] == "60" and carried["config"]["min_coverage"] == 50
    assert config_of(carried["config"]) == config_of(current.config)
