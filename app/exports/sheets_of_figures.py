"""Tables of figures over many walks: a journey's, its trend, its planned and walked ways, the heat map, the snags.

Only cells alike in revision and should-be values become one figure; what differs is a row of its own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator

from sqlalchemy import and_, select

from app.accounts.models import User
from app.accounts.names import name_for
from app.exports.sheets import MANY, Ask, about, minutes, persona_names, points, sheet, who_of
from app.insights import lens as lenses
from app.insights.figures import Figure, added
from app.insights.filters import UNKNOWN
from app.insights.lens import UNKNOWN_PLACE
from app.insights.models import Score, StageScore
from app.insights.weights import in_force
from app.insights.words import CHANNEL_WORDS, step_word
from app.journeys import queries as journeys
from app.journeys.models import JourneyRevision, Touchpoint
from app.journeys.places import floor_of, names_of
from app.kit.tables import Table
from app.walks.models import Walk
from app.walks.queries import visible

FEW_GUESSES = 5  # fewer are told to nobody, for each would be somebody's
FIGURE = (("walks", "Walks"), ("people", "People"), ("says", "Score, as told"), ("mean", "The average walk, points"),
          ("low", "95% sure: from"), ("high", "to"), ("says_how_sure", "How sure"), ("tenth", "A tenth at or below"),
          ("half", "Half at or below"), ("nine_tenths", "Nine tenths at or below"), ("easiest", "Easiest"),
          ("hardest", "Hardest"), ("at_least", "Walks with a wait cut short"), ("felt", "Felt, 1 to 7"),
          ("guess", "Guessed, 1 to 7"), ("spent_minutes", "Minutes a walk"),
          ("waited_minutes", "Minutes waited a walk"), ("steps", "Steps a walk"))
STATES = ("walked", "skipped", "not_reached", "added")
MARKS = ("sent", "repeated", "out_of_order", "switched")


@sheet("journey")
def journey(ask: Ask) -> Table:
    """A journey's figures: all walks, each persona, each touchpoint, by revision. Refuses: not_found."""
    plan, by, names = _journey(ask), in_force(ask.session), persona_names(ask.session)
    cells = lenses.cells(ask.session, ask.lens, by, plan["id"])
    places = _places(ask, plan["id"])
    wholes = [cell for cell in cells if not cell.touchpoint]
    groups = [*_grouped(wholes, lambda cell: ("All walks", "")),
              *_grouped(wholes, lambda cell: ("Persona", names.get(cell.persona, UNKNOWN))),
              *_grouped([cell for cell in cells if cell.touchpoint], lambda cell: (
                  "Touchpoint", places[cell.journey_revision, cell.touchpoint][0]))]
    rows = [(*key, revision, *_figure(figure)) for (key, revision), figure in groups]
    return Table("journey", f"What the walks say: {plan['name']}", _about(ask, wholes, by, names, len(rows)),
                 (("of", "Of"), ("name", "Name"), ("revision", "Revision"), *FIGURE), rows, len(rows), ask.zone)


@sheet("heat")
def heat(ask: Ask) -> Table:
    """Every journey's touchpoints by persona: both heat maps, a row a square."""
    by, names, named = in_force(ask.session), persona_names(ask.session), _names(ask)
    cells = [cell for cell in lenses.cells(ask.session, ask.lens, by) if cell.journey_id in named]
    places = _places(ask)
    squares = [cell for cell in cells if cell.touchpoint]
    groups = [*_grouped(squares, lambda cell: (cell.journey_id, cell.touchpoint, None)),
              *_grouped(squares, lambda cell: (cell.journey_id, cell.touchpoint, cell.persona))]
    rows = [(named[journey_id], *places[journey_id, revision, place], revision,
             "Everybody" if persona is None else names.get(persona, UNKNOWN),
             *_figure(figure)) for ((journey_id, place, persona), revision), figure in groups]
    rows.sort(key=lambda row: row[:5])
    wholes = [cell for cell in cells if not cell.touchpoint]
    return Table("heat", "Where it hurts", _about(ask, wholes, by, names, len(rows)), (
        ("journey", "Journey"), ("touchpoint", "Touchpoint"), ("channel", "Channel"), ("department", "Department"),
        ("revision", "Revision"), ("persona", "In whose shoes"), *FIGURE), rows, len(rows), ask.zone)


