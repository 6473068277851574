"""Workbooks as a program that means harm might write them."""

import io
import zipfile
from collections.abc import Callable

from openpyxl import Workbook


def written_by_hand(cell: str, encoding: str = "utf-8") -> bytes:
    """One whose one cell holds this markup."""
    return bent("Comment", lambda name, part: part.replace(b"HERE", cell.encode(encoding)))


def with_doctype(doctype: str, cell: str) -> bytes:
    """One whose parts of words begin with this document type, and whose head holds that."""
    def change(name: str, part: bytes) -> bytes:
        if not name.endswith(("sharedStrings.xml", "sheet1.xml")):
            return part
        words = part.decode()
        head, _, rest = words.rpartition("?>") if words.startswith("<?xml") else ("", "", words)
        return ((f"{head}?>" if head else "") + doctype + rest.replace("HERE", cell)).encode()
    return bent("HERE", change, "slow")


def bent(head: str, change: Callable[[str, bytes], bytes], cell: str = "HERE") -> bytes:
    """A workbook of one column and one row. change: (a part's name, its bytes) → the bytes to put there."""
    plain, out, made = io.BytesIO(), io.BytesIO(), Workbook()
    made.active.append([head])
    made.active.append([cell])
    made.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()
