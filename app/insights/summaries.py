"""What all walks of a journey say together: one version at a time, walked and watched apart, with and without help.

Reads cells for every figure; single walks only while they are few enough to be dots.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from sqlmodel import Session, select

from app.accounts.access import Actor
from app.accounts.models import User
from app.insights import weights
from app.insights.dots import Strip, strip_of
from app.insights.figures import DOTS, SAME, Figure, added, cells_of, refused
from app.insights.models import Cell, StageScore
from app.insights.weights import Weights
from app.insights.words import BIAS_WORDS, channel_icon
from app.journeys import queries as journeys
from app.kit.errors import not_found
from app.personas.models import Persona, PersonaRevision
from app.scoring.change import change
from app.scoring.effort import METHOD, par_score
from app.scoring.ranking import ranking
from app.scoring.words import VERDICTS
from app.walks.models import Walk
from app.walks.queries import visible

TIE = 3  # points; nearer touchpoints are not told apart (scoring.md 4)
ONLY = (("", "Every walk"), ("unhelped", "Without insider help"), ("helped", "Only with it"))
WITH = {"too early": "Too few walks on one side", "no clear change": "No clear difference",
        "changed, but small": "A small difference", "easier": "Easier with it", "harder": "Harder with it"}


@dataclass
class Side:
    """Walks of one mode: the whole, by persona, by touchpoint, and split by each kind of help."""

    mode: str
    whole: Strip
    personas: list[Strip]
    touchpoints: list[Strip]
    splits: list[tuple[str, Figure, Figure, str]]
    order: str

    @property
    def figure(self) -> Figure:
        return self.whole.figure


@dataclass
class Version:
    """Another revision or weight set of the same journey, beside the one shown; never over it."""

    name: str
    href: str
    figure: Figure
    says: str


@dataclass
class Summary:
    """The page of a journey's figures. sides: walked first; a mode nobody walked in is left out."""

    journey: dict
    weights: Weights
    in_force: bool
    newest: int
    only: str
    sides: list[Side]
    versions: list[Version]
    method: str = METHOD
    choices: tuple = field(default=ONLY)

    @property
    def here(self) -> str:
        return f"/insights/journeys/{self.journey['id']}"

    def link(self, only: str) -> str:
        own = "" if self.in_force else f"&weights={self.weights.id}"
        return f"{self.here}?revision={self.journey['revision']}{own}" + (f"&only={only}" if only else "")


def summary_of(session: Session, actor: Actor, journey_id: str, revision: int | None = None, weight_set: str = "",
               only: str = "") -> Summary:
    """The summary of one revision (None: the newest that was walked) by one weight set. Refuses: not_found."""
    mine = journeys.visible(actor).subquery()
    newest = session.scalar(select(mine.c.revision).where(mine.c.id == journey_id))
    if newest is None:
        raise not_found("journey")
    sets = {each.id: each for each in weights.all_sets(session)}
    current = next(iter(sets.values()))
    chosen = sets.get(weight_set or current.id)
    every = wholes_of(session, journey_id)
    walked = [cell.journey_revision for cell in every]
    journey = journeys.journey_revision(session, journey_id, revision or max(walked, default=None))
    if chosen is None or journey is None:
        raise not_found("summary")
    cells = [cell for cell in cells_of(session, chosen.id, journey_id, journey["revision"]) if _wanted(cell, only)]
    sides = _sides(session, actor, journey, chosen, cells)
    return Summary(journey, chosen, chosen.id == current.id, newest, only, sides,
                   _versions(every, journey, chosen, sets))


def wholes_of(session: Session, journey_id: str) -> list:
    """Cells of whole walks as the customer, of every revision and weight set."""
    return list(session.execute(select(*Cell.__table__.c).where(
        Cell.journey_id == journey_id, Cell.touchpoint == "", Cell.mode == "be", Cell.method == METHOD)))


def _wanted(cell, only: str) -> bool:
    return {"unhelped": not cell.help, "helped": bool(cell.help)}.get(only, True)


def _sides(session: Session, actor: Actor, journey: dict, chosen: Weights, cells: list) -> list[Side]:
    named = _personas(session, {cell.persona for cell in cells})
    few = [mode for mode in ("be", "see")
           if 0 < sum(cell.n for cell in cells if cell.mode == mode and not cell.touchpoint) <= DOTS]
    walks = _walks(session, actor, journey, chosen, few, {cell.id for cell in cells}, named)
    should_be = par_score(chosen.config)["milli"] / 1000
    return [_side(mode, [cell for cell in cells if cell.mode == mode], journey, named, walks, should_be)
            for mode in ("be", "see") if any(cell.mode == mode for cell in cells)]


