"""D1 beyond its first figure: guesses without names, fixes in time, the two walks furthest apart, the lens, tables."""

from datetime import date
from types import SimpleNamespace

import pytest
from sqlmodel import select

from app.demo.script import demo_id
from app.demo.walks import maria_by_dana
from app.improvements import commands as improvements
from app.improvements.forms import ImprovementIn
from app.improvements.models import Improvement
from app.insights import lens as lenses
from app.insights.apart import End, bare, difference
from app.insights.felt import felt_of
from app.insights.figures import Figure, added, figure_of
from app.insights.journey_page import READ, course_words
from app.insights.lens import Lens
from app.insights.models import StageScore
from app.insights.trend import trend_of
from app.voice.commands import take_ratings
from tests.insights.logs import CALL, JOURNEY, another
from tests.insights.test_pages import statements
from tests.insights.test_summaries import HERE, enter
from tests.world import on_sqlite

FIX = Improvement(id="f", title="Shorter menu", kind="change", journey_id="a", state="done",
                  done_on=date(2026, 10, 1), made_at=None)


def scores(*points: float, day: str) -> list:
    same = dict.fromkeys(("method", "weight_set", "journey_id", "touchpoint", "par", "mode", "persona", "help"), "")
    return [SimpleNamespace(**same, journey_revision=1, day=day, at_least=False, milli=round(one * 1000),
                            walker_id=f"w{n}", walk_id=f"{n}") for n, one in enumerate(points)]


def trend(before: tuple, after: tuple, fixes=(FIX,)):
    rows = scores(*before, day="2026-09-01") + scores(*after, day="2026-10-10")
    return trend_of(rows, list(fixes), Lens(), lambda row: "", {})


@pytest.mark.parametrize("before, after, says", [
    ((70, 72, 71) * 4, (20, 22, 21) * 4, "The fix worked"),
    ((40, 72, 56, 60), (20, 62, 41, 30), "Did the fix work? No clear change"),
    ((20, 22, 21) * 4, (70, 72, 71) * 4, "Harder since the fix"),
    ((60, 60), (20, 22, 21), "Did the fix work? Too early to tell")])
def test_worked_is_said_only_when_the_bands_do_not_overlap(before, after, says):
    assert trend(before, after).heading == says


def test_an_easier_mean_whose_bands_touch_is_not_proven():
    told = trend((62, 50, 74, 48, 68, 60) * 2, (44, 56, 34, 58, 46, 40) * 2)
    before, after = (one.figure.told for one in told.stretches)
    assert told.heading == "Easier since the fix, not proven" and before["low"] < after["high"]


def test_without_a_fix_the_trend_is_one_stretch_and_claims_nothing():
    told = trend((60, 62), (20,), fixes=())
    assert told.heading == "Walk by walk" and len(told.stretches) == 1 and told.marks == []
    assert [round(dot.x) for dot in told.dots] == [3, 3, 97]


def test_a_fix_outside_the_days_asked_for_is_not_marked():
    rows = scores(60, 62, day="2026-09-01")
    assert trend_of(rows, [FIX], Lens(until="2026-09-30"), lambda row: "", {}).marks == []


def figure(felt: dict, guess: dict) -> Figure:
    return Figure({"n": 1}, counted={"felt": felt, "guess": guess})


def test_guesses_below_five_are_kept_back_but_for_the_readers_own():
    told = felt_of(figure({4.0: 4}, {3.0: 2, 5.0: 2}), own=[5.0])
    assert told.guessed is None and len(told.own) == 1 and told.kept_back.startswith("3 guesses are kept back")
    assert "guess" not in told.says
    told = felt_of(figure({4.6: 5}, {3.0: 5}), own=[])
    assert len(told.guessed.dots) == 5 and told.kept_back == ""
    assert told.says == "Walks felt 4.6 of 7 on average; the guesses beforehand said 3.0, which was 1.6 too hopeful."
    assert felt_of(figure({}, {}), []) is None


def end(points: int, channels: tuple, **more) -> End:
    row = SimpleNamespace(**{"milli": points * 1000, "persona": "p", "outcome": "reached", "help": "", "access": "",
                             "course": [{"channel": one, "state": "walked"} for one in channels], **more})
    return End(row, "", "Maria Alves, 71", None, frozenset(("chat",)))


@pytest.mark.parametrize("easy, hard, says", [
    (end(20, ("web", "chat")), end(80, ("web",)), "The easy walk used chat; Maria’s rules don’t allow it."),
    (end(20, ("web", "store")), end(80, ("web",)), "The easy walk used the store, the hard one did not."),
    (end(20, ("web",)), end(80, ("web", "phone")),
     "The hard walk had to go through the call centre, the easy one did not."),
    (end(20, ("web",)), end(80, ("web",), outcome="not"), "The easy walk ended solved, the hard one not solved."),
    (end(20, ("web",), help="insider"), end(80, ("web",)),
     "In the easy walk the walker used insider knowledge; in the other not."),
    (end(20, ("web",), access="full"), end(80, ("web",), access="none"),
     "Internet: fully online in the easy walk, no internet in the other."),
    (end(20, ("web",)), end(80, ("web",), persona="q"), "The same way in other shoes."),
    (end(20, ()), end(80, ()),
     "Nothing that was recorded tells the two apart: same shoes, same channels, same ending.")])
