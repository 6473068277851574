"""score: one visit, one walk, or a list of cases, from a file to standard output."""

import json
import sys
from pathlib import Path
from typing import NoReturn

import typer

from app.scoring import bulk
from app.scoring.exact import Invalid


def add_to(program: typer.Typer) -> None:
    """Put this command on the program."""
    program.command()(score)


def score(file: str = typer.Argument(..., help="a JSON file, or - for standard input")) -> None:
    """Score FILE and print JSON. Bad input: exit 2, and {"error": {code, path, sentence}} on standard error."""
    try:
        result = bulk.run(_read(file))
    except Invalid as no:
        _refuse(no.as_dict())
    print(json.dumps(result, ensure_ascii=False, allow_nan=False))


def _read(file: str):
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as no:
        raise Invalid("unreadable", "", f"{file} cannot be read: {no.strerror}.") from no
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as no:
        raise Invalid("not_json", "", f"This is not JSON: {no}.") from no


def _refuse(error: dict) -> NoReturn:
    print(json.dumps({"error": error}, ensure_ascii=False), file=sys.stderr)
    raise typer.Exit(2)
