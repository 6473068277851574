"""Did it change between two periods, and how sure is that?

Method: scoring.md 2.12. Both cells must share journey, par, method and weights; the caller refuses otherwise.
"""

from bisect import bisect_left, bisect_right
from fractions import Fraction
from itertools import accumulate
from math import sqrt

from app.scoring.cells import bars, camps, cell_from, spread, t_quantile
from app.scoring.exact import Invalid

SMALL = 5  # points below which a sure change is still called small


def welch(a: dict, b: dict, level: float = 0.95, config=None, sd0=None) -> tuple[float, float, float, float]:
    """(mean b − mean a, low, high, df) with the shrunk variances and effective n of 2.10. Needs n ≥ 1 each."""
    (va, na, dfa), (vb, nb, dfb) = spread(a, config, sd0), spread(b, config, sd0)
    diff = float(Fraction(b["sum"], 1000 * b["n"]) - Fraction(a["sum"], 1000 * a["n"]))
    ea, eb = va / na, vb / nb
    df = (ea + eb) ** 2 / (ea**2 / dfa + eb**2 / dfb)
    half = t_quantile(df, level) * sqrt(ea + eb)
    return diff, diff - half, diff + half, df


def cliff(a: dict, b: dict) -> float:
    """Cliff's δ: share of pairs where b is harder minus share where b is easier, −1…1, from whole points."""
    others = bars(b)
    points, below = [q for q, _ in others], list(accumulate((m for _, m in others), initial=0))
    wins = sum(n * (below[-1] - below[bisect_right(points, p)] - below[bisect_left(points, p)]) for p, n in bars(a))
    return wins / (a["n"] * b["n"])


def change(before: dict, after: dict, comparisons: int = 1, config=None) -> dict:
    """{diff, low, high, cliff, verdict, df, split}; above 0 is harder. comparisons: how many stand on the page."""
    if min(before["n"], after["n"]) < 3:
        return {"verdict": "too early", "diff": None}
    level = 1 - 0.05 / comparisons if comparisons > 5 else 0.95
    diff, low, high, df = welch(before, after, level, config)
    return {
        "diff": round(diff, 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "cliff": round(cliff(before, after), 4),
        "verdict": verdict(diff, low, high),
        "df": round(df, 4),
        "split": _split(camps(before), camps(after)),
    }


def verdict(diff: float, low: float, high: float) -> str:
    if low <= 0 <= high:
        return "no clear change"
    if abs(diff) < SMALL:
        return "changed, but small"
    return "harder" if diff > 0 else "easier"


def _split(before: dict | None, after: dict | None) -> str | None:
    if (before is None) == (after is None):
        return None
    return "appeared" if before is None else "gone"


def change_from(asked: dict) -> dict:
    """A change from {before: [points], after: [points]}, or each as {scores, walkers}. Refuses: as cell_from."""
    if not isinstance(asked, dict):
        raise Invalid("not_an_object", "", "This should be an object.")
    sides = []
    for name in ("before", "after"):
        side = asked.get(name)
        try:
            sides.append(cell_from({"scores": side} if isinstance(side, list) else side))
        except Invalid as refusal:
            raise refusal.under(name) from None
    return change(*sides, config=asked.get("config"))
