"""Cells: the scores of all walks that count, summed by what they speak of, so that pages never read a log for them.

A key's cell is always made anew from the stage scores of that key: twice is once, in any order. Not here: what may
be said of a cell (`app/scoring/cells.py`, summaries.py).
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, text
from sqlmodel import Session, select

from app.insights.loads import loads_of
from app.insights.models import Cell, Key, StageScore
from app.insights.story import Story
from app.insights.zones import local
from app.kit.clock import from_ms
from app.scoring.effort import METHOD, alike_scores, bin_of, score_input
from app.scoring.entries import BRIGHT
from app.scoring.walk import Stage, read_walk
from app.walks.models import Walk

KEY = tuple(Key.model_fields)
TURN = 7_301_007
WALK = ""
_PLACE = re.compile(r"[!-+\--~]{1,64}")  # printable ASCII without the comma
GUESSED = ("guess_steps", "guess_wait_ms", "guess_milli", "alike_milli")  # of a whole walk alone


@dataclass(frozen=True)
class Standing:
    """What a log does not say of its walk. access: of its persona; review: the newest decision; zones: as zones_of;
    clocks: place → its time zone, where it has one of its own; zone: the organisation's."""

    walker_id: str | None
    access: str = ""
    review: str = "arrived"
    zones: tuple = ()
    clocks: dict = field(default_factory=dict)
    zone: str = "UTC"

    @property
    def accepted(self) -> str:
        return "yes" if self.review == "accepted" else ""


def take_turn(session: Session) -> None:
    """One at a time: two workers that each miss the other's new walk would sum one of them away."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": TURN})


def store(session: Session, walk_id: str, standing: Standing, stories: dict[str, Story]) -> None:
    """Put a walk into its cells as its log tells it now. stories: by weight set; {}: the walk is gone.

    again: the same rows.
    """
    rows = [row for weight_set, story in stories.items()
            for row in (rows_of(walk_id, standing, weight_set, story) if counts(story, standing) else ())]
    touched = set(session.exec(select(StageScore.cell).where(StageScore.walk_id == walk_id)))
    session.execute(delete(StageScore).where(StageScore.walk_id == walk_id, *_these(rows)))
    if rows:
        session.execute(insert(StageScore), rows)
    for cell in sorted(touched | {row["cell"] for row in rows}):
        refresh(session, cell)


def stands_so(session: Session, walk_id: str, review: str) -> bool:
    """Whether the sums hold this walk as this review wants it: a walk that has no rows is looked at anew."""
    said = set(session.exec(select(StageScore.accepted).where(StageScore.walk_id == walk_id)))
    return review != "set_aside" and said == {Standing(None, review=review).accepted}


def _these(rows: list[dict]) -> list:
    """A walk that counts keeps what older methods said of it."""
    return [StageScore.method == METHOD] if rows else []


def counts(story: Story, standing: Standing) -> bool:
    """Practice, withdrawn, unfinished and unscored walks and those set aside are nowhere in a sum."""
    fold = story.fold
    return (standing.review != "set_aside" and fold["began"] and fold["handed_in"] and not fold["practice"]
            and not fold["withdrawn"] and story.journey is not None and story.score["milli"] is not None)


def rows_of(walk_id: str, standing: Standing, weight_set: str, story: Story) -> list[dict]:
    """The stage scores of a walk, the whole walk first. A touchpoint the plan does not know has none of its own."""
    fold, score, plan = story.fold, story.score, story.journey
    same = {"walk_id": walk_id, "walker_id": standing.walker_id, "method": METHOD, "weight_set": weight_set,
            "journey_id": plan["id"], "journey_revision": plan["revision"], "persona": fold["persona"] or "",
            "place": places_of(fold["visits"]), "day": day_of(fold["began_at"], standing.zone), "mode": fold["mode"],
            "access": standing.access, "accepted": standing.accepted,
            "help": ",".join(sorted(name for name, said in fold["bias"].items() if said))}
    whole = {**told_of(fold["visits"], standing), "spent_ms": story.spent_ms, "felt": story.felt,
             "guess": story.guessed_felt, **guessed(story)}
    rows = [_row(same, WALK, par_of(*plan["touchpoints"]), score, fold["outcome"], story.cut_short,
                 {**whole, "loads": {}})]
    visits = {visit["visit"]: visit for visit in fold["visits"]}
    stages: list[Stage] = read_walk(score_input(fold, plan))
    for stage, shown in zip(stages, score["stages"], strict=True):
        place = story.places.get(stage.name)
        if place and shown["milli"] is not None:
            mine = [visits[one] for one in shown["visits"]]
            told = {**told_of(mine, standing), "place": places_of(mine), "felt": _rating(stage),
                    "guess": ((story.prediction or {}).get("touchpoints") or {}).get(place["id"])}
            rows.append(_row(same, place["id"], par_of(place), shown, stage.visit.outcome,
                             story.cut_short & set(shown["visits"]), {**told, "loads": loads_of(stage.visit)}))
    return rows


def _rating(stage: Stage) -> float | None:
    return None if stage.visit.rating is None else float(stage.visit.rating)


def guessed(story: Story) -> dict:
    """What was guessed of the whole walk; None where nothing was."""
    said = story.prediction or {}
    pair = alike_scores(story.prediction, story.counted, story.plan, story.config) or (None, None)
    return dict(zip(GUESSED, (said.get("steps"), said.get("wait_ms"), *pair), strict=True))


def told_of(visits: list[dict], standing: Standing) -> dict:
    """What was counted in these visits, before any weight: ms, steps, snags by kind; hour of the first."""
    snags = Counter({BRIGHT: sum(visit["bright"] for visit in visits)})
    for visit in visits:
        snags.update(visit["friction"])
    return {"hour": hour_of(visits[0], standing) if visits else 0,
            "spent_ms": sum((visit["active_ms"] or 0) + visit["wait_live_ms"] for visit in visits),
            "waited_ms": sum(visit["wait_live_ms"] for visit in visits),
            "steps": sum(sum(visit["steps"].values()) for visit in visits),
            "snags": {kind: n for kind, n in sorted(snags.items()) if n}}


def _row(same: dict, touchpoint: str, par: str, score: dict, outcome: str | None, cut_short: set, more: dict) -> dict:
    row = {**same, "touchpoint": touchpoint, "par": par, "milli": score["milli"], "outcome": outcome,
           "contributions": score["contributions_milli"], "at_least": bool(cut_short), **dict.fromkeys(GUESSED), **more}
    return {**row, "cell": cell_id(row)}


def cell_id(row: dict) -> str:
    return sha256("\x1f".join(str(row[name]) for name in KEY).encode()).hexdigest()[:32]


def par_of(*places: dict) -> str:
    """Fingerprint of what these touchpoints should take: alike when scores against them may be compared."""
    told = [[place["id"], place["channel"], place.get("par") or {}, place["importance"]] for place in places]
    if len(told) == 1:
        told[0].pop()  # importance speaks only of a touchpoint among others
    return sha256(repr(told).encode()).hexdigest()[:12]


def day_of(began_ms: int, zone: str) -> str:
    """ISO day in this zone, the organisation's."""
    return from_ms(began_ms).astimezone(ZoneInfo(zone)).date().isoformat()


