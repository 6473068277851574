"""A file of rows, read with suspicion: CSV in the usual encodings and XLSX, never a formula, never without limits.

Not here: what the columns mean (mapping.py).
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import PureWindowsPath
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from app.kit.errors import Refusal

FILE_BYTES = 20 * 2**20
ROWS, COLUMNS, CELL = 50_000, 100, 32_768
UNPACKED_BYTES = 150 * 2**20
SHEET, TEXTS = ".xlsx", (".csv", ".txt", ".tsv")
ZIPPED = b"PK\x03\x04"
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
Line = tuple[int, list[str]]


def rows_of(content: bytes, name: str) -> Iterator[Line]:
    """(line number as an editor shows it, cells), the header first; empty lines are left out.

    Refuses: too_large, not_a_table, broken_table, too_many_rows, too_many_columns, cell_too_long; a refusal may come
    at any line.
    """
    if len(content) > FILE_BYTES:
        raise Refusal("too_large", 413, f"This file is larger than {FILE_BYTES // 2**20} MB. Split it, and bring the "
                      "parts in one after the other; nothing is taken twice.")
    if not content.strip():
        raise Refusal("not_a_table", 422, "This file is empty.")
    is_sheet = content[:4] == ZIPPED
    return _limited(_sheet(content) if is_sheet else _text(content, name))


def refuse_misnamed(content: bytes, name: str) -> None:
    """A file is what its name says, or has a name that says nothing. Refuses: not_a_table."""
    is_sheet, kind = content[:4] == ZIPPED, PureWindowsPath(name).suffix.lower()
    if kind and kind not in ((SHEET,) if is_sheet else TEXTS):
        raise Refusal("not_a_table", 422, f"This file's name ends in {kind[:20]}, and it holds "
                      f"{'a workbook' if is_sheet else 'no workbook'}. Bring a workbook (XLSX) as {SHEET}, and a table "
                      f"in text as {', '.join(TEXTS)}.")


def header_of(lines: Iterator[Line]) -> list[str]:
    """The names of the columns; a second one of the same name gets a number, a nameless one its place."""
    _, cells = next(lines, (0, []))
    names: list[str] = []
    for place, cell in enumerate(cells, 1):
        name = " ".join(cell.split())[:80] or f"Column {place}"
        again = sum(1 for known in names if known == name or known.startswith(f"{name} ("))
        names.append(f"{name} ({again + 1})" if name in names else name)
    if not names:
        raise Refusal("not_a_table", 422, "This file holds no rows.")
    return names


def _limited(lines: Iterator[Line]) -> Iterator[Line]:
    for place, (line, cells) in enumerate(lines):
        while cells and not cells[-1].strip():
            cells = cells[:-1]
        if not cells:
            continue
        if place > ROWS:
            raise Refusal("too_many_rows", 422, f"This file has more than {ROWS:,} rows. Split it; nothing is taken "
                          "twice.")
        if len(cells) > COLUMNS:
            raise Refusal("too_many_columns", 422, f"Line {line} has {len(cells)} columns; {COLUMNS} are the most. "
                          "Leave out the columns you do not need.")
        if any(len(cell) > CELL for cell in cells):
            raise Refusal("cell_too_long", 422, f"A cell in line {line} is longer than {CELL:,} letters. Is a quote "
                          "missing there?")
        yield line, cells


def _text(content: bytes, name: str) -> Iterator[Line]:
    text = _decoded(content)
    if "\0" in text:
        raise Refusal("not_a_table", 422, f"{name or 'This file'} is no text: it holds bytes of value nought. Save it "
                      "as CSV (UTF-8) or XLSX.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    before = csv.field_size_limit(CELL + 1)
    began = 1
    try:
        for cells in reader:
            yield began, cells
            began = reader.line_num + 1
    except csv.Error as error:
        raise Refusal("broken_table", 422, f"The row that begins in line {began} cannot be read ({error}). A quote is "
                      "probably opened there and never closed.") from None
    finally:
        csv.field_size_limit(before)


def _decoded(content: bytes) -> str:
    marked = next((encoding for bom, encoding in BOMS if content.startswith(bom)), None)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("not_a_table", 422, "The letters of this file cannot be read as UTF-8, UTF-16 or Windows-1252. Save "
                  "it as CSV (UTF-8).")


def _delimiter(text: str) -> str:
    """The one the header uses most, outside quotes."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    bare = "".join(first.split('"')[::2])
    return max(",;\t|", key=bare.count)


def _sheet(content: bytes) -> Iterator[Line]:
    """The first sheet's values; formulas give what they last showed, never themselves."""
    refuse_bombs(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            yield line, [_cell(value) for value in cells]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError, ParseError, OSError,
            AttributeError, TypeError):
        raise Refusal("broken_table", 422, "This XLSX file cannot be read; it may be damaged. Open it in your "
                      "spreadsheet, save it again, or save it as CSV.") from None


def refuse_bombs(content: bytes) -> None:
    """A workbook that unpacks to more than it should is refused before anything is unpacked."""
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError):
        raise Refusal("broken_table", 422, "This XLSX file cannot be read; it may be damaged.") from None
    if len(members) > 1000 or sum(member.file_size for member in members) > UNPACKED_BYTES:
        raise Refusal("too_large", 413, "This workbook unpacks to far more than it should. Save the sheet with the "
                      "comments alone, or as CSV.")


def _cell(value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return (value.date() if isinstance(value, datetime) else value).isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return plain(str(value))


def plain(text: str) -> str:
    """The text without what no database keeps: NUL goes, half a letter of UTF-16 becomes a question mark."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
