"""What follows from a file of comments, and from a source's time to keep them."""

from datetime import timedelta

from sqlmodel import Session

from app.accounts import wall
from app.kit import clock
from app.kit.blobs import blobs_of
from app.kit.db import Database
from app.kit.jobs import on, tell
from app.voice import commands, imports, themes
from app.voice.mapping import Place
from app.voice.models import Comment, Import
from app.voice.queries import places

DAY = timedelta(days=1)


@on("comments.mapped", slow=True)
def check(database: Database, args: dict) -> None:
    """Look at every row of a file. again: the same."""
    imports.check(database, blobs_of(database.writer), args["import_id"], _places(database, args["import_id"]))


@on("comments.accepted", slow=True)
def store(database: Database, args: dict) -> None:
    """Keep the rows that were looked at. again: nothing new."""
    imports.store(database, blobs_of(database.writer), args["import_id"], _places(database, args["import_id"]))


@on("theme.ruled", slow=True)
def run_rule(database: Database, args: dict) -> None:
    """Put a theme's rule to every comment. again: the same."""
    themes.run_rule(database, args["theme_id"])


@on("comments.stored", slow=True)
def rule_file(database: Database, args: dict) -> None:
    """Put every rule to the comments of a file. again: the same."""
    themes.run_rules(database, Comment.import_id == args["import_id"])


@on("comments.sent", slow=True)
def rule_sent(database: Database, args: dict) -> None:
    """Put every rule to what a program sent. again: the same."""
    themes.run_rules(database, Comment.source_id.in_(args["sources"]), Comment.import_id.is_(None))


@on("comment.taken", slow=True)
def rule_one(database: Database, args: dict) -> None:
    """Put every rule to a comment that was pasted. again: the same."""
    themes.run_rules(database, Comment.id == args["comment_id"])


def _places(database: Database, import_id: str) -> list[Place]:
    """Touchpoints its rows may speak of: those that whoever brought the file, and the team it is for, may see."""
    with database.read() as session:
        row = session.get(Import, import_id)
        with wall.seen_by(session, imports.bringer(session, row) if row else None):
            return places(session)


@on("comments.stored")
def line_up(session: Session, args: dict) -> None:
    """From the first file on, look once a day for words whose time is over."""
    tomorrow = (clock.now() + DAY).date().isoformat()
    tell(session, "comments.day", after_seconds=DAY.total_seconds(), day=tomorrow)


@on("comments.day")
def let_go(session: Session, args: dict) -> None:
    """Words kept longer than their source allows are erased; day and rating stay, and so do the figures."""
    commands.let_go(session, None)
    line_up(session, args)
