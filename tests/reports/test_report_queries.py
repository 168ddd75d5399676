"""The report takes a fixed number of queries, however many years, meetings or cases there are."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Report
from core.reports.document import Document
from core.reports.render import report_html
from mynumber.models import AgendaItem, FlowFigure, Meeting, Series
from mynumber.models.scheme import Scheme
from privacy_review.models import ReviewCase


def queries_of(number):
    report = Report.objects.get(number=number)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        report_html(Document(report))
    return len(queries)


@pytest.fixture
def twenty_years(setagaya):
    """Figures of twenty years, and a meeting a month."""
    flows = Series.objects.typed_in().filter(kind=Series.Kind.FLOW)
    FlowFigure.objects.bulk_create(
        FlowFigure(series=series, fiscal_year=year, whole_year=1)
        for series in flows
        for year in range(2001, 2021)
    )
    for number in range(3, 15):
        meeting = Meeting.objects.create(
            scheme=Scheme.JUKI_NET, fiscal_year=2022, number=number, held_on=date(2023, 3, 31)
        )
        AgendaItem.objects.create(meeting=meeting, kind=AgendaItem.Kind.REPORT, title="運用状況について")
    for case in list(ReviewCase.objects.filter(counted_only=False)) * 20:
        categories = list(case.care_categories.all())
        case.pk = None
        case.save()
        case.care_categories.set(categories)


def test_report_361_takes_at_most_thirty_queries(setagaya):
    assert queries_of(361) <= 30


@pytest.mark.parametrize("number", [361, 362])
def test_report_queries_do_not_grow_with_rows(setagaya, number, request):
    before = queries_of(number)
    request.getfixturevalue("twenty_years")
    assert queries_of(number) == before
