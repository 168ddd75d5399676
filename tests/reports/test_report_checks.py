"""What the checks say of the published reports of fiscal 2022: no error, and warnings that are true."""

from core.models import Report
from core.reports.checks import findings_of
from core.reports.document import Document


def found(number):
    findings = findings_of(Document(Report.objects.get(number=number)))
    return [(each.check_name, each.place) for each in findings if each.is_error], [
        each.sentence for each in findings if not each.is_error
    ]


def test_annual_report_has_no_error_and_two_warnings_that_are_true(setagaya):
    errors, warnings = found(361)
    assert errors == []
    # One measure says 「４箇所」 and its note 「４ヶ所」; the inspection's numbers are the country's.
    spelling, numbers = warnings
    assert "「箇所」（表「情報セキュリティポリシーに基づく対策」）、「ヶ所」" in spelling
    assert numbers.startswith("本文の「３４４自治体」「１，７８８」")


def test_privacy_report_has_nothing_against_it(setagaya):
    assert found(362) == ([], [])


def test_report_takes_a_fixed_number_of_queries_to_check(setagaya, django_assert_max_num_queries):
    document = Document(Report.objects.get(number=361))
    with django_assert_max_num_queries(32):
        findings_of(document)
