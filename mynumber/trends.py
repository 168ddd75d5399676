"""Trends (推移): each series over fiscal years or quarters, as points of a chart and rows of its table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import TextChoices

from core import charts
from core.calendar import Quarter, era_of, fiscal_year_label, fiscal_year_period, quarter_of, wareki
from core.charts import Form, Plot, Point
from core.exhibits import UNKNOWN, Value
from core.models import Department
from mynumber.models import FlowFigure, Series, StockFigure
from mynumber.models.figure import QUARTERS
from mynumber.models.submission import quarter_of_stock
from mynumber.statistics import Figures, sum_over, total_of_year

MOST_YEARS = 10
MOST_QUARTERS = 12
WHOLE_YEAR = "年間の数だけ"
PARTLY = "入力のない四半期あり"


class Span(TextChoices):
    """What a point of a trend stands for."""

    YEARS = "years", "年度"
    QUARTERS = "quarters", "四半期"


@dataclass(frozen=True)
class Trend:
    """A series over the span: its chart, and the same as a table."""

    series: Series
    points: tuple[Point, ...]
    form: Form

    @property
    def id(self) -> str:
        return f"trend-{self.series.pk}"

    @property
    def title(self) -> str:
        return f"{self.series}（{self.series.unit}）"

    @property
    def words(self) -> str:
        return charts.in_words(self.points, self.series.unit)

    @property
    def has_gaps(self) -> bool:
        return any(point.value is None for point in self.points)

    @cached_property
    def plot(self) -> Plot:
        return charts.plot(self.points, self.form)


@dataclass(frozen=True)
class Group:
    """The trends of a department's series, and the names of those without any figure in the span."""

    department: Department | None
    trends: tuple[Trend, ...]
    without: tuple[str, ...]


