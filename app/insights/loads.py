"""A stage as it was measured, before any weight, so that other weights can be tried without reading a log. Pure.

Floats: for previews and orders only. What is stored and shown as a score comes from `app/scoring`, exactly.
"""

from app.scoring.config import Config, config_of
from app.scoring.visit import Visit, effort_of

FLAGS = ("unoccupied", "unexplained", "unknown")
_NONE = dict.fromkeys(FLAGS, 0)
# A wait's load is linear in its surcharges: with none, and with each alone as 1, it is known for any.
_TRIED = tuple(config_of({"wait_extra": extra}) for extra in (_NONE, *({**_NONE, flag: 1} for flag in FLAGS)))


def loads_of(visit: Visit) -> dict:
    """{steps: x, wait: [bare, unoccupied, unexplained, unknown], friction: {kind: n}, felt|outcome|mood: u}.

    A part that was not measured is absent. outcome is told by its word: a set may value it otherwise.
    """
    loads: dict = {}
    effort = effort_of(visit, config_of(None))
    if "steps" in effort.x:
        loads["steps"] = float(effort.x["steps"])
    if visit.waits is not None:
        waits = Visit(channel=visit.channel, par=visit.par, waits=visit.waits)
        bare, *each = (effort_of(waits, config).x["wait"] for config in _TRIED)
        loads["wait"] = [float(bare), *(float(one - bare) for one in each)]
    if visit.friction is not None:
        loads["friction"] = {kind: n for kind, n in visit.friction.items() if n}
    loads |= {part: float(effort.u[part]) for part in ("felt", "mood") if part in effort.u}
    return loads | ({"outcome": visit.outcome} if visit.outcome else {})


def parts_of(loads: dict, config: Config) -> dict[str, float]:
    """u of every measured part, 0…1, under these parameters."""
    u = {part: loads[part] for part in ("felt", "mood") if part in loads}
    if "outcome" in loads:
        u["outcome"] = float(config.outcome[loads["outcome"]])
    x = {}
    if "steps" in loads:
        x["steps"] = loads["steps"]
    if "wait" in loads:
        bare, *each = loads["wait"]
        x["wait"] = bare + sum(load * float(config.wait_extra[flag]) for flag, load in zip(FLAGS, each, strict=True))
    if "friction" in loads:
        x["friction"] = sum(n * float(config.friction[kind]) for kind, n in loads["friction"].items())
    return u | {part: load / (load + float(config.half[part])) for part, load in x.items()}


def points_of(u: dict[str, float], weights: dict, least: float = 50) -> float | None:
    """Points 0…100 of measured parts; None when less than `least` of the weight was measured."""
    measured = sum(weights[part] for part in u)
    if measured == 0 or measured < least:
        return None
    return 100 * sum(weights[part] * share for part, share in u.items()) / measured
