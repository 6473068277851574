"""What a walk would have scored without some of its entries: the what-if of a timeline.

Method: scoring.md 2.7, on a fold. Not here: edits of a bare visit or walk (what_if.py).
"""

from dataclasses import replace

from app.scoring.config import config_of
from app.scoring.entries import BRIGHT, FRICTION
from app.scoring.exact import Invalid, milli_of
from app.scoring.journey import finished, score_input
from app.scoring.points import points_of
from app.scoring.walk import Stage, read_walk, walk_effort
from app.scoring.what_if import after_edits, edited


def saving(fold: dict, journey: dict, edits: list[dict], config: dict | None = None) -> dict:
    """{before, after, delta, …_milli, stages: [{touchpoint, before_milli, after_milli}], ms, steps}.

    edits: [{op: "remove", entry} | {op: "set_wait", entry, ms?, occupied?, explained?}]; entry is the id of a step
    or of a wait's start. ms and steps: what the customer saves. "At least": rating and outcome stay as recorded.
    Refuses (Invalid): not_there.
    """
    chosen, stages = config_of(config), read_walk(score_input(fold, journey))
    spared = {"ms": 0, "steps": 0}
    by_stage = _by_stage(fold, stages, edits, spared)
    return {**after_edits(stages, by_stage, chosen), "stages": _stages(stages, by_stage, chosen), **spared}


def totals(fold: dict, journey: dict, many: list[list[dict]], config: dict | None = None) -> list[int | None]:
    """The walk's milli after each list of edits, as `saving` says it; None where edits do not fit or nothing scores."""
    chosen, stages, told = config_of(config), read_walk(score_input(fold, journey)), []
    for edits in many:
        try:
            by_stage = _by_stage(fold, stages, edits, {"ms": 0, "steps": 0})
        except Invalid:
            told.append(None)
            continue
        score = walk_effort(_changed(stages, by_stage), chosen).score
        told.append(None if score is None else milli_of(score))
    return told


def supposed(fold: dict, journey: dict, edits: list[dict], config: dict | None = None) -> dict:
    """The points of every entry after the edits, in the shape of `points`: the dotted line of a what-if.

    A shortened wait ends earlier, everything else keeps its time. Its milli is `saving`'s after_milli.
    Refuses (Invalid): not_there.
    """
    stages = read_walk(score_input(fold, journey))
    by_stage = _by_stage(fold, stages, edits, {"ms": 0, "steps": 0})
    gone = {edit["entry"] for edit in edits if edit["op"] == "remove"}
    shorter = {edit["entry"]: edit["ms"] for edit in edits if "ms" in edit and edit["op"] == "set_wait"}
    visits = [{**visit, "waits": [_shortened(wait, shorter) for wait in visit["waits"] if wait["id"] not in gone]}
              for visit in fold["visits"]]
    moments = [{**moment, "voided": True} if moment["id"] in gone else moment for moment in fold["moments"]]
    return points_of({**fold, "visits": visits, "moments": moments}, _changed(stages, by_stage), config_of(config))


def _shortened(wait: dict, shorter: dict[str, int]) -> dict:
    if wait["id"] not in shorter:
        return wait
    return {**wait, "ms": shorter[wait["id"]], "to": min(wait["from"] + shorter[wait["id"]], wait["to"])}


def _changed(stages: list[Stage], by_stage: dict[int, list[dict]]) -> list[Stage]:
    return [replace(stage, visit=edited(stage.visit, by_stage[i])) if i in by_stage else stage
            for i, stage in enumerate(stages)]


def _by_stage(fold: dict, stages: list[Stage], edits: list[dict], spared: dict) -> dict[int, list[dict]]:
    """Each stage's edits in the words of what_if; `spared` grows by what they save."""
    moments = {m["id"]: m for m in fold["moments"] if not m["voided"]}
    by_stage: dict[int, list[dict]] = {}
    for n, edit in enumerate(edits):
        try:
            i, told = _placed(edit, fold, stages, moments, spared)
        except Invalid as refusal:
            raise refusal.under(f"edits[{n}]") from None
        by_stage.setdefault(i, []).append(told)
    return by_stage


def _placed(edit: dict, fold: dict, stages: list[Stage], moments: dict, spared: dict) -> tuple[int, dict]:
    """(stage, the edit in the words of what_if) for an edit that names an entry."""
    moment = moments.get(edit.get("entry"))
    names = [visit["visit"] for visit in fold["visits"]]
    if moment is None or moment["visit"] not in names or moment["kind"] not in ("step", "wait.start"):
        raise Invalid("not_there", "entry", "This entry is not a step or a wait of this walk.")
    place = names.index(moment["visit"])
    i = next(i for i, stage in enumerate(stages) if place in stage.members)
    if moment["kind"] == "step":
        return i, _step_edit(edit, moment["b"]["kind"], stages[i], fold["visits"][place]["measured"], spared)
    waits = [wait for member in stages[i].members if fold["visits"][member]["measured"]["waits"]
             for wait in finished(fold["visits"][member])]
    at = next((n for n, wait in enumerate(waits) if wait["id"] == moment["id"]), None)
    if at is None:
        raise Invalid("not_there", "entry", "This wait is not part of the score.")
    spared["ms"] += waits[at]["ms"] - (edit.get("ms", waits[at]["ms"]) if edit.get("op") == "set_wait" else 0)
    kept = {name: value for name, value in edit.items() if name in ("ms", "occupied", "explained")}
    return i, {"op": "set_wait", "i": at, **kept} if edit.get("op") == "set_wait" else {"op": "remove_wait", "i": at}


def _step_edit(edit: dict, kind: str, stage: Stage, measured: dict, spared: dict) -> dict:
    counts = stage.visit.friction if kind in FRICTION else stage.visit.steps
    # Of a stage's visits one may have kept track and another not: only what was counted can be taken away.
    kept = measured["friction" if kind in FRICTION else "steps"]
    if edit.get("op") != "remove" or kind == BRIGHT or not kept or not (counts or {}).get(kind):
        raise Invalid("not_there", "entry", "This step is not part of the score.")
    spared["steps"] += kind not in FRICTION
    return {"op": "remove_friction" if kind in FRICTION else "remove_step", "kind": kind, "n": 1}


def _stages(stages: list[Stage], by_stage: dict[int, list[dict]], config) -> list[dict]:
    """Each changed stage's own score, before and after."""
    told = []
    for i, edits in by_stage.items():
        stage = stages[i]
        alone = Stage(stage.name, stage.visit, stage.importance)
        after = Stage(stage.name, edited(stage.visit, edits), stage.importance)
        before_milli, after_milli = (_milli(one, config) for one in (alone, after))
        told.append({"touchpoint": stage.name, "before_milli": before_milli, "after_milli": after_milli})
    return told


def _milli(stage: Stage, config) -> int | None:
    score = walk_effort([stage], config).score
    return None if score is None else milli_of(score)
