"""A report's title wherever it stands alone: its facts filled in, and without a query where that can be."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import AccessEvent, Notice, Report
from core.reports.edition import title_of
from core.services.publication import take_step
from core.work import work_of
from tests.factories import make_municipality, make_report, make_section, make_staff, publish
from tests.pages import text_of

pytestmark = pytest.mark.django_db

TITLE = "{{ fiscal_year }}（{{ previous_fiscal_year }}との比較、{{ day_after_end }}現在）の状況"
FILLED = "令和４年度（令和３年度との比較、令和５年４月１日現在）の状況"


@pytest.fixture
def report():
    return make_section(report=make_report(number=361, title=TITLE), body="令和４年度の実績です。").report


def test_facts_of_the_reports_own_row_are_read_without_a_query(report, django_assert_num_queries):
    report = Report.objects.get(pk=report.pk)
    with django_assert_num_queries(0):
        assert str(report) == f"報告第361号 {FILLED}"
        assert title_of(report) == FILLED


@pytest.mark.parametrize("fact", ["{{ municipality }}", "{{ total:moves }}", "{{ nonsense }}", "{{ }}"])
def test_name_of_a_report_whose_title_needs_more_is_its_kind(fact, django_assert_num_queries):
    report = make_report(number=361, title=f"{fact}の状況")
    with django_assert_num_queries(0):
        assert str(report) == f"報告第361号 {report.get_kind_display()}"


def test_title_that_needs_the_registers_is_read_from_them_and_a_published_one_from_its_edition():
    ward = make_municipality("見本市")
    report = make_report(number=361, title="{{ municipality }}の状況")
    assert title_of(report) == "見本市の状況"
    publish(report)
    ward.name = "別の市"
    ward.save()
    assert title_of(Report.objects.get(pk=report.pk)) == "見本市の状況"


def test_name_of_a_report_without_a_fiscal_year_has_no_year():
    report = make_report(number=361, title="{{ fiscal_year }}の状況", kind="privacy_review", fiscal_year=None)
    assert str(report) == f"報告第361号 {report.get_kind_display()}"
    report.title = "{{ starts_on }}から{{ ends_on }}まで（{{ issued_on }}報告）"
    assert str(report) == "報告第361号 令和４年４月１日から令和５年３月３１日まで（令和５年９月１日報告）"


def test_list_reads_the_published_titles_at_once(django_assert_num_queries):
    ward = make_municipality("見本市")
    desk = Client()
    desk.force_login(make_staff("publisher"))

    def grow(number):
        report = make_report(number=number, title="{{ municipality }}の状況")
        publish(make_section(report=report, body="令和４年度の実績です。").report)

    grow(361)
    with CaptureQueriesContext(connection) as one:
        desk.get("/reports/")
    for number in (362, 363, 364):
        grow(number)
    ward.name = "別の市"
    ward.save()
    with django_assert_num_queries(len(one)):
        page = text_of(desk.get("/reports/"))
    assert page.count("見本市の状況") == 4


def test_lists_pages_work_and_notices_show_no_braces(report):
    drafter, publisher = make_staff("mynumber"), make_staff("publisher")
    desk = Client()
    desk.force_login(publisher)
    take_step("submit", report, actor=drafter)
    assert Notice.objects.get().title == f"報告書の公表前の確認を待っています：報告第361号 {FILLED}"
    (task,) = work_of(publisher, date(2026, 11, 24))
    assert task.detail == FILLED
    for address in ("/reports/", "/reports/361/publication/"):
        page = text_of(desk.get(address))
        assert FILLED in page, address
        assert "{{" not in page, address
    take_step("publish", report, actor=publisher)
    for address in ("/reports/", "/reports/361/publication/", "/reports/361/publication/errata/print/"):
        page = text_of(desk.get(address))
        assert FILLED in page, address
        assert "{{" not in page, address
    assert AccessEvent.objects.filter(kind="print").get().subject == f"報告第361号 {FILLED} 正誤表"
