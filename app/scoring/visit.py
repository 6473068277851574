"""One visit to one touchpoint: its loads, its points, its score, exactly.

Method: scoring.md 2.1–2.6. Not here: several visits together (walk.py) and words (words.py).
"""

from dataclasses import dataclass, field
from fractions import Fraction

from app.scoring.config import Config, config_of
from app.scoring.entries import AWAY_WAITS, FRICTION, ORDINARY, OUTCOMES, WAIT_KINDS
from app.scoring.exact import ORDER, Invalid, bin_of, count, milli_of, number, percent, shared_by_name

COUNTED = ("steps", "wait", "friction")
FIELDS = ("channel", "par", "steps", "waits", "friction", "rating", "outcome", "mood")
# Told beside a visit, no part of its effort.
NAMES = ("touchpoint", "importance", "detour_of", "name", "visit")
PAR_FIELDS = ("steps", "live_ms", "away_ms")


@dataclass(frozen=True)
class Wait:
    kind: str
    ms: Fraction
    occupied: bool | None = None
    explained: bool | None = None

    @property
    def clazz(self) -> str:
        return "away_ms" if self.kind in AWAY_WAITS else "live_ms"


@dataclass(frozen=True)
class Visit:
    """One visit, or one stage's pooled visits, checked. None is "not measured"; {} and () "measured, none".

    rating 1…7, 7 most effort; mood (before, after), each 1…5; par: only what the touchpoint declares.
    """

    channel: str | None = None
    par: dict[str, Fraction] = field(default_factory=dict)
    steps: dict[str, int] | None = None
    waits: tuple[Wait, ...] | None = None
    friction: dict[str, int] | None = None
    rating: Fraction | None = None
    outcome: str | None = None
    mood: tuple[Fraction, Fraction] | None = None


@dataclass(frozen=True)
class Effort:
    """A visit's effort in exact points. `score` None: not enough recorded, only `low`…`high` is sure.

    items: component → {item: its exact contribution}; an item is a kind, or a wait's number.
    """

    x: dict[str, Fraction]
    u: dict[str, Fraction]
    coverage: Fraction
    low: Fraction
    high: Fraction
    score: Fraction | None
    contributions: dict[str, Fraction]
    items: dict[str, dict]


def read_visit(raw, extra: tuple = ()) -> Visit:
    """A checked visit. Refuses (Invalid): unknown_key, unknown_kind, not_a_number, out_of_range, …"""
    _object(raw, "")
    for name in raw:
        if name not in FIELDS and name not in extra:
            raise Invalid("unknown_key", name, "A visit has no field of this name.")
    channel = raw.get("channel")
    if channel is not None and not isinstance(channel, str):
        raise Invalid("unknown_kind", "channel", "This should be the name of a channel.")
    return Visit(
        channel=channel,
        par=_par(raw.get("par")),
        steps=_counts(raw.get("steps"), "steps", ORDINARY),
        waits=_waits(raw.get("waits")),
        friction=_counts(raw.get("friction"), "friction", FRICTION),
        rating=None if raw.get("rating") is None else number(raw["rating"], "rating", 1, 7),
        outcome=_word(raw.get("outcome"), "outcome", OUTCOMES),
        mood=_mood(raw.get("mood")),
    )


def _object(raw, path: str) -> dict:
    if not isinstance(raw, dict):
        raise Invalid("not_an_object", path, "This should be an object.")
    return raw


def _word(x, path: str, words: tuple):
    if x is not None and (not isinstance(x, str) or x not in words):
        raise Invalid("unknown_kind", path, f"This should be one of: {', '.join(words)}.")
    return x


def _counts(raw, path: str, kinds: tuple) -> dict[str, int] | None:
    if raw is None:
        return None
    for kind in _object(raw, path):
        if kind not in kinds:
            raise Invalid("unknown_kind", f"{path}.{kind}", f"This is not one of: {', '.join(kinds)}.")
    return {kind: count(n, f"{path}.{kind}") for kind, n in raw.items()}


def _waits(raw) -> tuple[Wait, ...] | None:
    if raw is None:
        return None
    if not isinstance(raw, list):
        raise Invalid("not_a_list", "waits", "Waits should be a list.")
    return tuple(_wait(wait, f"waits[{i}]") for i, wait in enumerate(raw))


def _wait(raw, path: str) -> Wait:
    kind = _word(_object(raw, path).get("kind"), f"{path}.kind", WAIT_KINDS)
    if kind is None:
        raise Invalid("unknown_kind", f"{path}.kind", "A wait needs a kind.")
    for name in ("occupied", "explained"):
        if raw.get(name) is not None and not isinstance(raw[name], bool):
            raise Invalid("not_a_flag", f"{path}.{name}", "This should be true, false or null.")
    return Wait(kind, number(raw.get("ms"), f"{path}.ms", 0), raw.get("occupied"), raw.get("explained"))


