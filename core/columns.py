"""What a column of a register's list can hold: how it stands on the screen, on paper and in files.

A column's CSS class is the one that tables.css knows. On the screen a day is 和暦 and a figure has
its commas; a file gets bare values, and a day twice: ISO for machines, 和暦 for people.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.db import models
from django.db.models import Case, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf
from django.db.models.lookups import Exact
from django.utils.html import format_html

from core.calendar import TOKYO, fiscal_year_label, wareki
from core.exhibits import NOT_APPLICABLE, UNKNOWN
from core.files.guard import Cell
from core.in_sql import FiscalYearLabel, Source, TextCell, TokyoTime, Wareki, word_cell
from core.markup import format_each

CellsInSql = tuple[Any, ...] | None


def _only_in_python(self: Any, source: Source | None) -> CellsInSql:
    return None


class Column(tables.Column):
    """Text as it is. `render` is for screen and paper, `file_cells` for files."""

    css_class = ""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if {"value", "file_cells"} & vars(cls).keys() and "file_sql" not in vars(cls):
            cls.file_sql = _only_in_python  # type: ignore[method-assign]  # who says otherwise in Python alone

    def __init__(self, verbose_name: str | None = None, **options: Any) -> None:
        options.setdefault("attrs", {"cell": {"class": self.css_class}} if self.css_class else {})
        super().__init__(verbose_name, **options)

    def value(self, value: Any) -> Any:
        """What stands in the record: django-tables2 would give files what the screen shows."""
        return value

    def file_headings(self, heading: str) -> tuple[str, ...]:
        """The headings of the column in files; as many as file_cells gives cells."""
        return (heading,)

    def file_cells(self, value: Any) -> tuple[Cell, ...]:
        """The record's value in files; None where there is none."""
        return (value if value is None else str(value),)

    def file_sql(self, source: Source | None) -> CellsInSql:
        """The same cells as expressions (core/in_sql.py); None where only Python can write them."""
        match source:
            case None:
                return None
            case Source(field=None | models.CharField() | models.TextField()):
                return (TextCell(source.value),)
            case Source(field=models.IntegerField()):
                return (TextCell(Cast(source.value, models.TextField())),)
            case Source(field=models.GenericIPAddressField()):
                return (source.value,)  # no address begins as a formula does
        return None


class LongColumn(Column):
    """Sentences: the column takes the room that is left."""

    css_class = "long"


class CodeColumn(Column):
    """A number that names something: never broken."""

    css_class = "code"


class DayColumn(Column):
    """A day: 和暦 on the screen, ISO and 和暦 in files."""

    css_class = "date"

    def render(self, value: date) -> str:
        return wareki(value)

    def file_headings(self, heading: str) -> tuple[str, ...]:
        return heading, f"{heading}（和暦）"

    def file_cells(self, value: date | None) -> tuple[Cell, ...]:
        return (value, wareki(value)) if value else (None, None)

    def file_sql(self, source: Source | None) -> CellsInSql:
        return (source.value, Wareki(source.value)) if source else None


class TimeColumn(Column):
    """A moment, in Tokyo's time."""

    css_class = "date"

    def render(self, value: datetime) -> str:
        local = value.astimezone(TOKYO)
        return f"{wareki(local.date())} {local:%H:%M:%S}"

    def file_cells(self, value: datetime | None) -> tuple[Cell, ...]:
        return (value,)

    def file_sql(self, source: Source | None) -> CellsInSql:
        return (TokyoTime(source.value),) if source else None


class FiscalYearColumn(Column):
    """A fiscal year: 令和4年度 on the screen, 2022 and 令和4年度 in files."""

    css_class = "date"

    def render(self, value: int) -> str:
        return fiscal_year_label(value)

    def file_headings(self, heading: str) -> tuple[str, ...]:
        return heading, f"{heading}（和暦）"

    def file_cells(self, value: int | None) -> tuple[Cell, ...]:
        return (value, fiscal_year_label(value)) if value else (None, None)

    def file_sql(self, source: Source | None) -> CellsInSql:
        return (source.value, FiscalYearLabel(source.value)) if source else None


class FigureColumn(Column):
    """A figure: nothing where none was entered, which is not 0; ― where there can be none."""

    css_class = "number"

    def render(self, value: Any) -> str:
        if value is UNKNOWN:
            return ""
        if value is NOT_APPLICABLE:
            return "―"
        return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,d}"

    def file_cells(self, value: Any) -> tuple[Cell, ...]:
        if value is NOT_APPLICABLE:
            return ("―",)
        return (None if value is UNKNOWN else value,)

    def file_sql(self, source: Source | None) -> CellsInSql:
        return (source.value,) if source else None


class MarkColumn(Column):
    """A yes or no as two words of its own, in files too."""

    css_class = "mark"
    empty_values = (None,)

    def __init__(
        self, verbose_name: str | None = None, *, yes: str = "○", no: str = "", **options: Any
    ) -> None:
        self.words = {True: yes, False: no}
        super().__init__(verbose_name, **options)

    def render(self, value: bool) -> str:
        return self.words[value]

    def file_cells(self, value: bool | None) -> tuple[Cell, ...]:
        return (None if value is None else self.words[value],)

    def file_sql(self, source: Source | None) -> CellsInSql:
        if source is None:
            return None
        words = (When(Exact(source.value, mark), then=word_cell(word)) for mark, word in self.words.items())
        return (Case(*words),)


class LinesColumn(Column):
    """Several short lines of one record, such as opening hours; in files one cell, parted by "、".

    `lines` takes the record. It may not ask the database: prefetch what it reads. `cell_in_sql` makes
    the same cell as an expression.
    """

    empty_values = ()

    def __init__(
        self,
        verbose_name: str | None = None,
        *,
        lines: Callable[[Any], Iterable[Any]],
        cell_in_sql: Callable[[], Any] | None = None,
        **options: Any,
    ) -> None:
        self.lines = lines
        self.cell_in_sql = cell_in_sql
        super().__init__(verbose_name, **{"orderable": False} | options)

    def render(self, record: Any) -> str:
        return format_each("<div>{}</div>", ((line,) for line in self.lines(record)))

    def value(self, record: Any) -> Any:
        return "、".join(str(line) for line in self.lines(record))

    def file_sql(self, source: Source | None) -> CellsInSql:
        return self.cell_in_sql and (self.cell_in_sql(),)


class LongLinesColumn(LinesColumn):
    """Several sentences of one record."""

    css_class = "long"


class WarnedColumn(Column):
    """Text that must be there: where it is missing, a badge says so; files get the same words."""

    empty_values = ()

    def __init__(self, verbose_name: str | None = None, *, missing: str, **options: Any) -> None:
        self.missing = missing
        super().__init__(verbose_name, **options)

    def render(self, value: Any) -> str:
        return value or format_html('<span class="badge badge-warning">{}</span>', self.missing)

    def file_cells(self, value: Any) -> tuple[Cell, ...]:
        return (str(value or self.missing),)

    def file_sql(self, source: Source | None) -> CellsInSql:
        return (TextCell(Coalesce(NullIf(source.value, Value("")), Value(self.missing))),) if source else None
