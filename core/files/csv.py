"""CSV as 行政データにおける機械可読性に関するルール asks: one header row, bare numbers, nothing is empty."""

import codecs
import csv
import io
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from typing import IO

from core.calendar import TOKYO
from core.errors import DomainError
from core.files.encodings import (
    MOST_PLACES,
    Encoding,
    UnencodableCharacter,
    UnencodableTextError,
    decode_strictly,
    is_encodable,
    map_marks,
)
from core.files.guard import Cell, guard_formula, unguard_formula

# --- Writing -----------------------------------------------------------------------------------------------

_ROWS_A_CHUNK = 1000
_KEPT_IN_MEMORY = 5_000_000  # bytes of a file that must be whole before it leaves; more lies on disk
_READ_AT_ONCE = 200_000


def write_csv(
    header: Sequence[str], rows: Iterable[Sequence[Cell]], encoding: Encoding = Encoding.UTF_8_SIG
) -> Iterator[bytes]:
    """The file in chunks, lines ending in CRLF. Days are ISO, times of day are Tokyo's, a bool is 1 or 0.

    In flat memory. UTF-8 streams. CP932 lacks characters, and half a file must never leave: there the whole
    file is made before this returns, and UnencodableTextError lists the places (row 1 is the header).
    """
    return encoded(_chunks(chain([header], rows)), encoding)


def csv_lines(rows: Iterable[Sequence[Cell]]) -> str:
    """The rows as lines of a CSV."""
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\r\n").writerows([_text(cell) for cell in row] for row in rows)
    return lines.getvalue()


def encoded(chunks: Iterable[str], encoding: Encoding) -> Iterator[bytes]:
    """The chunks, each of whole lines, as the file that write_csv promises."""
    parts = _encoded(chunks, encoding)
    if encoding is not Encoding.CP932:
        return parts
    whole = tempfile.SpooledTemporaryFile(_KEPT_IN_MEMORY)  # noqa: SIM115  closed by who reads it to its end
    try:
        for part in parts:  # not writelines, which looks at the size when all is in memory
            whole.write(part)
    except BaseException:
        whole.close()
        raise
    whole.seek(0)
    return _read(whole)


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while part := file.read(_READ_AT_ONCE):
            yield part


