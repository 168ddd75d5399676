"""Sums of look-ups from the usage records, for the statistics: by affair, by department, by quarter.

What a correction has replaced does not count; a use counts in the quarter in which it began in Tokyo.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncQuarter

from core.calendar import TOKYO, Quarter, quarter_of
from core.clock import midnight
from registry.models import UsageLookup


class DepartmentLookups(NamedTuple):
    """The look-ups of a department for an affair in a quarter (1 to 4). `department_id` is None where the
    operator had no department."""

    department_id: int | None
    affair_id: int
    quarter: int
    lookups: int


def lookups_by_affair(fiscal_years: Iterable[int]) -> dict[tuple[int, int, int], int]:
    """(affair's key, fiscal year, quarter 1 to 4) → look-ups, in one query. Where nothing was looked up there
    is no entry."""
    years = set(fiscal_years)
    if not years:
        return {}
    sums = _within(min(years), max(years)).values_list("affair_id", "quarter").annotate(sum=Sum("count"))
    found = {}
    for affair, began, total in sums:
        quarter = quarter_of(began.date())
        if quarter.fiscal_year in years:
            found[affair, quarter.fiscal_year, quarter.number] = total
    return found


def lookups_by_department(fiscal_year: int) -> list[DepartmentLookups]:
    """The look-ups of every department in the fiscal year, in one query; by department, affair, quarter."""
    sums = (
        _within(fiscal_year, fiscal_year)
        .values_list("record__department_id", "affair_id", "quarter")
        .annotate(sum=Sum("count"))
        .order_by("record__department_id", "affair_id", "quarter")
    )
    return [
        DepartmentLookups(department, affair, quarter_of(began.date()).number, total)
        for department, affair, began, total in sums
    ]


def lookups_of_quarter(quarter: Quarter) -> dict[int, int]:
    """affair's key → look-ups of the quarter, in one query. Empty where no use of it is on record: then what
    was looked up is not known; else an affair without an entry was not looked up (0)."""
    sums = _between(quarter, quarter).order_by().values_list("affair_id").annotate(sum=Sum("count"))
    return dict(sums)


def _between(first: Quarter, last: Quarter) -> QuerySet:
    """The look-ups that count, from the first day of the one quarter to the last of the other."""
    return UsageLookup.objects.filter(
        record__superseded=False,
        record__started_at__gte=midnight(first.starts_on),
        record__started_at__lt=midnight(last.next().starts_on),
    )


def _within(first: int, last: int) -> QuerySet:
    """The look-ups that count in the fiscal years, each with the day on which its `quarter` began."""
    return (
        _between(Quarter(first, 1), Quarter(last, 4))
        .annotate(quarter=TruncQuarter("record__started_at", tzinfo=TOKYO))
        .order_by()
    )
