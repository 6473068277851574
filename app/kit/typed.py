"""What people type, as it arrives: the fields of a form, and text without what no database keeps."""

from typing import Annotated

from fastapi import Depends, Form, Request
from pydantic import AfterValidator, BeforeValidator
from starlette.datastructures import FormData


def plain(typed: object) -> object:
    """Text without NUL, which PostgreSQL keeps in no text and nobody can see; anything else as it is."""
    return typed.replace("\0", "") if isinstance(typed, str) else typed


Plain = BeforeValidator(plain)


def secret_in(pasted: str) -> str:
    """The secret of a link, whether the whole link was pasted or only what stands behind its #."""
    return pasted.strip().rpartition("#")[2]


Secret = Annotated[str, Form(max_length=1000), AfterValidator(secret_in)]


def sought(said: str) -> str:
    """A word of an address as it is looked for: PostgreSQL takes no NUL there either, and such a word finds nothing."""
    return said.replace("\0", "?")


def fields(most: int):
    """A dependency: every field of the form that was sent. Without files; more fields than `most` are refused."""
    async def read(request: Request) -> FormData:
        return await request.form(max_files=0, max_fields=most)
    return Depends(read)


def typed_of(form: FormData, name: str) -> str:
    """What was typed into a field, plain; '' when it is not there."""
    return plain(str(form.get(name, "")))


def number_of(typed: object) -> int:
    """The version a form was based on, as it carries it along; 0 when that is none."""
    said = str(typed)
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0
