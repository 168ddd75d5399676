"""What waits in the registers of figures, meetings and audits."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse

from core.calendar import quarter_of
from core.models import Staff
from core.work import Task, some_of
from mynumber.models import Finding, FlowFigure, Meeting, Series


def waiting(person: Staff, day: date) -> Iterator[Task]:
    """For clerks their figures, for those who keep the meetings and audits what is unfinished there."""
    if person.has_perm("mynumber.add_flowfigure") and person.department_id is not None:
        yield from _missing_figures(person, day)
    if person.has_perm("mynumber.change_finding"):
        yield from _open_findings()
    if person.has_perm("mynumber.change_meeting"):
        yield from _empty_meetings()


def _missing_figures(person: Staff, day: date) -> Iterator[Task]:
    """The series of the own department without a figure of the quarter that closed last."""
    quarter = quarter_of(day).previous()
    entered = FlowFigure.objects.filter(
        Q(**{f"q{quarter.number}__isnull": False}) | Q(whole_year__isnull=False),
        fiscal_year=quarter.fiscal_year,
    )
    missing = (
        Series.objects.typed_in()
        .filter(kind=Series.Kind.FLOW, department=person.department_id)
        .exclude(pk__in=entered.values("series"))
    )
    names = [series.name for series in missing]
    if names:
        yield Task(
            title=f"{quarter.label}の実績を入力してください",
            detail=f"まだ入力されていない項目が{len(names)}件あります：{some_of(names)}",
            url=reverse("admin:mynumber_flowfigure_changelist"),
            day=quarter.ends_on,
        )


def _open_findings() -> Iterator[Task]:
    """Findings that ask for an improvement which no later audit has stated."""
    asked = Finding.objects.filter(asks_improvement=True, improvement__isnull=True)
    for finding in asked.select_related("audit"):
        yield Task(
            title=f"{finding.audit}の指摘事項に、改善の確認がありません",
            detail=finding.text,
            url=reverse("audit_detail", args=[finding.audit_id]),
            day=finding.audit.held_on,
        )


def _empty_meetings() -> Iterator[Task]:
    """Meetings of which nobody has entered what was on the agenda."""
    for meeting in Meeting.objects.filter(agenda_items__isnull=True):
        yield Task(
            title=f"{meeting}の議題を登録してください",
            detail="開催日だけが登録されています。",
            url=reverse("meeting_detail", args=[meeting.pk]),
            day=meeting.held_on,
        )
