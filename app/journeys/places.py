"""Places: the stores, lines and pages a touchpoint is walked at, and how few walks of one are kept back.

A walk names its place by id and keeps it whatever becomes of the list. Not here: who walked there (insights).
"""

import csv
import io
from collections.abc import Iterable
from zoneinfo import available_timezones

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import delete, func
from sqlmodel import Session, select

from app.accounts.models import Mark
from app.journeys.forms import Name
from app.journeys.models import Channel, Place, PlaceKind
from app.kit import clock, jobs
from app.kit.errors import Refusal, not_found
from app.kit.ids import new_id
from app.kit.typed import plain

KINDS = {PlaceKind.store: "Store", PlaceKind.line: "Line", PlaceKind.page: "Page", PlaceKind.other: "Other"}
# Which channels are walked at a place of a kind; "other" is offered everywhere.
CHANNELS = {PlaceKind.store: (Channel.store,), PlaceKind.line: (Channel.phone,),
            PlaceKind.page: (Channel.web, Channel.app, Channel.chat, Channel.email, Channel.social),
            PlaceKind.other: tuple(Channel)}
ZONES = frozenset(available_timezones())
MOST_LINES = 2_000
WITHIN, BETWEEN = "\x1f", "\x1e"  # white space to Python, so that no name holds them
WALKS, PEOPLE = "place_floor_walks", "place_floor_people"  # names of marks
FLOOR = {WALKS: (5, 3, 100), PEOPLE: (2, 2, 20)}  # as it begins, the least, the most


