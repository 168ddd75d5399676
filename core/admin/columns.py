"""Columns of lists: days in 和暦, fiscal years by name, figures with commas."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin

from core.calendar import fiscal_year_label, wareki
from core.exhibits import Absent, Value

Column = Callable[[Any], str]


def day_column(name: str, label: str) -> Column:
    """The day that stands in the field, in 和暦."""

    @admin.display(description=label, ordering=name)
    def column(record: Any) -> str:
        day = getattr(record, name)
        return wareki(day) if day else ""

    column.__name__ = f"{name}_in_wareki"
    return column


@admin.display(description="年度", ordering="fiscal_year")
def fiscal_year_column(record: Any) -> str:
    """The record's fiscal year: 令和4年度."""
    return fiscal_year_label(record.fiscal_year) if record.fiscal_year is not None else ""


def shown_figure(value: Value | None) -> str:
    """A figure on a screen: 13,630. What is not known shows as nothing, which is not 0."""
    return "" if value is None or isinstance(value, Absent) else f"{value:,}"
