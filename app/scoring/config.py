"""The parameters of the method: weights, half-points, friction sizes, surcharges, default pars.

Any change is a new weight-set id; raw inputs stay. Not here: the formulas (visit.py, walk.py).
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from app.scoring.entries import ORDINARY
from app.scoring.exact import Invalid, number

METHOD = "jes-1.0.0"
# Source of every number: scoring.md §2 (weights 2.4, half-points 2.3, friction and surcharges 2.2, peak 2.8).
DEFAULTS = {
    "method": METHOD,
    "weights": {"steps": 20, "wait": 20, "friction": 25, "felt": 25, "outcome": 10, "mood": 0},
    "half": {"steps": "2", "wait": "10", "friction": "3"},
    "friction": {
        "dead_end": "2", "repeat_contact": "2", "channel_switch": "1.5", "repeat_info": "1.5",
        "policy_wall": "1.5", "transfer": "1", "jargon": "0.5",
    },
    "step_weight": {},
    "wait_extra": {"unoccupied": "0.5", "unexplained": "0.5", "unknown": "0.25"},
    "outcome": {"reached": "0", "partly": "0.5", "not": "1"},
    "peak": "0.3",
    "min_coverage": 50,
    "par_default": {
        "web": {"steps": 12, "live_ms": 10_000, "away_ms": 86_400_000},
        "phone": {"steps": 3, "live_ms": 60_000, "away_ms": 14_400_000},
        "chat": {"steps": 4, "live_ms": 60_000, "away_ms": 14_400_000},
        "store": {"steps": 4, "live_ms": 180_000, "away_ms": 172_800_000},
        "other": {"steps": 5, "live_ms": 60_000, "away_ms": 86_400_000},
    },
    "sd0": 20,
    "nu0": 4,
    "walker_icc": "0.2",
}
CHANNEL_ROW = {"app": "web", "web": "web", "phone": "phone", "chat": "chat", "store": "store"}


@dataclass(frozen=True)
class Config:
    """Every parameter as an exact number; `weights` add up to 100."""

    method: str
    weights: dict[str, Fraction]
    half: dict[str, Fraction]
    friction: dict[str, Fraction]
    step_weight: dict[str, Fraction]
    wait_extra: dict[str, Fraction]
    outcome: dict[str, Fraction]
    peak: Fraction
    min_coverage: Fraction
    par_default: dict[str, dict[str, Fraction]]
    sd0: Fraction
    nu0: Fraction
    walker_icc: Fraction

    def default_par(self, channel: str | None) -> dict[str, Fraction]:
        return self.par_default[CHANNEL_ROW.get(channel, "other")]


def config_of(overrides: dict | None = None) -> Config:
    """The defaults with `overrides` laid over them key by key, at every depth. Refuses: unknown_key, …"""
    if overrides is None:
        return _default()
    return overrides if isinstance(overrides, Config) else _parsed(_laid_over(DEFAULTS, overrides, "config"))


@cache
def _default() -> Config:
    return _parsed(DEFAULTS)


def _laid_over(defaults: dict, overrides, path: str) -> dict:
    if not isinstance(overrides, dict):
        raise Invalid("not_an_object", path, "This should be an object.")
    merged = dict(defaults)
    for name, value in overrides.items():
        known = name in defaults or (path == "config.step_weight" and name in ORDINARY)
        if not known:
            raise Invalid("unknown_key", f"{path}.{name}", "The method has no parameter of this name.")
        merged[name] = _laid_over(defaults[name], value, f"{path}.{name}") \
            if isinstance(defaults.get(name), dict) else value
    return merged


def _exact(x, path: str, low=0, high=None) -> Fraction:
    if isinstance(x, str):
        try:
            x = Fraction(x)
        except (ValueError, ZeroDivisionError):
            raise Invalid("not_a_number", path, "This should be a number.") from None
    return number(x, path, low, high)


def _all_exact(values: dict, path: str, low=0, high=None) -> dict[str, Fraction]:
    return {name: _exact(value, f"{path}.{name}", low, high) for name, value in values.items()}


def _weights(values: dict) -> dict[str, Fraction]:
    weights = _all_exact(values, "config.weights")
    total = sum(weights.values())
    if total == 0:
        raise Invalid("out_of_range", "config.weights", "At least one weight should be above 0.")
    return {name: weight * 100 / total for name, weight in weights.items()}


def _halves(values: dict) -> dict[str, Fraction]:
    halves = _all_exact(values, "config.half")
    for name, half in halves.items():
        if half == 0:
            raise Invalid("out_of_range", f"config.half.{name}", "A half-point should be above 0.")
    return halves


def _parsed(raw: dict) -> Config:
    if not isinstance(raw["method"], str):
        raise Invalid("not_text", "config.method", "The method should be named in words.")
    return Config(
        method=raw["method"],
        weights=_weights(raw["weights"]),
        half=_halves(raw["half"]),
        friction=_all_exact(raw["friction"], "config.friction"),
        step_weight=_all_exact(raw["step_weight"], "config.step_weight"),
        wait_extra=_all_exact(raw["wait_extra"], "config.wait_extra"),
        outcome=_all_exact(raw["outcome"], "config.outcome", 0, 1),
        peak=_exact(raw["peak"], "config.peak", 0, 1),
        min_coverage=_exact(raw["min_coverage"], "config.min_coverage", 0, 100),
        par_default={
            row: _all_exact(par, f"config.par_default.{row}", 1) for row, par in raw["par_default"].items()
        },
        sd0=_exact(raw["sd0"], "config.sd0"),
        nu0=_exact(raw["nu0"], "config.nu0", 1),
        walker_icc=_exact(raw["walker_icc"], "config.walker_icc", 0, 1),
    )


def refuse_out_of_bounds(overrides: dict) -> None:
    """What an organisation may set (scoring.md 2.14). Refuses: out_of_range."""
    raw = _laid_over(DEFAULTS, overrides, "config")
    for name, weight in raw["weights"].items():
        _exact(weight, f"config.weights.{name}", 0, 50 if name == "felt" else 60)
    _exact(raw["peak"], "config.peak", 0, Fraction(1, 2))
    _exact(raw["sd0"], "config.sd0", 10, 30)