class PlaceIn(BaseModel):
    """A place as it is asked for. time_zone: IANA or ""; journeys: [] for every one."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Name
    kind: PlaceKind = PlaceKind.store
    time_zone: str = ""
    journeys: tuple[str, ...] = Field((), max_length=200)


def place_of(typed: dict, journeys: Iterable[str] = ()) -> tuple[PlaceIn | None, dict[str, str]]:
    """(the place that was typed, {}) or (None, {field: a sentence}). typed: name, kind, time_zone."""
    wrong = {}
    zone = _zone(typed.get("time_zone", ""))
    if zone is None:
        wrong["time_zone"] = "Write a time zone such as Europe/London, or leave it empty for the organisation’s."
    kind = _kind(typed.get("kind", "store"))
    if kind is None:
        wrong["kind"] = "Choose store, line, page or other."
    name = " ".join(typed.get("name", "").split())
    if not name:
        wrong["name"] = "Give the place a name, such as “Highgate store”."
    elif len(name) > 120:
        wrong["name"] = "Use 120 letters at most."
    if wrong:
        return None, wrong
    try:
        return PlaceIn(name=name, kind=kind, time_zone=zone, journeys=tuple(journeys)), {}
    except ValidationError:
        return None, {"name": "This name cannot be read. Type it again."}


def _zone(typed: str) -> str | None:
    wanted = typed.strip().replace(" ", "_").casefold()
    return "" if not wanted else next((zone for zone in ZONES if zone.casefold() == wanted), None)


def _kind(typed: str) -> PlaceKind | None:
    wanted = typed.strip().casefold()
    return next((kind for kind in PlaceKind if wanted in (kind.value, KINDS[kind].casefold(), f"{kind.value}s")), None)


def every_place(session: Session) -> list[Place]:
    """All of them, open ones first, by name."""
    return sorted(session.exec(select(Place)), key=lambda one: (one.closed_at is not None, one.name.casefold(), one.id))


def open_places(session: Session) -> list[Place]:
    """Those that are offered to walkers, by name."""
    return [one for one in every_place(session) if one.closed_at is None]


def place(session: Session, place_id: str) -> Place:
    """The place of that id. Refuses: not_found."""
    found = session.get(Place, place_id)
    if found is None:
        raise not_found("place")
    return found


def names_of(session: Session) -> dict[str, str]:
    """id → name, closed ones too."""
    return dict(map(tuple, session.execute(select(Place.id, Place.name))))


def names_cell():
    """The same as one cell of another statement, for pages that count theirs; read by `names_in`."""
    return select(func.aggregate_strings(Place.id + WITHIN + Place.name, BETWEEN)).scalar_subquery()


def names_in(cell: str | None) -> dict[str, str]:
    """id → name, out of `names_cell`."""
    return dict(one.split(WITHIN) for one in (cell or "").split(BETWEEN) if one)


def zones_of_places(session: Session) -> dict[str, str]:
    """id → IANA time zone, of those that have one of their own."""
    return dict(map(tuple, session.execute(select(Place.id, Place.time_zone).where(Place.time_zone != ""))))


def catalogue_places(session: Session) -> list[dict]:
    """The open ones as phones carry them: {id, name, kind, channels, journeys}; journeys []: every one."""
    return [{"id": one.id, "name": one.name, "kind": one.kind, "channels": list(CHANNELS[PlaceKind(one.kind)]),
             "journeys": list(one.journeys)} for one in open_places(session)]


def make_place(session: Session, asked: PlaceIn, *, place_id: str | None = None, is_demo: bool = False) -> Place:
    """A new place. Refuses: known_place, when an open one has the name already."""
    if not is_demo:
        _refuse_twin(session, asked.name)
    made = _new(asked, place_id=place_id, is_demo=is_demo)
    session.add(made)
    session.flush()
    return made


def change_place(session: Session, known: Place, asked: PlaceIn) -> None:
    """Say something else of a place. Another time zone works the hours of its walks out again. Refuses: known_place."""
    _refuse_twin(session, asked.name, but=known.id)
    moved = known.time_zone != asked.time_zone
    known.sqlmodel_update(_said(asked))
    session.add(known)
    if moved:
        jobs.tell(session, "place.moved", place_id=known.id)


def close_place(session: Session, known: Place, is_closed: bool) -> None:
    """Offer it to no walker any more, or again. again: the first date stays."""
    known.closed_at = (known.closed_at or clock.now()) if is_closed else None
    session.add(known)


def bring_in(session: Session, pasted: str) -> tuple[int, int]:
    """Take a pasted list, a place a line: name, kind, time zone; (how many are new, how many were known).

    Commas, semicolons or tabs; a first line of heads is passed over. All or nothing. Refuses: unreadable, naming the
    line and what to do. again: a name that is known is not taken twice.
    """
    asked = read_lines(pasted)
    known = {one.name.casefold() for one in every_place(session)}
    fresh = {one.name.casefold(): one for one in asked if one.name.casefold() not in known}
    session.add_all(_new(one) for one in fresh.values())
    return len(fresh), len(asked) - len(fresh)


def read_lines(pasted: str) -> list[PlaceIn]:
    """The places of a pasted list. Refuses: unreadable."""
    lines = plain(pasted).lstrip("\ufeff").splitlines()
    if len(lines) > MOST_LINES:
        raise Refusal("unreadable", 422, f"This list has {len(lines):,} lines; {MOST_LINES:,} are the most at once.")
    first = next((line for line in lines if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    asked = []
    for number, line in enumerate(lines, 1):
        cells = [cell.strip() for cell in next(csv.reader(io.StringIO(line), delimiter=delimiter), [])]
        if not any(cells) or (not asked and cells[0].casefold() in ("name", "place", "store")
                              and len(cells) > 1 and cells[1].casefold() in ("kind", "type")):
            continue
        one, wrong = place_of({"name": cells[0], "kind": cells[1] if len(cells) > 1 and cells[1] else "store",
                               "time_zone": cells[2] if len(cells) > 2 else ""})
        if one is None:
            raise Refusal("unreadable", 422, f"Nothing was taken. Line {number}: {next(iter(wrong.values()))}")
        asked.append(one)
    if not asked:
        raise Refusal("unreadable", 422, "The list is empty. Write a place a line, such as “Highgate store, store”.")
    return asked


def floor_of(session: Session) -> tuple[int, int]:
    """(walks, people): what fewer say of one place is kept back."""
    told = dict(map(tuple, session.execute(select(Mark.id, Mark.value).where(Mark.id.in_(FLOOR)))))
    return tuple(int(told.get(name, FLOOR[name][0])) for name in (WALKS, PEOPLE))


def set_floor(session: Session, walks: str, people: str) -> None:
    """Set it. Refuses: unreadable, with what is possible."""
    for name, typed, words in ((WALKS, walks, "walks"), (PEOPLE, people, "people")):
        _, least, most = FLOOR[name]
        typed = typed.strip()
        if not (typed.isascii() and typed.isdigit() and len(typed) < 4 and least <= int(typed) <= most):
            raise Refusal("unreadable", 422, f"Write a whole number of {words} from {least} to {most}.")
        session.merge(Mark(id=name, value=str(int(typed))))


def clear_demo(session: Session) -> None:
    """Take the demo's places out; walks made at one keep its id."""
    session.execute(delete(Place).where(Place.is_demo))


def _refuse_twin(session: Session, name: str, but: str = "") -> None:
    twin = next((one for one in every_place(session) if one.name.casefold() == name.casefold() and one.id != but), None)
    if twin:
        closed = " It is closed; open it again instead." if twin.closed_at else ""
        raise Refusal("known_place", 409, f"There is a place called “{twin.name}” already.{closed}")


def _new(asked: PlaceIn, *, place_id: str | None = None, is_demo: bool = False) -> Place:
    return Place(id=place_id or new_id(), made_at=clock.now(), is_demo=is_demo, **_said(asked))


def _said(asked: PlaceIn) -> dict:
    return {"name": asked.name, "kind": asked.kind.value, "time_zone": asked.time_zone,
            "journeys": list(asked.journeys)}
