"""What waits among the usage requests: for the applicants, the reviewers, the approvers and who stands in."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from core.calendar import TOKYO
from core.models import Staff
from core.work import Task, some_of
from registry.models import UsageRequest
from registry.states.usage_request import WORKFLOW, Action, State


def usage_requests(person: Staff, day: date) -> Iterator[Task]:
    """Returned requests and one's own drafts; what is to be reviewed; what is to be approved."""
    if person.has_perm("registry.submit_usagerequest") and person.department_id is not None:
        yield from _returned(person)
        yield from _drafts(person)
    if person.has_perms(["registry.review_usagerequest", "registry.view_usagerequest"]):
        # Whoever applied for it, or operates by it, does not decide on it.
        waiting = _others(UsageRequest.objects.visible_to(person).awaiting_review(), person)
        yield from _queued(
            waiting, "審査を待っている利用申請が{}件あります", "内容を確かめて審査してください。"
        )
    may_approve, principal = WORKFLOW.authority(Action.APPROVE, person)
    if may_approve:
        waiting = _others(UsageRequest.objects.visible_to(person).awaiting_approval(), person)
        instead = f"{principal}さんの代決です。" if principal else ""
        yield from _queued(
            waiting.exclude(reviewed_by=person),
            "承認を待っている利用申請が{}件あります",
            f"{instead}内容を確かめて承認してください。",
        )


def _returned(person: Staff) -> Iterator[Task]:
    """Of the own department: whoever is there may mend it."""
    returned = UsageRequest.objects.filter(department=person.department_id, state=State.RETURNED)
    for request in returned.select_related("affair").order_by("returned_at"):
        yield Task(
            title=f"利用申請 {request}が差し戻されています",
            detail="直して、もう一度提出してください。",
            url=reverse("usage_request", args=[request.pk]),
            day=request.returned_at.astimezone(TOKYO).date() if request.returned_at else None,
        )


def _drafts(person: Staff) -> Iterator[Task]:
    drafts = UsageRequest.objects.filter(
        department=person.department_id, drafted_by=person, state=State.DRAFT
    ).select_related("affair")
    for request in drafts.order_by("drafted_at"):
        yield Task(
            title=f"利用申請 {request}をまだ提出していません",
            detail="内容を確かめて提出してください。要らないときは取り下げてください。",
            url=reverse("usage_request", args=[request.pk]),
            day=request.drafted_at.astimezone(TOKYO).date(),
        )


def _others(rows: QuerySet, person: Staff) -> QuerySet:
    mine = Q(drafted_by=person) | Q(submitted_by=person)
    return rows.exclude(mine).exclude(operators__staff=person).select_related("affair")


def _queued(rows: QuerySet, title: str, asked: str) -> Iterator[Task]:
    waiting = list(rows)
    if waiting:
        yield Task(
            title=title.format(len(waiting)),
            detail=f"{some_of([str(each) for each in waiting])}。{asked}",
            url=reverse("usage_request_queue"),
            day=waiting[0].submitted_at.astimezone(TOKYO).date(),
        )
