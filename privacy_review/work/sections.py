"""What waits in a section: cases to write and to confirm, conditions to meet, contracts that end soon."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from core.calendar import TOKYO, wareki
from core.models import Staff
from core.work import Task, some_of
from privacy_review.models import CaseCondition, ReviewCase, Undertaking
from privacy_review.services.undertaking import WRITE
from privacy_review.states.review_case import ACCEPTED_STATES, CONFIRM, SUBMIT, State

CONTRACT_DAYS = 60  # how long before its end a contract is told of: the next one is to be reviewed by then


def cases_to_write(person: Staff, day: date) -> Iterator[Task]:
    """Returned cases of the own section, whoever wrote them, and one's own drafts, an undertaking a line."""
    if not person.has_perm(WRITE) or person.department_id is None:
        return
    for case in _own(person).filter(state=State.RETURNED).order_by("returned_at", "pk"):
        yield Task(
            title=f"審査案件「{case.title}」が差し戻されています",
            detail="差戻しの理由を見て直し、もう一度提出してください。",
            url=reverse("review_case", args=[case.pk]),
            day=case.returned_at.astimezone(TOKYO).date(),
        )
    drafts = _own(person).filter(state=State.DRAFT, drafted_by=person).order_by("drafted_at", "pk")
    for undertaking, cases in _together(drafts):
        names = some_of([case.get_criterion_display() for case in cases])
        yield Task(
            title=f"「{undertaking}」の審査案件{len(cases)}件をまだ提出していません",
            detail=f"{names}。書き終えたら提出してください。要らないものは取り下げてください。",
            url=reverse("undertaking", args=[undertaking.pk]),
            day=cases[0].drafted_at.astimezone(TOKYO).date(),
        )


def cases_to_confirm(person: Staff, day: date) -> Iterator[Task]:
    """For the head: what was submitted, but for what the person wrote or submitted."""
    if not person.has_perm(CONFIRM) or person.department_id is None:
        return
    submitted = _own(person).awaiting_confirmation()  # type: ignore[attr-defined]
    for undertaking, cases in _together(submitted.exclude(Q(drafted_by=person) | Q(submitted_by=person))):
        names = some_of([case.get_criterion_display() for case in cases])
        yield Task(
            title=f"「{undertaking}」の審査案件{len(cases)}件が課長の確認を待っています",
            detail=f"{names}。内容を確かめて、区政情報課へ送ってください。",
            url=reverse("undertaking", args=[undertaking.pk]),
            day=cases[0].submitted_at.astimezone(TOKYO).date(),
        )


def conditions_to_meet(person: Staff, day: date) -> Iterator[Task]:
    """What the section has to do, and to tell, until when."""
    if not person.has_perm(SUBMIT) or person.department_id is None:
        return
    waiting = CaseCondition.objects.open().filter(case__department=person.department_id)
    for condition in waiting.select_related("case__undertaking"):
        late = "期限を過ぎています。" if condition.due_on < day else ""
        yield Task(
            title=f"「{condition.case.title}」の承認の条件に対応してください",
            detail=f"{condition}。{late}期限は{wareki(condition.due_on)}です。対応したら報告してください。",
            url=reverse("case_condition", args=[condition.pk]),
            day=condition.due_on,
        )


def contracts_to_renew(person: Staff, day: date) -> Iterator[Task]:
    """Accepted contracts that end soon and of which no later review was begun."""
    if not person.has_perm(WRITE) or person.department_id is None:
        return
    begun = ReviewCase.objects.filter(Q(copied_from=OuterRef("pk")) | Q(revises=OuterRef("pk")))
    ending = _own(person).filter(
        ~Exists(begun.exclude(state__in=[State.WITHDRAWN, State.REFUSED])),
        state__in=ACCEPTED_STATES,
        contract_ends_on__range=(day, day + timedelta(days=CONTRACT_DAYS)),
    )
    for case in ending.order_by("contract_ends_on", "pk"):
        yield Task(
            title=f"「{case.title}」の契約がもうすぐ終わります",
            detail=f"契約の終わりは{wareki(case.contract_ends_on)}です。"
            "続けるときは、業務を次の年度へ写して、審査を受けてください。",
            url=reverse("undertaking", args=[case.undertaking_id]),
            day=case.contract_ends_on,
        )


def _own(person: Staff) -> QuerySet:
    own = ReviewCase.objects.filter(department=person.department_id, undertaking__isnull=False)
    return own.select_related("undertaking")


def _together(cases: QuerySet) -> list[tuple[Undertaking, list[ReviewCase]]]:
    """The cases by their undertaking, in the order of the first of each."""
    groups: dict[int, tuple[Undertaking, list[ReviewCase]]] = {}
    for case in cases:
        groups.setdefault(case.undertaking_id, (case.undertaking, []))[1].append(case)
    return list(groups.values())
