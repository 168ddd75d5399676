"""Every rule of the My Number scheme's registers holds without form or service."""

import pytest

from mynumber.models import FlowFigure, Series
from tests.factories import make_flow_figure, make_series, make_sum
from tests.mynumber.breaches import ALLOWED, BREACHES, OTHER_WAYS
from tests.mynumber.breaches.series import quotient, stock_series
from tests.rules import refused_by, rules_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rule", BREACHES)
def test_rule_holds_in_the_database(rule):
    with refused_by(rule):
        BREACHES[rule]()


def test_every_rule_is_tried():
    assert rules_of("mynumber") == set(BREACHES)


@pytest.mark.parametrize(("rule", "breach"), OTHER_WAYS)
def test_rule_holds_on_its_other_ways(rule, breach):
    with refused_by(rule):
        breach()


@pytest.mark.parametrize("act", ALLOWED)
def test_rule_refuses_no_more_than_it_says(act):
    act()


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
