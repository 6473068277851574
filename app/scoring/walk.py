"""A walk's visits, pooled into stages and scored together: mean and peak, no end, no duration.

Method: scoring.md 2.8 and 2.16. Not here: which visit is whose detour in a log (journey.py).
"""

from dataclasses import dataclass, field, replace
from fractions import Fraction

from app.scoring.config import Config, config_of
from app.scoring.entries import OUTCOMES
from app.scoring.exact import ORDER, Invalid, bin_of, milli_of, number, percent, shared_by_name
from app.scoring.visit import NAMES, Effort, Visit, effort_of, read_visit, shown


@dataclass
class Stage:
    """A touchpoint with its pooled visits. members: their places in the walk; added: place → friction."""

    name: object
    visit: Visit
    importance: Fraction
    members: list[int] = field(default_factory=list)
    added: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class WalkEffort:
    """Exact result of a walk: stages with their efforts and shares, in the order they were first entered."""

    stages: list[Stage]
    efforts: list[Effort]
    shares: list[Fraction]
    score: Fraction | None
    contributions: dict[str, Fraction]
    coverage: Fraction
    low: Fraction
    high: Fraction


def read_walk(raw) -> list[Stage]:
    """The stages of a walk input {visits, outcome?}. Refuses: as read_visit, with the path of the visit."""
    if not isinstance(raw, dict) or not isinstance(raw.get("visits"), list):
        raise Invalid("not_a_list", "visits", "A walk needs a list of visits.")
    if raw.get("outcome") is not None and raw["outcome"] not in OUTCOMES:
        raise Invalid("unknown_kind", "outcome", f"This should be one of: {', '.join(OUTCOMES)}.")
    visits = [_read(visit, f"visits[{i}]") for i, visit in enumerate(raw["visits"])]
    stages = _pooled(raw["visits"], visits)
    for i, stage in enumerate(stages):
        if stage.visit.outcome is None:
            # Whoever walked on had got there; how the last one ended is how the walk ended.
            ended = raw.get("outcome") if i == len(stages) - 1 else "reached"
            stage.visit = replace(stage.visit, outcome=ended)
    return stages


def _read(raw, path: str) -> tuple[Visit, Fraction]:
    try:
        visit = read_visit(raw, NAMES)
        importance = 1 if raw.get("importance") is None else raw["importance"]
        value = number(importance, "importance", 0)
        if value == 0:
            raise Invalid("out_of_range", "importance", "Importance should be above 0.")
        for name in ("touchpoint", "detour_of"):
            if raw.get(name) is not None and not isinstance(raw[name], (str, int)):
                raise Invalid("not_text", name, "A touchpoint should be named in words.")
    except Invalid as refusal:
        raise refusal.under(path) from None
    return visit, value


def _pooled(raws: list[dict], read: list[tuple[Visit, Fraction]]) -> list[Stage]:
    stages: dict[object, Stage] = {}
    inside: dict[object, object] = {}  # a detour's own name → the stage that carries it
    for i, (raw, (visit, importance)) in enumerate(zip(raws, read, strict=True)):
        name, cause = raw.get("touchpoint"), raw.get("detour_of")
        if cause is not None and cause not in stages:
            cause = inside.get(cause)
        if cause is not None:
            inside.setdefault(name, cause)
            _join(stages[cause], i, visit, "channel_switch")
        elif name is not None and name in stages:
            _join(stages[name], i, visit, "repeat_contact")
        else:
            stages[("unnamed", i) if name is None else name] = Stage(name, visit, importance, [i])
    for stage in stages.values():
        _settle(stage)
    return list(stages.values())


def _join(stage: Stage, i: int, visit: Visit, cost: str) -> None:
    a, b = stage.visit, visit
    stage.members.append(i)
    if not (b.friction or {}).get(cost):
        stage.added[i] = cost
    moods = [pair for pair in (a.mood, b.mood) if pair]
    stage.visit = Visit(
        channel=a.channel,
        par=a.par,
        steps=_summed(a.steps, b.steps),
        waits=None if a.waits is None and b.waits is None else (a.waits or ()) + (b.waits or ()),
        friction=_summed(a.friction, b.friction),
        rating=max((r for r in (a.rating, b.rating) if r is not None), default=None),
        outcome=b.outcome or a.outcome,
        mood=(moods[0][0], moods[-1][1]) if moods else None,
    )


