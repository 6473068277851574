"""Rollup cells: sums that merge, and what may be said from them.

Method: scoring.md 2.9–2.11. Not here: change between cells (change.py), ranking (ranking.py).
"""

from fractions import Fraction
from functools import lru_cache
from math import sqrt
from statistics import NormalDist

from app.scoring.config import config_of
from app.scoring.exact import Invalid, bin_of, milli_of, number

EMPTY: dict = {
    "n": 0, "sum": 0, "sumsq": 0, "hist": {}, "contributions": {}, "outcomes": {}, "walkers": {}, "unnamed": 0,
}
_ADDED = ("n", "sum", "sumsq", "unnamed")
APART = 30  # points between two walks that lived different journeys (2.11)
ANECDOTE, INDICATION, EVIDENCE, STRONG = "anecdote", "indication", "evidence", "strong evidence"


def cell_of(milli: int, contributions: dict | None = None, outcome: str | None = None, walker=None) -> dict:
    """The cell of one score in millipoints. walker: a pseudonym; None counts as somebody of their own."""
    return {
        "n": 1,
        "sum": milli,
        "sumsq": milli * milli,
        "hist": {str(bin_of(milli)): 1},
        "contributions": dict(contributions or {}),
        "outcomes": {outcome or "unknown": 1},
        "walkers": {} if walker is None else {str(walker): 1},
        "unnamed": 1 if walker is None else 0,
    }


def merge(*cells: dict) -> dict:
    """All cells as one: plain addition, so any grouping and order gives the same; `EMPTY` adds nothing.

    Never across method versions, weight sets or pars; walk cells and visit cells stay apart.
    """
    total = {name: sum(cell.get(name, 0) for cell in cells) for name in _ADDED}
    for name in ("hist", "contributions", "outcomes", "walkers"):
        parts: dict = {}
        for cell in cells:
            for key, value in cell.get(name, {}).items():
                parts[key] = parts.get(key, 0) + value
        total[name] = parts
    return total


def cell_from(asked: dict) -> dict:
    """A cell from {scores: [points], walkers: [names]|None} or {merge: [those]}. Refuses: not_a_list, …"""
    if not isinstance(asked, dict):
        raise Invalid("not_an_object", "", "This should be an object.")
    if "merge" in asked:
        if not isinstance(asked["merge"], list):
            raise Invalid("not_a_list", "merge", "This should be a list of cells.")
        return merge(*(cell_from(part) for part in asked["merge"]))
    scores, walkers = asked.get("scores"), asked.get("walkers")
    if not isinstance(scores, list):
        raise Invalid("not_a_list", "scores", "Scores should be a list of points, 0 to 100.")
    walkers = [None] * len(scores) if walkers is None else walkers
    if not isinstance(walkers, list) or len(walkers) != len(scores):
        raise Invalid("not_a_list", "walkers", "There should be one walker for every score.")
    return merge(EMPTY, *(
        cell_of(milli_of(number(score, f"scores[{i}]", 0, 100)), walker=walker)
        for i, (score, walker) in enumerate(zip(scores, walkers, strict=True))
    ))


def bars(cell: dict) -> list[tuple[int, int]]:
    """The histogram as [(whole points, how many)], ascending, empty bars left out."""
    return sorted((int(points), n) for points, n in cell["hist"].items() if n)


def spread(cell: dict, config=None, sd0: float | None = None) -> tuple[float, float, int]:
    """(s² with its prior, effective n, degrees of freedom) (2.10). Needs n ≥ 1."""
    chosen, n = config_of(config), cell["n"]
    prior = float(chosen.sd0 if sd0 is None else sd0)
    nu0 = float(chosen.nu0)
    squares = squares_of(cell)
    many = (sum(k * k for k in cell["walkers"].values()) + cell.get("unnamed", 0)) / n
    n_eff = n / (1 + (many - 1) * float(chosen.walker_icc))
    return (nu0 * prior**2 + squares) / (nu0 + n - 1), n_eff, int(nu0) + n - 1


def squares_of(cell: dict) -> float:
    """Σ (score − mean)² in points², from exact sums. Needs n ≥ 1."""
    n = cell["n"]
    return float(Fraction(cell["sumsq"] * n - cell["sum"] ** 2, n * 1_000_000))


@lru_cache(maxsize=64)
def _normal_quantile(level: float) -> float:
    return NormalDist().inv_cdf((1 + level) / 2)