def test_the_first_difference_between_two_walks_is_named(easy, hard, says):
    assert difference(easy, hard) == says


def test_a_quote_is_quoted_once():
    assert bare("“The system won’t take it”") == "The system won’t take it"


def test_planned_against_walked_in_one_line():
    course = [{"state": "walked", "marks": []}]
    odd = [{"state": "walked", "marks": ["sent"]}, {"state": "skipped", "marks": []}]
    rows = [SimpleNamespace(course=course), SimpleNamespace(course=odd)]
    assert course_words(rows) == "Of 2 walks 1 went as planned; 1 skipped a touchpoint, 1 were sent on."
    assert course_words([SimpleNamespace(course=None)]) == ""


def test_stage_scores_and_cells_make_the_same_figure(database, rolled):
    with database.read() as session:
        cells = lenses.cells(session, lenses.Lens(), journey_id=JOURNEY)
        rows = list(session.execute(select(*(getattr(StageScore, name) for name in READ))))
    for touchpoint in {cell.touchpoint for cell in cells}:
        by_cells = added([cell for cell in cells if cell.touchpoint == touchpoint])
        by_rows = figure_of([row for row in rows if row.touchpoint == touchpoint])
        assert by_rows.told == by_cells.told and by_rows.at_least == by_cells.at_least
        for name in ("snags", "waited_ms", "steps"):
            assert by_rows.counted[name] == by_cells.counted[name]
        assert by_rows.felt == pytest.approx(by_cells.felt, abs=0.01)


@on_sqlite
def test_the_lens_narrows_everything_and_stays_in_every_link(rolled, as_):
    maria = demo_id("persona", "maria")
    words = as_("mo").get(f"{HERE}?persona={maria}").text
    assert "Only walks as Maria Alves, 71" in words and 'aria-current="true"' in words
    assert f"{HERE}/compare?persona={maria}" in words
    assert f"/touchpoints/{demo_id('touchpoint', JOURNEY, 'call')}?persona=" in words
    assert "No walk fits this choice" in as_("mo").get(f"{HERE}?until=1999-12-31").text
    assert as_("mo").get(f"{HERE}?mode=both").status_code == 422


@on_sqlite
def test_a_fix_is_marked_and_leads_to_its_page(database, rolled, cast, as_):
    with database.write() as session:
        fix_id = improvements.make_improvement(session, ImprovementIn(
            title="Shorter menu", kind="change", journey_id=JOURNEY), cast["mo"].id)
        improvements.turn(session, fix_id, "done", "", "u-mo", date(2026, 11, 22), date(2026, 11, 8))
    words = as_("mo").get(HERE).text
    assert f'href="/improvements/{fix_id}">Shorter menu' in words and "Did the fix work? Too early to tell" in words


def test_as_tables_says_everything_in_the_same_order(rolled, as_):
    words = as_("mo").get(f"{HERE}?as=tables").text
    assert "strip__dot" not in words and "<svg class=\"trend" not in words
    heads = ["All 4 walks", "For whom", "Where it gets hard", "Walk by walk"]
    assert sorted(heads, key=words.index) == heads
    for walk_id in rolled:
        assert f'href="/walks/{walk_id}"' in words
    assert 'name="as" value="tables"' in words and "Main snag" in words and "95% between" in words


def test_two_walks_far_apart_are_both_quoted_and_put_side_by_side(rolled, as_, monkeypatch):
    assert "Nobody disagrees much" in as_("mo").get(HERE).text
    monkeypatch.setattr("app.insights.apart.APART", 20)  # these four lie 29 points apart
    words = as_("mo").get(HERE).text
    assert "They disagree, and both are true" in words and words.count("apart__quote") == 2
    assert "Put them side by side" in words and "/beside/" in words


@on_sqlite
def test_a_filtered_page_with_fixes_asks_at_most_twelve_times(app, database, rolled, cast, as_):
    enter(database, cast["zoe"], another(maria_by_dana(), "w-more", "u-zoe", end={"insider": True}))
    mo = as_("mo")
    for query in ("", "?only=helped", "?as=tables", "?mode=see", f"?persona={demo_id('persona', 'maria')}"):
        assert statements(app, lambda query=query: mo.get(HERE + query)) <= 12, query


@on_sqlite
def test_customers_stand_on_the_felt_axis_from_five_answers_on(database, rolled, as_):
    with database.write() as session:
        take_ratings(session, {"journey_id": JOURNEY, "touchpoint": CALL, "source": "Survey", "scale": "ces2"}, {2: 4})
    assert "shown from five on" in as_("mo").get(f"/insights/journeys/{JOURNEY}").text
    with database.write() as session:
        take_ratings(session, {"journey_id": JOURNEY, "touchpoint": CALL, "source": "Survey", "scale": "ces2"}, {2: 1})
    assert "5 customers felt 6.0 of 7 on average" in as_("mo").get(f"/insights/journeys/{JOURNEY}").text