def _summed(a: dict | None, b: dict | None) -> dict | None:
    if a is None or b is None:
        return b if a is None else a
    return {kind: a.get(kind, 0) + b.get(kind, 0) for kind in {**a, **b}}


def _settle(stage: Stage) -> None:
    """Coming back and being sent around cost something, where friction was kept track of at all."""
    if stage.visit.friction is None:
        stage.added = {}
    for cost in stage.added.values():
        stage.visit = replace(stage.visit, friction=_summed(stage.visit.friction, {cost: 1}))


def walk_effort(stages: list[Stage], config: Config) -> WalkEffort:
    """J = (1 − π)·mean + π·max over the scored stages; half of the stages must be scored (2.8)."""
    efforts = [effort_of(stage.visit, config) for stage in stages]
    scored = [i for i, effort in enumerate(efforts) if effort.score is not None]
    enough = bool(scored) and 2 * len(scored) >= len(stages)
    # Without a score the range speaks of every stage, so that it holds whatever was not recorded.
    counted = scored if enough else list(range(len(stages)))
    weights = {i: stages[i].importance for i in counted}
    shares = _shares(efforts, weights, config) if enough else [Fraction(0)] * len(stages)
    total = sum(weights.values(), Fraction(0))
    mean = {i: v / total for i, v in weights.items()}
    low, high = ({i: getattr(efforts[i], end) for i in counted} for end in ("low", "high"))
    contributions = _contributions(efforts, shares) if enough else {}
    return WalkEffort(
        stages, efforts, shares,
        score=sum(contributions.values(), Fraction(0)) if enough else None,
        contributions=contributions,
        coverage=sum(((shares if enough else mean)[i] * efforts[i].coverage for i in counted), Fraction(0)),
        low=_mean_and_peak(low, mean, config) if counted else Fraction(0),
        high=_mean_and_peak(high, mean, config) if counted else Fraction(100),
    )


def _shares(efforts: list[Effort], weights: dict[int, Fraction], config: Config) -> list[Fraction]:
    total = sum(weights.values())
    peak = max(efforts[i].score for i in weights)
    worst = [i for i in weights if efforts[i].score == peak]
    shares = [Fraction(0)] * len(efforts)
    for i, v in weights.items():
        shares[i] = (1 - config.peak) * v / total + (config.peak / len(worst) if i in worst else 0)
    return shares


def _mean_and_peak(values: dict[int, Fraction], mean: dict[int, Fraction], config: Config) -> Fraction:
    average = sum((mean[i] * value for i, value in values.items()), Fraction(0))
    return (1 - config.peak) * average + config.peak * max(values.values())


def _contributions(efforts: list[Effort], shares: list[Fraction]) -> dict[str, Fraction]:
    parts: dict[str, Fraction] = {}
    for effort, share in zip(efforts, shares, strict=True):
        for name, part in effort.contributions.items():
            parts[name] = parts.get(name, Fraction(0)) + share * part
    return {name: parts[name] for name in ORDER if name in parts}


def shown_walk(result: WalkEffort) -> dict:
    """A WalkEffort as JSON: as `shown` for the walk, plus stages and the names of stages without a score."""
    milli = None if result.score is None else milli_of(result.score)
    each = list(zip(result.stages, result.efforts, result.shares, strict=True))
    return {
        "milli": milli,
        "bin": None if milli is None else bin_of(milli),
        "contributions_milli": shared_by_name(result.contributions, milli, 1000) if milli is not None else {},
        "coverage": percent(result.coverage),
        "low": percent(result.low),
        "high": percent(result.high),
        "stages": [_shown_stage(*stage) for stage in each],
        "not_scored": [stage.name for stage, effort, _ in each if effort.score is None],
    }


def _shown_stage(stage: Stage, effort: Effort, share: Fraction) -> dict:
    told = shown(effort)
    del told["display"]
    return {"touchpoint": stage.name, "share": str(share), **told}


def score_walk(walk: dict, config: dict | None = None) -> dict:
    """The score of one walk, as in scoring_cases.json: {visits, outcome?, config?}. Refuses: as read_walk."""
    own = walk.get("config") if isinstance(walk, dict) else None
    return shown_walk(walk_effort(read_walk(walk), config_of(own if config is None else config)))