@sheet("snags")
def snags(ask: Ask) -> Table:
    """Every snag and bright spot of every touchpoint, counted. of: one journey, "" for all."""
    by, named = in_force(ask.session), _names(ask)
    cells = [cell for cell in lenses.cells(ask.session, ask.lens, by, ask.of or None) if cell.journey_id in named]
    places, counted, walks = _places(ask), defaultdict(Counter), Counter()
    for cell in cells:
        where = (cell.journey_id, cell.journey_revision, cell.touchpoint)
        walks[where] += cell.n
        for kind, (many, times) in (cell.snags if cell.touchpoint else {}).items():
            counted[where, kind].update(walks=many, times=times)
    rows = [(step_word(kind), named[where[0]], *places[where], where[1], sums["walks"], walks[where], sums["times"])
            for (where, kind), sums in counted.items()]
    rows.sort(key=lambda row: (-row[6], row[:4]))
    wholes = [cell for cell in cells if not cell.touchpoint]
    return Table("snags", "Snags and bright spots", _about(ask, wholes, by, persona_names(ask.session), len(rows)), (
        ("kind", "Kind"), ("journey", "Journey"), ("touchpoint", "Touchpoint"), ("channel", "Channel"),
        ("department", "Department"), ("revision", "Revision"), ("walks", "Walks with it"),
        ("of_walks", "Of so many walks"), ("times", "Times")), rows, len(rows), ask.zone)


@sheet("trend")
def trend(ask: Ask) -> Table:
    """Every whole walk of a journey by day. Refuses: not_found."""
    plan, by, names = _journey(ask), in_force(ask.session), persona_names(ask.session)
    wholes = lenses.cells(ask.session, ask.lens, by, plan["id"], wholes=True)
    where = _where(ask, wholes)
    chosen = (_wholes(ask, by, plan["id"]).add_columns(Walk.began_at, name_for(ask.actor).label("walker"))
              .join(User, User.id == StageScore.walker_id).order_by(Walk.began_at, Walk.id))
    rows = ((row.began_at, row.day, points(row.milli), bool(row.at_least), row.felt, minutes(row.spent_ms),
             minutes(row.waited_ms), row.steps, names.get(row.persona), row.walker, where(row.place), row.access,
             row.help, row.accepted == "yes", row.journey_revision, ask.link(f"/walks/{row.walk_id}"))
            for row in ask.session.execute(chosen, execution_options=MANY))
    n = sum(cell.n for cell in wholes)
    return Table("trend", f"Walk by walk: {plan['name']}", _about(ask, wholes, by, names, n), (
        ("began_at", "Began"), ("day", "Day"), ("score", "Score, points"), ("wait_cut_short", "A wait was cut short"),
        ("felt", "Felt, 1 to 7"), ("spent_minutes", "Minutes spent"), ("waited_minutes", "Minutes waited"),
        ("steps", "Steps"), ("persona", "Persona"), ("walker", "Walker"), ("place", "Place"), ("access", "Internet"),
        ("help", "Insider help"), ("accepted", "Accepted"), ("revision", "Revision"), ("address", "Walk")),
        rows, n, ask.zone)


@sheet("course")
def course(ask: Ask) -> Table:
    """Planned and walked: what became of each touchpoint of a journey, in how many walks. Refuses: not_found."""
    plan, by, names = _journey(ask), in_force(ask.session), persona_names(ask.session)
    chosen = _wholes(ask, by, plan["id"]).add_columns(Score.course).join(Score, and_(
        Score.walk_id == StageScore.walk_id, Score.method == StageScore.method,
        Score.weight_set == StageScore.weight_set))
    counted, first = defaultdict(Counter), {}
    for row in ask.session.execute(chosen, execution_options=MANY):
        for position, stop in enumerate(row.course):
            key = (row.journey_revision, stop["name"], stop["channel"] or "")
            first.setdefault(key, position)
            counted[key].update([stop["state"], *stop["marks"]])
    rows = [(revision, name, CHANNEL_WORDS.get(channel, channel), *(sums[word] for word in (*STATES, *MARKS)))
            for (revision, name, channel), sums in sorted(
                counted.items(), key=lambda one: (-one[0][0], first[one[0]], one[0][1]))]
    wholes = lenses.cells(ask.session, ask.lens, by, plan["id"], wholes=True)
    return Table("course", f"Planned and walked: {plan['name']}", _about(ask, wholes, by, names, len(rows)), (
        ("revision", "Revision"), ("touchpoint", "Touchpoint"), ("channel", "Channel"), ("walked", "Walked as planned"),
        ("skipped", "Skipped"), ("not_reached", "Not reached"), ("added", "Added on the way"),
        ("sent", "Sent there"), ("repeated", "Came back"), ("out_of_order", "Out of order"),
        ("switched", "By a switch of channel")), rows, len(rows), ask.zone)


