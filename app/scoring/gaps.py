"""Gaps between views of the same touchpoint: later view − earlier view, above 0 harder than assumed.

Method: scoring.md 2.13. Felt is compared with felt only; the composite never meets a customer's answer.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

from app.scoring.cells import ANECDOTE, EMPTY, EVIDENCE, INDICATION, cell_of, merge
from app.scoring.change import welch
from app.scoring.exact import Invalid, number

RATING_SD = 25  # single 7-point answers; source 13
SCALES = {"ces2": (7, 1, 7), "ces2010": (1, 5, 5), "ces1": (1, 5, 5), "effort": (1, 7, 7)}
CLEAR = 10  # points a gap must have before anybody's hat is called backwards


def felt_points(value, scale: str, path: str = "value") -> Fraction:
    """An answer as felt effort 0…100. ces2: 7 easiest; ces2010 (ces1): 1–5, 5 hardest; effort: 1–7, 7 hardest."""
    if not isinstance(scale, str) or scale not in SCALES:
        raise Invalid("unknown_kind", f"{path}.scale", f"This should be one of: {', '.join(SCALES)}.")
    zero, full, top = SCALES[scale]
    return (number(value, path, 1, top) - zero) / (full - zero) * 100


def felt_cell(answers: Iterable[Fraction]) -> dict:
    """A cell of felt effort, exact sums, everyone counted as somebody of their own. Not for storing."""
    return felt_cell_of(Counter(answers))


def felt_cell_of(answers: Mapping[Fraction, int]) -> dict:
    """The same from {points: how many gave that}: fifty thousand answers cost as much as seven."""
    cell = dict(EMPTY, hist={})
    for points, n in answers.items():
        one = cell_of(1000 * points)
        cell = merge(cell, {name: one[name] * n for name in ("n", "sum", "sumsq", "unnamed")},
                     {"hist": {bar: n for bar in one["hist"]}, "outcomes": {"unknown": n}})
    return cell


def gap(walkers: list[Fraction], customers: list[Fraction]) -> dict | None:
    """Felt by walkers against felt by customers, each 0…100; None when a side is empty.

    {gap, low, high, sign, size, clear, level, flag, walkers_mean, customers_mean}; flag: may a hat be backwards?
    """
    return gap_between(felt_cell(walkers), felt_cell(customers))


def gap_between(walkers: dict, customers: dict) -> dict | None:
    """The gap of two cells of felt effort (felt_cell_of); None when a side is empty."""
    if not walkers["n"] or not customers["n"]:
        return None
    means = [float(Fraction(side["sum"], 1000) / side["n"]) for side in (walkers, customers)]
    diff, low, high, _ = welch(walkers, customers, sd0=RATING_SD)
    clear, few = not low <= 0 <= high, min(walkers["n"], customers["n"])
    return {
        "gap": round(diff, 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "sign": "same" if round(diff, 4) == 0 else "harder" if diff > 0 else "easier",
        "size": size(diff),
        "clear": clear,
        "level": ANECDOTE if few < 3 else INDICATION if few < 10 else EVIDENCE,
        "flag": _hat(means, diff, clear, few),
        "walkers_mean": round(means[0], 6),
        "customers_mean": round(means[1], 6),
    }


def size(diff: float) -> str:
    """small below 10 points, medium below 25, large from there."""
    return "small" if abs(diff) < 10 else "medium" if abs(diff) < 25 else "large"


def _hat(means: list[float], diff: float, clear: bool, few: int) -> str | None:
    """Taking the customer's role makes people more egocentric (source 38): say so when the two sides part at 50."""
    opposite = (means[0] - 50) * (means[1] - 50) < 0
    if not (opposite and clear and abs(diff) >= CLEAR) or few < 3:
        return None
    return "hat on backwards" if few >= 10 else "may be on backwards"


def gap_from(asked: dict) -> dict | None:
    """A gap from {walkers: [ratings 1–7], customers: [{scale, value}]}. Refuses: not_a_list, unknown_kind, …"""
    if not isinstance(asked, dict):
        raise Invalid("not_an_object", "", "This should be an object.")
    for name in ("walkers", "customers"):
        if not isinstance(asked.get(name), list):
            raise Invalid("not_a_list", name, "This should be a list.")
    walkers = [felt_points(r, "effort", f"walkers[{i}]") for i, r in enumerate(asked["walkers"])]
    customers = []
    for i, answer in enumerate(asked["customers"]):
        if not isinstance(answer, dict):
            raise Invalid("not_an_object", f"customers[{i}]", "This should be {scale, value}.")
        customers.append(felt_points(answer.get("value"), answer.get("scale"), f"customers[{i}]"))
    return gap(walkers, customers)
