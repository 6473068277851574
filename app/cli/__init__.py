"""The command line's rooms: one file a subject, put together here."""

import importlib
import sys
from importlib.util import find_spec

import typer

from app.kit.errors import Refusal

SUBJECTS = ("serving", "trying", "people", "worlds", "scores", "care", "keeping", "audit", "keys", "mail")


def program() -> typer.Typer:
    """Every command of every subject."""
    made = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
                       help="Shoeleather: be your customer, and know how hard you make it.")
    for subject in SUBJECTS:
        if find_spec(f"app.cli.{subject}"):
            importlib.import_module(f"app.cli.{subject}").add_to(made)
    return made


def main() -> None:
    """Run; a refusal is one sentence and exit code 2."""
    try:
        program()()
    except Refusal as no:
        print(f"{no.code}: {no.sentence}", file=sys.stderr)
        sys.exit(2)
