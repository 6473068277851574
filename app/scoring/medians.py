"""How sure the middle of a few numbers is, whatever their shape.

Source: the interval of a median by ranks (Conover, Practical Nonparametric Statistics, 3.2); it says nothing below six
values.
"""

from collections.abc import Iterable
from functools import lru_cache
from math import comb

LEVEL = 0.95


def sure(values: Iterable[float], level: float = LEVEL) -> tuple[float, float] | None:
    """Two of the values between which the true median lies, at least this surely; None below six at 0.95."""
    ordered = sorted(values)
    n = len(ordered)
    rank = _rank(n, level)
    return (ordered[rank - 1], ordered[n - rank]) if rank else None


@lru_cache(maxsize=4096)  # pages of many walks ask for the same few hundred again and again
def _rank(n: int, level: float) -> int:
    """The largest r with P(fewer than r of n fall below the median) ≤ half of what may go wrong; 0 when none has."""
    below, rank, all_ways = 0, 0, 2**n
    for r in range(n // 2 + 1):
        below += comb(n, r)
        if 2 * below > (1 - level) * all_ways:
            return rank
        rank = r + 1
    return rank
