"""What waits at the report desk: reports to be read before they are published, and those that came back."""

from collections.abc import Iterator
from datetime import date, datetime

from django.urls import reverse

from core.clock import day_of
from core.models import Report, Staff
from core.reports.edition import title_of
from core.states.report import State
from core.work import Task


def waiting(person: Staff, day: date) -> Iterator[Task]:
    """For those who publish what was handed in by others, for those who draft what was returned to them."""
    if person.has_perm("core.publish_report"):
        for report in Report.objects.filter(state=State.IN_REVIEW).exclude(submitted_by=person):
            yield _task(report, "を読んで、公表するか差し戻してください", report.submitted_at)
    if person.has_perm("core.change_report"):
        for report in Report.objects.draftable_by(person).filter(state=State.RETURNED):
            yield _task(report, "が差し戻されました。直して、もう一度出してください", report.returned_at)


def _task(report: Report, what: str, at: datetime | None) -> Task:
    return Task(
        title=f"報告第{report.number}号{what}",
        url=reverse("report_publication", args=[report.number]),
        detail=title_of(report),
        day=day_of(at) if at else None,
    )
