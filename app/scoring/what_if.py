"""What one change would win: edit the inputs, score again, subtract.

Method: scoring.md 2.7. Rating and outcome stay as recorded unless edited, so the answer is "at least".
"""

from dataclasses import replace
from fractions import Fraction

from app.scoring.config import Config, config_of
from app.scoring.entries import OUTCOMES
from app.scoring.exact import Invalid, count, milli_of, number, percent
from app.scoring.visit import NAMES, Visit, effort_of, read_visit
from app.scoring.walk import read_walk, walk_effort


def edited(visit: Visit, edits: list[dict]) -> Visit:
    """The visit after all edits; a wait's `i` is its place before them. Refuses: unknown_op, not_there."""
    gone: set[int] = set()
    for n, edit in enumerate(edits):
        try:
            visit = _OPS[edit["op"]](visit, edit, gone)
        except Invalid as refusal:
            raise refusal.under(f"edits[{n}]") from None
        except (KeyError, TypeError):
            sentence = f"This should be one of: {', '.join(_OPS)}."
            raise Invalid("unknown_op", f"edits[{n}].op", sentence) from None
    if gone:
        visit = replace(visit, waits=tuple(w for i, w in enumerate(visit.waits) if i not in gone))
    return visit


def _fewer(counts: dict | None, edit: dict) -> dict:
    kind = edit.get("kind")
    if not counts or not isinstance(kind, str) or kind not in counts:
        raise Invalid("not_there", "kind", "There is nothing of this kind to take away.")
    left = max(0, counts[kind] - count(edit.get("n", 1), "n"))
    return {**counts, kind: left}


def _remove_step(visit: Visit, edit: dict, gone: set) -> Visit:
    return replace(visit, steps=_fewer(visit.steps, edit))


def _remove_friction(visit: Visit, edit: dict, gone: set) -> Visit:
    return replace(visit, friction=_fewer(visit.friction, edit))


def _place(visit: Visit, edit: dict) -> int:
    i = count(edit.get("i"), "i")
    if i >= len(visit.waits or ()):
        raise Invalid("not_there", "i", "There is no wait at this place.")
    return i


def _remove_wait(visit: Visit, edit: dict, gone: set) -> Visit:
    gone.add(_place(visit, edit))
    return visit


def _set_wait(visit: Visit, edit: dict, gone: set) -> Visit:
    i, changes = _place(visit, edit), {}
    if "ms" in edit:
        changes["ms"] = number(edit["ms"], "ms", 0)
    for name in ("occupied", "explained"):
        if name in edit:
            if edit[name] is not None and not isinstance(edit[name], bool):
                raise Invalid("not_a_flag", name, "This should be true, false or null.")
            changes[name] = edit[name]
    waits = list(visit.waits)
    waits[i] = replace(waits[i], **changes)
    return replace(visit, waits=tuple(waits))


def _set_rating(visit: Visit, edit: dict, gone: set) -> Visit:
    value = edit.get("rating", edit.get("value"))
    return replace(visit, rating=None if value is None else number(value, "rating", 1, 7))


def _set_outcome(visit: Visit, edit: dict, gone: set) -> Visit:
    value = edit.get("outcome", edit.get("value"))
    if value is not None and value not in OUTCOMES:
        raise Invalid("unknown_kind", "outcome", f"This should be one of: {', '.join(OUTCOMES)}.")
    return replace(visit, outcome=value)


_OPS = {
    "remove_step": _remove_step, "remove_friction": _remove_friction, "remove_wait": _remove_wait,
    "set_wait": _set_wait, "set_rating": _set_rating, "set_outcome": _set_outcome,
}


def what_if(asked: dict) -> dict:
    """{visit | walk + stage, edits, config?} → {before, after, delta} in points and in millipoints.

    None where one of the two cannot be scored. delta below 0 is a saving.
    """
    if not isinstance(asked, dict) or not isinstance(asked.get("edits"), list):
        raise Invalid("not_a_list", "edits", "A what-if needs a list of edits.")
    if "walk" in asked:
        return _walk_what_if(asked)
    raw = asked.get("visit")
    config = config_of(asked.get("config") or (raw.get("config") if isinstance(raw, dict) else None))
    try:
        visit = read_visit(raw, ("config", *NAMES))
    except Invalid as refusal:
        raise refusal.under("visit") from None
    return _difference(effort_of(visit, config).score, effort_of(edited(visit, asked["edits"]), config).score)


def _walk_what_if(asked: dict) -> dict:
    raw = asked["walk"]
    config = config_of(asked.get("config") or (raw.get("config") if isinstance(raw, dict) else None))
    try:
        stages = read_walk(raw)
    except Invalid as refusal:
        raise refusal.under("walk") from None
    i = count(asked.get("stage"), "stage")
    if i >= len(stages):
        raise Invalid("not_there", "stage", "The walk has no stage at this place.")
    return after_edits(stages, {i: asked["edits"]}, config)


def after_edits(stages: list, edits: dict[int, list[dict]], config: Config) -> dict:
    """The walk's {before, after, delta} when stage i has `edits[i]`; the worst stage may change."""
    changed = [
        replace(stage, visit=edited(stage.visit, edits[i])) if i in edits else stage
        for i, stage in enumerate(stages)
    ]
    return _difference(walk_effort(stages, config).score, walk_effort(changed, config).score)


def _difference(before: Fraction | None, after: Fraction | None) -> dict:
    both = before is not None and after is not None
    millis = {
        "before_milli": None if before is None else milli_of(before),
        "after_milli": None if after is None else milli_of(after),
    }
    return {
        "before": None if before is None else percent(before),
        "after": None if after is None else percent(after),
        "delta": percent(after - before) if both else None,
        **millis,
        "delta_milli": millis["after_milli"] - millis["before_milli"] if both else None,
    }