def _par(raw) -> dict[str, Fraction]:
    if raw is None:
        return {}
    for name in _object(raw, "par"):
        if name not in PAR_FIELDS:
            raise Invalid("unknown_key", f"par.{name}", "Should-be has no field of this name.")
    return {name: number(x, f"par.{name}", 1) for name, x in raw.items() if x is not None}


def _mood(raw) -> tuple[Fraction, Fraction] | None:
    if raw is None:
        return None
    _object(raw, "mood")
    if raw.get("before") is None or raw.get("after") is None:
        return None
    return number(raw["before"], "mood.before", 1, 5), number(raw["after"], "mood.after", 1, 5)


def _loads(visit: Visit, config: Config) -> dict[str, list[tuple]]:
    """component → [(item, its share of the load x)] for the counted components that were measured (2.2)."""
    par = {**config.default_par(visit.channel), **visit.par}
    loads: dict[str, list[tuple]] = {}
    if visit.steps is not None:
        weight = config.step_weight
        loads["steps"] = [(k, n * weight.get(k, 1) / par["steps"]) for k, n in visit.steps.items()]
    if visit.waits is not None:
        declared = [name for name in ("live_ms", "away_ms") if name in visit.par]
        loads["wait"] = [(i, _wait_load(w, par, declared, config)) for i, w in enumerate(visit.waits)]
    if visit.friction is not None:
        loads["friction"] = [(k, n * config.friction[k]) for k, n in visit.friction.items()]
    return loads


def _wait_load(wait: Wait, par: dict, declared: list[str], config: Config) -> Fraction:
    share = Fraction(1, len(declared)) if wait.clazz in declared else 1
    extra = config.wait_extra
    factor = 1 + _surcharge(wait.occupied, extra["unoccupied"], extra["unknown"])
    factor += _surcharge(wait.explained, extra["unexplained"], extra["unknown"])
    return share * wait.ms * factor / par[wait.clazz]


def _surcharge(flag: bool | None, missing: Fraction, unknown: Fraction) -> Fraction:
    return unknown if flag is None else Fraction(0) if flag else missing


def effort_of(visit: Visit, config: Config) -> Effort:
    """The exact effort of a checked visit (2.2–2.6)."""
    loads = _loads(visit, config)
    x = {name: sum((load for _, load in items), Fraction(0)) for name, items in loads.items()}
    u = {name: x[name] / (x[name] + config.half[name]) for name in x}
    _add_felt(visit, config, x, u)
    points = {name: config.weights[name] * u[name] for name in ORDER if name in u}
    coverage = sum((config.weights[name] for name in u), Fraction(0))
    low = sum(points.values(), Fraction(0))
    enough = coverage > 0 and coverage >= config.min_coverage
    score = 100 * low / coverage if enough else None
    if enough and coverage < 100:
        points["not_measured"] = score - low
    return Effort(x, u, coverage, low, low + 100 - coverage, score, points if enough else {},
                  _items(loads, x, points) if enough else {})


def _add_felt(visit: Visit, config: Config, x: dict, u: dict) -> None:
    if visit.rating is not None:
        x["felt"], u["felt"] = visit.rating, (visit.rating - 1) / 6
    if visit.outcome is not None:
        x["outcome"] = u["outcome"] = config.outcome[visit.outcome]
    if visit.mood is not None:
        x["mood"] = max(Fraction(0), visit.mood[0] - visit.mood[1])
        u["mood"] = x["mood"] / 4


def _items(loads: dict, x: dict, points: dict) -> dict[str, dict]:
    """component → {item: its exact part of that component's points}."""
    return {
        name: {item: points[name] * load / x[name] if x[name] else Fraction(0) for item, load in items}
        for name, items in loads.items()
    }


def shown(effort: Effort) -> dict:
    """An Effort as JSON: {milli|None, bin|None, contributions_milli, coverage, low, high, display}."""
    if effort.score is None:
        milli, contributions = None, {}
    else:
        milli = milli_of(effort.score)
        contributions = shared_by_name(effort.contributions, milli, 1000)
    whole = None if milli is None else bin_of(milli)
    display = {name: Fraction(part, 1000) for name, part in contributions.items()}
    return {
        "milli": milli,
        "bin": whole,
        "contributions_milli": contributions,
        "coverage": percent(effort.coverage),
        "low": percent(effort.low),
        "high": percent(effort.high),
        "display": shared_by_name(display, whole) if contributions else {},
    }


def score_visit(visit: dict, config: dict | None = None) -> dict:
    """The score of one visit, as in scoring_cases.json; `config` overrides the defaults key by key."""
    own = visit.get("config") if isinstance(visit, dict) else None
    chosen = config_of(own if config is None else config)
    return shown(effort_of(read_visit(visit, ("config", *NAMES)), chosen))
