"""Which figures a report shows, and whether they are entered and confirmed: what its checks ask."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from core.calendar import Quarter, wareki
from core.exhibits import UNKNOWN
from core.models import Department
from core.reports.check_finding import typed_texts
from core.reports.document import Document
from core.reports.prose import fact_names
from mynumber.models import FigureTable, FlowFigure, Series, Submission, SubmissionLine
from mynumber.models.submission import quarter_of_stock
from mynumber.registers import AnnualRegisters
from mynumber.statistics import in_force

_FLOW_FACTS = ("total", "cumulative")
_STOCK_FACTS = ("stock", "stock_next_day")


@dataclass(frozen=True)
class Cell:
    """A figure that people enter: a flow's quarter, or a stock of a day (`as_of`) with the quarter it comes
    with. `whole_year` where a flow's year is known as a whole alone."""

    series: Series
    quarter: Quarter
    as_of: date | None
    is_entered: bool
    whole_year: bool = False

    @property
    def name(self) -> str:
        """In words: the series, and of a stock its day."""
        return f"{self.series}（{wareki(self.as_of)}）" if self.as_of else str(self.series)

    @property
    def key(self) -> tuple[int, Quarter, date | None]:
        return self.series.pk, self.quarter, self.as_of


class ShownFigures:
    """The figures that stand behind the report's tables and prose. Each property is one query at most."""

    def __init__(self, document: Document):
        self.document = document
        self.registers: AnnualRegisters = document.registers
        self.figures = self.registers.figures
        self.year = self.registers.fiscal_year

    @cached_property
    def tables(self) -> list[FigureTable]:
        """The tables of figures that the report's sections show."""
        shown = {section.exhibit for section in self.document.sections}
        return [table for slug, table in self.registers.figure_tables.items() if slug in shown]

    @cached_property
    def flows(self) -> dict[Series, int]:
        """Each flow that people enter, with the first fiscal year of which the report tells."""
        first: dict[Series, int] = {}

        def show(series: Series, year: int) -> None:
            for each in self.figures.typed_in(series):
                first[each] = min(year, first.get(each, year))

        for table in self.tables:
            if table.basis == FigureTable.Basis.FLOW:
                for series in self._series_of(table):
                    show(series, 0 if table.cumulative_heading else self.year - table.years + 1)
        for name, series in self._named(_FLOW_FACTS):
            show(series, 0 if name == "cumulative" else self.year)
        return first

    @cached_property
    def stocks(self) -> set[tuple[Series, date]]:
        """Each stock that people enter, with the day of this year on which the report tells of it."""
        last = self.registers.scope.ends_on
        following = last + timedelta(days=1)
        shown: set[tuple[Series, date]] = set()
        for table in self.tables:
            if table.basis != FigureTable.Basis.FLOW:
                day = last if table.basis == FigureTable.Basis.FISCAL_YEAR_END else following
                shown |= {
                    pair for series in self._series_of(table) for pair in self._entered_for(series, day)
                }
        for name, series in self._named(_STOCK_FACTS):
            shown |= set(self._entered_for(series, last if name == "stock" else following))
        return shown

    @cached_property
    def cells(self) -> list[Cell]:
        """Every figure that the report shows and people enter, in the order of the series."""
        found = [*self._flow_cells(), *self._stock_cells()]
        return sorted(found, key=lambda cell: (cell.quarter, cell.series.order, cell.series.code))

    @cached_property
    def departments(self) -> dict[int, Department]:
        return Department.objects.in_bulk({cell.series.department_id for cell in self.cells} - {None})

    @cached_property
    def states(self) -> dict[tuple[int, int], Submission]:
        """The submissions of the year by department and quarter."""
        of_year = Submission.objects.filter(fiscal_year=self.year)
        return {(each.department_id, each.quarter): each for each in of_year}

    @cached_property
    def is_of_old(self) -> bool:
        """Whether the year is from before this system: nobody had handed in a quarter by its end, and its
        flows are known for the whole year alone."""
        of_year = (cell for cell in self.cells if cell.quarter.fiscal_year == self.year)
        if any(cell.is_entered and cell.as_of is None and not cell.whole_year for cell in of_year):
            return False
        return not Submission.objects.filter(fiscal_year__lte=self.year).exists()

    @cached_property
    def confirmed(self) -> set[tuple[int, Quarter, date | None]]:
        """The keys of the cells of the year that a department has handed in and another person confirmed."""
        lines = SubmissionLine.objects.filter(
            submission__in=Submission.objects.standing().filter(fiscal_year=self.year)
        )
        return {
            (series, Quarter(self.year, quarter), as_of)
            for series, quarter, as_of in lines.values_list("series_id", "submission__quarter", "as_of")
        }

    def _series_of(self, table: FigureTable) -> list[Series]:
        by_id = {series.pk: series for series in self.figures.series.values()}
        return [by_id[line.series_id] for line in table.lines.all()]

    def _named(self, names: tuple[str, ...]) -> Iterator[tuple[str, Series]]:
        """(fact, series) of what the prose names of these facts; what it names wrongly is no figure."""
        for typed in typed_texts(self.document):
            for name, code in fact_names(typed.text):
                if name in names and code in self.figures.series:
                    yield name, self.figures.series[code]

    def _entered_for(self, series: Series, day: date) -> Iterator[tuple[Series, date]]:
        """What people enter for the stock of the day. Of a quotient that is what it is made of where that is
        known, or else itself, where it was entered; a quotient without either is for the sums to tell."""
        for each in self.figures.typed_in(series):
            if each.denominator_id is None:
                yield each, day
                continue
            by_id = {one.pk: one for one in self.figures.series.values()}
            below = by_id[each.denominator_id]
            if self.figures.stock(below, day) is not UNKNOWN:
                yield from self._entered_for(by_id[each.numerator_id], day)
                yield from self._entered_for(below, day)
            elif self.figures.stock(each, day) is not UNKNOWN:
                yield each, day

    def _flow_cells(self) -> Iterator[Cell]:
        rows = {
            (figure.series_id, figure.fiscal_year): figure
            for figure in FlowFigure.objects.filter(series__in=list(self.flows), fiscal_year__lte=self.year)
        }
        for series, first in self.flows.items():
            years = {year for pk, year in rows if pk == series.pk and year >= first} | {self.year}
            for year in sorted(years):
                yield from _cells_of_year(series, year, rows.get((series.pk, year)), is_own=year == self.year)

    def _stock_cells(self) -> Iterator[Cell]:
        for series, day in self.stocks:
            is_entered = self.figures.stock(series, day) is not UNKNOWN
            if in_force(series, day, day) or is_entered:
                yield Cell(series, quarter_of_stock(day), day, is_entered)


def _cells_of_year(series: Series, year: int, figure: FlowFigure | None, *, is_own: bool) -> Iterator[Cell]:
    """The quarters of the year; of a year before the report's own only where some are entered and some not:
    what was never entered there shows as a blank, and its total as none."""
    whole = figure is not None and figure.whole_year is not None
    values = {number: getattr(figure, f"q{number}", None) for number in range(1, 5)}
    if not is_own and (whole or all(value is None for value in values.values())):
        return
    for number, value in values.items():
        quarter = Quarter(year, number)
        is_entered = whole or value is not None
        if is_entered or in_force(series, quarter.starts_on, quarter.ends_on):
            yield Cell(series, quarter, None, is_entered, whole)
