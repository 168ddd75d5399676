"""Terminals out of order: the list, the page of one outage, reporting it and its repair."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.editing import EditPage
from core.lists import RegisterList
from core.models import Staff
from core.records import RecordPage
from registry.filters.terminal_care import TerminalOutageFilter
from registry.forms.terminal import OutageForm, RepairForm
from registry.models import TerminalOutage
from registry.services.terminal_outage import repair_outage, report_outage
from registry.tables.terminal_care import TerminalOutageTable
from registry.views.terminal import OfTerminal


class TerminalOutageList(RegisterList):
    slug = "terminal_outages"
    title = "端末の故障"
    lead = "統合端末の故障と処置です。直っていないものが先に並びます。故障しているあいだは予約できません。"
    model = TerminalOutage
    permission_required = "registry.view_terminaloutage"
    table_class = TerminalOutageTable
    filter_class = TerminalOutageFilter

    def get_queryset(self) -> QuerySet:
        return TerminalOutage.objects.visible_to(self.request.user).for_list()

    def get_context(self, table: Any) -> dict[str, Any]:
        may = self.request.user.has_perm("registry.add_terminaloutage")
        choose = {"label": "端末を選んで故障を登録する", "url": reverse("terminals"), "primary": "yes"}
        return super().get_context(table) | {"actions": [choose] if may else []}


class TerminalOutagePage(RecordPage):
    list_class = TerminalOutageList

    def get_title(self, record: TerminalOutage) -> str:
        return f"統合端末 {record.terminal} の故障"

    def get_actions(self, record: Any) -> list[dict[str, str]]:
        actions = []
        if record.is_open and self.request.user.has_perm("registry.change_terminaloutage"):
            repair = reverse("terminal_outage_repair", args=[record.pk])
            actions.append({"label": "直ったことを登録する", "url": repair, "primary": "yes"})
        if self.request.user.has_perm("registry.view_terminal"):
            actions.append({"label": "この端末", "url": reverse("terminal", args=[record.terminal_id])})
        return actions


class TerminalOutageNew(OfTerminal):
    permission_required = "registry.add_terminaloutage"
    form_class = OutageForm
    lead = "登録すると、直るまでこの端末の予約を受け付けません。"
    submit_label = "故障を登録する"
    success = "故障を登録しました。直ったら「直ったことを登録する」から処置を書いてください。"

    def get_title(self, record: Any) -> str:
        return f"統合端末 {record} の故障を登録する"

    def save(self, form: OutageForm, actor: Staff) -> TerminalOutage:
        return report_outage(
            form.instance,
            symptom=form.cleaned_data["symptom"],
            starts_at=form.starts_at,
            ends_at=form.ends_at,
            actor=actor,
        )

    def get_success_url(self, saved: TerminalOutage) -> str:
        return reverse("terminal_outage", args=[saved.pk])


class TerminalOutageRepair(EditPage):
    permission_required = "registry.change_terminaloutage"
    form_class = RepairForm
    submit_label = "直ったことを登録する"
    success = "直ったことを登録しました。予約をまた受け付けます。"

    def get_queryset(self) -> QuerySet:
        return TerminalOutage.objects.visible_to(self.actor).select_related("terminal")

    def get_title(self, record: TerminalOutage) -> str:
        return f"統合端末 {record.terminal} の故障が直った"

    def get_breadcrumb(self, record: TerminalOutage) -> list[dict[str, str]]:
        return [
            {"label": "端末の故障", "url": reverse("terminal_outages")},
            {"label": str(record), "url": reverse("terminal_outage", args=[record.pk])},
        ]

    def get_context(self, form: Any, record: TerminalOutage) -> dict[str, Any]:
        return super().get_context(form, record) | {
            "cancel_url": reverse("terminal_outage", args=[record.pk])
        }

    def save(self, form: RepairForm, actor: Staff) -> TerminalOutage:
        return repair_outage(
            form.instance, ends_at=form.ends_at, remedy=form.cleaned_data["remedy"], actor=actor
        )

    def get_success_url(self, saved: TerminalOutage) -> str:
        return reverse("terminal_outage", args=[saved.pk])
