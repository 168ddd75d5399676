"""Reading figures: the total of a year, the cumulative, the count on a day, sums and quotients.

All of it is computed here and nowhere else: the admin, the exhibits and the facts ask this.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cached_property, partial
from typing import Any

from django.db.models import Case, Count, F, Min, OuterRef, QuerySet, RowRange, Subquery, Sum, When, Window
from django.db.models.lookups import Exact

from core.calendar import Quarter, fiscal_year_of, fiscal_year_period, overlaps
from core.exhibits import UNKNOWN, Value
from mynumber.models import FlowFigure, Series, SeriesPart, StockFigure
from mynumber.models.figure import QUARTERS
from mynumber.models.figure_table import FigureTable


class Figures:
    """All figures up to a fiscal year, read in four queries, however many series and years there are."""

    def __init__(self, through: int):
        self.through = through

    @cached_property
    def series(self) -> dict[str, Series]:
        """Every series by its code."""
        return {series.code: series for series in Series.objects.all()}

    @cached_property
    def _by_id(self) -> dict[int, Series]:
        return {series.pk: series for series in self.series.values()}

    @cached_property
    def _parts(self) -> dict[int, list[int]]:
        parts: dict[int, list[int]] = {}
        for whole, part in SeriesPart.objects.values_list("whole_id", "part_id"):
            parts.setdefault(whole, []).append(part)
        return parts

    @cached_property
    def _totals(self) -> dict[int, dict[int, int | None]]:
        """series → fiscal year → total."""
        totals: dict[int, dict[int, int | None]] = {}
        rows = FlowFigure.objects.filter(fiscal_year__lte=self.through)
        for series, year, total in rows.values_list("series_id", "fiscal_year", "total"):
            totals.setdefault(series, {})[year] = total
        return totals

    @cached_property
    def _stocks(self) -> dict[tuple[int, date], Decimal]:
        last_day = fiscal_year_period(self.through)[1] + timedelta(days=1)
        rows = StockFigure.objects.filter(as_of__lte=last_day)
        return {
            (series, day): value for series, day, value in rows.values_list("series_id", "as_of", "value")
        }

    def flow(self, series: Series, year: int) -> Value:
        """The total of the fiscal year; UNKNOWN where nothing was entered."""
        return self._value(series, partial(self._flow, year=year), *fiscal_year_period(year))

    def cumulative(self, series: Series, year: int) -> Value:
        """The opening balance and every total up to and with the year.

        UNKNOWN where the balance is, or where a year since the first row has no total: what is not known
        is not 0. A series that has ended stays at what it had come to.
        """
        read = partial(self._cumulative, year=year)
        return self._value(series, read, date.min, fiscal_year_period(year)[1])

    def stock(self, series: Series, day: date) -> Value:
        """What there was on the day; UNKNOWN where nothing was entered."""
        return self._value(series, partial(self._stock, day=day), day, day)

    def of_column(self, series: Series, basis: str, year: int) -> Value:
        """What a table's column of the fiscal year shows, by the table's basis."""
        last_day = fiscal_year_period(year)[1]
        if basis == FigureTable.Basis.FLOW:
            return self.flow(series, year)
        if basis == FigureTable.Basis.FISCAL_YEAR_END:
            return self.stock(series, last_day)
        return self.stock(series, last_day + timedelta(days=1))

    def typed_in(self, series: Series) -> list[Series]:
        """The series whose figures people enter for it: those of which it is the sum, or itself."""
        parts = self._parts.get(series.pk)
        if not parts:
            return [series]
        return [each for part in parts for each in self.typed_in(self._by_id[part])]

    def years_without_total(self, series: Series, year: int) -> list[int]:
        """The fiscal years from the series' first row to `year` that have no total, and `year` itself where
        it lies before: why a cumulative is not known."""
        totals = self._totals.get(series.pk, {})
        first = min([year, *totals])
        return [each for each in range(first, year + 1) if totals.get(each) is None]

    def _flow(self, series: Series, year: int) -> Value:
        return self._known(self._totals.get(series.pk, {}).get(year))

    def _cumulative(self, series: Series, year: int) -> Value:
        totals = self._totals.get(series.pk, {})
        if totals.get(year) is None:
            year = last_year_of(series, year)
        known = [total for each, total in totals.items() if each <= year and total is not None]
        return cumulative_of(series, year, min(totals, default=year), len(known), sum(known))

    def _stock(self, series: Series, day: date) -> Value:
        value = self._quotient(series, day)
        if value is UNKNOWN:
            value = self._known(self._stocks.get((series.pk, day)))
        if isinstance(value, Decimal):
            return value.quantize(Decimal(1).scaleb(-series.decimals)) if series.decimals else int(value)
        return value

    def _quotient(self, series: Series, day: date) -> Value:
        if series.numerator_id is None or series.denominator_id is None:
            return UNKNOWN
        above = self.stock(self._by_id[series.numerator_id], day)
        return quotient_of(series, above, self.stock(self._by_id[series.denominator_id], day))

    def _value(self, series: Series, read: Callable[[Series], Value], first: date, last: date) -> Value:
        """The series' own value, or the sum of what it is made of."""
        if not self._parts.get(series.pk):
            return read(series)
        return sum_over(self.typed_in(series), read, first, last)

    @staticmethod
    def _known(value: int | Decimal | None) -> Value:
        return UNKNOWN if value is None else value


