"""Writing a review case: another one of an undertaking, a change of one, and a new review after a change."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from core.editing import EditPage
from core.models import Staff, WorkflowStep
from privacy_review.forms.review_case import NewCaseForm, ReviewCaseForm
from privacy_review.models import ReviewCase, Undertaking
from privacy_review.models.criterion import Criterion
from privacy_review.services.review_case_writing import edit_case, reasons_against_revising, revise_case
from privacy_review.services.undertaking import WRITE, add_case
from privacy_review.states.review_case import EDITABLE_STATES, State
from privacy_review.views.review_case_page import answer_to, facts_of


def own_cases(person: Staff) -> QuerySet:
    """Those that the person may write: a colleague's too, another department's never."""
    own = ReviewCase.objects.visible_to(person).for_page()
    return own.filter(department=person.department_id, department__isnull=False, undertaking__isnull=False)


class _Writing(EditPage):
    """What the pages of one case share: the own department's, and where they lie."""

    permission_required = WRITE

    def get_queryset(self) -> QuerySet:
        return own_cases(self.actor)

    def get_breadcrumb(self, record: ReviewCase) -> list[dict[str, str]]:
        return [
            {"label": "個人情報を取り扱う業務", "url": reverse("undertakings")},
            {"label": str(record.undertaking), "url": reverse("undertaking", args=[record.undertaking_id])},
            {"label": record.get_criterion_display(), "url": reverse("review_case", args=[record.pk])},
        ]

    def get_success_url(self, saved: ReviewCase) -> str:
        return reverse("review_case", args=[saved.pk])

    def get_context(self, form: Any, record: ReviewCase) -> dict[str, Any]:
        back = reverse("review_case", args=[record.pk])
        return super().get_context(form, record) | {"cancel_url": back}


class ReviewCaseEdit(_Writing):
    """The fields of the criterion and the check list in one form. 「保存して、委託先を登録する」 saves first,
    so that nothing typed is lost on the way there."""

    form_class = ReviewCaseForm
    template_name = "privacy_review/review_case_form.html"

    def get_title(self, record: ReviewCase) -> str:
        return f"{record.title}を直す"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record = self.get_record()
        if record.state not in EDITABLE_STATES:
            messages.warning(
                request,
                f"「{record.get_state_display()}」の案件は変更できません。"
                "内容が変わるときは、新しく審査を受けてください。",
            )
            return redirect("review_case", pk=record.pk)
        return super().get(request, **kwargs)

    def get_context(self, form: ReviewCaseForm, record: ReviewCase) -> dict[str, Any]:
        return super().get_context(form, record) | {
            "is_returned": record.state == State.RETURNED,
            "answer": answer_to(record, list(WorkflowStep.objects.of(record))),
        }

    def save(self, form: ReviewCaseForm, actor: Staff) -> ReviewCase:
        self.was_changed = form.has_changed()
        if not self.was_changed:
            return ReviewCase.objects.get(pk=form.instance.pk)
        return edit_case(
            form.instance, actor=actor, version=form.cleaned_data["version"], content=form.content
        )

    def get_success(self, saved: ReviewCase) -> str:
        if not self.was_changed:
            return "変更したところがなかったので、案件はもとのままです。"
        return "保存しました。内容を確かめて「提出」してください。"

    def get_success_url(self, saved: ReviewCase) -> str:
        if "processor" in self.request.POST.getlist("then"):
            return f"{reverse('processor_new')}?{urlencode({'case': saved.pk})}"
        return super().get_success_url(saved)


class ReviewCaseRevise(_Writing):
    """Says what the new review begins with before it is made."""

    form_class = forms.Form
    template_name = "privacy_review/review_case_revise.html"
    lead = "承認された案件はそのまま残ります。同じ内容の下書きを作るので、変わったところを直してください。"
    submit_label = "審査を受け直す下書きを作る"
    success = "下書きを作りました。変わったところを直してください。"

    def get_title(self, record: ReviewCase) -> str:
        return f"{record.title}の審査を受け直す"

    def get_form(self, record: Any, data: Any = None) -> forms.Form:
        return forms.Form(data)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record = self.get_record()
        reasons = reasons_against_revising(record, self.actor)
        for reason in reasons:
            messages.warning(request, reason)
        return redirect("review_case", pk=record.pk) if reasons else super().get(request, **kwargs)

    def get_context(self, form: Any, record: ReviewCase) -> dict[str, Any]:
        return super().get_context(form, record) | {"facts": facts_of(record)}

    def save(self, form: Any, actor: Staff) -> ReviewCase:
        return revise_case(self.get_record(), actor=actor)

    def get_success_url(self, saved: ReviewCase) -> str:
        return reverse("review_case_edit", args=[saved.pk])


class ReviewCaseNew(EditPage):
    """Another case of an undertaking of the own department."""

    permission_required = WRITE
    form_class = NewCaseForm
    title = "案件を加える"
    submit_label = "下書きを作る"
    success = "下書きを作りました。続けて内容を入れてください。"

    def get_queryset(self) -> QuerySet:
        return own_undertakings(self.actor)

    def get_form(self, record: Any, data: Any = None) -> NewCaseForm:
        last = record.cases.order_by("id").last()
        return NewCaseForm(data, initial={"implementing_body": last and last.implementing_body_id})

    def get_breadcrumb(self, record: Undertaking) -> list[dict[str, str]]:
        return undertaking_breadcrumb(record)

    def get_context(self, form: Any, record: Undertaking) -> dict[str, Any]:
        context = super().get_context(form, record)
        return context | {
            "lead": f"「{record}」に、別の審査基準の案件を加えます。",
            "cancel_url": reverse("undertaking", args=[record.pk]),
        }

    def save(self, form: NewCaseForm, actor: Staff) -> ReviewCase:
        return add_case(
            self.get_record(),
            actor=actor,
            criterion=Criterion(form.cleaned_data["criterion"]),
            implementing_body=form.cleaned_data["implementing_body"],
        )

    def get_success_url(self, saved: ReviewCase) -> str:
        return reverse("review_case_edit", args=[saved.pk])


def own_undertakings(person: Staff) -> QuerySet:
    """Those of the own department, for who writes; others are as if they were not."""
    own = Undertaking.objects.visible_to(person).select_related("department")
    return own.filter(department=person.department_id, department__isnull=False)


def undertaking_breadcrumb(undertaking: Undertaking) -> list[dict[str, str]]:
    return [
        {"label": "個人情報を取り扱う業務", "url": reverse("undertakings")},
        {"label": str(undertaking), "url": reverse("undertaking", args=[undertaking.pk])},
    ]
