"""What an erasure would take away: counted before anybody says yes, and again when it is done."""

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session

from app.accounts.models import BrowserSession, OneTimeLink, Token, User
from app.exports.models import Share
from app.improvements.models import CommentEvidence
from app.kit.errors import not_found
from app.personas.models import Evidence
from app.voice.commands import same_as
from app.voice.models import Comment, CommentTheme
from app.walks.models import Entry, EntryConflict, EntryState, Message, Phone, Photo, Review, Walk

KEEP, AWAY = "keep", "away"
HOWS = {KEEP: "Keep the walks without the person", AWAY: "Take the walks away too"}
# What is counted, in words: one, many. The order is that of the screen.
WORDS = {
    "accounts": ("name and e-mail address", "names and e-mail addresses"),
    "devices": ("phone", "phones"), "keys": ("browser, link or token", "browsers, links and tokens"),
    "walks": ("walk", "walks"), "entries": ("line of a log", "lines of logs"), "photos": ("photo", "photos"),
    "messages": ("message beside a walk", "messages beside walks"),
    "reviews": ("decision about a walk", "decisions about walks"),
    "comments": ("comment of a customer", "comments of customers"),
    "tags": ("theme it was put to", "themes it was put to"),
    "evidence": ("persona or fix that rests on it", "personas and fixes that rest on it"),
}


def counted(session: Session, kind: str, of: str, how: str = "") -> dict[str, int]:
    """{what: how many} this erasure would take away, without what is none. Refuses: not_found."""
    found = {"person": _person, "quote": _quote, "walk": _walk}[kind](session, of, how)
    return {what: found[what] for what in WORDS if found.get(what)}


def walks_of(how: str) -> list[ColumnElement[bool]]:
    """Which of a person's walks go: all, or with `keep` those alone that count nowhere. Conditions on Walk."""
    if how == AWAY:
        return [Walk.erased_at.is_(None) | Walk.sealed_at.is_not(None)]
    return [Walk.erased_at.is_(None), Walk.practice | Walk.withdrawn_at.is_not(None) | Walk.began_at.is_(None)]


def loose_entries(user_id: str) -> list[ColumnElement[bool]]:
    """Lines somebody sent that were set aside and joined nothing."""
    return [Entry.user_id == user_id, Entry.state == EntryState.quarantined]


def loose_photos(user_id: str) -> list[ColumnElement[bool]]:
    """Photos of somebody that belong to no walk."""
    return [Photo.owner_id == user_id, Photo.walk.is_(None)]


def _person(session: Session, user_id: str, how: str) -> dict[str, int]:
    if not _n(session, User, User.id == user_id, User.erased_at.is_(None)):
        raise not_found("person")
    walks = select(Walk.id).where(Walk.walker_id == user_id, *walks_of(how))
    said = [Message.walk_id.in_(walks)] if how == KEEP else [Message.walk_id.in_(walks) | (Message.by_id == user_id)]
    return {
        "accounts": 1, "devices": _n(session, Phone, Phone.user_id == user_id),
        "keys": sum(_n(session, table, table.user_id == user_id) for table in (BrowserSession, OneTimeLink, Token))
        + _n(session, Share, Share.made_by == user_id, Share.revoked_at.is_(None)),
        "walks": _n(session, Walk, Walk.walker_id == user_id, *walks_of(how)),
        "entries": _n(session, Entry, Entry.walk.in_(walks), Entry.state != EntryState.erased)
        + _n(session, Entry, *loose_entries(user_id), Entry.walk.is_(None) | Entry.walk.not_in(walks)),
        "photos": _n(session, Photo, Photo.walk.in_(walks)) + _n(session, Photo, *loose_photos(user_id)),
        "messages": _n(session, Message, *said), "reviews": _n(session, Review, Review.walk_id.in_(walks))}


def _walk(session: Session, walk_id: str, how: str) -> dict[str, int]:
    if not _n(session, Walk, Walk.id == walk_id, Walk.erased_at.is_(None)):
        raise not_found("walk")
    ids = select(Entry.id).where(Entry.walk == walk_id)
    return {"walks": 1, "entries": _n(session, Entry, Entry.walk == walk_id, Entry.state != EntryState.erased)
            + _n(session, EntryConflict, EntryConflict.id.in_(ids)),
            "photos": _n(session, Photo, Photo.walk == walk_id),
            "reviews": _n(session, Review, Review.walk_id == walk_id),
            "messages": _n(session, Message, Message.walk_id == walk_id)}


def _quote(session: Session, comment_id: str, how: str) -> dict[str, int]:
    if not _n(session, Comment, Comment.id == comment_id):
        raise not_found("comment")
    same = same_as(comment_id)
    return {"comments": _n(session, Comment, Comment.id.in_(same)),
            "tags": _n(session, CommentTheme, CommentTheme.comment_id.in_(same)),
            "evidence": sum(_n(session, table, table.comment_id.in_(same)) for table in (Evidence, CommentEvidence))}


def _n(session: Session, table, *which) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*which))
