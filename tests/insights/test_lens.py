"""The lens: what a filter lets through, what it says, and how it stands in an address."""

import pytest
from sqlmodel import select

from app.insights import lens as lenses
from app.insights.figures import added
from app.insights.lens import Lens
from app.insights.models import Moment, Score
from app.kit import jobs
from app.kit.errors import Refusal
from app.walks.models import Walk
from tests.insights.logs import JOURNEY


def n_of(database, **asked) -> int:
    with database.read() as session:
        return sum(cell.n for cell in lenses.cells(session, Lens(**asked), wholes=True))


def test_each_choice_narrows_the_walks(database, rolled):
    everything = n_of(database)
    with database.read() as session:
        cells = lenses.cells(session, Lens(), wholes=True)
    assert everything == sum(cell.n for cell in cells) > 1
    for name in ("persona", "access"):
        for value in {getattr(cell, name) for cell in cells} - {""}:
            fitting = sum(cell.n for cell in cells if getattr(cell, name) == value)
            assert n_of(database, **{name: value}) == fitting < everything
    days = sorted(cell.day for cell in cells)
    assert n_of(database, since=days[0], until=days[-1]) == everything
    assert n_of(database, until="1999-12-31") == 0
    assert n_of(database, only="helped") + n_of(database, only="unhelped") == everything


def test_an_accepted_walk_counts_as_accepted_and_one_set_aside_nowhere(database, rolled):
    everything = n_of(database)
    for walk_id, decision in zip(rolled, ("accepted", "set_aside"), strict=False):
        with database.write() as session:
            session.get(Walk, walk_id).review = decision
            jobs.tell(session, "walk.reviewed", walk_id=walk_id)
    jobs.drain(database)
    assert n_of(database) == everything - 1
    assert n_of(database, accepted="yes") == 1
    with database.read() as session:
        assert not any(session.exec(select(Moment.counts).where(Moment.walk_id == rolled[1])))


def test_a_touchpoints_figure_says_what_was_felt_guessed_and_waited(database, rolled):
    with database.read() as session:
        stages = lenses.cells(session, Lens(), journey_id=JOURNEY, wholes=False)
        told = added([cell for cell in stages if cell.touchpoint == stages[0].touchpoint])
        courses = session.exec(select(Score.course).where(Score.walk_id == rolled[0])).first()
    assert sum(told.counted["felt"].values()) <= told.n and 1 <= told.felt <= 7
    assert told.counted["spent_ms"] >= told.counted["waited_ms"] > 0
    assert {one["state"] for one in courses} <= {"walked", "skipped", "not_reached", "added"} and courses


def test_the_address_says_the_filter_and_nothing_more():
    assert Lens().query() == "" and Lens().link("/x") == "/x"
    lens = Lens(persona="p-1", since="2026-11-01", mode="see")
    assert lens.link("/x", page=2) == "/x?persona=p-1&since=2026-11-01&mode=see&page=2"
    assert lens.words({"p-1": "Maria"}) == ["as Maria", "from 1 Nov 2026", "watched a customer"]


@pytest.mark.parametrize("wrong", [{"mode": "both"}, {"since": "tomorrow"}, {"accepted": "maybe"}])
def test_a_filter_nobody_knows_is_refused_in_words(wrong):
    with pytest.raises(Refusal) as refused:
        lenses.asked(**{**dict.fromkeys(("persona", "place", "since", "until", "access", "only", "accepted"), ""),
                        "mode": "be", **wrong})
    assert next(iter(wrong)) in refused.value.sentence
