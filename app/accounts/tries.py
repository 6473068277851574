"""How often a password may be tried, so that guessing is slow and nobody can lock a colleague out.

Tries are counted by place and by person at that place; all places together have a wider limit for one person, which
a browser this person has used before does not share. A right password gives its tries back.
"""

from fastapi import Request
from sqlmodel import Session

from app.accounts import commands, known
from app.accounts.access import address_of

HERE, PERSON_HERE, PERSON, KNOWN = 60, 10, 100, 10  # an hour


def buckets(session: Session, request: Request, email: str) -> dict[str, int]:
    """Name → tries an hour of every bucket that this try is taken from."""
    own = known.is_known(session, request, email)
    if own:
        return {f"login-known:{own}": KNOWN}
    here = address_of(request)
    return {f"login-ip:{here}": HERE, f"login:{email}@{here}": PERSON_HERE, f"login:{email}": PERSON}


def take(session: Session, request: Request, email: str) -> bool:
    """Take a try from each; False as soon as one is empty."""
    return commands.take_tries(session, buckets(session, request, email))


def give_back(session: Session, request: Request, email: str) -> None:
    """After a right password, so that an office behind one address can sign in one after the other."""
    commands.give_back_tries(session, buckets(session, request, email))