def _where(ask: Ask, wholes: list):
    """Key of a walk's places → their names; places that too few of these walks were at are kept back."""
    names, (walks, people) = names_of(ask.session), floor_of(ask.session)
    times, who = Counter(), defaultdict(set)
    for cell in wholes:
        for place in filter(None, cell.place.split(",")):
            times[place, cell.journey_revision] += cell.n
            who[place, cell.journey_revision] |= set(cell.walkers)
    told = {place for place, _ in times if all(
        times[key] >= walks and len(who[key]) >= people for key in times if key[0] == place)}
    return lambda places: ", ".join(names.get(place, UNKNOWN_PLACE) if place in told else "kept back"
                                    for place in filter(None, places.split(",")))


def _wholes(ask: Ask, by, journey_id: str):
    """Whole walks through the lens that this actor may see."""
    return lenses.stages(ask.session, ask.lens, weights=by, journey_id=journey_id, wholes=True).join(
        Walk, Walk.id == StageScore.walk_id).where(Walk.id.in_(visible(ask.actor).with_only_columns(Walk.id)))


def _journey(ask: Ask) -> dict:
    journeys.mine(ask.session, ask.actor, ask.of)
    return journeys.journey_revision(ask.session, ask.of)


def _names(ask: Ask) -> dict[str, str]:
    """journey id → its name today, of those this actor may see."""
    mine = journeys.visible(ask.actor).subquery()
    rows = ask.session.execute(select(JourneyRevision.journey_id, JourneyRevision.name).join(
        mine, and_(mine.c.id == JourneyRevision.journey_id, mine.c.revision == JourneyRevision.revision)))
    return {journey_id: name for journey_id, name in rows}


class _Places(dict):
    """(journey, revision, touchpoint) → (name, channel, department) as that revision had it."""

    def __missing__(self, _key) -> tuple[str, str, str]:
        return ("A touchpoint this server does not know", "", "")


def _places(ask: Ask, journey_id: str = "") -> _Places:
    """As _Places; with a journey, without it in the key."""
    chosen = select(Touchpoint.journey_id, Touchpoint.revision, Touchpoint.id, Touchpoint.name, Touchpoint.channel,
                    Touchpoint.department)
    rows = ask.session.execute(chosen.where(Touchpoint.journey_id == journey_id) if journey_id else chosen)
    return _Places({(one[1], one[2]) if journey_id else tuple(one[:3]): (
        one[3], CHANNEL_WORDS.get(one[4], one[4]), one[5]) for one in rows})


def _grouped(cells: list, key) -> Iterator[tuple[tuple, Figure]]:
    """((key, revision), figure), the newest revision first; another should-be is another figure."""
    groups = defaultdict(list)
    for cell in cells:
        groups[-cell.journey_revision, key(cell), cell.touchpoint, cell.par].append(cell)
    for (revision, said, _, _), alike in sorted(groups.items(), key=lambda one: one[0][0]):
        yield (said, -revision), added(alike)


def _figure(figure: Figure) -> tuple:
    told = figure.told
    if told is None:  # too few walks at one place
        return (None, None, figure.said, *[None] * 15)
    guesses = sum(figure.counted["guess"].values())
    bounds = (round(told["low"], 1), round(told["high"], 1)) if figure.has_mean else (None, None)
    return (figure.n, told["walkers"], figure.said, round(told["mean"], 1) if figure.has_mean else None, *bounds,
            figure.level, told["p10"], told["p50"], told["p90"], told["min"], told["max"], figure.at_least,
            _rounded(figure.felt), _rounded(figure.guess) if guesses >= FEW_GUESSES else None,
            minutes(figure.per_walk("spent_ms")), minutes(figure.per_walk("waited_ms")),
            _rounded(figure.per_walk("steps")))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _about(ask: Ask, wholes: list, by, names: dict, rows: int) -> list[tuple[str, str]]:
    people = {person for cell in wholes for person in cell.walkers}
    words = ask.lens.words(names, names_of(ask.session) if ask.lens.place else {})
    return about(ask, who_of(sum(cell.n for cell in wholes), len(people)), lens=words, weights=by, rows=rows)