def places_of(visits: list[dict]) -> str:
    """Where these visits were walked, by id with commas between; "" when nobody said. An id that no key can hold is
    none here; its walk keeps it."""
    return ",".join(sorted({visit["place"] for visit in visits if visit["place"] and _PLACE.fullmatch(visit["place"])}))


def hour_of(visit: dict, standing: Standing) -> int:
    """0…167 from Monday midnight, by the clock of the place walked: the place's own, else the phone's."""
    at_ms, clock = visit["entered_at"], standing.clocks.get(visit["place"])
    there = from_ms(at_ms).astimezone(ZoneInfo(clock)) if clock else local(at_ms, list(standing.zones))
    return there.weekday() * 24 + there.hour


def refresh(session: Session, cell: str) -> None:
    """Sum one key anew from its stage scores; a key without any has no cell."""
    session.execute(delete(Cell).where(Cell.id == cell))
    rows = session.execute(select(StageScore.__table__).where(StageScore.cell == cell)).mappings().all()
    if rows:
        session.execute(insert(Cell), [{"id": cell, **{name: rows[0][name] for name in KEY}, **summed(rows)}])


def summed(rows: list) -> dict:
    """The sums of stage scores of one key."""
    hist, contributions = Counter(str(bin_of(row["milli"])) for row in rows), Counter()
    snags: dict[str, list[int]] = {}
    for row in rows:
        contributions.update(row["contributions"])
        for kind, times in row["snags"].items():
            walks, all_times = snags.get(kind, (0, 0))
            snags[kind] = [walks + 1, all_times + times]
    return {"n": len(rows), "sum": sum(row["milli"] for row in rows), "sumsq": sum(row["milli"] ** 2 for row in rows),
            "hist": dict(sorted(hist.items())), "contributions": dict(sorted(contributions.items())),
            "outcomes": dict(sorted(Counter(row["outcome"] or "unknown" for row in rows).items())),
            "walkers": dict(sorted(Counter(row["walker_id"] for row in rows).items())),
            "at_least": sum(row["at_least"] for row in rows), "snags": dict(sorted(snags.items())),
            **{name: _values(rows, name) for name in ("felt", "guess")},
            **{name: sum(row[name] for row in rows) for name in ("spent_ms", "waited_ms", "steps")}}


def _values(rows: list, name: str) -> dict[str, int]:
    """{value: how many}, values 1…7 to two places."""
    return dict(sorted(Counter(f"{row[name]:.2f}" for row in rows if row[name] is not None).items()))


def is_sealed(session: Session, walk_id: str) -> bool:
    """Whether a walk's log is no longer kept: nothing can be worked out of it anew, so what the sums hold stays."""
    return session.exec(select(Walk.id).where(Walk.id == walk_id, Walk.sealed_at.is_not(None))).first() is not None


def left_over(session: Session) -> list[str]:
    """Walks that are gone and still stand in a sum; those whose log alone is gone may."""
    kept = select(Walk.id).where(Walk.erased_at.is_(None) | Walk.sealed_at.is_not(None))
    return list(session.exec(select(StageScore.walk_id).where(StageScore.walk_id.not_in(kept)).distinct()))


def drop_orphans(session: Session) -> None:
    """Take out cells that no stage score stands behind."""
    session.execute(delete(Cell).where(Cell.id.not_in(select(StageScore.cell))))
