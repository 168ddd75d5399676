"""The queue of the usage requests that wait for the office, oldest first, and approving several at once."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View

from core.calendar import TOKYO, today
from core.decisions import ticked
from core.models import Staff
from registry.models import UsageRequest
from registry.services.usage_request import approve_each
from registry.states.usage_request import WORKFLOW, Action

_GONE = "いまは承認待ちではないか、見ることのできない申請です。"


@dataclass(frozen=True)
class Waiting:
    """A request in the queue. `why_not` says why the person at the screen does not decide on it."""

    request: UsageRequest
    days: int
    is_overdue: bool
    operators: tuple[str, ...]
    why_not: str


class UsageRequestQueue(PermissionRequiredMixin, View):
    """What waits for review and for approval: for those who review or approve, and for who stands in."""

    template_name = "registry/usage_request_queue.html"

    @property
    def actor(self) -> Staff:
        return cast(Staff, self.request.user)

    def has_permission(self) -> bool:
        decides = self.actor.has_perms(["registry.view_usagerequest", "registry.return_usagerequest"])
        return decides or self._authority[0]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.answer()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Approve what was ticked, each for itself; what could not be approved is told with its reasons."""
        if not self._authority[0]:
            raise PermissionDenied
        versions = ticked(request.POST.getlist("chosen"))
        if not versions:
            return self.answer(status=422, fault="承認する申請に印を付けてください。")
        found = UsageRequest.objects.visible_to(self.actor).for_queue().in_bulk(list(versions))
        chosen = [(found[key], version) for key, version in versions.items() if key in found]
        approved, refused = approve_each(chosen, actor=self.actor)
        failed = [(str(each), reasons) for each, reasons in refused]
        failed += [("申請", (_GONE,))] * (len(versions) - len(chosen))
        if failed:
            return self.answer(status=422, approved=approved, failed=failed)
        messages.success(request, f"{len(approved)}件を承認しました：{'、'.join(map(str, approved))}")
        return redirect(reverse("usage_request_queue"))

    def answer(self, *, status: int = 200, **more: Any) -> HttpResponse:
        visible = UsageRequest.objects.visible_to(self.actor).for_queue()
        day = today()
        may_approve, principal = self._authority
        context = {
            "title": "申請の審査・承認",
            "lead": "待っている利用申請です。長く待っているものから並びます。"
            "申請番号を選ぶと、内容を確かめて判断できます。",
            "to_review": [_waiting(each, self.actor, day) for each in visible.awaiting_review()],
            "to_approve": [_waiting(each, self.actor, day) for each in visible.awaiting_approval()],
            "may_review": self.actor.has_perm("registry.review_usagerequest"),
            "may_approve": may_approve,
            "principal": principal,
        }
        return render(self.request, self.template_name, context | more, status=status)

    @cached_property
    def _authority(self) -> tuple[bool, Staff | None]:
        """Whether the person approves, and in whose name."""
        return WORKFLOW.authority(Action.APPROVE, self.actor)


def _waiting(request: UsageRequest, actor: Staff, day: date) -> Waiting:
    people = [line.staff for line in request.operators.all()]
    since = request.submitted_at.astimezone(TOKYO).date()
    return Waiting(
        request=request,
        days=(day - since).days,
        is_overdue=request.due_on is not None and request.due_on < day,
        operators=tuple(f"{each}（{each.username}）" for each in people),
        why_not=_why_not(request, actor, people),
    )


def _why_not(request: UsageRequest, actor: Staff, people: list[Staff]) -> str:
    """The reasons that the queue can tell without asking for each row; the service asks for all."""
    if actor.pk in (request.drafted_by_id, request.submitted_by_id):
        return "あなたが申請したもの"
    if actor.pk == request.reviewed_by_id:
        return "あなたが審査したもの"
    if any(each.pk == actor.pk for each in people):
        return "あなたが操作者のもの"
    return ""
