"""What waits in the registers of meetings and audits."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from core.calendar import fiscal_year_label
from core.models import Staff
from core.work import Task
from mynumber.agenda import SOON, due_in_words, proposals_of
from mynumber.models import AgendaItem, Audit, Finding, Meeting
from mynumber.models.scheme import Scheme


def waiting(person: Staff, day: date) -> Iterator[Task]:
    """For those who keep the meetings and audits what is unfinished there."""
    if person.has_perm("mynumber.change_agendaitem"):
        yield from _due_follow_ups(day)
    if person.has_perm("mynumber.change_finding"):
        yield from _open_findings(day)
    if person.has_perm("mynumber.change_meeting"):
        yield from _empty_meetings()


def _due_follow_ups(day: date) -> Iterator[Task]:
    """What meetings left to do and is due within a fortnight, or was."""
    due = AgendaItem.objects.open().filter(due_on__lte=day + SOON).select_related("meeting")
    for item in due.order_by("due_on", "id"):
        meeting = f"{_short(item.meeting)}第{item.meeting.number}回会議"
        yield Task(
            title=f"{meeting}の宿題：{due_in_words(item.due_on, day)}",
            detail=item.follow_up,
            url=reverse("meeting_detail", args=[item.meeting_id]),
            day=item.due_on,
        )


def _open_findings(day: date) -> Iterator[Task]:
    """Findings without an improvement: nobody has planned what to do, or it is due, or a later audit was held
    and has not said whether it is improved."""
    findings = list(Finding.objects.open().select_related("audit").order_by("id"))
    later = list(Audit.objects.filter(held_on__lte=day).order_by("held_on")) if findings else []
    for finding in findings:
        since = next((audit for audit in later if audit.comes_after(finding.audit)), None)
        if since is not None:
            year = fiscal_year_label(finding.audit.fiscal_year)
            title, asked = f"{_short(since)}監査で、{year}の指摘事項の改善を確かめてください", since
        elif not finding.plan:
            title, asked = (
                f"{_short(finding.audit)}監査の指摘事項に改善の方針を書いてください",
                finding.audit,
            )
        elif finding.due_on is not None and finding.due_on <= day + SOON:
            due = due_in_words(finding.due_on, day)
            title, asked = f"{_short(finding.audit)}監査の指摘事項の改善：{due}", finding.audit
        else:
            continue
        yield Task(
            title=title,
            detail=finding.text,
            url=reverse("audit_detail", args=[asked.pk]),
            day=finding.due_on or asked.held_on,
        )


def _empty_meetings() -> Iterator[Task]:
    """Meetings of which nobody has entered what is on the agenda, with how much is proposed for each."""
    meetings = list(Meeting.objects.filter(agenda_items__isnull=True))
    proposals = proposals_of(meetings)
    for meeting in meetings:
        count = len(proposals[meeting.pk])
        proposed = f"議題の候補が{count}件あります。" if count else "議題の候補はまだありません。"
        yield Task(
            title=f"{meeting}の議題を登録してください",
            detail=f"開催日だけが登録されています。{proposed}",
            url=reverse("meeting_detail", args=[meeting.pk]),
            day=meeting.held_on,
        )


def _short(record: Meeting | Audit) -> str:
    """「令和8年度住基ネット」"""
    return f"{fiscal_year_label(record.fiscal_year)}{Scheme(record.scheme).short}"
