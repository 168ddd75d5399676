"""Totals, cumulatives, sums and quotients: what is computed, and what is not known."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exhibits import UNKNOWN
from mynumber.models import FigureTable, Series
from mynumber.statistics import Figures, total_of
from tests.factories import make_flow_figure, make_series, make_stock_figure, make_sum

COUNTS = st.integers(0, 10**9)
MARCH = date(2023, 3, 31)
APRIL = date(2023, 4, 1)


class Given(Figures):
    """Figures that were not read from anywhere: series, parts and totals are said."""

    def __init__(self, *series, parts=None, totals=None):
        super().__init__(through=2100)
        self.series = {each.code: each for each in series}
        self._parts = parts or {}
        self._totals = totals or {}
        self._stocks = {}


def flow_series(key, opening_balance=None):
    return Series(pk=key, code=f"series_{key}", kind=Series.Kind.FLOW, opening_balance=opening_balance)


# --- Pure: any sequence of figures ----------------------------------------------------------------


@given(opening=COUNTS, first=st.integers(1989, 2050), totals=st.lists(COUNTS, min_size=1, max_size=30))
def test_cumulative_is_the_opening_balance_and_every_total_up_to_the_year(opening, first, totals):
    series = flow_series(1, opening)
    figures = Given(series, totals={1: dict(enumerate(totals, start=first))})
    for position, year in enumerate(range(first, first + len(totals)), start=1):
        assert figures.cumulative(series, year) == opening + sum(totals[:position])


@given(
    opening=COUNTS,
    totals=st.lists(st.none() | COUNTS, min_size=1, max_size=20).filter(lambda totals: None in totals),
)
def test_cumulative_is_unknown_from_the_first_year_that_is(opening, totals):
    """What is not known is not 0."""
    series = flow_series(1, opening)
    figures = Given(series, totals={1: dict(enumerate(totals, start=2000))})
    unknown_from = 2000 + totals.index(None)
    for year in range(2000, 2000 + len(totals)):
        assert (figures.cumulative(series, year) is UNKNOWN) == (year >= unknown_from)


@given(st.lists(st.tuples(COUNTS, COUNTS), min_size=1, max_size=6))
def test_sum_is_the_sum_of_its_parts_in_every_year_and_cumulatively(parts):
    whole = flow_series(100)
    series = [flow_series(key, opening) for key, (opening, _) in enumerate(parts)]
    figures = Given(
        whole,
        *series,
        parts={100: list(range(len(parts)))},
        totals={key: {2022: total} for key, (_, total) in enumerate(parts)},
    )
    assert figures.flow(whole, 2022) == sum(total for _, total in parts)
    assert figures.cumulative(whole, 2022) == sum(opening + total for opening, total in parts)


@given(st.lists(COUNTS | st.just(UNKNOWN)))
def test_total_is_unknown_where_one_value_is(values):
    assert total_of(values) == (UNKNOWN if UNKNOWN in values else sum(values))


# --- From the registers ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_total_counts_0_and_not_what_is_missing():
    zero = make_flow_figure(q1=0, q2=None, q3=None, q4=None)
    blank = make_flow_figure(q1=None, q2=None, q3=None, q4=None)
    figures = Figures(through=2022)
    assert figures.flow(zero.series, 2022) == 0
    assert figures.flow(blank.series, 2022) is UNKNOWN
    assert figures.flow(zero.series, 2021) is UNKNOWN


@pytest.mark.django_db
def test_cumulative_needs_an_opening_balance_and_leaves_out_no_year():
    series = make_series(opening_balance=100)
    make_flow_figure(series=series, fiscal_year=2020, whole_year=1)
    make_flow_figure(series=series, fiscal_year=2022, whole_year=4)
    unopened = make_flow_figure().series
    figures = Figures(through=2022)
    assert figures.cumulative(series, 2020) == 101
    assert figures.cumulative(series, 2021) is UNKNOWN
    assert figures.cumulative(series, 2022) is UNKNOWN
    assert figures.cumulative(series, 2019) is UNKNOWN
    assert figures.cumulative(unopened, 2022) is UNKNOWN


@pytest.mark.django_db
def test_later_years_do_not_count():
    series = make_series(opening_balance=0)
    make_flow_figure(series=series, fiscal_year=2022, whole_year=4)
    make_flow_figure(series=series, fiscal_year=2023, whole_year=100)
    assert Figures(through=2022).cumulative(series, 2022) == 4


@pytest.mark.django_db
def test_last_day_of_the_year_and_the_day_after_are_two_days():
    series = make_series(kind=Series.Kind.STOCK)
    make_stock_figure(series=series, as_of=MARCH, value=1)
    make_stock_figure(series=series, as_of=APRIL, value=2)
    figures = Figures(through=2022)
    assert (figures.stock(series, MARCH), figures.stock(series, APRIL)) == (1, 2)
    assert figures.of_column(series, FigureTable.Basis.FISCAL_YEAR_END, 2022) == 1
    assert figures.of_column(series, FigureTable.Basis.NEXT_DAY, 2022) == 2
    assert figures.stock(series, date(2022, 3, 31)) is UNKNOWN


@pytest.mark.django_db
def test_stock_sum_is_unknown_where_a_part_is():
    issued, not_issued = (make_series(kind=Series.Kind.STOCK) for _ in range(2))
    prepared = make_sum(issued, not_issued)
    make_stock_figure(series=issued, as_of=MARCH, value=579_343)
    assert Figures(through=2022).stock(prepared, MARCH) is UNKNOWN
    make_stock_figure(series=not_issued, as_of=MARCH, value=83_634)
    assert Figures(through=2022).stock(prepared, MARCH) == 662_977


@pytest.mark.django_db
def test_part_that_has_ended_or_not_begun_adds_nothing_to_the_sum():
    """As on the sheet on which they are entered: a series that has ended must not take the sum with it."""
    ended = make_series(ended_on=MARCH, opening_balance=10)
    begun = make_series(started_on=APRIL, opening_balance=0)
    whole = make_sum(ended, begun)
    make_flow_figure(series=ended, fiscal_year=2022, whole_year=4)
    figures = Figures(through=2022)
    assert (figures.flow(whole, 2022), figures.cumulative(whole, 2022)) == (4, 14)
    assert Figures(through=2023).flow(whole, 2023) is UNKNOWN
    make_flow_figure(series=begun, fiscal_year=2023, whole_year=7)
    figures = Figures(through=2024)
    assert (figures.flow(whole, 2023), figures.cumulative(whole, 2023)) == (7, 21)
    assert figures.cumulative(ended, 2030) == 14
    assert figures.flow(whole, 2024) is UNKNOWN


@pytest.mark.django_db
def test_part_that_has_ended_adds_what_it_has_all_the_same():
    """A figure that came late is a figure."""
    ended, going_on = make_series(ended_on=MARCH), make_series()
    whole = make_sum(ended, going_on)
    make_flow_figure(series=going_on, fiscal_year=2023, whole_year=7)
    assert Figures(through=2023).flow(whole, 2023) == 7
    make_flow_figure(series=ended, fiscal_year=2023, whole_year=2)
    assert Figures(through=2023).flow(whole, 2023) == 9


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rounding", "decimals", "share"),
    [
        (Series.Rounding.HALF_UP, 1, Decimal("66.7")),
        (Series.Rounding.DOWN, 1, Decimal("66.6")),
        (Series.Rounding.HALF_UP, 2, Decimal("66.67")),
        (Series.Rounding.DOWN, 0, 66),
    ],
)
def test_quotient_is_rounded_as_its_series_says(rounding, decimals, share):
    cards, population = (make_series(kind=Series.Kind.STOCK) for _ in range(2))
    quotient = make_series(
        kind=Series.Kind.STOCK,
        numerator=cards,
        denominator=population,
        rounding=rounding,
        decimals=decimals,
    )
    make_stock_figure(series=cards, as_of=APRIL, value=2)
    make_stock_figure(series=population, as_of=APRIL, value=3)
    assert Figures(through=2022).stock(quotient, APRIL) == share


@pytest.mark.django_db
def test_quotient_half_way_goes_up():
    """６２．５％ to no decimals is ６３％, not the bankers' ６２％."""
    cards, population = (make_series(kind=Series.Kind.STOCK) for _ in range(2))
    quotient = make_series(kind=Series.Kind.STOCK, numerator=cards, denominator=population)
    make_stock_figure(series=cards, as_of=APRIL, value=5)
    make_stock_figure(series=population, as_of=APRIL, value=8)
    assert Figures(through=2022).stock(quotient, APRIL) == 63


