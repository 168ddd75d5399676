"""Flows and stocks, their tables and the office's terms."""

from datetime import date
from decimal import Decimal

from django.db import connection

from mynumber.models import FigureTableLine, FlowFigure, StockFigure
from tests.factories import (
    make_figure_table,
    make_figure_terms,
    make_flow_figure,
    make_series,
    make_stock_figure,
    make_sum,
)
from tests.mynumber.breaches.series import quotient, stock_series

MARCH, APRIL = date(2023, 3, 31), date(2023, 4, 1)


def change(figure, **values):
    """A raw UPDATE."""
    type(figure).objects.filter(pk=figure.pk).update(**values)


def year_beside_a_quarter_by_sql():
    figure = make_flow_figure()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE mynumber_flowfigure SET whole_year = 100 WHERE id = %s", [figure.pk])


def two_rows_of_a_year():
    series = make_series()
    FlowFigure.objects.bulk_create(FlowFigure(series=series, fiscal_year=2022) for _ in range(2))


def two_values_of_a_day():
    series = stock_series()
    StockFigure.objects.bulk_create(StockFigure(series=series, as_of=MARCH, value=1) for _ in range(2))


def flow_typed_into_a_sum():
    FlowFigure.objects.bulk_create([FlowFigure(series=make_sum(make_series()), fiscal_year=2022, q1=1)])


def stock_typed_into_a_flow_by_update():
    figure = make_stock_figure()
    StockFigure.objects.filter(pk=figure.pk).update(series=make_series())


def cumulative_count_that_falls():
    series = stock_series(may_fall=False)
    make_stock_figure(series=series, as_of=MARCH, value=100)
    make_stock_figure(series=series, as_of=APRIL, value=99)


def earlier_count_above_a_later_one():
    series = stock_series(may_fall=False)
    make_stock_figure(series=series, as_of=APRIL, value=99)
    make_stock_figure(series=series, as_of=MARCH, value=100)


def share_of(numerator, denominator):
    """A quotient whose two stocks stand at the values on 31 March."""
    share = stock_series(numerator=stock_series(), denominator=stock_series())
    make_stock_figure(series=share.denominator, value=denominator)
    make_stock_figure(series=share.numerator, value=numerator)
    return share


def whole_that_shrinks():
    share = share_of(99, 100)
    change(share.denominator.stockfigures.get(), value=98)


def share_of_sums(*parts, of, **last_part):
    """A quotient of two sums, the parts of the upper and of the lower with these values on 31 March; None is
    not entered."""
    above, below = (
        [(stock_series(**(last_part if side is parts else {})), value) for value in side]
        for side in (parts, of)
    )
    sums = [make_sum(make_sum(*(series for series, _ in side))) for side in (above, below)]
    share = stock_series(numerator=sums[0], denominator=sums[1])
    for series, value in (*below, *above):
        if value is not None:
            make_stock_figure(series=series, value=value)
    return share


def parts_above_the_parts_of_the_whole():
    share_of_sums(60, 41, of=(70, 30))


def part_of_the_whole_that_shrinks():
    share = share_of_sums(60, 40, of=(70, 30))
    lowest = share.denominator.parts.get().part.parts.order_by("id").last().part
    change(lowest.stockfigures.get(), value=29)


def part_that_counts_no_more_and_is_entered():
    """Over since 2022, it is left out of the sum until it has a figure."""
    share_of_sums(60, 41, of=(70, 30), ended_on=date(2022, 3, 31))


def line_twice_in_a_table():
    table, series = make_figure_table(), make_series()
    FigureTableLine.objects.bulk_create(FigureTableLine(table=table, series=series) for _ in range(2))


BREACHES = {
    "mynumber_figuretable_basis_known": lambda: make_figure_table(basis="month"),
    "mynumber_figuretable_cumulative_of_flow": lambda: make_figure_table(
        basis="next_day", cumulative_heading="累計"
    ),
    "mynumber_figuretable_years": lambda: make_figure_table(years=0),
    "mynumber_figuretableline_once": line_twice_in_a_table,
    "mynumber_figureterms_only_one": lambda: make_figure_terms(only=False),
    "mynumber_flowfigure_fiscal_year": lambda: make_flow_figure(fiscal_year=4),
    "mynumber_flowfigure_of_typed_in_series": flow_typed_into_a_sum,
    "mynumber_flowfigure_once_a_year": two_rows_of_a_year,
    "mynumber_flowfigure_quarters_or_year": year_beside_a_quarter_by_sql,
    "mynumber_flowfigure_row_stays": lambda: change(make_flow_figure(), fiscal_year=2023),
    "mynumber_stockfigure_does_not_fall": cumulative_count_that_falls,
    "mynumber_stockfigure_not_negative": lambda: make_stock_figure(value=-1),
    "mynumber_stockfigure_of_typed_in_series": stock_typed_into_a_flow_by_update,
    "mynumber_stockfigure_once_a_day": two_values_of_a_day,
    "mynumber_stockfigure_part_within_whole": lambda: share_of(101, 100),
    "mynumber_stockfigure_share_within_whole": lambda: make_stock_figure(
        series=quotient(decimals=1), value=Decimal("100.1")
    ),
    "mynumber_stockfigure_row_stays": lambda: change(make_stock_figure(), as_of=APRIL),
}


def part_as_large_as_the_whole():
    share_of(100, 100)


def parts_as_large_as_the_parts_of_the_whole():
    share_of_sums(60, 40, of=(70, 30))


def parts_of_which_one_is_not_known():
    """What is not known is not 0: of neither side is there a sum."""
    share_of_sums(60, 41, of=(70, None))
    share_of_sums(160, None, of=(70, 30))


def parts_of_another_day():
    share = share_of_sums(60, of=(100,))
    leaf = share.numerator.parts.get().part.parts.get().part
    make_stock_figure(series=leaf, as_of=APRIL, value=101)


def share_that_is_the_whole():
    make_stock_figure(series=quotient(), value=100)


def count_that_stays_and_rises():
    series = stock_series(may_fall=False)
    for day, value in ((MARCH, 100), (APRIL, 100), (date(2023, 6, 30), 101)):
        make_stock_figure(series=series, as_of=day, value=value)


def count_that_falls_where_it_may():
    series = stock_series()
    make_stock_figure(series=series, as_of=MARCH, value=100)
    make_stock_figure(series=series, as_of=APRIL, value=2)


OTHER_WAYS = [
    ("mynumber_flowfigure_row_stays", lambda: change(make_flow_figure(), series=make_series())),
    ("mynumber_stockfigure_row_stays", lambda: change(make_stock_figure(), series=stock_series())),
    ("mynumber_stockfigure_does_not_fall", earlier_count_above_a_later_one),
    ("mynumber_stockfigure_part_within_whole", whole_that_shrinks),
    ("mynumber_stockfigure_part_within_whole", parts_above_the_parts_of_the_whole),
    ("mynumber_stockfigure_part_within_whole", part_of_the_whole_that_shrinks),
    ("mynumber_stockfigure_part_within_whole", part_that_counts_no_more_and_is_entered),
]
ALLOWED = [
    part_as_large_as_the_whole,
    parts_as_large_as_the_parts_of_the_whole,
    parts_of_which_one_is_not_known,
    parts_of_another_day,
    share_that_is_the_whole,
    count_that_stays_and_rises,
    count_that_falls_where_it_may,
]
