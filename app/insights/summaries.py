"""What stands beside a journey's figures: other versions of them, walks with and without insider help, the order of
its touchpoints. Versions are never put into one mean. The page itself: journey_page.py.
"""

from collections import defaultdict
from dataclasses import dataclass

from sqlmodel import Session, select

from app.insights import visits
from app.insights.figures import SAME, Figure, refused
from app.insights.models import StageScore
from app.insights.weights import Weights
from app.insights.words import BIAS_WORDS
from app.scoring.change import change
from app.scoring.effort import METHOD
from app.scoring.ranking import ranking
from app.scoring.words import VERDICTS

TIE = 3  # points; nearer touchpoints are not told apart (scoring.md 4)
WITH = {"too early": "Too few walks on one side", "no clear change": "No clear difference",
        "changed, but small": "A small difference", "easier": "Easier with it", "harder": "Harder with it"}


@dataclass(frozen=True)
class Version:
    """Another revision or weight set of the same journey, beside the one shown; never over it."""

    name: str
    href: str
    figure: Figure
    says: str


def wholes_of(session: Session, journey_id: str, mode: str = "be") -> list:
    """Scores of whole walks of one mode, of every revision and weight set."""
    return visits.light(session, select(*(getattr(StageScore, name) for name in (*SAME, "milli", "walker_id", "day",
                                                                          "at_least"))).where(
        StageScore.journey_id == journey_id, StageScore.touchpoint == "", StageScore.mode == mode,
        StageScore.method == METHOD))


def splits_of(rows: list) -> list[tuple[str, Figure, Figure, str]]:
    """(kind of help, with it, without it, in words), for each kind and for any; [] when nobody had help."""
    asked = [(words, lambda row, name=name: name in row.help.split(",")) for name, words in BIAS_WORDS.items()]
    asked.append(("any of these", lambda row: bool(row.help)))
    if not any(row.help for row in rows):
        return []
    splits = []
    for words, had in asked:
        with_it, without = (visits.figure_of([row for row in rows if had(row) is side]) for side in (True, False))
        verdict = WITH[change(without.cell, with_it.cell)["verdict"]] if with_it.n else "Nobody"
        splits.append((words[0].upper() + words[1:], with_it, without, verdict))
    return splits


def order_words(named: list[tuple[str, Figure]]) -> str:
    """Which touchpoint is hardest, as far as that can be said (scoring.md 2.12): the order is for sorting only."""
    ranked = ranking({f"{i}": figure.cell for i, (_, figure) in enumerate(named)})
    if ranked is None or len(ranked["cells"]) < 2:
        return ""
    if ranked["tau2"] == 0:
        return "No demonstrable difference between these touchpoints: the walks differ as much among themselves."
    first, second = ranked["order"][:2]
    names = [named[int(i)][0] for i in (first, second)]
    if ranked["cells"][first]["mean"] - ranked["cells"][second]["mean"] < TIE:
        return f"{names[0]} and {names[1]} are a tie for the hardest: less than {TIE} points apart."
    return f"{names[0]} is the hardest, as far as these walks tell."


def versions_of(rows: list, journey: dict, chosen: Weights, sets: dict[str, Weights]) -> list[Version]:
    """Every other revision and weight set that has walks, with what may be said beside the one shown."""
    groups = defaultdict(list)
    for row in rows:
        if row.weight_set in sets:
            groups[row.journey_revision, row.weight_set].append(row)
    shown = groups.pop((journey["revision"], chosen.id), [])
    order = sorted(groups, key=lambda key: (-key[0], list(sets).index(key[1])))
    return [_version(revision, sets[weight_set], groups[revision, weight_set], shown, next(iter(sets)))
            for revision, weight_set in order]


def _version(revision: int, by: Weights, rows: list, shown: list, current: str) -> Version:
    own = "" if by.id == current else f"&weights={by.id}"
    says = ""
    if shown:
        says = refused(rows[0], shown[0], tuple(name for name in SAME if name != "journey_revision")) or ""
    if shown and not says:
        older, newer = sorted((rows, shown), key=lambda side: side[0].journey_revision)
        verdict = change(visits.figure_of(older).cell, visits.figure_of(newer).cell)["verdict"]
        says = f"From revision {older[0].journey_revision} to {newer[0].journey_revision}: {VERDICTS[verdict].lower()}."
    return Version(f"Revision {revision}, {by.name[0].lower()}{by.name[1:]}",
                   f"/insights/journeys/{rows[0].journey_id}?revision={revision}{own}", visits.figure_of(rows), says)
