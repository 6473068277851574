"""The table of the gap page: guessed, walked and said, a line a touchpoint."""

from app.exports.sheets import Ask, about, sheet
from app.insights.gap_page import Row, Side, gaps_of
from app.kit.tables import Table

HEADS = (("journey", "Journey"), ("touchpoint", "Touchpoint"), ("score", "Score of the walks"),
         ("guess", "Guessed, felt 1–7"), ("guesses", "Guesses"), ("walked", "Walked, felt 1–7"), ("walks", "Ratings"),
         ("customers", "Customers, felt 1–7"), ("answers", "Answers"), ("gap", "Gap"))


@sheet("gaps")
def gaps(ask: Ask) -> Table:
    """Guess, walk and customers by journey and touchpoint, through the page's filter."""
    view = gaps_of(ask.session, ask.actor, ask.lens)
    rows = [line for one in view.journeys
            for line in (_line(one.whole.name, "", one.whole), *(_line(one.whole.name, row.name, row)
                                                                 for row in one.rows))]
    return Table("gaps", "Guessed, walked, said", about(ask, view.report.who, lens=view.choices.words, rows=len(rows)),
                 HEADS, iter(rows), len(rows), ask.zone)


def _line(journey: str, touchpoint: str, row: Row) -> tuple:
    return (journey, touchpoint, row.score.said, *_felt(row.guessed), *_felt(row.walked), *_felt(row.customers),
            row.says)


def _felt(side: Side) -> tuple[float | None, int]:
    return None if side.mean is None else round(side.mean, 2), side.n
