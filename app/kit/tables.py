"""A table on its way out, a row at a time: CSV, XLSX and JSON. Reading tables is each room's own business.

A cell is None, text, a number, True or False, a day, or an aware instant. Text that a spreadsheet would take for a
formula never becomes one. Not here: which tables there are (exports).
"""

import csv
import io
import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook

from app.kit.errors import Refusal

Cell = None | str | int | float | bool | date | datetime
CHUNK = 64 * 1024  # bytes gathered before they are handed on
XLSX_ROWS = 1_048_575  # what a sheet holds beside its head
CELL_LETTERS = 32_000  # a little under what a spreadsheet's cell holds
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
DAY, TIME, NUMBER = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "#,##0.0##"


@dataclass
class Table:
    """name: stem of the file's name; about: (label, words) of what it speaks of; columns: (name for programs, head
    for people); rows: read once, as wide as columns; many: how many, None when not counted before; zone: IANA, in
    which spreadsheets read instants.
    """

    name: str
    title: str
    about: list[tuple[str, str]]
    columns: tuple[tuple[str, str], ...]
    rows: Iterable[tuple[Cell, ...]]
    many: int | None = None
    zone: str = "UTC"


def guarded(cell: str) -> str:
    """The cell with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def csv_of(table: Table) -> Iterator[bytes]:
    """UTF-8 with a mark, every cell quoted: what it speaks of, an empty line, the heads, the rows."""
    sheet, zone = io.StringIO(), ZoneInfo(table.zone)
    writer = csv.writer(sheet, quoting=csv.QUOTE_ALL)
    sheet.write("\ufeff")
    for line in ((table.title,), *table.about):
        writer.writerow([guarded(cell) for cell in line])
    sheet.write("\r\n")
    writer.writerow([head for _, head in table.columns])
    for row in table.rows:
        writer.writerow([_typed(cell, zone) for cell in row])
        if sheet.tell() > CHUNK:
            yield _taken(sheet)
    yield _taken(sheet)


def _typed(cell: Cell, zone: ZoneInfo) -> str | int | float:
    if isinstance(cell, str):
        return guarded(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
    return cell.isoformat() if isinstance(cell, date) else cell


def json_of(table: Table) -> Iterator[bytes]:
    """{shoeleather, title, about: {label: words}, columns: {name: head}, rows: [{name: cell}]}; instants in UTC."""
    head = {"shoeleather": 1, "title": table.title, "about": dict(table.about), "columns": dict(table.columns)}
    names, text, comma = [name for name, _ in table.columns], io.StringIO(), ""
    text.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": [')
    for row in table.rows:
        said = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=_instant, allow_nan=False)
        text.write(f"{comma}\n{said}")
        comma = ","
        if text.tell() > CHUNK:
            yield _taken(text)
    text.write("\n]}\n")
    yield _taken(text)


def _instant(cell) -> str:
    if isinstance(cell, datetime):
        return cell.astimezone(ZoneInfo("UTC")).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return cell.isoformat()


def _taken(text: io.StringIO) -> bytes:
    # A lone surrogate cannot be told in UTF-8; it becomes a question mark, and the row stays.
    said = text.getvalue().encode("utf-8", "replace")
    text.seek(0)
    text.truncate()
    return said


def xlsx_of(table: Table) -> BinaryIO:
    """A workbook in a temporary file, at its beginning: the rows on one sheet, what they speak of on a second.

    Text is only ever text: no formula, no link. Refuses: too_many_rows.
    """
    if (table.many or 0) > XLSX_ROWS:
        raise _too_many()
    file = tempfile.TemporaryFile()  # noqa: SIM115 — whoever sends it closes it
    # constant_memory keeps one row at a time and writes the rest to files of its own.
    book = Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                           "strings_to_numbers": False, "nan_inf_to_errors": True})
    looks = {name: book.add_format(look) for name, look in {
        "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}, "day": {"num_format": DAY},
        "time": {"num_format": TIME}, "number": {"num_format": NUMBER}, "label": {"bold": True}}.items()}
    try:
        _rows(book, looks, table)
        _about(book, looks, table)
        book.close()
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _rows(book: Workbook, looks: dict, table: Table) -> None:
    sheet, zone = book.add_worksheet("Table"), ZoneInfo(table.zone)
    sheet.freeze_panes(1, 0)
    for x, (_, head) in enumerate(table.columns):
        sheet.set_column(x, x, max(10, min(40, len(head) + 4)))
        sheet.write_string(0, x, head, looks["head"])
    for y, row in enumerate(table.rows, 1):
        if y > XLSX_ROWS:
            raise _too_many()
        for x, cell in enumerate(row):
            _write(sheet, y, x, cell, looks, zone)


def _write(sheet, y: int, x: int, cell: Cell, looks: dict, zone: ZoneInfo) -> None:
    if isinstance(cell, str):
        sheet.write_string(y, x, _NO_XML.sub(" ", cell)[:CELL_LETTERS])
    elif isinstance(cell, bool):
        sheet.write_boolean(y, x, cell)
    elif isinstance(cell, datetime):
        sheet.write_datetime(y, x, cell.astimezone(zone).replace(tzinfo=None), looks["time"])
    elif isinstance(cell, date):
        sheet.write_datetime(y, x, cell, looks["day"])
    elif isinstance(cell, int):
        sheet.write_number(y, x, cell)
    elif cell is not None:
        sheet.write_number(y, x, cell, looks["number"])


def _about(book: Workbook, looks: dict, table: Table) -> None:
    sheet = book.add_worksheet("About")
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, table.title, looks["label"])
    for y, (label, words) in enumerate(table.about, 2):
        sheet.write_string(y, 0, label, looks["label"])
        sheet.write_string(y, 1, words)


def _too_many() -> Refusal:
    return Refusal("too_many_rows", 409, f"A sheet holds {XLSX_ROWS:,} rows and this table has more. Narrow the "
                   "filter, or take CSV or JSON, which have no end.")