@pytest.mark.django_db
@pytest.mark.parametrize("population", [None, 0])
def test_quotient_without_denominator_is_the_published_ratio(population):
    cards, people = (make_series(kind=Series.Kind.STOCK) for _ in range(2))
    quotient = make_series(kind=Series.Kind.STOCK, numerator=cards, denominator=people, decimals=1)
    make_stock_figure(series=cards, as_of=APRIL, value=537_246)
    if population is not None:
        make_stock_figure(series=people, as_of=APRIL, value=population)
    assert Figures(through=2022).stock(quotient, APRIL) is UNKNOWN
    make_stock_figure(series=quotient, as_of=APRIL, value=Decimal("58.6"))
    assert Figures(through=2022).stock(quotient, APRIL) == Decimal("58.6")


@pytest.mark.django_db
def test_figures_are_read_in_four_queries_however_many_there_are(django_assert_num_queries):
    series = [make_series(opening_balance=0) for _ in range(5)]
    for each in series:
        for year in range(2015, 2023):
            make_flow_figure(series=each, fiscal_year=year, whole_year=1)
    stock = make_stock_figure()
    figures = Figures(through=2022)
    with django_assert_num_queries(4):
        assert [figures.cumulative(each, 2022) for each in figures.series.values() if each in series] == [
            8
        ] * 5
        assert figures.stock(stock.series, MARCH) == 100
