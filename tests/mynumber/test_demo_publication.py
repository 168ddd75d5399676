"""The published report that people try the product with."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from core.errors import DomainError
from core.models import CheckAcknowledgement, Edition, Report
from core.reports.edition import verify
from mynumber.services.demo_publication import create_demo_publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(monkeypatch):
    monkeypatch.setenv("DAICHO_DEMO_PASSWORD", "mihon-no-aikotoba")
    call_command("load_municipality", "setagaya", verbosity=0)
    call_command("create_demo_accounts", verbosity=0)


def test_report_is_published_by_the_specimen_people(ward):
    assert create_demo_publication() is True
    report = Report.objects.get(number=361)
    assert (report.state, report.submitted_by.name, report.published_by.name) == (
        "published",
        "見本 五月（マイナンバー担当）",
        "見本 七海（公表）",
    )
    assert verify(Edition.objects.get()) == []
    assert {each.given_by.username for each in CheckAcknowledgement.objects.all()} == {"mynumber"}
    assert Report.objects.get(number=362).state == "draft"
    following = Report.objects.get(number=363)
    assert (following.state, following.fiscal_year, following.carried_from) == ("draft", 2023, report)
    assert following.issued_on == date(2024, report.issued_on.month, report.issued_on.day)
    assert create_demo_publication() is False


def test_nothing_is_published_where_the_checks_find_an_error(ward):
    report = Report.objects.get(number=361)
    report.sections.filter(slug="terminals").update(body="{{ no_such_fact }}")
    assert create_demo_publication() is False
    assert not CheckAcknowledgement.objects.exists()


def test_nothing_is_published_where_no_pdf_can_be_made(ward, monkeypatch):
    def without_libraries(*_):
        raise DomainError("PDFをつくる部品がありません。")

    monkeypatch.setattr("core.reports.edition.pdf_of", without_libraries)
    assert create_demo_publication() is False
    assert Report.objects.get(number=361).state == "draft"
    assert not CheckAcknowledgement.objects.exists()


def test_nothing_is_published_without_the_specimen_people():
    call_command("load_municipality", "setagaya", verbosity=0)
    assert create_demo_publication() is False


def test_nothing_is_published_in_a_product_that_is_in_use(ward, settings):
    settings.DEMO_ACCOUNTS_ALLOWED = False
    with pytest.raises(CommandError, match="見本の公表はできません"):
        call_command("create_demo_publication")
