"""The tables of figures: one builder for all, because which series they show is data."""

from datetime import timedelta

from core.calendar import fiscal_year_label, fiscal_year_period, wareki, wareki_month, wareki_short_month
from core.exhibits import UNKNOWN, Align, Column, Exhibit, Row, Value
from core.reports.printing import printed_fiscal_year
from core.reports.prose import fill
from core.text import half_width_digits, to_full_width
from mynumber.models import FigureTable, FigureTableLine, Series
from mynumber.registers import AnnualRegisters
from mynumber.statistics import total_of

CUMULATIVE = "cumulative"


def figure_exhibit(registers: AnnualRegisters, slug: str) -> Exhibit:
    """The table of that name, for the report's year and the years before it that it shows."""
    table = registers.figure_tables[slug]
    years = range(registers.fiscal_year - table.years + 1, registers.fiscal_year + 1)
    series = {each.pk: each for each in registers.figures.series.values()}
    lines = [(line, series[line.series_id]) for line in table.lines.all()]
    columns = [Column("label", table.stub_heading)]
    columns += [_year_column(table, year) for year in years]
    if table.cumulative_heading:
        first = next((each for _, each in lines), None)
        heading = _cumulative_heading(table.cumulative_heading, first)
        columns.append(
            Column(CUMULATIVE, heading, half_width_digits(heading.replace("\n", "")), Align.NUMBER)
        )
    rows = [_row(registers, table, line, each, years) for line, each in lines]
    if table.total_label:
        rows.append(_total(table, columns, rows))
    return Exhibit(slug=slug, title=table.title, columns=tuple(columns), rows=tuple(rows))


def _year_column(table: FigureTable, year: int) -> Column:
    if table.basis == FigureTable.Basis.NEXT_DAY:
        day = fiscal_year_period(year)[1] + timedelta(days=1)
        return Column(
            str(year), to_full_width(wareki(day)), f"{wareki(day)}({day.isoformat()})", Align.NUMBER
        )
    in_files = f"{fiscal_year_label(year)}({year}年度)"
    return Column(str(year), printed_fiscal_year(year), in_files, Align.NUMBER)


def _cumulative_heading(text: str, series: Series | None) -> str:
    """The heading with the day on which the table's first series started."""
    started_on = series.started_on if series else None
    words = {
        "started_on": to_full_width(wareki_month(started_on)) if started_on else "",
        "started_on_short": wareki_short_month(started_on) if started_on else "",
    }
    return fill(text, lambda name, _: words.get(name, f"【不明な項目：{name}】"))


def _row(
    registers: AnnualRegisters, table: FigureTable, line: FigureTableLine, series: Series, years: range
) -> Row:
    figures = registers.figures
    cells: dict[str, Value] = {"label": line.label or series.name}
    cells |= {str(year): figures.of_column(series, table.basis, year) for year in years}
    if table.cumulative_heading:
        cells[CUMULATIVE] = figures.cumulative(series, registers.fiscal_year)
    words = {"municipality": registers.municipality}
    return Row(
        cells=cells,
        unit=series.unit,
        note=fill(line.label_note, lambda name, _: words.get(name, f"【不明な項目：{name}】")),
        code=series.code,
        bracket=line.bracket,
        part_of=line.part_of,
        beside=line.beside,
    )


def _total(table: FigureTable, columns: list[Column], rows: list[Row]) -> Row:
    """The sum of the table's rows."""
    cells: dict[str, Value] = {
        column.key: total_of([row.cells.get(column.key, UNKNOWN) for row in rows]) for column in columns[1:]
    }
    return Row(cells={"label": table.total_label, **cells}, unit=rows[0].unit if rows else "", total=True)
