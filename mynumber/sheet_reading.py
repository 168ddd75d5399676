"""What the registers hold of a department's quarter: a few queries, each made when first asked, whatever the
number of series and years."""

from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Q

from core.calendar import Quarter
from core.models import Department, Report
from mynumber.asked import Asked, AskedFigures, Catalogue, CellKey
from mynumber.models import FigureReason, FigureTerms, FlowFigure, StockFigure, Submission, SubmissionLine
from mynumber.models.figure import QUARTERS
from mynumber.models.publication import report_showing
from mynumber.states.submission import EDITABLE_STATES
from mynumber.statistics import total_of_year
from registry.lookups import lookups_of_quarter


class Before(NamedTuple):
    """What is known of a flow before the year: its first year, how many years have a total, and their sum."""

    first_year: int
    known_years: int
    total: int


class Line(NamedTuple):
    """A figure that was handed in: with which quarter, of which department, and what it said. Keys alone."""

    submission: int
    department: int
    series: int
    as_of: date | None
    value: Decimal


class Reading:
    """What the registers hold of a department's quarter."""

    def __init__(self, department: Department, quarter: Quarter, submission: Submission | None):
        self.department = department
        self.quarter = quarter
        self.submission = submission
        self.year = quarter.fiscal_year
        self.catalogue = Catalogue()
        self.a_year_ago = Quarter(quarter.fiscal_year - 1, quarter.number)

    # --- The queries ---------------------------------------------------------------------------------------

    @cached_property
    def lines(self) -> list[Line]:
        """What was handed in with this quarter, and with others' what is of this department's series now."""
        handed_in = SubmissionLine.objects.filter(
            submission__fiscal_year=self.year, submission__quarter=self.quarter.number
        )
        mine = Q(submission__department=self.department) | Q(series__department=self.department)
        fields = ("submission_id", "submission__department_id", "series_id", "as_of", "value")
        return [Line(*line) for line in handed_in.filter(mine).order_by().values_list(*fields)]

    @cached_property
    def flows(self) -> dict[tuple[int, int], dict[str, Any]]:
        """(series, fiscal year) → the row, of this year and the last."""
        rows = FlowFigure.objects.filter(series__in=self.needed, fiscal_year__in=(self.year - 1, self.year))
        fields = ("id", "series_id", "fiscal_year", *QUARTERS, "whole_year", "total")
        return {(row["series_id"], row["fiscal_year"]): row for row in rows.order_by().values(*fields)}

    @cached_property
    def before(self) -> dict[int, Before]:
        """Of each flow that has a row of an earlier year."""
        rows = FlowFigure.objects.filter(series__in=self.needed, fiscal_year__lt=self.year)
        told: dict[int, Before] = {}
        # In order of years: a series' first row comes first.
        for row in rows.order_by("fiscal_year").values(
            "series_id", "fiscal_year", *QUARTERS, "whole_year", "total"
        ):
            key = row["series_id"]
            first, known, sum_of_years = told.get(key, Before(row["fiscal_year"], 0, 0))
            total = total_of_year(self.catalogue.by_id[key], row)
            told[key] = Before(first, known + (total is not None), sum_of_years + (total or 0))
        return told

    @cached_property
    def stocks(self) -> dict[CellKey, tuple[int, Decimal]]:
        """(series, day) → (key of the row, value), of the days from the same quarter a year ago on."""
        rows = StockFigure.objects.filter(
            series__in=self.needed,
            as_of__gt=self.a_year_ago.starts_on,
            as_of__lte=self.quarter.next().starts_on,
        )
        fields = ("series_id", "as_of", "id", "value")
        return {CellKey(series, day): (pk, value) for series, day, pk, value in rows.values_list(*fields)}

    @cached_property
    def look_ups(self) -> dict[int, int]:
        """affair → look-ups of the quarter; nothing where the department keeps no series of look-ups."""
        kept = any(series.affair_id for series in self.own_series)
        return lookups_of_quarter(self.quarter) if kept else {}

    @cached_property
    def terms(self) -> FigureTerms:
        return FigureTerms.current()

    @cached_property
    def reasons(self) -> dict[tuple[CellKey, str], FigureReason]:
        """The reasons that were given, by figure and by what was asked."""
        if self.submission is None:
            return {}
        given = FigureReason.objects.filter(submission=self.submission).select_related("given_by")
        return {(CellKey(each.series_id, each.as_of), each.expectation): each for each in given}

    # --- What follows from them ----------------------------------------------------------------------------

    @cached_property
    def own_series(self) -> list[Any]:
        """The series of which the sheet tells: the department's, and those that it handed in with the quarter
        before another department came to answer for them."""
        handed_in = {line.series for line in self.lines if line.department == self.department.pk}
        return [
            series
            for series in self.catalogue.by_id.values()
            if series.department_id == self.department.pk or series.pk in handed_in
        ]

    @cached_property
    def needed(self) -> list[int]:
        """The keys of these series, of what they are made of, and of the other side of a share of them."""
        made_of = (self.catalogue.made_of(series) for series in self.catalogue.by_id.values())
        own = {series.pk for series in self.own_series}
        sides = [pair for pair in made_of if pair and own & self.catalogue.closure(pair)]
        return sorted(self.catalogue.closure([*self.own_series, *(side for pair in sides for side in pair)]))

    @cached_property
    def held(self) -> dict[int, Submission]:
        """The series that another department has handed in with its quarter. Such are rare: only where there
        is one is it read by whom."""
        others = {
            line.series: line.submission for line in self.lines if line.department != self.department.pk
        }
        if not others:
            return {}
        rows = Submission.objects.handed_in().for_list().in_bulk(set(others.values()))
        return {series: rows[key] for series, key in others.items() if key in rows}

    @cached_property
    def published(self) -> Report | None:
        """The report that has published what is known of the year; not asked of a quarter that was handed in,
        for nothing of it is typed."""
        if self.submission is not None and self.submission.state not in EDITABLE_STATES:
            return None
        return report_showing(self.year)

    @cached_property
    def handed_in(self) -> dict[CellKey, Decimal]:
        """What each figure said when this quarter was handed in."""
        return {
            CellKey(line.series, line.as_of): line.value
            for line in self.lines
            if line.department == self.department.pk
        }

    @cached_property
    def asked(self) -> list[Asked]:
        """The figures of the sheet, in order."""
        column = f"q{self.quarter.number}"
        flows = (
            (key, None)
            for (key, year), row in self.flows.items()
            if year == self.year and row[column] is not None
        )
        return AskedFigures(self.catalogue, self.quarter, [*flows, *self.stocks]).of(self.own_series)
