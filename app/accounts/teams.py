"""Teams: who is in them, what belongs to them, and handing it over. What a team hides from others: wall.py.

Rooms say here what of theirs may belong to a team (`own`) and what goes along when it moves (`carries`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import Session, func, select

from app.accounts import audit, wall
from app.accounts.access import Actor
from app.accounts.models import Membership, Role, Team, User
from app.accounts.people import person
from app.kit import clock
from app.kit.errors import Refusal, not_found
from app.kit.ids import new_id
from app.kit.typed import plain

EVERYONE = "everyone"


@dataclass(frozen=True)
class Belonging:
    """A thing that may belong to a team. noun: journey, persona …; row: with its team_id; name, href: as on screen.

    under: the team of what it hangs on, by which it is seen while it has none of its own; tied: why it cannot be given
    away alone, "" when it can; means: what giving it says beside who sees it.
    """

    noun: str
    row: object
    name: str
    href: str
    under: str | None = None
    tied: str = ""
    means: str = ""

    @property
    def whose(self) -> str | None:
        """The team whose people see it; None: everybody's."""
        return self.row.team_id or self.under


@dataclass(frozen=True)
class _Kind:
    table: type
    one: str
    many: str
    find: Callable[[Session, Actor, str], Belonging]
    stays: bool


@dataclass(frozen=True)
class Listed:
    """A team on the list. owns, keeps: '12 walks', what goes to others when it closes and what stays on record under
    its name; people: (id, name), by name."""

    team: Team
    people: list[tuple[str, str]]
    owns: list[str]
    keeps: list[str]


_KINDS: dict[str, _Kind] = {}
_CARRIED: dict[str, list[tuple[str, Callable[[Session, str], int], Callable | None]]] = {}


def own(noun: str, many: str, table: type, find: Callable[[Session, Actor, str], Belonging], *, one: str = "",
        stays: bool = False) -> None:
    """Rows of this table may belong to a team. find: (session, actor, id) → Belonging, refuses not_found; one, many: in
    words; stays: they are a record about the team, and go to nobody when it closes."""
    _KINDS[noun] = _Kind(table, one or noun, many, find, stays)


def carries(noun: str, one: str, count: Callable[[Session, str], int], moved: Callable | None = None) -> None:
    """Things called `one` go along with a noun. count: (session, id) → how many; moved: (session, id, before, team)."""
    _CARRIED.setdefault(noun, []).append((one, count, moved))


def chosen(actor: Actor, said: str | None) -> str | None:
    """The team a new thing belongs to, None for everyone. said: of a form; None: nothing was asked, so the own team of
    whoever is in exactly one. Refuses: unknown_team."""
    said = actor.home if said is None else said
    if said in ("", EVERYONE):
        return None
    if said not in dict(actor.offers):
        raise Refusal("unknown_team", 422, "Choose everyone, or a team you are in.")
    return said


def found(session: Session, actor: Actor, noun: str, key: str) -> Belonging:
    """What this names. Refuses: not_found."""
    if noun not in _KINDS:
        raise not_found()
    return _KINDS[noun].find(session, actor, key)


def goes_along(session: Session, thing: Belonging) -> list[str]:
    """'12 walks' and what else moves with a thing; nothing of which there is none."""
    counts = ((count(session, thing.row.id), one) for one, count, _ in _CARRIED.get(thing.noun, ()))
    return [_many(n, one) for n, one in counts if n]


def move(session: Session, actor: Actor, thing: Belonging, said: str) -> None:
    """Give a thing and all that hangs on it to a team, or to everyone. again: nothing. Refuses: unknown_team, tied."""
    _give(session, actor, thing, chosen(actor, said))


def keep_to(session: Session, actor: Actor, thing: Belonging, user_ids: list[str], name: str) -> None:
    """Let these people in on a thing: into its team, or into a new one of that name which gets it. Refuses: nobody,
    not_found, no_name, name_taken, tied."""
    if not user_ids:
        raise Refusal("nobody", 422, "Choose whom to let in.")
    if thing.tied:
        raise Refusal("tied", 409, thing.tied)
    for user_id in user_ids:
        person(session, user_id)
    team = open_team(session, thing.whose) if thing.whose else make(session, actor, name)
    for user_id in user_ids:
        add(session, actor, team, user_id)
    _give(session, actor, thing, team.id)


@dataclass(frozen=True)
class Keepers:
    """Who may change a thing beside the admins. managers: names; others: (id, name, role) of who could be let in,
    managers first."""

    managers: list[str]
    others: list[tuple[str, str, str]]


def keepers(session: Session, thing: Belonging) -> Keepers:
    """Who may change it now, by name."""
    inside = set(session.scalars(select(Membership.user_id).where(Membership.team_id == thing.whose)))
    people = session.execute(select(User.id, User.name, User.role).where(User.is_active, User.role != Role.admin)
                             .order_by(User.role != Role.manager, func.lower(User.name), User.id)).all()
    return Keepers([name for key, name, role in people if role == Role.manager and (key in inside or not thing.whose)],
                   [tuple(one) for one in people if one.id not in inside])


def _give(session: Session, actor: Actor, thing: Belonging, team: str | None) -> None:
    before = thing.row.team_id
    if thing.tied and team != thing.whose:
        raise Refusal("tied", 409, thing.tied)
    if before == team or thing.tied:
        return
    thing.row.team_id = team
    session.add(thing.row)
    session.flush()
    with wall.lifted(session):
        for _, _, moved in _CARRIED.get(thing.noun, ()):
            if moved:
                moved(session, thing.row.id, before, team)
    audit.note(session, actor, f"{thing.noun}.moved", thing.row.id, before=before, team=team)