def _chunks(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    rows = iter(rows)
    while chunk := csv_lines(islice(rows, _ROWS_A_CHUNK)):
        yield chunk


def _encoded(chunks: Iterable[str], encoding: Encoding) -> Iterator[bytes]:
    encoder = codecs.getincrementalencoder(encoding)()  # writes the BOM once
    unencodable: list[UnencodableCharacter] = []
    first_row = 1
    for chunk in chunks:
        try:
            part = _encoded_chunk(encoder, chunk, encoding)
        except UnicodeEncodeError:
            unencodable += _unencodable(chunk, first_row, encoding)
            if len(unencodable) > MOST_PLACES:
                break
        else:
            yield part
        first_row += _count_lines(chunk)
    if unencodable:
        raise UnencodableTextError.of(unencodable, encoding)


def _encoded_chunk(encoder: codecs.IncrementalEncoder, chunk: str, encoding: Encoding) -> bytes:
    try:
        return encoder.encode(chunk)
    except UnicodeEncodeError:  # of a mark, it may be. To look for them takes ten times as long
        return encoder.encode(map_marks(chunk, encoding))


def _count_lines(chunk: str) -> int:
    """How many lines of a CSV these are: a line break between quotes ends none."""
    return sum(part.count("\n") for part in chunk.split('"')[::2])


def _text(cell: Cell) -> str:
    match cell:
        case str():
            return guard_formula(str(cell))
        case None:
            return ""
        case bool():
            return str(int(cell))
        case Decimal():
            return f"{cell:f}"
        case int():
            return str(cell)
        case datetime():
            local = cell.astimezone(TOKYO).replace(tzinfo=None) if cell.tzinfo else cell
            return local.isoformat(sep=" ", timespec="seconds")  # Excel takes the T of ISO for text
        case date():
            return cell.isoformat()
        case time():
            return cell.isoformat(timespec="minutes")
    return guard_formula(str(cell))  # a label that Django translates only now


def _unencodable(chunk: str, first_row: int, encoding: Encoding) -> Iterator[UnencodableCharacter]:
    for row, cells in enumerate(csv.reader(io.StringIO(chunk, newline="")), start=first_row):
        for column, text in enumerate(cells, start=1):
            for character in dict.fromkeys(map_marks(text, encoding)):
                if not is_encodable(character, encoding):
                    yield UnencodableCharacter(character, row, column)


# --- Reading -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CsvRow:
    """A row by column name, and the line of the file on which it begins."""

    line: int
    values: dict[str, str]


@dataclass(frozen=True)
class CsvFile:
    header: tuple[str, ...]
    rows: tuple[CsvRow, ...]
    encoding: Encoding


def read_csv(data: bytes, expected: Sequence[Sequence[str]] = ()) -> CsvFile:
    """Read a file that people made, all of it into memory: for files of thousands of rows, not for logs.

    `expected` holds the sets of columns that are known, each in any order; header cells match whatever their
    width, case and spaces, and come back as spelt there. Rows without any value are skipped, and so are empty
    columns at the right.

    Raises DomainError with every fault of the structure and its line: undecodable bytes, an empty file,
    unknown, missing and duplicate columns, too many or too few cells, broken quotes, NUL characters.
    """
    text, encoding = decode_strictly(data)
    faults = _nul_faults(text)
    records = _records(text, faults)
    header_line, header_cells = next(records, (1, []))
    if not header_cells:
        raise DomainError.from_reasons(
            faults or ["ファイルが空です。見出しの行とデータの行を入れてください。"]
        )
    header = _without_empty_end([_name(cell) for cell in header_cells], 0)
    if expected:
        header, header_faults = _matched(header, expected)
    else:
        header_faults = []
    header_faults += _repeated(header)
    faults += [f"{header_line}行目: {fault}" for fault in header_faults]

    rows = []
    for line, record in records:
        cells = _without_empty_end(record, len(header))
        if len(cells) != len(header):
            faults.append(
                f"{line}行目: 列の数が{len(cells)}です。見出しと同じ{len(header)}列にしてください。"
            )
        rows.append(CsvRow(line, dict(zip(header, map(unguard_formula, cells), strict=False))))
    if faults:
        raise DomainError.from_reasons(faults)
    return CsvFile(tuple(header), tuple(rows), encoding)


def _nul_faults(text: str) -> list[str]:
    return [
        f"{number}行目: 文字ではないデータ（NUL）があります。CSVとして保存し直してください。"
        for number, line in enumerate(io.StringIO(text, newline=""), start=1)
        if "\0" in line
    ]


def _records(text: str, faults: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Each record that holds a value, with the line on which it begins. Broken ones go to `faults`."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            faults.append(
                f'{line}行目: 引用符（"）の使い方が正しくありません。'
                "閉じているか、文字としての引用符を2つ重ねているかを確かめてください。"
            )
            continue
        if any(cell.strip() for cell in cells):
            yield line, cells


def _without_empty_end(cells: list[str], least: int) -> list[str]:
    """Spreadsheets pad rows with empty cells: those at the right go, down to `least` cells."""
    length = len(cells)
    while length > least and not cells[length - 1].strip():
        length -= 1
    return cells[:length]


def _name(cell: str) -> str:
    return "".join(unicodedata.normalize("NFKC", unguard_formula(cell)).split())


def _matched(header: list[str], expected: Sequence[Sequence[str]]) -> tuple[list[str], list[str]]:
    """The header as the nearest of the expected sets spells it, and what is wrong with it."""
    found = {name.casefold() for name in header}
    spellings = [{_name(column).casefold(): column for column in columns} for columns in expected]
    if not any(found & spelling.keys() for spelling in spellings):
        choices = "、または".join(f"「{','.join(columns)}」" for columns in expected)
        return header, [f"見出しがありません。最初の行を{choices}にしてください。"]
    nearest = min(spellings, key=lambda spelling: len(found ^ spelling.keys()))
    faults = [f"見出しに「{column}」がありません。" for key, column in nearest.items() if key not in found]
    faults += [
        f"「{name}」という列は使えません。見出しを直すか、列を消してください。"
        for name in dict.fromkeys(header)
        if name and name.casefold() not in nearest
    ]
    return [nearest.get(name.casefold(), name) for name in header], faults


def _repeated(header: list[str]) -> list[str]:
    faults = [f"{column}列目の見出しが空です。" for column, name in enumerate(header, start=1) if not name]
    counts = Counter(name for name in header if name)
    return faults + [f"見出し「{name}」が{count}回あります。" for name, count in counts.items() if count > 1]
