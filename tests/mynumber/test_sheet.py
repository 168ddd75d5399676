"""The entry sheet's rows: what a quarter asks for, and what stands beside it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import Quarter
from core.exhibits import NOT_APPLICABLE, UNKNOWN
from mynumber.asked import CellKey, Way, same_place
from mynumber.models import FlowFigure, StockFigure
from mynumber.sheet import sheet_of
from mynumber.statistics import Figures
from tests.factories import (
    at,
    make_affair,
    make_department,
    make_figure_table,
    make_flow_figure,
    make_grant,
    make_series,
    make_stock_figure,
    make_submission,
    make_submission_line,
    make_sum,
    make_usage_record,
)

pytestmark = pytest.mark.django_db

Q1, Q2, Q4 = Quarter(2023, 1), Quarter(2023, 2), Quarter(2023, 4)
MARCH_31, APRIL_1 = date(2024, 3, 31), date(2024, 4, 1)


@pytest.fixture
def department():
    return make_department()


def flow(department, **fields):
    return make_series(department=department, **fields)


def stock(department, **fields):
    return make_series(kind="stock", department=department, **fields)


def asked(department, quarter):
    return [(row.series.name, row.key.as_of) for row in sheet_of(department, quarter).rows]


def row_of(series, quarter, as_of=None, submission=None):
    return sheet_of(series.department, quarter, submission).by_key[CellKey(series.pk, as_of)]


# --- What is asked for -------------------------------------------------------------------------------------


def test_flows_are_asked_for_while_they_are_in_force(department):
    flow(department, name="ずっと", order=1)
    flow(department, name="途中から", order=2, started_on=date(2023, 6, 30))
    flow(department, name="途中まで", order=3, ended_on=date(2023, 4, 1))
    flow(department, name="これから", order=4, started_on=date(2023, 7, 1))
    flow(department, name="終わった", order=5, ended_on=date(2023, 3, 31))
    flow(make_department(), name="よその項目")
    assert asked(department, Q1) == [("ずっと", None), ("途中から", None), ("途中まで", None)]
    assert asked(department, Q2) == [("ずっと", None), ("途中から", None), ("これから", None)]


def test_flow_with_a_figure_is_shown_though_it_has_ended(department):
    ended = flow(department, name="終わった", ended_on=date(2023, 3, 31))
    make_flow_figure(series=ended, fiscal_year=2023, q1=3, q2=None, q3=None, q4=None)
    assert asked(department, Q1) == [("終わった", None)]
    assert asked(department, Q2) == []


def test_stock_of_a_table_is_asked_for_on_the_table_s_day_alone(department):
    at_end, next_day = stock(department, name="年度末"), stock(department, name="翌日")
    make_figure_table(basis="fiscal_year_end").lines.create(series=at_end)
    make_figure_table(basis="next_day").lines.create(series=next_day)
    assert asked(department, Q4) == [("年度末", MARCH_31), ("翌日", APRIL_1)]
    assert asked(department, Q1) == []
    table = make_figure_table(basis="next_day")
    table.lines.create(series=at_end)
    assert asked(department, Q4)[:2] == [("年度末", MARCH_31), ("年度末", APRIL_1)]


def test_stock_of_no_table_is_asked_for_on_the_quarter_s_last_day(department):
    stock(department, name="どの表にもない")
    assert asked(department, Q1) == [("どの表にもない", date(2023, 6, 30))]
    assert asked(department, Q4) == [("どの表にもない", MARCH_31)]


def test_stock_is_asked_for_on_the_days_of_a_year_ago(department):
    counted = stock(department, name="前年にもあった")
    make_stock_figure(series=counted, as_of=date(2022, 5, 15))
    make_stock_figure(series=counted, as_of=date(2022, 7, 1))  # the day after the first quarter
    make_stock_figure(series=counted, as_of=date(2022, 9, 30))
    assert asked(department, Q1) == [
        ("前年にもあった", date(2023, 5, 15)),
        ("前年にもあった", date(2023, 7, 1)),
    ]
    assert asked(department, Q2) == [("前年にもあった", date(2023, 9, 30))]


def test_stock_that_is_entered_already_is_shown_on_its_day(department):
    counted = stock(department, name="管理画面で入れた")
    make_stock_figure(series=counted, as_of=date(2023, 5, 1))
    assert asked(department, Q1) == [
        ("管理画面で入れた", date(2023, 5, 1)),
        ("管理画面で入れた", date(2023, 6, 30)),
    ]


def test_stock_is_asked_for_on_days_on_which_it_counts(department):
    ended = stock(department, name="終わった", ended_on=date(2024, 3, 31))
    for basis in ("fiscal_year_end", "next_day"):
        make_figure_table(basis=basis).lines.create(series=ended)
    assert asked(department, Q4) == [("終わった", MARCH_31)]


def test_parts_of_a_shown_sum_are_asked_for_with_it(department):
    issued, waiting = stock(department, name="交付済", order=2), stock(department, name="未交付", order=3)
    whole = make_sum(issued, waiting, name="前設定済", order=1, department=department)
    make_figure_table(basis="fiscal_year_end").lines.create(series=whole)
    assert asked(department, Q4) == [("前設定済", MARCH_31), ("交付済", MARCH_31), ("未交付", MARCH_31)]
    assert asked(department, Q1) == []


def test_share_of_a_table_asks_for_its_numerator_and_may_do_without_its_denominator(department):
    valid, people = stock(department, name="有効", order=1), stock(department, name="人口", order=2)
    share = stock(
        department, name="人口比", order=3, unit="％", decimals=1, numerator=valid, denominator=people
    )
    make_figure_table(basis="next_day").lines.create(series=share)
    sheet = sheet_of(department, Q4)
    assert [(row.series.name, row.asked.required) for row in sheet.rows] == [
        ("有効", True),
        ("人口", False),
        ("人口比", True),
    ]
    assert [row.series.name for row in sheet.missing] == ["有効", "人口比"]
    # Who counted people a year ago does so again.
    make_stock_figure(series=people, as_of=date(2023, 4, 1), value=900000)
    assert [row.series.name for row in sheet_of(department, Q4).missing] == ["有効", "人口", "人口比"]


@pytest.mark.parametrize(
    ("day", "quarter", "other", "expected"),
    [
        (date(2023, 6, 30), Quarter(2023, 1), Quarter(2022, 4), date(2023, 3, 31)),
        (date(2023, 7, 1), Quarter(2023, 1), Quarter(2022, 4), date(2023, 4, 1)),
        (date(2023, 5, 31), Quarter(2023, 1), Quarter(2022, 4), date(2023, 2, 28)),
        (date(2024, 2, 29), Quarter(2023, 4), Quarter(2022, 4), date(2023, 2, 28)),
        (date(2024, 1, 1), Quarter(2023, 3), Quarter(2023, 2), date(2023, 10, 1)),
        (date(2023, 12, 10), Quarter(2023, 3), Quarter(2023, 4), date(2024, 3, 10)),
    ],
)
def test_day_lies_in_another_quarter_where_it_lies_in_its_own(day, quarter, other, expected):
    assert same_place(day, quarter, other) == expected


# --- What stands there -------------------------------------------------------------------------------------


def test_flow_stands_beside_the_last_four_quarters_and_its_sums(department):
    series = flow(department, opening_balance=1000)
    make_flow_figure(series=series, fiscal_year=2021, whole_year=500)
    make_flow_figure(series=series, fiscal_year=2022)
    make_flow_figure(series=series, fiscal_year=2023, q1=7, q2=8, q3=None, q4=None)
    row = row_of(series, Q2)
    assert (row.value, row.earlier, row.year_ago) == (8, (7, 40, 30), 20)
    assert (row.so_far, row.cumulative, row.whole_year_ago) == (15, 1615, NOT_APPLICABLE)
    assert row.way is Way.TYPED


def test_nothing_is_not_0(department):
    series = flow(department, opening_balance=1000)
    make_flow_figure(series=series, fiscal_year=2023, q1=None, q2=8, q3=None, q4=None)
    row = row_of(series, Q2)
    assert (row.earlier, row.year_ago) == ((UNKNOWN, UNKNOWN, UNKNOWN), UNKNOWN)
    assert (row.so_far, row.cumulative) == (UNKNOWN, UNKNOWN)


def test_cumulative_is_unknown_where_a_year_is(department):
    series = flow(department, opening_balance=1000)
    make_flow_figure(series=series, fiscal_year=2020, whole_year=500)
    make_flow_figure(series=series, fiscal_year=2023, q1=7, q2=None, q3=None, q4=None)
    assert row_of(series, Q1).cumulative is UNKNOWN
    make_flow_figure(series=series, fiscal_year=2021, whole_year=1)
    make_flow_figure(series=series, fiscal_year=2022, whole_year=2)
    assert row_of(series, Q1).cumulative == 1510


def test_series_without_an_opening_balance_keeps_no_cumulative(department):
    assert row_of(flow(department), Q1).cumulative is NOT_APPLICABLE


def test_year_that_is_known_as_a_whole_is_no_guess_of_a_quarter(department):
    series = flow(department)
    make_flow_figure(series=series, fiscal_year=2022, whole_year=500)
    row = row_of(series, Q1)
    assert (row.year_ago, row.whole_year_ago) == (UNKNOWN, 500)


def test_row_of_a_whole_year_takes_no_quarters(department):
    series = flow(department, opening_balance=0)
    make_flow_figure(series=series, fiscal_year=2023, whole_year=500)
    row = row_of(series, Q1)
    assert (row.way, row.value, row.so_far, row.is_missing) == (Way.WHOLE_YEAR, UNKNOWN, UNKNOWN, False)
    assert (row_of(series, Q4).so_far, row_of(series, Q4).cumulative) == (500, 500)


def test_quarters_before_the_series_began_are_not_missing(department):
    series = flow(department, opening_balance=0, started_on=date(2023, 8, 1))
    make_flow_figure(series=series, fiscal_year=2023, q1=None, q2=5, q3=6, q4=None)
    assert row_of(series, Quarter(2023, 3)).so_far == 11
    assert row_of(series, Quarter(2023, 3)).cumulative == 11


def test_sum_follows_its_parts_and_is_not_typed(department):
    one, other = flow(department, opening_balance=10), flow(department, opening_balance=20)
    whole = make_sum(one, other, department=department)
    make_flow_figure(series=one, fiscal_year=2023)
    row = row_of(whole, Q1)
    assert (row.way, row.value, row.is_typed, row.is_missing) == (Way.COMPUTED, UNKNOWN, False, False)
    make_flow_figure(series=other, fiscal_year=2023, q1=1, q2=2, q3=3, q4=4)
    row = row_of(whole, Q2)
    assert (row.value, row.earlier[0], row.so_far, row.cumulative) == (22, 11, 33, 63)


def test_sum_goes_on_where_one_of_its_parts_has_ended(department):
    ended = flow(department, ended_on=date(2023, 3, 31))
    going_on = flow(department)
    whole = make_sum(ended, going_on, department=department)
    make_flow_figure(series=going_on, fiscal_year=2023)
    assert (row_of(whole, Q2).value, row_of(whole, Q2).so_far) == (20, 30)


def test_cumulative_keeps_what_a_part_had_come_to_when_it_ended(department):
    ended = flow(department, ended_on=date(2022, 3, 31), opening_balance=100)
    going_on = flow(department, opening_balance=1000)
    whole = make_sum(ended, going_on, department=department)
    make_flow_figure(series=ended, fiscal_year=2021, whole_year=5)
    make_flow_figure(series=going_on, fiscal_year=2023)
    row = row_of(whole, Q2)
    assert (row.value, row.so_far, row.cumulative) == (20, 30, 1135)
    figures = Figures(through=2023)
    assert (figures.flow(whole, 2023), figures.cumulative(whole, 2023)) == (100, 1205)


def test_cumulative_is_unknown_while_a_quarter_of_an_earlier_year_is_missing(department):
    """From 1 April on the first quarter can be typed, and the fourth of last year may not be there yet."""
    series = flow(department, opening_balance=100)
    last_year = make_flow_figure(series=series, fiscal_year=2022, q1=1, q2=2, q3=3, q4=None)
    make_flow_figure(series=series, fiscal_year=2023)
    assert row_of(series, Q2).cumulative is UNKNOWN
    FlowFigure.objects.filter(pk=last_year.pk).update(q4=4)
    assert row_of(series, Q2).cumulative == 140


def test_stock_sum_goes_on_where_one_of_its_parts_has_ended(department):
    ended, going_on = stock(department, ended_on=date(2023, 3, 31)), stock(department)
    whole = make_sum(ended, going_on, department=department)
    make_figure_table(basis="next_day").lines.create(series=whole)
    make_stock_figure(series=going_on, as_of=APRIL_1, value=5)
    sheet = sheet_of(department, Q4)
    assert sheet.by_key[CellKey(whole.pk, APRIL_1)].value == 5
    assert Figures(through=2023).stock(whole, APRIL_1) == 5


def test_sum_takes_the_parts_of_other_departments(department):
    own, theirs = stock(department), stock(make_department())
    whole = make_sum(own, theirs, department=department)
    make_figure_table(basis="next_day").lines.create(series=whole)
    make_stock_figure(series=theirs, as_of=APRIL_1, value=5)
    sheet = sheet_of(department, Q4)
    assert [row.series for row in sheet.rows] == [own, whole]
    assert sheet.by_key[CellKey(whole.pk, APRIL_1)].value is UNKNOWN
    after = sheet.with_typed({CellKey(own.pk, APRIL_1): Decimal(7)})
    assert after.by_key[CellKey(whole.pk, APRIL_1)].value == 12


def test_share_is_typed_until_its_denominator_is_known(department):
    valid, people = stock(department), stock(make_department(), unit="人")
    share = stock(department, decimals=1, numerator=valid, denominator=people)
    make_figure_table(basis="next_day").lines.create(series=share)
    make_stock_figure(series=valid, as_of=APRIL_1, value=537246)
    make_stock_figure(series=share, as_of=APRIL_1, value=Decimal("58.6"))
    row = row_of(share, Q4, APRIL_1)
    assert (row.way, row.value) == (Way.TYPED, Decimal("58.6"))
    make_stock_figure(series=people, as_of=APRIL_1, value=917145)
    row = row_of(share, Q4, APRIL_1)
    assert (row.way, row.value) == (Way.COMPUTED, Decimal("58.6"))
    StockFigure.objects.filter(series=valid).update(value=500000)
    assert row_of(share, Q4, APRIL_1).value == Decimal("54.5")


def test_stock_stands_beside_those_of_its_day_in_other_quarters(department):
    series = stock(department)
    for day, value in (
        (date(2023, 6, 30), 4),
        (date(2023, 4, 1), 99),
        (date(2023, 3, 31), 3),
        (date(2022, 12, 31), 2),
        (date(2022, 6, 30), 1),
    ):
        make_stock_figure(series=series, as_of=day, value=value)
    row = row_of(series, Q1, date(2023, 6, 30))
    assert (row.value, row.earlier, row.year_ago) == (4, (3, 2, UNKNOWN), 1)
    assert (row.so_far, row.cumulative, row.whole_year_ago) == (NOT_APPLICABLE,) * 3


def test_look_ups_stand_beside_what_the_usage_records_count(department):
    used, unused = (flow(department, affair=make_affair()) for _ in range(2))
    other = flow(department)
    assert [row_of(series, Q1).records for series in (used, other)] == [UNKNOWN, NOT_APPLICABLE]
    grant = make_grant(affair=used.affair, starts_on=date(2023, 1, 1), ends_on=date(2023, 12, 31))
    for day, count in ((date(2023, 3, 31), 100), (date(2023, 4, 1), 3), (date(2023, 6, 30), 4)):
        make_usage_record(count, grant=grant, started_at=at(day, 9))
    assert [row_of(series, Q1).records for series in (used, unused)] == [7, 0]


def test_series_that_was_handed_in_elsewhere_is_held_there(department):
    before = make_department(section="前の課")
    moved = flow(before)
    submission = make_submission(department=before, fiscal_year=2023, quarter=1)
    make_submission_line(submission=submission, series=moved, value=10)
    type(submission).objects.filter(pk=submission.pk).update(
        state="submitted", submitted_at=at(Q2.starts_on, 9), submitted_by=make_grant().staff
    )
    moved.department = department
    moved.save()
    row = row_of(moved, Q1)
    assert (row.held_by, row.is_typed, row.is_missing) == (submission, False, False)
    submission.refresh_from_db()
    assert [each.series for each in sheet_of(before, Q1, submission).rows] == [moved]
    assert row_of(moved, Q2).is_typed


@given(
    quarters=st.lists(st.tuples(*(st.integers(0, 10**6),) * 4), min_size=1, max_size=5),
    balance=st.integers(0, 10**9),
)
def test_cumulative_is_the_balance_and_every_quarter(quarters, balance):
    """Of any figures, typed and saved; at the end of a year it is what the report prints."""
    series = make_series(department=make_department(), opening_balance=balance)
    try:
        for number, (q1, q2, q3, q4) in enumerate(quarters):
            make_flow_figure(series=series, fiscal_year=2019 + number, q1=q1, q2=q2, q3=q3, q4=q4)
        last = 2019 + len(quarters) - 1
        sheet = sheet_of(series.department, Quarter(last, 3))
        key = CellKey(series.pk)
        before = balance + sum(map(sum, quarters[:-1])) + sum(quarters[-1][:2])
        assert sheet.by_key[key].cumulative == before + quarters[-1][2]
        assert sheet.with_typed({key: Decimal(5)}).by_key[key].cumulative == before + 5
        year_end = sheet_of(series.department, Quarter(last, 4)).by_key[key].cumulative
        assert year_end == Figures(through=last).cumulative(series, last)
    finally:
        FlowFigure.objects.filter(series=series).delete()


def test_sheet_takes_as_many_queries_with_twenty_series_and_ten_years_as_with_one(department):
    def queries():
        submission = make_submission(department=department, fiscal_year=2023, quarter=4)
        with CaptureQueriesContext(connection) as captured:
            assert sheet_of(department, Q4, submission).rows
        type(submission).objects.all().delete()
        return len(captured)

    make_flow_figure(series=flow(department, affair=make_affair(), opening_balance=1), fiscal_year=2023)
    one = queries()
    for _ in range(20):
        series = flow(department, opening_balance=1)
        for year in range(2014, 2024):
            make_flow_figure(series=series, fiscal_year=year)
        make_stock_figure(series=stock(department), as_of=MARCH_31)
    assert (one, queries()) == (7, 7)
