"""The usage requests: the list, one request with its steps, and the sheet of its decision."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from core.audit import log_access
from core.calendar import fiscal_year_label, today
from core.clock import moment_on_paper
from core.comparing import changes_between
from core.decisions import WorkflowPage
from core.lists import RegisterList
from core.models import AccessEvent, Staff, WorkflowStep
from core.records import RecordPage
from registry.filters.usage_request import UsageRequestFilter
from registry.models import OperatorGrant, UsageRequest, UsageRequestOperator
from registry.services.usage_request import asks_anew, take_step
from registry.states.usage_request import EDITABLE_STATES, WORKFLOW, Action, State
from registry.tables.usage_request import BADGES, RequestOperatorTable, UsageRequestTable

DECIDED = (State.APPROVED, State.REJECTED)
OF_THE_OFFICE = frozenset({Action.REVIEW, Action.APPROVE, Action.RETURN, Action.REJECT})

# What a step asks of whom, once it is taken.
DONE = {
    Action.SUBMIT: "提出しました。住民記録が審査します。結果は「お知らせ」に届きます。",
    Action.REVIEW: "審査を終えました。承認する人に知らせました。",
    Action.APPROVE: "承認しました。操作者に操作権限が付きました。",
    Action.RETURN: "差し戻しました。申請した人に知らせました。",
    Action.REJECT: "却下しました。申請した人に知らせました。",
    Action.WITHDRAW: "取り下げました。",
}
# Where a request stands, in a sentence for whoever opens it.
STANDING = {
    State.DRAFT: "まだ提出していません。内容を確かめて提出してください。",
    State.SUBMITTED: "住民記録の審査を待っています。",
    State.REVIEWED: "審査が済み、承認を待っています。",
    State.APPROVED: "承認されました。操作者は、利用期間のあいだ統合端末の予約ができます。",
    State.RETURNED: "差し戻されています。直して、もう一度提出してください。",
    State.REJECTED: "却下されました。あらためて申請するときは、この申請を写して作れます。",
    State.WITHDRAWN: "取り下げました。あらためて申請するときは、この申請を写して作れます。",
}


class UsageRequestList(RegisterList):
    slug = "usage_requests"
    title = "利用申請"
    lead = "住基ネットの利用の申請です。申請番号を選ぶと、内容といまの状態を表示します。"
    model = UsageRequest
    permission_required = "registry.view_usagerequest"
    table_class = UsageRequestTable
    filter_class = UsageRequestFilter

    def get_queryset(self) -> QuerySet:
        return UsageRequest.objects.visible_to(self.request.user).for_list()

    def get_context(self, table: Any) -> dict[str, Any]:
        new = {"label": "新しく申請する", "url": reverse("usage_request_new"), "primary": "yes"}
        may = self.request.user.has_perm("registry.add_usagerequest")
        return super().get_context(table) | {"actions": [new] if may else []}


class UsageRequestPage(WorkflowPage):
    """A request as it is decided on: what it says, who is named, what changed, and what may be done."""

    template_name = "registry/usage_request.html"
    list_class = UsageRequestList
    workflow = WORKFLOW
    take = take_step
    hidden = frozenset({Action.AMEND})  # the edit page is its form
    lines_title = "操作者"
    lines_class = RequestOperatorTable
    line_models = (UsageRequestOperator,)

    def get_record(self, pk: int) -> UsageRequest:
        return _one_of(self.request, pk)

    def get_lines(self, record: UsageRequest) -> QuerySet:
        grants = OperatorGrant.objects.visible_to(self.request.user).in_force_on(today()).for_list()
        of_people = Prefetch("staff__grants", queryset=grants.order_by("id"), to_attr="grants_in_force")
        lines = record.operators.select_related("staff").prefetch_related(of_people)
        return lines.order_by("staff__kana", "staff__username")

    def get_actions(self, record: UsageRequest) -> list[dict[str, str]]:
        user, own = self.request.user, self.actor.department_id == record.department_id
        actions = []
        if own and record.state in EDITABLE_STATES and user.has_perm("registry.change_usagerequest"):
            # What is returned is mended first, and so is a draft that cannot be submitted as it is.
            incomplete = record.state == State.DRAFT and bool(
                WORKFLOW.reasons_against(Action.SUBMIT, record, self.actor)
            )
            asked = {"primary": "yes"} if record.state == State.RETURNED or incomplete else {}
            label = "申請を直す"
            actions.append({"label": label, "url": reverse("usage_request_edit", args=[record.pk])} | asked)
        if own and record.state != State.DRAFT and user.has_perm("registry.add_usagerequest"):
            url = reverse("usage_request_copy", args=[record.pk])
            label = "写して申請し直す" if asks_anew(record) else "次の年度へ写す"
            actions.append({"label": label, "url": url})
        if record.state in DECIDED:
            url = reverse("usage_request_decision", args=[record.pk])
            actions.append({"label": "決定書を印刷", "url": url})
        return actions

    def get_context(self, record: UsageRequest) -> dict[str, Any]:
        context = super().get_context(record)
        steps = list(context["steps"])
        content = record.in_words()
        changed_since, changes = _changes(record, steps, content)
        return context | {
            "steps": steps,
            "facts": _facts(record, content),
            "badge": BADGES[State(record.state)],
            "standing": STANDING[State(record.state)],
            "overdue": record.due_on is not None and record.due_on < today(),
            "is_waiting": record.state in (State.SUBMITTED, State.REVIEWED),
            "answer": _answer(record, steps),
            "changed_since": changed_since,
            "changes": changes,
            "principal": self._principal(record),
        }

    def get_done(self, record: UsageRequest, action: str) -> str:
        return f"{record}：{DONE[Action(action)]}"

    def get_next_url(self, record: UsageRequest, action: str) -> str:
        """Who works through the queue goes on there."""
        return reverse("usage_request_queue") if action in OF_THE_OFFICE else self.page_url

    def _principal(self, record: UsageRequest) -> Staff | None:
        """In whose name the person would approve it."""
        if record.state != State.REVIEWED:
            return None
        return WORKFLOW.authority(Action.APPROVE, self.actor)[1]


class UsageRequestDecision(RecordPage):
    """The decision on paper: what was decided, by whom, when, and in whose name."""

    template_name = "registry/usage_request_decision.html"
    list_class = UsageRequestList

    def get_record(self, pk: int) -> UsageRequest:
        return _one_of(self.request, pk)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        record = self.get_record(pk)
        url = reverse("usage_request", args=[pk])
        if record.state not in DECIDED:
            messages.warning(request, "決定書は、承認または却下されたあとに印刷できます。")
            return redirect(url)
        steps = list(WorkflowStep.objects.of(record).select_related("on_behalf_of"))
        log_access(AccessEvent.Kind.PRINT, request=request, subject=f"利用申請決定書 {record.number}")
        context = {
            "title": "住基ネット利用申請 決定書",
            "record": record,
            "content": _decided(record, steps),
            "people": _decided_by(record),
            "steps": [(moment_on_paper(step.at), step) for step in steps],
            "page_url": url,
            "printed_at": moment_on_paper(timezone.now()),
            "printed_by": request.user,
            "orientation": "portrait",
        }
        return render(request, self.template_name, context)


def _one_of(request: HttpRequest, pk: int) -> UsageRequest:
    """The request with all that its page tells. Raises Http404 for what the person may not know of."""
    rows = UsageRequest.objects.visible_to(request.user).for_page()
    return get_object_or_404(rows, pk=pk)


def _facts(record: UsageRequest, content: dict[str, str]) -> list[tuple[str, str]]:
    """What it says, and how it came about; the operators stand in a table of their own."""
    facts = [("申請番号", record.number), ("年度", fiscal_year_label(record.fiscal_year))]
    facts += [(label, text or "―") for label, text in content.items() if label != "操作者"]
    facts.append(("作成した人", str(record.drafted_by)))
    if record.copied_from is not None:
        facts.append(("写した元の申請", record.copied_from.number))
    return facts


def _changes(
    record: UsageRequest, steps: list[WorkflowStep], content: dict[str, str]
) -> tuple[WorkflowStep | None, list[Any]]:
    """The step since which changes are told, and what changed: for the review since the office last looked
    at it, for all others since it was last returned."""
    looked = (Action.RETURN, Action.REVIEW) if record.state == State.SUBMITTED else (Action.RETURN,)
    if record.state not in (State.RETURNED, State.SUBMITTED, State.REVIEWED):
        return None, []
    base = next((step for step in reversed(steps) if step.action in looked), None)
    changes = changes_between(base.content, content) if base else []
    # That nothing has changed is worth a word only where somebody has sent it in again.
    return (None, []) if record.state == State.RETURNED and not changes else (base, changes)


def _answer(record: UsageRequest, steps: list[WorkflowStep]) -> WorkflowStep | None:
    """The step whose words the applicant has to read first: why it was returned or rejected."""
    action = {State.RETURNED: Action.RETURN, State.REJECTED: Action.REJECT}.get(State(record.state))
    return next((step for step in reversed(steps) if step.action == action), None)


def _decided(record: UsageRequest, steps: list[WorkflowStep]) -> dict[str, str]:
    """What was decided on, as it was then: names of sections and affairs change."""
    now = record.in_words()
    then = next((step.content for step in reversed(steps) if step.target == record.state), now)
    # What was kept has no order of its own.
    return {label: then[label] for label in now if label in then} | then


def _decided_by(record: UsageRequest) -> list[tuple[str, str, str]]:
    """(step, who, when) of those that the decision stands on."""
    approver = str(record.approved_by)
    if record.approved_for is not None:
        approver = f"{approver}（{record.approved_for}の代決）"
    people = [
        ("提出", record.submitted_by, record.submitted_at),
        ("審査", record.reviewed_by, record.reviewed_at),
        ("承認", approver, record.approved_at)
        if record.state == State.APPROVED
        else ("却下", record.rejected_by, record.rejected_at),
    ]
    return [(label, str(who), moment_on_paper(at)) if at else (label, "―", "―") for label, who, at in people]
