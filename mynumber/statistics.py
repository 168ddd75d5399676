"""Reading figures: the total of a year, the cumulative, the count on a day, sums and quotients.

All of it is computed here and nowhere else: the admin, the exhibits and the facts ask this.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cached_property

from core.calendar import fiscal_year_period
from core.exhibits import UNKNOWN, Value
from mynumber.models import FlowFigure, Series, SeriesPart, StockFigure
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
        return self._value(series, lambda each: self._known(self._totals.get(each.pk, {}).get(year)))

    def cumulative(self, series: Series, year: int) -> Value:
        """The opening balance and every total up to and with the year.

        UNKNOWN where the balance is, or where a year since the first row has no total: what is not known
        is not 0.
        """
        return self._value(series, lambda each: self._cumulative(each, year))

    def stock(self, series: Series, day: date) -> Value:
        """What there was on the day; UNKNOWN where nothing was entered."""
        return self._value(series, lambda each: self._stock(each, day))

    def of_column(self, series: Series, basis: str, year: int) -> Value:
        """What a table's column of the fiscal year shows, by the table's basis."""
        last_day = fiscal_year_period(year)[1]
        if basis == FigureTable.Basis.FLOW:
            return self.flow(series, year)
        if basis == FigureTable.Basis.FISCAL_YEAR_END:
            return self.stock(series, last_day)
        return self.stock(series, last_day + timedelta(days=1))

    def years_without_total(self, series: Series, year: int) -> list[int]:
        """The fiscal years from the series' first row to `year` that have no total, and `year` itself where
        it lies before: why a cumulative is not known."""
        totals = self._totals.get(series.pk, {})
        first = min([year, *totals])
        return [each for each in range(first, year + 1) if totals.get(each) is None]

    def _cumulative(self, series: Series, year: int) -> Value:
        totals = self._totals.get(series.pk, {})
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
        below = self.stock(self._by_id[series.denominator_id], day)
        if not isinstance(above, int | Decimal) or not isinstance(below, int | Decimal) or not below:
            return UNKNOWN
        rounding = ROUND_HALF_UP if series.rounding == Series.Rounding.HALF_UP else ROUND_DOWN
        share = Decimal(above) * 100 / Decimal(below)
        return share.quantize(Decimal(1).scaleb(-series.decimals), rounding=rounding)

    def _value(self, series: Series, read: Callable[[Series], Value]) -> Value:
        """The series' own value, or the sum of its parts; unknown where one of them is."""
        parts = self._parts.get(series.pk)
        if not parts:
            return read(series)
        return total_of([self._value(self._by_id[part], read) for part in parts])

    @staticmethod
    def _known(value: int | Decimal | None) -> Value:
        return UNKNOWN if value is None else value


def cumulative_of(series: Series, year: int, first_year: int, known_years: int, total: int) -> Value:
    """The opening balance and the total of all years up to and with `year`.

    UNKNOWN where the balance is, or where not every year since the first row has a total.
    """
    if series.opening_balance is None or known_years != max(year - first_year, 0) + 1:
        return UNKNOWN
    return series.opening_balance + total


def total_of(values: list[Value]) -> Value:
    """The sum; UNKNOWN where one of the values is not known, for a sum of some is not the sum."""
    numbers = [value for value in values if isinstance(value, int | Decimal)]
    return sum(numbers) if len(numbers) == len(values) else UNKNOWN
