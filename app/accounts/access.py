"""Who is asking, and what they may do: the only way a route learns of a user."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import BackgroundTasks, Depends, Request
from sqlalchemy import case, func, update
from sqlmodel import Session, select

from app.accounts import second_factor, sign_on_again, wall
from app.accounts.commands import IDLE
from app.accounts.models import BrowserSession, Membership, Role, Team, Token, User
from app.kit import clock
from app.kit.cookies import cookie_of
from app.kit.db import Database, Db
from app.kit.errors import Refusal, forbidden, sign_in_first
from app.kit.ids import digest
from app.settings import Settings

SEEN_AGAIN = timedelta(hours=1)  # how exact "last seen" is; finer would make every look at a page a write
RANK = {role: rank for rank, role in enumerate(Role)}


@dataclass(frozen=True)
class May:
    """What somebody may do, for every template: `read` the desk, `name` the walkers, `change` what stands there,
    `admit` people and set the house up."""

    read: bool = False
    name: bool = False
    change: bool = False
    admit: bool = False


def may_of(actor: "Actor | None") -> May:
    """What they may do; nothing for somebody who has not signed in."""
    return actor.may if actor else May()


@dataclass(frozen=True)
class Actor:
    """A user (or their token) who is asking. scope: None for a browser session, else the token's; browser: the digest
    of the session's cookie, '' for a token; is_whole: two factors were shown; teams: ids of the own; sees_all: an
    admin, or anybody of a house without teams; house: (id, name) of every open team, by name."""

    user_id: str
    name: str
    role: str
    scope: str | None = None
    token_id: str | None = None
    browser: str = ""
    proved_at: datetime | None = None  # when this browser last showed that it is this person's
    is_whole: bool = False
    teams: frozenset[str] = frozenset()
    sees_all: bool = False
    house: tuple[tuple[str, str], ...] = ()

    def is_at_least(self, role: str) -> bool:
        """walker < viewer < manager < admin."""
        return RANK[self.role] >= RANK[role]

    @property
    def may(self) -> May:
        """The one place that says which role a right begins with."""
        is_manager = self.is_at_least(Role.manager)
        return May(self.is_at_least(Role.viewer), is_manager, is_manager, self.is_at_least(Role.admin))

    @property
    def offers(self) -> list[tuple[str, str]]:
        """(id, name) of the teams this actor may give something to: the own, every one for an admin."""
        return [one for one in self.house if self.may.admit or one[0] in self.teams]

    @property
    def home(self) -> str:
        """The own team of whoever is in exactly one; '' for everybody else."""
        return next(iter(self.teams)) if len(self.teams) == 1 else ""

    @property
    def initials(self) -> str:
        """Two letters for the round badge."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


def address_of(request: Request) -> str:
    """Where a request comes from, for counting tries; "?" when the server does not say."""
    return request.client.host if request.client else "?"


def halfway_of_cookie(session: Session, cookie: str | None) -> Actor | None:
    """The user of a cookie, though a second factor may be owed; None when it is unknown, over, or the user is disabled.

    For the doors where it is shown, and for no other."""
    found = _browser_of(session, cookie)
    return _at_browser(*found) if found else None


def is_through(settings: Settings, actor: Actor) -> bool:
    """Whether somebody who came in by a browser owes no second factor."""
    return not second_factor.is_owed(settings, actor.role, actor.is_whole)


def _through(request: Request, actor: Actor | None) -> Actor | None:
    """The gate: every browser comes through here before it opens anything. Refuses: second_factor."""
    if actor and not is_through(request.app.state.settings, actor):
        raise second_factor.owed()
    return actor


# Asked with whoever asks, so that a page costs no statement more.
_TEAMS = (select(func.aggregate_strings(Membership.team_id, ",")).where(Membership.user_id == User.id).correlate(User)
          .scalar_subquery(),
          select(func.aggregate_strings(Team.id + case((Team.closed_at.is_(None), " "), else_="\t") + Team.name, "\n"))
          .scalar_subquery())


def _browser_of(session: Session, cookie: str | None) -> tuple[User, BrowserSession, str | None, str | None] | None:
    return session.execute(select(User, BrowserSession, *_TEAMS).join(
        BrowserSession, BrowserSession.user_id == User.id).where(
        BrowserSession.id == digest(cookie), BrowserSession.expires_at > clock.now(),
        User.is_active)).first() if cookie else None


def _token_of(session: Session, secret: str | None) -> tuple[User, Token, str | None, str | None] | None:
    return session.execute(select(User, Token, *_TEAMS).join(Token, User.id == Token.user_id).where(
        Token.id == digest(secret), Token.revoked_at.is_(None), Token.expires_at > clock.now(),
        User.is_active)).first() if secret else None


def _at_browser(user: User, browser: BrowserSession, *teams) -> Actor:
    return Actor(user.id, user.name, user.role, browser=browser.id, proved_at=browser.proved_at,
                 is_whole=browser.is_whole, **_sight(user, *teams))


def _with_token(user: User, token: Token, *teams) -> Actor:
    return Actor(user.id, user.name, user.role, token.scope, token.id, is_whole=token.is_whole,
                 **_sight(user, *teams))