def t_quantile(df: float, level: float = 0.95) -> float:
    """Two-sided Student quantile by four Cornish–Fisher terms. Source: Abramowitz & Stegun 26.7.5."""
    z = _normal_quantile(level)
    g1 = (z**3 + z) / 4
    g2 = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    g3 = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    g4 = (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160
    return z + g1 / df + g2 / df**2 + g3 / df**3 + g4 / df**4


def _rank(shown: list[tuple[int, int]], n: int, tenth: int) -> int:
    """The value at rank ⌈n·tenth/10⌉ of the sorted scores."""
    rank, seen = max(1, -(-n * tenth // 10)), 0
    for points, many in shown:
        seen += many
        if seen >= rank:
            return points
    raise AssertionError("a histogram holds fewer scores than its cell counts")


def conflict(cell: dict) -> float | None:
    """Share of pairs of walks at least 30 points apart; None below two walks."""
    n, shown = cell["n"], bars(cell)
    if n < 2:
        return None
    far, above = 0, list(shown)
    harder = n
    for points, many in shown:
        while above and above[0][0] - points < APART:
            harder -= above.pop(0)[1]
        far += many * harder
    return far / (n * (n - 1) / 2)


def camps(cell: dict) -> dict | None:
    """Two groups that lived different journeys: {low, high: {n, mean}, cut, sep}; None when there are not two."""
    n, shown = cell["n"], bars(cell)
    total = sum(points * many for points, many in shown)
    best, between, below, mass = 0, 0.0, 0, 0
    for i, (points, many) in enumerate(shown[:-1], 1):
        below, mass = below + many, mass + points * many
        apart = below * (n - below) * ((total - mass) / (n - below) - mass / below) ** 2
        if apart > between:
            best, between = i, apart
    return _two_camps(_group(shown[:best]), _group(shown[best:]), shown[best - 1][0], n) if best else None


def _group(shown: list[tuple[int, int]]) -> dict:
    n = sum(many for _, many in shown)
    mean = sum(points * many for points, many in shown) / n
    return {"n": n, "mean": mean, "var": sum(many * (points - mean) ** 2 for points, many in shown) / n}


def _two_camps(low: dict, high: dict, cut: int, n: int) -> dict | None:
    apart = high["mean"] - low["mean"]
    sep = apart / sqrt(max(25.0, (low["var"] + high["var"]) / 2))
    crowd = max(2, n / 5)
    if min(low["n"], high["n"]) < crowd or apart < 25 or sep < 4 + 20 / n:
        return None
    told = [{"n": group["n"], "mean": round(group["mean"], 4)} for group in (low, high)]
    return {"low": told[0], "high": told[1], "cut": cut, "sep": sep}


def walkers_of(cell: dict) -> int:
    return len(cell["walkers"]) + cell.get("unnamed", 0)


def level_of(n: int, walkers: int, half_width: float) -> str:
    """How much may be said: anecdote, indication, evidence or strong evidence (2.10)."""
    if n < 3:
        return ANECDOTE
    if n >= 30 and walkers >= 5 and half_width <= 7.5:
        return STRONG
    return EVIDENCE if n >= 10 and walkers >= 3 and half_width <= 12.5 else INDICATION


def summary(cell: dict, config=None) -> dict | None:
    """What may be said of a cell, in points; None when it is empty. Shape: as in scoring_cases.json."""
    n = cell["n"]
    if n == 0:
        return None
    variance, n_eff, df = spread(cell, config)
    mean, half = cell["sum"] / n / 1000, t_quantile(df) * sqrt(variance / n_eff)
    shown = bars(cell)
    far = conflict(cell)
    return {
        "n": n,
        "walkers": walkers_of(cell),
        "n_eff": round(n_eff, 4),
        "mean": round(mean, 4),
        "sd": None if n < 2 else round(sqrt(squares_of(cell) / (n - 1)), 4),
        "half_width": round(half, 4),
        "low": round(max(0.0, mean - half), 4),
        "high": round(min(100.0, mean + half), 4),
        "df": df,
        "min": shown[0][0],
        "p10": _rank(shown, n, 1),
        "p50": _rank(shown, n, 5),
        "p90": _rank(shown, n, 9),
        "max": shown[-1][0],
        "conflict": None if far is None else round(far, 4),
        "camps": camps(cell),
        "level": level_of(n, walkers_of(cell), half),
    }
