"""What the voice pages accept: the columns of a file. A comment typed by hand is in drafts.py."""


from starlette.datastructures import FormData

from app.voice.mapping import FIELDS

KEEPS = ((None, "As long as the house keeps words"), (90, "90 days"), (365, "A year"), (1095, "Three years"))


def columns_of(typed: FormData) -> tuple[dict, int | None]:
    """(the mapping, days to keep) as chosen; what cannot be read is left empty and refused by mapping.problem."""
    mapping = {field: str(typed.get(field, "")) for field, _, _ in FIELDS}
    mapping |= {name: str(typed.get(name, "")) for name in ("scale", "days", "about")}
    kept = str(typed.get("keep_days", ""))
    keep = int(kept) if kept in {str(days) for days, _ in KEEPS if days} else None
    return {**mapping, "mask": typed.get("mask") == "yes"}, keep