class Trends:
    """The trends of the series up to the quarter that closed last on the day. A few queries, however many
    series and years there are."""

    def __init__(self, series: list[Series], span: Span, day: date):
        self.shown = series
        self.span = span
        closed = quarter_of(day).previous()
        self.last_year = closed.fiscal_year - (closed.number != 4)  # a year that runs has no total yet
        self.quarters = [closed]
        while len(self.quarters) < MOST_QUARTERS:
            self.quarters.append(self.quarters[-1].previous())
        self.quarters.reverse()
        self.years = list(range(self.last_year - MOST_YEARS + 1, self.last_year + 1))
        self.figures = Figures(through=closed.fiscal_year)

    @cached_property
    def groups(self) -> list[Group]:
        """By department, in its order; series without one come last."""
        trends = {trend.series.pk: trend for trend in self._trimmed()}
        found: dict[int | None, list[Series]] = {}
        departments = {each.department_id: each.department for each in self.shown}
        for series in self.shown:
            found.setdefault(series.department_id, []).append(series)
        return [
            Group(
                departments[key],
                tuple(trends[each.pk] for each in own if each.pk in trends),
                tuple(each.name for each in own if each.pk not in trends),
            )
            for key, own in sorted(found.items(), key=lambda pair: _order_of(departments[pair[0]]))
        ]

    def _trimmed(self) -> Iterator[Trend]:
        """The series that have a figure, all from the first place on at which one of them has."""
        points = {series.pk: self._points(series) for series in self.shown}
        places = [
            len(own) - number for own in points.values() for number, each in enumerate(own) if _has(each)
        ]
        for series in self.shown:
            own = points[series.pk][-max(places, default=0) :]
            if any(map(_has, own)):
                form = Form.BARS if series.kind == Series.Kind.FLOW else Form.LINE
                yield Trend(series, tuple(own), form)

    # --- Points --------------------------------------------------------------------------------------------

    def _points(self, series: Series) -> list[Point]:
        is_flow = series.kind == Series.Kind.FLOW
        if self.span == Span.YEARS:
            return [
                self._flow_of_year(series, year) if is_flow else self._stock(series, Quarter(year, 4))
                for year in self.years
            ]
        if is_flow:
            return [self._flow_of_quarter(series, each) for each in self.quarters]
        return self._stocks(series)

    def _stocks(self, series: Series) -> list[Point]:
        """Of the quarters at whose end the stock is counted: where that is once a year, the others are no
        gaps."""
        points = {quarter: self._stock(series, quarter) for quarter in self.quarters}
        counted = {quarter.number for quarter, point in points.items() if point.value is not None}
        return [point for quarter, point in points.items() if quarter.number in counted]

    def _flow_of_year(self, series: Series, year: int) -> Point:
        leaves = self.figures.typed_in(series)
        rows = {leaf: self._flows.get((leaf.pk, year)) for leaf in leaves}

        def total(leaf: Series) -> Value:
            row = rows[leaf]
            return _entered(None if row is None else total_of_year(leaf, row))

        value = _known(sum_over(leaves, total, *fiscal_year_period(year)))
        partly = value is None and any(row is not None and row["total"] is not None for row in rows.values())
        return Point(_short(year), fiscal_year_label(year), value, PARTLY if partly else "")

    def _flow_of_quarter(self, series: Series, quarter: Quarter) -> Point:
        column = f"q{quarter.number}"
        rows = {
            leaf: self._flows.get((leaf.pk, quarter.fiscal_year), {})
            for leaf in self.figures.typed_in(series)
        }
        value = _known(
            sum_over(rows, lambda leaf: _entered(rows[leaf].get(column)), quarter.starts_on, quarter.ends_on)
        )
        of_year = value is None and any(row.get("whole_year") is not None for row in rows.values())
        name = f"{fiscal_year_label(quarter.fiscal_year)}第{quarter.number}四半期"
        note = WHOLE_YEAR if of_year else ""
        return Point(str(quarter.number), name, value, note, _short(quarter.fiscal_year))

    def _stock(self, series: Series, quarter: Quarter) -> Point:
        """What there was at the quarter's end; else on the day after, or the last day that is known of it."""
        following = quarter.ends_on + timedelta(days=1)
        others = sorted(self._days.get(quarter, set()) - {quarter.ends_on, following}, reverse=True)
        value: int | Decimal | None = None
        day = quarter.ends_on
        for each in (quarter.ends_on, following, *others):
            found = self.figures.stock(self._known(series), each)
            if (value := _known(found)) is not None:
                day = each
                break
        if self.span == Span.YEARS:
            return Point(_short(quarter.fiscal_year), wareki(day), value)
        return Point(str(quarter.number), wareki(day), value, "", _short(quarter.fiscal_year))

    # --- What they are read from ---------------------------------------------------------------------------

    def _known(self, series: Series) -> Series:
        return self.figures.series[series.code]

    @cached_property
    def _flows(self) -> dict[tuple[int, int], dict[str, Any]]:
        first = min(self.years[0], self.quarters[0].fiscal_year)
        rows = FlowFigure.objects.filter(fiscal_year__gte=first).order_by()
        fields = ("series_id", "fiscal_year", *QUARTERS, "whole_year", "total")
        return {(row["series_id"], row["fiscal_year"]): row for row in rows.values(*fields)}

    @cached_property
    def _days(self) -> dict[Quarter, set[date]]:
        """The days of which there is any stock, by the quarter with which they are handed in."""
        days: dict[Quarter, set[date]] = {}
        for day in StockFigure.objects.order_by("as_of").values_list("as_of", flat=True).distinct():
            days.setdefault(quarter_of_stock(day), set()).add(day)
        return days


def _has(point: Point) -> bool:
    return point.value is not None


def _entered(number: int | None) -> Value:
    return UNKNOWN if number is None else number


def _known(value: Value) -> int | Decimal | None:
    """The figure; None where it is not known: then there is no point to draw."""
    return value if isinstance(value, int | Decimal) else None


def _short(year: int) -> str:
    """「R4」: the fiscal year below an axis."""
    era = era_of(date(year, 10, 1))
    return f"{era.letter}{year - era.starts_on.year + 1}"


def _order_of(department: Department | None) -> tuple[bool, int, str]:
    return (department is None, department.order if department else 0, department.code if department else "")
