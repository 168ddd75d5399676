"""XLSX workbooks: typed cells, one sheet per table, in flat memory."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import BinaryIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from core.calendar import TOKYO
from core.errors import DomainError
from core.files.guard import Cell

_FORMATS = {
    "header": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "date": {"num_format": "yyyy-mm-dd"},
    "datetime": {"num_format": "yyyy-mm-dd hh:mm:ss"},
    "time": {"num_format": "hh:mm"},
}
_FIRST_DAY = date(1900, 3, 1)  # a workbook's calendar has a 29 February 1900, and nothing before 1900
_NAME_LENGTH = 31  # of a sheet's name, in UTF-16 units
_NAME_MARKS = str.maketrans("[]:*?/\\", "［］：＊？／＼")
_RESERVED_NAMES = ("history",)


@dataclass(frozen=True)
class Sheet:
    """A table as a sheet. Widths are in characters; without them the header decides."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    column_widths: Sequence[float] = ()


def write_workbook(sheets: Iterable[Sheet], stream: BinaryIO) -> None:
    """Write one workbook into `stream`, a sheet each in order. The header row is bold and stays in sight.

    Names that a workbook cannot have are made valid and unique. Days are days, aware times become Tokyo's,
    a bool is 1 or 0; days before 1900-03-01 are text. Raises DomainError when a sheet or cell is too long.
    """
    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as workbook:
        formats = {name: workbook.add_format(properties) for name, properties in _FORMATS.items()}
        taken = set(_RESERVED_NAMES)
        for sheet in sheets:
            worksheet = workbook.add_worksheet(_valid_name(sheet.name, taken))
            _write_sheet(worksheet, sheet, formats)


def _write_sheet(worksheet: Worksheet, sheet: Sheet, formats: dict[str, Format]) -> None:
    worksheet.freeze_panes(1, 0)
    for column, width in enumerate(sheet.column_widths or map(_header_width, sheet.header)):
        worksheet.set_column(column, column, width)
    for column, heading in enumerate(sheet.header):
        worksheet.write_string(0, column, str(heading), formats["header"])
    for row, cells in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(cells):
            # The library drops what does not fit and says so only in its answer.
            if _write_cell(worksheet, row, column, cell, formats):
                raise DomainError(
                    f"「{sheet.name}」の{row + 1}行{column + 1}列目がExcelの上限を超えています。"
                    "CSVで書き出すか、絞り込んでから書き出してください。"
                )


def _write_cell(worksheet: Worksheet, row: int, column: int, cell: Cell, formats: dict[str, Format]) -> int:
    """The library's answer: 0 where all was written."""
    match cell:
        case None | "":
            return 0
        case int() | Decimal():
            return worksheet.write_number(row, column, cell)
        case datetime():
            local = cell.astimezone(TOKYO).replace(tzinfo=None) if cell.tzinfo else cell
            return worksheet.write_datetime(row, column, local, formats["datetime"])
        case date() if cell >= _FIRST_DAY:
            return worksheet.write_datetime(row, column, cell, formats["date"])
        case time():
            return worksheet.write_datetime(row, column, cell, formats["time"])
        case _:
            # Never the library's `write`, which makes formulas and links of text. Text that stays text needs
            # no apostrophe as it does in CSV.
            return worksheet.write_string(row, column, str(cell))


def _header_width(heading: str) -> float:
    columns = sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in str(heading))
    return min(max(columns + 2, 10), 40)


def _valid_name(name: str, taken: set[str]) -> str:
    base = " ".join(name.translate(_NAME_MARKS).split()).strip("'") or "シート"
    valid, number = _shortened(base, _NAME_LENGTH), 1
    while valid.casefold() in taken:
        number += 1
        suffix = f" ({number})"
        valid = _shortened(base, _NAME_LENGTH - len(suffix)) + suffix
    taken.add(valid.casefold())
    return valid


def _shortened(name: str, units: int) -> str:
    while len(name.encode("utf-16-le")) // 2 > units:
        name = name[:-1]
    return name.rstrip("' ")
