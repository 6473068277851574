"""Whether a fix worked: only the same shoes, three walks a side, one should-be, and an interval that says so."""

from datetime import date

import pytest

from app.insights.models import Cell
from app.insights.proof import Expected, weighed
from app.insights.weights import OWN
from tests.insights.logs import JOURNEY
from tests.world import on_sqlite

SINCE = date(2026, 11, 12)
PLAN = {"id": "j", "name": "J", "touchpoints": [{"id": "t", "name": "Counter"}]}
NAMES = {"tom": "Tom", "ann": "Ann"}


def cell(day: str, *scores: int, persona: str = "tom", par: str = "p", revision: int = 1) -> Cell:
    """One cell of walks by as many people, whole points."""
    return Cell(id=f"{day}-{persona}-{scores}", method="m", weight_set="w", journey_id="j", journey_revision=revision,
                touchpoint="t", par=par, persona=persona, place="", day=f"2026-11-{day}", mode="be", help="",
                n=len(scores), sum=sum(scores) * 1000, sumsq=sum((s * 1000) ** 2 for s in scores),
                hist={str(s): scores.count(s) for s in scores}, contributions={}, outcomes={},
                walkers={f"{day}{persona}{i}": 1 for i in range(len(scores))}, at_least=0, felt={}, guess={},
                spent_ms=60_000 * len(scores), waited_ms=0, steps=3 * len(scores), snags={})


def proof(*cells: Cell, persona: str = "", since: date | None = SINCE, expected: Expected = Expected()):
    return weighed(PLAN, "t", persona, since, expected, OWN, list(cells), NAMES)


def test_worked_is_said_only_when_the_interval_says_so():
    told = proof(cell("01", 60, 62, 64), cell("12", 10, 12, 14))
    assert told.status == "worked" and told.heading == "It worked for Tom"
    assert told.pairs[0].says.startswith("It worked: 50 points easier, surely between ")
    assert told.people == "6 walks by 6 people"
    unsure = proof(cell("01", 30, 50, 70), cell("12", 20, 40, 60))
    assert unsure.status == "unsure" and unsure.pairs[0].says.startswith("Done, not proven: no clear change.")


@pytest.mark.parametrize("after", [(), (10,), (10, 12)])
def test_two_walks_after_are_too_early(after):
    cells = [cell("01", 60, 62, 64)] + ([cell("13", *after)] if after else [])
    told = proof(*cells, persona="tom")
    assert told.status == ("early" if after else "waiting")
    assert told.pairs[0].says.startswith("Too early: walk it again ") and told.pairs[0].more >= 3 - len(after)
    assert proof(*cells).status == ("early" if after else "waiting")


def test_two_walks_before_can_never_be_made_up_for():
    told = proof(cell("01", 60, 62), cell("13", 10, 12, 14))
    assert told.status == "late" and "Too few before: 2 walks" in told.pairs[0].says
    assert proof(cell("01", 60)).status == "late"


def test_other_shoes_prove_nothing():
    told = proof(cell("01", 60, 62, 64), cell("13", 10, 12, 14, persona="ann"))
    assert told.status == "waiting" and "in other shoes" in told.waiting and not told.pairs
    asked = proof(cell("01", 60, 62, 64), cell("13", 10, 12, 14, persona="ann"), persona="tom")
    assert asked.status == "waiting"
    own = proof(cell("01", 60, 62, 64, persona=""), cell("13", 10, 12, 14, persona=""))
    assert own.status == "late" and not own.pairs


def test_each_pair_of_shoes_is_judged_alone():
    told = proof(cell("01", 60, 62, 64), cell("13", 10, 12, 14), cell("01", 10, 12, 14, persona="ann"),
                 cell("13", 60, 62, 64, persona="ann"))
    assert [pair.name for pair in told.pairs] == ["Ann", "Tom"]
    assert told.status == "mixed" and told.heading == "It worked for Tom, and not for everybody"
    assert told.pairs[0].says.startswith("It got harder: 50 points harder")


def test_the_same_effort_as_before_is_called_so():
    same = [40, 41, 42] * 60
    told = proof(cell("01", *same), cell("13", *same))
    assert told.status == "didnt" and "no difference worth the name" in told.pairs[0].says


def test_nothing_is_compared_across_a_changed_should_be():
    told = proof(cell("01", 60, 62, 64), cell("13", 10, 12, 14, par="q", revision=2))
    assert told.status == "refused" and "what it should take was changed in between" in told.refused
    part = proof(cell("01", 60, 62, 64, par="old"), cell("05", 60, 62, 64), cell("13", 10, 12, 14))
    assert part.status == "worked" and part.left_out == ["3 walks of another should-be"]


def test_a_revision_that_leaves_the_should_be_alone_keeps_walks_comparable():
    assert proof(cell("01", 60, 62, 64), cell("13", 10, 12, 14, revision=2)).status == "worked"


def test_the_day_it_was_done_counts_as_after():
    assert proof(cell("11", 60, 62, 64), cell("12", 10, 12, 14)).pairs[0].after.n == 3


def test_before_it_is_done_the_part_says_what_there_is_and_how_many_walks_it_takes():
    told = proof(cell("01", 60, 62), since=None, expected=Expected(30_000))
    assert told.heading == "Not done yet: this is what it starts from" and told.now.n == 2
    assert told.plan.startswith("Walk it 1 more time before it is done") and "To show 30 points less" in told.plan
    small = proof(cell("01", 40, 60, 80), since=None, expected=Expected(6_000))
    assert "more than anybody will walk" in small.plan
    assert proof(since=None).heading == "Not walked yet"


@on_sqlite
def test_a_proof_of_nothing_is_refused(as_, cast):
    mo = as_("mo")
    assert mo.get(f"/insights/proof?journey={JOURNEY}").status_code == 404
    assert mo.get("/insights/proof?journey=x&since=soon").status_code == 422