def in_force(series: Series, first: date, last: date) -> bool:
    """Whether the series counts on a day of the stretch."""
    return overlaps(series.started_on, series.ended_on, first, last)


def counts(series: Series, value: Value, first: date, last: date) -> bool:
    """Whether what people enter counts in a sum over the stretch: what has ended, or not begun, adds nothing,
    unless it has a figure all the same."""
    return value is not UNKNOWN or in_force(series, first, last)


def sum_over(leaves: Iterable[Series], read: Callable[[Series], Value], first: date, last: date) -> Value:
    """The sum of what people enter for a series; UNKNOWN where one that counts is not known, or none does."""
    values = [value for leaf in leaves if counts(leaf, value := read(leaf), first, last)]
    return total_of(values) if values else UNKNOWN


def total_of_year(series: Series, row: Mapping[str, Any]) -> int | None:
    """The total of a row of flow figures, as values; None where a quarter in which the series counts has no
    figure: the sum of some quarters is not the year's."""
    if row["whole_year"] is None:
        for number, name in enumerate(QUARTERS, start=1):
            quarter = Quarter(row["fiscal_year"], number)
            if row[name] is None and in_force(series, quarter.starts_on, quarter.ends_on):
                return None
    return row["total"]


def last_year_of(series: Series, year: int) -> int:
    """The fiscal year, or that in which the series ended, where it had ended before."""
    return year if series.ended_on is None else min(year, fiscal_year_of(series.ended_on))


def cumulative_of(series: Series, year: int, first_year: int, known_years: int, total: int) -> Value:
    """The opening balance and the total of all years up to and with `year`.

    UNKNOWN where the balance is, or where not every year since the first row has a total.
    """
    if series.opening_balance is None or known_years != max(year - first_year, 0) + 1:
        return UNKNOWN
    return series.opening_balance + total


def quotient_of(series: Series, above: Value, below: Value) -> Value:
    """The share of the numerator in the denominator in per cent, rounded as the series says; UNKNOWN where
    one of them is not known, or the denominator is 0."""
    if not isinstance(above, int | Decimal) or not isinstance(below, int | Decimal) or not below:
        return UNKNOWN
    rounding = ROUND_HALF_UP if series.rounding == Series.Rounding.HALF_UP else ROUND_DOWN
    share = Decimal(above) * 100 / Decimal(below)
    return share.quantize(Decimal(1).scaleb(-series.decimals), rounding=rounding)


def cumulative_in_sql(figures: QuerySet) -> Any:
    """What cumulative_of says of each of the flow figures, for files that the database writes.

    Where all figures are asked for, they are summed up as they go by. Where some are left out, those count
    all the same, and each figure asks for the years before it.
    """
    if not figures.query.where:
        until: dict[str, Any] = {
            "partition_by": F("series"),
            "order_by": F("fiscal_year").asc(),
            "frame": RowRange(end=0),
        }
        first_year, known_years, total = (
            Window(told, **until) for told in (Min("fiscal_year"), Count("total"), Sum("total"))
        )
        years = F("fiscal_year") - first_year + 1
        return Case(When(Exact(known_years, years), then=total + F("series__opening_balance")))
    asked = FlowFigure.objects.filter(series=OuterRef("series"), fiscal_year__lte=OuterRef("fiscal_year"))
    years = OuterRef("fiscal_year") - Min("fiscal_year") + 1
    told = Case(When(Exact(Count("total"), years), then=Sum("total") + OuterRef("series__opening_balance")))
    return Subquery(asked.order_by().values("series").annotate(told=told).values("told"))


def total_of(values: list[Value]) -> Value:
    """The sum; UNKNOWN where one of the values is not known, for a sum of some is not the sum."""
    numbers = [value for value in values if isinstance(value, int | Decimal)]
    return sum(numbers) if len(numbers) == len(values) else UNKNOWN
