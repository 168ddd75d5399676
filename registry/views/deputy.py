"""Deputies (代決者): the list, naming one, and ending it early."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse

from core.calendar import today
from core.editing import EditPage
from core.lists import RegisterList
from core.models import Staff
from core.records import RecordPage
from registry.filters.deputy import DeputyFilter
from registry.forms.deputy import DeputyForm
from registry.models import Deputy
from registry.services.deputy import appoint_deputy, end_deputy
from registry.states.usage_request import APPROVE
from registry.tables.deputy import DeputyTable


class DeputyList(RegisterList):
    slug = "deputies"
    title = "代決者"
    lead = "承認する人が留守のあいだ、代わって利用申請を承認する人です。"
    model = Deputy
    permission_required = "registry.view_deputy"
    table_class = DeputyTable
    filter_class = DeputyFilter

    def get_queryset(self) -> QuerySet:
        return Deputy.objects.for_list()

    def get_context(self, table: Any) -> dict[str, Any]:
        may = self.request.user.has_perms(["registry.add_deputy", APPROVE])
        new = {"label": "代決者を定める", "url": reverse("deputy_new"), "primary": "yes"}
        return super().get_context(table) | {"actions": [new] if may else []}


class DeputyPage(RecordPage):
    list_class = DeputyList

    def get_actions(self, record: Deputy) -> list[dict[str, str]]:
        mine = record.principal_id == self.request.user.pk
        if mine and record.ended_at is None and record.ends_on >= today():
            return [{"label": "代決を終わらせる", "url": reverse("deputy_end", args=[record.pk])}]
        return []


class DeputyNew(EditPage):
    permission_required = ("registry.add_deputy", APPROVE)
    form_class = DeputyForm
    title = "代決者を定める"
    lead = (
        "留守のあいだ、あなたに代わって利用申請を承認する人を定めます。"
        "代決した申請には、二人の名前が残ります。"
    )
    submit_label = "代決者を定める"

    def get_form_options(self, record: Any) -> dict[str, Any]:
        return {"principal": self.actor}

    def get_breadcrumb(self, record: Any) -> list[dict[str, str]]:
        return [{"label": "代決者", "url": reverse("deputies")}]

    def get_context(self, form: Any, record: Any) -> dict[str, Any]:
        return super().get_context(form, record) | {"cancel_url": reverse("deputies")}

    def save(self, form: DeputyForm, actor: Staff) -> Deputy:
        return appoint_deputy(actor=actor, **form.cleaned_data)

    def get_success(self, saved: Deputy) -> str:
        return f"{saved.deputy}さんを代決者に定め、本人に知らせました。"

    def get_success_url(self, saved: Deputy) -> str:
        return reverse("deputies")


class DeputyEnd(EditPage):
    """Asks once more, and ends it."""

    permission_required = "registry.change_deputy"
    form_class = forms.Form
    template_name = "registry/deputy_end.html"
    submit_label = "代決を終わらせる"

    def get_queryset(self) -> QuerySet:
        return Deputy.objects.for_list().filter(principal=self.actor)

    def get_title(self, record: Deputy) -> str:
        return f"{record.deputy}さんの代決を終わらせる"

    def get_breadcrumb(self, record: Deputy) -> list[dict[str, str]]:
        return [
            {"label": "代決者", "url": reverse("deputies")},
            {"label": str(record), "url": reverse("deputy", args=[record.pk])},
        ]

    def get_form(self, record: Any, data: Any = None) -> forms.Form:
        return forms.Form(data)

    def get_context(self, form: Any, record: Deputy) -> dict[str, Any]:
        return super().get_context(form, record) | {"cancel_url": reverse("deputies")}

    def save(self, form: Any, actor: Staff) -> Deputy:
        return end_deputy(self.get_record(), actor=actor)

    def get_success(self, saved: Deputy) -> str:
        return f"{saved.deputy}さんの代決を終わらせ、本人に知らせました。"

    def get_success_url(self, saved: Deputy) -> str:
        return reverse("deputies")
