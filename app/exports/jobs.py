"""Search follows what happens: every fact about a thing that can be found writes its rows anew."""

from sqlalchemy import select
from sqlmodel import Session

from app.exports import search_index
from app.kit.db import Database
from app.kit.jobs import on, tell
from app.voice.models import Comment
from app.workshops.models import Workshop


@on("journey.revised")
def find_journey(session: Session, args: dict) -> None:
    search_index.journeys(session, [args["journey_id"]])


@on("persona.revised")
def find_persona(session: Session, args: dict) -> None:
    search_index.personas(session, [args["persona_id"]])


@on("improvement.changed")
def find_fix(session: Session, args: dict) -> None:
    search_index.fixes(session, [args["improvement_id"]])


@on("comment.taken")
def find_comment(session: Session, args: dict) -> None:
    search_index.comments(session, [args["comment_id"]])


@on("comments.stored", slow=True)
def find_comments(database: Database, args: dict) -> None:
    """A whole file of them, some hundred a transaction."""
    with database.read() as session:
        keys = list(session.scalars(select(Comment.id).where(Comment.import_id == args["import_id"])))
    search_index.in_chunks(database, search_index.comments, keys)


@on("workshop.told")
def find_workshop(session: Session, args: dict) -> None:
    """Anew with every sheet, for an audience is found from five people on. again: the same."""
    search_index.workshops(session, [args["workshop_id"]])
    if session.get(Workshop, args["workshop_id"]) is None:
        tell(session, "words.erased")


@on("walk.told")
@on("walk.talked")
def find_walk(session: Session, args: dict) -> None:
    search_index.walks(session, [args["walk_id"]])


@on("walk.erased")
@on("walk.sealed")
def forget_walk(session: Session, args: dict) -> None:
    """It is found no more. again: nothing."""
    search_index.walks(session, [args["walk_id"]])
    tell(session, "words.erased")


@on("comments.day")
def forget_comments(session: Session, args: dict) -> None:
    """The words of comments whose time has come are found no more within a day. again: nothing."""
    search_index.let_go_of_words(session)
    tell(session, "words.erased")


@on("words.erased")
def index_anew(session: Session, args: dict) -> None:
    """Words that were erased go out of the index's own pages too; once for however many. again: nothing."""
    search_index.index_anew(session)


@on("search.asked", slow=True)
def find_everything(database: Database, args: dict) -> None:
    """Everything anew; asked for by the migration that made the index."""
    search_index.rebuild(database)
