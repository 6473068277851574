"""mail test: hand one letter to the mail server, and say what it answered."""

import typer

from app.accounts import audit
from app.accounts.letters import test_letter
from app.accounts.organisation import house
from app.cli.opening import opened, settled
from app.kit.mail import Post

mail_commands = typer.Typer(no_args_is_help=True, help="Mail: try whether it works.")


def add_to(program: typer.Typer) -> None:
    """Put these commands on the program."""
    program.add_typer(mail_commands, name="mail")


@mail_commands.callback()
def _several() -> None:
    """Mail: try whether it works."""


@mail_commands.command()
def test(address: str) -> None:
    """Send one letter to an address and print the mail server's answer. Exit 2 with the reason when it did not go."""
    settings = settled()
    with opened(settings).write() as session:
        audit.note(session, None, "mail.tested")
        name = house(session, settings).name
    print(Post(settings).send(address, test_letter(name, settings.public_url or "this server")))