def listed(session: Session) -> list[Listed]:
    """Every team that is open, by name."""
    people: dict[str, list] = {}
    for team_id, user_id, name in session.execute(select(Membership.team_id, User.id, User.name).join(
            User, User.id == Membership.user_id).order_by(func.lower(User.name))):
        people.setdefault(team_id, []).append((user_id, name))
    goes, stays = _owned(session)
    teams = session.exec(select(Team).where(Team.closed_at.is_(None)).order_by(func.lower(Team.name))).all()
    return [Listed(team, people.get(team.id, []), goes.get(team.id, []), stays.get(team.id, [])) for team in teams]


def open_team(session: Session, team_id: str) -> Team:
    """One team. Refuses: not_found, also when it is closed."""
    team = session.get(Team, team_id)
    if team is None or team.closed_at is not None:
        raise not_found("team")
    return team


def make(session: Session, actor: Actor, name: str) -> Team:
    """A new team, empty. Refuses: no_name, name_taken."""
    team = Team(id=new_id(), name=_name(session, name), made_at=clock.now())
    session.add(team)
    session.flush()
    audit.note(session, actor, "team.made", team.id)
    return team


def rename(session: Session, actor: Actor, team: Team, name: str) -> None:
    """Call it something else. again: nothing. Refuses: no_name, name_taken."""
    name = _name(session, name, team)
    if name != team.name:
        team.name = name
        session.add(team)
        audit.note(session, actor, "team.renamed", team.id)


def close(session: Session, actor: Actor, team: Team, to: str | None = None) -> None:
    """End a team. to: who gets what it owns, a team or EVERYONE; None: nobody was named. Refuses: team_owns."""
    owned = _owned(session)[0].get(team.id, [])
    if owned and not to:
        raise Refusal("team_owns", 409, f"{team.name} still owns {', '.join(owned)}. Say who gets them.")
    target = None if not to or to == EVERYONE else open_team(session, to).id
    if target == team.id:
        raise Refusal("team_owns", 409, "A team that closes cannot keep what it owns. Choose another.")
    for table, kind in owning():
        if not kind.stays:
            session.execute(update(table).where(table.team_id == team.id).values(team_id=target))
    for row in session.exec(select(Membership).where(Membership.team_id == team.id)):
        session.delete(row)
    team.name, team.closed_at = f"{team.name[:80]} (closed {team.id[-8:]})", clock.now()
    session.add(team)
    audit.note(session, actor, "team.closed", team.id, to=target)


def add(session: Session, actor: Actor | User, team: Team, user_id: str) -> None:
    """Take somebody in. again: nothing. Refuses: nobody, not_found."""
    if not user_id:
        raise Refusal("nobody", 422, "Choose whom to take in.")
    user = person(session, user_id)
    if session.get(Membership, (user.id, team.id)) is None:
        session.add(Membership(user_id=user.id, team_id=team.id))
        session.flush()
        audit.note(session, actor, "member.added", user.id, team=team.id)


def remove(session: Session, actor: Actor, team: Team, user_id: str) -> None:
    """Let somebody go; own walks stay theirs, and what their phone still brings is kept. again: nothing."""
    row = session.get(Membership, (user_id, team.id))
    if row is not None:
        session.delete(row)
        audit.note(session, actor, "member.removed", user_id, team=team.id)


def teams_of(session: Session) -> dict[str, list[tuple[str, str]]]:
    """user id → [(team id, name)], by name; whoever is in none is absent."""
    found: dict[str, list[tuple[str, str]]] = {}
    for user_id, team_id, name in session.execute(select(Membership.user_id, Team.id, Team.name).join(
            Team, Team.id == Membership.team_id).order_by(func.lower(Team.name))):
        found.setdefault(user_id, []).append((team_id, name))
    return found


def owning() -> list[tuple[type, _Kind]]:
    """Every table whose rows may belong to a team, as the wall knows them, and what its rows are called. A table no
    room has named goes by its own name, so that none is forgotten."""
    kinds = {kind.table: kind for kind in _KINDS.values()}
    named = [(table, kinds.get(table) or _Kind(table, table.__tablename__, table.__tablename__, found, False))
             for table in wall.guarded() if "team_id" in table.__table__.columns]
    return sorted(named, key=lambda one: one[1].many)


def _owned(session: Session) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """team → what goes to others when it closes, and what stays under its name."""
    goes, stays = {}, {}
    for table, kind in owning():
        told = stays if kind.stays else goes
        for team_id, n in session.execute(select(table.team_id, func.count()).where(
                table.team_id.is_not(None)).group_by(table.team_id)):
            told.setdefault(team_id, []).append(f"{n:,} {kind.one if n == 1 else kind.many}")
    return goes, stays


def _name(session: Session, name: str, team: Team | None = None) -> str:
    name = " ".join(plain(name).split())
    if not 1 <= len(name) <= 80:
        raise Refusal("no_name", 422, "Give the team a name, in up to 80 characters.")
    # In Python: SQLite knows no capitals but those of English.
    if any(other.name.casefold() == name.casefold() for other in session.scalars(select(Team)) if other is not team):
        raise Refusal("name_taken", 409, f"There is a team called {name} already.")
    return name


def _many(n: int, one: str) -> str:
    return f"{n:,} {one if n == 1 else one + ('es' if one.endswith('x') else 's')}"
