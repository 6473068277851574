"""keys renew: another key for this server, when the old one may have been read."""

import typer

from app.accounts import known
from app.cli.opening import opened

key_commands = typer.Typer(no_args_is_help=True, help="Keys this server made for itself.")


def add_to(program: typer.Typer) -> None:
    """Put these commands on the program."""
    program.add_typer(key_commands, name="keys")


@key_commands.callback()
def about() -> None:
    """Keys this server made for itself."""


@key_commands.command()
def renew(phones: bool = typer.Option(False, help="Also what phones are locked with.")) -> None:
    """Make the server's key anew: browsers are strangers again for wrong tries, open eight digits end."""
    with opened().write() as session:
        known.renew(session, phones)
    print("The key is new. Nobody was signed out; eight digits that were open do not work any more."
          + (" What waited locked on phones cannot be opened any more." if phones else ""))
