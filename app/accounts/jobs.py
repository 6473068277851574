"""What the room of accounts does once a fact is told: hand letters over."""

from app.accounts import posting
from app.kit.db import Database
from app.kit.jobs import on


@on(posting.FACT, slow=True)
def mail_letter(database: Database, args: dict) -> None:
    """Send it, or put it off. again: another link, and the one mailed before ends."""
    posting.send(database, args["ask"], args["kind"], args["email"], args["tries"])
