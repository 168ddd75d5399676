"""Which values of the annual security report were corrected, when and why: for its 正誤表."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import cast

from core.calendar import fiscal_year_period
from core.clock import day_of
from core.reports.kinds import Correction
from mynumber.exhibits.figures import CUMULATIVE
from mynumber.models import FigureCorrection, FigureTable, Series
from mynumber.registers import AnnualRegisters
from mynumber.states.correction import State
from mynumber.statistics import Figures


def annual_corrections(registers: AnnualRegisters, since: datetime) -> Iterator[Correction]:
    """Every correction of a figure approved after the moment, at each place of the report that shows the
    figure, its sums, its shares or its cumulative; the oldest first."""
    approved = FigureCorrection.objects.filter(state=State.APPROVED, approved_at__gt=since)
    approved = approved.select_related("series", "flow_figure", "stock_figure").order_by("approved_at", "id")
    names = {series.pk: series.code for series in registers.figures.series.values()}
    for correction in approved:
        codes = _codes(registers.figures, correction.series)
        made_on, reason = day_of(cast(datetime, correction.approved_at)), correction.reason
        if _is_told_of(registers, correction):
            yield from (Correction("", code, "", made_on, reason) for code in sorted(codes))
        for table in registers.figure_tables.values():
            columns = _columns(registers, table, correction)
            for line in table.lines.all():
                code = names[line.series_id]
                if code in codes:
                    yield from (Correction(table.slug, code, column, made_on, reason) for column in columns)


def _codes(figures: Figures, corrected: Series) -> set[str]:
    """The codes of the series, of the sums of which it is a part, and of the shares of any of these."""
    every = list(figures.series.values())
    moved = {each.pk for each in every if corrected in figures.typed_in(each)}
    return {
        each.code for each in every if moved & {each.pk, each.numerator_id or 0, each.denominator_id or 0}
    }


def _is_told_of(registers: AnnualRegisters, correction: FigureCorrection) -> bool:
    """Whether the figure lies in what the report's prose may name."""
    if correction.stock_figure is not None:
        return correction.stock_figure.as_of <= registers.scope.ends_on + timedelta(days=1)
    return correction.period.fiscal_year <= registers.fiscal_year


def _columns(registers: AnnualRegisters, table: FigureTable, correction: FigureCorrection) -> list[str]:
    """The keys of the table's columns that show the figure (mynumber.exhibits.figures)."""
    shown = range(registers.fiscal_year - table.years + 1, registers.fiscal_year + 1)
    if correction.stock_figure is not None:
        as_of = correction.stock_figure.as_of
        if table.basis == FigureTable.Basis.NEXT_DAY:
            as_of -= timedelta(days=1)
        elif table.basis != FigureTable.Basis.FISCAL_YEAR_END:
            return []
        return [str(year) for year in shown if fiscal_year_period(year)[1] == as_of]
    year = correction.period.fiscal_year
    if table.basis != FigureTable.Basis.FLOW or year > registers.fiscal_year:
        return []
    return [str(each) for each in shown if each == year] + [CUMULATIVE] * bool(table.cumulative_heading)