def _sight(user: User, teams: str | None, every: str | None) -> dict:
    """teams, every: as _TEAMS tells them; an open team as "<id> <name>", a closed one with a tab between."""
    house = [tuple(one.split(" ", 1)) for one in (every or "").split("\n") if " " in one.partition("\t")[0]]
    return {"teams": frozenset(teams.split(",") if teams else ()), "sees_all": user.role == Role.admin or not every,
            "house": tuple(sorted(house, key=lambda one: one[1].lower()))}


def sight_of(session: Session, user_id: str) -> dict:
    """{teams, sees_all, house} of somebody as they stand now, for an Actor made on their behalf; {} of nobody known."""
    found = session.execute(select(User, *_TEAMS).where(User.id == user_id)).first()
    return _sight(*found) if found else {}


def _note(request: Request, tasks: BackgroundTasks, row: BrowserSession | Token, **also) -> None:
    """Keep when this was last seen, after the answer is on its way. also: what else follows from it."""
    seen = row.seen_at or row.created_at
    if clock.now() - seen > SEEN_AGAIN:
        tasks.add_task(_keep_seen, request.app.state.database, type(row), row.id, also)


def _idle_until(user: User, browser: BrowserSession) -> datetime:
    return min(browser.ends_at or browser.expires_at, clock.now() + IDLE[user.role])


async def _keep_seen(database: Database, table: type, key: str, also: dict) -> None:
    seen = update(table).where(table.id == key).values(seen_at=clock.now(), **also)
    await database.keep(lambda session: session.execute(seen))


def bearer_of(request: Request) -> str | None:
    """The secret of an `Authorization: Bearer` header, or None."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" and secret.strip() else None


def _visitor(request: Request, session: Db, tasks: BackgroundTasks) -> Actor | None:
    # Only this house puts an actor there, when it asks itself for a page that a link lends.
    actor = request.scope.get("lent")
    found = None if actor else _browser_of(session, cookie_of(request))
    if found:
        actor = _through(request, _at_browser(*found))
        _note(request, tasks, found[1], expires_at=_idle_until(*found[:2]))
    request.state.actor = actor
    wall.stand(session, actor)
    return actor


Visitor = Annotated[Actor | None, Depends(_visitor)]


def _halfway(request: Request, session: Db) -> Actor | None:
    # Not in request.state: a page that somebody halfway sees has no rooms in its bar.
    return halfway_of_cookie(session, cookie_of(request))


Halfway = Annotated[Actor | None, Depends(_halfway)]


def signed_in(role: str = Role.walker) -> Callable[..., Actor]:
    """A dependency: a browser session of at least this role."""
    def check(visitor: Visitor) -> Actor:
        if visitor is None:
            raise sign_in_first()
        if not visitor.is_at_least(role):
            raise forbidden()
        return visitor
    check.required = f"session:{role}"
    return check


def by_token(*scopes: str) -> Callable[..., Actor]:
    """A dependency: a bearer token with one of these scopes. `read` may also be a browser session."""
    def check(request: Request, session: Db, tasks: BackgroundTasks) -> Actor:
        secret = bearer_of(request)
        lent = request.scope.get("lent") if "read" in scopes else None
        found = None if lent else _token_of(session, secret)
        actor = _with_token(*found) if found else lent
        if found:
            _note(request, tasks, found[1])
        if actor is None and secret is None and "read" in scopes:
            actor = _through(request, halfway_of_cookie(session, cookie_of(request)))
        if actor is None:
            raise Refusal("sign_in", 401, "This token is not known here, or it has ended. Sign in again.")
        request.state.actor = actor
        if lent is None and actor.scope is not None and actor.scope not in scopes:
            raise Refusal("wrong_scope", 403, f"This needs a token of scope {' or '.join(scopes)}.")
        if found:
            is_whole = actor.is_whole or _was_shown_here(request, session, tasks, *found[:2])
            sign_on_again.demand(session, request.app.state.settings, *found[:2], is_whole)
        wall.stand(session, actor)
        return actor
    check.required = "token:" + "|".join(scopes)
    return check


def _was_shown_here(request: Request, session: Session, tasks: BackgroundTasks, user: User, token: Token) -> bool:
    """Whether this phone's own browser has shown two factors of the same person since; its token is whole from then."""
    beside = _browser_of(session, cookie_of(request)) if token.scope == "device" else None
    if beside is None or beside[0].id != user.id or not beside[1].is_whole:
        return False
    tasks.add_task(_keep_seen, request.app.state.database, Token, token.id, {"is_whole": True})
    return True


Walker = Annotated[Actor, Depends(signed_in(Role.walker))]
Viewer = Annotated[Actor, Depends(signed_in(Role.viewer))]
Manager = Annotated[Actor, Depends(signed_in(Role.manager))]
Admin = Annotated[Actor, Depends(signed_in(Role.admin))]
Device = Annotated[Actor, Depends(by_token("device"))]
Reader = Annotated[Actor, Depends(by_token("read", "write"))]
DeviceOrReader = Annotated[Actor, Depends(by_token("device", "read", "write"))]
