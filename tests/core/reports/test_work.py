"""What waits at the report desk, and for whom."""

from datetime import date

import pytest

from core.clock import day_of
from core.work import work_of
from tests.factories import advance_report, make_report, make_staff

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 24)


def waiting(person):
    return [(task.title, task.url) for task in work_of(person, DAY) if "報告第" in task.title]


def test_report_that_was_handed_in_waits_for_those_who_publish_and_not_for_its_submitter():
    both = make_staff("mynumber", "publisher")
    report = advance_report(make_report(number=361), "in_review", submitted=both)
    publisher = make_staff("publisher")
    title, url = "報告第361号を読んで、公表するか差し戻してください", "/reports/361/publication/"
    assert waiting(publisher) == [(title, url)]
    (task,) = work_of(publisher, DAY)
    assert (task.day, task.detail) == (day_of(report.submitted_at), report.title)
    for person in (both, make_staff("mynumber"), make_staff("auditor"), make_staff("applicant")):
        assert waiting(person) == []


def test_returned_report_waits_for_those_who_draft_its_kind():
    make_report(number=361, state="returned")
    title = "報告第361号が差し戻されました。直して、もう一度出してください"
    assert waiting(make_staff("mynumber")) == [(title, "/reports/361/publication/")]
    for person in (make_staff("privacy"), make_staff("publisher")):
        assert waiting(person) == []


def test_published_report_and_draft_wait_for_nobody():
    make_report()
    make_report(state="published")
    for role in ("mynumber", "publisher"):
        assert waiting(make_staff(role)) == []
