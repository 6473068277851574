"""What people type, as it arrives: the fields of a form, and text without what no database keeps."""

from fastapi import Depends, Request
from pydantic import BeforeValidator
from starlette.datastructures import FormData

# PostgreSQL keeps no NUL in text; nobody can see one either.
Plain = BeforeValidator(lambda typed: typed.replace("\0", "") if isinstance(typed, str) else typed)


def fields(most: int):
    """A dependency: every field of the form that was sent. Without files; more fields than `most` are refused."""
    async def read(request: Request) -> FormData:
        return await request.form(max_files=0, max_fields=most)
    return Depends(read)


def number_of(typed: object) -> int:
    """The version a form was based on, as it carries it along; 0 when that is none."""
    said = str(typed)
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0
