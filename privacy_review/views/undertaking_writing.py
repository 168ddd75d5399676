"""Writing an undertaking: a new one with its cases, its name, and next year's after this year's."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.editing import EditPage
from core.models import Staff
from privacy_review.forms.undertaking import UndertakingForm, UndertakingNameForm
from privacy_review.models import Undertaking
from privacy_review.services.undertaking import (
    WRITE,
    copy_undertaking,
    draft_undertaking,
    planned_copy,
    reasons_against_copying,
    rename_undertaking,
)
from privacy_review.views.review_case_writing import own_undertakings, undertaking_breadcrumb


class UndertakingNew(EditPage):
    permission_required = WRITE
    form_class = UndertakingForm
    template_name = "privacy_review/undertaking_new.html"
    title = "新しい業務を登録する"
    lead = "審査基準ごとに、審査案件の下書きを作ります。登録したあと、案件ごとに内容と審査項目を書きます。"
    submit_label = "登録して下書きを作る"

    def get_breadcrumb(self, record: Any) -> list[dict[str, str]]:
        return [{"label": "個人情報を取り扱う業務", "url": reverse("undertakings")}]

    def get_context(self, form: Any, record: Any) -> dict[str, Any]:
        return super().get_context(form, record) | {"cancel_url": reverse("undertakings")}

    def save(self, form: UndertakingForm, actor: Staff) -> Undertaking:
        return draft_undertaking(actor=actor, content=form.content)

    def get_success(self, saved: Undertaking) -> str:
        return (
            f"業務を登録し、審査案件の下書きを{saved.cases.count()}件作りました。続けて内容を書いてください。"
        )

    def get_success_url(self, saved: Undertaking) -> str:
        return reverse("undertaking", args=[saved.pk])


class _OfOne(EditPage):
    """What the pages of one undertaking share: the own department's, and where they lie."""

    permission_required = WRITE

    def get_queryset(self) -> QuerySet:
        return own_undertakings(self.actor)

    def get_breadcrumb(self, record: Undertaking) -> list[dict[str, str]]:
        return undertaking_breadcrumb(record)

    def get_context(self, form: Any, record: Undertaking) -> dict[str, Any]:
        back = reverse("undertaking", args=[record.pk])
        return super().get_context(form, record) | {"cancel_url": back}

    def get_success_url(self, saved: Undertaking) -> str:
        return reverse("undertaking", args=[saved.pk])


class UndertakingRename(_OfOne):
    form_class = UndertakingNameForm
    title = "業務の名称を変える"
    lead = "審査に出した案件がないあいだだけ、名称を変えられます。"
    success = "名称を変えました。"

    def save(self, form: UndertakingNameForm, actor: Staff) -> Undertaking:
        if not form.has_changed():
            return Undertaking.objects.get(pk=form.instance.pk)
        return rename_undertaking(form.instance, actor=actor, name=form.cleaned_data["name"])


class UndertakingCopy(_OfOne):
    """Shows what the copy will say before it is made."""

    form_class = forms.Form
    template_name = "privacy_review/undertaking_copy.html"
    lead = "この業務と同じ案件の下書きを、次の年度のものとして作ります。契約の期間は1年あとになります。"
    submit_label = "下書きを作る"

    def get_title(self, record: Undertaking) -> str:
        return f"「{record}」を次の年度へ写す"

    def get_form(self, record: Any, data: Any = None) -> forms.Form:
        return forms.Form(data)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record = self.get_record()
        reasons = reasons_against_copying(record, self.actor)
        for reason in reasons:
            messages.warning(request, reason)
        return redirect("undertaking", pk=record.pk) if reasons else super().get(request, **kwargs)

    def get_context(self, form: Any, record: Undertaking) -> dict[str, Any]:
        return super().get_context(form, record) | {"plans": planned_copy(record)}

    def save(self, form: Any, actor: Staff) -> Undertaking:
        return copy_undertaking(self.get_record(), actor=actor)

    def get_success(self, saved: Undertaking) -> str:
        return f"審査案件の下書きを{saved.cases.count()}件作りました。内容を確かめて、提出してください。"
