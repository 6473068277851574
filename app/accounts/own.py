"""What people change about their own account: name, password, tokens. What they hold and cut off: keys.py."""

from sqlmodel import Session

from app.accounts import audit, commands, easy, factors, passwords, step_up
from app.accounts.access import Actor
from app.kit.errors import Refusal

TOKENS = {"read": "Read: fetch figures and walks", "write": "Write: fetch, and bring data in"}
PER_HOUR = 10


def rename(session: Session, actor: Actor, name: str) -> None:
    """Say how you are called. again: the same. Refuses: no_name."""
    user = factors.account(session, actor)
    user.name = commands.named(name)
    session.add(user)


def change_password(session: Session, actor: Actor, old: str, new: str) -> None:
    """Set a new password; every other browser is signed out. Both are weighed inside the write turn: who asks was read
    in it, and this is rare. Refuses: too_many_tries, prove_it, wrong_password, weak_password."""
    user = factors.account(session, actor)
    commands.demand_try(session, f"password:{user.id}", PER_HOUR)
    if user.password_hash is None and factors.factors_of(session, user).any:
        step_up.demand(actor)
    if user.password_hash is not None and not passwords.matches(old, user.password_hash):
        raise Refusal("wrong_password", 422, "That is not your present password. Nothing was changed.")
    made = passwords.hashed(new, easy.words_of(session, user.email, user.name))
    commands.keep_password(session, user, made, spare=actor.browser)
    audit.note(session, actor, "password.changed", user.id)


def make_token(session: Session, actor: Actor, scope: str) -> str:
    """A token for a program of yours, told once. Refuses: unknown_scope."""
    if scope not in TOKENS:
        raise Refusal("unknown_scope", 422, "A token may read, or read and write. Choose one of the two.")
    audit.note(session, actor, "token.made", token_scope=scope)
    return commands.make_token(session, factors.account(session, actor), scope, is_whole=actor.is_whole)
