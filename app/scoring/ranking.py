"""The order of touchpoints when some were walked often and some once: shrunk means, for sorting only.

Method: scoring.md 2.12, DerSimonian–Laird. A shrunk mean is never shown as a score.
"""

from app.scoring.cells import cell_from, squares_of
from app.scoring.config import Config, config_of


def ranking(cells: dict[str, dict], config=None) -> dict | None:
    """{tau2, s2, mu, order, cells: {name: {mean, shrunk, keep}}}, hardest first; None without a cell that counts.

    tau2 0 means "no demonstrable difference between these touchpoints". s2: pooled variance within the cells.
    """
    filled = {name: cell for name, cell in cells.items() if cell["n"]}
    if not filled:
        return None
    means = {name: cell["sum"] / cell["n"] / 1000 for name, cell in filled.items()}
    s2 = _within(filled, config_of(config))
    tau2 = _between(filled, means, s2)
    keep = {name: tau2 / (tau2 + s2 / cell["n"]) for name, cell in filled.items()}
    weight = {name: 1 / (tau2 + s2 / cell["n"]) for name, cell in filled.items()}
    mu = sum(weight[name] * means[name] for name in filled) / sum(weight.values())
    shrunk = {name: mu + keep[name] * (means[name] - mu) for name in filled}
    return {
        "tau2": round(tau2, 4),
        "s2": round(s2, 4),
        "mu": round(mu, 4),
        "order": sorted(filled, key=lambda name: -shrunk[name]),
        "cells": {
            name: {"mean": round(means[name], 4), "shrunk": round(shrunk[name], 4), "keep": round(keep[name], 4)}
            for name in filled
        },
    }


def _within(cells: dict[str, dict], config: Config) -> float:
    """Pooled variance within the cells, with the prior of 2.10, so it is never 0."""
    squares = sum(squares_of(cell) for cell in cells.values())
    free = sum(cell["n"] - 1 for cell in cells.values())
    nu0, sd0 = float(config.nu0), float(config.sd0)
    return (nu0 * sd0**2 + squares) / (nu0 + free)


def _between(cells: dict[str, dict], means: dict[str, float], s2: float) -> float:
    """τ² of the true differences between touchpoints, never below 0."""
    if len(cells) < 2:
        return 0.0
    w = {name: cell["n"] / s2 for name, cell in cells.items()}
    total = sum(w.values())
    mean = sum(w[name] * means[name] for name in cells) / total
    q = sum(w[name] * (means[name] - mean) ** 2 for name in cells)
    return max(0.0, (q - (len(cells) - 1)) / (total - sum(x * x for x in w.values()) / total))


def ranking_from(asked: dict) -> dict | None:
    """A ranking from {cells: {name: {scores, walkers?}}}."""
    return ranking({name: cell_from(cell) for name, cell in asked["cells"].items()})
