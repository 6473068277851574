"""`python -m app score`: one visit, one walk, or a list of cases, as JSON in and JSON out.

Not here: reading files and exit codes (app/cli); the caller prints {"error": refusal.as_dict()}.
"""

from app.scoring.cells import cell_from, summary
from app.scoring.change import change_from
from app.scoring.exact import Invalid
from app.scoring.gaps import gap_from
from app.scoring.visit import score_visit
from app.scoring.walk import score_walk
from app.scoring.what_if import what_if


def run(payload) -> dict | list:
    """A list of {case, input} gives a list of results in order; an object with `visits` is a walk, else a visit.

    Refuses (Invalid): with the path from the payload's root, as `[3].input.steps.jump`.
    """
    if isinstance(payload, list):
        return [_case(case, f"[{i}]") for i, case in enumerate(payload)]
    if not isinstance(payload, dict):
        raise Invalid("not_an_object", "", "This should be a visit, a walk or a list of cases.")
    return score_walk(payload) if "visits" in payload else score_visit(payload)


def _cell(asked: dict) -> dict:
    cell = cell_from(asked)
    config = asked.get("config")
    kept = {name: cell[name] for name in ("n", "sum", "sumsq", "hist")}
    return {**kept, "summary": summary(cell, config)}


CASES = {
    "visit": score_visit, "walk": score_walk, "what_if": what_if, "cell": _cell, "change": change_from,
    "gap": gap_from,
}


def _case(case, path: str) -> dict:
    if not isinstance(case, dict) or not isinstance(case.get("case"), str) or case["case"] not in CASES:
        raise Invalid("unknown_case", f"{path}.case", f"This should be one of: {', '.join(CASES)}.")
    try:
        return CASES[case["case"]](case.get("input"))
    except Invalid as refusal:
        raise refusal.under(f"{path}.input") from None
