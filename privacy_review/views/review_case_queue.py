"""The queue of the cases that wait for 区政情報課: undertaking by undertaking, the oldest first."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from core.calendar import TOKYO, today
from core.models import Staff
from privacy_review.models import ReviewCase, Undertaking
from privacy_review.states.review_case import DECIDE


@dataclass(frozen=True)
class Waiting:
    """A case in the queue. `why_not` says why the person at the screen does not decide on it."""

    case: ReviewCase
    days: int
    why_not: str


@dataclass(frozen=True)
class Together:
    """The waiting cases of one undertaking, the oldest first."""

    undertaking: Undertaking
    cases: list[Waiting]


class ReviewCaseQueue(PermissionRequiredMixin, View):
    """What waits for 区政情報課, for those who decide."""

    permission_required = DECIDE
    template_name = "privacy_review/review_case_queue.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        actor, day = cast(Staff, request.user), today()
        cases = (
            ReviewCase.objects.visible_to(actor).awaiting_decision().for_list().select_related("undertaking")
        )
        groups = _together([_waiting(each, actor, day) for each in cases])
        context: dict[str, Any] = {
            "title": "案件の審査",
            "lead": "審査を待っている案件です。長く待っているものから、業務ごとに並びます。"
            "審査基準を選ぶと、内容を確かめて判断できます。",
            "groups": groups,
            "count": sum(len(group.cases) for group in groups),
        }
        return render(request, self.template_name, context)


def _waiting(case: ReviewCase, actor: Staff, day: date) -> Waiting:
    since = case.confirmed_at.astimezone(TOKYO).date()
    return Waiting(case=case, days=(day - since).days, why_not=_why_not(case, actor))


def _together(rows: list[Waiting]) -> list[Together]:
    groups: dict[int, Together] = {}
    for row in rows:
        undertaking = cast(Undertaking, row.case.undertaking)  # whatever waits belongs to one
        groups.setdefault(undertaking.pk, Together(undertaking, [])).cases.append(row)
    return list(groups.values())


def _why_not(case: ReviewCase, actor: Staff) -> str:
    """The reasons that the queue can tell without asking for each row; the service asks for all."""
    if actor.pk in (case.drafted_by_id, case.submitted_by_id):
        return "あなたが書いたもの"
    if actor.pk == case.confirmed_by_id:
        return "あなたが課長として確認したもの"
    return ""