def _walks(session: Session, actor: Actor, journey: dict, chosen: Weights, modes: list[str], cells: set[str],
           named: dict) -> dict:
    """(mode, touchpoint, persona) → [(points, words, address)] of the walks this actor may see."""
    rows = session.execute(
        select(StageScore, User.name, Walk.began_at).join(Walk, Walk.id == StageScore.walk_id)
        .join(User, User.id == StageScore.walker_id).where(
            StageScore.walk_id.in_(visible(actor).with_only_columns(Walk.id)), StageScore.method == METHOD,
            StageScore.weight_set == chosen.id, StageScore.journey_id == journey["id"],
            StageScore.journey_revision == journey["revision"], StageScore.mode.in_(modes))).all() if modes else []
    walks = defaultdict(list)
    for row, walker, began in rows:
        if row.cell in cells:
            least = "at least " if row.at_least else ""
            words = f"{least}{round(row.milli / 1000)}, {walker}, {named[row.persona][0]}, {began:%-d %b %Y}"
            walks[row.mode, row.touchpoint, row.persona].append((row.milli / 1000, words, f"/walks/{row.walk_id}"))
    return walks


def _side(mode: str, cells: list, journey: dict, named: dict, walks: dict, should_be: float) -> Side:
    wholes = [cell for cell in cells if not cell.touchpoint]

    def strip(name: str, chosen: list, **more) -> Strip:
        keys = {(mode, cell.touchpoint, cell.persona) for cell in chosen}
        dots = [dot for key in keys for dot in walks.get(key, ())]
        return strip_of(name, added(chosen), dots or None, should_be, **more)
    personas = [strip(named[key][0], [cell for cell in wholes if cell.persona == key], shoes=named[key][1])
                for key in sorted({cell.persona for cell in wholes}, key=lambda key: named[key][0])]
    places = [strip(place["name"], [cell for cell in cells if cell.touchpoint == place["id"]],
                    icon=channel_icon(place["channel"]))
              for place in sorted(journey["touchpoints"], key=lambda place: place["position"])]
    return Side(mode, strip("All walks", wholes), personas if len(personas) > 1 else [], places,
                _splits(wholes), order_words([(one.name, one.figure) for one in places]))


def _splits(cells: list) -> list[tuple[str, Figure, Figure, str]]:
    """(kind of help, with it, without it, in words), for each kind and for any; [] when nobody had help."""
    asked = [(words, lambda cell, name=name: name in cell.help.split(",")) for name, words in BIAS_WORDS.items()]
    asked.append(("any of these", lambda cell: bool(cell.help)))
    splits = []
    for words, had in asked:
        with_it, without = (added([cell for cell in cells if had(cell) is side]) for side in (True, False))
        verdict = WITH[change(without.cell, with_it.cell)["verdict"]] if with_it.n else "Nobody"
        splits.append((words[0].upper() + words[1:], with_it, without, verdict))
    return splits if splits[-1][1].n else []


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


def _personas(session: Session, ids: set[str]) -> dict[str, tuple[str, str | None]]:
    """persona id → (name, shoes); "" is an own reason."""
    rows = session.exec(select(Persona.id, PersonaRevision.name, PersonaRevision.shoes).join(
        PersonaRevision, (PersonaRevision.persona_id == Persona.id) & (PersonaRevision.revision == Persona.revision))
        .where(Persona.id.in_(ids))).all()
    named = {key: (name, shoes) for key, name, shoes in rows}
    return {key: named.get(key, ("A persona this server does not know" if key else "A reason of their own", None))
            for key in ids}


def _versions(cells: list, journey: dict, chosen: Weights, sets: dict[str, Weights]) -> list[Version]:
    """Every other revision and weight set that has walks, with what may be said beside the one shown."""
    groups = defaultdict(list)
    for cell in cells:
        if cell.weight_set in sets:
            groups[cell.journey_revision, cell.weight_set].append(cell)
    shown = groups.pop((journey["revision"], chosen.id), [])
    order = sorted(groups, key=lambda key: (-key[0], list(sets).index(key[1])))
    return [_version(revision, sets[weight_set], groups[revision, weight_set], shown, next(iter(sets)))
            for revision, weight_set in order]


def _version(revision: int, by: Weights, cells: list, shown: list, current: str) -> Version:
    own = "" if by.id == current else f"&weights={by.id}"
    says = ""
    if shown:
        says = refused(cells[0], shown[0], tuple(name for name in SAME if name != "journey_revision")) or ""
    if shown and not says:
        older, newer = sorted((cells, shown), key=lambda side: side[0].journey_revision)
        verdict = change(added(older).cell, added(newer).cell)["verdict"]
        says = f"From revision {older[0].journey_revision} to {newer[0].journey_revision}: {VERDICTS[verdict].lower()}."
    return Version(f"Revision {revision}, {by.name[0].lower()}{by.name[1:]}",
                   f"/insights/journeys/{cells[0].journey_id}?revision={revision}{own}", added(cells), says)
