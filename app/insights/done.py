"""The fixes that are done, each with whether it worked: one reading of cells for all of them."""

from collections import defaultdict
from datetime import date

from sqlmodel import Session

from app.accounts.access import Actor
from app.improvements import pages as fixes
from app.improvements.models import State
from app.insights.proof import SHORT, Expected, weighed
from app.insights.proof_reading import cells_at, names_of
from app.insights.weights import in_force

# What waits for somebody comes first.
ORDER = tuple(SHORT[key] for key in ("waiting", "early", "unsure", "didnt", "mixed", "worked", "refused", "late"))


def done_fixes(session: Session, actor: Actor, journey: str, owner: str) -> list[tuple]:
    """[(row of improvements.pages, one word for its proof)], what still waits for walks first."""
    asked = {"journey": journey, "owner": owner, "state": State.done.value}
    rows = fixes.listed(session, actor, date.max, asked)["rows"]
    weights = in_force(session)
    by_place = defaultdict(list)
    for cell in cells_at(session, weights.id, {(row.fix.journey_id, row.fix.touchpoint) for row in rows}):
        by_place[cell.journey_id, cell.touchpoint].append(cell)
    names = names_of(session, {cell.persona for cells in by_place.values() for cell in cells})

    def word(row) -> str:
        fix = row.fix
        expected = Expected(fix.expected_milli, fix.expected_ms, fix.expected_steps)
        return weighed({"touchpoints": []}, fix.touchpoint, fix.persona_id or "", fix.done_on, expected, weights,
                       by_place[fix.journey_id, fix.touchpoint], names).short
    return sorted(((row, word(row)) for row in rows), key=lambda one: ORDER.index(one[1]))
