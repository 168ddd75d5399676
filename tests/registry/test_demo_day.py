"""The day that people try the product with."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from core.models import Staff
from registry.models import (
    OperatorGrant,
    OperatorLedger,
    Reservation,
    UsageRecord,
    UsageRequest,
)
from registry.services.demo_day import create_demo_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(monkeypatch):
    monkeypatch.setenv("DAICHO_DEMO_PASSWORD", "mihon-no-aikotoba")
    call_command("load_municipality", "setagaya", verbosity=0)
    call_command("create_demo_accounts", verbosity=0)


def test_demo_day_shows_every_part_of_the_life_cycle(ward):
    assert create_demo_day() is True
    assert sorted(UsageRequest.objects.values_list("state", flat=True)) == [
        "approved",
        "returned",
        "reviewed",
        "submitted",
    ]
    assert OperatorGrant.objects.filter(affair__isnull=False).count() == 2
    assert OperatorGrant.objects.filter(site__isnull=False).count() == 2
    assert sorted(OperatorLedger.objects.values_list("state", flat=True)) == ["confirmed", "open"]
    assert Reservation.objects.filter(state="booked").count() >= 3
    assert UsageRecord.objects.count() == Reservation.objects.filter(state="used").count()


def test_demo_day_gives_everybody_something_to_do(ward):
    create_demo_day()
    for username in ("applicant", "reviewer", "approver", "custodian", "operator"):
        browser = Client()
        browser.force_login(Staff.objects.get(username=username))
        assert browser.get("/").context["work"], username


def test_demo_day_is_made_once(ward):
    create_demo_day()
    before = UsageRequest.objects.count()
    assert create_demo_day() is False
    assert UsageRequest.objects.count() == before


def test_demo_day_does_nothing_without_the_demo_accounts():
    call_command("load_municipality", "setagaya", verbosity=0)
    assert create_demo_day() is False


def test_demo_day_is_refused_where_the_settings_do_not_allow_it(ward, settings):
    settings.DEMO_ACCOUNTS_ALLOWED = False
    with pytest.raises(CommandError, match="試しに動かす"):
        call_command("create_demo_day")
    assert not UsageRequest.objects.exists()
