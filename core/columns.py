"""What a column of a register's list can hold: how it stands on the screen, on paper and in files.

A column's CSS class is the one that tables.css knows. On the screen a day is 和暦 and a figure has
its commas; a file gets bare values, and a day twice: ISO for machines, 和暦 for people.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html

from core.calendar import TOKYO, fiscal_year_label, wareki
from core.exhibits import NOT_APPLICABLE, UNKNOWN
from core.files.guard import Cell
from core.markup import format_each


class Column(tables.Column):
    """Text as it is. `render` is for screen and paper, `file_cells` for files."""

    css_class = ""

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


class TimeColumn(Column):
    """A moment, in Tokyo's time."""

    css_class = "date"

    def render(self, value: datetime) -> str:
        local = value.astimezone(TOKYO)
        return f"{wareki(local.date())} {local:%H:%M:%S}"

    def file_cells(self, value: datetime | None) -> tuple[Cell, ...]:
        return (value,)


class FiscalYearColumn(Column):
    """A fiscal year: 令和4年度 on the screen, 2022 and 令和4年度 in files."""

    css_class = "date"

    def render(self, value: int) -> str:
        return fiscal_year_label(value)

    def file_headings(self, heading: str) -> tuple[str, ...]:
        return heading, f"{heading}（和暦）"

    def file_cells(self, value: int | None) -> tuple[Cell, ...]:
        return (value, fiscal_year_label(value)) if value else (None, None)


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


class LinesColumn(Column):
    """Several short lines of one record, such as opening hours; in files one cell, parted by "、".

    `lines` takes the record. It may not ask the database: prefetch what it reads.
    """

    empty_values = ()

    def __init__(
        self, verbose_name: str | None = None, *, lines: Callable[[Any], Iterable[Any]], **options: Any
    ) -> None:
        self.lines = lines
        super().__init__(verbose_name, **{"orderable": False} | options)

    def render(self, record: Any) -> str:
        return format_each("<div>{}</div>", ((line,) for line in self.lines(record)))

    def value(self, record: Any) -> Any:
        return "、".join(str(line) for line in self.lines(record))


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
