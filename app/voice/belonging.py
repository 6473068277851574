"""Whose comments, files, themes and sources are: giving each to a team, and what goes along."""

from sqlalchemy import ColumnElement, and_, case, null, update
from sqlmodel import Session, func, select

from app.accounts import teams
from app.accounts.access import Actor
from app.journeys import queries as journeys
from app.journeys.models import Journey
from app.kit.errors import not_found
from app.voice.models import Comment, Import, Source, Theme
from app.voice.queries import mine, my_import
from app.voice.theme_queries import my_theme

SHORT = 60


def bind(session: Session, row: Comment | Theme, place: tuple[str, str] | None) -> None:
    """Say which touchpoint a comment or theme speaks of; None: not known. What comes to a team's journey is seen by
    whoever sees that; what leaves one stays that team's."""
    left = _team_of(session, row.journey_id)
    row.journey_id, row.touchpoint = place or (None, None)
    row.team_id = None if _team_of(session, row.journey_id) else row.team_id or left
    session.add(row)


def _team_of(session: Session, journey_id: str | None) -> str | None:
    journey = session.get(Journey, journey_id) if journey_id else None
    return journey.team_id if journey else None


def _file(session: Session, actor: Actor, import_id: str) -> teams.Belonging:
    row = my_import(session, actor, import_id)
    return teams.Belonging("file", row, row.file_name, f"/voice/imports/{import_id}")


def _source(session: Session, actor: Actor, source_id: str) -> teams.Belonging:
    row = session.exec(select(Source).where(Source.id == source_id)).first()
    if row is None:
        raise not_found("source")
    return teams.Belonging("source", row, row.name, "/voice/imports/new")


def _comment(session: Session, actor: Actor, comment_id: str) -> teams.Belonging:
    row = mine(session, actor, comment_id)
    words = row.words if len(row.words) <= SHORT else f"{row.words[:SHORT].rstrip()}…"
    return _bound(session, "comment", row, f"“{words}”" if words else "A rating without words", "/voice")


def _theme(session: Session, actor: Actor, theme_id: str) -> teams.Belonging:
    row = my_theme(session, actor, theme_id)
    return _bound(session, "theme", row, f"“{row.name}”", f"/voice/themes/{theme_id}")


def _bound(session: Session, noun: str, row: Comment | Theme, name: str, href: str) -> teams.Belonging:
    under = None if row.team_id else _team_of(session, row.journey_id)
    about = (journeys.journey_revision(session, row.journey_id) or {}).get("name", "") if under else ""
    tied = (f"It speaks of “{about}” and is seen by whoever sees that journey. Give the journey over, or say first "
            "that it speaks of something else.") if under else ""
    return teams.Belonging(noun, row, name, href, under, tied)


def _many(table: type[Comment | Import], *which: ColumnElement[bool]):
    return select(func.count()).select_from(table).where(*which)


def _of_source(table: type[Comment | Import], source_id: str, team: str | None) -> list[ColumnElement[bool]]:
    return [table.source_id == source_id, table.team_id.is_not_distinct_from(team)]


def _came_from(table: type[Comment | Import]):
    return lambda session, source_id: session.scalar(
        _many(table, *_of_source(table, source_id, session.get(Source, source_id).team_id)))


def _give(session: Session, team: str | None, *which: ColumnElement[bool]) -> None:
    # What came to another team's journey stays with whoever sees that.
    others = select(Journey.id).where(Journey.team_id.is_not(None), Journey.team_id.is_distinct_from(team))
    session.execute(update(Comment).where(*which).values(
        team_id=case((and_(Comment.team_id.is_(None), Comment.journey_id.in_(others)), null()), else_=team)))


def _file_moved(session: Session, import_id: str, before: str | None, team: str | None) -> None:
    _give(session, team, Comment.import_id == import_id)


def _source_moved(session: Session, source_id: str, before: str | None, team: str | None) -> None:
    session.execute(update(Import).where(*_of_source(Import, source_id, before)).values(team_id=team))
    _give(session, team, *_of_source(Comment, source_id, before))


def _journey_moved(session: Session, journey_id: str, before: str | None, team: str | None) -> None:
    # What another team says of it stays that team's, without the journey.
    session.execute(update(Comment).where(Comment.journey_id == journey_id, Comment.team_id == before)
                    .values(team_id=team))


teams.own("file", "files of comments", Import, _file, one="file of comments")
teams.own("source", "sources of comments", Source, _source, one="source of comments")
teams.own("comment", "comments", Comment, _comment)
teams.own("theme", "themes", Theme, _theme)
teams.carries("file", "comment", lambda session, import_id: session.scalar(
    _many(Comment, Comment.import_id == import_id)), _file_moved)
teams.carries("source", "file", _came_from(Import), _source_moved)
teams.carries("source", "comment", _came_from(Comment))
teams.carries("journey", "comment", lambda session, journey_id: session.scalar(
    _many(Comment, Comment.journey_id == journey_id, Comment.team_id.is_not_distinct_from(
        session.get(Journey, journey_id).team_id))), _journey_moved)
