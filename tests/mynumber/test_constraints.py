"""Every rule of the My Number scheme's registers holds without form or service."""

from datetime import date, time

import pytest
from django.db import connection

from mynumber.models import (
    Audit,
    FigureTableLine,
    Finding,
    FlowFigure,
    Series,
    SeriesPart,
    StockFigure,
)
from tests.factories import (
    make_agenda_item,
    make_audit,
    make_figure_table,
    make_finding,
    make_flow_figure,
    make_incident,
    make_measure,
    make_meeting,
    make_series,
    make_stock_figure,
    make_sum,
    make_window,
    make_window_hours,
)
from tests.rules import refused_by, rules_of

pytestmark = pytest.mark.django_db

BACKWARDS = {"starts_on": date(2023, 4, 1), "ends_on": date(2023, 3, 31)}


def stock_series(**fields):
    return make_series(kind=Series.Kind.STOCK, **fields)


def quotient(**fields):
    return stock_series(numerator=stock_series(), denominator=stock_series(), **fields)


# --- Figures --------------------------------------------------------------------------------------


def year_beside_a_quarter_by_sql():
    figure = make_flow_figure()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE mynumber_flowfigure SET whole_year = 100 WHERE id = %s", [figure.pk])


def two_rows_of_a_year():
    series = make_series()
    FlowFigure.objects.bulk_create(FlowFigure(series=series, fiscal_year=2022) for _ in range(2))


def two_values_of_a_day():
    series = stock_series()
    StockFigure.objects.bulk_create(
        StockFigure(series=series, as_of=date(2023, 3, 31), value=1) for _ in range(2)
    )


def flow_typed_into_a_sum():
    FlowFigure.objects.bulk_create([FlowFigure(series=make_sum(make_series()), fiscal_year=2022, q1=1)])


def stock_typed_into_a_flow_by_update():
    figure = make_stock_figure()
    StockFigure.objects.filter(pk=figure.pk).update(series=make_series())


# --- Series ---------------------------------------------------------------------------------------


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


# --- Governance -----------------------------------------------------------------------------------


def number_twice_in_a_year():
    meeting = make_meeting()
    make_meeting(scheme=meeting.scheme, number=meeting.number, held_on=date(2022, 8, 1))


def audit_twice_on_a_day():
    audit = make_audit()
    Audit.objects.bulk_create([Audit(scheme=audit.scheme, fiscal_year=2022, held_on=audit.held_on)])


def finding_that_improves_itself():
    finding = make_finding(asks_improvement=True)
    Finding.objects.filter(pk=finding.pk).update(improvement=finding.pk)


def line_twice_in_a_table():
    table, series = make_figure_table(), make_series()
    FigureTableLine.objects.bulk_create(FigureTableLine(table=table, series=series) for _ in range(2))


