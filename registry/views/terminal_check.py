"""Looks at terminals where they stand: the list, the page of one, recording it and its remedy."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.editing import EditPage
from core.lists import RegisterList
from core.models import Staff
from core.records import RecordPage
from registry.filters.terminal_care import TerminalCheckFilter
from registry.forms.terminal import CheckForm, RemedyForm
from registry.models import TerminalCheck
from registry.services.terminal_check import record_check, record_remedy
from registry.tables.terminal_care import TerminalCheckTable
from registry.views.terminal import OfTerminal


class TerminalCheckList(RegisterList):
    slug = "terminal_checks"
    title = "設置状況の点検"
    lead = "ワイヤーロック、画面の向き、離席時のログオフの点検です。是正が必要なものが先に並びます。"
    model = TerminalCheck
    permission_required = "registry.view_terminalcheck"
    table_class = TerminalCheckTable
    filter_class = TerminalCheckFilter

    def get_queryset(self) -> QuerySet:
        return TerminalCheck.objects.visible_to(self.request.user).for_list()

    def get_context(self, table: Any) -> dict[str, Any]:
        may = self.request.user.has_perm("registry.add_terminalcheck")
        choose = {"label": "端末を選んで点検を記録する", "url": reverse("terminals"), "primary": "yes"}
        return super().get_context(table) | {"actions": [choose] if may else []}


class TerminalCheckPage(RecordPage):
    list_class = TerminalCheckList

    def get_title(self, record: TerminalCheck) -> str:
        return f"統合端末 {record.terminal} の点検"

    def get_context(self, record: Any) -> dict[str, Any]:
        context = super().get_context(record)
        more = [("点検した人", record.checked_by.name)]
        if record.remedied_by is not None:
            more += [("是正の内容", record.remedy), ("是正を確かめた人", record.remedied_by.name)]
        context["facts"] = [*context["facts"], *more]
        return context

    def get_actions(self, record: Any) -> list[dict[str, str]]:
        actions = []
        if record.is_open and self.request.user.has_perm("registry.change_terminalcheck"):
            remedy = reverse("terminal_check_remedy", args=[record.pk])
            actions.append({"label": "是正したことを登録する", "url": remedy, "primary": "yes"})
        return [*actions, {"label": "この端末", "url": reverse("terminal", args=[record.terminal_id])}]


class TerminalCheckNew(OfTerminal):
    permission_required = "registry.add_terminalcheck"
    form_class = CheckForm
    lead = "置いてある場所で見て、そのとおりに記録します。"
    submit_label = "点検を記録する"

    def get_title(self, record: Any) -> str:
        return f"統合端末 {record} の点検を記録する"

    def save(self, form: CheckForm, actor: Staff) -> TerminalCheck:
        values = form.cleaned_data
        return record_check(
            form.instance,
            checked_on=values["checked_on"],
            remarks=values["remarks"],
            actor=actor,
            **form.findings,
        )

    def get_success(self, saved: TerminalCheck) -> str:
        if saved.is_in_order:
            return "点検を記録しました。問題はありません。"
        return "点検を記録しました。是正したら「是正したことを登録する」から内容を書いてください。"

    def get_success_url(self, saved: TerminalCheck) -> str:
        return reverse("terminal_check", args=[saved.pk])


class TerminalCheckRemedy(EditPage):
    permission_required = "registry.change_terminalcheck"
    form_class = RemedyForm
    submit_label = "是正したことを登録する"
    success = "是正したことを登録しました。"

    def get_queryset(self) -> QuerySet:
        return TerminalCheck.objects.visible_to(self.actor).select_related("terminal")

    def get_title(self, record: TerminalCheck) -> str:
        return f"統合端末 {record.terminal} の是正"

    def get_breadcrumb(self, record: TerminalCheck) -> list[dict[str, str]]:
        return [
            {"label": "設置状況の点検", "url": reverse("terminal_checks")},
            {"label": str(record), "url": reverse("terminal_check", args=[record.pk])},
        ]

    def get_context(self, form: Any, record: TerminalCheck) -> dict[str, Any]:
        return super().get_context(form, record) | {"cancel_url": reverse("terminal_check", args=[record.pk])}

    def save(self, form: RemedyForm, actor: Staff) -> TerminalCheck:
        return record_remedy(form.instance, actor=actor, **form.cleaned_data)

    def get_success_url(self, saved: TerminalCheck) -> str:
        return reverse("terminal_check", args=[saved.pk])
