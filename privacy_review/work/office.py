"""What waits for 区政情報課: cases to decide on, conditions to check, and those that are late."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse

from core.calendar import TOKYO
from core.models import Staff
from core.work import Task, some_of
from privacy_review.models import CaseCondition, ReviewCase
from privacy_review.states.case_condition import State as ConditionState
from privacy_review.states.review_case import DECIDE


def cases_to_decide(person: Staff, day: date) -> Iterator[Task]:
    """The queue, as one task with the day since which its oldest waits; without what the person had a hand
    in."""
    if not person.has_perm(DECIDE):
        return
    own = Q(drafted_by=person) | Q(submitted_by=person) | Q(confirmed_by=person)
    waiting = ReviewCase.objects.awaiting_decision().exclude(own)
    found = list(waiting.select_related("undertaking").only("confirmed_at", "undertaking__name"))
    if found:
        names = list(dict.fromkeys(str(case.undertaking) for case in found))
        yield Task(
            title=f"審査を待っている案件が{len(found)}件あります",
            detail=f"{some_of(names)}です。長く待っているものから見てください。",
            url=reverse("review_case_queue"),
            day=found[0].confirmed_at.astimezone(TOKYO).date(),
        )


def conditions_to_check(person: Staff, day: date) -> Iterator[Task]:
    """What sections told of conditions, but for what the person told."""
    if not person.has_perm(DECIDE):
        return
    reported = CaseCondition.objects.reported().exclude(reported_by=person)
    for condition in reported.select_related("case__undertaking"):
        yield Task(
            title=f"「{condition.case.undertaking}」の承認の条件への対応が報告されています",
            detail=f"{condition}。満たされたかどうかを確かめてください。",
            url=reverse("case_condition", args=[condition.pk]),
            day=condition.reported_at.astimezone(TOKYO).date(),
        )


def conditions_overdue(person: Staff, day: date) -> Iterator[Task]:
    """Conditions whose day is past, as one task."""
    if not person.has_perm(DECIDE):
        return
    overdue = CaseCondition.objects.open().filter(due_on__lt=day)
    found = list(overdue.select_related("case__undertaking", "case__department"))
    if found:
        names = list(dict.fromkeys(f"{each.case.undertaking}（{each.case.department}）" for each in found))
        yield Task(
            title=f"期限を過ぎた承認の条件が{len(found)}件あります",
            detail=f"{some_of(names)}です。担当の課に確かめてください。",
            url=f"{reverse('case_conditions')}?state={ConditionState.OPEN}&overdue=yes",
            day=found[0].due_on,
        )
