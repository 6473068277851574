"""What the thing is called that an admin is about to erase."""

from sqlmodel import Session

from app.accounts.models import User
from app.accounts.people import person
from app.journeys.models import JourneyRevision
from app.voice.models import Comment
from app.walks.models import Walk


def name_of(session: Session, kind: str, of: str) -> str:
    """A person's name, a comment's first words, a walk's journey and walker; '' when it is not there."""
    if kind == "person":
        return person(session, of).name
    if kind == "quote":
        comment = session.get(Comment, of)
        return _short(comment.words) if comment else ""
    walk = session.get(Walk, of)
    if walk is None:
        return ""
    journey = session.get(JourneyRevision, (walk.journey_id, walk.journey_revision)) if walk.journey_id else None
    walker = session.get(User, walk.walker_id)
    return f"{journey.name if journey else 'A journey not known here'}, walked by {walker.name}"


def _short(words: str) -> str:
    return f"“{words if len(words) <= 120 else words[:119] + '…'}”" if words else "a rating without words"
