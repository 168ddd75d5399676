"""Filters of lists that speak of fiscal years."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

from core.calendar import fiscal_year_label, quarter_of, today

ALL = "all"


def year_to_enter(years: list[int], day: date) -> int | None:
    """The fiscal year of which somebody who opens the list on `day` enters or reads figures.

    A quarter's figures are entered when it is over: in April to June those of January to March, which belong
    to the year before. So it is the year of the last finished quarter; where nothing stands in that year
    yet, the newest one before it, else the first after it. None where nothing stands in any.
    """
    wanted = quarter_of(day).previous().fiscal_year
    return max((year for year in years if year <= wanted), default=min(years, default=None))


class FiscalYearFilter(admin.SimpleListFilter):
    """One fiscal year at a time: rows of several years side by side are easily taken for one another."""

    title = "年度"
    parameter_name = "fiscal_year"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        years = model_admin.get_queryset(request).order_by().values_list("fiscal_year", flat=True).distinct()
        self.years = sorted((year for year in years if year is not None), reverse=True)
        return [(str(year), fiscal_year_label(year)) for year in self.years]

    def has_output(self) -> bool:
        return bool(self.years)

    def value(self) -> str | None:
        """What was chosen; where nothing was, the year to enter."""
        default = year_to_enter(self.years, today())
        return super().value() or (str(default) if default is not None else None)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        year = self.value()
        if year is None or year == ALL:
            return queryset
        try:
            return queryset.filter(fiscal_year=int(year))
        except ValueError as error:
            raise IncorrectLookupParameters(error) from error

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        chosen = self.value()
        for year, label in [*self.lookup_choices, (ALL, "すべての年度")]:
            yield {
                "selected": chosen == year,
                "query_string": changelist.get_query_string({self.parameter_name: year}),
                "display": label,
            }
