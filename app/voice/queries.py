"""What customers said, for those who may read it."""

from sqlmodel import select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.access import Actor
from app.voice.models import Comment


def visible(actor: Actor) -> SelectOfScalar[Comment]:
    """The comments this actor may read: every one for managers, none for walkers."""
    chosen = select(Comment)
    return chosen if actor.is_at_least("manager") else chosen.where(Comment.id.is_(None))
