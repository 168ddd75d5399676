"""Writing a usage request: a new one, a change of one, and next year's after this year's."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from core.calendar import fiscal_year_label, fiscal_year_of, fiscal_year_period, today, wareki
from core.editing import EditPage
from core.models import Staff
from registry.forms.usage_request import UsageRequestForm
from registry.models import UsageRequest
from registry.services.usage_request import (
    Copied,
    asks_anew,
    copy_request,
    draft_request,
    edit_request,
    planned_copy,
)
from registry.states.usage_request import EDITABLE_STATES, State


class _Writing(EditPage):
    """What the pages share: the own department's requests, and where they lie."""

    def own_requests(self) -> QuerySet:
        """Those that the person may write: a colleague's too, another department's never."""
        own = UsageRequest.objects.visible_to(self.request.user).for_page()
        return own.filter(department=self.actor.department_id, department__isnull=False)

    def get_breadcrumb(self, record: Any) -> list[dict[str, str]]:
        above = [{"label": "利用申請", "url": reverse("usage_requests")}]
        if record is not None:
            above.append({"label": record.number, "url": reverse("usage_request", args=[record.pk])})
        return above

    def get_success_url(self, saved: Any) -> str:
        return reverse("usage_request", args=[saved.pk])

    def get_context(self, form: Any, record: Any) -> dict[str, Any]:
        back = reverse("usage_request", args=[record.pk]) if record else reverse("usage_requests")
        return super().get_context(form, record) | {"cancel_url": back}


class UsageRequestNew(_Writing):
    permission_required = "registry.add_usagerequest"
    form_class = UsageRequestForm
    template_name = "registry/usage_request_form.html"
    title = "新しい利用申請"
    lead = "まず下書きとして保存します。保存したあと、内容を確かめて提出してください。"
    submit_label = "下書きを保存する"
    success = "下書きを保存しました。内容を確かめて「提出」してください。"

    def get_form_options(self, record: Any) -> dict[str, Any]:
        return {"department": self.actor.department}

    def get_initial(self, record: Any) -> dict[str, Any]:
        day = today()
        return {"starts_on": day, "ends_on": fiscal_year_period(fiscal_year_of(day))[1]}

    def save(self, form: UsageRequestForm, actor: Staff) -> UsageRequest:
        return draft_request(actor=actor, content=form.content)


class UsageRequestEdit(_Writing):
    permission_required = "registry.change_usagerequest"
    form_class = UsageRequestForm
    template_name = "registry/usage_request_form.html"
    submit_label = "保存する"

    def get_queryset(self) -> QuerySet:
        return self.own_requests()

    def get_title(self, record: UsageRequest) -> str:
        return f"利用申請 {record.number} を直す"

    def get_form_options(self, record: UsageRequest) -> dict[str, Any]:
        return {"department": record.department}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        record = self.get_record()
        if record.state not in EDITABLE_STATES:
            messages.warning(
                request,
                f"「{record.get_state_display()}」の申請は変更できません。"
                "この申請を写して、新しい申請を作れます。",
            )
            return redirect("usage_request", pk=record.pk)
        return super().get(request, **kwargs)

    def get_context(self, form: Any, record: UsageRequest) -> dict[str, Any]:
        context = super().get_context(form, record)
        gone = record.operators.exclude(staff__department=record.department_id, staff__is_active=True)
        context["is_reviewed"] = record.state == State.REVIEWED
        context["is_submitted"] = record.state == State.SUBMITTED
        context["gone"] = [line.staff for line in gone.select_related("staff")]
        if record.state in (State.SUBMITTED, State.REVIEWED):
            context["submit_label"] = "変更して出し直す"
        return context

    def save(self, form: UsageRequestForm, actor: Staff) -> UsageRequest:
        self.was_changed = form.has_changed()
        if not self.was_changed:
            return UsageRequest.objects.get(pk=form.instance.pk)
        return edit_request(
            form.instance, actor=actor, version=form.cleaned_data["version"], content=form.content
        )

    def get_success(self, saved: UsageRequest) -> str:
        if not self.was_changed:
            return "変更したところがなかったので、申請はもとのままです。"
        if saved.state == State.SUBMITTED:
            return "変更して出し直しました。住民記録が、いまの内容で審査します。"
        return "保存しました。内容を確かめて「提出」してください。"


class UsageRequestCopy(_Writing):
    """Shows what the copy will say before it is made."""

    permission_required = "registry.add_usagerequest"
    form_class = forms.Form
    template_name = "registry/usage_request_copy.html"
    submit_label = "下書きを作る"

    def get_queryset(self) -> QuerySet:
        return self.own_requests()

    def get_title(self, record: UsageRequest) -> str:
        purpose = "写して申請し直す" if asks_anew(record) else "次の年度へ写す"
        return f"利用申請 {record.number} を{purpose}"

    def get_form(self, record: Any, data: Any = None) -> forms.Form:
        return forms.Form(data)

    def get_context(self, form: Any, record: UsageRequest) -> dict[str, Any]:
        plan = planned_copy(record)
        content = plan.content
        facts = [
            ("年度", fiscal_year_label(fiscal_year_of(content.starts_on))),
            ("個人番号利用事務", str(content.affair)),
            ("根拠条文", content.legal_basis),
            ("利用目的", str(content.purpose)),
            ("利用目的の説明", content.purpose_note or "―"),
            ("利用期間", f"{wareki(content.starts_on)}から{wareki(content.ends_on)}まで"),
            ("操作者", "、".join(f"{each}（{each.username}）" for each in content.operators) or "いません"),
        ]
        period = "同じ期間" if asks_anew(record) else "次の年度"
        return super().get_context(form, record) | {
            "lead": f"この申請と同じ内容で、{period}の下書きを作ります。作ったあとに直せます。",
            "facts": facts,
            "left_out": plan.left_out,
        }

    def save(self, form: Any, actor: Staff) -> Copied:
        return copy_request(self.get_record(), actor=actor)

    def get_success(self, saved: Copied) -> str:
        made = (
            f"下書き（{saved.request.number}）を作りました。"
            "期間と操作者を確かめて、保存してから提出してください。"
        )
        if not saved.left_out:
            return made
        names = "、".join(f"{each}（{each.username}）" for each in saved.left_out)
        return f"{made}いまは課の職員ではないため写さなかった操作者：{names}"

    def get_success_url(self, saved: Copied) -> str:
        return reverse("usage_request_edit", args=[saved.request.pk])