BREACHES = {
    "mynumber_agendaitem_kind_known": lambda: make_agenda_item(kind="rumour"),
    "mynumber_audit_scheme_known": lambda: make_audit(scheme="other"),
    "mynumber_audit_once_a_day": audit_twice_on_a_day,
    "mynumber_audit_held_in_fiscal_year": lambda: make_audit(held_on=date(2023, 4, 1)),
    "mynumber_figuretable_basis_known": lambda: make_figure_table(basis="month"),
    "mynumber_figuretable_years": lambda: make_figure_table(years=0),
    "mynumber_figuretable_cumulative_of_flow": lambda: make_figure_table(
        basis="next_day", cumulative_heading="累計"
    ),
    "mynumber_figuretableline_once": line_twice_in_a_table,
    "mynumber_finding_not_own_improvement": finding_that_improves_itself,
    "mynumber_finding_improvement_was_asked": lambda: make_finding(improvement=make_finding()),
    "mynumber_flowfigure_once_a_year": two_rows_of_a_year,
    "mynumber_flowfigure_quarters_or_year": year_beside_a_quarter_by_sql,
    "mynumber_flowfigure_fiscal_year": lambda: make_flow_figure(fiscal_year=4),
    "mynumber_flowfigure_of_typed_in_series": flow_typed_into_a_sum,
    "mynumber_incident_date_meaning_known": lambda: make_incident(date_meaning="guessed"),
    "mynumber_measure_ends_after_start": lambda: make_measure(**BACKWARDS),
    "mynumber_measure_heading_known": lambda: make_measure(heading="other"),
    "mynumber_meeting_scheme_known": lambda: make_meeting(scheme="other"),
    "mynumber_meeting_number_once": number_twice_in_a_year,
    "mynumber_meeting_number_from_one": lambda: make_meeting(number=0),
    "mynumber_meeting_held_in_fiscal_year": lambda: make_meeting(held_on=date(2022, 3, 31)),
    "mynumber_series_kind_known": lambda: make_series(kind="rate"),
    "mynumber_series_rounding_known": lambda: make_series(rounding="up"),
    "mynumber_series_decimals": lambda: make_series(decimals=3),
    "mynumber_series_balance_of_flow": lambda: stock_series(opening_balance=1),
    "mynumber_series_quotient_whole": lambda: stock_series(numerator=stock_series()),
    "mynumber_series_quotient_of_plain_series": lambda: stock_series(
        numerator=quotient(), denominator=stock_series()
    ),
    "mynumber_series_kind_stays": kind_of_a_series_with_figures,
    "mynumber_seriespart_once": part_twice,
    "mynumber_seriespart_not_itself": part_of_itself,
    "mynumber_seriespart_whole_has_no_figures": sum_of_what_is_typed_in,
    "mynumber_seriespart_of_one_kind": lambda: make_sum(make_series(), stock_series()),
    "mynumber_seriespart_of_no_quotient": lambda: make_sum(quotient()),
    "mynumber_seriespart_no_circle": circle_of_sums,
    "mynumber_stockfigure_once_a_day": two_values_of_a_day,
    "mynumber_stockfigure_not_negative": lambda: make_stock_figure(value=-1),
    "mynumber_stockfigure_of_typed_in_series": stock_typed_into_a_flow_by_update,
    "mynumber_window_ends_after_start": lambda: make_window(**BACKWARDS),
    "mynumber_window_service_known": lambda: make_window(service="other"),
    "mynumber_window_cards_have_method": lambda: make_window(at_issuance=False),
    "mynumber_windowhours_closes_after_opening": lambda: make_window_hours(
        opens_at=time(17), closes_at=time(9)
    ),
}


@pytest.mark.parametrize("rule", BREACHES)
def test_rule_holds_in_the_database(rule):
    with refused_by(rule):
        BREACHES[rule]()


def test_every_rule_is_tried():
    assert rules_of("mynumber") == set(BREACHES)


# --- The same rules from other sides --------------------------------------------------------------


@pytest.mark.parametrize("quarter", ["q1", "q2", "q3", "q4", "whole_year"])
def test_figures_are_never_negative(quarter):
    """Django gives its positive fields a constraint of its own."""
    with refused_by(f"mynumber_flowfigure_{quarter}_check"):
        FlowFigure.objects.create(series=make_series(), fiscal_year=2022, **{quarter: -1})


def test_total_is_computed_by_the_database():
    figure = make_flow_figure(q1=1, q2=None, q3=0, q4=None)
    assert figure.total == 1
    FlowFigure.objects.filter(pk=figure.pk).update(q1=None, q3=None)
    figure.refresh_from_db()
    assert figure.total is None
    FlowFigure.objects.filter(pk=figure.pk).update(whole_year=7)
    figure.refresh_from_db()
    assert figure.total == 7


def test_series_on_which_a_quotient_stands_becomes_none():
    ratio = quotient()
    Series.objects.filter(pk=ratio.pk).update(order=1)  # what is no matter of the rule passes
    with refused_by("mynumber_series_quotient_of_plain_series"):
        Series.objects.filter(pk=ratio.numerator_id).update(
            numerator=stock_series(), denominator=stock_series()
        )


def test_quotient_does_not_stand_on_itself():
    series = stock_series()
    with refused_by("mynumber_series_quotient_of_plain_series"):
        Series.objects.filter(pk=series.pk).update(numerator=series.pk, denominator=stock_series())


def test_kind_of_a_series_without_figures_may_be_mended():
    series = make_series()
    Series.objects.filter(pk=series.pk).update(kind=Series.Kind.STOCK)
    series.refresh_from_db()
    assert series.kind == Series.Kind.STOCK


def test_sums_of_sums_hold():
    total = make_sum(make_sum(make_series(), make_series()), make_series())
    assert total.parts.count() == 2
