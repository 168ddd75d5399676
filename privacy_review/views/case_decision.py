"""What 区政情報課 writes about one case: its return with remarks, an acceptance with conditions, and whether
the report lists it. Plain acceptance and refusal are buttons of the case's own page."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.editing import EditPage
from core.models import Staff
from privacy_review.forms.case_decision import MOST_ROWS, ConditionsForm, ReturnForm, WithholdForm
from privacy_review.models import ReviewCase
from privacy_review.services.review_case import WITHHOLD, list_case, take_step, withhold_case
from privacy_review.states.review_case import DECIDE, WORKFLOW, Action


class _CaseDecision(EditPage):
    """What the pages share: which cases, and the case beside the form."""

    template_name = "privacy_review/case_decision.html"

    def get_queryset(self) -> QuerySet:
        return ReviewCase.objects.visible_to(self.actor).for_page()

    def get_breadcrumb(self, record: ReviewCase) -> list[dict[str, str]]:
        return [
            {"label": "審査案件", "url": reverse("review_cases")},
            {"label": str(record), "url": reverse("review_case", args=[record.pk])},
        ]

    def get_context(self, form: Any, record: ReviewCase) -> dict[str, Any]:
        return super().get_context(form, record) | {
            "facts": _facts(record),
            "cancel_url": reverse("review_case", args=[record.pk]),
        }

    def get_success_url(self, saved: ReviewCase) -> str:
        return reverse("review_case", args=[saved.pk])

    def answer(self, form: Any, record: ReviewCase) -> HttpResponse:
        if form.is_bound:
            form.show_version(record.version)
        return super().answer(form, record)


class _CaseStep(_CaseDecision):
    """A step that wants more than a comment."""

    action: Action

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record = self.get_record()
        reasons = WORKFLOW.reasons_against(self.action, record, self.actor)
        if reasons:
            for reason in reasons:
                messages.warning(request, reason)
            return redirect("review_case", pk=record.pk)
        return super().get(request, **kwargs)

    def get_success_url(self, saved: ReviewCase) -> str:
        """Who works through the queue goes on there."""
        return reverse("review_case_queue")


class ReviewCaseReturn(_CaseStep):
    permission_required = WORKFLOW.transitions[Action.RETURN].permission
    form_class = ReturnForm
    template_name = "privacy_review/case_return.html"
    action = Action.RETURN
    lead = "直してほしいことを書いて、担当の課に差し戻します。指摘は、担当の課が直すときに項目の横に出ます。"
    submit_label = "差し戻す"

    def get_title(self, record: ReviewCase) -> str:
        return f"{record.title}を差し戻す"

    def save(self, form: ReturnForm, actor: Staff) -> ReviewCase:
        written = form.cleaned_data
        return take_step(
            Action.RETURN,
            form.instance,
            actor=actor,
            version=written["version"],
            comment=written["comment"],
            remarks=form.remarks,
        )

    def get_success(self, saved: ReviewCase) -> str:
        return (
            f"「{saved.undertaking}」（{saved.get_criterion_display()}）を差し戻し、担当の課に知らせました。"
        )


class ReviewCaseAcceptWithConditions(_CaseStep):
    """「条件の行を増やす」 gives another row and judges nothing."""

    permission_required = DECIDE
    form_class = ConditionsForm
    template_name = "privacy_review/case_conditions.html"
    action = Action.ACCEPT_WITH_CONDITIONS
    lead = "条件と期限を書いて承認します。担当の課は、期限までに対応して報告します。"
    submit_label = "条件を付けて承認する"

    def get_title(self, record: ReviewCase) -> str:
        return f"{record.title}を条件付きで承認する"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "another" not in request.POST:
            return super().post(request, **kwargs)
        record = self.get_record()
        return self.answer(ConditionsForm.with_another_row(request.POST, record), record)

    def get_context(self, form: ConditionsForm, record: ReviewCase) -> dict[str, Any]:
        return super().get_context(form, record) | {"may_add": form.count < MOST_ROWS}

    def save(self, form: ConditionsForm, actor: Staff) -> ReviewCase:
        written = form.cleaned_data
        return take_step(
            Action.ACCEPT_WITH_CONDITIONS,
            form.instance,
            actor=actor,
            version=written["version"],
            comment=written["comment"],
            conditions=form.conditions,
        )

    def get_success(self, saved: ReviewCase) -> str:
        name = f"「{saved.undertaking}」（{saved.get_criterion_display()}）"
        return f"{name}を条件付きで承認し、担当の課に知らせました。"


class ReviewCaseWithhold(_CaseDecision):
    permission_required = WITHHOLD
    form_class = WithholdForm

    def get_title(self, record: ReviewCase) -> str:
        return "報告書の一覧に戻す" if record.withheld else "報告書の一覧に載せない"

    def get_context(self, form: WithholdForm, record: ReviewCase) -> dict[str, Any]:
        context = super().get_context(form, record)
        if record.withheld:
            context["facts"] = [*context["facts"], ("一覧に載せない理由", record.withheld_reason)]
            lead = "いまは一覧に載りません。戻すと、次に作る報告書の一覧に載ります。"
            return context | {"lead": lead, "submit_label": "一覧に戻す"}
        lead = "一覧に載せなくても、件数には数えます。報告書の一覧には、載せない案件の件数を記します。"
        return context | {"lead": lead, "submit_label": "一覧に載せない"}

    def save(self, form: WithholdForm, actor: Staff) -> ReviewCase:
        written, case = form.cleaned_data, form.instance
        service = list_case if case.withheld else withhold_case
        return service(case, actor=actor, reason=written["reason"], version=written["version"])

    def get_success(self, saved: ReviewCase) -> str:
        if saved.withheld:
            return "報告書の一覧に載せないことにしました。件数には数えます。"
        return "報告書の一覧に載せることにしました。"


def _facts(case: ReviewCase) -> list[tuple[str, str]]:
    """What the case says; the check list stands by itself."""
    said = case.in_words().items()
    return [(label, text or "―") for label, text in said if not label.startswith("審査項目：")]
