"""Exhibits as files: what the committee gets as CSV and XLSX.

The CSV follows the government's rule for machine-readable tables
(行政データにおける機械可読性に関するルール): one header row, one datum a cell, numbers bare, the
unit in a column of its own, nothing where nothing is known, the western day beside the Japanese one.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any, Protocol

from core.calendar import wareki
from core.errors import DomainError
from core.exhibits import NOT_APPLICABLE, Absent, Column, Exhibit, Row, Value
from core.files.csv import write_csv
from core.files.encodings import Encoding, UnencodableTextError
from core.files.xlsx import Sheet, write_workbook

Plain = str | int | Decimal | date | None

# ZIP wants a time; a fixed one makes the same figures the same file.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
MANIFEST = "manifest.csv"
MANIFEST_HEADER = (
    "ファイル名",
    "表題",
    "行数",
    "文字コード",
    "時点",
    "時点（和暦）",
    "SHA-256",
    "公表した版のSHA-256",
)


class Delivered(Protocol):
    """A report as it is delivered: as its registers are now, or as its edition has it."""

    report: Any

    @property
    def digest(self) -> str:
        """The edition's SHA-256; "" where the report is not published."""

    def exhibits(self) -> Iterator[Exhibit]:
        """Every exhibit, in the order of delivery."""

    def published_csv(self, slug: str) -> bytes | None:
        """The exhibit's CSV as it was published; None where it was not."""


@dataclass(frozen=True)
class FileTable:
    """An exhibit as a flat table."""

    header: tuple[str, ...]
    rows: tuple[tuple[Plain, ...], ...]


def file_table(exhibit: Exhibit) -> FileTable:
    """The exhibit as one header row and one row a line, with the columns that it needs and no others."""
    parts = [_FilePart.of(column, exhibit.rows) for column in exhibit.columns]
    extras = [
        (heading, key)
        for heading, key in (("内訳の元", "part_of"), ("単位", "unit"), ("注記", "note"))
        if any(getattr(row, key) for row in exhibit.rows)
    ]
    has_codes = any(row.code for row in exhibit.rows)
    header = (
        *(["コード"] if has_codes else []),
        *(heading for part in parts for heading in part.headings),
        *(heading for heading, _ in extras),
    )
    rows = (
        (
            *([row.code] if has_codes else []),
            *(value for part in parts for value in part.values(row)),
            *(getattr(row, key).replace("\n", " ") for _, key in extras),
        )
        for row in exhibit.rows
    )
    return FileTable(header, tuple(rows))


@dataclass(frozen=True)
class _FilePart:
    """The column or, for days, the two columns that one column of an exhibit becomes in a file."""

    column: Column
    holds_days: bool

    @classmethod
    def of(cls, column: Column, rows: Iterable[Row]) -> "_FilePart":
        return cls(column, any(isinstance(row.cells.get(column.key), date) for row in rows))

    @property
    def headings(self) -> tuple[str, ...]:
        heading = self.column.file_heading or self.column.heading.replace("\n", "")
        return (heading, f"{heading}（和暦）") if self.holds_days else (heading,)

    def values(self, row: Row) -> tuple[Plain, ...]:
        value = row.cells.get(self.column.key, "")
        if self.holds_days:
            return (value, wareki(value)) if isinstance(value, date) else (None, None)
        return (plain(value),)


def plain(value: Value) -> Plain:
    """The value as a file holds it: nothing is not 0, and what does not apply is neither."""
    if isinstance(value, Absent):
        return "―" if value is NOT_APPLICABLE else None
    if isinstance(value, bool):
        return "有" if value else "無"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, tuple):
        return "、".join(value)
    if isinstance(value, str):
        return value.replace("\n", " ")
    return value


def exhibit_csv(exhibit: Exhibit, encoding: Encoding = Encoding.UTF_8_SIG) -> bytes:
    """The exhibit as CSV. Raises UnencodableTextError where the encoding lacks a character."""
    table = file_table(exhibit)
    return b"".join(write_csv(table.header, table.rows, encoding))


def delivered_csv(document: Delivered, exhibit: Exhibit, encoding: Encoding = Encoding.UTF_8_SIG) -> bytes:
    """The exhibit's CSV: the very file that was published, where it was and in this encoding.

    Raises UnencodableTextError where the encoding lacks a character.
    """
    published = document.published_csv(exhibit.slug) if encoding is Encoding.UTF_8_SIG else None
    return exhibit_csv(exhibit, encoding) if published is None else published


def exhibits_zip(document: Delivered, encoding: Encoding = Encoding.UTF_8_SIG) -> bytes:
    """One CSV per exhibit and a manifest that names each with its hash, encoding and as-of day, and the
    edition's digest where the report is published.

    Raises DomainError listing, for every file, what the encoding lacks; then there is no ZIP at all.
    """
    files: list[tuple[str, bytes]] = []
    manifest: list[tuple[Plain, ...]] = []
    faults: list[str] = []
    for exhibit in document.exhibits():
        name = f"{exhibit.slug}.csv"
        try:
            data = delivered_csv(document, exhibit, encoding)
        except UnencodableTextError as error:
            faults += [f"{name}（{exhibit.title}）{reason}" for reason in error.reasons]
            continue
        files.append((name, data))
        as_of = document.report.ends_on
        manifest.append(
            (
                name,
                exhibit.title,
                len(exhibit.rows),
                encoding.value,
                as_of,
                wareki(as_of),
                hashlib.sha256(data).hexdigest(),
                document.digest,
            )
        )
    if faults:
        raise DomainError.from_reasons(faults)
    files.append((MANIFEST, b"".join(write_csv(MANIFEST_HEADER, manifest, encoding))))
    return _zipped(files)


def _zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def exhibits_xlsx(document: Delivered) -> bytes:
    """One workbook with a sheet per exhibit, in the order of delivery."""
    stream = io.BytesIO()
    write_workbook(_sheets(document.exhibits()), stream)
    return stream.getvalue()


def _sheets(exhibits: Iterable[Exhibit]) -> Iterator[Sheet]:
    for exhibit in exhibits:
        table = file_table(exhibit)
        yield Sheet(exhibit.title, table.header, table.rows)
