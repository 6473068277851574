"""Somebody signed in was told no: kept in the log of what was done, and not more often than a log should hold."""

from fastapi import Request
from sqlmodel import Session

from app.accounts import audit
from app.accounts.access import Actor
from app.accounts.commands import take_try

PER_HOUR = 30


async def note(request: Request) -> None:
    """Write down who was refused at which route; nothing for a visitor who is nobody."""
    actor, route = getattr(request.state, "actor", None), request.scope.get("route")
    if isinstance(actor, Actor) and route is not None and not request.scope.get("lent"):
        await request.app.state.database.keep(_noted, actor, f"{request.method} {route.path}")


def _noted(session: Session, actor: Actor, route: str) -> None:
    if take_try(session, f"denied:{actor.user_id}", PER_HOUR):
        audit.note(session, actor, "access.denied", page=route)
