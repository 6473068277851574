"""audit verify: whether the log of what was done is whole."""

import typer

from app.accounts import audit
from app.cli.opening import settled
from app.kit.db import Database

audit_commands = typer.Typer(no_args_is_help=True, help="The log of what was done.")


def add_to(program: typer.Typer) -> None:
    """Put these commands on the program."""
    program.add_typer(audit_commands, name="audit")


@audit_commands.callback()
def about() -> None:
    """The log of what was done."""


@audit_commands.command()
def verify() -> None:
    """Read the whole log and name the first line that was touched. Exit 1 when there is one; changes nothing."""
    database = Database(settled().database)
    try:
        found = audit.verify(database)
    finally:
        database.dispose()
    if found.broken is not None:
        print(f"BAD      {found.why} {found.lines:,} lines before it are whole.")
        raise typer.Exit(1)
    if not found.lines:
        print("ok       The log is empty: nothing was done here yet.")
        return
    print(f"ok       {found.lines:,} lines, whole. The newest has the digest\n         {found.head}\n"
          "         Keep it elsewhere: a log that was cut short or written anew ends with another.")
