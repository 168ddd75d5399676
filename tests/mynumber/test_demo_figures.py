"""The quarters of figures that people try the product with."""

import pytest
from django.core.management import CommandError, call_command

from core.calendar import quarter_of, today
from core.models import Department
from mynumber.models import FlowFigure, Submission
from mynumber.services.demo_figures import create_demo_figures
from mynumber.sheet import sheet_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(monkeypatch):
    monkeypatch.setenv("DAICHO_DEMO_PASSWORD", "mihon-no-aikotoba")
    call_command("load_municipality", "setagaya", verbosity=0)
    call_command("create_demo_accounts", verbosity=0)


def test_demo_figures_are_one_confirmed_quarter_and_one_begun(ward):
    assert create_demo_figures() is True
    last = quarter_of(today()).previous()
    confirmed, begun = Submission.objects.order_by("fiscal_year", "quarter")
    assert (confirmed.period, confirmed.state) == (last.previous(), "confirmed")
    assert confirmed.submitted_by.username == "clerk"
    assert confirmed.confirmed_by.username == "manager"
    assert (begun.period, begun.state) == (last, "open")
    sheet = sheet_of(Department.objects.get(code="resident-records"), last, begun)
    assert len(sheet.missing) == 3
    known = FlowFigure.objects.get(series__code="exceptional_move_out", fiscal_year=2022)
    entered = FlowFigure.objects.get(series=known.series, fiscal_year=confirmed.fiscal_year)
    number = confirmed.quarter  # so that no two quarters say the same
    assert getattr(entered, f"q{number}") == known.total // 4 + number == 13630 // 4 + number
    sizes = {(row.value, row.earlier[0]) for row in sheet.rows if isinstance(row.value, int)}
    assert all(abs(later - earlier) <= 4 for later, earlier in sizes), sizes


def test_demo_figures_are_made_once(ward):
    create_demo_figures()
    before = list(Submission.objects.values())
    assert create_demo_figures() is False
    assert list(Submission.objects.values()) == before


def test_demo_figures_are_refused_where_no_demonstration_may_be(ward, settings):
    settings.DEMO_ACCOUNTS_ALLOWED = False
    with pytest.raises(CommandError, match="見本の四半期を作れません"):
        call_command("create_demo_figures")
    assert not Submission.objects.exists()
