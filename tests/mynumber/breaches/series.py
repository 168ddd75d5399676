"""Series, their sums and their quotients."""

from datetime import date

from mynumber.models import Series, SeriesPart
from tests.factories import make_flow_figure, make_series, make_sum


def stock_series(**fields):
    return make_series(kind=Series.Kind.STOCK, **fields)


def quotient(**fields):
    return stock_series(numerator=stock_series(), denominator=stock_series(), **fields)


def part_twice():
    part = make_series()
    make_sum(part, part)


def part_of_itself():
    series = make_series()
    SeriesPart.objects.create(whole=series, part=series)


def sum_of_what_is_typed_in():
    SeriesPart.objects.create(whole=make_flow_figure().series, part=make_series())


def circle_of_sums():
    lowest = make_series()
    middle = make_sum(lowest)
    highest = make_sum(middle)
    SeriesPart.objects.bulk_create([SeriesPart(whole=lowest, part=highest)])


def kind_of_a_series_with_figures():
    Series.objects.filter(pk=make_flow_figure().series.pk).update(kind=Series.Kind.STOCK)


BREACHES = {
    "mynumber_series_balance_of_flow": lambda: stock_series(opening_balance=1),
    "mynumber_series_decimals": lambda: make_series(decimals=3),
    "mynumber_series_ends_after_start": lambda: make_series(
        started_on=date(2023, 4, 1), ended_on=date(2023, 3, 31)
    ),
    "mynumber_series_kind_known": lambda: make_series(kind="rate"),
    "mynumber_series_kind_stays": kind_of_a_series_with_figures,
    "mynumber_series_quotient_of_plain_series": lambda: stock_series(
        numerator=quotient(), denominator=stock_series()
    ),
    "mynumber_series_quotient_whole": lambda: stock_series(numerator=stock_series()),
    "mynumber_series_rounding_known": lambda: make_series(rounding="up"),
    "mynumber_seriespart_no_circle": circle_of_sums,
    "mynumber_seriespart_not_itself": part_of_itself,
    "mynumber_seriespart_of_no_quotient": lambda: make_sum(quotient()),
    "mynumber_seriespart_of_one_kind": lambda: make_sum(make_series(), stock_series()),
    "mynumber_seriespart_once": part_twice,
    "mynumber_seriespart_whole_has_no_figures": sum_of_what_is_typed_in,
}
