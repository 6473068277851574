"""The cast, with stated rights. Ada walks; Vi views; Mo manages; Una is admin; Zoe walks elsewhere and sees nothing of
Ada's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from app.accounts import commands
from app.accounts.models import User
from app.kit import clock, db

ORIGIN = "http://shoe.test"
CAST = {"ada": "walker", "zoe": "walker", "vi": "viewer", "mo": "manager", "una": "admin"}
PASSWORD = "a long walk home"
# Spares a test its run on PostgreSQL: what it looks at stands above the database, and others make its statements there.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def add_cast(session: Session) -> dict[str, User]:
    """Everyone, by short name, in one statement. No password is set: hashing five would cost every test 170 ms."""
    cast = {who: User(id=f"u-{who}", email=f"{who}@shoe.test", name=who.title(), role=role, created_at=clock.now())
            for who, role in CAST.items()}
    session.add_all(cast.values())
    session.flush()
    return cast


def credentials(session: Session, user: User, scope: str | None) -> tuple[dict, dict]:
    """(headers, cookies) of a signed-in browser, or of a bearer token of this scope."""
    if scope:
        return {"authorization": f"Bearer {commands.make_token(session, user, scope)}"}, {}
    return {}, {"sl": commands.open_session(session, user)[0]}


def client(app, let_in: tuple[dict, dict] = ({}, {}), portal=None, **more) -> TestClient:
    """A browser or program that `credentials` let in; it follows no redirect. portal: the event loop of another client,
    for a new one for every request takes most of its time.
    """
    headers, cookies = let_in
    made = TestClient(app, base_url=ORIGIN, headers={"origin": ORIGIN, **headers}, cookies=cookies,
                      follow_redirects=False, **more)
    made.portal = portal
    return made


def take_back(database: db.Database) -> None:
    """From here on no request changes anything: each is told what a commit would have said, and nothing is kept."""
    @asynccontextmanager
    async def session_for(method: str) -> AsyncIterator[db.Session]:
        engine = database.reader if method in db.SAFE_METHODS else database.writer
        with db.Session(engine, expire_on_commit=False) as opened:
            yield opened
            opened.flush()
            opened.rollback()
    database.session_for = session_for
