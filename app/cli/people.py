"""user add, user reset, token."""

import typer
from sqlmodel import Session, select

from app.accounts import audit, commands, passkeys
from app.accounts.models import User
from app.cli.opening import opened
from app.kit.errors import Refusal
from app.kit.ids import new_secret

user_commands = typer.Typer(no_args_is_help=True, help="People: add one, or reset a password.")


def add_to(program: typer.Typer) -> None:
    """Put these commands on the program."""
    program.add_typer(user_commands, name="user")
    program.command()(token)


@user_commands.command()
def add(email: str = typer.Option(...), role: str = typer.Option(...), name: str = "",
        password: str = "") -> None:
    """Add a person; without --password one is made and printed once."""
    chosen = password or new_secret()[:20]
    with opened().write() as session:
        user = commands.add_user(session, email, role, name, chosen)
        audit.note(session, None, "account.made", user.id, role=user.role)
    print(f"{user.email} is a {user.role}." + ("" if password else f" Password, shown once: {chosen}"))


@user_commands.command()
def reset(email: str = typer.Option(...), password: str = "") -> None:
    """Set a new password and end that person's browser sessions; where a passkey is asked of them, theirs go too."""
    chosen = password or new_secret()[:20]
    with opened().write() as session:
        user = _user(session, email)
        commands.set_password(session, user, chosen)
        audit.note(session, None, "password.changed", user.id)
        gone = passkeys.start_over(session, user, None)
    print(f"{email} has a new password." + ("" if password else f" Shown once: {chosen}"))
    if gone:
        print(f"Passkeys taken away: {gone}. They make a new one when they sign in.")


def token(email: str = typer.Option(...), scope: str = typer.Option(..., help="device | read | write")) -> None:
    """Make a bearer token and print it once."""
    with opened().write() as session:
        user = _user(session, email)
        audit.note(session, None, "token.made", user.id, token_scope=scope)
        print(commands.make_token(session, user, scope, is_whole=True))  # whoever owns the machine needs no passkey


def _user(session: Session, email: str) -> User:
    user = session.exec(select(User).where(User.email == email.strip().lower())).first()
    if user is None:
        raise Refusal("unknown_user", 404, f"Nobody here has the e-mail {email}.")
    return user
