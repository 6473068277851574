"""A folded walk laid on its journey: stages, scores, should-be and guess, ready for a page.

Method: scoring.md 2.16. Not here: points entry by entry (points.py).
"""

from dataclasses import replace
from fractions import Fraction

from app.scoring.config import Config, config_of
from app.scoring.exact import bin_of, milli_of, shared_out
from app.scoring.visit import Visit, Wait, effort_of, read_visit, shown
from app.scoring.walk import read_walk, shown_walk, walk_effort

MOOD_TO_SCALE = 3  # logged −2…+2, scored 1…5


def score_input(fold: dict, journey: dict) -> dict:
    """{visits, outcome}: what `score_walk` takes. journey: {touchpoints: [as in the catalogue]}.

    A visit outside the journey is a detour of the visit it came after; with none before it, its own stage,
    named by its visit id. The visits keep their order and their `visit` ids.
    """
    planned = {place["id"]: place for place in journey.get("touchpoints") or []}
    stage_of: dict[str, str] = {}
    visits = []
    for visit in fold["visits"]:
        place = planned.get(visit["touchpoint"])
        cause = None if place else stage_of.get(visit["after"])
        stage = place["id"] if place else cause or visit["visit"]
        stage_of[visit["visit"]] = stage
        own = visit["visit"] if cause else stage
        visits.append({**_visit_input(visit, place), "touchpoint": own, "detour_of": cause})
    return {"visits": visits, "outcome": fold["outcome"]}


def _visit_input(visit: dict, place: dict | None) -> dict:
    measured, over = visit["measured"], finished(visit)
    told_waits = measured["waits"] and (over or not visit["waits"])
    return {
        "visit": visit["visit"],
        "name": (place or visit)["name"],
        "channel": place["channel"] if place else visit["channel"],
        "par": place.get("par") if place else None,
        "importance": (place or {}).get("importance"),
        "steps": visit["steps"] if measured["steps"] else None,
        "waits": [_wait_input(wait) for wait in over] if told_waits else None,
        "friction": visit["friction"] if measured["friction"] else None,
        "rating": visit["rating"],
        "outcome": visit["outcome"],
        "mood": _mood_input(visit["mood"]),
    }


def finished(visit: dict) -> list[dict]:
    """The visit's waits that have a length; a running wait is no part of a score yet."""
    return [wait for wait in visit["waits"] if wait["ms"] is not None]


def _wait_input(wait: dict) -> dict:
    return {name: wait[name] for name in ("kind", "ms", "occupied", "explained")}


def _mood_input(mood: dict | None) -> dict | None:
    if mood is None or mood["before"] is None or mood["after"] is None:
        return None
    return {name: mood[name] + MOOD_TO_SCALE for name in ("before", "after")}


def score_fold(fold: dict, journey: dict, config: dict | None = None) -> dict:
    """The walk's score as `score_walk`, each stage also with `name`, `channel`, `visits`, `points`, `par_milli`.

    `points`: the stage's part of the walk's milli (a_i × E_i; they add up to it); `par_milli`: a_i × par.
    `not_scored` holds the names a person reads.
    """
    asked = score_input(fold, journey)
    chosen = config_of(config)
    stages = read_walk(asked)
    result = walk_effort(stages, chosen)
    told = shown_walk(result)
    exact = [a * (e.score or 0) for a, e in zip(result.shares, result.efforts, strict=True)]
    points = shared_out(exact, told["milli"], 1000) if told["milli"] is not None else [None] * len(exact)
    for i, (stage, shape) in enumerate(zip(stages, told["stages"], strict=True)):
        first = asked["visits"][stage.members[0]]
        shape["name"], shape["channel"] = first["name"], first["channel"]
        shape["visits"] = [asked["visits"][place]["visit"] for place in stage.members]
        shape["points"] = points[i]
        shape["par_milli"] = None if points[i] is None else milli_of(result.shares[i] * par_effort(chosen))
    told["not_scored"] = [s["name"] or s["touchpoint"] for s in told["stages"] if s["milli"] is None]
    told["par_milli"] = par_score(chosen)["milli"]
    return told


def par_effort(config: Config) -> Fraction:
    """Points of a visit whose every count and wait is at par: flags true, no friction, rating 2, reached."""
    par = {name: Fraction(1) for name in ("steps", "live_ms")}
    visit = Visit(par=par, steps={"plain": 1}, waits=(Wait("hold", Fraction(1), True, True),), friction={},
                  rating=Fraction(2), outcome="reached")
    return effort_of(visit, replace(config, step_weight={})).score


def par_score(config: dict | Config | None = None) -> dict:
    """What any journey should score: {milli, bin}; 12.65 by default, however many touchpoints."""
    milli = milli_of(par_effort(config_of(config)))
    return {"milli": milli, "bin": bin_of(milli)}


def predicted_score(prediction: dict | None, journey: dict, config: dict | None = None) -> dict | None:
    """The score the walker's guess amounts to, in the shape of `score_visit`; None without a guess.

    A guess has no friction part: compare it part by part, never its composite with a composite that has one.
    """
    if prediction is None:
        return None
    guesses = [g for g in (prediction.get("touchpoints") or {}).values() if g is not None]
    felt = Fraction(sum(guesses), len(guesses)) if guesses else None
    return shown(_of_parts({**prediction, "felt": felt}, journey, config_of(config)))


def alike_scores(prediction: dict | None, walked: dict, journey: dict, config: dict | None = None
                 ) -> tuple[int, int] | None:
    """(what was guessed, what was walked), in millipoints, both of one visit and of the parts both sides hold.

    walked: {steps, wait_ms, felt, outcome}, None for what nobody measured. No snag is in either, so that the two may
    stand side by side; None when what they share weighs less than a score needs (scoring.md 2.5, 2.16).
    """
    if prediction is None:
        return None
    guesses = [one for one in (prediction.get("touchpoints") or {}).values() if one is not None]
    felt = Fraction(sum(guesses), len(guesses)) if guesses else None
    sides = [{**{name: prediction.get(name) for name in ("steps", "wait_ms", "outcome")}, "felt": felt}, walked]
    shared = [name for name in sides[0] if None not in (sides[0][name], sides[1].get(name))]
    scores = [_of_parts({name: side[name] for name in shared}, journey, config_of(config)).score for side in sides]
    return None if None in scores else (milli_of(scores[0]), milli_of(scores[1]))


def _of_parts(parts: dict, journey: dict, config: Config):
    """The effort of one visit that holds these parts and nothing else."""
    wait_ms, steps = parts.get("wait_ms"), parts.get("steps")
    waits = [{"kind": "other_live", "ms": wait_ms, "occupied": None, "explained": None}] if wait_ms else []
    return effort_of(read_visit({
        "par": _summed_par(journey, config),
        "steps": None if steps is None else {"plain": steps},
        "waits": None if wait_ms is None else waits,
        "rating": parts.get("felt"),
        "outcome": parts.get("outcome"),
    }), config)


def _summed_par(journey: dict, config: Config) -> dict | None:
    """Should-be of the whole journey; away waits stay out: a guess names one wait, with the customer tied up."""
    pars = [
        {**config.default_par(place["channel"]), **{k: v for k, v in (place.get("par") or {}).items() if v}}
        for place in journey.get("touchpoints") or []
    ]
    return {name: sum(Fraction(par[name]) for par in pars) for name in ("steps", "live_ms")} if pars else None
