"""The points of every entry and the effort so far: what a timeline draws and its table adds up.

Method: scoring.md 2.16: a_i × the entry's exact item contribution, in millipoints by largest remainder over
the walk. Not here: the scores themselves (walk.py).
"""

from fractions import Fraction

from app.scoring.config import Config, config_of
from app.scoring.exact import milli_of, shared_out
from app.scoring.fold import in_display_order
from app.scoring.journey import finished, score_input
from app.scoring.walk import Stage, read_walk, walk_effort

AT_THE_LEAVE = ("felt", "outcome", "mood", "not_measured")


def points(fold: dict, journey: dict, config: dict | None = None) -> dict:
    """{points: {entry: milli}, so_far: {entry: milli}, curve: [{entry, from, to, milli}], milli}.

    so_far: running total in display order over the moments that stand; its last value is the walk's milli.
    curve: the same millipoints in time; a wait is spread evenly over from…to, anything else falls at once.
    An entry with an added repeat_contact or channel_switch is the enter that cost it. Empty when not scored.
    """
    return points_of(fold, read_walk(score_input(fold, journey)), config_of(config))


def points_of(fold: dict, stages: list[Stage], config: Config) -> dict:
    """The same for stages already read from this fold."""
    result = walk_effort(stages, config)
    if result.score is None:
        return {"milli": None, "points": {}, "so_far": {}, "curve": []}
    milli = milli_of(result.score)
    rows = [moment for moment in in_display_order(fold["moments"]) if not moment["voided"]]
    exact: dict[str, Fraction] = {row["id"]: Fraction(0) for row in rows}
    for stage, effort, share in zip(stages, result.efforts, result.shares, strict=True):
        if share:
            _spread(stage, effort, share, fold, rows, exact)
    each = dict(zip(exact, shared_out(list(exact.values()), milli, 1000), strict=True))
    return {"milli": milli, "points": each, "so_far": _running(each), "curve": _curve(fold, rows, each)}


def _spread(stage: Stage, effort, share: Fraction, fold: dict, rows: list[dict], exact: dict) -> None:
    visits = [fold["visits"][i] for i in stage.members]
    names = [visit["visit"] for visit in visits]
    # Of equal entries each carries the same part: the item's points divided by how many there are.
    counts = {"steps": stage.visit.steps or {}, "friction": stage.visit.friction or {}}
    for row in rows:
        if row["kind"] == "step" and row["visit"] in names:
            kind = row["b"]["kind"]
            for component, counted in counts.items():
                measured = fold["visits"][stage.members[names.index(row["visit"])]]["measured"][component]
                if kind in counted and measured:
                    exact[row["id"]] += share * effort.items[component][kind] / counted[kind]
    for place, kind in stage.added.items():
        enter = _enter_of(fold["visits"][place]["visit"], rows)
        exact[enter] += share * effort.items["friction"][kind] / counts["friction"][kind]
    waits = [wait for visit in visits if visit["measured"]["waits"] for wait in finished(visit)]
    for i, wait in enumerate(waits if stage.visit.waits is not None else []):
        exact[wait["id"]] += share * effort.items["wait"][i]
    rest = sum((effort.contributions.get(name, Fraction(0)) for name in AT_THE_LEAVE), Fraction(0))
    exact[_leave_of(names, rows)] += share * rest


def _enter_of(visit: str, rows: list[dict]) -> str:
    return next(r["id"] for r in rows if r["kind"] == "touchpoint.enter" and r["b"]["visit"] == visit)


def _leave_of(visits: list[str], rows: list[dict]) -> str:
    """The entry that left the touchpoint for good; without one, the end of the walk, or the last enter."""
    leaves = [row["id"] for row in rows if row["kind"] == "touchpoint.leave" and row["visit"] in visits]
    ends = [row["id"] for row in rows if row["kind"] == "walk.end"]
    return (leaves or ends or [_enter_of(visits[-1], rows)])[-1]


def _running(each: dict[str, int]) -> dict[str, int]:
    so_far, total = {}, 0
    for entry, milli in each.items():
        total += milli
        so_far[entry] = total
    return so_far


def _curve(fold: dict, rows: list[dict], each: dict[str, int]) -> list[dict]:
    ends = {wait["id"]: wait["to"] for visit in fold["visits"] for wait in visit["waits"]}
    falls = [
        {"entry": row["id"], "from": row["at"], "to": max(row["at"], ends.get(row["id"]) or row["at"]),
         "milli": each[row["id"]]}
        for row in rows if each[row["id"]]
    ]
    return sorted(falls, key=lambda fall: fall["from"])
