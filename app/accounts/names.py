"""What a walker is called, for whoever asks: a viewer reads “a walker”, but for the own walks."""

from sqlalchemy import case, literal
from sqlalchemy.sql import ColumnElement

from app.accounts.access import Actor
from app.accounts.models import User

ANYBODY = "a walker"


def name_for(actor: Actor) -> ColumnElement[str]:
    """The column `name` of a statement that joins User as the walker of a walk, as this actor may read it."""
    if actor.may.name:
        return User.name
    return case((User.id == actor.user_id, User.name), else_=literal(ANYBODY)).label("name")
